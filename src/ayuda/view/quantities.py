"""Numbers with their units in words: "3 nights", "€1250.50", "1250,50 €"."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TYPE_CHECKING

from ayuda.model import Text, Unit
from ayuda.texts import Texts

if TYPE_CHECKING:
    from fractions import Fraction

PERCENT = "%"
SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "$"}
"""Of currencies by their codes (ISO 4217); others go by the code."""
EXACT = Context(prec=100)
"""Enough for every number that can be stated, so that none is cut."""
MOST_DECIMALS = 2
"""How many decimals are shown of a number that has more than its own, such as a percentage."""


class Quantities:
    """The words of numbers in one language."""

    def __init__(self, texts: Texts, units: Mapping[str, Unit]) -> None:
        self.texts = texts
        self.units = units

    def quantity(
        self,
        number: Decimal | Fraction,
        unit: str | None,
        decimals: int = 0,
        *,
        keeps_zeros: bool = False,
    ) -> str:
        """A number with its unit, in the form that goes with it.

        ``keeps_zeros`` tells money to the cent, whole or not.
        """
        exact = as_decimal(number)
        written = self.number(exact, decimals, whole=True)
        if unit is None:
            return written
        if unit in self.units:
            is_one = abs(_rounded(exact, decimals)) == 1
            words = self.units[unit].one if is_one else self.units[unit].other
            return f"{written} {self._words(words)}"
        if unit == PERCENT:
            return self.texts.say("quantities.percent", number=written)
        money = self.number(exact, max(decimals, MOST_DECIMALS), whole=not keeps_zeros)
        sign = "-" if money.startswith("-") else ""
        form = "symbol" if unit in SYMBOLS else "code"
        said = self.texts.say(
            f"quantities.{form}", number=money.removeprefix("-"), unit=SYMBOLS.get(unit, unit)
        )
        return sign + said

    def number(self, number: Decimal, decimals: int, *, whole: bool = False) -> str:
        """A number with the mark of the language, rounded to so many decimals.

        ``whole`` keeps no zeros behind one that is whole as it is shown.
        """
        shown = _rounded(number, decimals)
        if whole and shown == shown.to_integral_value():
            shown = _rounded(shown, 0)
        return f"{shown:f}".replace(".", self.texts.say("quantities.point"))

    def _words(self, text: Text) -> str:
        return text.words(self.texts.language)


def _rounded(number: Decimal, decimals: int) -> Decimal:
    """A number with so many decimals, halves away from zero; never less than nothing as "-0"."""
    shown = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, EXACT)
    return shown or abs(shown)


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
