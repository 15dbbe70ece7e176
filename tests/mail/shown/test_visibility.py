"""What a person sees of a page is what is read: hidden text never, shown text always."""

from __future__ import annotations

import pytest
from support.mail.policy import load_mail
from support.mail.verdict import verdict

from ayuda.mail.judge import MessageChecks
from ayuda.mail.shown.markup import read_page

DOCTYPE = "<!doctype html>"
CHECKS = MessageChecks(load_mail())

HIDING = [
    "font-size:0",
    "font-size:0px",
    "font-size: 0pt",
    "font-size:0em",
    "FONT-SIZE : 0.0px",
    "font-size:1px",
    "font-size:.1px",
    "font-size:1%",
    "font:0/0 a",
    "font: 1px Arial",
    "font-size:14px;font-size:0",
    "font-size:0!important;font-size:14px",
    "font-size:calc(0px)",
    "font-s\\69ze:0",
    "font-size:/**/0",
    "visibility:hidden",
    "visibility: collapse",
    "visibility:hidden;visibility:bogus",
    "opacity:0",
    "opacity:0.01",
    "opacity:0%",
    "filter:opacity(0)",
    "display:none",
    "DISPLAY:NONE",
    "display: none !important",
    "color:transparent",
    "color:#fff",
    "color:#FFFFFF",
    "color:white",
    "color:#fefefe",
    "color:rgb(255,255,255)",
    "color:rgb(255 255 255)",
    "color:rgba(0,0,0,0)",
    "color:#00000000",
    "color:hsl(0,0%,100%)",
    "color:#123456;background:#123456",
    "color:navy;background-color:rgb(0,0,128)",
    "mso-hide:all",
    "position:absolute;left:-9999px",
    "position:absolute;top:-5000px",
    "position:absolute;clip:rect(0,0,0,0)",
    "transform:scale(0)",
]
HIDING_BLOCKS = [
    "height:0;overflow:hidden",
    "max-height:0px;overflow:hidden",
    "width:0;overflow:hidden",
    "max-width:0; overflow: hidden",
    "max-height:1px;overflow:hidden",
    "text-indent:-9999px",
    "margin-left:-9999px",
]
SHOWING = [
    "",
    "font-size:9px",
    "font-size:80%",
    "font-size:0;font-size:13px",
    "font-size:5",
    "font-size:bogus",
    "color:#777",
    "color:#fff;background:#c00",
    "color:white;background-color:navy",
    "color:#fff;background:url(x.png)",
    "color:#fff;background-image:linear-gradient(#000,#333)",
    "color:transparent;text-shadow:0 0 0 #000",
    "color:transparent;-webkit-background-clip:text",
    "color:var(--text)",
    "opacity:.8",
    "visibility:visible",
    "display:block",
    "display:nothing",
    "font-family:'x;display:none'",
    'content:"display:none"',
    "x display:none",
    "background:url(a;display:none)",
    "height:0",
    "max-height:0",
    "overflow:hidden",
    "max-height:20px;overflow:hidden",
    "text-indent:2em",
    "left:-9999px",
    "position:relative;left:-2px",
    "margin-left:-4px",
    "transform:scale(2)",
    "text-transform:none",
    "padding-bottom:40px;height:0;overflow:hidden",
]


def text(html: str) -> str:
    return read_page(DOCTYPE + html).text


@pytest.mark.parametrize("style", HIDING)
def test_a_hidden_piece_inside_a_word_is_not_there(style: str) -> None:
    assert text(f"<p>A<span style='{style}'>QZX</span>mazon</p>") == "Amazon"
    assert text(f'<p>A<b style="{style}">Q<i>Z</i>X</b>mazon</p>') == "Amazon"


@pytest.mark.parametrize("style", HIDING + HIDING_BLOCKS)
def test_a_hidden_block_is_not_read(style: str) -> None:
    assert text(f"<div style='{style}'>a<p>b</p></div><div>c</div>").split() in (["c"], ["b", "c"])
    assert text(f"<p>x</p><div style='{style}'>a</div>y").split() == ["x", "y"]


@pytest.mark.parametrize("style", SHOWING)
def test_what_is_seen_is_read(style: str) -> None:
    quoted = style.replace("'", "&#39;").replace('"', "&quot;")
    assert text(f"<p>A<span style='{quoted}'>ma</span>zon</p>").replace("\n", "") == "Amazon"
    assert text(f"<div style='{quoted}'>Amazon</div>") == "Amazon"


