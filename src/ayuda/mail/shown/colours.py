"""Colours as style sheets and the older attributes write them (CSS Color 4; WHATWG HTML, 2.3.6)."""

from __future__ import annotations

import colorsys
from functools import cache
from string import hexdigits
from typing import Final, NamedTuple

from ayuda.late_patterns import late

_NAMES = """
aliceblue f0f8ff antiquewhite faebd7 aqua 00ffff aquamarine 7fffd4 azure f0ffff beige f5f5dc
bisque ffe4c4 black 000000 blanchedalmond ffebcd blue 0000ff blueviolet 8a2be2 brown a52a2a
burlywood deb887 cadetblue 5f9ea0 chartreuse 7fff00 chocolate d2691e coral ff7f50
cornflowerblue 6495ed cornsilk fff8dc crimson dc143c cyan 00ffff darkblue 00008b darkcyan
008b8b darkgoldenrod b8860b darkgray a9a9a9 darkgreen 006400 darkgrey a9a9a9 darkkhaki bdb76b
darkmagenta 8b008b darkolivegreen 556b2f darkorange ff8c00 darkorchid 9932cc darkred 8b0000
darksalmon e9967a darkseagreen 8fbc8f darkslateblue 483d8b darkslategray 2f4f4f darkslategrey
2f4f4f darkturquoise 00ced1 darkviolet 9400d3 deeppink ff1493 deepskyblue 00bfff dimgray
696969 dimgrey 696969 dodgerblue 1e90ff firebrick b22222 floralwhite fffaf0 forestgreen 228b22
fuchsia ff00ff gainsboro dcdcdc ghostwhite f8f8ff gold ffd700 goldenrod daa520 gray 808080
green 008000 greenyellow adff2f grey 808080 honeydew f0fff0 hotpink ff69b4 indianred cd5c5c
indigo 4b0082 ivory fffff0 khaki f0e68c lavender e6e6fa lavenderblush fff0f5 lawngreen 7cfc00
lemonchiffon fffacd lightblue add8e6 lightcoral f08080 lightcyan e0ffff lightgoldenrodyellow
fafad2 lightgray d3d3d3 lightgreen 90ee90 lightgrey d3d3d3 lightpink ffb6c1 lightsalmon ffa07a
lightseagreen 20b2aa lightskyblue 87cefa lightslategray 778899 lightslategrey 778899
lightsteelblue b0c4de lightyellow ffffe0 lime 00ff00 limegreen 32cd32 linen faf0e6 magenta
ff00ff maroon 800000 mediumaquamarine 66cdaa mediumblue 0000cd mediumorchid ba55d3
mediumpurple 9370db mediumseagreen 3cb371 mediumslateblue 7b68ee mediumspringgreen 00fa9a
mediumturquoise 48d1cc mediumvioletred c71585 midnightblue 191970 mintcream f5fffa mistyrose
ffe4e1 moccasin ffe4b5 navajowhite ffdead navy 000080 oldlace fdf5e6 olive 808000 olivedrab
6b8e23 orange ffa500 orangered ff4500 orchid da70d6 palegoldenrod eee8aa palegreen 98fb98
paleturquoise afeeee palevioletred db7093 papayawhip ffefd5 peachpuff ffdab9 peru cd853f pink
ffc0cb plum dda0dd powderblue b0e0e6 purple 800080 rebeccapurple 663399 red ff0000 rosybrown
bc8f8f royalblue 4169e1 saddlebrown 8b4513 salmon fa8072 sandybrown f4a460 seagreen 2e8b57
seashell fff5ee sienna a0522d silver c0c0c0 skyblue 87ceeb slateblue 6a5acd slategray 708090
slategrey 708090 snow fffafa springgreen 00ff7f steelblue 4682b4 tan d2b48c teal 008080
thistle d8bfd8 tomato ff6347 turquoise 40e0d0 violet ee82ee wheat f5deb3 white ffffff
whitesmoke f5f5f5 yellow ffff00 yellowgreen 9acd32
"""
_HEX = late(r"#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})")
_FUNCTION = late(r"(rgb|hsl)a?\(([^()]*)\)")
_LEGACY_AT_MOST = 128
_SHORT = 3
"""Digits of a colour that has one for each of red, green and blue."""
_PAIR = 2
_SAME = 20
"""How far two colours may be apart in each of red, green and blue, and nobody reads the text."""
_BARELY = 0.1
"""How much of a colour must be there to be seen."""


