"""Numbers as people type them: comma and point, units and signs, and what is never guessed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from support.builtin import POLICY
from support.builtin import texts as texts_of

from ayuda.model import LANGUAGES, Fact, Language, Text, Unit
from ayuda.ui.typed_numbers import NoNumber, is_ambiguous, numbers_meant, signs_of

UNITS = {
    "kg": Unit(one=Text(en="kilo", es="kilo"), other=Text(en="kilos", es="kilos")),
    "night": Unit(one=Text(en="night", es="noche"), other=Text(en="nights", es="noches")),
}
WITH_UNITS = replace(POLICY, units=UNITS)
NAME = Text(en="x", es="x")
PRICE = {"unit": "EUR", "decimals": 2, "min": Decimal(0), "max": Decimal(10000)}
NIGHTS = {"unit": "night", "min": Decimal(1), "max": Decimal(30)}
WEIGHT = {"unit": "kg", "decimals": 3}
SHARE = {"unit": "%", "decimals": 1}
BARE: dict[str, Any] = {"decimals": 2}


def read(
    typed: str, about: dict[str, Any], language: Language = "en"
) -> tuple[tuple[str, ...] | str, bool]:
    """The numbers, or why it is none; and whether it is asked back."""
    fact = Fact(kind="number", name=NAME, ask=NAME, **about)
    signs = signs_of(WITH_UNITS, texts_of(language), fact.unit)
    try:
        numbers = numbers_meant(typed, fact, signs)
    except NoNumber as refused:
        return refused.reason, False
    return tuple(f"{number:f}" for number in numbers), is_ambiguous(typed, fact)


TAKEN = [
    ("50", PRICE, "50"),
    ("50 €", PRICE, "50"),
    ("50€", PRICE, "50"),
    ("€50", PRICE, "50"),
    ("€ 50", PRICE, "50"),
    ("50 EUR", PRICE, "50"),
    ("eur 50", PRICE, "50"),
    ("50 euros", PRICE, "50"),
    ("12,5", PRICE, "12.5"),
    ("12.5", PRICE, "12.5"),
    ("12,50 €", PRICE, "12.5"),
    ("12.50", PRICE, "12.5"),
    (" 12,5 ", PRICE, "12.5"),
    (",5", PRICE, "0.5"),
    (".5", PRICE, "0.5"),
    ("5.", PRICE, "5"),
    ("0", PRICE, "0"),
    ("-0", PRICE, "0"),
    ("0.250", PRICE, "0.25"),
    ("0,500", PRICE, "0.5"),
    ("1250.500", PRICE, "1250.5"),
    ("1250,5", PRICE, "1250.5"),
    ("10000", PRICE, "10000"),
    ("10000,00", PRICE, "10000"),
    ("007", PRICE, "7"),
    ("3", NIGHTS, "3"),
    ("3 nights", NIGHTS, "3"),
    ("3 noches", NIGHTS, "3"),
    ("1 night", NIGHTS, "1"),
    ("3 Noches.", NIGHTS, "3"),
    ("3,0", NIGHTS, "3"),
    ("12,5 kg", WEIGHT, "12.5"),
    ("12,5kg", WEIGHT, "12.5"),
    ("12.5 kilos", WEIGHT, "12.5"),
    ("1.250", WEIGHT, "1.25"),
    ("1,250 kg", WEIGHT, "1.25"),
    ("-3", WEIGHT, "-3"),
    ("\u22123", WEIGHT, "-3"),
    ("+3", WEIGHT, "3"),
    ("21 %", SHARE, "21"),
    ("21%", SHARE, "21"),
    ("5,5 por ciento", SHARE, "5.5"),
    ("5.5 percent", SHARE, "5.5"),
    ("-12.5", BARE, "-12.5"),
]
REFUSED = [
    ("1.250,5", PRICE, "marks"),
    ("1,250.50", PRICE, "marks"),
    ("1 250", PRICE, "marks"),
    ("1\u00a0250 €", PRICE, "marks"),
    ("1'250", PRICE, "marks"),
    ("1.250.000", PRICE, "marks"),
    ("1,250,000", PRICE, "marks"),
    ("10 000,5", PRICE, "marks"),
    ("12.345.67", PRICE, "marks"),
    ("12,345", PRICE | {"max": Decimal(100), "decimals": 0}, "range"),
    ("12,3456", PRICE, "decimals"),
    ("0,255", PRICE, "decimals"),
    ("2,5", NIGHTS, "decimals"),
    ("0", NIGHTS, "range"),
    ("31", NIGHTS, "range"),
    ("-1", PRICE, "range"),
    ("10000,01", PRICE, "range"),
    ("9" * 28, PRICE, "range"),
    ("50 $", PRICE, "unit"),
    ("$50", PRICE, "unit"),
    ("50 kilos", PRICE, "unit"),
    ("50 %", PRICE, "unit"),
    ("3 €", NIGHTS, "unit"),
    ("3 nights", BARE, "unit"),
    ("", PRICE, "figures"),
    ("fifty", PRICE, "figures"),
    ("cincuenta", PRICE, "figures"),
    ("about 50", PRICE, "figures"),
    ("50 or 60", PRICE, "figures"),
    ("50-60", PRICE, "figures"),
    ("1e3", PRICE, "figures"),
    ("5,", PRICE, "figures"),
    ("inf", PRICE, "figures"),
    ("nan", PRICE, "figures"),
    ("0x10", PRICE, "figures"),
    ("\u0665", PRICE, "figures"),
    ("1_000", PRICE, "figures"),
    ("--5", PRICE, "figures"),
    ("€50€", PRICE, "figures"),
    ("1.25O", PRICE, "figures"),
    ("9" * 40, PRICE, "figures"),
]
ASKED_BACK = [
    ("1.250", PRICE, ("1250", "1.25")),
    ("1,250", PRICE, ("1250", "1.25")),
    ("1.250 €", PRICE, ("1250", "1.25")),
    ("9.000", PRICE, ("9000", "9")),
    ("12.345", PRICE | {"max": None}, ("12345",)),
    ("1.250", {"decimals": 0}, ("1250",)),
    ("1.000", {"decimals": 0}, ("1000", "1")),
    ("-1.250", BARE, ("-1250", "-1.25")),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("typed", "about", "number"), TAKEN)
def test_what_is_plain_is_taken_in_both_languages(
    typed: str, about: dict[str, Any], number: str, language: Language
) -> None:
    assert read(typed, about, language) == ((number,), False)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("typed", "about", "reason"), REFUSED)
def test_what_is_not_plain_is_refused_with_its_reason(
    typed: str, about: dict[str, Any], reason: str, language: Language
) -> None:
    assert read(typed, about, language) == (reason, False)


@pytest.mark.parametrize(("typed", "about", "numbers"), ASKED_BACK)
def test_three_digits_behind_a_mark_are_asked_back_and_never_guessed(
    typed: str, about: dict[str, Any], numbers: tuple[str, ...]
) -> None:
    assert read(typed, about) == (numbers, True)


@given(st.decimals(min_value=-10_000, max_value=10_000, places=2))
def test_a_number_with_two_decimals_is_read_as_it_is_with_either_mark(number: Decimal) -> None:
    for written in (f"{number:.2f}", f"{number:.2f}".replace(".", ",")):
        found, asked = read(written, BARE)
        assert not asked
        assert [Decimal(one) for one in found] == [number]
