"""Numbers with their units in words: singular and plural, money, percentages, in both languages."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.builtin import texts as texts_of

from ayuda.model import Text, Unit
from ayuda.view.quantities import Quantities

UNITS = {
    "night": Unit(one=Text(en="night", es="noche"), other=Text(en="nights", es="noches")),
    "kg": Unit(one=Text(en="kilo", es="kilo"), other=Text(en="kilos", es="kilos")),
}
ENGLISH = Quantities(texts_of("en"), UNITS)
SPANISH = Quantities(texts_of("es"), UNITS)
WORDS = [  # number, unit, decimals, in English, in Spanish (with blanks that break no line as ~)
    ("1", "night", 0, "1 night", "1 noche"),
    ("0", "night", 0, "0 nights", "0 noches"),
    ("2", "night", 0, "2 nights", "2 noches"),
    ("-1", "night", 0, "-1 night", "-1 noche"),
    ("-3", "night", 0, "-3 nights", "-3 noches"),
    ("1.0", "night", 0, "1 night", "1 noche"),
    ("12.5", "kg", 1, "12.5 kilos", "12,5 kilos"),
    ("1.5", "kg", 1, "1.5 kilos", "1,5 kilos"),
    ("12", "kg", 1, "12 kilos", "12 kilos"),
    ("1250", None, 0, "1250", "1250"),
    ("12500", None, 0, "12500", "12500"),
    ("1250.5", None, 1, "1250.5", "1250,5"),
    ("50", "EUR", 2, "€50", "50~€"),
    ("50.5", "EUR", 2, "€50.50", "50,50~€"),
    ("1250.5", "EUR", 0, "€1250.50", "1250,50~€"),
    ("-12.5", "EUR", 2, "-€12.50", "-12,50~€"),
    ("0", "EUR", 2, "€0", "0~€"),
    ("-0.001", "EUR", 2, "€0", "0~€"),
    ("99.999", "EUR", 2, "€100", "100~€"),
    ("0.005", "EUR", 2, "€0.01", "0,01~€"),
    ("50", "GBP", 2, "£50", "50~£"),
    ("50", "USD", 2, "$50", "50~$"),
    ("50", "CHF", 2, "CHF 50", "50~CHF"),
    ("21", "%", 0, "21%", "21~%"),
    ("5.5", "%", 1, "5.5%", "5,5~%"),
    ("12.5", "%", 0, "13%", "13~%"),
    ("13.5", "%", 0, "14%", "14~%"),
]


@pytest.mark.parametrize(("number", "unit", "decimals", "english", "spanish"), WORDS)
def test_a_number_stands_with_its_unit_as_people_of_the_language_write_it(
    number: str, unit: str | None, decimals: int, english: str, spanish: str
) -> None:
    assert ENGLISH.quantity(Decimal(number), unit, decimals).replace("\u00a0", " ") == english
    assert SPANISH.quantity(Decimal(number), unit, decimals).replace("\u00a0", "~") == spanish


@pytest.mark.parametrize(
    ("share", "decimals", "shown"),
    [
        (Fraction(1, 3), 2, "33.33%"),
        (Fraction(2, 3), 2, "66.67%"),
        (Fraction(1, 8), 1, "12.5%"),
        (Fraction(1, 3), 0, "33%"),
        (Fraction(1), 0, "100%"),
    ],
)
def test_a_share_that_is_no_decimal_is_rounded(share: Fraction, decimals: int, shown: str) -> None:
    assert ENGLISH.quantity(share * 100, "%", decimals) == shown


@given(st.decimals(-(10**20), 10**20, places=2), st.integers(0, 4))
def test_no_number_is_cut_and_none_is_minus_nothing(number: Decimal, decimals: int) -> None:
    shown = ENGLISH.number(number, decimals)
    assert abs(Decimal(shown) - number) <= Decimal("0.5").scaleb(-decimals)
    assert not shown.startswith("-0") or Decimal(shown) != 0