@pytest.mark.parametrize(
    ("outer", "inner"),
    [
        ("font-size:0", "font-size:14px"),
        ("font-size:1px", "font:12px Arial"),
        ("visibility:hidden", "visibility:visible"),
        ("color:#fff", "color:#000"),
        ("color:#fff", "background:#000"),
        ("color:transparent", "color:#333"),
        ("color:#222;background:#222", "background:#fff"),
        ("color:#222;background:#222", "color:#eee"),
    ],
)
def test_a_child_can_be_shown_again(outer: str, inner: str) -> None:
    page = f"<div style='{outer}'>no<span style='{inner}'>Amazon</span>no</div>"
    assert text(page) == "Amazon"
    assert text(page.replace("span", "div")) == "Amazon"
    assert (
        text(f"<div style='{outer}'><a href=//e.example style='{inner}'>Amazon</a></div>")
        == "Amazon"
    )


@pytest.mark.parametrize(
    "outer", ["display:none", "opacity:0", "mso-hide:all", "max-height:0;overflow:hidden"]
)
@pytest.mark.parametrize(
    "inner", ["display:block", "opacity:1", "visibility:visible;font-size:20px"]
)
def test_a_child_of_what_is_gone_stays_gone(outer: str, inner: str) -> None:
    assert text(f"<div style='{outer}'>no<div style='{inner}'>no</div></div>x") == "x"


@pytest.mark.parametrize(
    "page",
    [
        "<table bgcolor='#232f3e'><tr><td style='color:#fff'>Amazon</td></tr></table>",
        "<td>x</td><table><tr bgcolor=navy><td><b style='color:white'>Amazon</b></td></tr></table>",
        "<table><tr><td background='x.png'><font color='#ffffff'>Amazon</font></td></tr></table>",
        "<body bgcolor=000000 text=ffffff>Amazon",
        "<div style='background:#131921'><p><a href='//e.example' style='color:#fff'>Amazon</a></p></div>",
        "<table><tr><td style='background:#f90 url(x.gif)'><span style='color:#fff'>Amazon</span></table>",
        "<style>.dark{background:#111}.pale{color:#fff}</style><div class=dark><b class=pale>Amazon</b></div>",
        "<v:rect fillcolor='#123'><center style='color:#fff'>Amazon</center></v:rect>",
        "<div style='color:#fff'><a href=//e.example>Amazon</a></div>",
    ],
)
def test_pale_text_on_something_dark_is_seen(page: str) -> None:
    assert "Amazon" in text(page)


@pytest.mark.parametrize(
    "page",
    [
        "<style>.x{font-size:0}</style>A<i class=x>Q</i>mazon",
        "<style>#x{display:none}</style>A<i id=x>Q</i>mazon",
        "<style>i{visibility:hidden}</style>A<i>Q</i>mazon",
        "<style>i.x, b.y { opacity:0 }</style>A<i class='z x'>Q</i>ma<b class=y>Q</b>zon",
        "<style>.x{display:none!important}</style>A<i class=x style='display:inline'>Q</i>mazon",
        "<style>@media screen{.x{display:none}}</style>A<i class=x>Q</i>mazon",
        "<style><!-- .x{display:none} --></style>A<i class=x>Q</i>mazon",
        "A<i class=x>Q</i>mazon<style>.x{display:none",
        "<style>body .x{color:#fff}</style>A<i class=x>Q</i>mazon",
        "A<i hidden>Q</i>mazon",
        "A<i HIDDEN=''>Q</i>mazon",
        "A<font color=white>Q</font>mazon",
        "A<font color='#ffffff'>Q</font>mazon",
        "A<i style='display&colon;none'>Q</i>mazon",
        "A<i style=font-size:0>Q</i>mazon",
        "A<br style='display:none'>mazon",
        "A<div style='display:none'>Q</div>mazon",
        "A<img width=1 height=1 src=x>mazon",
        "A<div style='display:inline'>ma</div>zon",
    ],
)
def test_hiding_by_rules_and_attributes(page: str) -> None:
    assert text(page) == "Amazon"


