"""Numbers and days of a policy that nobody computes with: told with their place, never a crash."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import msgspec
import pytest
from support.random_policies import WORDS
from support.small_policies import small

from ayuda.calendar import Calendar
from ayuda.engine.decide import step
from ayuda.engine.results import Decision
from ayuda.engine.windows import Setting
from ayuda.errors import AyudaError
from ayuda.model import Amount, AmountLine, Check, Fact
from ayuda.policy.load import parse

ENTRY = Path(__file__).parents[1] / "support" / "policies" / "every_kind.toml"
TEXT = ENTRY.read_text(encoding="utf-8")
BOUND = "price = { below = 10 }"
TABLE = """
[tables.fee]
name = { en = "Fee", es = "Tasa" }
by = ["free"]
csv = "fee.csv"
[facts.free]
kind = "yes-no"
name = { en = "Free", es = "Gratis" }
ask = { en = "Is it free?", es = "¿Es gratis?" }
values = { yes = { en = "Yes", es = "Sí" }, no = { en = "No", es = "No" } }
"""
LAST, FIRST = date(9999, 12, 31), date(1, 1, 1)


def refused(text: str, csv: bytes = b"") -> list[tuple[str, str]]:
    with pytest.raises(AyudaError) as error:
        parse("p.toml", text.encode(), lambda *_: csv)
    return [(problem.where, problem.code) for problem in error.value.problems]


@pytest.mark.parametrize("number", ["nan", "inf", "-inf", "1e400", "1000000000000000"])
def test_a_number_that_is_none_is_told_with_its_path(number: str) -> None:
    wrong = TEXT.replace(BOUND, f"price = {{ below = {number} }}")
    wrong = wrong.replace("max = 10000", f"max = {number}")
    assert refused(wrong) == [
        ("p.toml: facts.price.max", "number-too-long"),
        ("p.toml: flows.stay.rules[0].when.price.below", "number-too-long"),
    ]


@pytest.mark.parametrize(
    "number", ["1e300", "1e-300", "0.1234567890123456789", "1e15", "9" * 400 + ".5"]
)
def test_a_number_that_would_not_stay_as_it_is_written_is_told_with_its_line(number: str) -> None:
    wrong = TEXT.replace(BOUND, f"price = {{ below = {number} }}")
    line = TEXT[: TEXT.index(BOUND)].count("\n") + 1
    found = refused(wrong)
    assert [code for _, code in found] == ["number-too-long"]
    assert found[0][0] in {f"p.toml:{line}", "p.toml: flows.stay.rules[0].when.price.below"}


@pytest.mark.parametrize(
    "cell", ["9" * 5000, "0.1234567890123456789", "1" * 16, "-" + "1" * 400 + ".5"]
)
def test_a_number_of_a_table_that_is_too_long_is_told_with_its_line(cell: str) -> None:
    csv = f"free,value\ntrue,1\nfalse,{cell}\n".encode()
    assert refused(TEXT + TABLE, csv) == [("fee.csv:3", "number-too-long")]


@pytest.mark.parametrize("number", ["123456789012345", "0.000000001", "-12345.678901", "1_000.5"])
def test_a_number_that_is_long_and_exact_is_taken(number: str) -> None:
    parse("p.toml", TEXT.replace(BOUND, f"price = {{ below = {number} }}").encode())


@pytest.mark.parametrize("kind", ["date", "moment", "now"])
@pytest.mark.parametrize(
    ("check", "holds"),
    [
        (Check(after=LAST), False),
        (Check(begins=LAST), False),
        (Check(until=LAST), True),
        (Check(before=FIRST), False),
        (Check(until=FIRST), False),
        (Check(begins=FIRST), True),
        (Check(after=date(2200, 1, 1)), False),
        (Check(after=date(1969, 12, 31)), True),
    ],
)
def test_a_day_at_the_end_of_all_years_can_be_tested(kind: str, check: Check, holds: bool) -> None:
    asked = Fact(kind="moment" if kind == "moment" else "date", name=WORDS, ask=WORDS)
    name = "now" if kind == "now" else "asked"
    policy = small({"asked": asked}, [({name: check}, "yes"), ({}, "no")])
    now = datetime(2026, 9, 10, 12, tzinfo=UTC)
    setting = Setting(policy, now, Calendar("ES"))
    known = now if kind == "moment" else now.date()
    decision = step(setting, "f", {"asked": known})
    assert isinstance(decision, Decision)
    assert decision.rule.outcome == ("yes" if holds else "no")


def test_an_amount_of_many_digits_is_exact() -> None:
    large = Fact(kind="number", name=WORDS, ask=WORDS, decimals=2)
    policy = small({"large": large}, [({}, "paid")])
    line = AmountLine(name=WORDS, times=("large", 123456789012345, 987654321098765))
    amount = Amount(name=WORDS, unit="EUR", lines=(line, line), cap="large")
    rule = msgspec.structs.replace(policy.flows["f"].rules[0], amounts=("sum", "free"))
    flow = msgspec.structs.replace(policy.flows["f"], rules=(rule,))
    free = msgspec.structs.replace(amount, cap=None)
    policy = msgspec.structs.replace(
        policy, flows={"f": flow}, amounts={"sum": amount, "free": free}
    )
    setting = Setting(policy, datetime(2026, 9, 10, tzinfo=UTC), Calendar("ES"))
    decision = step(setting, "f", {"large": Decimal("999999999999999.99")})
    assert isinstance(decision, Decision)
    capped, free_value = (found.value for found in decision.amounts)
    assert capped == Decimal("999999999999999.99")
    assert free_value is not None
    assert Fraction(free_value) * 100 == 2 * 99999999999999999 * 123456789012345 * 987654321098765
