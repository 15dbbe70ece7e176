"""Proofs and comparisons of random policies beside a brute force and a solver."""

from __future__ import annotations

from random import Random

import pytest
from support.proving.cells import Cells
from support.proving.engine_says import (
    changes_differ,
    difference_differs,
    is_same,
    proof_differs,
    proven,
)
from support.proving.random_flows import changed, random_flow

POLICIES = 60
SOLVED = range(1000, 1050)
NOTICES = ("notice-never", "notice-always")


@pytest.mark.parametrize("seed", range(POLICIES))
def test_a_proof_finds_what_all_cases_show(seed: int) -> None:
    policy = random_flow(seed)
    cells = Cells(policy)
    if not cells.few:
        pytest.skip("has too many cases to go through")
    assert list(proof_differs(policy, cells)) == []
    found = {
        (one.problem.code, one.others or one.problem.where)
        for one in proven(policy)
        if one.problem.code in NOTICES
    }
    assert len(found) == sum(
        not any(shown) or all(shown)
        for shown in (cells.shown(notice.when) for notice in policy.flows["f"].notices)
    )


@pytest.mark.parametrize("seed", range(POLICIES))
def test_a_change_is_seen_if_any_case_shows_it(seed: int) -> None:
    old = random_flow(seed)
    new = changed(old, Random(seed))
    before, after = Cells(old, beside=new), Cells(new, beside=old)
    if not before.few:
        pytest.skip("has too many cases to go through")
    alike = [before.result(at) for at in range(len(before.cases))] == [
        after.result(at) for at in range(len(after.cases))
    ]
    assert is_same(old, new) == alike
    assert list(difference_differs(old, new)) == []


@pytest.mark.parametrize("first", range(SOLVED.start, SOLVED.stop, 10))
def test_a_solver_agrees(first: int) -> None:
    pytest.importorskip("z3", reason="z3-solver is not installed")
    from support.proving.by_z3 import Verdicts

    for seed in range(first, first + 10):
        policy = random_flow(seed)
        assert list(proof_differs(policy, Verdicts(policy))) == [], seed
        assert list(changes_differ(policy, changed(policy, Random(seed)))) == [], seed