@pytest.mark.parametrize(
    "page",
    [
        "<style>@media print{.x{display:none}}</style><i class=x>Amazon</i>",
        "<style>@media (max-width:480px){.x{display:none!important}}</style><i class=x>Amazon</i>",
        "<style>.x{display:none}</style><i class=X>Amazon</i>",
        "<style>p .x{display:none}</style><i class=x>Amazon</i>",
        "<style>.x:hover{display:none}</style><i class=x>Amazon</i>",
        "<style>.x{display:none}</style><i class=x style='display:inline'>Amazon</i>",
        "<style>i{display:none}.x{display:inline}</style><i class=x>Amazon</i>",
        "<!-- <style>.x{display:none}</style> --><i class=x>Amazon</i>",
        "<!--[if mso]><style>.x{display:none}</style><![endif]--><i class=x>Amazon</i>",
        "<title><style>.x{display:none}</style></title><i class=x>Amazon</i>",
        "<p title=' style=\"display:none\"'>Amazon",
        "<p aria-hidden=true>Amazon",
        "<p data-style='display:none'>Amazon",
        "<p style='' style='display:none'>Amazon",
        "<div style='display:none'></div>Amazon",
        "<p style='display:none'>no<p>Amazon",
        "<table><tr><td style='display:none'>no<td>Amazon</table>",
        "<ul><li style='display:none'>no<li>Amazon</ul>",
        "<div style='display:none'><span>no</div>Amazon",
        "<table style='display:none'><tr><td>no</td></tr>Amazon</table>",
        "<td style='display:none'>Amazon</td>",
        "<div bgcolor=#000000 color=#fff>Amazon</div>",
        "<div style='text-indent:-9999px'>no<br>Amazon</div>",
        "<span style='max-height:0;overflow:hidden'>Amazon</span>",
        "<table><tr><td style='height:0;overflow:hidden'>Amazon</table>",
    ],
)
def test_what_hides_nothing(page: str) -> None:
    assert text(page).splitlines()[-1] == "Amazon"


def test_pages_without_a_doctype_set_the_size_of_tables_anew() -> None:
    page = "<div style='font-size:0'><table><tr><td>Amazon</table></div>"
    assert read_page(page).text == "Amazon"
    assert read_page(DOCTYPE + page).text == ""


def test_formatting_that_is_left_open_goes_on_in_the_next_block() -> None:
    assert text("<p>a<font style='font-size:0'>no</p><p>no</font>b</p>") == "a\nb"
    assert text("<p>A<i><font style='font-size:0'></i>QZX</font>mazon") == "Amazon"


def test_the_words_of_a_link_are_those_that_are_seen() -> None:
    page = read_page(DOCTYPE + "<a href=//e.example>A<i style='font-size:0'>Q</i>mazon</a>")
    assert [anchor.text for anchor in page.anchors] == ["Amazon"]


def test_a_picture_is_seen_in_a_cell_without_size_for_text() -> None:
    page = read_page(DOCTYPE + "<td><table><td style='font-size:0'><img alt=Amazon src=x></table>")
    assert page.text == page.logo == "Amazon"
    assert read_page("<img alt=Amazon style='display:none'>").logo == ""


def test_a_page_with_raw_elements_has_no_marks_of_them() -> None:
    assert read_page("<style>a</style>b<title>x</title >c<script>d</script>").text == "bc"


@pytest.mark.parametrize("style", ["font-size:0", "visibility:hidden", "color:#fff", "opacity:0"])
@pytest.mark.parametrize(
    "said",
    ["Estimado cliente de A{}mazon Prime", "Dear A{}mazon customer,", "Hola, cliente de A{}mazon:"],
)
def test_salt_does_not_hide_a_claim(style: str, said: str) -> None:
    salted = said.format(f'<span style="{style}">QZX</span>')
    raw = (
        "From: Avisos <info@cuenta.example>\r\nSubject: Renovacion\r\n"
        "Content-Type: text/html; charset=utf-8\r\n\r\n"
        f"<!doctype html><p>{salted}</p><a href='https://cuenta.example/'>Renovar</a>"
    )
    assert verdict(CHECKS.evidence(raw.encode())) == "fraudulent"


@pytest.mark.parametrize(
    "style", ["font-size:0", "display:none", "color:#fff", "visibility:hidden"]
)
def test_a_claim_that_nobody_sees_is_none(style: str) -> None:
    raw = (
        "From: Avisos <info@cuenta.example>\r\nSubject: Renovacion\r\n"
        "Content-Type: text/html; charset=utf-8\r\n\r\n"
        f"<p style='{style}'>Estimado cliente de Amazon</p><p>Hola</p>"
    )
    assert verdict(CHECKS.evidence(raw.encode())) == "no-claim"
