"""Concrete cases of two policies' flow: facts that have the answers of a way through both diagrams.

A moment is looked for among those at which a window of either policy changes, and what lies
between; what several facts decide together is guessed. Whether a case is what it should be is for
both engines to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from random import Random

from ayuda.engine.joint_policies import CUTS, own_name
from ayuda.engine.joint_space import JointSpace, shown_name
from ayuda.engine.results import Answer
from ayuda.engine.samples import Sample, class_of
from ayuda.engine.variables import DAYS, Variable, tests_in
from ayuda.engine.windows import FactValue, Setting, state_not_yet, window_state
from ayuda.model import GIVEN, MALFORMED, NOW, UNKNOWN, Check, Fact
from ayuda.moments import FIRST_YEAR, LAST_YEAR, start_of_day
from ayuda.policy.language.causes import is_relation
from ayuda.policy.language.conditions import NO_STATE, Known, all_hold
from ayuda.policy.language.masks import example_of

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
OUTWARD = (
    *(timedelta(minutes=2**power) for power in range(12)),
    *(timedelta(days=2**power) for power in range(1, 14)),
)
"""How far from the present moments are looked at; between two of them it is bisected."""
HALF = 0.5
Moments = dict[int, list[FactValue | None]]
"""By answer of a moment's variable the values that have it, the best to tell first."""


