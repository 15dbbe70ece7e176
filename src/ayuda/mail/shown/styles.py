"""What an element changes for the text in it, of its attributes and of the page's rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, TypeVar

import msgspec

from ayuda.mail.shown.colours import LINK, Colour, read_legacy_colour
from ayuda.mail.shown.declarations import UNKNOWN, Declared, Unknown, Value, declarations
from ayuda.mail.shown.elements import BLOCKS, UNCLIPPED
from ayuda.mail.shown.lengths import MEDIUM, READABLE, Length
from ayuda.mail.shown.sheets import Sheets

_FAR: Final = -400.0
"""Pixels beyond an edge at which nothing of a text is seen any more."""
_WINDOW: Final = 600.0
"""Pixels of what percentages are of, in mail as it is usually laid out."""
_INLINE = frozenset(("inline", "contents", "initial", "unset"))
_AMONG_TEXT = _INLINE | {"inline-block", "inline-flex", "inline-grid", "inline-table"}
_USUAL = frozenset(("none", "revert", "inherit", "table-cell"))
_PRESENTED = frozenset(("hidden", "bgcolor", "background", "color", "text"))
_EDGES = ("left", "top", "right", "bottom")
_Kind = TypeVar("_Kind")


class Change(msgspec.Struct, frozen=True, eq=False):
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
        self._of_style: dict[tuple[str, str], Change | None] = {}

    def change(self, name: str, attributes: Mapping[str, str]) -> Change | None:
        """What an element changes, or None if it changes nothing."""
        style = attributes.get("style", "")
        rules = self._sheets.rules(name, attributes) if self._sheets else []
        presented = dict(self._presented(name, attributes))
        if rules or presented:
            return _change(name, presented, [*rules, *declarations(style)])
        if not style:
            return None
        if (name, style) not in self._of_style:
            self._of_style[name, style] = _change(name, {}, list(declarations(style)))
        return self._of_style[name, style]

    def _presented(self, name: str, attributes: Mapping[str, str]) -> Iterator[tuple[str, Value]]:
        """What browsers have for an element by themselves, and its older attributes."""
        if name == "a" and "href" in attributes:
            yield "colour", LINK
        elif name == "table" and self.quirks:
            yield "size", Length(MEDIUM)
            yield "colour", UNKNOWN
        elif name.startswith("v:"):  # Outlook's shapes are filled
            yield "behind", UNKNOWN
        if _PRESENTED.isdisjoint(attributes):
            return
        if "hidden" in attributes:
            yield "display", "none"
        if attributes.get("background"):
            yield "picture", True
        for attribute, effect in (("bgcolor", "behind"), ("color", "colour"), ("text", "colour")):
            colour = read_legacy_colour(attributes.get(attribute, ""))
            if colour is not None and (attribute != "text" or name == "body"):
                yield effect, colour


def _change(name: str, holds: dict[str, Value], declared: Iterable[Declared]) -> Change | None:
    """The change that declarations make together, the weakest first."""
    strong = []
    for one in declared:
        if one.important:
            strong.append(one)
        else:
            holds[one.name] = one.value
    holds.update((one.name, one.value) for one in strong)
    if not holds:
        return None
    display = holds.get("display")
    absent = display == "none" or holds.get("left out") is True or _far_away(holds)
    return Change(
        gone=absent or _vanishes(name, holds),
        absent=absent,
        breaks=None if display is None or display in _USUAL else display not in _AMONG_TEXT,
        hidden=_as(bool, holds.get("hidden")),
        indented=_indented(name, holds),
        size=Length(MEDIUM) if holds.get("scaled") else _as(Length, holds.get("size")),
        colour=_colour(holds),
        behind=UNKNOWN if holds.get("picture") else _coloured(holds.get("behind")),
    )


def _vanishes(name: str, holds: Mapping[str, Value]) -> bool:
    """Whether an element takes its place but nothing of it is seen."""
    return (
        any(holds.get(one) is True for one in ("faded", "vanishes", "cut", "filtered", "skipped"))
        or (holds.get("clipped") is True and holds.get("position") in {"absolute", "fixed"})
        or (holds.get("clips") is True and _is_box(name, holds) and _is_flat(holds))
    )


def _is_flat(holds: Mapping[str, Value]) -> bool:
    """Whether a box that clips what is in it is too low or too narrow to show anything."""
    if holds.get("padded"):
        return False
    for side in ("width", "height"):
        if _pixels(holds.get(f"{side}-least"), MEDIUM) >= READABLE:
            continue
        for length in (holds.get(side), holds.get(f"{side}-most")):
            relative = isinstance(length, Length) and length.percent and side == "height"
            if not relative and _pixels(length, READABLE) < READABLE:
                return True
    return False


def _is_box(name: str, holds: Mapping[str, Value]) -> bool:
    """Whether an element has a height and a width of its own."""
    if holds.get("floats") or holds.get("position") in {"absolute", "fixed"}:
        return True
    display = holds.get("display")
    if display is None or display in _USUAL:
        return name in BLOCKS and name not in UNCLIPPED
    return display not in _INLINE


def _far_away(holds: Mapping[str, Value]) -> bool:
    """Whether an element stands where nobody looks."""
    if _pixels(holds.get("margin")) <= _FAR or _pixels(holds.get("margin-top")) <= _FAR:
        return True
    placed = holds.get("position") in {"absolute", "fixed", "relative"}
    return placed and any(_pixels(holds.get(edge)) <= _FAR for edge in _EDGES)


def _indented(name: str, holds: Mapping[str, Value]) -> bool | None:
    """Whether the first line of a block begins where nobody looks."""
    if "indent" not in holds or not (name in BLOCKS or _is_box(name, holds)):
        return None
    return _pixels(holds["indent"]) <= _FAR


def _pixels(length: Value, otherwise: float = 0.0) -> float:
    if not isinstance(length, Length):
        return otherwise
    return length.pixels(_WINDOW if length.percent else MEDIUM)


def _colour(holds: Mapping[str, Value]) -> Colour | Unknown | None:
    if holds.get("shadow") or holds.get("through"):
        return UNKNOWN
    return _coloured(holds.get("fill")) or _coloured(holds.get("colour"))


def _coloured(value: Value) -> Colour | Unknown | None:
    return value if isinstance(value, Colour | Unknown) else None


def _as(kind: type[_Kind], value: Value) -> _Kind | None:
    return value if isinstance(value, kind) else None