class Colour(NamedTuple):
    """Red, green and blue from 0 to 255, and how much of it covers what is behind it."""

    red: float
    green: float
    blue: float
    alpha: float = 1.0

    @property
    def faint(self) -> bool:
        """Whether it is as good as transparent."""
        return self.alpha < _BARELY

    def near(self, other: Colour) -> bool:
        """Whether a text in this colour cannot be told from what is behind it."""
        return (
            abs(self.red - other.red) <= _SAME
            and abs(self.green - other.green) <= _SAME
            and abs(self.blue - other.blue) <= _SAME
        )

    def over(self, below: Colour) -> Colour:
        """What is seen of it in front of another, opaque one."""
        alpha = self.alpha
        mixed = (alpha * a + (1 - alpha) * b for a, b in zip(self[:3], below[:3], strict=True))
        return Colour(*mixed)


BLACK: Final = Colour(0, 0, 0)
WHITE: Final = Colour(255, 255, 255)
LINK: Final = Colour(0, 0, 238)
"""How browsers draw the words of a link that says nothing of its colour."""
_TRANSPARENT = Colour(0, 0, 0, 0)


def read_colour(written: str) -> Colour | None:
    """A colour of a style, in lower case; None for what is none, or none that is known here."""
    if written.startswith("#"):
        return _from_digits(written[1:]) if _HEX.fullmatch(written) else None
    if written == "transparent":
        return _TRANSPARENT
    function = _FUNCTION.fullmatch(written)
    if function is not None:
        return _from_function(function[1], function[2])
    return _named().get(written)


def read_legacy_colour(written: str) -> Colour | None:
    """A colour of ``bgcolor``, ``color`` or ``text``: almost anything is one there."""
    text = written.strip().lower()
    if not text or text == "transparent":
        return None
    if text in _named():
        return _named()[text]
    text = text[:_LEGACY_AT_MOST].removeprefix("#")
    digits = "".join(one if one in hexdigits else "0" for one in text)
    if len(digits) == _SHORT:
        return _from_digits(digits)
    third = max(1, -(-len(digits) // 3))
    digits = digits.ljust(3 * third, "0")
    pieces = [digits[at : at + third][-8:] for at in (0, third, 2 * third)]
    while len(pieces[0]) > _PAIR and all(piece[0] == "0" for piece in pieces):
        pieces = [piece[1:] for piece in pieces]
    return Colour(*(int(piece[:_PAIR], 16) for piece in pieces))


def _from_digits(digits: str) -> Colour:
    """One or two digits for each of red, green, blue, and what covers."""
    if len(digits) <= _SHORT + 1:
        digits = "".join(digit * 2 for digit in digits)
    values = [int(digits[at : at + _PAIR], 16) for at in range(0, len(digits), _PAIR)]
    red, green, blue = values[:3]
    return Colour(red, green, blue, values[3] / 255 if values[3:] else 1.0)


def _from_function(name: str, arguments: str) -> Colour | None:
    """``rgb(…)`` or ``hsl(…)``, with commas or blanks, numbers or percentages."""
    values = arguments.replace(",", " ").replace("/", " ").split()
    if len(values) not in {3, 4}:
        return None
    try:
        alpha = _number(values[3], 1.0) if values[3:] else 1.0
        if name == "rgb":
            red, green, blue = (_number(value, 255.0) for value in values[:3])
            return Colour(red, green, blue, alpha)
        hue = float(values[0].removesuffix("deg")) % 360 / 360
        saturation, lightness = (_number(value, 1.0) for value in values[1:3])
    except ValueError:
        return None
    red, green, blue = colorsys.hls_to_rgb(hue, lightness, saturation)
    return Colour(255 * red, 255 * green, 255 * blue, alpha)


def _number(written: str, whole: float) -> float:
    """A number, or a percentage of the ``whole``, kept between nothing and the whole."""
    percent = written.endswith("%")
    number = float(written[:-1]) / 100 * whole if percent else float(written)
    return min(max(number, 0.0), whole)


@cache
def _named() -> dict[str, Colour]:
    words = iter(_NAMES.split())
    return {name: _from_digits(digits) for name, digits in zip(words, words, strict=True)}
