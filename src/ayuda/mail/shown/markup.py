"""A page's visible text, and what leads away from it, taken from its tags in one pass.

Tags and attributes are read as browsers do (WHATWG HTML, 13.2.5), but no tree is built. A tree
is what a hostile page blows up: unclosed formatting elements are opened again in every paragraph,
so that 75 KB can become gigabytes. Nothing that is looked for here needs one.
"""

from __future__ import annotations

import re
from typing import Literal

import msgspec

Way = Literal["link", "form", "button", "refresh"]

_ATTRIBUTES = r"""(?:\s[a-zA-Z:-]++="[^"]*+"
        |[\s/]++
        |[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|(?!["'])[^\s>]*+)|(?!\s*+=)))*+"""
_RAW = "script|style|textarea|title|xmp|iframe|noembed|noframes"
_RAW_ELEMENTS = "|".join(
    rf"(?i:{name})(?=[\s/>]){_ATTRIBUTES}>.*?(?:</(?i:{name})(?=[\s/>])|\Z)"
    for name in _RAW.split("|")
)
_TOKEN = re.compile(
    rf"""<(?:
      (?=[sStTxXiInN])(?:{_RAW_ELEMENTS})
      |(/?[A-Za-z][^\s/>]*+(?:(?=>)|{_ATTRIBUTES}))>
      |!--\[if[^\]]*+\]>
      |!--(?:-?>|.*?(?:--!?>|\Z))
      |[!?/][^>]*+(?:>|\Z)
      |[A-Za-z].*+
    )""",
    re.VERBOSE | re.DOTALL | re.ASCII,
)
"""A tag, a comment, or an element whose content is no markup up to its own closing tag.

What Outlook alone reads between ``<!--[if …]>`` and ``<![endif]-->`` is read here too.
"""
_TAG = re.compile(r"(/?)([^\s/>]++)(.*)", re.DOTALL | re.ASCII)
_ATTRIBUTE = re.compile(
    r"""[\s/]*+([^\s/>][^\s/>=]*+)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>]*+)))?""", re.ASCII
)
_OTHERS_OF_LINK = r'(?:\s++(?!(?:href|alt|formaction)=)[a-z-]++="[^"]*+")*+'
_OTHERS_OF_PICTURE = r'(?:\s++(?!(?:alt|title|formaction)=)[a-z-]++="[^"]*+")*+'
_PLAIN_LINK = re.compile(rf'a{_OTHERS_OF_LINK}\s++href="([^"]++)"{_OTHERS_OF_LINK}\s*+', re.ASCII)
_PLAIN_PICTURE = re.compile(
    rf'img{_OTHERS_OF_PICTURE}(?:\s++alt="([^"]*+)")?+{_OTHERS_OF_PICTURE}\s*+/?', re.ASCII
)
"""The frequent tags as they are usually written; they need no look at their other attributes."""
_REFRESH = re.compile(r"^\s*[\d.]*\s*[;,]?\s*(?:url\s*=\s*)?['\"]?\s*([^'\"]+)", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_WEB = ("https://", "http://")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_IGNORED_IN_URL = re.compile(r"[\t\r\n]")
_STRIPPED = "".join(map(chr, range(33)))
"""What browsers take out of a URL, and cut from its ends (WHATWG URL, 4.4)."""

_BREAKS = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "br",
    "caption",
    "center",
    "dd",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "legend",
    "li",
    "main",
    "nav",
    "ol",
    "option",
    "p",
    "pre",
    "section",
    "select",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
]
_VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
    ]
)
_TELLING = ["a", "area", "base", "button", "form", "img", "input", "meta"]
_BREAK, _TELLS = 1, 2
_OTHERS = (
    "b",
    "strong",
    "i",
    "em",
    "u",
    "span",
    "font",
    "small",
    "sup",
    "sub",
    "big",
    "html",
    "head",
)
_KINDS = {
    name: (name in _BREAKS) * _BREAK + (name in _TELLING) * _TELLS
    for name in (*_BREAKS, *_TELLING, *_OTHERS)
}
"""What the frequent elements are; names in capitals are looked up a second time."""
_PICTURE_MARK = "\ufffc"
"""Stands for a picture without words (OBJECT REPLACEMENT CHARACTER)."""
_ASKED = ("type", "name", "id", "autocomplete", "placeholder")
_NO_WORDS = _PICTURE_MARK + "\x00 \t\r\n"
_LOGO_WITHIN = 200
"""Characters of text that may stand before a logo: mail often begins with a line of preview."""


