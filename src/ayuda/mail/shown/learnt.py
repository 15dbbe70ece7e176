"""Tags as a walk over a page needs them, each learnt once.

What mail writes again and again is learnt once for very many messages: the last of such tags are
remembered, but for those with an address in them, which are of one message alone.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

import msgspec

from ayuda.mail.shown.elements import BLOCKS, VOID
from ayuda.mail.shown.nesting import BREAK, Element, element, is_passed_by
from ayuda.mail.shown.styles import Change, Styles, change_of
from ayuda.mail.shown.tags import attributes, taken_apart

_TELLING: Final = frozenset(["a", "area", "base", "button", "form", "img", "input", "meta"])
_LEADING = frozenset(("href", "xlink:href", "formaction"))
_BREAKING = BLOCKS | {"br", "hr"}
_NO_CONTENT = VOID | {"style", "script"}
_LONGEST = 300
"""Characters of a tag that is remembered."""
_NOTHING = element("", "", "", None)


class Tag(msgspec.Struct, frozen=True):
    """A tag as it is written on a page; an ``element`` that has no end is ``void``."""

    name: str
    closes: bool
    element: Element
    void: bool = False
    found: dict[str, str] | None = None
    """The attributes of a tag that may lead away, show a picture, or ask for something."""


def learn(written: str, styles: Styles) -> Tag:
    """What a tag is on a page with these styles."""
    if len(written) <= _LONGEST and not ("//" in written or "@" in written):
        name, found, tag = _remembered(written, quirks=styles.quirks)
        if found is None or not styles.rules(name, found):
            return tag
    else:
        name, found = _opening(written)
        if found is None:
            return _closing(name)
    return _made(name, found, styles.change(name, found))


class _Known(NamedTuple):
    """A tag on a page whose sheets say nothing of it; ``found`` is None of a closing one."""

    name: str
    found: dict[str, str] | None
    tag: Tag


@lru_cache(maxsize=512)
def _remembered(written: str, *, quirks: bool) -> _Known:
    """What mail writes again and again, in very many messages, is learnt once."""
    name, found = _opening(written)
    if found is None:
        return _Known(name, None, _closing(name))
    return _Known(name, found, _made(name, found, change_of(name, found, quirks=quirks)))


def _opening(written: str) -> tuple[str, dict[str, str] | None]:
    """The name of a tag, and its attributes unless it is a closing one."""
    close, name, rest = taken_apart(written)
    if close or name[0] == "!":
        return name, None
    if name == "style":
        own, _, sheet = rest.partition(">")
        # A sheet that was never closed can hold the rest of the page: its links are looked at.
        rest = rest if "=" in sheet else own
    return name, attributes(rest) if rest else {}


def _made(name: str, found: dict[str, str], change: Change | None) -> Tag:
    """An opening tag that changes this."""
    if is_passed_by(name, change):
        return Tag(name, closes=False, element=_NOTHING, void=True)
    return Tag(
        name,
        closes=False,
        element=_element(name, change),
        void=name in _NO_CONTENT,
        found=found if name in _TELLING or not _LEADING.isdisjoint(found) else None,
    )


def _element_of(name: str, change: Change | None) -> Element:
    breaks = name in _BREAKING if change is None or change.breaks is None else change.breaks
    end = BREAK if breaks else ""
    piece = end + "> " if name == "blockquote" else end
    return element(name, piece, end, change)


def _element(name: str, change: Change | None) -> Element:
    return (_known_element if len(name) <= _LONGEST else _element_of)(name, change)


_known_element = lru_cache(maxsize=512)(_element_of)


def _closing(name: str) -> Tag:
    return Tag(name, closes=True, element=_NOTHING)
