"""Days and moments that stand so far apart as two policies tell apart, or nearly so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from ayuda.engine.joint.moments import DAY, MINUTE, is_on_its_side
from ayuda.engine.joint.policies import own_name
from ayuda.engine.windows import FactValue, Setting, months_after
from ayuda.model import Fact, Policy, Window
from ayuda.moments import FIRST_YEAR, LAST_YEAR, start_of_day
from ayuda.policy.language.causes import possible_values
from ayuda.policy.language.length import Days, Elapsed, Months, Span, WorkingDays, span_of, unit_of

SIDES = (timedelta(), timedelta(), DAY, -DAY)
MOMENT_SIDES = (*SIDES, MINUTE, -MINUTE)
MOST_COUNTED = 40_000
"""Longer ones lead out of the calendar."""
TWICE = 0.4
"""How often two lengths are put behind each other: a window may begin where another ends."""


class Spans:
    """The lengths of all windows of a policy at one present, and so many days as are tested."""

    def __init__(self, setting: Setting, policy: Policy, tested: Sequence[Decimal]) -> None:
        self._setting = setting
        self._policy = policy
        self._lengths: list[Window | Days] = [*policy.windows.values()]
        self._lengths += [Days(int(days)) for days in tested if abs(days) < MOST_COUNTED]

    def drawn(self, fact: Fact, facts: Mapping[str, FactValue], draw: Random) -> FactValue | None:
        """A day or moment at or beside a window's length from the present, or from another fact.

        None where what was drawn is none that the fact can have.
        """
        days = [value for value in facts.values() if isinstance(value, date)]
        anchor = draw.choice([self._setting.now, *days])
        try:
            moment = self._moment(anchor)
            for _ in range(2 if draw.random() < TWICE else 1):
                moment = self._moved(moment, facts, draw)
            moment += draw.choice(SIDES if fact.kind == "date" else MOMENT_SIDES)
            if not FIRST_YEAR < moment.year < LAST_YEAR:
                return None
        except (OverflowError, ValueError):
            return None
        if not is_on_its_side(self._setting, fact, moment):
            return None
        return self._setting.day_of(moment) if fact.kind == "date" else moment

    def _moment(self, anchor: date) -> datetime:
        if isinstance(anchor, datetime):
            return anchor
        return start_of_day(anchor, self._setting.zone)

    def _moved(self, moment: datetime, facts: Mapping[str, FactValue], draw: Random) -> datetime:
        spans = list(self._spans(draw.choice(self._lengths), facts)) if self._lengths else []
        if not spans:
            return moment
        sign = draw.choice((-1, 1))
        zone, day = self._setting.zone, self._setting.day_of(moment)
        match draw.choice(spans):
            case Elapsed(duration):
                return moment + sign * duration
            case Days(count):
                moved = day + sign * count * DAY
            case Months(count):
                moved = months_after(day, sign * count)
            case WorkingDays(count):
                moved = self._setting.calendar.working_day_after(day, sign * count)
        return start_of_day(moved, zone) + (moment - start_of_day(day, zone))

    def _spans(self, window: Window | Days, facts: Mapping[str, FactValue]) -> Iterator[Span]:
        """The lengths that a window can have, as far as they are known."""
        if isinstance(window, Days):
            yield window
            return
        _, count = unit_of(window.lasts)
        if not isinstance(count, str):
            yield span_of(window.lasts)
            return
        told = facts.get(own_name(count))
        is_told = count in self._policy.facts
        for number in [told] if is_told else possible_values(self._policy, count):
            if isinstance(number, Decimal) and abs(number) < MOST_COUNTED:
                yield span_of(window.lasts, int(number))
