"""The moments of two policies' flow at which the windows of both have the states of an answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise

from ayuda.engine.joint.policies import own_name
from ayuda.engine.joint.space import shown_name
from ayuda.engine.results import Answer
from ayuda.engine.samples import Sample, class_of
from ayuda.engine.variables import Variable
from ayuda.engine.windows import FactValue, Setting, state_not_yet, window_state
from ayuda.model import UNKNOWN, Fact
from ayuda.moments import FIRST_YEAR, LAST_YEAR, start_of_day
from ayuda.policy.language.conditions import NO_STATE, Known

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
OUTWARD = (
    *(timedelta(minutes=2**power) for power in range(12)),
    *(timedelta(days=2**power) for power in range(1, 14)),
)
"""How far from the present moments are looked at; between two of them it is bisected."""
Moments = dict[int, list[FactValue | None]]
"""By answer of a moment's variable the values that have it, the best to tell first."""


def is_on_its_side(setting: Setting, fact: Fact, moment: datetime) -> bool:
    """Whether a moment is past or to come as the fact has to be."""
    if fact.time == "any":
        return True
    if fact.kind == "date":
        day, today = setting.day_of(moment), setting.day_of(setting.now)
        return day <= today if fact.time == "past" else day >= today
    return moment <= setting.now if fact.time == "past" else moment >= setting.now


class MomentSearch:
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
        if not is_on_its_side(self._setting, self._fact, moment):
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
