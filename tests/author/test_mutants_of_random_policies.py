"""Whether changes of random policies decide anything: beside a brute force and a solver.

A change may also be told where another rule decides, or something else is asked.
"""

from __future__ import annotations

from itertools import islice
from random import Random

import pytest
from support.language.computed import Case
from support.language.page import Page
from support.proving.cells import Cells
from support.proving.random_flows import random_flow
from support.random_policies import PRESENT

from ayuda.author.mutating.change import Mutant
from ayuda.author.mutating.mutants import mutants_of
from ayuda.author.mutating.telling import Told, compare
from ayuda.model import Policy
from ayuda.policy.check import problems_of

SEEDS = range(1, 31, 2)
EACH = 3
"""So many changes of a policy are looked at."""


def some_mutants(policy: Policy, seed: int) -> list[Mutant]:
    """Changes of rules and of how long windows last, drawn."""
    found = [
        one
        for one in mutants_of(policy, ["f"])
        if not one.path.startswith("facts.") and not one.path.endswith(".back")
    ]
    Random(seed).shuffle(found)
    valid = (one for one in found if not problems_of("", one.policy))
    return list(islice(valid, EACH))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_change_that_is_said_to_decide_nothing_decides_nothing(seed: int) -> None:
    z3 = pytest.importorskip("support.proving.by_z3", reason="z3-solver is not installed")
    policy = random_flow(seed)
    for mutant in some_mutants(policy, seed):
        found = compare(policy, mutant, "f", PRESENT)
        if found.verdict != "differs":
            assert not z3.can_differ(policy, mutant.policy), mutant.path
            assert are_alike(policy, mutant.policy), mutant.path
        if found.told is not None:
            assert tells(found.told, policy, mutant.policy), mutant.path


def are_alike(old: Policy, new: Policy) -> bool:
    """Whether all cases come to the same, as far as they can be gone through."""
    before, after = Cells(old, beside=new), Cells(new, beside=old)
    if not before.few:
        return True
    return all(before.result(place) == after.result(place) for place in range(len(before.cases)))


def tells(told: Told, old: Policy, new: Policy) -> bool:
    """Whether a case, if it is a whole one, comes to different things, or by different rules."""
    if told.until or {*told.facts} != {*old.flows["f"].facts}:
        return True
    cases = [Case(Page(one, "f", told.now), told.facts) for one in (old, new)]
    return len({(case.winner.id, case.result) for case in cases}) > 1