class Anchor(msgspec.Struct):
    """Something that leads away: its address as written, how, and the words it shows."""

    url: str
    way: Way
    text: str = ""


class Page(msgspec.Struct, frozen=True):
    """What a page shows and where it leads.

    ``logo`` is the alternative text of its first picture, if that stands near the top.
    ``inputs`` are the names, types and labels of its fields, one string each.
    """

    text: str
    anchors: tuple[Anchor, ...]
    logo: str
    inputs: tuple[str, ...]


class _Reading(msgspec.Struct):
    """The state of one pass. ``hidden`` is the element that hides what is read, and its depth."""

    pieces: list[str] = []
    anchors: list[Anchor] = []
    inputs: list[str] = []
    base: str = ""
    logo: str | None = None
    anchor: Anchor | None = None
    anchor_from: int = 0
    hidden: str = ""
    hidden_depth: int = 0


def read_page(html: str) -> Page:
    """Reads a page; never fails, whatever it is given."""
    reading = _Reading()
    hidden = False
    plain: dict[str, str] = {}
    append = reading.pieces.append
    found = _TOKEN.split(html)
    found.append(None)  # after the last text comes no tag
    pairs = iter(found)
    for text, tag in zip(pairs, pairs, strict=True):
        if text and not hidden:
            append(text)
        if not tag:
            continue
        piece = plain.get(tag)
        if piece is None or hidden:
            _take(reading, tag, plain)
            hidden = reading.hidden != ""
        elif piece:
            append(piece)
    _end_anchor(reading)
    for anchor in reading.anchors:
        anchor.url = _resolved(anchor.url, reading.base)
    return Page(
        _text(reading.pieces), tuple(reading.anchors), reading.logo or "", tuple(reading.inputs)
    )


def _take(reading: _Reading, tag: str, plain: dict[str, str]) -> None:
    """Takes a tag into account; of one that does no more than break lines, ``plain`` learns how.

    The tags of a page repeat themselves, so that most are looked up there.
    """
    hides = "isplay" in tag
    if not (hides or reading.hidden) and _take_plain(reading, tag):
        return
    written = _TAG.match(tag)
    assert written is not None
    close, name, attributes = written.groups()
    kind = _KINDS.get(name)
    if kind is None:
        name = name.lower()
        kind = _KINDS.get(name, 0)
    tells = kind & _TELLS or "href" in attributes or "formaction" in attributes
    piece = ""
    if kind & _BREAK:
        piece = "\x00> " if name == "blockquote" and not close else "\x00"
    if not (hides or tells):
        plain[tag] = piece
    if reading.hidden or hides:
        _hide(reading, name, close, attributes)
    if piece and not reading.hidden:
        reading.pieces.append(piece)
    if tells:
        _tell(reading, name, close, attributes)


def _take_plain(reading: _Reading, tag: str) -> bool:
    """Takes a link or a picture into account if it is written as usual; whether it is."""
    if tag == "/a":
        _end_anchor(reading)
        return True
    if (link := _PLAIN_LINK.fullmatch(tag)) is not None:
        _begin_anchor(reading, _plain(link[1]), "")
        return True
    if (picture := _PLAIN_PICTURE.fullmatch(tag)) is not None:
        _picture(reading, _plain(picture[1] or ""))
        return True
    return False


def _hide(reading: _Reading, name: str, close: str, attributes: str) -> None:
    """Begins or ends what an element with ``display: none`` hides."""
    if not reading.hidden:
        if not close and name not in _VOID and _HIDDEN.search(attributes):
            reading.hidden, reading.hidden_depth = name, 1
    elif name == reading.hidden:
        reading.hidden_depth += -1 if close else 1
        if reading.hidden_depth == 0:
            reading.hidden = ""


