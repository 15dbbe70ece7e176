"""What an element changes for the text in it, of its attributes and of the page's rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TypeVar

import msgspec

from ayuda.mail.shown.colours import BLACK, LINK, Colour, read_legacy_colour
from ayuda.mail.shown.declarations import Declared, Style, read_style
from ayuda.mail.shown.elements import BLOCKS, COLOURED, UNCLIPPED
from ayuda.mail.shown.lengths import Length
from ayuda.mail.shown.properties import ORDINARY, UNKNOWN, Unknown, Value
from ayuda.mail.shown.sheets import Sheets

_INLINE = frozenset(("inline", "contents", "initial", "unset"))
_AMONG_TEXT = _INLINE | {"inline-block", "inline-flex", "inline-grid", "inline-table"}
_USUAL = frozenset(("none", "revert", "inherit", "table-cell"))
_NO_STYLE = Style({}, {})
_BUTTON = Colour(239, 239, 239)
_ALWAYS = ("style", "hidden", "bgcolor", "background", "color", "text")
_PRESENTED = frozenset(("hidden", "bgcolor", "background", "color", "text"))
_LOOKS = frozenset(("size", "colour", "behind", "picture"))
_VANISHING = frozenset(("faint", "faded", "vanishes", "cut", "skipped"))
_LOW = frozenset(("low", "lowered"))
_NARROW = frozenset(("narrow", "narrowed"))
_EDGES = frozenset(("left", "top", "right", "bottom"))
_Kind = TypeVar("_Kind")


class Change(msgspec.Struct, frozen=True):
    """What an element changes for the text in it; None for what stays as it is around it.

    ``gone``: nothing in it is seen, whatever it says; ``absent``: it takes no room either.
    ``breaks``: whether it stands on lines of its own, where that is not as usual.
    """

    gone: bool = False
    absent: bool = False
    breaks: bool | None = None
    hidden: bool | None = None
    indented: bool | None = None
    size: Length | None = None
    colour: Colour | Unknown | None = None
    behind: Colour | Unknown | None = None


class Styles:
    """The styles of a page; ``quirks``: it is read as browsers read pages without a doctype."""

    def __init__(self, sheets: Iterable[str], *, quirks: bool) -> None:
        self.quirks = quirks
        self._sheets = Sheets(sheets)
        self._asked = (*_ALWAYS, "class", "id") if self._sheets else _ALWAYS
        self._rules: dict[tuple[str, str | None, str | None], Sequence[Declared]] = {}
        self._known: dict[tuple[str | None, ...], Change | None] = {}

    def rules(self, name: str, found: Mapping[str, str]) -> Sequence[Declared]:
        """What the sheets say of an element with these attributes, the weakest first."""
        if not self._sheets:
            return ()
        key = (name, found.get("class"), found.get("id"))
        rules = self._rules.get(key)
        if rules is None:
            rules = self._rules[key] = self._sheets.rules(name, found)
        return rules

    def change(self, name: str, found: Mapping[str, str]) -> Change | None:
        """What an element with these attributes changes, or None if it changes nothing."""
        key = (name, "href" if "href" in found else "", *map(found.get, self._asked))
        if key not in self._known:
            rules = self.rules(name, found)
            self._known[key] = change_of(name, found, rules, quirks=self.quirks)
        return self._known[key]


def change_of(
    name: str, found: Mapping[str, str], rules: Sequence[Declared] = (), *, quirks: bool
) -> Change | None:
    """What an element changes of which the sheets of its page say this, or None if nothing."""
    style = read_style(found["style"]) if "style" in found else _NO_STYLE
    # The declarations that hold, the weakest first.
    holds = _presented(name, found, quirks=quirks)
    for one in rules:
        if not one.important:
            holds[one.effect] = one.value
    holds.update(style.usual)
    for one in rules:
        if one.important:
            holds[one.effect] = one.value
    holds.update(style.important)
    holds = {effect: value for effect, value in holds.items() if value is not None}
    return _change(name, tuple(holds.items())) if holds else None


def _presented(name: str, found: Mapping[str, str], *, quirks: bool) -> dict[str, Value]:
    """What browsers have for an element by themselves, and its older attributes."""
    holds: dict[str, Value] = {}
    if name == "a" and "href" in found:
        holds["colour"] = LINK
    elif name == "table" and quirks:
        holds.update(size=ORDINARY, colour=UNKNOWN)
    elif name == "button":
        holds.update(size=ORDINARY, colour=BLACK, behind=_BUTTON)
    elif name.startswith("v:"):  # Outlook's shapes are filled
        holds["behind"] = UNKNOWN
    if _PRESENTED.isdisjoint(found):
        return holds
    if "hidden" in found:
        holds["display"] = "none"
    if name in COLOURED:
        holds["behind"] = read_legacy_colour(found.get("bgcolor", ""))
        holds["picture"] = bool(found.get("background")) or None
    attribute = {"font": "color", "body": "text"}.get(name, "")
    if attribute in found:
        holds["colour"] = read_legacy_colour(found[attribute])
    return holds


@lru_cache(maxsize=512)
def _change(name: str, told: tuple[tuple[str, Value], ...]) -> Change:
    """What effects come to together; mail has the same few of them, however they are written."""
    holds = dict(told)
    size = _as(Length, holds.get("size"))
    behind = UNKNOWN if holds.get("picture") else _coloured(holds.get("behind"))
    if holds.keys() <= _LOOKS:  # as nearly all are
        return Change(size=size, colour=_coloured(holds.get("colour")), behind=behind)
    display = holds.get("display")
    is_box = _is_box(name, holds)
    absent = display == "none" or "left out" in holds or _is_far_away(holds, is_box=is_box)
    return Change(
        gone=absent or not _VANISHING.isdisjoint(holds) or _is_cut(holds, is_box=is_box),
        absent=absent,
        breaks=None if display is None or display in _USUAL else display not in _AMONG_TEXT,
        hidden=_as(bool, holds.get("hidden")),
        indented=_as(bool, holds.get("indent")),
        size=ORDINARY if "scaled" in holds else size,
        colour=_colour(holds),
        behind=behind,
    )


def _is_box(name: str, holds: Mapping[str, Value]) -> bool:
    """Whether an element has a height and a width of its own."""
    if "floats" in holds or holds.get("position") == "apart":
        return True
    display = holds.get("display")
    if display is None or display in _USUAL:
        return name in BLOCKS and name not in UNCLIPPED
    return display not in _INLINE


def _is_cut(holds: Mapping[str, Value], *, is_box: bool) -> bool:
    """Whether an element shows nothing of what is in it, because it is too low or too narrow."""
    if "clipped" in holds and holds.get("position") == "apart":
        return True
    if not is_box or "clips" not in holds or "padded" in holds:
        return False
    low = "heightened" not in holds and not _LOW.isdisjoint(holds)
    return low or ("widened" not in holds and not _NARROW.isdisjoint(holds))


def _is_far_away(holds: Mapping[str, Value], *, is_box: bool) -> bool:
    """Whether an element stands where nobody looks."""
    if is_box and ("aside" in holds or "above" in holds):
        return True
    return "position" in holds and not _EDGES.isdisjoint(holds)


def _colour(holds: Mapping[str, Value]) -> Colour | Unknown | None:
    if "shadow" in holds or "through" in holds:
        return UNKNOWN
    return _coloured(holds.get("fill")) or _coloured(holds.get("colour"))


def _coloured(value: Value) -> Colour | Unknown | None:
    return value if isinstance(value, Colour | Unknown) else None


def _as(kind: type[_Kind], value: Value) -> _Kind | None:
    return value if isinstance(value, kind) else None
