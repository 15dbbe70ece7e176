"""Moments as scripts write them: ISO 8601 to UTC, and back in a time zone.

What is read is written down here, and is the same on every version of Python: what the standard
library reads as ISO 8601 grew with its versions, takes any character for the ``T`` and a fraction
of an hour for minutes.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from ayuda.errors import AyudaError
from ayuda.late_patterns import late

FIRST_YEAR = 1970
LAST_YEAR = 2199
"""Years outside are slips of the keyboard; the calendars' libraries end there too."""

DAY = r"(?P<year>[0-9]{4})(?P<dash>-?)(?P<month>[0-9]{2})(?P=dash)(?P<day>[0-9]{2})"
SECOND = r"(?P<second>[0-5][0-9])(?:[.,](?P<fraction>[0-9]{1,9}))?"
CLOCK = (
    r"(?P<hour>[01][0-9]|2[0-3])"
    rf"(?:(?P<colon>:?)(?P<minute>[0-5][0-9])(?:(?P=colon){SECOND})?)?"
)
OFFSET = (
    r"(?P<sign>[+-])(?P<hours>[01][0-9]|2[0-3])"
    r"(?:(?P<parted>:?)(?P<minutes>[0-5][0-9])(?:(?P=parted)(?P<seconds>[0-5][0-9]))?)?"
)
MOMENT = late(rf"{DAY}(?:[Tt ]{CLOCK}(?P<offset>[Zz]|{OFFSET})?)?")
"""A calendar date of ISO 8601, and behind ``T`` or one blank the time, with or without an offset.

Date, time and offset are each in the extended form (``2026-11-22``, ``10:40:30``, ``+01:00``) or
in the basic one (``20261122``, ``104030``, ``+0100``). A time has an hour from 00 to 23, which
may stand alone, and a fraction behind nothing but seconds; what is finer than a microsecond is
cut off. Week dates and ordinal dates, whose days nobody can tell at a glance, are not read.
"""


def parse_moment(text: str, zone: ZoneInfo, where: str, *, date_allowed: bool = False) -> datetime:
    """Read an ISO 8601 moment, in UTC. Without an offset it is in ``zone``.

    A date alone, where it is allowed, is the first moment of that day. Raises AyudaError that
    names ``where`` for anything else, and for a local time that a clock change skips or repeats.
    """
    found = MOMENT.fullmatch(text.strip())
    day = None if found is None else _day(found)
    if found is None or day is None:
        raise AyudaError.of(where, "not-a-moment", value=text)
    if found["hour"] is None and not date_allowed:
        raise AyudaError.of(where, "date-without-time", value=text)
    check_year(day, text, where)
    if found["hour"] is None:
        return start_of_day(day, zone)
    local = datetime.combine(day, _clock(found))
    if found["offset"] is None:
        return localize(local, zone, where).astimezone(UTC)
    moment = local.replace(tzinfo=_offset(found)).astimezone(UTC)
    check_year(moment.astimezone(zone), text, where)
    return moment


def in_utc(moment: datetime, zone: ZoneInfo, where: str) -> datetime:
    """A moment of Python's in UTC; one without an offset is in ``zone``.

    Raises AyudaError that names ``where``, as ``parse_moment`` does.
    """
    written = str(moment)
    check_year(moment, written, where)
    aware = moment if moment.tzinfo else localize(moment, zone, where)
    check_year(aware.astimezone(zone), written, where)
    return aware.astimezone(UTC)


def parse_day(text: str) -> date | None:
    """The day that a text is the date of, in ISO 8601; None for anything else."""
    found = MOMENT.fullmatch(text.strip())
    return _day(found) if found and found["hour"] is None else None


def has_form_of_moment(text: str) -> bool:
    """Whether a text is written as a moment with a time is, if such a day exists or not."""
    found = MOMENT.fullmatch(text.strip())
    return found is not None and found["hour"] is not None


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a day of that time zone, in UTC."""
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


def check_year(day: date, text: str, where: str) -> None:
    """Raise AyudaError, with the text that says it, for a day outside of the years we know."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        years = {"first": str(FIRST_YEAR), "last": str(LAST_YEAR)}
        raise AyudaError.of(where, "year-out-of-range", value=text, **years)


def _day(found: re.Match[str]) -> date | None:
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None


def _clock(found: re.Match[str]) -> time:
    microseconds = (found["fraction"] or "")[:6].ljust(6, "0")
    minute, second = (int(found[part] or 0) for part in ("minute", "second"))
    return time(int(found["hour"]), minute, second, int(microseconds))


def _offset(found: re.Match[str]) -> timezone:
    if found["sign"] is None:
        return UTC
    hours, minutes, seconds = (int(found[part] or 0) for part in ("hours", "minutes", "seconds"))
    offset = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return timezone(-offset if found["sign"] == "-" else offset)


def localize(moment: datetime, zone: ZoneInfo, where: str) -> datetime:
    """Give a local time its offset; raise AyudaError where it occurs twice or never."""
    earlier = moment.replace(tzinfo=zone, fold=0)
    later = moment.replace(tzinfo=zone, fold=1)
    if earlier.utcoffset() == later.utcoffset():
        return earlier
    written = moment.isoformat(timespec="minutes")
    if earlier.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == moment:
        raise AyudaError.of(
            where,
            "time-occurs-twice",
            value=written,
            first=in_zone(earlier, zone),
            second=in_zone(later, zone),
        )
    raise AyudaError.of(
        where,
        "time-never-occurs",
        value=written,
        first=in_zone(later, zone),
        second=in_zone(earlier, zone),
    )


def in_zone(moment: datetime, zone: ZoneInfo) -> str:
    """ISO 8601 with the zone's offset; whole seconds unless the moment has fractions."""
    local = moment.astimezone(UTC).astimezone(zone)
    return local.isoformat(timespec="microseconds" if local.microsecond else "seconds")
