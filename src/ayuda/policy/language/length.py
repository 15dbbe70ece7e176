"""How long windows last, as a union of kinds: whoever computes with one has to know them all."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Literal, assert_never

import msgspec

from ayuda.late_patterns import late
from ayuda.model import Length, Window

MONTHS_OF_YEAR = 12
DAYS_OF_WEEK = 7
LengthUnit = Literal["minutes", "hours", "days", "weeks", "months", "years", "working_days"]
INSTANT_END, DAY_END = "instant", "end-of-day"
CLOCK = late(r"([01][0-9]|2[0-3]):([0-5][0-9])\Z")
"""A time at which a window ends on its last day."""
UNITS: tuple[LengthUnit, ...] = (
    "minutes",
    "hours",
    "days",
    "weeks",
    "months",
    "years",
    "working_days",
)


class Elapsed(msgspec.Struct, frozen=True, tag=True):
    """Elapsed time, whatever a clock change does: minutes and hours."""

    duration: timedelta


class Days(msgspec.Struct, frozen=True, tag=True):
    """Days of the calendar; the one from which they count is not one of them."""

    count: int


class Months(msgspec.Struct, frozen=True, tag=True):
    """Months of the calendar, to the day of the same number, else to the month's last."""

    count: int


class WorkingDays(msgspec.Struct, frozen=True, tag=True):
    """Working days; the one from which they count is not one of them."""

    count: int


Span = Elapsed | Days | Months | WorkingDays
"""A window's length. A ``match`` over it ends in ``assert_never``."""


def unit_of(lasts: Length) -> tuple[LengthUnit, int | str]:
    """The unit of a length, and how many of it, or the id of what says that.

    Raises ValueError for a table that says none.
    """
    for unit in UNITS:
        count = getattr(lasts, unit)
        if count is not None:
            return unit, count
    raise ValueError(lasts)


def counts_working_days(window: Window) -> bool:
    """Whether a window's end hangs on which days are worked, and so on a calendar."""
    return window.if_closed_day is not None or window.lasts.working_days is not None


def clock_of_end(window: Window) -> time | None:
    """The time of its last day at which a window ends; None where it ends otherwise."""
    told = CLOCK.match(window.ends or "")
    return None if told is None else time(int(told[1]), int(told[2]))


def ends_with_a_day(window: Window) -> bool:
    """Whether a window ends at the midnight after its last day, if nothing else is said."""
    if window.ends is not None:
        return window.ends == DAY_END
    return unit_of(window.lasts)[0] not in {"minutes", "hours"}


def length_name(lasts: Length) -> str | None:
    """The number fact or table that a length hangs on; None for one that is written down."""
    for unit in UNITS:
        count = getattr(lasts, unit)
        if isinstance(count, str):
            return str(count)
    return None


def span_of(lasts: Length, count: int | None = None) -> Span:
    """The length that a policy's table says, or so many of its unit where it names what says that.

    Raises ValueError for one that says none, and for a length that nothing gives.
    """
    unit, written = unit_of(lasts)
    number = count if isinstance(written, str) else written
    if number is None:
        raise ValueError(lasts)
    match unit:
        case "minutes":
            return Elapsed(timedelta(minutes=number))
        case "hours":
            return Elapsed(timedelta(hours=number))
        case "days":
            return Days(number)
        case "weeks":
            return Days(number * DAYS_OF_WEEK)
        case "months":
            return Months(number)
        case "years":
            return Months(number * MONTHS_OF_YEAR)
        case "working_days":
            return WorkingDays(number)
        case _:
            assert_never(unit)
