"""A page's visible text, and what leads away from it, taken from its tags in one pass."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from ayuda.late_patterns import late
from ayuda.mail.shown.learnt import Tag, learn
from ayuda.mail.shown.nesting import BREAK, Element, Nesting
from ayuda.mail.shown.styles import Styles
from ayuda.mail.shown.tags import plain, styles_of, tokens
from ayuda.mail.shown.urls import resolved

Way = Literal["link", "form", "button", "refresh"]

_DOCTYPE = late(r"(?:\s++|<\?[^>]*+>|<!--(?:[^-]++|-(?!->))*+-->)*+<!doctype", re.IGNORECASE)
_REFRESH = late(r"^\s*[\d.]*\s*[;,]?\s*(?:url\s*=\s*)?['\"]?\s*([^'\"]+)", re.IGNORECASE)
_REFRESH_AT_MOST = 2000
_PICTURE_MARK = "\ufffc"
"""Stands for a picture without words (OBJECT REPLACEMENT CHARACTER)."""
_ASKED = ("type", "name", "id", "autocomplete", "placeholder")
_NO_WORDS = _PICTURE_MARK + BREAK + " \t\r\n"
_LOGO_WITHIN = 200
"""Characters of text that may stand before a logo: mail often begins with a line of preview."""
_PIXEL = late(r"\s*0*[01](?:\.0*)?(?:px)?\s*")
"""The size of a picture that counts readers and shows nothing."""


class Anchor(msgspec.Struct):
    """Something that leads away: its address as written, how, and the words it shows."""

    url: str
    way: Way
    text: str = ""


class Page(msgspec.Struct, frozen=True):
    """What a page shows and where it leads.

    ``logo`` is the alternative text of its first picture, if that stands near the top.
    ``inputs`` are the names, types and labels of its fields, one string each. ``pictures`` counts
    those that can be seen, ``described`` the letters of their words. ``whole``: its elements were
    not nested beyond what is looked at.
    """

    text: str
    anchors: tuple[Anchor, ...]
    logo: str
    inputs: tuple[str, ...]
    pictures: int = 0
    described: int = 0
    whole: bool = True


class _Reading:
    """The state of one pass over a page."""

    def __init__(self, styles: Styles) -> None:
        self.pieces: list[str] = []
        self.anchors: list[Anchor] = []
        self.inputs: list[str] = []
        self.base = ""
        self.logo: str | None = None
        self.pictures = self.described = 0
        self.nesting = Nesting(quirks=styles.quirks)
        self._styles = styles
        self._open: tuple[str, Anchor, int] | None = None
        """The link that is open: its element's name, and where its words begin."""

    def read(self, found: list[str | None]) -> None:
        """Reads texts and tags; the tags of a page repeat themselves, so each is learnt once."""
        nesting, append = self.nesting, self.pieces.append
        learnt: dict[str, Tag] = {}
        pairs = iter(found)
        for text, written in zip(pairs, pairs, strict=True):
            if text and nesting.shows_text():
                append(text)
            if not written:
                continue
            tag = learnt.get(written)
            if tag is None:
                tag = learnt[written] = learn(written, self._styles)
            if tag.closes:
                piece = nesting.leave(tag.name)
            elif tag.void:
                piece = nesting.pass_by(tag.element)
            else:
                piece = nesting.enter(tag.element)
            if piece:
                append(piece)
            if tag.found is not None:
                self._tell(tag, tag.found)
            elif tag.closes and self._open is not None and self._open[0] == tag.name:
                self.end_anchor()
        self.end_anchor()

    def end_anchor(self) -> None:
        """Ends the link that is open."""
        if self._open is not None:
            _, anchor, start = self._open
            anchor.text = _text(self.pieces[start:])
            self._open = None

    def _tell(self, tag: Tag, found: dict[str, str]) -> None:
        """Takes a tag into account that may lead away, show a picture, or ask for something."""
        name = tag.name
        if name == "img":
            self._picture(found, tag.element)
        elif name == "base":
            self.base = self.base or found.get("href", "").strip()
        elif name == "input":
            self.inputs.append(" ".join(found.get(key, "") for key in _ASKED).strip())
        elif name == "form":
            self.anchors.append(Anchor(found.get("action", ""), "form"))
        elif name == "meta":
            target = _REFRESH.search(found.get("content", "")[:_REFRESH_AT_MOST])
            if target and found.get("http-equiv", "").strip().lower() == "refresh":
                self.anchors.append(Anchor(target[1], "refresh"))
        elif name != "link" and (url := found.get("href") or found.get("xlink:href")) is not None:
            self._link(name, url, found.get("alt", ""))  # of any element: Outlook has linked shapes
        if "formaction" in found:
            self.anchors.append(Anchor(found["formaction"], "button"))

    def _link(self, name: str, url: str, words: str) -> None:
        """A link; unless it is an area, what comes up to its end are its words."""
        self.end_anchor()
        anchor = Anchor(url, "link", words)
        self.anchors.append(anchor)
        if name != "area":
            self._open = name, anchor, len(self.pieces)

    def _picture(self, found: dict[str, str], element: Element) -> None:
        """Takes a picture's words as text, and as the logo if they are the first and near the top.

        A picture can be seen where text is too small to be.
        """
        sizes = (found.get("width", ""), found.get("height", ""))
        if any(map(_PIXEL.fullmatch, sizes)) or not self.nesting.within(element.change).shows:
            return
        words = found.get("alt", "") or found.get("title", "")
        self.pictures += 1
        self.described += sum(map(str.isalnum, words))
        if self.logo is None and words.strip():
            before = sum(len(piece.strip(_NO_WORDS)) for piece in self.pieces)
            self.logo = words.strip() if before <= _LOGO_WITHIN else ""
        self.pieces.append(words or _PICTURE_MARK)


def read_page(html: str) -> Page:
    """Reads a page; never fails, whatever it is given."""
    found = tokens(html)
    styles = Styles(styles_of(found), quirks=_DOCTYPE.match(html) is None)
    reading = _Reading(styles)
    reading.read(found)
    for anchor in reading.anchors:
        anchor.url = resolved(anchor.url, reading.base)
    return Page(
        _text(reading.pieces),
        tuple(reading.anchors),
        reading.logo or "",
        tuple(reading.inputs),
        reading.pictures,
        reading.described,
        whole=not reading.nesting.gave_up,
    )


def _text(pieces: list[str]) -> str:
    """Pieces as lines: white space is collapsed, and only elements break a line.

    A quotation begins with ``>``, as it does in plain text.
    """
    joined = plain("".join(pieces))
    if BREAK not in joined:
        return " ".join(joined.split())
    lines = joined.split(BREAK)
    return "\n".join([" ".join(line.split()) for line in lines if line and not line.isspace()])
