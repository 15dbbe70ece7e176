"""What was said means moments: one, several to choose from, or a stretch of time.

The past is meant. A weekday is the last one that was; a time without a day was today, or else
yesterday; an hour that people say for both halves of the day is each of the two that has been.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from ayuda.moments import FIRST_YEAR, LAST_YEAR
from ayuda.ui.spoken_clocks import Clock
from ayuda.ui.spoken_dates import date_of
from ayuda.ui.spoken_parts import BOUNDS, SMALL, hours_of, shifts_of
from ayuda.ui.spoken_said import Said
from ayuda.ui.spoken_spans import LENGTHS, Span

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
MOMENT_AGO = timedelta(minutes=5)
ABOUT_A_MONTH = timedelta(days=5)
NEAR = timedelta(hours=1)
"""How far "just before" and "just after" reach, and "y pico" behind a whole hour."""
SOME_MINUTES = timedelta(minutes=10)
"""How much "y pico" adds to minutes."""


class Stretch(msgspec.Struct, frozen=True):
    """From the earliest to the latest moment that is meant, both in UTC; None: no earliest.

    ``whole_day``: a day was said and no more.
    """

    earliest: datetime | None
    latest: datetime
    whole_day: bool = False

    @property
    def moment(self) -> datetime | None:
        """The moment, where it is but one."""
        return self.latest if self.earliest == self.latest else None


class NoMoment(Exception):
    """What was said is at no moment of the past. ``moments``: those that would be right."""

    def __init__(self, reason: str, *moments: datetime) -> None:
        super().__init__(reason)
        self.reason = reason
        self.moments = moments


class Meaning:
    """Works out what is meant, as of a present moment in a time zone."""

    def __init__(self, now: datetime, zone: ZoneInfo) -> None:
        self.now = now
        self.zone = zone
        self.here = now.astimezone(zone)
        self.today = self.here.date()

    def stretches(self, said: Said) -> list[Stretch]:
        """What is meant. Raises NoMoment.

        Empty where it goes together in no way ("6 pm in the morning").
        """
        if said.coming:
            raise NoMoment("still-to-come")
        if said.now:
            return [Stretch(self.now, self.now)]
        if said.period and said.weekday is None and said.day is None and not said.this_time:
            return [self._period(said.period)]
        timed = said.clock is not None or said.parts or said.this_time
        if said.span is not None and not timed:
            return [self._ago(said.span, said)]
        days = self._days(said)
        if said.this_time:
            clock = Clock(time(self.here.hour, self.here.minute))
            return self._at_time(said, clock, days)
        if said.clock is None:
            return [self._without_time(said, day) for day in days]
        return self._at_time(said, said.clock, days)

    def _at_time(self, said: Said, clock: Clock, days: list[date]) -> list[Stretch]:
        moments = self._moments(said, clock, days)
        if said.until is not None:
            return self._from_until(said, said.until, moments)
        if said.bound:
            return [self._beside(said, moment) for moment in moments]
        some = timedelta()
        if said.some:
            some = NEAR / 2 if clock.time.minute else NEAR
        return [self._between(moment, moment + some) for moment in moments]

    # --------------------------------------------------------------- days

    def _days(self, said: Said) -> list[date]:
        """The days that may be meant; none where no day was said."""
        found: list[date] = []
        if said.span is not None:
            found = [self.today - said.span.length]
        elif said.this_time and said.period:
            found = [self.today - 7 * DAY]
        elif said.days_ago is not None:
            found = [self.today - timedelta(days=said.days_ago)]
            if not said.days_ago and "night" in said.parts and self.here.hour < SMALL:
                found = [self.today, self.today - DAY]
        if said.day is not None:
            day = date_of(said.day, self.today)
            if said.period:
                first = self._first_of(said.period)
                day = date_of(replace(said.day, month=first.month, year=first.year), self.today)
            if day is None or (found and found != [day]):
                raise NoMoment("not-understood")
            found = [day]
        if said.weekday is not None:
            found = self._on_weekday(said, said.weekday, found)
        if any(not FIRST_YEAR <= day.year <= LAST_YEAR for day in found):
            raise NoMoment("year-out-of-range")
        return found

    def _on_weekday(self, said: Said, weekday: int, days: list[date]) -> list[date]:
        """The last such day; today's name may be today's or a week ago's."""
        if days:
            if all(day.weekday() != weekday for day in days):
                raise NoMoment("not-understood")
            return days
        if said.period:
            return [self._first_of(said.period) + weekday * DAY]
        back = (self.today.weekday() - weekday) % 7
        if back or said.last:
            return [self.today - timedelta(days=back or 7)]
        return [self.today, self.today - 7 * DAY]

    # ------------------------------------------------------ times of day

    def _moments(self, said: Said, clock: Clock, days: list[date]) -> list[datetime]:
        """The moments of the past that a time of day on these days may be, the latest first."""
        hours = hours_of(said, clock)
        if not hours:
            return []
        if days:
            shifts = shifts_of(said, clock, hours)
            times = [
                (day + shift * DAY, hour) for shift in shifts for day in days for hour in hours
            ]
            been = self._been(clock, times)
            if not been and 0 not in shifts:
                been = self._been(clock, [(day, hour) for day in days for hour in hours])
            return been or self._refused(clock, times)
        today = [(self.today, hour) for hour in hours]
        yesterday = [(self.today - DAY, hour) for hour in hours]
        been = self._been(clock, today)
        if not been and self._has_skipped(clock, today):
            return self._refused(clock, today)
        if been and len(hours) > 1 and hours[0] < SMALL and not self._been(clock, today[1:]):
            return [*been, *self._been(clock, yesterday[1:])]
        return been or self._been(clock, yesterday) or self._refused(clock, yesterday)

    def _been(self, clock: Clock, times: Iterable[tuple[date, int]]) -> list[datetime]:
        """Those of the local times that have been, the latest first; a repeated one twice."""
        found = {moment for day, hour in times for moment in self._at(day, clock, hour)}
        return sorted((moment for moment in found if moment <= self.now), reverse=True)

    def _at(self, day: date, clock: Clock, hour: int) -> list[datetime]:
        """The moments of a local time: one, two where the clocks go back, none where forward."""
        local = datetime.combine(day, clock.time.replace(hour=hour))
        both = [local.replace(tzinfo=self.zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
        return [
            moment
            for moment in dict.fromkeys(both)
            if moment.astimezone(self.zone).replace(tzinfo=None) == local
        ]

    def _has_skipped(self, clock: Clock, times: Iterable[tuple[date, int]]) -> bool:
        return any(
            not self._at(day, clock, hour)
            and datetime.combine(day, clock.time.replace(hour=hour))
            <= self.here.replace(tzinfo=None)
            for day, hour in times
        )

    def _refused(self, clock: Clock, times: Sequence[tuple[date, int]]) -> list[datetime]:
        """Say why none of these local times has been."""
        for day, hour in times:
            if not self._at(day, clock, hour):
                local = datetime.combine(day, clock.time.replace(hour=hour), tzinfo=self.zone)
                beside = (local.replace(fold=fold).astimezone(UTC) for fold in (1, 0))
                raise NoMoment("skipped-by-clocks", *beside)
        raise NoMoment(
            "still-to-come", min(m for day, hour in times for m in self._at(day, clock, hour))
        )

    # ------------------------------------------------------------ stretches

    def _ago(self, span: Span, said: Said) -> Stretch:
        """What lies so long ago; a span of days without a bound is a day."""
        bound = said.bound
        if said.some:
            unit = SOME_MINUTES if span.units[-1] == "minute" else LENGTHS[span.units[-1]]
            length = span.length + min(unit, span.length)
            span = replace(span, length=length, least=span.length)
        then = self.now - span.length
        if not FIRST_YEAR < then.year <= LAST_YEAR:
            raise NoMoment("year-out-of-range")
        if span.least is not None:
            return self._from_to(span, span.least)
        if bound in {"more", "at_least"}:
            return Stretch(None, then - SECOND if bound == "more" else then)
        if bound:
            return Stretch(then if bound == "at_most" else min(then + SECOND, self.now), self.now)
        if "month" in span.units:
            return Stretch(then - ABOUT_A_MONTH, then + ABOUT_A_MONTH)
        return self._day(self.today - span.length) if span.is_coarse else Stretch(then, then)

    def _from_to(self, span: Span, least: timedelta) -> Stretch:
        """What lies between two lengths ago: of days, all of the days."""
        first, last = self.now - span.length, self.now - least
        if "month" in span.units:
            return Stretch(first - ABOUT_A_MONTH, last + ABOUT_A_MONTH)
        if not span.is_coarse:
            return Stretch(first, last)
        ends = self._start(self.today - least + DAY) - SECOND
        return self._between(self._start(self.today - span.length), ends)

    def _day(self, day: date) -> Stretch:
        return self._between(self._start(day), self._start(day + DAY) - SECOND, whole_day=True)

    def _without_time(self, said: Said, day: date) -> Stretch:
        """A day or a part of it; what was before or after a day."""
        first, last = self._start(day), self._start(day + DAY)
        if said.parts:
            hours = [BOUNDS[part] for part in said.parts]
            begin, end = max(hour for hour, _ in hours), min(hour for _, hour in hours)
            if begin >= end:
                raise NoMoment("not-understood")
            first, last = self._hour(day, begin), self._hour(day, end)
        if said.bound in {"before", "just_before"}:
            return Stretch(None, first - SECOND)
        if said.bound in {"after", "just_after"}:
            return self._between(last, self.now)
        return self._between(first, last - SECOND, whole_day=not said.parts)

    def _beside(self, said: Said, moment: datetime) -> Stretch:
        """What was before or after a time of day: on the same day, where a day was said."""
        day = moment.astimezone(self.zone).date()
        named = said.days_ago is not None or said.day is not None or said.weekday is not None
        if said.bound == "just_before":
            return Stretch(moment - NEAR, moment)
        if said.bound == "just_after":
            return self._between(moment, moment + NEAR)
        if said.bound == "before":
            return Stretch(self._start(day) if named else None, moment)
        return self._between(moment, self._start(day + DAY) - SECOND if named else self.now)

    def _from_until(self, said: Said, last: Clock, moments: list[datetime]) -> list[Stretch]:
        """Between two times of day; the later one is the next such time."""
        found = []
        for moment in moments:
            day = moment.astimezone(self.zone).date()
            ends = (end for hour in hours_of(said, last) for end in self._at(day, last, hour))
            end = min((end for end in ends if end > moment), default=None)
            found += [] if end is None else [self._between(moment, end)]
        return found

    def _period(self, period: str) -> Stretch:
        """A week, a month, a weekend, or the last few minutes."""
        if period == "moments_ago":
            return Stretch(self.now - MOMENT_AGO, self.now)
        first = self._first_of(period)
        ends = {
            "last_week": first + 7 * DAY,
            "last_month": self._first_of("this_month"),
            "weekend": first + 2 * DAY,
            "last_weekend": first + 2 * DAY,
        }.get(period, self.today + DAY)
        return self._between(self._start(first), self._start(ends) - SECOND)

    def _first_of(self, period: str) -> date:
        """The first day of a week, a month or a weekend."""
        monday = self.today - timedelta(days=self.today.weekday())
        first = self.today.replace(day=1)
        weekend = monday + (5 if self.today.weekday() >= 5 else -2) * DAY
        return {
            "this_week": monday,
            "last_week": monday - 7 * DAY,
            "this_month": first,
            "last_month": (first - DAY).replace(day=1),
            "weekend": weekend,
            "last_weekend": weekend,
        }[period]

    def _between(self, first: datetime, last: datetime, *, whole_day: bool = False) -> Stretch:
        """A stretch as far as it has been. Raises NoMoment where it is still to come."""
        if first > self.now:
            raise NoMoment("still-to-come", first)
        return Stretch(first, min(last, self.now), whole_day)

    def _start(self, day: date) -> datetime:
        return self._hour(day, 0)

    def _hour(self, day: date, hour: int) -> datetime:
        day += timedelta(days=hour // 24)
        return datetime.combine(day, time(hour % 24), tzinfo=self.zone).astimezone(UTC)
