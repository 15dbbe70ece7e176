"""Moments as scripts write them: ISO 8601 to UTC, and back in a time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from ayuda.errors import AyudaError

FIRST_YEAR = 1970
LAST_YEAR = 2199
"""Years outside are slips of the keyboard; the calendars' libraries end there too."""


def parse_moment(text: str, zone: ZoneInfo, where: str, *, date_allowed: bool = False) -> datetime:
    """Read an ISO 8601 moment, in UTC. Without an offset it is in ``zone``.

    A date alone, where it is allowed, is the first moment of that day. Raises AyudaError that
    names ``where`` for anything else, and for a local time that a clock change skips or repeats.
    """
    day = _date(text)
    if day is not None:
        if not date_allowed:
            raise AyudaError.of(where, "date-without-time", value=text)
        _check_year(day, text, where)
        return start_of_day(day, zone)
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise AyudaError.of(where, "not-a-moment", value=text) from None
    _check_year(moment, text, where)
    if moment.tzinfo is None:
        moment = localize(moment, zone, where)
    return moment.astimezone(UTC)


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a day of that time zone, in UTC."""
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


def _check_year(day: date, text: str, where: str) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        years = {"first": str(FIRST_YEAR), "last": str(LAST_YEAR)}
        raise AyudaError.of(where, "year-out-of-range", value=text, **years)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


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
