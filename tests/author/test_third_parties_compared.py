"""How policies of others' snapshots differ, found between ours built after them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any

import pytest
from support.language.computed import Case
from support.language.page import Page
from support.language.pools import Pools
from support.proving.compact import both_policies, read
from support.proving.engine_says import setting_of
from support.random_policies import PRESENT

from ayuda.author.comparing.flow import FlowComparison, compare_flow, first_difference
from ayuda.model import Policy

COMPARED = read("cedar")["comparisons"]
LEAST = 20
DIFFERENCES = {
    "equivalent": set[tuple[str, str]](),
    "more permissive": {("permit", "deny")},
    "less permissive": {("deny", "permit")},
    "incomparable": {("permit", "deny"), ("deny", "permit")},
}


def named(value: object) -> str | None:
    return value["origin"] if isinstance(value, dict) else None


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
        before, after = effects(old, found.facts), effects(new, found.facts)
        assert {*product(before, after)} <= DIFFERENCES[case["old_is"]]


def test_there_are_enough() -> None:
    assert len(COMPARED) >= LEAST


def directions(comparison: FlowComparison) -> set[tuple[str, str]]:
    """From what to what the outcomes of a comparison change."""
    assert not any(cells.shown for cells in comparison.cells)
    return {(effect(cells.old), effect(cells.new)) for cells in comparison.cells}


def effects(policy: Policy, facts: Mapping[str, Any]) -> set[str]:
    """What all cases come to in which these facts are so."""
    page = Page(policy, "f", PRESENT)
    pools = {**Pools(page).by_fact, **{name: [value] for name, value in facts.items()}}
    cases = (
        Case(page, dict(zip(pools, values, strict=True))) for values in product(*pools.values())
    )
    found = {effect(case.winner.outcome) for case in cases if not case.broken()}
    assert found
    return found


def effect(outcome_id: str | None) -> str:
    assert outcome_id is not None
    return outcome_id.partition("-")[2]
