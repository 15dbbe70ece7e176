"""What others' analyses find in their tables and policies, found in ours built after them."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from support.proving.cells import Cells
from support.proving.compact import both_policies, cases, expected, policy_of, read
from support.proving.engine_says import proven, setting_of, shows

from ayuda.author.comparing import compare_flow, first_difference
from ayuda.model import Policy, When
from support.language.computed import Case
from support.language.page import Page
from support.random_policies import PRESENT

LEAST = {"cedar": 20, "drools": 20, "dmn_check": 10}
LEAST_COMPARED = 20
ALL = [(name, case) for name in LEAST for case in cases(name)]
COMPARED = read("cedar")["comparisons"]
DIFFERENCES = {
    "equivalent": set[tuple[str, str]](),
    "more permissive": {("permit", "deny")},
    "less permissive": {("deny", "permit")},
    "incomparable": {("permit", "deny"), ("deny", "permit")},
}


def named(value: object) -> str | None:
    return value["origin"] if isinstance(value, dict) else None


@pytest.mark.parametrize(("name", "case"), ALL, ids=named)
def test_each_finding_is_found_and_nothing_else(name: str, case: dict[str, Any]) -> None:
    found = {
        (one.problem.code, one.rule, one.others)
        for one in proven(policy_of(case))
        if one.problem.code != "undecided"
    }
    assert found == expected(case)


@pytest.mark.parametrize(("name", "case"), ALL, ids=named)
def test_cases_that_no_rule_decides_are_found(name: str, case: dict[str, Any]) -> None:
    policy = policy_of(case)
    found = [one for one in proven(policy) if one.problem.code == "undecided"]
    assert bool(found) == bool(case.get("undecided"))
    assert all(shows(policy, one) for one in found)
    assert all(one.level == "error" for one in found)


@pytest.mark.parametrize(("name", "case"), ALL, ids=named)
def test_what_is_expected_is_what_all_cases_say(name: str, case: dict[str, Any]) -> None:
    cells = Cells(policy_of(case))
    wanted = expected(case)
    assert set(cells.findings()) == {(code, rule) for code, rule, _ in wanted}
    assert all(cells.is_minimal(rule, others) for _, rule, others in wanted if others)
    gaps = msgspec.convert(case.get("undecided", []), list[When])
    described = [one for one in cells.cases if any(one.holds(gap) for gap in gaps)]
    assert described == cells.undecided


@pytest.mark.parametrize("case", COMPARED, ids=named)
def test_a_change_permits_more_or_less_as_it_should(case: dict[str, Any]) -> None:
    old, new = both_policies(case)
    comparison = compare_flow(setting_of(old), setting_of(new), "f")
    assert directions(comparison) == DIFFERENCES[case["old_is"]]


@pytest.mark.parametrize("case", COMPARED, ids=named)
def test_a_first_difference_is_one(case: dict[str, Any]) -> None:
    old, new = both_policies(case)
    found = first_difference(setting_of(old), setting_of(new), "f")
    assert (found is None) == (case["old_is"] == "equivalent")
    if found is not None:
        pair = outcome(old, found), outcome(new, found)
        assert pair in DIFFERENCES[case["old_is"]]


def test_there_are_enough_of_each_origin() -> None:
    for name, least in LEAST.items():
        origins = {case["origin"].split(",")[0] for case in cases(name)}
        assert len(list(cases(name))) >= least, name
        assert all(origins)
    assert len(COMPARED) >= LEAST_COMPARED


def directions(comparison: Any) -> set[tuple[str, str]]:
    """From what to what the outcomes of a comparison change."""
    raise NotImplementedError


def outcome(policy: Policy, facts: Any) -> str:
    case = Case(Page(policy, "f", PRESENT), facts)
    return case.winner.outcome.partition("-")[2]
