"""How long windows last, as a union of kinds: whoever computes with one has to know them all."""

from __future__ import annotations

from datetime import timedelta
from typing import assert_never

import msgspec

from ayuda.model import Length


class Elapsed(msgspec.Struct, frozen=True, tag=True):
    """Elapsed time, whatever a clock change does: minutes and hours."""

    duration: timedelta


class WorkingDays(msgspec.Struct, frozen=True, tag=True):
    """Whole working days after the one from which they count, to the midnight after the last."""

    count: int


Span = Elapsed | WorkingDays
"""A window's length. A ``match`` over it ends in ``assert_never``."""


def counts_working_days(lasts: Length) -> bool:
    """Whether a window's length hangs on which days are worked, and so on a calendar."""
    span = span_of(lasts)
    match span:
        case Elapsed():
            return False
        case WorkingDays():
            return True
        case _:
            assert_never(span)


def span_of(lasts: Length) -> Span:
    """The length that a policy's table says. Raises ValueError for one that says none."""
    if lasts.minutes is not None:
        return Elapsed(timedelta(minutes=lasts.minutes))
    if lasts.hours is not None:
        return Elapsed(timedelta(hours=lasts.hours))
    if lasts.working_days is not None:
        return WorkingDays(lasts.working_days)
    raise ValueError(lasts)
