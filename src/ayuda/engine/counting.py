"""All cases of a flow, counted: how many there are, and how many each rule decides."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from math import log2, prod

import msgspec

from ayuda.engine.diagram import TooManyNodes
from ayuda.engine.space import NEVER, Space
from ayuda.engine.variables import Variable, case_variables, facts_that_decide, windows_of
from ayuda.model import Policy

FEW_NODES = 150_000
"""As many as the flow's own order of facts may take, before another one is tried."""
MOST_NODES = 3_000_000


class Count(msgspec.Struct, frozen=True):
    """The possible cases by the rule that decides them, and over how many nodes they were counted.

    Cases that differ only in an answer that a guard hides are one.
    """

    cases: dict[str, int]
    nodes: int

    @property
    def total(self) -> int:
        """All possible cases."""
        return sum(self.cases.values())


class TooManyCases(Exception):
    """A flow of which not all cases can be looked at in reasonable time.

    ``facts`` are those that part them most.
    """

    def __init__(self, flow: str, facts: Sequence[str]) -> None:
        super().__init__(f"{flow}: {', '.join(facts)}")
        self.flow = flow
        self.facts = tuple(facts)


def count_cases(policy: Policy, flow_id: str, *, all_facts: bool = False) -> Count:
    """Count the cases over the facts that decide, or over all. Raises TooManyCases."""
    flow = policy.flows[flow_id]
    wanted = set(flow.facts if all_facts else facts_that_decide(policy, flow))
    variables = [
        variable
        for variable in case_variables(policy, flow, windows_of(policy, flow))
        if variable.name in wanted
    ]
    space = Space(policy, flow, variables)
    try:
        return _counted(space, FEW_NODES)
    except TooManyNodes:
        space = Space(policy, flow, list(_weightiest_first(space)))
    try:
        return _counted(space, MOST_NODES)
    except TooManyNodes as error:
        raise TooManyCases(
            flow_id, [space.variables[level].name for level in error.levels]
        ) from None


def _counted(space: Space, most: int) -> Count:
    tally = space.diagram().count(most)
    cases = {rule.id: count for rule, count in zip(space.flow.rules, tally.cases, strict=False)}
    return Count(cases, sum(tally.nodes))


def _weightiest_first(space: Space) -> Iterator[Variable]:
    """The variables in an order in which the rules that decide most are settled first.

    A rule weighs what share of all cases it decides, halved for each further test it still has.
    """
    sizes = [len(variable.answers) for variable in space.variables]
    weights: list[tuple[float, set[int]]] = []
    reached = 1.0
    for tests in space.rules:
        share = prod(mask.bit_count() / sizes[place] for place, mask in tests)
        if tests != NEVER:
            weights.append((reached * share, {place for place, _ in tests}))
        reached *= 1 - share
    waiting: Collection[int] = list(range(len(sizes)))
    while waiting:
        best = max(waiting, key=lambda place: _weight(place, weights) / log2(sizes[place] + 1))
        waiting = [place for place in waiting if place != best]
        for _, places in weights:
            places.discard(best)
        yield space.variables[best]


def _weight(place: int, weights: Sequence[tuple[float, set[int]]]) -> float:
    return sum(weight / 3 ** len(places) for weight, places in weights if place in places)
