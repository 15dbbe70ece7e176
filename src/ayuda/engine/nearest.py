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
from ayuda.engine.stated import judges_evidence
from ayuda.engine.windows import Facts, FactValue, Setting

MOST_STEPS = 1_000_000
"""How many nodes the search may walk over."""
MOST_STEPS_TOLD = 20_000
"""The same where a person waits for more than this."""
MOST_TOLD = 3
MOST_PENDING = 4
"""Of so many assumptions at most that implications may overrule each set is looked at."""


Changed = Mapping[str, FactValue | None]
"""Facts to be stated anew; None: the moment has not happened yet."""


class Change(msgspec.Struct, frozen=True):
    """Facts to be stated anew, and what that comes to.

    ``moved`` is by how much moments move, all together; ``decision`` is that of the changed case.
    """

    facts: Changed
    outcome: str
    moved: timedelta
    decision: Decision


class _Found(msgspec.Struct, frozen=True):
    """An end of the search; without an outcome what is beyond is not known to be exact."""

    size: tuple[int, timedelta, bool]
    facts: Changed = {}
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
    space = space_of(setting.policy, flow_id)
    learn(setting, space, facts, silence)
    alternatives = Alternatives(setting, flow_id, facts, silence)
    return next(_by_size(alternatives, outcome, MOST_STEPS), None)


def nearest_changes(
    setting: Setting, flow_id: str, facts: Facts, silence: Silence = NOT_SILENT
) -> tuple[Change, ...]:
    """What to tell of a case: the smallest change, and those to further outcomes of as few facts.

    Of a flow that judges evidence they take back one by one what was found. Empty where no change
    comes to anything else, or where nobody can say soon which one is the smallest.
    """
    space = space_of(setting.policy, flow_id)
    only_back = judges_evidence(setting.policy, space.flow)
    found: list[Change] = []
    try:
        alternatives = Alternatives(setting, flow_id, facts, silence, only_back=only_back)
        for change in _by_size(alternatives, None, MOST_STEPS_TOLD, as_few=True):
            found.append(change)
            if len(found) == MOST_TOLD:
                break
    except (TooManyNodes, ValueError):
        pass  # What was found before is exact all the same.
    return tuple(found)


def changed_case(facts: Facts, silence: Silence, changed: Changed) -> tuple[Facts, Silence]:
    """A case with a change: a moment that has not happened is one that nobody can say."""
    merged = {**facts, **changed}
    gone = frozenset(name for name, value in merged.items() if value is None)
    stated = {name: value for name, value in merged.items() if value is not None}
    return stated, Silence(silence.everywhere, silence.skipped | gone)


def decided(
    setting: Setting, flow_id: str, facts: Facts, silence: Silence, changed: Changed
) -> Decision | None:
    """What a changed case comes to; None where it is not decided, or contradicts itself."""
    stated, silence = changed_case(facts, silence, changed)
    try:
        found = step(setting, flow_id, stated, silence)
    except Contradiction:
        return None
    return found if isinstance(found, Decision) else None


def _by_size(
    alternatives: Alternatives, outcome: str | None, most_steps: int, *, as_few: bool = False
) -> Iterator[Change]:
    """The smallest change for each other outcome, or for a given one, the smallest first.

    Each is decided by the engine before it is given back. With ``as_few`` those end that need more
    facts than the first. Raises as ``nearest_change`` does.
    """
    setting, facts, silence = alternatives.setting, alternatives.facts, alternatives.silence
    flow, flow_id = alternatives.space.flow, alternatives.flow_id
    search = _Search(alternatives, most_steps)
    results = search.results_now()
    if len(results) != 1:
        raise ValueError(facts)
    before = {result[0] for result in results}
    wanted = {rule.outcome for rule in flow.rules}
    wanted = wanted - before if outcome is None else wanted & {outcome}
    while wanted:
        found = next(search.found(frozenset(wanted)), None)
        if found is None:
            return
        there = decided(setting, flow_id, facts, silence, found.facts)
        if there is None or there.rule.outcome != found.outcome:
            raise TooManyNodes(())  # Open, or a fault of the search: nothing is said.
        yield Change(found.facts, found.outcome, found.size[1], there)
        wanted.remove(found.outcome)
        search.most_facts = len(found.facts) if as_few else None


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
        self.most_facts: int | None = None

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
