"""How windows count: ``docs/policy.md``, "Windows". Day by day, month by month, nothing shared."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

SATURDAY = 5
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Point:
    """Where something counts from or ends: the moment, and the day that it belongs to."""

    moment: datetime
    day: date


def last_of_month(year: int, month: int) -> int:
    """The number of a month's last day."""
    if month == 2:
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        return 29 if leap else 28
    return 30 if month in {4, 6, 9, 11} else 31


def months_on(day: date, count: int) -> date:
    """So many months on (or back), on the day of the same number or the month's last."""
    year, month = day.year, day.month
    for _ in range(abs(count)):
        month += 1 if count > 0 else -1
        if month == 13:
            year, month = year + 1, 1
        if month == 0:
            year, month = year - 1, 12
    return date(year, month, min(day.day, last_of_month(year, month)))


@dataclass(frozen=True)
class Clock:
    """The policy's time zone and the days that are no working days there."""

    zone: ZoneInfo
    holidays: Collection[date]

    def day_of(self, moment: datetime) -> date:
        """The day on which a moment lies."""
        return moment.astimezone(self.zone).date()

    def begin_of(self, day: date) -> datetime:
        """The midnight with which a day begins."""
        return datetime(day.year, day.month, day.day, tzinfo=self.zone).astimezone(UTC)

    def end_of(self, day: date) -> Point:
        """The midnight with which a day ends."""
        return Point(self.begin_of(day + DAY), day)

    def point(self, answer: date) -> Point:
        """Where a day (with its beginning) or a moment lies."""
        if isinstance(answer, datetime):
            return Point(answer.astimezone(UTC), self.day_of(answer))
        return Point(self.begin_of(answer), answer)

    def is_working(self, day: date) -> bool:
        """Whether it is neither a weekend's day nor a holiday."""
        return day.weekday() < SATURDAY and day not in self.holidays

    def working_days_on(self, day: date, count: int) -> date:
        """The last of so many working days after (or before) a day."""
        step = DAY if count > 0 else -DAY
        left = abs(count)
        while left:
            day += step
            if self.is_working(day):
                left -= 1
        return day

    def moved(self, day: date, how: str | None) -> date:
        """The day, or where it is no working day, the next or the previous one that is."""
        if how is None:
            return day
        step = DAY if how == "next-working-day" else -DAY
        while not self.is_working(day):
            day += step
        return day

    def last_day(self, begins: Point, unit: str, count: int) -> date:
        """The last of so many days, weeks, months, years or working days."""
        if unit == "working_days":
            return self.working_days_on(begins.day, count)
        if unit in {"months", "years"}:
            return months_on(begins.day, count * (12 if unit == "years" else 1))
        return begins.day + DAY * (count * (7 if unit == "weeks" else 1))

    def end(
        self, begins: Point, unit: str, count: int, *, ends: str | None, closed: str | None
    ) -> Point:
        """Where a window ends that counts from a point; a negative count is back."""
        if unit in {"minutes", "hours"}:
            moment = begins.moment + timedelta(minutes=count * (60 if unit == "hours" else 1))
            day = self.day_of(moment)
            whole_day = ends == "end-of-day"
        elif ends == "instant":
            day = self.last_day(Point(begins.moment, self.day_of(begins.moment)), unit, count)
            moment = self.at_the_same_time(begins.moment, day)
            whole_day = False
        else:
            day = self.last_day(begins, unit, count)
            moment, whole_day = self.end_of(day).moment, True
        working = self.moved(day, closed)
        if whole_day or working != day:
            return self.end_of(working)
        return Point(moment, day)

    def at_the_same_time(self, moment: datetime, day: date) -> datetime:
        """The minute of a moment's day, on another day."""
        clock = moment.astimezone(self.zone).timetz()
        return datetime.combine(day, clock.replace(tzinfo=self.zone)).astimezone(UTC)
