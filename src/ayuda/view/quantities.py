"""Numbers with their units in words: "3 nights", "€1250.50", "1250,50 €"."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from ayuda.model import Text, Unit
from ayuda.texts import Texts

if TYPE_CHECKING:
    from fractions import Fraction

PERCENT = "%"
SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "$"}
"""Of currencies by their codes (ISO 4217); others go by the code."""
MOST_DECIMALS = 2
"""How many decimals are shown of a number that has more than its own, such as a percentage."""


class Quantities:
    """The words of numbers in one language."""

    def __init__(self, texts: Texts, units: Mapping[str, Unit]) -> None:
        self.texts = texts
        self.units = units

    def quantity(self, number: Decimal | Fraction, unit: str | None, decimals: int = 0) -> str:
        """A number with its unit, in the form that goes with it."""
        exact = as_decimal(number)
        written = self.number(exact, decimals)
        if unit is None:
            return written
        if unit in self.units:
            words = self.units[unit].one if exact == 1 else self.units[unit].other
            return f"{written} {self._words(words)}"
        if unit == PERCENT:
            return self.texts.say("quantities.percent", number=written)
        money = self.number(exact, max(decimals, MOST_DECIMALS), whole=True)
        sign = "-" if money.startswith("-") else ""
        form = "symbol" if unit in SYMBOLS else "code"
        said = self.texts.say(
            f"quantities.{form}", number=money.removeprefix("-"), unit=SYMBOLS.get(unit, unit)
        )
        return sign + said

    def number(self, number: Decimal, decimals: int, *, whole: bool = False) -> str:
        """A number with the marks of the language; ``whole`` keeps no zeros behind a whole one."""
        shown = number if number == number.to_integral_value() and whole else number
        digits = max(decimals, 0)
        if shown == shown.to_integral_value() and (whole or not digits):
            digits = 0
        text = f"{shown:.{digits}f}"
        sign = "-" if text.startswith("-") else ""
        integer, _, fraction = text.removeprefix("-").partition(".")
        mark = self.texts.say("quantities.point")
        return f"{sign}{integer}{mark}{fraction}" if fraction else f"{sign}{integer}"

    def _words(self, text: Text) -> str:
        words: str = getattr(text, self.texts.language)
        return words


def as_decimal(number: Decimal | Fraction) -> Decimal:
    """A number to be shown: one that is no decimal is rounded, halves away from zero."""
    if isinstance(number, Decimal):
        return number
    step = Decimal(1).scaleb(-MOST_DECIMALS)
    exact = Decimal(number.numerator) / Decimal(number.denominator)
    rounded = exact.quantize(step, ROUND_HALF_UP)
    return (
        rounded.quantize(Decimal(1))
        if rounded == rounded.to_integral_value()
        else rounded.normalize()
    )
