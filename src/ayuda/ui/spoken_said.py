"""What was said of a time, and whether it goes together."""

from __future__ import annotations

from typing import Final

import msgspec
from msgspec.structs import replace

from ayuda.ui.spoken_clocks import Clock
from ayuda.ui.spoken_dates import Day
from ayuda.ui.spoken_spans import Span

WEEKS: Final = ("this_week", "last_week")
MONTHS: Final = ("this_month", "last_month")
AHEAD: Final = ("next_week", "next_month", "next_year")
"""Stretches that begin where the present one ends."""
OF_SPANS: Final = ("more", "less", "at_least", "at_most", "almost")
HALVES: Final = frozenset({"before_noon", "after_noon"})
"""What says no part of a day, but which half a time of day is in."""


class Said(msgspec.Struct, frozen=True):
    """What was said in one way of understanding a text; each thing once.

    ``some``: and a bit more ("la una y pico"). ``loosely``: early or late in what was said.
    ``coming`` is what says that it is still to come: "in" a span (or "within" it), the "next" day
    of a name or the "coming" one, one of AHEAD, or no more than that it "will" be. ``been``: it was
    said in words of the past.
    """

    days_ago: int | None = None
    parts: tuple[str, ...] = ()
    weekday: int | None = None
    last: bool = False
    coming: str = ""
    day: Day | None = None
    clock: Clock | None = None
    until: Clock | None = None
    at: bool = False
    span: Span | None = None
    ago: bool = False
    bound: str = ""
    period: str = ""
    now: bool = False
    some: bool = False
    this_time: bool = False
    loosely: bool = False
    been: bool = False


def is_whole(said: Said) -> bool:
    """Whether what was said goes together and means something."""
    if said.span is not None:
        return _is_whole_span(said, said.span)
    without_clock = said.clock is None and (said.at or said.some)
    if said.ago or said.bound in OF_SPANS or without_clock or (said.some and said.bound):
        return False
    if said.this_time:
        return said.clock is None and (names_day(said) != (said.period == "last_week"))
    if said.coming:
        return True
    if said.now or (said.period and not _narrows(said)):
        alone = not (names_day(said) or said.clock or said.parts or said.bound)
        brief = said.now or said.period == "moments_ago"
        return alone and not (said.now and said.period) and not (brief and said.loosely)
    return _is_whole_time(said)


def _is_whole_time(said: Said) -> bool:
    """A day, a time of day, or both; and what else was said belongs to them."""
    named, timed = names_day(said), said.clock is not None
    pointless = (
        (not timed and {"afternoon", "night"} <= set(said.parts))
        or (said.bound == "between") != (said.until is not None)
        or (said.day is not None and said.day.needs_time and not timed)
        or (said.last and said.weekday is None and (said.day is None or said.day.figures))
        or (bool(said.parts) and not timed and (not named or not HALVES.isdisjoint(said.parts)))
        or (said.loosely and not named and not said.parts)
    )
    return (named or timed) and not pointless


def names_day(said: Said) -> bool:
    """Whether a day was said."""
    return said.days_ago is not None or said.day is not None or said.weekday is not None


def _narrows(said: Said) -> bool:
    """Whether a day of a week or of a month goes with it: ``el martes de la semana pasada``."""
    if said.days_ago is not None or said.last:
        return False
    if said.period in WEEKS:
        return said.weekday is not None and said.day is None
    return said.period in MONTHS and said.day is not None and said.day.month is None


def _is_whole_span(said: Said, span: Span) -> bool:
    """A span goes with "ago", with a bound, or alone; whole days also with a time of day."""
    if span.needs and not (said.ago if span.needs == "ago" else said.bound == span.needs):
        return False
    alone = not (said.period or said.now or said.last or said.until or names_day(said))
    if said.loosely or (span.least is not None and (said.some or said.clock or said.parts)):
        return False
    if said.clock is not None or said.parts or said.this_time:
        bounded = said.bound in {"", "before", "after"} and not (said.bound and said.some)
        return alone and span.is_coarse and said.ago and bounded
    if span.least is not None or said.some:
        return alone and not said.at and said.bound in {"", *(["between"] if span.least else [])}
    return alone and not said.at and said.bound in {"", *OF_SPANS}


def is_whole_ahead(said: Said) -> bool:
    """Whether what was said goes together as something that is still to come.

    "In" goes with a span as "ago" does; "next" goes with a day or a weekend.
    """
    coming = said.coming
    if coming == "will":
        return is_whole(replace(said, coming=""))
    if coming in AHEAD:
        return _is_whole_in(said, coming)
    plain = replace(said, coming="", ago=said.ago or coming == "in")
    if coming in {"next", "coming"}:
        named = said.weekday is not None or said.day is not None or said.period == "weekend"
        return named and said.span is None and said.days_ago is None and is_whole(plain)
    return is_whole(plain)


def _is_whole_in(said: Said, coming: str) -> bool:
    """A week, month or year to come, or a day in it."""
    if said.span is not None or said.days_ago is not None or said.last or said.period:
        return False
    if coming == "next_week" and said.day is not None:
        return False
    if coming != "next_week" and (said.weekday is not None or said.day is None) and names_day(said):
        return False
    if said.day is not None:
        fits = said.day.year is None and (said.day.month is None) == (coming == "next_month")
        return fits and is_whole(replace(said, coming=""))
    bare = said.clock is None and not said.parts and not said.bound and not said.now
    return bare if said.weekday is None else is_whole(replace(said, coming=""))
