"""What could be stated of a flow's facts other than it is, and what would be seen of it then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import product
from math import prod

import msgspec

from ayuda.engine.changes.case_line import line_of
from ayuda.engine.changes.groups import Group, goes_one_way, groups_of
from ayuda.engine.changes.line import runs
from ayuda.engine.changes.moves import value_at
from ayuda.engine.changes.restated import stated_of_class
from ayuda.engine.changes.sight import Sight
from ayuda.engine.diagram import Domains
from ayuda.engine.knowledge import (
    Contradiction,
    Silence,
    states_of,
)
from ayuda.engine.samples import Sample
from ayuda.engine.space import Space, space_of
from ayuda.engine.variables import DAYS
from ayuda.engine.windows import Facts, FactValue, Setting
from ayuda.model import Fact
from ayuda.policy.language.causes import is_plain

MOST_CASES = 300
"""Of so many combinations of listed values at most what is compared with them is looked at."""
NO_MOVE = timedelta()
OPEN = -1
"""In place of answers: any of them, which one nobody has looked at."""
Stated = Mapping[str, FactValue | None]


class Choice(msgspec.Struct, frozen=True):
    """Facts stated anew (None: not happened yet), and the answers, as bits, that are seen then.

    A choice with OPEN answers states nothing: it only says that so many facts might do something.
    """

    stated: Stated
    answers: tuple[tuple[int, int], ...]
    facts: int
    moved: timedelta = NO_MOVE

    @property
    def is_open(self) -> bool:
        """Whether nobody has looked at what is seen."""
        return not self.stated


class Alternatives:
    """All that could be stated of a case anew, group by group of facts that hang together.

    With ``only_back`` that is only that something had not been stated or found.
    """

    def __init__(
        self,
        setting: Setting,
        flow_id: str,
        facts: Facts,
        silence: Silence,
        *,
        only_back: bool = False,
    ) -> None:
        self.setting, self.flow_id, self.facts, self.silence = setting, flow_id, facts, silence
        self.space = space = space_of(setting.policy, flow_id)
        self.only_back = only_back
        self.group_of: dict[int, Group] = {}
        self.groups = groups_of(setting.policy, space)
        for group in self.groups:
            self.group_of.update(dict.fromkeys(group.places, group))
        self.sight = Sight(setting, space, facts, silence)
        self._found: dict[Group, tuple[Choice, ...]] = {}

    def as_stated(self) -> Domains:
        """The answers that are seen of the case; not what only follows from other answers."""
        domains = list(self.space.whole)
        silent = states_of(self.setting, self.space, {}, self.silence)
        for place, variable in enumerate(self.space.variables):
            if place not in self.group_of and place not in self.space.computed:
                domains[place] = variable.answers_seen(silent)
        for group in self.groups:
            for place, mask in self.sight.answers(group, self.sight.of_group(group), self.silence):
                domains[place] = mask
        return tuple(domains)

    def of(self, group: Group) -> tuple[Choice, ...]:
        """The changes of a group's facts: all of one fact, and of several as far as listed."""
        if group not in self._found:
            kept = self.sight.answers(group, self.sight.of_group(group), self.silence)
            found: dict[tuple[object, ...], Choice] = {}
            for choice in self._choices(group):
                key = (choice.answers, choice.is_open)
                size = (choice.facts, choice.moved)
                known = found.get(key)
                if choice.answers != kept and (known is None or size < (known.facts, known.moved)):
                    found[key] = choice
            self._found[group] = tuple(found.values())
        return self._found[group]

    # ---------------------------------------------------------------- choices

    def _choices(self, group: Group) -> Iterator[Choice]:
        facts = self.space.facts
        if self.only_back:
            for name in group.facts:
                yield from self._back(group, name)
            return
        changeable = [name for name in group.facts if facts[name].ask is not None]
        if not group.relations:
            for name in changeable:
                yield from self._listed(group, {}, name)
                yield from self._moved(group, {}, name)
            return
        listed = {name: self._values(name) for name in changeable if not _is_line(facts[name])}
        lines = [name for name in changeable if _is_line(facts[name])]
        whole = tuple((place, OPEN) for place in group.places)
        if not _is_plain(self.space, group) or (
            prod(len(values) + 1 for values in listed.values()) > MOST_CASES
        ):
            yield Choice({}, whole, 1)
            return
        if len(lines) > 1:
            yield Choice({}, whole, 2)
        for picked in product(*([None, *values] for values in listed.values())):
            changes = {
                name: value for name, value in zip(listed, picked, strict=True) if value is not None
            }
            if changes:
                yield from self._choice(group, changes)
            for name in lines:
                yield from self._moved(group, changes, name)

    def _back(self, group: Group, name: str) -> Iterator[Choice]:
        """That a fact has the value that it has where nothing is stated or found."""
        fact = self.space.facts[name]
        without = fact.default if fact.unstated is None else fact.unstated
        if is_plain(fact) and name in self.facts and without not in (None, self.facts[name]):
            yield from self._choice(group, {name: without})  # type: ignore[dict-item]

    def _choice(
        self, group: Group, changes: Stated, moved: timedelta = NO_MOVE
    ) -> Iterator[Choice]:
        """A change with what is seen then; none where the group contradicts itself."""
        merged = {**self.sight.of_group(group), **changes}
        facts = {name: value for name, value in merged.items() if value is not None}
        gone = frozenset(name for name, value in changes.items() if value is None)
        silence = Silence(self.silence.everywhere, self.silence.skipped | gone)
        try:
            seen = self.sight.answers(group, facts, silence)
        except Contradiction:
            return
        yield Choice(changes, seen, len(changes), moved)

    def _listed(self, group: Group, changes: Stated, name: str) -> Iterator[Choice]:
        for value in self._values(name):
            yield from self._choice(group, {**changes, name: value})

    def _values(self, name: str) -> list[FactValue]:
        """The values that could be stated of a fact that is not on a line, or one of each class."""
        fact, known = self.space.facts[name], self.facts.get(name)
        values: list[FactValue] = []
        if is_plain(fact):
            values = [True, False] if fact.kind == "yes-no" else list(fact.values)
        elif name in self.space.place and not _is_line(fact):
            variable = self.space.variables[self.space.place[name]]
            tests = variable.classes.get(name, ())
            for answer in variable.answers:
                if isinstance(answer, Sample):
                    values += stated_of_class(fact, tests, answer.value, known)
        return [value for value in values if value != known]

    # ------------------------------------------------------------------ lines

    def _moved(self, group: Group, changes: Stated, name: str) -> Iterator[Choice]:
        """For each stretch of a fact's line the place in it that is nearest to what is stated."""
        fact, known = self.space.facts[name], self.facts.get(name)
        if not _is_line(fact):
            return
        if name in self.facts and name in self.space.can_be_not_yet:
            yield from self._choice(group, {**changes, name: None})
        if not goes_one_way(self.setting.policy, self.space, group, name):
            yield Choice({}, tuple((place, OPEN) for place in group.places), len(changes) + 1)
            return
        merged = {**self.sight.of_group(group), **changes}
        case = {key: value for key, value in merged.items() if value is not None}
        line = line_of(self.sight, group, case, name)
        if line is None:
            yield Choice({}, tuple((place, OPEN) for place in group.places), len(changes) + 1)
            return

        def seen(place: int) -> tuple[object, ...]:
            return self.sight.signature(group, {**case, name: value_at(self.setting, fact, place)})

        stretches = runs(line.first, line.last, line.edges, seen)
        nearest = (min(max(line.near, first), last) for first, last, _ in stretches)
        for place in sorted(nearest, key=lambda place: abs(place - line.near)):
            value = value_at(self.setting, fact, place)
            if value != known:
                moved = _apart(known, value)
                yield from self._choice(group, {**changes, name: value}, moved)


def _is_plain(space: Space, group: Group) -> bool:
    """Whether no assumption about a group's facts can be overruled."""
    return space.banned.isdisjoint(name for name, _ in space.assumable if name in group.facts)


def _is_line(fact: Fact) -> bool:
    return fact.kind == "number" or fact.kind in DAYS


def _apart(known: FactValue | None, value: FactValue) -> timedelta:
    """How far a moment or a day moves; a number does not move, nor does what was not stated."""
    if isinstance(known, datetime) and isinstance(value, datetime):
        return abs(value - known)
    if isinstance(known, date) and isinstance(value, date):
        return abs(value - known)
    return NO_MOVE
