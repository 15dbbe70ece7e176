"""What a person states is tidied the same way at every front; what is no address or link is not."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.builtin import POLICY
from support.mail.policy import load_mail

from ayuda.batch.rows.deciding.row_decider import parse_cell
from ayuda.calendar import Calendar
from ayuda.cli.facts import FACT_PREFIX, facts_told
from ayuda.engine.windows import FactValue, Setting
from ayuda.errors import AyudaError
from ayuda.mail.stated import stated_evidence
from ayuda.mail.stated_values import parse_stated

SETTING = Setting(POLICY, datetime(2026, 11, 26, 12, tzinfo=UTC), Calendar(POLICY.country, None))
MAIL = load_mail()
WHERE = {"sender": "--sender", "link": "--link"}

ADDRESS = "x@evil.example"
ADDRESSES = [
    "x@evil.example",
    "From: x@evil.example",
    "De: Amazon <x@evil.example>",
    "Von:x@evil.example",
    "Da: 'Amazon' <x@evil.example>",
    "Remitente: x@evil.example.",
    "mailto:x@evil.example",
    "MAILTO:x@evil.example?subject=Hola&cc=y@amazon.es",
    "<x@evil.example>",
    "(x@evil.example)",
    "[x@evil.example]",
    "{x@evil.example}",
    "[x@evil.example](mailto:x@evil.example)",
    "'x@evil.example'",
    '"x@evil.example"',
    "«x@evil.example»",
    "\u201cx@evil.example\u201d,",
    "x@evil.example;",
    "*x@evil.example*",
    "\u00a0x@evil.example\u2007",
    "x@\u200bevil.\u2060example\ufeff",
    "x@evil[.]example",
    "x[@]evil(.)example",
    "x [at] evil [dot] example",
    "Amazon.com, Inc. <x@evil.example>",
    "Amazon x@evil.example",
    "no-reply@amazon.es <x@evil.example>",
    "x@evil.example <X@EVIL.example>",
    "<x@evil.example>\r\n",
    "x@evil\uff0eexample",
]
NO_ADDRESSES = [
    *("n/a", "-", "--", "Amazon", "none", "no hay", "?", "0", "@", "x@", "@amazon.es", "amazon.es"),
    *("no-reply at amazon.es", "x@localhost", "x@amazon..es", "x@.es", "x@1.5", "x@amazon.e"),
    *("a@b@amazon.es", "x@a.es, y@b.es", "<x@a.es> <y@b.es>", "https://amazon.es", "x@a\ufffd.es"),
    *("a" * 400 + "@amazon.es", "x@" + "a." * 400 + "es", "<>", "''", "x@[not an address]"),
]

LINKS: dict[str, tuple[str, ...]] = {
    "https://evil.example/": ("https://evil.example/",),
    "Enlace: https://evil.example/a.": ("https://evil.example/a",),
    "URL:https://evil.example": ("https://evil.example",),
    "<https://evil.example>": ("https://evil.example",),
    "(https://evil.example/a)": ("https://evil.example/a",),
    "https://evil.example/A_(b)": ("https://evil.example/A_(b)",),
    "[Ver pedido](https://evil.example/)": ("https://evil.example/",),
    "Ver pedido <https://evil.example>": ("https://evil.example",),
    "«https://evil.example»": ("https://evil.example",),
    "'https://evil.example',": ("https://evil.example",),
    "hxxps://evil[.]example/a": ("https://evil.example/a",),
    "HXXP[:]//evil[.]example": ("http://evil.example",),
    "\u00a0https://evil.example/\u200b": ("https://evil.example/",),
    "www.amazon.es": ("www.amazon.es",),
    "amazon.es/foo": ("amazon.es/foo",),
    "amazon.es:443/x?y=1": ("amazon.es:443/x?y=1",),
    "192.0.2.1/amazon.es": ("192.0.2.1/amazon.es",),
    "http://123.456.789.123/amazon.es": ("http://123.456.789.123/amazon.es",),
    "https://[2001:db8::1]/": ("https://[2001:db8::1]/",),
    "www.amazon.es@evil.example/login": ("www.amazon.es@evil.example/login",),
    "javascript:alert(1)": ("javascript:alert(1)",),
    "mailto:x@evil.example": ("mailto:x@evil.example",),
    "https://a.example https://b.example": ("https://a.example", "https://b.example"),
    "https://a.example\nhttps://b.example": ("https://a.example", "https://b.example"),
    "https://a.example\u00a0www.b.example": ("https://a.example", "www.b.example"),
    "https://a.example, https://b.example": ("https://a.example", "https://b.example"),
    "https://a.example,https://b.example": ("https://a.example", "https://b.example"),
    "https://a.example;www.b.example": ("https://a.example", "www.b.example"),
    "https://a.example/x,y;z": ("https://a.example/x,y;z",),
    "<https://a.example><https://b.example>": ("https://a.example", "https://b.example"),
    "1. https://a.example\n2. https://b.example": ("https://a.example", "https://b.example"),
}
NO_LINKS = [
    *("n/a", "-", "Amazon", "none", "no hay", "ninguno", "?", "0", "3.5", "12:30", "http://"),
    *("https://", "x@evil.example", "Pedido:123", "S.L.", "factura.pdf", "correo.EML", "localhost"),
    *("n/a https://amazon.es", "https://amazon.es -/-", "http://[", "().", "/", "amazon.e"),
]


def at_the_prompt(name: str, text: str) -> FactValue:
    return parse_stated(SETTING, POLICY.facts[name], text, WHERE[name])


def in_a_call(name: str, text: str) -> FactValue:
    given = [text] if name == "link" else text
    return facts_told(SETTING, "check-email", {FACT_PREFIX + name: given})[name]


def in_a_batch(name: str, text: str) -> FactValue:
    return parse_cell(SETTING, POLICY.facts[name], text, WHERE[name])


FRONTS = (at_the_prompt, in_a_call, in_a_batch)


def everywhere(name: str, text: str) -> FactValue | tuple[str, ...]:
    """What all fronts make of a text, or the codes of its problems; they must agree."""
    found: list[FactValue | tuple[str, ...]] = []
    for front in FRONTS:
        try:
            found.append(front(name, text))
        except AyudaError as error:
            [problem] = error.problems
            found.append(("refused", problem.code) if problem.where == WHERE[name] else ())
    assert found.count(found[0]) == len(found), found
    return found[0]


@pytest.mark.parametrize("text", ADDRESSES)
def test_what_stands_around_an_address_is_taken_off(text: str) -> None:
    assert str(everywhere("sender", text)).lower() == ADDRESS


def test_an_apostrophe_inside_an_address_belongs_to_it() -> None:
    assert everywhere("sender", "'Ana' <o'brien@example.org>") == "o'brien@example.org"
    assert everywhere("sender", "'o'brien@example.org'") == "o'brien@example.org"


@pytest.mark.parametrize("text", NO_ADDRESSES)
def test_what_is_no_address_is_refused(text: str) -> None:
    told = everywhere("sender", text)
    assert told in {("refused", "no-address"), ("refused", "several-addresses")}


@pytest.mark.parametrize("text", LINKS)
def test_links_are_found_in_what_stands_around_them(text: str) -> None:
    assert everywhere("link", text) == LINKS[text]


@pytest.mark.parametrize("text", NO_LINKS)
def test_what_is_no_link_is_refused(text: str) -> None:
    assert everywhere("link", text) == ("refused", "no-link")


@pytest.mark.parametrize("name", ["sender", "link"])
def test_nothing_is_refused_as_nothing(name: str) -> None:
    for text in ("", " ", "\n"):
        assert everywhere(name, text) == ("refused", "empty-value")


def test_a_problem_repeats_little_of_what_was_stated() -> None:
    for name in ("sender", "link"):
        with pytest.raises(AyudaError) as refused:
            at_the_prompt(name, "palabra " * 10_000)
        assert len(refused.value.problems[0].values["value"]) < 100


@pytest.mark.parametrize(
    "piece",
    [
        *("a", "a ", "a@", "@", "<", '"', "a.", "aa.", ",", ",a", "mailto:", "mailto:a?", "(", ")"),
        *(
            "http://",
            "https://a.es ",
            "[.]",
            " [at] ",
            "x@a.es ",
            "hxxp",
            "//",
            "a:",
            "\u200b",
            "a@b.",
        ),
    ],
)
def test_the_time_grows_with_the_length_of_what_is_stated(piece: str) -> None:
    begin = time.process_time()
    for name in ("sender", "link"):
        for text in (piece * (200_000 // len(piece)), piece * (200_000 // len(piece)) + " !"):
            with suppress(AyudaError):
                at_the_prompt(name, text)
    assert time.process_time() - begin < 8


def test_a_list_of_links_in_a_cell_counts_as_its_links_together() -> None:
    cell = msgspec.json.encode(["<https://a.example>", "https://b.example, www.c.example"]).decode()
    assert in_a_batch("link", cell) == ("https://a.example", "https://b.example", "www.c.example")
    assert in_a_batch("link", "[]") == ()
    with pytest.raises(AyudaError):
        in_a_batch("link", '["n/a"]')


@pytest.mark.parametrize("text", [one for one in ADDRESSES if "amazon.es" not in one])
def test_only_a_real_messages_header_is_malformed(text: str) -> None:
    sender = str(at_the_prompt("sender", text))
    assert stated_evidence(MAIL, sender, []).facts == {"sender_is": "elsewhere"}


PIECES = st.lists(
    st.sampled_from(
        [
            *("x@evil.example", "no-reply@amazon.es", "ñ@ñ.example", "x@[192.0.2.1]", "<", ">"),
            *("https://amazon.es/", "evil.example/x", "De:", " ", "\n", "\u00a0", "@", ".", ":"),
            *("n/a", "Amazon", "=?utf-8?Q?x?=", "\\", "\x00", "[", "]", "{", "(", '"', ","),
            *("hxxp://a[.]example", "mailto:", "?", "xn--mazon-3ve.es", "https://xn--"),
        ]
    ),
    max_size=6,
).map("".join)


@given(PIECES | st.text(max_size=40))
def test_every_front_reads_the_same_and_tidying_twice_changes_nothing(text: str) -> None:
    sender = everywhere("sender", text)
    if isinstance(sender, str):
        assert everywhere("sender", sender) == sender
        facts = stated_evidence(MAIL, sender, []).facts
        assert facts["sender_is"] != "malformed"
    if text.lstrip().startswith("["):
        return  # a batch takes a JSON list too
    links = everywhere("link", text)
    if isinstance(links, tuple) and links[0] != "refused":
        assert everywhere("link", "\n".join(links)) == links
        rules = {finding.rule for finding in stated_evidence(MAIL, None, links).findings}
        assert "link-unreadable" not in rules
