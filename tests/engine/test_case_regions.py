"""Regions of cases: they share no case, and hold exactly those that the rules decide."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import pytest
from support.builtin import FLOWS, POLICY
from support.random_policies import random_policy

from ayuda.engine.case_regions import Region, regions_of
from ayuda.engine.results import Answer
from ayuda.engine.space import Space, space_of

ALL = 100_000


def every_case(space: Space) -> list[tuple[dict[str, Answer], int]]:
    """All possible cases of a small space, each with the rule that decides it."""
    diagram = space.diagram()
    found = []
    for places in product(*(range(len(one.answers)) for one in space.variables)):
        node = diagram.root
        while node[0] < diagram.last:
            node = diagram.children(node)[places[node[0]]]
        rule = diagram.winner(node)
        if rule is not None:
            answers = zip(space.variables, places, strict=True)
            found.append(({one.name: one.answers[at] for one, at in answers}, rule))
    return found


def belongs(case: Mapping[str, Answer], region: Region) -> bool:
    return all(case[name] in answers for name, answers in region.items())


def check_regions(space: Space) -> None:
    cases = every_case(space)
    rules = range(len(space.flow.rules))
    wanted = [{rule} for rule in rules]
    wanted += [
        {rule for rule in rules if space.flow.rules[rule].outcome == one.outcome}
        for one in space.flow.rules
    ]
    for some in wanted:
        regions, complete = regions_of(space, some, ALL)
        assert complete
        for case, rule in cases:
            assert sum(belongs(case, region) for region in regions) == int(rule in some)


@pytest.mark.parametrize("flow", [flow for flow in FLOWS if flow != "check-email"])
def test_each_case_lies_in_one_region_of_what_it_comes_to(flow: str) -> None:
    check_regions(space_of(POLICY, flow))


@pytest.mark.parametrize("seed", range(40))
def test_each_case_of_a_random_policy_lies_in_one_region_of_what_it_comes_to(seed: int) -> None:
    check_regions(space_of(random_policy(seed), "f"))


def test_more_regions_than_wanted_are_said_to_be_more() -> None:
    space = space_of(POLICY, "check-email")
    rules = {at for at, rule in enumerate(space.flow.rules) if rule.outcome == "fraudulent"}
    regions, complete = regions_of(space, rules, 12)
    assert len(regions) == 12
    assert not complete
