"""What others' analyses find in their tables and policies, found in ours built after them."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from support.proving.cells import Cells
from support.proving.compact import cases, expected, policy_of
from support.proving.engine_says import proven, shows

from ayuda.model import When

LEAST = {"cedar": 20, "drools": 20, "dmn_check": 10}
ALL = [case for name in LEAST for case in cases(name)]


def named(value: object) -> str | None:
    return value["origin"] if isinstance(value, dict) else None


@pytest.mark.parametrize("case", ALL, ids=named)
def test_each_finding_is_found_and_nothing_else(case: dict[str, Any]) -> None:
    found = {
        (one.problem.code, one.rule, one.others)
        for one in proven(policy_of(case))
        if one.problem.code != "undecided"
    }
    assert found == expected(case)


@pytest.mark.parametrize("case", ALL, ids=named)
def test_cases_that_no_rule_decides_are_found(case: dict[str, Any]) -> None:
    policy = policy_of(case)
    found = [one for one in proven(policy) if one.problem.code == "undecided"]
    assert bool(found) == bool(case.get("undecided"))
    assert all(shows(policy, one) for one in found)
    assert all(one.level == "error" for one in found)


@pytest.mark.parametrize("case", ALL, ids=named)
def test_what_is_expected_is_what_all_cases_say(case: dict[str, Any]) -> None:
    cells = Cells(policy_of(case))
    wanted = expected(case)
    assert set(cells.findings()) == {(code, rule) for code, rule, _ in wanted}
    assert all(cells.is_minimal(rule, others) for _, rule, others in wanted if others)
    gaps = msgspec.convert(case.get("undecided", []), list[When])
    described = [one for one in cells.cases if any(one.holds(gap) for gap in gaps)]
    assert described == cells.undecided


def test_there_are_enough_of_each_origin() -> None:
    for name, least in LEAST.items():
        origins = {case["origin"].split(",")[0] for case in cases(name)}
        assert len(list(cases(name))) >= least, name
        assert all(origins)
