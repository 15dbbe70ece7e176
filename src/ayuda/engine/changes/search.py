"""A walk over the decision diagram by what it costs to get there: facts, then moves of moments."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta
from heapq import heappop, heappush, merge
from itertools import combinations, count

import msgspec

from ayuda.engine.changes.alternatives import NO_MOVE, OPEN, Alternatives, Choice
from ayuda.engine.diagram import Diagram, Node, TooManyNodes
from ayuda.engine.space import Assumed, Shown, comes_to
from ayuda.engine.windows import FactValue

MOST_PENDING = 4
"""Of so many assumptions at most that implications may overrule each set is looked at."""


class Found(msgspec.Struct, frozen=True):
    """An end of the search; without an outcome what is beyond is not known to be exact."""

    size: tuple[int, timedelta, bool]
    facts: Mapping[str, FactValue | None] = {}
    outcome: str | None = None


_State = tuple[frozenset[Node], tuple[tuple[int, int], ...]]
"""Nodes that are all possible, and for places to come the answers that are settled."""


class Search:
    """A walk over the diagram by cost; what is left unstated is walked with all its answers.

    ``changing`` are the facts that may be different, if not all.
    """

    def __init__(
        self,
        alternatives: Alternatives,
        most_steps: int,
        most_facts: int | None = None,
        changing: Collection[str] | None = None,
    ) -> None:
        self.alternatives = alternatives
        self.space = alternatives.space
        self.domains = alternatives.as_stated()
        self.most_steps = most_steps
        self.steps = 0
        self.most_facts = most_facts
        self.changing = changing

    def results_now(self) -> set[Shown]:
        """What all cases come to that are possible as it stands."""
        diagram = self.space.diagram(frozenset(self.alternatives.sight.pending))
        nodes = frozenset((diagram.root,))
        while (level := min(node[0] for node in nodes)) < diagram.last:
            nodes = _after(diagram, nodes, level, self.domains[level])
            if not nodes:
                return set()
        return self._ended(diagram, nodes)

    def found(self, wanted: frozenset[str]) -> Iterator[Found]:
        """The ways to wanted outcomes, the cheapest first.

        An assumption that could be overruled is kept, or the fact is stated: each is a search.
        """
        pending = sorted(self.alternatives.sight.pending)
        if len(pending) > MOST_PENDING:
            raise TooManyNodes([place for place, _ in pending])
        searches = [
            self._found(wanted, frozenset(pending) - {*stated}, {place for place, _ in stated})
            for size in range(len(pending) + 1)
            for stated in combinations(pending, size)
        ]
        return merge(*searches, key=lambda found: found.size)

    def _found(self, wanted: frozenset[str], assumed: Assumed, stated: set[int]) -> Iterator[Found]:
        diagram = self.space.diagram(assumed)
        kept = {place for place, _ in assumed}
        order = count()
        start: _State = (frozenset((diagram.root,)), ())
        queue: list[tuple[int, timedelta, bool, int, _State, tuple[Choice, ...]]]
        queue = [(0, NO_MOVE, False, next(order), start, ())]
        done: set[_State] = set()
        while queue:
            changed, moved, is_open, _, state, path = heappop(queue)
            if self.most_facts is not None and changed > self.most_facts:
                return
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
            if self.changing is not None and not {*choice.stated} <= {*self.changing}:
                continue
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
    def _end(path: tuple[Choice, ...], size: tuple[int, timedelta, bool], outcome: str) -> Found:
        if size[2]:
            return Found(size)
        facts = {name: value for choice in path for name, value in choice.stated.items()}
        return Found(size, facts, outcome)


def _places_of(path: tuple[Choice, ...]) -> set[int]:
    return {place for choice in path for place, _ in choice.answers}


def _after(diagram: Diagram, nodes: frozenset[Node], level: int, answers: int) -> frozenset[Node]:
    taken = [at for at in range(answers.bit_length()) if answers >> at & 1]
    found: set[Node] = set()
    for node in nodes:
        if node[0] > level:
            found.add(node)
            continue
        children = diagram.children(node)
        found.update([children[at] for at in taken])
    return frozenset(found)
