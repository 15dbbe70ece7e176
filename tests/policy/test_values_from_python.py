"""Numbers and days that Python has and no case can: refused, never a crash."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import ayuda

POLICY = Path(__file__).parents[1] / "support" / "policies" / "every_kind.toml"


@pytest.mark.parametrize(
    ("fact", "value", "code"),
    [
        ("price", Decimal("NaN"), "not-a-number"),
        ("price", Decimal("Infinity"), "not-a-number"),
        ("price", Decimal("sNaN"), "not-a-number"),
        ("booked_on", date(1, 1, 1), "year-out-of-range"),
        ("arrives_on", date(9999, 12, 31), "year-out-of-range"),
    ],
)
def test_a_value_that_no_case_can_have_is_refused(fact: str, value: object, code: str) -> None:
    policy = ayuda.load_policy(POLICY)
    with pytest.raises(ayuda.AyudaError) as error:
        ayuda.decide(policy, "stay", {fact: value}, now="2026-11-22T10:00")  # type: ignore[dict-item]
    assert [(problem.where, problem.code) for problem in error.value.problems] == [(fact, code)]