class JointCases:
    """The cases of a space at one present."""

    def __init__(self, space: JointSpace) -> None:
        self._space = space
        self.settings = space.settings
        self._now = space.settings[0].now
        self._flows = (space.joint.old.flows[CUTS], space.joint.new.flows[CUTS])
        self._tests = tests_in(space.joint.cut, space.joint.cut.flows[CUTS])
        self._moments: dict[int, Moments] = {}
        self._searches: dict[int, _Moments] = {}
        self.hangs_together = any(
            variable.facts and variable.name not in space.joint.cut.facts
            for variable in space.variables
        )

    # ---------------------------------------------------------------- answers

    def masks(self) -> dict[int, int]:
        """By place of a variable the answers, as bits, that some case has at this present."""
        found: dict[int, int] = {}
        for place, variable in enumerate(self._space.variables):
            if variable.name == NOW:
                found[place] = self._mask_of_today(variable)
            elif self._is_of_a_day(variable):
                known = self.moments_at(place)
                found[place] = sum(1 << at for at, values in known.items() if values)
        return found

    def _mask_of_today(self, variable: Variable) -> int:
        today = self.settings[0].day_of(self._now)
        return variable.answers_seen({NOW: today}) if NOW in variable.shows else -1

    def _is_of_a_day(self, variable: Variable) -> bool:
        fact = self._space.joint.cut.facts.get(variable.name)
        return fact is not None and fact.kind in DAYS

    def moments_at(self, place: int) -> Moments:
        """The values of a day's or a moment's variable by answer."""
        if place not in self._moments:
            self._moments[place] = self._moments_found(place).by_answer()
        return self._moments[place]

    def _moments_found(self, place: int) -> _Moments:
        if place not in self._searches:
            variable = self._space.variables[place]
            fact = self._space.joint.cut.facts[variable.name]
            self._searches[place] = _Moments(self.settings, variable, fact)
        return self._searches[place]

    # ------------------------------------------------------------------ cases

    def case(
        self, answers: Mapping[int, int], draw: Random | None = None
    ) -> dict[str, FactValue] | None:
        """Facts that have these answers, by place of the variable; None where nothing has them.

        What is not told has its first answer. Without ``draw`` it is the plainest case.
        """
        facts: dict[str, FactValue] = {}
        by_name = {variable.name: at for at, variable in enumerate(self._space.variables)}
        shown = self._shown(answers)
        for name in self._space.joint.cut.flows[CUTS].facts:
            fact = self._space.joint.cut.facts[name]
            everything = draw is not None and draw.random() < HALF
            if not everything and self._is_never_asked(name, shown):
                continue
            place = by_name.get(name)
            if place is None:
                values = self._any(fact, draw) if self.hangs_together else ()
            else:
                at = self._answer_of(place, answers)
                values = self._values(place, at, fact, draw)
                if not values:
                    return None
            value = (draw.choice(values) if draw else values[0]) if values else None
            if value is not None:
                facts[own_name(name)] = value
        return facts

    def _answer_of(self, place: int, answers: Mapping[int, int]) -> int:
        """The answer that is told, or the first that both policies know and that can be now."""
        if place in answers:
            return answers[place]
        lacks = 0
        for mask in self._space.unknown.get(place, ()):
            lacks |= mask
        variable = self._space.variables[place]
        can_be = self.masks_of(place) & ~lacks
        return next((at for at in range(len(variable.answers)) if can_be >> at & 1), 0)

    def masks_of(self, place: int) -> int:
        """The answers of one variable, as bits, that some case has at this present."""
        variable = self._space.variables[place]
        if not self._is_of_a_day(variable):
            return (1 << len(variable.answers)) - 1
        return sum(1 << at for at, values in self.moments_at(place).items() if values)

    def _shown(self, answers: Mapping[int, int]) -> dict[str, Known]:
        known: dict[str, Known] = {}
        for place, at in answers.items():
            variable = self._space.variables[place]
            if place not in self._space.computed:
                known.update({name: values[at] for name, values in variable.shows.items()})
        return known

    def _is_never_asked(self, name: str, shown: Mapping[str, Known]) -> bool:
        """Whether a fact's guard fails on each side that has the fact, and it is hidden there."""
        guards = [
            (policy.facts[name].asked_if, policy.facts[name].otherwise)
            for policy, flow in zip(
                (self._space.joint.old, self._space.joint.new), self._flows, strict=True
            )
            if name in flow.facts
        ]
        return all(
            otherwise is not None and all_hold(guard, shown) is False for guard, otherwise in guards
        )

    def _values(
        self, place: int, at: int, fact: Fact, draw: Random | None
    ) -> Sequence[FactValue | None]:
        variable = self._space.variables[place]
        answer = variable.answers[at]
        if fact.kind in DAYS:
            found = self.moments_at(place).get(at, [])
            if draw is None or not self.hangs_together or None in found or UNKNOWN in found:
                return found
            answered = self._moments_found(place)
            near = [one for one in self._days(fact) if answered.answer_of(one) == at]
            return [*found, *near]
        if isinstance(answer, str | bool):
            return (answer,)
        if not isinstance(answer, Sample):
            return ()
        if fact.kind == "text" and answer.value != UNKNOWN:
            return (example_of(fact.mask or "") if answer.value == GIVEN else MALFORMED,)
        if fact.kind == "number" and draw is not None and self.hangs_together:
            tests = variable.classes.get(variable.name, ())
            wanted = class_of(tests, answer.value)
            near = [one for one in self._numbers(fact) if class_of(tests, one) == wanted]
            if near and answer.value != UNKNOWN:
                return near
        return (answer.value,)  # type: ignore[return-value]

    def _any(self, fact: Fact, draw: Random | None) -> Sequence[FactValue | None]:
        """Values of a fact that only decides together with others."""
        if fact.kind == "number":
            return self._numbers(fact)
        if fact.kind in DAYS:
            unknown: list[FactValue | None] = [UNKNOWN] if fact.unstated == UNKNOWN else []
            return [*self._days(fact), *unknown] if draw is not None else self._days(fact)
        return ()

    def _cuts(self) -> list[Decimal]:
        """The numbers by which comparisons are told apart."""
        found: set[Decimal] = {Decimal(0), Decimal(1), Decimal(100)}
        for name, tests in self._tests.items():
            if is_relation(self._space.joint.cut, name):
                found |= {bound for test in tests for bound in _bounds(test)}
        return sorted(found)

    def _numbers(self, fact: Fact) -> list[Decimal]:
        step = Decimal(1).scaleb(-fact.decimals)
        bases = {Decimal(0), Decimal(1), Decimal(10), Decimal(100), Decimal(1000)}
        bases |= {end for end in (fact.min, fact.max) if end is not None}
        bases |= {
            bound for tests in self._tests.values() for test in tests for bound in _bounds(test)
        }
        found = set(bases)
        for cut in self._cuts():
            found |= {base + sign * cut for base in bases for sign in (-1, 1)}
            found |= {base * cut / 100 for base in bases}
        near = {(one.quantize(step) + side * step) for one in found for side in (-1, 0, 1)}
        return sorted(
            one
            for one in near
            if (fact.min is None or one >= fact.min) and (fact.max is None or one <= fact.max)
        )

    def _days(self, fact: Fact) -> list[FactValue | None]:
        setting = self.settings[0]
        spans = {timedelta(), *OUTWARD[:3], *OUTWARD[12:18]}
        for cut in self._cuts():
            if abs(cut) < 40_000:  # noqa: PLR2004 - longer ones lead out of the calendar
                spans |= {
                    timedelta(days=float(cut)),
                    timedelta(hours=float(cut)),
                    timedelta(minutes=float(cut)),
                }
        found: list[FactValue | None] = []
        for span in sorted(spans, key=abs):
            for sign in (-1, 1):
                for side in (timedelta(), -DAY, DAY, MINUTE, -MINUTE):
                    moment = self._now + sign * span + side
                    if _is_on_its_side(setting, fact, moment):
                        value = setting.day_of(moment) if fact.kind == "date" else moment
                        if value not in found:
                            found.append(value)
        return found


def _bounds(test: object) -> Iterator[Decimal]:
    if isinstance(test, Check):
        for bound in (test.at_least, test.above, test.at_most, test.below):
            if bound is not None:
                yield bound


def _is_on_its_side(setting: Setting, fact: Fact, moment: datetime) -> bool:
    """Whether a moment is past or to come as the fact has to be."""
    if fact.time == "any":
        return True
    if fact.kind == "date":
        day, today = setting.day_of(moment), setting.day_of(setting.now)
        return day <= today if fact.time == "past" else day >= today
    return moment <= setting.now if fact.time == "past" else moment >= setting.now


