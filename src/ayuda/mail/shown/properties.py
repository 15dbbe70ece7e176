"""The properties of a style that decide whether a text is seen, and how their values are read.

Each value is read into an effect: its name, and what it comes to as far as that matters. None
stands for what is as usual, or as it is around the element.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

import msgspec

from ayuda.late_patterns import late
from ayuda.mail.shown.colours import Colour, read_colour
from ayuda.mail.shown.lengths import MEDIUM, READABLE, Length, read_length

FAR: Final = -400.0
"""Pixels beyond an edge at which nothing of a text is seen any more."""
_WINDOW: Final = 600.0
"""Pixels of what percentages are of, in mail as it is usually laid out."""
_OPAQUE = 0.1
"""Below so much of it, nothing of an element is seen."""


class Unknown(msgspec.Struct, frozen=True):
    """A colour, or what is behind a text, that cannot be told: a picture, say."""


UNKNOWN: Final = Unknown()
ORDINARY: Final = Length(MEDIUM)
"""A size that can be read."""
Value = str | bool | Length | Colour | Unknown | None
Effect = tuple[str, Value]
Reader = Callable[[str], Iterator[Effect]]

_SIZES: Final[Mapping[str, Length | None]] = {
    **dict.fromkeys(
        (
            "xx-small",
            "x-small",
            "small",
            "medium",
            "large",
            "x-large",
            "xx-large",
            "xxx-large",
            "initial",
        ),
        ORDINARY,
    ),
    "smaller": Length(0.83, relative=True),
    "larger": Length(1.2, relative=True),
    "inherit": None,
    "unset": None,
}
_DISPLAYS: Final = (
    "none",
    "inline",
    "block",
    "inline-block",
    "list-item",
    "flex",
    "inline-flex",
    "grid",
    "inline-grid",
    "table",
    "inline-table",
    "table-row",
    "table-cell",
    "table-row-group",
    "table-header-group",
    "table-footer-group",
    "table-caption",
    "contents",
    "flow-root",
    "initial",
    "unset",
    "inherit",
    "revert",
)
_VISIBILITIES: Final[Mapping[str, bool | None]] = {
    "visible": False,
    "initial": False,
    "hidden": True,
    "collapse": True,
    "inherit": None,
    "unset": None,
}
_POSITIONS: Final[Mapping[str, str | None]] = {
    "absolute": "apart",
    "fixed": "apart",
    "relative": "moved",
    "sticky": None,
    "static": None,
    "initial": None,
    "inherit": None,
    "unset": None,
}
_NO_LENGTHS = frozenset(("auto", "none", "normal", "initial", "unset", "inherit", "fit-content"))
_LEFT_OF = (0, 1, 1, 3)
"""Which of one to four margins is the left one."""
_FONT_SIZE = late(r"(?:^|\s)([+-]?\.?\d[\d.]*+(?:[a-z]++|%)?+)(?:\s*+/|\s)")
_NO_CLIP = late(r"rect\((?:\s*(?:0|1)?(?:px)?[\s,]|auto[\s,])*(?:0|1)?(?:px)?\s*\)")
_NO_PATH = late(r"inset\(\s*(?:[5-9]\d|100)\b[^)]*\)|(?:circle|ellipse)\(\s*0\D.*")
_NO_SCALE = late(r"\bscale[xy3d]?\(\s*[+-]?(?:0?\.0\d*|0+(?:\.0\d*)?)\s*[,)]")
_FAR_AWAY = late(r"\btranslate[xy3d]{0,2}\([^)]*-\d{4}")
_FADED = late(r"\bopacity\(\s*(?:0?\.0\d*|0+|\d(?:\.\d*)?%)\s*\)")
_PICTURE = late(r"url\(|gradient\(|image\(|image-set\(|element\(|var\(")
_BLANKS = late(r"\s+(?![^()]{0,80}\))")
_NO_PADDING = late(r"(?:0[a-z%]{0,3}\s*)*")


def _one_of(effect: str, meanings: Mapping[str, Value]) -> Reader:
    """A property whose value is one of some words."""

    def read(text: str) -> Iterator[Effect]:
        if text in meanings:
            yield effect, meanings[text]

    return read


def _tells(effect: str, whether: Callable[[str], object]) -> Reader:
    """A property of which only matters whether its value tells something."""

    def read(text: str) -> Iterator[Effect]:
        yield effect, bool(whether(text)) or None

    return read


def _measures(effect: str, whether: Callable[[float], bool], *, percent: bool = True) -> Reader:
    """A property of which only matters whether its length tells something."""

    def read(text: str) -> Iterator[Effect]:
        length = read_length(text)
        if length is not None and (percent or not length.percent):
            pixels = length.pixels(_WINDOW if length.percent else MEDIUM)
            yield effect, whether(pixels) or None
        elif length is not None or text in _NO_LENGTHS:
            yield effect, None

    return read


def _is_far(pixels: float) -> bool:
    return pixels <= FAR


def _is_flat(pixels: float) -> bool:
    return 0 <= pixels < READABLE


def _is_readable(pixels: float) -> bool:
    return pixels >= READABLE


def _colour(effect: str) -> Reader:
    def read(text: str) -> Iterator[Effect]:
        colour = read_colour(text)
        if colour is not None:
            yield effect, colour
        elif "(" in text:
            yield effect, UNKNOWN
        elif text in {"inherit", "currentcolor", "unset", "initial"}:
            yield effect, None

    return read


def _size(text: str) -> Iterator[Effect]:
    if text in _SIZES:
        yield "size", _SIZES[text]
        return
    length = read_length(text)
    if length is not None and length.number >= 0:
        # All sizes that can be read are alike here, so that a page has few different looks.
        readable = not length.relative and length.number >= READABLE
        yield "size", ORDINARY if readable else length


def _font(text: str) -> Iterator[Effect]:
    """The shorthand: its size stands before the family, and before a slash if there is one."""
    found = _FONT_SIZE.search(text)
    if found is not None:
        yield from _size(found[1])


def _background(text: str) -> Iterator[Effect]:
    """The shorthand: what it does not say is reset."""
    colour = read_colour(text)
    if colour is None and " " in text:
        colour = next(filter(None, map(read_colour, _BLANKS.split(text))), None)
    yield "behind", colour
    yield "picture", _PICTURE.search(text) is not None or None
    if "text" in text.split():
        yield "through", True


def _indent(text: str) -> Iterator[Effect]:
    length = read_length(text)
    if length is not None:
        yield "indent", length.pixels(_WINDOW if length.percent else MEDIUM) <= FAR


def _transform(text: str) -> Iterator[Effect]:
    yield "vanishes", bool(_NO_SCALE.search(text) or _FAR_AWAY.search(text)) or None
    yield "scaled", text not in {"none", "1", "100%", "normal", "initial"} or None


def _is_faint(text: str) -> bool:
    length = read_length(text if text.endswith("%") else text + "px")
    return length is not None and length.number < _OPAQUE


def _clips(text: str) -> bool:
    return not {"hidden", "clip", "scroll", "auto"}.isdisjoint(text.split())


_MARGIN_LEFT = _measures("aside", _is_far)


def _margin(text: str) -> Iterator[Effect]:
    """The shorthand, of which the left one counts."""
    sides = text.split()
    if 0 < len(sides) <= len(_LEFT_OF):
        yield from _MARGIN_LEFT(sides[_LEFT_OF[len(sides) - 1]])


PROPERTIES: Final[Mapping[str, Reader]] = {
    "display": _one_of("display", {name: name for name in _DISPLAYS}),
    "visibility": _one_of("hidden", _VISIBILITIES),
    "opacity": _tells("faint", _is_faint),
    "font-size": _size,
    "font": _font,
    "color": _colour("colour"),
    "-webkit-text-fill-color": _colour("fill"),
    "background-color": _colour("behind"),
    "background": _background,
    "background-image": _tells("picture", _PICTURE.search),
    **dict.fromkeys(
        ("background-clip", "-webkit-background-clip"),
        _tells("through", lambda text: text == "text"),
    ),
    "text-shadow": _tells("shadow", lambda text: text not in {"none", "initial"}),
    **dict.fromkeys(("overflow", "overflow-x", "overflow-y"), _tells("clips", _clips)),
    "width": _measures("narrow", _is_flat),
    "max-width": _measures("narrowed", _is_flat),
    "height": _measures("low", _is_flat, percent=False),
    "max-height": _measures("lowered", _is_flat, percent=False),
    "min-width": _measures("widened", _is_readable),
    "min-height": _measures("heightened", _is_readable, percent=False),
    **dict.fromkeys(
        ("padding", "padding-top", "padding-bottom"),
        _tells("padded", lambda text: not _NO_PADDING.fullmatch(text)),
    ),
    "text-indent": _indent,
    "margin": _margin,
    "margin-left": _MARGIN_LEFT,
    "margin-top": _measures("above", _is_far),
    **{edge: _measures(edge, _is_far) for edge in ("left", "top", "right", "bottom")},
    "position": _one_of("position", _POSITIONS),
    "float": _tells("floats", lambda text: text in {"left", "right"}),
    "transform": _transform,
    "zoom": _transform,
    "scale": _one_of("vanishes", {"0": True, "1": None, "none": None}),
    "clip": _tells("clipped", _NO_CLIP.fullmatch),
    "clip-path": _tells("cut", _NO_PATH.fullmatch),
    "filter": _tells("faded", _FADED.search),
    "content-visibility": _tells("skipped", lambda text: text == "hidden"),
    "mso-hide": _tells("left out", lambda text: text == "all"),
}
