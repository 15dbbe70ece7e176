"""What the declarations of a style mean for whether a text is seen (CSS 2.2, and later parts)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final, Literal, NamedTuple

import msgspec

from ayuda.mail.shown.colours import Colour, read_colour
from ayuda.mail.shown.lengths import Length, read_length

_VALUE = r"""(?:[^;"'(\\]++|\\.?|"(?:[^"\\]++|\\.?)*+"?|'(?:[^'\\]++|\\.?)*+'?|\((?:[^)"']++|"[^"]*+"?|'[^']*+'?)*+\)?)*+"""
_DECLARATION = re.compile(
    rf"\s*+(?:((?:[a-zA-Z-]++|\\[0-9a-fA-F]{{1,6}}\s?|\\[^0-9a-fA-F\n])++)\s*+:)?+({_VALUE});?+",
    re.DOTALL,
)
"""A name and its value up to the next semicolon outside of quotes and brackets, or what is none."""
_COMMENT = re.compile(r"/\*[^*]*+(?:\*(?!/)[^*]*+)*+(?:\*/)?")
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.DOTALL)
_IMPORTANT = re.compile(r"!\s*+important\Z")
_FONT_SIZE = re.compile(r"(?:^|\s)([+-]?\.?\d[\d.]*+(?:[a-z]++|%)?+)(?:\s*+/|\s)")
_SIZES: Final[Mapping[str, Length]] = {
    **{
        name: Length(pixels)
        for name, pixels in (
            ("xx-small", 9),
            ("x-small", 10),
            ("small", 13),
            ("medium", 16),
            ("large", 18),
            ("x-large", 24),
            ("xx-large", 32),
            ("xxx-large", 48),
            ("initial", 16),
        )
    },
    "smaller": Length(0.83, relative=True),
    "larger": Length(1.2, relative=True),
    "inherit": Length(1.0, relative=True),
    "unset": Length(1.0, relative=True),
}
_DISPLAYS: Final = frozenset(
    "none inline block inline-block list-item flex inline-flex grid inline-grid table inline-table"
    " table-row table-cell table-row-group table-header-group table-footer-group table-caption"
    " contents flow-root initial unset inherit revert".split()
)
_VISIBILITIES: Final = {
    "visible": False,
    "initial": False,
    "hidden": True,
    "collapse": True,
    "inherit": None,
    "unset": None,
}
_CLIPS = re.compile(r"rect\([\s,0a-z]*\)|rect\(\s*(1px[\s,]*){4}\)")
_CLIP_PATHS = re.compile(r"inset\(\s*(?:[5-9]\d|100)(?:\.\d+)?%.*|(?:circle|ellipse)\([\s0a-z%]*\b.*|polygon\([\s0,a-z%]*\)")
_NO_SCALE = re.compile(r".*\bscale[xy3d]*\(\s*[+-]?(?:0?\.0+\d*|0+)\s*[,)].*", re.DOTALL)
_FAR_AWAY = re.compile(r".*\btranslate[xy3d]*\([^)]*-\d{4,}.*", re.DOTALL)
_FADED = re.compile(r".*\bopacity\(\s*(?:0*\.0\d*|0+|\d(?:\.\d*)?%)\s*\).*", re.DOTALL)
_PICTURE = re.compile(r"url\(|gradient\(|image\(|image-set\(|element\(|var\(")
_BLANKS = re.compile(r"\s+(?![^()]{0,80}\))")
_OPAQUE = 0.1
"""Below so much of it, nothing of an element is seen."""


class Unknown(msgspec.Struct, frozen=True):
    """A colour, or what is behind a text, that cannot be told: a picture, say."""


UNKNOWN: Final = Unknown()
Inherited = Literal["inherit"]
INHERITED: Final[Inherited] = "inherit"
Value = str | bool | Length | Colour | Unknown | None
Effect = tuple[str, Value]
"""A property and its value as far as it matters; None stands for what is inherited."""


class Declared(NamedTuple):
    """One declaration that matters; of two the ``important`` one holds."""

    name: str
    value: Value
    important: bool


def declarations(written: str) -> Iterator[Declared]:
    """The declarations of a style that matter, in order; what browsers do not know is skipped."""
    if "/*" in written:
        written = _COMMENT.sub(" ", written)
    for name, value in _DECLARATION.findall(written):
        read = READERS.get(name) or READERS.get(unescaped(name).lower())
        if read is None:
            continue
        text = value.strip().lower()
        if "\\" in text:
            text = unescaped(text).lower()
        important = "!" in text and _IMPORTANT.search(text) is not None
        if important:
            text = text[: text.rindex("!")].rstrip()
        for effect, meaning in read(text):
            yield Declared(effect, meaning, important)


def unescaped(written: str) -> str:
    """A style or a selector without the escapes that letters may be written with."""
    return _ESCAPE.sub(_unescaped, written) if "\\" in written else written


def _unescaped(found: re.Match[str]) -> str:
    if found[1] is None:
        return found[2]
    code = int(found[1], 16)
    return chr(code) if 0 < code < 0x110000 else "\ufffd"


