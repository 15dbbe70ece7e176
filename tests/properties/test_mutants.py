"""Changes of random policies: each verdict is what a brute force over cases comes to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import product

import pytest
from support.random_policies import PRESENT, random_policy

from ayuda.author.cases.running import End, end_of
from ayuda.author.mutating.change import Mutant
from ayuda.author.mutating.mutants import mutants_of
from ayuda.author.mutating.telling import compare
from ayuda.calendar import Calendar
from ayuda.engine.variables import values_of
from ayuda.engine.windows import FactValue, Setting
from ayuda.model import Policy
from ayuda.policy.check import problems_of

SEEDS = range(400, 412)
MOST_CASES = 2500
EVERY = 4
"""Of so many changes one is looked at: every one takes its time."""
MINUTES = (0, 29, 30, 31, 59, 60, 61, 119, 120, 121)
CALENDAR = Calendar("ES")
Facts = Mapping[str, FactValue]


def cases_of(policy: Policy) -> list[Facts]:
    """Every case, with facts left out too, and moments on both sides of every edge."""
    pools: list[list[FactValue | None]] = []
    for name in policy.flows["f"].facts:
        fact = policy.facts[name]
        if fact.kind == "moment":
            ages = (timedelta(minutes=m, seconds=s) for m in MINUTES for s in (0, 1))
            pools.append([None, *(PRESENT - age for age in ages)])
        else:
            pools.append([None, *values_of(fact)])
    names = policy.flows["f"].facts
    return [
        {name: value for name, value in zip(names, values, strict=True) if value is not None}
        for values in product(*pools)
    ]


def end(policy: Policy, facts: Facts) -> End:
    return end_of(Setting(policy, PRESENT, CALENDAR), "f", facts)


def changed(policy: Policy, seed: int) -> Iterator[Mutant]:
    for place, mutant in enumerate(mutants_of(policy, ("f",))):
        if place % EVERY == seed % EVERY and not problems_of("", mutant.policy):
            yield mutant


@pytest.mark.parametrize("seed", SEEDS)
def test_a_change_decides_nothing_where_no_case_comes_out_otherwise(seed: int) -> None:
    policy = random_policy(seed)
    cases = cases_of(policy)[:MOST_CASES]
    decided = [(facts, found) for facts in cases if (found := end(policy, facts)).rule is not None]
    for mutant in changed(policy, seed):
        comparison = compare(policy, mutant, "f", PRESENT)
        told = comparison.told
        if told is not None:
            before, after = (
                end_of(Setting(one, told.now, CALENDAR), "f", told.facts)
                for one in (policy, mutant.policy)
            )
            assert (before.outcome, before.rule) == (told.end.outcome, told.end.rule)
            assert (before.outcome, before.rule, before.until) != (
                after.outcome,
                after.rule,
                after.until,
            )
            continue
        assert comparison.verdict == "same", mutant.path
        for facts, found in decided:
            other = end(mutant.policy, facts)
            assert (other.outcome, other.rule) == (found.outcome, found.rule), (mutant, facts)


def test_changes_are_told_in_places_of_the_policy_each_once() -> None:
    policy = random_policy(1)
    found = [(one.path, one.kind, one.was, one.becomes) for one in mutants_of(policy, ("f",))]
    assert len(set(found)) == len(found)
    assert all(one.policy != policy for one in mutants_of(policy, ("f",)))
