"""Moments as people type them: ``10:40``, ``20 min``, ``ayer 18:00``, ``yesterday 6pm``, ISO.

The words of every language are understood at once; they stand in the texts. All is read as of
a present moment, in the policy's time zone, and the past is meant: a bare time that is still to
come today was yesterday, a weekday is the last one that was, and "a las 6" is the last six
o'clock, of the morning or of the afternoon.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

from ayuda.errors import AyudaError
from ayuda.moments import (
    check_year,
    has_form_of_moment,
    localize,
    parse_moment,
    start_of_day,
)
from ayuda.ui.spoken_reader import Reader
from ayuda.ui.spoken_words import Words, fold

ISO_START = re.compile(r"[0-9]{4}-?([0-9]{2}|W)")
DAY_BEFORE_TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{8})[Tt](?=[0-9])")


class SpokenMoment(msgspec.Struct, frozen=True):
    """A moment that was understood, in UTC; ``whole_day`` where only a day was said."""

    moment: datetime
    whole_day: bool = False


def understand(
    text: str, words: Words, now: datetime, zone: ZoneInfo, where: str, *, date_allowed: bool
) -> SpokenMoment:
    """What a typed text means. Raises AyudaError, naming ``where``, for what means nothing."""
    typed = text.strip()
    code = "not-a-moment" if ISO_START.match(typed) else "not-understood"
    if has_form_of_moment(typed):
        return SpokenMoment(parse_moment(typed, zone, where))
    reader = Reader(words, now.astimezone(zone))
    if not reader.read(fold(DAY_BEFORE_TIME.sub(r"\1 ", typed))):
        raise AyudaError.of(where, code, value=text)
    if reader.elapsed is not None:
        moment = now - reader.elapsed
        check_year(moment, text, where)
        return SpokenMoment(moment)
    if reader.day is not None:
        check_year(reader.day, text, where)
    if reader.clock is None:
        assert reader.day is not None
        return _whole_day(reader.day, text, zone, where, date_allowed=date_allowed)
    said = _clock_moment(reader, reader.clock, now, zone, where)
    if said is None:
        raise AyudaError.of(where, code, value=text)
    check_year(said.astimezone(zone), text, where)
    return SpokenMoment(said)


def _whole_day(
    day: date, text: str, zone: ZoneInfo, where: str, *, date_allowed: bool
) -> SpokenMoment:
    """A day that was said without a time: its first moment."""
    if not date_allowed:
        raise AyudaError.of(where, "date-without-time", value=text)
    return SpokenMoment(start_of_day(day, zone), whole_day=True)


def _clock_moment(
    reader: Reader, clock: time, now: datetime, zone: ZoneInfo, where: str
) -> datetime | None:
    """A time of day on the day that was said, or on the last day that had it.

    None for an hour of a day that leaves two halves to choose.
    """
    clocks = [clock]
    if reader.either_half:
        clocks = [clock.replace(hour=clock.hour % 12 + noon) for noon in (0, 12)]
    days = _days(reader, now.astimezone(zone).date())
    choices = [(day, hour) for day in days for hour in clocks]
    past = [choice for choice in choices if _first(choice, zone) <= now]
    if reader.either_half and reader.day is not None and (reader.by_weekday or len(past) != 1):
        return None
    chosen = max(past, key=lambda choice: _first(choice, zone), default=choices[0])
    return localize(datetime.combine(*chosen), zone, where).astimezone(UTC)


def _days(reader: Reader, today: date) -> list[date]:
    """The days that may be meant; the last one on which the time has been is."""
    one = timedelta(days=1)
    if reader.day is None:
        return [today, today - one]
    days = [reader.day, reader.day - 7 * one] if reader.by_weekday else [reader.day]
    if not reader.after_midnight:
        return days
    return [day + one for day in days] + ([] if reader.by_weekday else days)


def _first(choice: tuple[date, time], zone: ZoneInfo) -> datetime:
    """The moment of a local time; the earlier one where a clock change leaves two to choose."""
    local = datetime.combine(*choice, tzinfo=zone)
    return min(local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