def _one_of(effect: str, meanings: Mapping[str, Value]) -> Callable[[str], Iterator[Effect]]:
    def read(text: str) -> Iterator[Effect]:
        if text in meanings:
            yield effect, meanings[text]

    return read


def _length_of(effect: str) -> Callable[[str], Iterator[Effect]]:
    def read(text: str) -> Iterator[Effect]:
        length = read_length(text)
        if length is not None:
            yield effect, length
        elif text in {"auto", "none", "normal", "initial", "unset", "inherit", "max-content"}:
            yield effect, None

    return read


def _size(text: str) -> Iterator[Effect]:
    length = _SIZES.get(text) or read_length(text)
    if length is not None and length.number >= 0:
        yield "size", length


def _font(text: str) -> Iterator[Effect]:
    """The shorthand: its size stands before the family, and before a slash if there is one."""
    found = _FONT_SIZE.search(text)
    if found is not None:
        yield from _size(found[1])


def _colour(effect: str) -> Callable[[str], Iterator[Effect]]:
    def read(text: str) -> Iterator[Effect]:
        colour = read_colour(text)
        if colour is not None:
            yield effect, colour
        elif text in {"inherit", "currentcolor", "unset"}:
            yield effect, INHERITED if effect == "colour" else None
        elif "(" in text:
            yield effect, UNKNOWN

    return read


def _background(text: str) -> Iterator[Effect]:
    """The shorthand: what it does not say is reset."""
    colour = read_colour(text)
    if colour is None and " " in text:
        colour = next(filter(None, map(read_colour, _BLANKS.split(text))), None)
    yield "behind", colour
    yield "picture", _PICTURE.search(text) is not None
    if "text" in text.split():
        yield "through", True


def _picture(text: str) -> Iterator[Effect]:
    yield "picture", _PICTURE.search(text) is not None


def _through(text: str) -> Iterator[Effect]:
    yield "through", text == "text"


def _opacity(text: str) -> Iterator[Effect]:
    length = read_length(text if text.endswith("%") else text + "px")
    if length is not None:
        yield "faded", length.number < _OPAQUE


def _overflow(text: str) -> Iterator[Effect]:
    yield "clips", not {"hidden", "clip", "scroll", "auto"}.isdisjoint(text.split())


def _transform(text: str) -> Iterator[Effect]:
    yield "vanishes", bool(_NO_SCALE.fullmatch(text) or _FAR_AWAY.fullmatch(text))
    yield "scaled", text not in {"none", "1", "100%", "normal", "initial"}


def _matching(effect: str, pattern: re.Pattern[str]) -> Callable[[str], Iterator[Effect]]:
    def read(text: str) -> Iterator[Effect]:
        yield effect, pattern.fullmatch(text) is not None

    return read


def _margin(text: str) -> Iterator[Effect]:
    """The shorthand, of which the left one counts."""
    sides = text.split()
    if 0 < len(sides) <= 4:
        yield from _length_of("margin")(sides[{1: 0, 2: 1, 3: 1, 4: 3}[len(sides)]])


READERS: Final[Mapping[str, Callable[[str], Iterator[Effect]]]] = {
    "display": _one_of("display", {name: name for name in _DISPLAYS}),
    "visibility": _one_of("hidden", _VISIBILITIES),
    "opacity": _opacity,
    "font-size": _size,
    "font": _font,
    "color": _colour("colour"),
    "-webkit-text-fill-color": _colour("fill"),
    "background-color": _colour("behind"),
    "background": _background,
    "background-image": _picture,
    "background-clip": _through,
    "-webkit-background-clip": _through,
    "text-shadow": lambda text: iter((("shadow", text not in {"none", "initial"}),)),
    "overflow": _overflow,
    "overflow-x": _overflow,
    "overflow-y": _overflow,
    "width": _length_of("width"),
    "max-width": _length_of("width-most"),
    "height": _length_of("height"),
    "max-height": _length_of("height-most"),
    "min-width": _length_of("width-least"),
    "min-height": _length_of("height-least"),
    "padding": lambda text: iter((("padded", not re.fullmatch(r"[0\spxtem%]*", text)),)),
    "text-indent": _length_of("indent"),
    "margin-left": _length_of("margin"),
    "margin-top": _length_of("margin-top"),
    "margin": _margin,
    "left": _length_of("left"),
    "top": _length_of("top"),
    "right": _length_of("right"),
    "bottom": _length_of("bottom"),
    "position": lambda text: iter((("position", text),)),
    "float": lambda text: iter((("floats", text in {"left", "right"}),)),
    "transform": _transform,
    "scale": _one_of("vanishes", {"0": True, "1": False}),
    "zoom": _transform,
    "clip": _matching("clipped", _CLIPS),
    "clip-path": _matching("cut", _CLIP_PATHS),
    "filter": _matching("filtered", _FADED),
    "content-visibility": _one_of("skipped", {"hidden": True, "visible": False, "auto": False}),
    "mso-hide": _one_of("left out", {"all": True, "none": False}),
}
"""The properties that decide whether a text is seen, and how their values are read."""
