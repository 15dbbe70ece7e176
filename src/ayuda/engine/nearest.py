"""The nearest case that comes to something else: which few facts would have to be different.

Exact: no change of fewer facts does it, and none of as many with smaller moves of moments.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from heapq import heappop, heappush
from itertools import count

import msgspec

from ayuda.engine.diagram import Diagram, Domains, Node, TooManyNodes
from ayuda.engine.knowledge import NOT_SILENT, Silence, Situation, assumption_of, learn
from ayuda.engine.samples import Sample
from ayuda.engine.space import Shown, Space, comes_to, space_of
from ayuda.engine.stretches import is_not_yet, moments_in
from ayuda.engine.variables import DAYS, Variable
from ayuda.engine.windows import Facts, FactValue, Setting, moment_of
from ayuda.policy.language.conditions import Known

MOST_STEPS = 1_000_000
"""How many nodes the search may walk over."""


class Change(msgspec.Struct, frozen=True):
    """Facts to be stated anew (None: the moment has not happened yet), and what that comes to.

    ``moved`` is by how much moments move, all together.
    """

    facts: Mapping[str, FactValue | None]
    outcome: str
    moved: timedelta


class _Choice(msgspec.Struct, frozen=True):
    """An answer that a variable could have: what it costs to state it, and how it is stated."""

    answer: int
    facts: int
    moved: timedelta
    stated: FactValue | None


def nearest_change(
    setting: Setting,
    flow_id: str,
    facts: Facts,
    silence: Silence = NOT_SILENT,
    outcome: str | None = None,
) -> Change | None:
    """The smallest change of a decided case that comes to another outcome, or to a given one.

    What changes are facts that were stated, and facts that are stated in addition. None where no
    change does it. A fact is not changed whose assumed value implications may overrule. Raises
    ValueError for a case that is not decided, Contradiction, and TooManyNodes.
    """
    search, before = _search_of(setting, flow_id, facts, silence)
    wanted = {rule.outcome for rule in search.space.flow.rules}
    wanted = wanted - before if outcome is None else wanted & {outcome}
    return search.nearest(frozenset(wanted))


def nearest_changes(
    setting: Setting, flow_id: str, facts: Facts, silence: Silence = NOT_SILENT
) -> list[Change]:
    """For each other outcome that some change leads to the smallest one, fewest facts first.

    Where moving what is stated in time alone comes to an outcome, the smallest such move is told
    too, before others of as many facts. Raises as ``nearest_change`` does.
    """
    search, before = _search_of(setting, flow_id, facts, silence)
    timed = frozenset(
        name for name in facts if name in search.space.facts and _is_timed(search.space, name)
    )
    found: list[Change] = []
    for outcome in dict.fromkeys(rule.outcome for rule in search.space.flow.rules):
        wanted = frozenset({outcome}) - before
        one = search.nearest(wanted) if wanted else None
        if one is None:
            continue
        moved = search.nearest(wanted, timed) if timed and not one.moved else None
        found += [one] if moved is None else [moved, one]
    return sorted(found, key=lambda one: (len(one.facts), not one.moved, one.moved))


def _is_timed(space: Space, name: str) -> bool:
    return space.facts[name].kind in DAYS


def _search_of(
    setting: Setting, flow_id: str, facts: Facts, silence: Silence
) -> tuple[_Search, set[str]]:
    """The search around a decided case, and the outcome it has now. Raises ValueError."""
    space = space_of(setting.policy, flow_id)
    situation = learn(setting, space, facts, silence)
    search = _Search(setting, space, situation, facts, silence)
    results = search.results_now()
    if len(results) != 1:
        raise ValueError(facts)
    return search, {result[0] for result in results}


def _nearest_number(sample: Sample, stated: FactValue | None) -> FactValue:
    """The number of a class that is nearest to what is stated."""
    if not isinstance(stated, Decimal):
        return sample.value  # type: ignore[return-value]
    ends = [end for ends in sample.ranges for end in ends if isinstance(end, Decimal)]
    if any(
        (low is None or low <= stated) and (high is None or stated <= high)  # type: ignore[operator]
        for low, high in sample.ranges
    ):
        return stated
    return min(ends, key=lambda end: abs(end - stated), default=sample.value)  # type: ignore[return-value]


class _Search:
    """A walk over the diagram by cost; what is left unstated is walked with all its answers."""

    def __init__(
        self,
        setting: Setting,
        space: Space,
        situation: Situation,
        facts: Facts,
        silence: Silence,
    ) -> None:
        self.setting = setting
        self.space = space
        self.facts = facts
        known: dict[str, Known] = dict(situation.answers)
        self.pending: set[tuple[int, int]] = set()
        for name, fact in space.assumable:
            value = assumption_of(name, fact, silence)
            if name not in facts and value is not None:
                known[name] = value
                if name in space.banned:
                    del known[name]
                    self.pending.add((space.place[name], space.answer(name, value)))
        in_silence = {name for name in space.can_be_not_yet if silence.of(name)}
        self.domains = self._domains(situation, known, in_silence)
        self.diagram: Diagram = space.diagram(frozenset(self.pending))
        self._choices: dict[int, list[_Choice]] = {}

    def _domains(
        self, situation: Situation, known: Mapping[str, Known], in_silence: Collection[str]
    ) -> Domains:
        """The answers that variables have as they are stated; not what only follows from others."""
        domains = list(situation.domains)
        for place, variable in enumerate(self.space.variables):
            if variable.name in known:
                domains[place] = variable.answers_seen({variable.name: known[variable.name]})
            elif variable.name not in self.facts and variable.name not in in_silence:
                domains[place] = self.space.whole[place]
        return tuple(domains)

    def results_now(self) -> set[Shown]:
        """What all cases come to that are possible as it stands."""
        nodes = frozenset((self.diagram.root,))
        while (level := min(node[0] for node in nodes)) < self.diagram.last:
            nodes = self._after(nodes, level, self.domains[level])
        return self._ended(nodes)

    def nearest(
        self, wanted: frozenset[str], changing: Collection[str] | None = None
    ) -> Change | None:
        """The cheapest way to nodes at which only wanted outcomes are left.

        ``changing`` are the facts that may be different, if not all.
        """
        start = frozenset((self.diagram.root,))
        order = count()
        no_move = timedelta()
        queue: list[tuple[int, timedelta, int, frozenset[Node], tuple[tuple[int, int], ...]]]
        queue = [(0, no_move, next(order), start, ())]
        done: set[frozenset[Node]] = set()
        steps = 0
        while queue:
            changed, moved, _, nodes, path = heappop(queue)
            ended = self._ended(nodes)
            if nodes in done or len(ended) > 1 or any(end[0] not in wanted for end in ended):
                continue
            done.add(nodes)
            steps += len(nodes)
            level = min(node[0] for node in nodes)
            if steps > MOST_STEPS:
                raise TooManyNodes((level,))
            if level == self.diagram.last:
                if ended:
                    return Change(self._stated(path), ended.pop()[0], moved)
                continue
            kept = self._after(nodes, level, self.domains[level])
            heappush(queue, (changed, moved, next(order), kept, path))
            if changing is not None and self.space.variables[level].name not in changing:
                continue
            for place, choice in enumerate(self._choices_at(level)):
                heappush(
                    queue,
                    (
                        changed + choice.facts,
                        moved + choice.moved,
                        next(order),
                        self._after(nodes, level, 1 << choice.answer),
                        (*path, (level, place)),
                    ),
                )
        return None

    def _after(self, nodes: frozenset[Node], level: int, answers: int) -> frozenset[Node]:
        found: set[Node] = set()
        for node in nodes:
            if node[0] > level:
                found.add(node)
                continue
            children = self.diagram.children(node)
            found.update(child for at, child in enumerate(children) if answers >> at & 1)
        return frozenset(found)

    def _ended(self, nodes: frozenset[Node]) -> set[Shown]:
        """What those of the nodes come to that are ends of the diagram."""
        ends = (node for node in nodes if node[0] == self.diagram.last)
        winners = (self.diagram.winner(node) for node in ends)
        rules = self.space.flow.rules
        return {comes_to(rules[rule]) for rule in winners if rule is not None}

    def _stated(self, path: tuple[tuple[int, int], ...]) -> dict[str, FactValue | None]:
        return {
            self.space.variables[level].name: self._choices_at(level)[place].stated
            for level, place in path
        }

    # ---------------------------------------------------------------- choices

    def _choices_at(self, level: int) -> list[_Choice]:
        """What could be stated of a variable other than it is."""
        if level not in self._choices:
            self._choices[level] = list(self._find_choices(level))
        return self._choices[level]

    def _find_choices(self, level: int) -> Iterator[_Choice]:
        variable = self.space.variables[level]
        name = variable.name
        fact = self.space.facts.get(name)
        if fact is None or fact.ask is None or any(place == level for place, _ in self.pending):
            return
        if self.space.places_of[name] != (level,) or name in self.space.compared:
            return  # Other things hang on it that the walk takes to stay as they are.
        if fact.kind in DAYS and fact.time == "past" and name not in variable.shows:
            yield from self._moments(variable)
        for place, answer in enumerate(variable.answers):
            if isinstance(answer, str | bool) and self.facts.get(name) != answer:
                yield _Choice(place, 1, timedelta(), answer)
            elif isinstance(answer, Sample) and fact.kind == "number":
                number = _nearest_number(answer, self.facts.get(name))
                if number != self.facts.get(name):
                    yield _Choice(place, 1, timedelta(), number)

    def _moments(self, variable: Variable) -> Iterator[_Choice]:
        """For each stretch the moment in it that is nearest to what is stated, or to now."""
        known = moment_of(self.facts.get(variable.name), self.setting)
        for place in range(len(variable.answers)):
            states = {name: shown[place] for name, shown in variable.shows.items()}
            if is_not_yet(self.setting, states):
                if known is not None:
                    yield _Choice(place, 1, timedelta(), None)
                continue
            found = self._moment_in(states, known or self.setting.now)
            if found is not None and found != known:
                moved = abs(found - known) if known is not None else timedelta()
                yield _Choice(place, 1, moved, self._as_stated(variable, found))

    def _as_stated(self, variable: Variable, moment: datetime) -> FactValue:
        is_date = self.space.facts[variable.name].kind == "date"
        return self.setting.day_of(moment) if is_date else moment

    def _moment_in(self, states: Mapping[str, Known], near: datetime) -> datetime | None:
        """The moment, to the second, at which all windows have these states, nearest to one."""
        found = moments_in(self.setting, states)
        if found is None:
            return None
        first, last = found
        return min(last, near if first is None else max(first, near))
