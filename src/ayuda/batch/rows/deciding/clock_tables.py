"""A time zone and a calendar as plain numbers, for a database to do with them what the engine does.

They cover a span of years around the present. Where they have no answer (outside the span, for a
local time that a clock change skips or repeats) the engine itself is asked, row by row.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from ayuda.batch.rows.deciding.row_decider import utc
from ayuda.engine.windows import Setting, until
from ayuda.model import Window
from ayuda.moments import FIRST_YEAR, LAST_YEAR, start_of_day

YEARS_BEFORE = 6
YEARS_AFTER = 1
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
MICROSECONDS_OF_SECOND = 1_000_000
MICROSECONDS_OF_DAY = 86_400 * MICROSECONDS_OF_SECOND


class Span(msgspec.Struct, frozen=True):
    """The time that is covered: from the first midnight (UTC) up to the last."""

    begins: datetime
    ends: datetime

    @property
    def first_day(self) -> int:
        """The number of the first day since 1970."""
        return utc(self.begins) // MICROSECONDS_OF_DAY


class SameOffset(msgspec.Struct, frozen=True):
    """A time in which a zone keeps one offset: microseconds since 1970, from and up to.

    ``offset`` is in microseconds too.
    """

    begins: int
    ends: int
    offset: int


def span_around(now: datetime) -> Span:
    """The span of whole years around a moment, within the years that are read.

    It leaves out a day at either end of those, for there the year hangs on the offset.
    """
    begins = datetime(now.year - YEARS_BEFORE, 1, 1, tzinfo=UTC)
    ends = datetime(now.year + YEARS_AFTER + 1, 1, 1, tzinfo=UTC)
    first = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC) + DAY
    last = datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC) - DAY
    return Span(max(begins, first), min(ends, last))


def offset_runs(zone: ZoneInfo, span: Span) -> list[SameOffset]:
    """The runs of a zone's offsets in UTC, latest first; together they are the whole span."""
    runs: list[SameOffset] = []
    begins = moment = span.begins
    offset = _offset(moment, zone)
    while moment < span.ends:
        following = moment + DAY
        next_offset = _offset(following, zone)
        if next_offset != offset:
            change = _change(moment, following, zone)
            runs.append(SameOffset(utc(begins), utc(change), offset))
            begins, offset = change, next_offset
        moment = following
    runs.append(SameOffset(utc(begins), utc(span.ends), offset))
    return runs[::-1]


def local_runs(runs: list[SameOffset]) -> list[SameOffset]:
    """The same in local time, without the times that are skipped or that occur twice."""
    local: list[SameOffset] = []
    for place, run in enumerate(runs):
        after = runs[place - 1].offset if place else run.offset
        before = runs[place + 1].offset if place + 1 < len(runs) else run.offset
        begins = run.begins + max(run.offset, before)
        local.append(SameOffset(begins, run.ends + min(run.offset, after), run.offset))
    return local


def ends_by_day(setting: Setting, window: Window, span: Span) -> Iterator[int]:
    """For each local day the end, in microseconds, of a window that begins then.

    It ends with a day, and is not counted by the clock: so the hour of its beginning is nothing
    to it.
    """
    day = span.begins.date()
    while day < span.ends.date():
        yield utc(until(window, start_of_day(day, setting.zone), setting))
        day += DAY


def _offset(moment: datetime, zone: ZoneInfo) -> int:
    offset = moment.astimezone(zone).utcoffset()
    assert offset is not None
    return offset // timedelta(microseconds=1)


def _change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The second at which the offset between two moments changes."""
    while after - before > SECOND:
        middle = before + (after - before) // SECOND // 2 * SECOND
        if _offset(middle, zone) == _offset(before, zone):
            before = middle
        else:
            after = middle
    return after
