"""Lengths of style sheets, as far as it matters whether anything of them can be seen."""

from __future__ import annotations

from typing import Final, NamedTuple

from ayuda.late_patterns import late

_LENGTH = late(r"([+-]?(?:\d++\.?\d*+|\.\d++)(?:e[+-]?\d{1,3})?)([a-z%]*+)")
_PIXELS = {
    "px": 1.0,
    "pt": 4 / 3,
    "pc": 16.0,
    "in": 96.0,
    "cm": 37.8,
    "mm": 3.78,
    "q": 0.945,
    "rem": 16.0,
    "vw": 8.0,
    "vh": 8.0,
    "vmin": 8.0,
    "vmax": 8.0,
}
"""Pixels of a unit; of the last four, in a window of ordinary size."""
_RELATIVE = {"em": 1.0, "ex": 0.5, "ch": 0.5, "lh": 1.2, "%": 0.01}
_DIGITS_AT_MOST = 40
_ZERO = late(r"[^1-9]*+")

READABLE: Final = 3.0
"""Pixels that something must be high to be read, or wide to hold anything that is."""
MEDIUM: Final = 16.0
"""Pixels of a text whose size nobody has set."""


class Length(NamedTuple):
    """Pixels, or where it is ``relative`` a factor of the size of the text around it."""

    number: float
    relative: bool = False
    percent: bool = False

    def pixels(self, size: float) -> float:
        """How many pixels it is beside a text of that size."""
        return self.number * size if self.relative else self.number


def read_length(written: str) -> Length | None:
    """A length in lower case; None for what is none (``5`` is none, ``0`` is one).

    Of a calculation it is only told whether it can be anything but nothing.
    """
    if "(" in written:
        is_calculation = written.startswith(("calc(", "min(", "max(", "clamp("))
        if not is_calculation:
            return None
        return Length(0.0 if _ZERO.fullmatch(written) else MEDIUM)
    found = _LENGTH.fullmatch(written[:_DIGITS_AT_MOST])
    if found is None:
        return None
    number, unit = float(found[1]), found[2]
    if unit in _PIXELS:
        return Length(number * _PIXELS[unit])
    if unit in _RELATIVE:
        return Length(number * _RELATIVE[unit], relative=True, percent=unit == "%")
    return Length(0.0) if number == 0 and not unit else None
