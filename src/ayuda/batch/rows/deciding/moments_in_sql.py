"""Moments in SQL: texts to microseconds since 1970 (UTC), and back to texts in a time zone.

Only what is written in a usual way is read; all else gives NULL, and the engine reads it. So it
must hold that whatever is read here, the engine would read as the same moment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from ayuda.batch import sql
from ayuda.batch.rows.deciding.clock_tables import MICROSECONDS_OF_SECOND, SameOffset

DAY_AND_TIME = "%Y-%m-%dT%H:%M:%S"
"""The commonest way to write a moment. Read so, blanks would do for digits at its two ends."""
DATE = r"\d{4}-\d\d-\d\d"
LOCAL = DATE + r"[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?"
ZONED = LOCAL + r"(Z|[+-](0\d|1[0-4])(:?[0-5]\d)?)"
"""Further ways, which cost more to check."""


def zoned_moment(text: str, runs: Sequence[SameOffset]) -> str:
    """A text with an offset as a moment; NULL where it is none.

    The offsets of the runs, and UTC, are read fastest.
    """
    offsets = sorted({"+00:00", *(_offset_text(run.offset) for run in runs)})
    ends = " OR ".join(f"ends_with({text}, {sql.literal(offset)})" for offset in offsets)
    cast = f"epoch_us(TRY_CAST({text} AS TIMESTAMPTZ))"
    return (
        f"CASE WHEN {_usual(text, 25)} AND ({ends}) THEN {_parsed(text, DAY_AND_TIME + '%z')}"
        f" WHEN {_usual(text, 20)} AND ends_with({text}, 'Z')"
        f" THEN {_parsed(text, DAY_AND_TIME + 'Z')}"
        f" WHEN {_fits(text, ZONED)} THEN {cast} END"
    )


def local_time(text: str, *, date_allowed: bool) -> str:
    """A text without an offset as microseconds of local time; NULL where it is none."""
    cast = f"epoch_us(TRY_CAST({text} AS TIMESTAMP))"
    day = f"WHEN {_fits(text, DATE)} THEN {cast}" if date_allowed else ""
    marked = f"{text} || 'Z'"
    return (
        f"CASE WHEN {_usual(text, 19)} AND NOT ends_with({text}, 'Z')"
        f" THEN {_parsed(marked, DAY_AND_TIME + 'Z')}"
        f" WHEN {_fits(text, LOCAL)} THEN {cast} {day} END"
    )


def _usual(text: str, length: int) -> str:
    begins = f"{text} >= '2' AND {text} < '3'"
    return f"strlen({text}) = {length} AND {begins} AND contains({text}, 'T')"


def _parsed(text: str, form: str) -> str:
    return f"epoch_us(try_strptime({text}, {sql.literal(form)}))"


def day_in(text: str) -> str:
    """A text as a day, in days since 1970; NULL where it is none."""
    days = f"CAST(TRY_CAST({text} AS DATE) - DATE '1970-01-01' AS INTEGER)"
    return f"CASE WHEN {_fits(text, DATE)} THEN {days} END"


def days_since_1970(day: date) -> int:
    """A day as a number."""
    return day.toordinal() - date(1970, 1, 1).toordinal()


def within(moment: str, runs: Sequence[SameOffset]) -> str:
    """Whether a moment lies in the time of the runs."""
    return f"({moment} >= {runs[-1].begins} AND {moment} < {runs[0].ends})"


def _fits(text: str, pattern: str) -> str:
    return f"regexp_full_match({text}, {sql.literal(pattern)})"


def written(moment: str, runs: Sequence[SameOffset]) -> str:
    """A moment as text: ISO 8601 with the zone's offset."""
    local = f"make_timestamp({moment} + {offset_at(moment, runs)})"
    whole = f"replace(CAST({local} AS VARCHAR), ' ', 'T')"
    exact = f"strftime({local}, '%Y-%m-%dT%H:%M:%S.%f')"
    is_whole = f"{moment} % {MICROSECONDS_OF_SECOND} = 0"
    offset = _by_run(moment, runs, lambda run: sql.literal(_offset_text(run.offset)))
    return f"CASE WHEN {is_whole} THEN {whole} ELSE {exact} END || {offset}"


def offset_at(moment: str, runs: Iterable[SameOffset]) -> str:
    """The offset, in microseconds, at a moment (or a local time); NULL outside of all runs."""
    return _by_run(moment, runs, lambda run: str(run.offset))


def _by_run(moment: str, runs: Iterable[SameOffset], told: Callable[[SameOffset], str]) -> str:
    """What is told of the run that a moment lies in; the latest are tried first."""
    tests = " ".join(
        f"WHEN ({moment}) >= {run.begins} AND ({moment}) < {run.ends} THEN {told(run)}"
        for run in runs
    )
    return f"(CASE {tests} END)"


def _offset_text(microseconds: int) -> str:
    seconds = microseconds // MICROSECONDS_OF_SECOND
    sign = "-" if seconds < 0 else "+"
    hours, rest = divmod(abs(seconds), 3600)
    minutes, left = divmod(rest, 60)
    return f"{sign}{hours:02}:{minutes:02}" + (f":{left:02}" if left else "")
