"""What was said means moments that are still to come: one, several to choose from, or a stretch.

The mirror of what was said of the past. A weekday is the next one; a date without a year the next
such date; a time without a day is today's, or else tomorrow's. What can be meant in two ways is
both, and a word of the past is refused rather than turned round.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ayuda.moments import FIRST_YEAR, LAST_YEAR
from ayuda.ui.spoken_clocks import Clock
from ayuda.ui.spoken_dates import Day
from ayuda.ui.spoken_meaning import ABOUT_A_MONTH, DAY, SECOND, NoMoment, Stretch
from ayuda.ui.spoken_parts import BOUNDS, SMALL, hours_of, shifts_of
from ayuda.ui.spoken_said import Said
from ayuda.ui.spoken_spans import Span

WEEK = 7 * DAY
PASSED = frozenset({"last_week", "last_month", "last_weekend", "moments_ago"})
MOST_MONTHS, MOST_YEARS = 12, 9
"""How far ahead a date is looked for without its month, or its year: 29 February is rare."""
SATURDAY = 5
YEAR = 12


class Ahead:
    """Works out what is meant, as of a present moment in a time zone."""

    def __init__(self, now: datetime, zone: ZoneInfo) -> None:
        self.now = now
        self.zone = zone
        self.here = now.astimezone(zone)
        self.today = self.here.date()

    def stretches(self, said: Said) -> list[Stretch]:
        """What is meant. Raises NoMoment; empty where it goes together in no way."""
        passed = said.ago or said.last or said.been or (said.days_ago or 0) > 0
        if passed or said.period in PASSED:
            raise NoMoment("has-been")
        if said.bound or said.until or said.some or said.this_time or said.coming == "within":
            raise NoMoment("too-vague")
        if said.now:
            return [Stretch(self.now, self.now)]
        timed = said.clock is not None or said.parts
        if said.span is not None and not timed:
            return [self._after(said.span)]
        days = self._days(said)
        if not days and said.clock is None:
            return self._periods(said)
        if said.clock is None:
            return self._without_time(said, days)
        return [Stretch(one, one) for one in self._moments(said, said.clock, days)]

    # --------------------------------------------------------------- days

    def _days(self, said: Said) -> list[date]:
        """The days that may be meant; none where no day was said."""
        found: list[date] = []
        if said.span is not None:
            if said.span.length % DAY or "month" in said.span.units or said.span.least is not None:
                raise NoMoment("too-vague")
            found = [self.today + said.span.length]
        elif said.days_ago is not None:
            found = [self.today - timedelta(days=said.days_ago)]
            if not said.days_ago and "night" in said.parts and self.here.hour < SMALL:
                found = [self.today - DAY, self.today]
        if said.day is not None:
            day = self._date(said, said.day)
            if day is None or (found and found != [day]):
                raise NoMoment("not-understood")
            found = [day]
        if said.weekday is not None:
            found = self._on_weekday(said, said.weekday, found)
        if any(not FIRST_YEAR <= day.year <= LAST_YEAR for day in found):
            raise NoMoment("year-out-of-range")
        return found

    def _date(self, said: Said, day: Day) -> date | None:
        """The next such date; the one of a year, or of a month, that was named."""
        first = self.today + DAY if said.coming == "next" else self.today
        month = self.today.year * YEAR + self.today.month - 1
        if day.month is None:
            more = range(MOST_MONTHS)
            if said.coming == "next_month":
                more = range(1, 2)
            elif said.period == "this_month":
                more, first = range(1), date.min
            found = [_day(*divmod(month + one, YEAR), day.day) for one in more]
        elif day.year is not None:
            return _day(day.year, day.month - 1, day.day)
        elif said.coming == "next_year":
            return _day(self.today.year + 1, day.month - 1, day.day)
        else:
            years = range(self.today.year, self.today.year + MOST_YEARS)
            found = [_day(year, day.month - 1, day.day) for year in years]
        return next((one for one in found if one is not None and one >= first), None)

    def _on_weekday(self, said: Said, weekday: int, days: list[date]) -> list[date]:
        """The next such day; where "next" may mean the one after it as well, both."""
        if days:
            if all(day.weekday() != weekday for day in days):
                raise NoMoment("not-understood")
            return [day for day in days if day.weekday() == weekday]
        monday = self.today - timedelta(days=self.today.weekday())
        if said.coming == "next_week":
            return [monday + WEEK + timedelta(days=weekday)]
        if said.period == "this_week":
            return [monday + timedelta(days=weekday)]
        ahead = (weekday - self.today.weekday()) % 7
        if said.coming in {"", "will"}:
            return [self.today + timedelta(days=ahead)] + ([] if ahead else [self.today + WEEK])
        day = self.today + timedelta(days=ahead or 7)
        this_week = day < monday + WEEK or day == self.today + DAY
        return [day, day + WEEK] if said.coming == "next" and this_week else [day]

    # ------------------------------------------------------ times of day

    def _moments(self, said: Said, clock: Clock, days: Sequence[date]) -> list[datetime]:
        """The moments to come that a time of day on these days may be."""
        hours = hours_of(said, clock)
        if not hours:
            return []
        if days:
            shifts = shifts_of(said, clock, hours)
            times = [
                (day + shift * DAY, hour) for shift in shifts for day in days for hour in hours
            ]
            return self._coming(clock, times) or self._refused(clock, times)
        today = [(self.today, hour) for hour in hours]
        found = self._coming(clock, today)
        if not found and any(self._is_skipped(day, clock, hour) for day, hour in today):
            return self._refused(clock, today)
        tomorrow = [(self.today + DAY, hour) for hour in hours]
        return found or self._coming(clock, tomorrow) or self._refused(clock, tomorrow)

    def _coming(self, clock: Clock, times: Iterable[tuple[date, int]]) -> list[datetime]:
        """Those of the local times that are to come, the earliest first; a repeated one twice."""
        found = {moment for day, hour in times for moment in self._at(day, clock, hour)}
        return sorted(moment for moment in found if moment >= self.now)

    def _at(self, day: date, clock: Clock, hour: int) -> list[datetime]:
        """The moments of a local time: one, two where the clocks go back, none where forward."""
        local = datetime.combine(day, clock.time.replace(hour=hour))
        both = (local.replace(tzinfo=self.zone, fold=fold).astimezone(UTC) for fold in (0, 1))
        return [
            moment
            for moment in dict.fromkeys(both)
            if moment.astimezone(self.zone).replace(tzinfo=None) == local
        ]

    def _is_skipped(self, day: date, clock: Clock, hour: int) -> bool:
        local = datetime.combine(day, clock.time.replace(hour=hour))
        return local >= self.here.replace(tzinfo=None) and not self._at(day, clock, hour)

    def _refused(self, clock: Clock, times: Sequence[tuple[date, int]]) -> list[datetime]:
        """Say why none of these local times is to come."""
        for day, hour in times:
            if not self._at(day, clock, hour):
                local = datetime.combine(day, clock.time.replace(hour=hour), tzinfo=self.zone)
                beside = (local.replace(fold=fold).astimezone(UTC) for fold in (1, 0))
                raise NoMoment("skipped-by-clocks", *beside)
        raise NoMoment("has-been")

    # ------------------------------------------------------------ stretches

    def _after(self, span: Span) -> Stretch:
        """What is so far ahead; of whole days, all of the day."""
        least = span.length if span.least is None else span.least
        first, last = self.now + least, self.now + span.length
        if last.year > LAST_YEAR:
            raise NoMoment("year-out-of-range")
        if "month" in span.units:
            return Stretch(first - ABOUT_A_MONTH, last + ABOUT_A_MONTH)
        if not span.is_coarse:
            return Stretch(first, last)
        days = self.today + least, self.today + -(-span.length // DAY) * DAY
        return self._between(*days, whole_day=days[0] == days[1])

    def _without_time(self, said: Said, days: Sequence[date]) -> list[Stretch]:
        """Days, or a part of each, as far as they are to come."""
        if not said.parts:
            found = [self._between(day, day, whole_day=True) for day in days]
        else:
            hours = [BOUNDS[part] for part in said.parts]
            begin, end = max(hour for hour, _ in hours), min(hour for _, hour in hours)
            if begin >= end:
                raise NoMoment("not-understood")
            found = [Stretch(self._hour(day, begin), self._hour(day, end) - SECOND) for day in days]
        coming = [one for one in found if one.latest >= self.now]
        if not coming:
            raise NoMoment("has-been")
        return [
            one
            if one.whole_day or one.earliest is None
            else Stretch(max(one.earliest, self.now), one.latest)
            for one in coming
        ]

    def _periods(self, said: Said) -> list[Stretch]:
        """A week, a month, a year or a weekend: more than a day."""
        monday = self.today - timedelta(days=self.today.weekday())
        saturday = monday + SATURDAY * DAY
        month = self.today.year * YEAR + self.today.month - 1
        months = [date(*_of_month(month + more), 1) for more in range(3)]
        year = date(self.today.year + 1, 1, 1)
        begins, ends = {
            "next_week": (monday + WEEK, monday + 2 * WEEK),
            "next_month": (months[1], months[2]),
            "next_year": (year, year.replace(year=year.year + 1)),
            "this_week": (self.today, monday + WEEK),
            "this_month": (self.today, months[1]),
            "weekend": (saturday, monday + WEEK * (2 if said.coming == "next" else 1)),
        }.get(said.period or said.coming, (None, None))
        if begins is None or ends is None:
            raise NoMoment("not-understood")
        return [self._between(max(begins, self.today), ends - DAY)]

    def _between(self, first: date, last: date, *, whole_day: bool = False) -> Stretch:
        return Stretch(self._hour(first, 0), self._hour(last + DAY, 0) - SECOND, whole_day)

    def _hour(self, day: date, hour: int) -> datetime:
        day += timedelta(days=hour // 24)
        return datetime.combine(day, time(hour % 24), tzinfo=self.zone).astimezone(UTC)


def _of_month(months: int) -> tuple[int, int]:
    year, month = divmod(months, YEAR)
    return year, month + 1


def _day(year: int, month: int, day: int) -> date | None:
    """The date of a month that is counted from 0; None where there is no such date."""
    try:
        return date(year, month + 1, day)
    except ValueError:
        return None