class _Moments:
    """The moments at which the windows of one fact have the states of each answer."""

    def __init__(self, settings: tuple[Setting, Setting], variable: Variable, fact: Fact) -> None:
        self._settings = settings
        self._setting = settings[0]
        self._variable = variable
        self._fact = fact
        self._own = own_name(variable.name)
        self._tests = variable.classes.get(variable.name)
        self._seen: dict[datetime, int | None] = {}

    def by_answer(self) -> Moments:
        """By answer the moments that have it; None stands for what has not happened."""
        found: Moments = {}
        for moment in self._looked_at():
            at = self._answer_at(moment)
            if at is not None:
                found.setdefault(at, []).append(self._value(moment))
        now = self._setting.now
        for at, values in found.items():
            found[at] = list(dict.fromkeys(sorted(values, key=lambda one: _rank(now, one))))  # type: ignore[arg-type]
        for at in range(len(self._variable.answers)):
            lacking = self._lacking(at)
            if lacking is not None:
                found.setdefault(at, []).append(UNKNOWN if lacking == UNKNOWN else None)
        return found

    def _lacking(self, at: int) -> str | None:
        """What is said where an answer is that nobody knows the moment, or it has not happened."""
        variable = self._variable
        if self._tests is not None:
            value = variable.shows[variable.name][at]
            return str(value) if value in {UNKNOWN, NO_STATE} else None
        policies = [setting.policy for setting in self._settings]
        empty = True
        is_told = False
        for name, shown in variable.shows.items():
            side, own = shown_name(name)
            window = policies[side].windows[own]
            empty &= shown[at] == (state_not_yet(window) or NO_STATE)
            is_told |= window.not_yet is not None
        if not empty:
            return None
        if self._fact.unstated == UNKNOWN:
            return UNKNOWN
        return NO_STATE if is_told else None

    def _value(self, moment: datetime) -> FactValue:
        return self._setting.day_of(moment) if self._fact.kind == "date" else moment

    def answer_of(self, value: FactValue | None) -> int | None:
        """The place of the answer that a value has; None where it has none."""
        if isinstance(value, datetime):
            return self._answer_at(value)
        if isinstance(value, date):
            return self._answer_at(start_of_day(value, self._setting.zone))
        return None

    def _answer_at(self, moment: datetime) -> int | None:
        """The place of the answer that a moment has; None where it has none."""
        if moment not in self._seen:
            self._seen[moment] = self._find_answer(moment)
        return self._seen[moment]

    def _find_answer(self, moment: datetime) -> int | None:
        if not _is_on_its_side(self._setting, self._fact, moment):
            return None
        value = self._value(moment)
        states: dict[str, Known] = {}
        for name in self._variable.shows:
            if name == self._variable.name:
                continue
            side, own = shown_name(name)
            state = window_state(self._settings[side], own, {self._own: value})
            if state is None:
                return None
            states[name] = state.state
        day = self._setting.day_of(moment)
        wanted = class_of(self._tests, day) if self._tests is not None else ()
        for at in range(len(self._variable.answers)):
            if all(self._variable.shows[name][at] == state for name, state in states.items()) and (
                self._tests is None
                or class_of(self._tests, self._variable.shows[self._variable.name][at]) == wanted
            ):
                return at
        return None

    def _looked_at(self) -> Iterator[datetime]:
        """Moments on both sides of wherever an answer ends, and between those."""
        now = self._setting.now
        points = {now, *(now - span for span in OUTWARD), *(now + span for span in OUTWARD)}
        for end in self._tested_days():
            start = start_of_day(end, self._setting.zone)
            points |= {start, start - DAY, start + DAY}
        ordered = sorted(points)
        yield from ordered
        least = DAY if self._fact.kind == "date" else SECOND
        for low, high in pairwise(ordered):
            yield from self._between(low, high, least)

    def _tested_days(self) -> Iterator[date]:
        first, last = date(FIRST_YEAR, 1, 2), date(LAST_YEAR, 12, 30)
        for answer in self._variable.answers:
            for sample in _samples(answer):
                for end in (end for ends in sample.ranges for end in ends):
                    if isinstance(end, date) and not isinstance(end, datetime):
                        yield min(max(end, first), last)

    def _between(self, low: datetime, high: datetime, least: timedelta) -> Iterator[datetime]:
        if self._answer_at(low) == self._answer_at(high):
            return
        if high - low <= least:
            minute = low.replace(second=0, microsecond=0)
            yield from (minute - MINUTE, minute, minute + MINUTE, minute + 2 * MINUTE, low, high)
            yield low + (high - low) / 2
            return
        middle = low + (high - low) / 2
        middle = middle.replace(microsecond=0) if high - low > 2 * SECOND else middle
        yield from self._between(low, middle, least)
        yield from self._between(middle, high, least)


def _samples(answer: Answer) -> Iterator[Sample]:
    if isinstance(answer, Sample):
        yield answer
    elif isinstance(answer, tuple):
        yield from (part for _, part in answer if isinstance(part, Sample))


def _rank(now: datetime, value: FactValue) -> tuple[bool, timedelta]:
    """Whole minutes first, then what is nearest to the present."""
    if isinstance(value, datetime):
        return (bool(value.second or value.microsecond), abs(value - now))
    assert isinstance(value, date)
    return (False, abs(value - now.date()))
