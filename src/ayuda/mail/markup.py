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
_RAW = (
    "[sS](?i:cript|tyle)|[tT](?:[eE](?i:xtarea)|[iI](?i:tle))|[xX](?i:mp)|[iI](?i:frame)"
    "|[nN][oO](?i:embed|frames)"
)
_TOKEN = re.compile(
    rf"""<(?:
      (?:(?P<raw>{_RAW})(?=[\s/>])
        {_ATTRIBUTES}>.*?(?:</(?i:(?P=raw))(?=[\s/>])|\Z))
      |(/?)([A-Za-z][^\s/>]*+)({_ATTRIBUTES})>
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
_END = ("", "", "", "")
"""Stands for the tag after the last text, so that every text has one."""
_ATTRIBUTE = re.compile(
    r"""[\s/]*+([^\s/>][^\s/>=]*+)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>]*+)))?""", re.ASCII
)
_REFRESH = re.compile(r"^\s*[\d.]*\s*[;,]?\s*(?:url\s*=\s*)?['\"]?\s*([^'\"]+)", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
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
    pieces = reading.pieces
    found = iter([*_TOKEN.split(html), *_END])
    for text, _, close, name, attributes in zip(found, found, found, found, found, strict=True):
        if text and not reading.hidden:
            pieces.append(text)
        if not name:
            continue
        kind = _KINDS.get(name)
        if kind is None:
            name = name.lower()  # noqa: PLW2901
            kind = _KINDS.get(name, 0)
        if reading.hidden or (attributes and "isplay" in attributes):
            _hide(reading, name, close, attributes)
        if kind & _BREAK and not reading.hidden:
            pieces.append("\x00> " if name == "blockquote" and not close else "\x00")
        if kind & _TELLS or (attributes and ("href" in attributes or "formaction" in attributes)):
            _tell(reading, name, close, attributes)
    _end_anchor(reading)
    for anchor in reading.anchors:
        anchor.url = _resolved(anchor.url, reading.base)
    return Page(_text(pieces), tuple(reading.anchors), reading.logo or "", tuple(reading.inputs))


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
        _end_anchor(reading)
        reading.anchors.append(Anchor(url, "link", found.get("alt", "")))
        if name != "area":
            reading.anchor, reading.anchor_from = reading.anchors[-1], len(reading.pieces)


def _picture(reading: _Reading, words: str) -> None:
    """Takes a picture's words as text, and as the logo if they are the first and near the top."""
    if reading.logo is None and words.strip():
        before = sum(len(piece.strip(_NO_WORDS)) for piece in reading.pieces)
        reading.logo = words.strip() if before <= _LOGO_WITHIN else ""
    if not reading.hidden:
        reading.pieces.append(words or _PICTURE_MARK)


def _end_anchor(reading: _Reading) -> None:
    if reading.anchor is not None:
        reading.anchor.text = _text(reading.pieces[reading.anchor_from :])
        reading.anchor = None


def _attributes(text: str) -> dict[str, str]:
    """Attributes by lower-case name; the first of two counts."""
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(text):
        value = double or single or bare
        found.setdefault(name.lower(), _plain(value) if "&" in value else value)
    return found


def _plain(value: str) -> str:
    """A value without character references; most have none but ``&amp;``."""
    if value.count("&") == value.count("&amp;"):
        return value.replace("&amp;", "&")
    from html import unescape

    return unescape(value)


def _text(pieces: list[str]) -> str:
    """Pieces as lines: white space is collapsed, and only elements break a line.

    A quotation begins with ``>``, as it does in plain text.
    """
    joined = "".join(pieces)
    if "&" in joined:
        joined = _plain(joined)
    if "\x00" not in joined:
        return " ".join(joined.split())
    lines = [" ".join(line.split()) for line in joined.split("\x00")]
    return "\n".join(filter(None, lines))


def _resolved(written: str, base: str) -> str:
    """An absolute address; of one that stays relative, and so leads nowhere, nothing."""
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
