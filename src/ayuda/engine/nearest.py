"""The nearest cases that come to something else: which few facts would have to be different.

Exact: no change of fewer facts does it, and none of as many with smaller moves of moments. Where
that cannot be said for certain, nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from heapq import heappop, heappush, merge
from itertools import combinations, count

import msgspec

from ayuda.engine.alternatives import NO_MOVE, OPEN, Alternatives, Choice
from ayuda.engine.decide import step
from ayuda.engine.diagram import Diagram, Node, TooManyNodes
from ayuda.engine.knowledge import NOT_SILENT, Contradiction, Silence, learn
from ayuda.engine.results import Decision
from ayuda.engine.space import Assumed, Shown, comes_to, space_of
from ayuda.engine.windows import Facts, FactValue, Setting

MOST_STEPS = 1_000_000
"""How many nodes the search may walk over."""
MOST_PENDING = 4
"""Of so many assumptions at most that implications may overrule each set is looked at."""


class Change(msgspec.Struct, frozen=True):
    """Facts to be stated anew (None: the moment has not happened yet), and what that comes to.

    ``moved`` is by how much moments move, all together.
    """

    facts: Mapping[str, FactValue | None]
    outcome: str
    moved: timedelta


class _Found(msgspec.Struct, frozen=True):
    """An end of the search; without an outcome what is beyond is not known to be exact."""

    size: tuple[int, timedelta, bool]
    facts: Mapping[str, FactValue | None] = {}
    outcome: str | None = None


def nearest_change(
    setting: Setting,
    flow_id: str,
    facts: Facts,
    silence: Silence = NOT_SILENT,
    outcome: str | None = None,
) -> Change | None:
    """The smallest change of a decided case that comes to another outcome, or to a given one.

    What changes are facts that were stated, and facts that are stated in addition. None where no
    change does it. Raises ValueError for a case that is not decided, Contradiction, and
    TooManyNodes where nobody can say which change is the smallest.
    """
    return next(changes_by_size(setting, flow_id, facts, silence, outcome), None)


def changes_by_size(
    setting: Setting,
    flow_id: str,
    facts: Facts,
    silence: Silence = NOT_SILENT,
    outcome: str | None = None,
    most_steps: int = MOST_STEPS,
) -> Iterator[Change]:
    """The smallest change for each other outcome, or for a given one, the smallest first.

    Each is decided once more before it is given back. Raises as ``nearest_change`` does.
    """
    space = space_of(setting.policy, flow_id)
    learn(setting, space, facts, silence)
    search = _Search(Alternatives(setting, space, facts, silence), most_steps)
    results = search.results_now()
    if len(results) != 1:
        raise ValueError(facts)
    before = {result[0] for result in results}
    wanted = {rule.outcome for rule in space.flow.rules}
    wanted = wanted - before if outcome is None else wanted & {outcome}
    while wanted:
        found = next(search.found(frozenset(wanted)), None)
        if found is None:
            return
        if found.outcome is None or not _comes_to(setting, flow_id, facts, silence, found):
            raise TooManyNodes(())
        yield Change(found.facts, found.outcome, found.size[1])
        wanted.remove(found.outcome)


def _comes_to(
    setting: Setting, flow_id: str, facts: Facts, silence: Silence, found: _Found
) -> bool:
    """Whether the engine decides the changed case as the search says."""
    merged = {**facts, **found.facts}
    gone = frozenset(name for name, value in merged.items() if value is None)
    stated = {name: value for name, value in merged.items() if value is not None}
    try:
        there = step(setting, flow_id, stated, Silence(silence.everywhere, silence.skipped | gone))
    except Contradiction:
        return False
    return isinstance(there, Decision) and there.rule.outcome == found.outcome


_State = tuple[frozenset[Node], tuple[tuple[int, int], ...]]
"""Nodes that are all possible, and for places to come the answers that are settled."""


class _Search:
    """A walk over the diagram by cost; what is left unstated is walked with all its answers."""

    def __init__(self, alternatives: Alternatives, most_steps: int) -> None:
        self.alternatives = alternatives
        self.space = alternatives.space
        self.domains = alternatives.as_stated()
        self.most_steps = most_steps
        self.steps = 0

    def results_now(self) -> set[Shown]:
        """What all cases come to that are possible as it stands."""
        diagram = self.space.diagram(frozenset(self.alternatives.pending))
        nodes = frozenset((diagram.root,))
        while (level := min(node[0] for node in nodes)) < diagram.last:
            nodes = _after(diagram, nodes, level, self.domains[level])
            if not nodes:
                return set()
        return self._ended(diagram, nodes)

    def found(self, wanted: frozenset[str]) -> Iterator[_Found]:
        """The ways to wanted outcomes, the cheapest first.

        An assumption that could be overruled is kept, or the fact is stated: each is a search.
        """
        pending = sorted(self.alternatives.pending)
        if len(pending) > MOST_PENDING:
            raise TooManyNodes([place for place, _ in pending])
        searches = [
            self._found(wanted, frozenset(pending) - {*stated}, {place for place, _ in stated})
            for size in range(len(pending) + 1)
            for stated in combinations(pending, size)
        ]
        return merge(*searches, key=lambda found: found.size)

    def _found(
        self, wanted: frozenset[str], assumed: Assumed, stated: set[int]
    ) -> Iterator[_Found]:
        diagram = self.space.diagram(assumed)
        kept = {place for place, _ in assumed}
        order = count()
        start: _State = (frozenset((diagram.root,)), ())
        queue = [(0, NO_MOVE, False, next(order), start, ())]
        path: tuple[Choice, ...]
        done: set[_State] = set()
        while queue:
            changed, moved, is_open, _, state, path = heappop(queue)
            nodes, settled = state
            ended = self._ended(diagram, nodes)
            if not nodes or len(ended) > 1 or any(end[0] not in wanted for end in ended):
                continue
            level = min(node[0] for node in nodes)
            if state in done or any(place < level for place in stated - _places_of(path)):
                continue  # What has to be stated and no longer matters need not be stated.
            done.add(state)
            self.steps += len(nodes)
            if self.steps > self.most_steps:
                raise TooManyNodes((level,))
            if level == diagram.last:
                if ended:
                    yield self._end(path, (changed, moved, is_open), ended.pop()[0])
                continue
            for mask, ahead, choice in self._onward(level, settled, kept, stated):
                after = (_after(diagram, nodes, level, mask), ahead)
                extra = (0, NO_MOVE, False)
                if choice is not None:
                    extra = (choice.facts, choice.moved, choice.is_open)
                way = path if choice is None else (*path, choice)
                heappush(
                    queue,
                    (
                        changed + extra[0],
                        moved + extra[1],
                        is_open or extra[2],
                        next(order),
                        after,
                        way,
                    ),
                )

    def _onward(
        self,
        level: int,
        settled: tuple[tuple[int, int], ...],
        kept: set[int],
        stated: set[int],
    ) -> Iterator[tuple[int, tuple[tuple[int, int], ...], Choice | None]]:
        """What can be answered at a place: the answers, what that settles, and by which change."""
        known = dict(settled)
        ahead = tuple(one for one in settled if one[0] > level)
        if level in known:
            for mask in self._masks(level, known[level]):
                yield mask, ahead, None
            return
        group = self.alternatives.group_of.get(level)
        if group is None:
            yield self.domains[level], ahead, None
            return
        later = [place for place in group.places if place > level]
        if stated.isdisjoint(group.places):
            same = tuple(sorted((*ahead, *((place, self.domains[place]) for place in later))))
            yield self.domains[level], same, None
        if not kept.isdisjoint(group.places):
            return
        for choice in self.alternatives.of(group):
            answers = dict(choice.answers)
            then = tuple(sorted((*ahead, *((place, answers[place]) for place in later))))
            for mask in self._masks(level, answers[level]):
                yield mask, then, choice

    def _masks(self, level: int, mask: int) -> list[int]:
        """The answers; one by one where it is open which of them it is."""
        if mask != OPEN:
            return [mask]
        return [1 << at for at in range(len(self.space.variables[level].answers))]

    def _ended(self, diagram: Diagram, nodes: frozenset[Node]) -> set[Shown]:
        """What those of the nodes come to that are ends of the diagram."""
        ends = (node for node in nodes if node[0] == diagram.last)
        winners = (diagram.winner(node) for node in ends)
        rules = self.space.flow.rules
        return {comes_to(rules[rule]) for rule in winners if rule is not None}

    @staticmethod
    def _end(path: tuple[Choice, ...], size: tuple[int, timedelta, bool], outcome: str) -> _Found:
        if size[2]:
            return _Found(size)
        facts = {name: value for choice in path for name, value in choice.stated.items()}
        return _Found(size, facts, outcome)


def _places_of(path: tuple[Choice, ...]) -> set[int]:
    return {place for choice in path for place, _ in choice.answers}


def _after(diagram: Diagram, nodes: frozenset[Node], level: int, answers: int) -> frozenset[Node]:
    found: set[Node] = set()
    for node in nodes:
        if node[0] > level:
            found.add(node)
            continue
        children = diagram.children(node)
        found.update(child for at, child in enumerate(children) if answers >> at & 1)
    return frozenset(found)
