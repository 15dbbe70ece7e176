"""Windows in a statement: whether each lasts at a present that is known only when it is run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta

from ayuda.batch import sql
from ayuda.batch.in_sql.branches import INDENT
from ayuda.batch.rows.deciding.clock_tables import (
    YEARS_AFTER,
    YEARS_BEFORE,
    SameOffset,
    Span,
    offset_runs,
)
from ayuda.calendar import SATURDAY
from ayuda.engine.windows import Setting, state_names
from ayuda.model import NOW, Window
from ayuda.moments import FIRST_YEAR, LAST_YEAR, start_of_day
from ayuda.policy.language.length import Elapsed, WorkingDays, counts_working_days, span_of

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
MICROSECOND = timedelta(microseconds=1)
MARGIN = 3 * DAY
"""How far the offsets are known around the calendar: no day at its edges hangs on others."""
HOLIDAYS_IN_A_LINE = 6


class Clock:
    """The windows of a statement that decide, and the calendar that those of working days need."""

    def __init__(self, setting: Setting, windows: Mapping[str, Window]) -> None:
        self.setting = setting
        self.windows = windows
        self.counted = {
            name: window for name, window in windows.items() if counts_working_days(window)
        }
        year = setting.now.astimezone(setting.zone).year
        self.days = (
            date(max(year - YEARS_BEFORE, FIRST_YEAR), 1, 1),
            date(min(year + YEARS_AFTER, LAST_YEAR), 12, 31),
        )
        first, last = (datetime(day.year, day.month, day.day, tzinfo=UTC) for day in self.days)
        self._runs = offset_runs(setting.zone, Span(first - MARGIN, last + MARGIN))

    def _midnight(self, day: date) -> str:
        return _moment(start_of_day(day, self.setting.zone))

    def _day(self, moment: str, depth: int) -> str:
        """The day of a moment in the policy's time zone, if it is within the calendar's.

        A database's own table of time zones may be of another year than the engine's.
        """
        between = f"\n{INDENT * (depth + 1)}"
        first, *later = reversed(self._runs)
        offset = _offset(first)
        if later:
            tests = [
                f"WHEN {moment} >= {_moment(EPOCH + run.begins * MICROSECOND)} THEN {_offset(run)}"
                for run in reversed(later)
            ]
            offset = f"CASE{between}{between.join(tests)}{between}ELSE {offset} END"
        return f"CAST(({moment} AT TIME ZONE 'UTC') + {offset} AS date)"

    # --------------------------------------------------------------- calendar

    def tables(self) -> Iterator[tuple[str, str]]:
        """The calendar, and the present in it: how many working days were over by then."""
        if not self.counted:
            return
        first, last = self.days
        holidays = [f"DATE '{day}'" for day in self._holidays()]
        lines = [
            ", ".join(holidays[at : at + HOLIDAYS_IN_A_LINE])
            for at in range(0, len(holidays), HOLIDAYS_IN_A_LINE)
        ]
        listed = f",\n{INDENT * 4}".join(lines)
        worked = f"extract(isodow FROM day) <= {SATURDAY}"
        if holidays:
            worked += f" AND day NOT IN (\n{INDENT * 4}{listed})"
        yield (
            "calendar (day, worked)",
            (
                f"{INDENT}SELECT day, sum(CASE WHEN {worked}\n"
                f"{INDENT * 3}THEN 1 ELSE 0 END) OVER (ORDER BY day)\n"
                f"{INDENT}FROM (\n"
                f"{INDENT * 2}SELECT CAST(moment AS date)\n"
                f"{INDENT * 2}FROM generate_series(TIMESTAMP '{first}', TIMESTAMP '{last}',"
                " INTERVAL '1 day') AS moments (moment)\n"
                f"{INDENT}) AS days (day)"
            ),
        )
        for included in self._edges():
            now = "(parameters.now - INTERVAL '1 microsecond')" if included else "parameters.now"
            yield (
                f"{_present(included=included)} (before, worked)",
                (
                    f"{INDENT}SELECT today.before, calendar.worked\n"
                    f"{INDENT}FROM (SELECT {self._day(now, 2)} - 1 FROM parameters)"
                    " AS today (before)\n"
                    f"{INDENT}LEFT JOIN calendar"
                    f" ON calendar.day = least(today.before, DATE '{last}')"
                ),
            )

    def _holidays(self) -> Iterator[date]:
        """The days from Monday to Friday on which no work is done."""
        day, last = self.days
        calendar = self.setting.calendar
        while day <= last:
            if day.weekday() < SATURDAY and not calendar.is_working_day(day):
                yield day
            day += DAY

    def _edges(self) -> list[bool]:
        return sorted({_included(window) for window in self.counted.values()})

    def joins(self) -> Iterator[str]:
        """The present in the calendar, and the day of every moment from which days are counted."""
        for included in self._edges():
            yield f"CROSS JOIN {_present(included=included)}"
        for begins in dict.fromkeys(str(window.begins) for window in self.counted.values()):
            cell = f"cases.{sql.name(begins)}"
            # A moment outside may have no day at all.
            inside = f"{cell} >= {self._midnight(self.days[0])} AND {cell} <= parameters.now"
            yield (
                f"LEFT JOIN calendar AS {_day_of(begins)} ON {_day_of(begins)}.day ="
                f"\n{INDENT * 2}CASE WHEN {inside} THEN {self._day(cell, 2)} END"
            )

    # ----------------------------------------------------------------- states

    def states(self) -> Iterator[tuple[str, str]]:
        """The state of each window; NULL where its moment is, or where the calendar ends."""
        for name, window in self.windows.items():
            lasting, over = map(sql.literal, state_names(window))
            cell = f"cases.{sql.name(str(window.begins))}"
            span = span_of(window.lasts)
            match span:
                case Elapsed(duration):
                    length = _length(duration)
                    sign = ">=" if _included(window) else ">"
                    tests = (
                        f"WHEN {cell} {sign} parameters.now - {length} THEN {lasting} ELSE {over}"
                    )
                case WorkingDays(count):
                    tests = self._days_left(window, cell, count, lasting, over)
                case _:
                    raise ValueError(span)  # Statements are made of no flow that has one.
            yield name, f"CASE WHEN {cell} IS NULL THEN NULL {tests} END"

    def _days_left(self, window: Window, cell: str, count: int, lasting: str, over: str) -> str:
        """By the working days between the two days; before the calendar there may be more."""
        present, day = _present(included=_included(window)), _day_of(str(window.begins))
        since = f"CASE WHEN {cell} < {self._midnight(self.days[0])} THEN 0 ELSE {day}.worked END"
        return (
            f"WHEN {present}.worked - ({since}) >= {count} THEN {over}"
            f" WHEN {day}.worked IS NOT NULL AND {present}.before <= DATE '{self.days[1]}'"
            f" THEN {lasting}"
        )

    # ----------------------------------------------------------------- checks

    def _outside(self, moment: str) -> str:
        """Whether a moment lies outside of the years that are read."""
        first, after = date(FIRST_YEAR, 1, 1), date(LAST_YEAR + 1, 1, 1)
        return f"{moment} < {self._midnight(first)} OR {moment} >= {self._midnight(after)}"

    def check_of_now(self) -> str:
        """What is wrong with the present, if anything is."""
        return (
            f"CASE WHEN parameters.now IS NULL THEN '{NOW}: empty-value'"
            f" WHEN {self._outside('parameters.now')} THEN '{NOW}: year-out-of-range' END"
        )

    def wrong(self, name: str, moment: str) -> Iterator[tuple[str, str]]:
        """Tests of what may be wrong with a fact's moment, each with its code."""
        yield self._outside(moment), "year-out-of-range"
        yield f"{moment} > parameters.now", "moment-in-future"
        unknown = [
            f"stated.{sql.name(window)} IS NULL"
            for window, one in self.counted.items()
            if one.begins == name
        ]
        if unknown:
            yield " OR ".join(unknown), "outside-calendar"


def _included(window: Window) -> bool:
    """Whether a window still lasts at the very moment of its end."""
    return window.edge == state_names(window)[0]


def _present(*, included: bool) -> str:
    """The present in the calendar; at the edge of a day that day is not over for some windows."""
    return "today_at_edge" if included else "today"


def _length(duration: timedelta) -> str:
    """Elapsed time; a day would be as long as the database's own clocks have it."""
    minutes = duration // timedelta(minutes=1)
    hours, rest = divmod(minutes, 60)
    return f"INTERVAL '{minutes} minutes'" if rest else f"INTERVAL '{hours} hours'"


def _offset(run: SameOffset) -> str:
    return f"INTERVAL '{run.offset * MICROSECOND // timedelta(seconds=1)} seconds'"


def _day_of(begins: str) -> str:
    return sql.name(f"day of {begins}")


def _moment(moment: datetime) -> str:
    return f"TIMESTAMPTZ '{moment:%Y-%m-%d %H:%M:%S}+00'"