def _tell(reading: _Reading, name: str, close: str, written: str) -> None:
    """Takes a tag into account that may lead away, show a picture, or ask for something."""
    if close:
        if name == "a":
            _end_anchor(reading)
        return
    found = _attributes(written)
    if name == "img":
        _picture(reading, found.get("alt", "") or found.get("title", ""))
    elif name == "base":
        reading.base = reading.base or found.get("href", "")
    elif name == "input":
        reading.inputs.append(" ".join(found.get(key, "") for key in _ASKED).strip())
    elif name != "link":
        _lead(reading, name, found)
    if "formaction" in found:
        reading.anchors.append(Anchor(found["formaction"], "button"))


def _lead(reading: _Reading, name: str, found: dict[str, str]) -> None:
    """Takes a form, a refresh, or a link of any element (Outlook has links on shapes)."""
    if name == "form":
        reading.anchors.append(Anchor(found.get("action", ""), "form"))
    elif name == "meta":
        target = _REFRESH.search(found.get("content", ""))
        if target and found.get("http-equiv", "").strip().lower() == "refresh":
            reading.anchors.append(Anchor(target[1], "refresh"))
    elif (url := found.get("href") or found.get("xlink:href")) is not None:
        _begin_anchor(reading, url, found.get("alt", ""), is_open=name != "area")


def _picture(reading: _Reading, words: str) -> None:
    """Takes a picture's words as text, and as the logo if they are the first and near the top."""
    if reading.logo is None and words.strip():
        before = sum(len(piece.strip(_NO_WORDS)) for piece in reading.pieces)
        reading.logo = words.strip() if before <= _LOGO_WITHIN else ""
    if not reading.hidden:
        reading.pieces.append(words or _PICTURE_MARK)


def _begin_anchor(reading: _Reading, url: str, words: str, *, is_open: bool = True) -> None:
    """A link; if it ``is_open``, what comes up to its end are its words."""
    _end_anchor(reading)
    anchor = Anchor(url, "link", words)
    reading.anchors.append(anchor)
    if is_open:
        reading.anchor, reading.anchor_from = anchor, len(reading.pieces)


def _end_anchor(reading: _Reading) -> None:
    if reading.anchor is not None:
        reading.anchor.text = _text(reading.pieces[reading.anchor_from :])
        reading.anchor = None


def _attributes(text: str) -> dict[str, str]:
    """Attributes by lower-case name; the first of two counts."""
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(text):
        value = double or single or bare
        found.setdefault(name.lower(), _plain(value))
    return found


def _plain(value: str) -> str:
    """A value without character references; most have none, or none but ``&amp;``."""
    if "&" not in value:
        return value
    if value.count("&") == value.count("&amp;"):
        return value.replace("&amp;", "&")
    from html import unescape

    return unescape(value)


def _text(pieces: list[str]) -> str:
    """Pieces as lines: white space is collapsed, and only elements break a line.

    A quotation begins with ``>``, as it does in plain text.
    """
    joined = _plain("".join(pieces))
    if "\x00" not in joined:
        return " ".join(joined.split())
    lines = joined.split("\x00")
    return "\n".join([" ".join(line.split()) for line in lines if line and not line.isspace()])


def _resolved(written: str, base: str) -> str:
    """An absolute address; of one that stays relative, and so leads nowhere, nothing."""
    if written.startswith(_WEB) and written.isprintable() and not written.endswith(" "):
        return written
    url = written.strip(_STRIPPED)
    if not url.isprintable():
        url = _IGNORED_IN_URL.sub("", url)
    if not url or url.startswith("#") or _SCHEME.match(url):
        return url
    slashes = url.replace("\\", "/")
    if slashes.startswith("//"):
        return "https:" + url
    if _SCHEME.match(base.strip()):
        return base.strip().rstrip("/") + "/" + url.lstrip("/\\")
    return "https://" + url if slashes.lower().startswith("www.") else ""
