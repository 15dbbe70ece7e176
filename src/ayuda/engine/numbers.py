"""Numbers as scripts write them: exact, with a point and no thousands marks."""

from __future__ import annotations

from decimal import Decimal

from ayuda.errors import AyudaError
from ayuda.late_patterns import late
from ayuda.model import Fact

NUMBER = late(r"[+-]?(?:[0-9]{1,15}(?:\.[0-9]{0,9})?|\.[0-9]{1,9})")
"""Enough for any money; what is longer is a slip of the keyboard."""
POINT, COMMA = ".", ","


def parse_number(fact: Fact, text: str, where: str, mark: str = POINT) -> Decimal:
    """The number that a text states, with ``mark`` before its decimals. Raises AyudaError.

    Zeros at its end are not told apart from none.
    """
    written = text.strip().replace("\u2212", "-")
    if mark == COMMA and POINT not in written:
        written = written.replace(COMMA, POINT)
    elif mark == COMMA:
        written = ""
    if not NUMBER.fullmatch(written):
        example = f"1250{mark}5" if fact.decimals else "1250"
        raise AyudaError.of(where, "not-a-number", value=text, example=example)
    return checked_number(fact, Decimal(written), where)


def checked_number(fact: Fact, number: Decimal, where: str) -> Decimal:
    """The number, if the fact can have it, without zeros at its end. Raises AyudaError."""
    if not number.is_finite():
        raise AyudaError.of(where, "not-a-number", value=str(number), example="1250")
    exact = number.normalize()
    _, digits, exponent = exact.as_tuple()
    if isinstance(exponent, int) and -exponent > fact.decimals:
        most = str(fact.decimals)
        raise AyudaError.of(where, "too-many-decimals", value=f"{number:f}", most=most)
    if fact.min is not None and exact < fact.min:
        raise AyudaError.of(where, "number-below", value=f"{number:f}", least=f"{fact.min:f}")
    if fact.max is not None and exact > fact.max:
        raise AyudaError.of(where, "number-above", value=f"{number:f}", most=f"{fact.max:f}")
    whole = exact == exact.to_integral_value()
    return exact.quantize(Decimal(1)) if whole and len(digits) <= MOST_DIGITS else exact


MOST_DIGITS = 20
