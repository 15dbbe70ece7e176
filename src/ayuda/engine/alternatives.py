"""What could be stated of a flow's facts other than it is, and what would be seen of it then."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import product
from math import prod

import msgspec

from ayuda.engine.computed import CaseFacts, day_operand
from ayuda.engine.diagram import Domains
from ayuda.engine.groups import Group, goes_one_way, groups_of
from ayuda.engine.knowledge import (
    Contradiction,
    Silence,
    Situation,
    assumption_of,
    learn,
    seen_value,
    states_of,
)
from ayuda.engine.line import runs
from ayuda.engine.moves import Line, dates_of, day_line, moment_line, number_line, value_at
from ayuda.engine.samples import Sample, class_of, numbers_in, tested_values
from ayuda.engine.space import Space, space_of
from ayuda.engine.variables import DAYS
from ayuda.engine.windows import Facts, FactValue, Setting, moment_of
from ayuda.model import GIVEN, MALFORMED, UNKNOWN, Fact, Test
from ayuda.policy.language.causes import is_plain
from ayuda.policy.language.conditions import Known
from ayuda.policy.language.masks import example_of, fits

MOST_CASES = 300
"""Of so many combinations of listed values at most what is compared with them is looked at."""
MOST_TESTED = 8
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
        self.assumed: dict[str, Known] = {}
        self.pending: set[tuple[int, int]] = set()
        """Assumptions that implications may overrule: places, each with its answer."""
        for name, fact in space.assumable:
            value = assumption_of(name, fact, silence)
            if name in facts or value is None or name not in space.place:
                continue
            if name in space.banned:
                self.pending.add((space.place[name], space.answer(name, value)))
            else:
                self.assumed[name] = value
        self._found: dict[Group, tuple[Choice, ...]] = {}

    def as_stated(self) -> Domains:
        """The answers that are seen of the case; not what only follows from other answers."""
        domains = list(self.space.whole)
        silent = states_of(self.setting, self.space, {}, self.silence)
        for place, variable in enumerate(self.space.variables):
            if place not in self.group_of and place not in self.space.computed:
                domains[place] = variable.answers_seen(silent)
        for group in self.groups:
            for place, mask in self._seen(group, self._of_group(group), self.silence):
                domains[place] = mask
        return tuple(domains)

    def of(self, group: Group) -> tuple[Choice, ...]:
        """The changes of a group's facts: all of one fact, and of several as far as listed."""
        if group not in self._found:
            kept = self._seen(group, self._of_group(group), self.silence)
            found: dict[tuple[object, ...], Choice] = {}
            for choice in self._choices(group):
                key = (choice.answers, choice.is_open)
                size = (choice.facts, choice.moved)
                known = found.get(key)
                if choice.answers != kept and (known is None or size < (known.facts, known.moved)):
                    found[key] = choice
            self._found[group] = tuple(found.values())
        return self._found[group]

    # ------------------------------------------------------------------- seen

    def _of_group(self, group: Group) -> Facts:
        return {name: self.facts[name] for name in group.facts if name in self.facts}

    def _seen(self, group: Group, facts: Facts, silence: Silence) -> tuple[tuple[int, int], ...]:
        """By place the answers that are seen of a group. Raises Contradiction."""
        related: Domains = ()
        if group.relations:
            related = learn(self.setting, self.space, facts, silence).domains
        return tuple(
            (
                place,
                related[place] if place in group.relations else self._own(place, facts, silence),
            )
            for place in group.places
        )

    def _own(self, place: int, facts: Facts, silence: Silence) -> int:
        """The answers that are seen of a fact by itself."""
        variable = self.space.variables[place]
        name, fact = variable.name, self.space.facts[variable.name]
        if fact.kind in DAYS:
            stated = {name: facts[name]} if name in facts else {}
            return variable.answers_seen(states_of(self.setting, self.space, stated, silence))
        if name in facts:
            return variable.answers_seen({name: seen_value(fact, facts[name])})
        return variable.answers_seen({name: self.assumed[name]} if name in self.assumed else {})

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
        if not group_is_plain(self.space, group) or (
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
        merged = {**self._of_group(group), **changes}
        facts = {name: value for name, value in merged.items() if value is not None}
        gone = frozenset(name for name, value in changes.items() if value is None)
        silence = Silence(self.silence.everywhere, self.silence.skipped | gone)
        try:
            seen = self._seen(group, facts, silence)
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
                    values += _of_class(fact, tests, answer.value, known)
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
        case = {**self._of_group(group), **{key: v for key, v in changes.items() if v is not None}}
        line = self._line(group, case, name)
        if line is None:
            yield Choice({}, tuple((place, OPEN) for place in group.places), len(changes) + 1)
            return

        def seen(place: int) -> tuple[object, ...]:
            return self._signature(group, {**case, name: value_at(self.setting, fact, place)})

        stretches = runs(line.first, line.last, line.edges, seen)
        nearest = (min(max(line.near, first), last) for first, last, _ in stretches)
        for place in sorted(nearest, key=lambda place: abs(place - line.near)):
            value = value_at(self.setting, fact, place)
            if value != known:
                moved = _apart(self.setting, known, value)
                yield from self._choice(group, {**changes, name: value}, moved)

    def _line(self, group: Group, case: Facts, name: str) -> Line | None:
        """The places where a fact can stand, with those at which it is looked at."""
        space, fact = self.space, self.space.facts[name]
        known = self.facts.get(name)
        tests: list[Test] = []
        if name in space.place:
            tests += space.variables[space.place[name]].classes.get(name, ())
        same = self._same(group, case, name)
        if fact.kind == "number":
            number = known if isinstance(known, Decimal) else None
            return number_line(fact, number, tests, (n for n in same if isinstance(n, Decimal)))
        stated = [
            moment
            for key in group.facts
            if (moment := moment_of(case.get(key), self.setting)) is not None
        ]
        windows = [
            self.setting.policy.windows[window]
            for place in group.places
            for window in space.variables[place].shows
            if window in self.setting.policy.windows
        ]
        if fact.kind == "moment":
            at = known if isinstance(known, datetime) else None
            days = dates_of(same)
            return moment_line(self.setting, space, fact, at, tests, stated, windows, days)
        day = known if isinstance(known, date) else None
        return day_line(self.setting, space, fact, day, tests, stated, windows, dates_of(same))

    def _same(self, group: Group, case: Facts, name: str) -> list[object]:
        """What a fact is compared with for being the same."""
        policy = self.setting.policy
        found: list[object] = []
        wanted = [
            operands
            for place in group.relations
            for one in self.space.variables[place].shows
            if one in policy.derived and (operands := policy.derived[one].same) and name in operands
        ]
        if not wanted:
            return []
        try:
            values = learn(self.setting, self.space, case, self.silence).knowledge.values
        except Contradiction:
            return []
        for operands in wanted:
            for other in operands:
                if other != name:
                    given = CaseFacts(self.setting, case)
                    found.append(day_operand(policy, other, values, given))
        return found

    def _signature(self, group: Group, case: Facts) -> tuple[object, ...]:
        """What is seen of a group, such that nothing comes back that a line has left."""
        own = [
            self._own(place, case, self.silence)
            for place in group.places
            if place not in group.relations
        ]
        if not group.relations:
            return tuple(own)
        try:
            situation = learn(self.setting, self.space, case, self.silence)
        except Contradiction:
            return ("contradiction",)
        return (*own, *self._ranks(group, situation))

    def _ranks(self, group: Group, situation: Situation) -> Iterator[object]:
        values = situation.knowledge.values
        for place in group.relations:
            variable = self.space.variables[place]
            for name in variable.shows:
                value = values.get(name)
                if value is None or isinstance(value, str | bool | tuple | date):
                    yield value
                    continue
                cuts = {cut for test in variable.classes.get(name, ()) for cut in numbers_in(test)}
                yield sum((cut <= value) + (cut < value) for cut in cuts)


def group_is_plain(space: Space, group: Group) -> bool:
    """Whether no assumption about a group's facts can be overruled."""
    return space.banned.isdisjoint(name for name, _ in space.assumable if name in group.facts)


def _is_line(fact: Fact) -> bool:
    return fact.kind == "number" or fact.kind in DAYS


def _apart(setting: Setting, known: FactValue | None, value: FactValue) -> timedelta:
    """How far a moment or a day moves; a number does not move, nor does what was not stated."""
    if isinstance(known, datetime) and isinstance(value, datetime):
        return abs(value - known)
    if isinstance(known, date) and isinstance(value, date):
        return abs(value - known)
    return NO_MOVE


def _of_class(
    fact: Fact, tests: Collection[Test], shown: Known, known: FactValue | None
) -> Iterator[FactValue]:
    """What to state so that a text or a choice of several is seen like that."""
    if fact.kind == "text" and shown in {GIVEN, MALFORMED}:
        example = example_of(fact.mask or "")
        text = example if shown == GIVEN else f"{example}?"
        if shown == GIVEN or (fact.mask is not None and not fits(text, fact.mask)):
            yield text
    elif isinstance(shown, tuple):
        tested = tested_values(tests)
        own = known if isinstance(known, tuple) else ()
        wanted = class_of(tuple(tests), shown)
        sets: list[tuple[str, ...]] = [shown]
        if len(tested) <= MOST_TESTED:
            sets = [*_subsets(tested)]
        near = [
            tuple(value for value in fact.values if value in (chosen if value in tested else own))
            for chosen in sets
        ]
        alike = [chosen for chosen in near if class_of(tuple(tests), chosen) == wanted]
        yield min(alike, key=lambda chosen: len({*chosen} ^ {*own}))
    elif isinstance(shown, str) and shown != UNKNOWN:
        yield shown


def _subsets(values: Collection[str]) -> Iterator[tuple[str, ...]]:
    for kept in product((False, True), repeat=len(values)):
        yield tuple(value for value, keep in zip(values, kept, strict=True) if keep)
