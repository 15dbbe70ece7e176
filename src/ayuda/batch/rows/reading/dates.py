"""Moments as offices write them, in SQL: texts of a form to ISO 8601, all others as they came.

Whatever decides a row reads moments in ISO 8601 only, so a cell has to become that where its text
is made, and nowhere else. A cell that does not fit its form stays, and is then what it always was:
a moment in ISO 8601, or a problem of its row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ayuda.batch import sql
from ayuda.batch.rows.layout import DateForm

BLANK = "[ \u00a0\u202f]"
"""What parts a date from its time, and a time from "p. m.": also blanks that do not break."""
AROUND = "[\\s\u00a0\u202f]*"
NUMBER, YEAR = r"(\d{1,2})", r"(\d{4}|\d{2})"
ORDERS: Mapping[str, Sequence[str]] = {
    "dmy": ("day", "month", "year"),
    "mdy": ("month", "day", "year"),
    "ymd": ("year", "month", "day"),
}
CLOCK = (
    rf"(?:(?:T|,?{BLANK}+)(\d{{1,2}}):([0-5]\d)(?::([0-5]\d)(?:[.,](\d{{1,6}}))?)?"
    rf"(?:{BLANK}*([AaPp])(?:\.{BLANK}?)?[Mm]\.?)?"
    rf"(?:{BLANK}?(Z|[+-](?:0\d|1[0-4]):?[0-5]\d))?)?"
)
"""The time behind a date, which may also stand alone."""
OF_CLOCK = ("hour", "minute", "second", "fraction", "half", "offset")
LAST_SHORT_YEAR = "69"
"""Two digits are a year from 2000 to 2069; from 70 on they could be of either century."""

DAYS_BEFORE_1970, LAST_DAY = 25_569, 109_574
"""1970-01-01 and 2199-12-31 as spreadsheets count days (the date system of 1900)."""
SECONDS_OF_DAY, MICROSECONDS = 86_400, 1_000_000
DAYS = r"(\d{5,6}(?:[.,]\d{1,15})?)"
SECONDS = r"(\d{9,10}(?:\.\d{1,6})?)"
MILLISECONDS = r"(\d{12,13})"
"""Both from 1973 on: so the number of digits tells them apart."""
TO_THE_SECOND = "%Y-%m-%dT%H:%M:%S"


def in_iso(cell: str, form: DateForm) -> str:
    """A cell in SQL as ISO 8601 where it is a moment of that form, else as it is."""
    if form == "excel":
        return f"coalesce({_days(_found(cell, DAYS))}, {cell})"
    if form == "epoch":
        seconds = f"TRY_CAST({_found(cell, SECONDS)} AS DECIMAL(26, 6)) * {MICROSECONDS}"
        thousandths = f"TRY_CAST({_found(cell, MILLISECONDS)} AS BIGINT) * 1000"
        told = [_utc(f"CAST({seconds} AS BIGINT)"), _utc(thousandths), cell]
        return f"coalesce({', '.join(told)})"
    return f"coalesce({_written(cell, ORDERS[form])}, {cell})"


def _found(cell: str, pattern: str) -> str:
    """What fits a pattern, without the blanks around it; else an empty text."""
    return f"regexp_extract({cell}, {sql.literal(f'^{AROUND}{pattern}{AROUND}$')}, 1)"


def _days(text: str) -> str:
    """Days, and with a fraction the time to the nearest second; NULL for no such number.

    That is as exact as spreadsheets write times: in five decimals where nobody asks for more.
    """
    number = "CAST(replace(n, ',', '.') AS DECIMAL(24, 15))"
    day = "CAST(DATE '1899-12-30' + CAST(n AS INTEGER) AS VARCHAR)"
    seconds = f"CAST(round({number} * {SECONDS_OF_DAY}) AS BIGINT)"
    begun = DAYS_BEFORE_1970 * SECONDS_OF_DAY
    moment = f"make_timestamp(({seconds} - {begun}) * {MICROSECONDS})"
    time = f"strftime({moment}, {sql.literal(TO_THE_SECOND)})"
    is_known = f"{number} >= {DAYS_BEFORE_1970} AND {number} < {LAST_DAY + 1}"
    is_whole = "regexp_full_match(n, '\\d+')"
    found = f"CASE WHEN {is_known} THEN CASE WHEN {is_whole} THEN {day} ELSE {time} END END"
    return _with("n", text, f"CASE WHEN n <> '' THEN {found} END")


def _utc(microseconds: str) -> str:
    moment = "make_timestamp(m)"
    whole, exact = (
        f"strftime({moment}, {sql.literal(form)})"
        for form in (f"{TO_THE_SECOND}Z", f"{TO_THE_SECOND}.%fZ")
    )
    return _with("m", microseconds, f"CASE m % {MICROSECONDS} WHEN 0 THEN {whole} ELSE {exact} END")


def _written(cell: str, order: Sequence[str]) -> str:
    """A date in that order, perhaps with a time behind it; NULL for no such date."""
    parts = "([-/.])".join(YEAR if name == "year" else NUMBER for name in order)
    names = [order[0], "mark", order[1], "same_mark", order[2], *OF_CLOCK]
    listed = ", ".join(map(sql.literal, names))
    pattern = sql.literal(f"^{AROUND}{parts}{CLOCK}{AROUND}$")
    found = f"regexp_extract({cell}, {pattern}, [{listed}])"
    year = "CASE WHEN len(g.year) = 2 THEN '20' || g.year ELSE g.year END"
    day = f"concat({year}, '-', lpad(g.month, 2, '0'), '-', lpad(g.day, 2, '0'))"
    hour = "CAST(g.hour AS INTEGER)"
    afternoon = "CASE WHEN g.half IN ('p', 'P') THEN 12 ELSE 0 END"
    of_day = f"CASE WHEN g.half = '' THEN {hour} ELSE {hour} % 12 + {afternoon} END"
    second = "CASE WHEN g.second = '' THEN '00' ELSE g.second END"
    fraction = "CASE WHEN g.fraction = '' THEN '' ELSE '.' || g.fraction END"
    clock = (
        f"concat('T', lpad(CAST({of_day} AS VARCHAR), 2, '0'), ':', g.minute, ':', {second},"
        f" {fraction}, g.offset)"
    )
    time = f"CASE WHEN g.hour = '' THEN '' ELSE {clock} END"
    is_hour = f"CASE WHEN g.half = '' THEN {hour} < 24 ELSE {hour} BETWEEN 1 AND 12 END"
    fits = (
        "CASE WHEN g.day = '' OR g.mark <> g.same_mark OR g.year = '0000' THEN FALSE"
        f" WHEN len(g.year) = 2 AND g.year > '{LAST_SHORT_YEAR}' THEN FALSE"
        f" WHEN TRY_CAST({day} AS DATE) IS NULL THEN FALSE"
        f" WHEN g.hour = '' THEN TRUE ELSE {is_hour} END"
    )
    return _with("g", found, f"CASE WHEN {fits} THEN {day} || {time} END")


def _with(name: str, value: str, told: str) -> str:
    """An expression with a name for a value that it uses more than once."""
    return f"list_transform([{value}], lambda {name}: {told})[1]"
