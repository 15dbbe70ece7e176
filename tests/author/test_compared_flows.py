"""Flows of two policies compared: exactly the cases that differ, as a brute force finds them."""

from __future__ import annotations

from collections import Counter

import pytest
from support.changed_policies import (
    all_cases,
    as_of_present,
    by_brute_force,
    cell_of,
    changed_policy,
    regions_holding,
)
from support.random_policies import random_policy

from ayuda.author.comparing.decided import Label, decided, told_apart
from ayuda.author.comparing.flow import compare_flow, first_difference
from ayuda.engine.diagram import TooManyNodes
from ayuda.engine.joint.policies import CUTS

MANY = 100_000


@pytest.mark.parametrize("seed", range(20))
def test_exactly_the_cells_differ_that_a_brute_force_finds(seed: int) -> None:
    old, new = (
        as_of_present(random_policy(seed)),
        as_of_present(changed_policy(random_policy(seed), seed)),
    )
    if seed % 3 == 0:
        old, new = new, old
    found = compare_flow(old, new, "f", MANY)
    differ: dict[tuple[int, ...], Label | None] = {}
    deciding = None if found.space is None else found.space.joint.cut.flows[CUTS].facts
    for facts in all_cases(old.policy, new.policy, deciding):
        differing = by_brute_force(old, new, facts)
        if found.space is None:
            assert differing is None, facts
            continue
        cell = cell_of(found.space, facts)
        assert differ.setdefault(cell, differing) == differing, facts
        if decided(old, "f", facts) is None and decided(new, "f", facts) is None:
            continue
        holding = regions_holding(found, cell)
        assert len(holding) == (differing is not None), (facts, differing, holding)
        for at in holding:
            region = found.regions[at]
            assert (region.old, region.new, region.shown) == differing
    counted = Counter(value for value in differ.values() if value is not None)
    assert {(one.old, one.new, one.shown): one.cells for one in found.cells} == dict(counted)


@pytest.mark.parametrize("seed", range(20))
def test_every_region_has_a_case_that_both_policies_decide_so(seed: int) -> None:
    old, new = (
        as_of_present(random_policy(seed)),
        as_of_present(changed_policy(random_policy(seed), seed)),
    )
    found = compare_flow(old, new, "f", MANY)
    for region in found.regions:
        assert region.example is not None
        facts = region.example.facts
        verdicts = decided(old, "f", facts), decided(new, "f", facts)
        assert told_apart(*verdicts) == (region.old, region.new, region.shown)


@pytest.mark.parametrize("seed", range(20))
def test_a_first_difference_is_told_if_and_only_if_there_is_one(seed: int) -> None:
    old, new = (
        as_of_present(random_policy(seed)),
        as_of_present(changed_policy(random_policy(seed), seed)),
    )
    differing = [by_brute_force(old, new, facts) for facts in all_cases(old.policy, new.policy)]
    is_one = any(one and one[0] and one[1] and not one[2] for one in differing)
    try:
        found = first_difference(old, new, "f")
    except TooManyNodes:
        pytest.fail("a small policy has an end")
    assert (found is not None) == is_one
    if found is not None:
        assert found.old is not None
        assert found.new is not None
        assert found.old.outcome != found.new.outcome
