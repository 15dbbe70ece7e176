"""All cases of a flow, counted: how many there are, and how many each rule decides."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from math import log2, prod

import msgspec

from ayuda.engine.diagram import Diagram, TooManyNodes
from ayuda.engine.space import NEVER, Space
from ayuda.engine.variables import (
    Variable,
    case_variables,
    constant_states,
    facts_that_decide,
    windows_of,
)
from ayuda.errors import AyudaError
from ayuda.model import Flow, Policy

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


def count_cases(
    policy: Policy, flow_id: str, *, all_facts: bool = False, most: int = MOST_NODES
) -> Count:
    """Count the cases over the facts that decide, or over all, walking over at most so many nodes.

    Raises AyudaError, naming the facts that part the cases most, where that would have no end.
    """
    flow = policy.flows[flow_id]
    wanted = flow.facts if all_facts else facts_that_decide(policy, flow)
    space = Space(policy, flow, _variables(policy, flow, wanted))
    try:
        return _counted(space, min(FEW_NODES, most))
    except TooManyNodes:
        space = Space(policy, flow, list(weightiest_first(space)))
    try:
        return _counted(space, most)
    except TooManyNodes as error:
        facts = ", ".join(space.variables[level].name for level in error.levels)
        raise AyudaError.of(f"flows.{flow_id}", "too-many-cases", facts=facts) from None


def _variables(policy: Policy, flow: Flow, facts: Iterable[str]) -> list[Variable]:
    """The variables of these facts, and of those that they settle: these may leave no case."""
    windows = windows_of(policy, flow)
    every = list(case_variables(policy, flow, windows))
    constant = constant_states(policy, flow, windows)
    wanted = set(facts)
    while True:
        found = [one for one in every if not one.facts or not wanted.isdisjoint(one.facts)]
        seen = {*constant, *(name for variable in found for name in variable.shows)}
        settled = {
            name
            for name in flow.facts
            if name not in wanted
            and any(seen.issuperset(one.when) for one in policy.facts[name].implied)
        }
        if not settled:
            return found
        wanted.update(facts_that_decide(policy, flow, settled), settled)


def _counted(space: Space, most: int) -> Count:
    tally = tally_of(space.diagram(), most)
    cases = {rule.id: count for rule, count in zip(space.flow.rules, tally.cases, strict=False)}
    return Count(cases, sum(tally.nodes))


def weightiest_first(space: Space) -> Iterator[Variable]:
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
    return sum(weight * 3.0 ** -len(places) for weight, places in weights if place in places)


class Tally(msgspec.Struct, frozen=True):
    """Possible cases by rule (last those that no rule decides), and the nodes at each level."""

    cases: tuple[int, ...]
    nodes: tuple[int, ...]


def tally_of(diagram: Diagram, most: int) -> Tally:
    """How many possible cases each rule decides, and over how many nodes that was counted.

    Cases that differ only in an answer that a guard hides are one. One level is held at a
    time. Raises TooManyNodes beyond ``most`` nodes.
    """
    plain = not diagram.guards and not diagram.assumed and not diagram.computed
    by_pattern = [0] * (diagram.bans + diagram.rules + 1)
    cases: dict[int, int] = {diagram.whole: 1}
    widths: list[int] = []
    for level in range(diagram.last):
        if plain:
            cases = _count_plain(diagram, level, cases, by_pattern)
        else:
            cases = _count_level(diagram, level, cases)
        widths.append(len(cases))
        if sum(widths) > most:
            raise TooManyNodes(_widest(widths))
    for alive, count in cases.items():
        listed = alive >> diagram.context
        by_pattern[(listed & -listed).bit_length() - 1] += count
    return Tally(tuple(by_pattern[diagram.bans :]), tuple(widths))


def _count_plain(
    diagram: Diagram, level: int, cases: dict[int, int], by_pattern: list[int]
) -> dict[int, int]:
    """One level further, without guards and assumptions: what is decided is counted at once."""
    tests, passes, done = diagram.tests[level], diagram.passes[level], diagram.done[level + 1]
    rest = prod(diagram.sizes[level + 1 :])
    found: dict[int, int] = {}
    get = found.get
    while cases:
        alive, count = cases.popitem()
        if not alive & tests:
            found[alive] = get(alive, 0) + count * len(passes)
            continue
        for passing in passes:
            left = alive & passing
            held = left & done
            if held:
                first = held & -held
                left &= (first << 1) - 1
                if left == first:
                    by_pattern[first.bit_length() - 1] += count * rest
                    continue
            found[left] = get(left, 0) + count
    return found


def _count_level(diagram: Diagram, level: int, cases: Mapping[int, int]) -> dict[int, int]:
    tests = diagram.tests[level]
    passes = diagram.passes[level]
    done = diagram.done[level + 1]
    is_computed = level in diagram.computed
    found: dict[int, int] = {}
    for alive, count in cases.items():
        follow: Sequence[int] = passes
        times = count
        if not alive & tests:
            # A guard that fails hides no answer that is tested, and a computed one is no case more.
            is_one = is_computed or diagram.answer_at(level, alive) is not None
            follow, times = (passes[0],), count * (1 if is_one else len(passes))
        elif (answer := diagram.answer_at(level, alive)) is not None:
            follow = (passes[answer],)
        for passing in follow:
            left = _truncated(diagram, level + 1, alive & passing, done)
            if left is not None:
                found[left] = found.get(left, 0) + times
    return found


def _truncated(diagram: Diagram, level: int, alive: int, done: int) -> int | None:
    """What can still hold of these patterns; None where a case is not possible."""
    if diagram.assumed:
        settled = diagram.settle(level, alive)
        if settled is None:
            return None
        alive = settled[0]
    alive = diagram.added(level, alive)
    context = diagram.context
    held = (alive & done) >> context
    if held:
        first = held & -held
        if first >> diagram.bans == 0 and alive >> context & (first - 1) == 0:
            return None
        alive &= (first << context + 1) - 1
    return _kept(diagram, level, alive)


def _kept(diagram: Diagram, level: int, alive: int) -> int:
    """The patterns without what fixes the answers of variables that have been passed."""
    for place, bits in diagram.forced:
        if place < level:
            alive &= ~bits
    return alive


def _widest(widths: Sequence[int]) -> list[int]:
    """The levels at which most nodes arise, most first."""
    return sorted(range(len(widths)), key=lambda level: -widths[level])[:3]
