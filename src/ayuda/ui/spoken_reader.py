"""Reading a typed time: parts of a sentence, in any order, to every way of understanding it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec
from msgspec.structs import replace

from ayuda.ui.spoken_clocks import Clock, Clocks
from ayuda.ui.spoken_dates import Dates, Day
from ayuda.ui.spoken_spans import Span, Spans
from ayuda.ui.spoken_words import Token

DAYS: Final = {
    "today": (0, ""),
    "this_morning": (0, "forenoon"),
    "this_small_hours": (0, "small_hours"),
    "this_midday": (0, "midday"),
    "this_afternoon": (0, "afternoon"),
    "this_evening": (0, "evening"),
    "tonight": (0, "night"),
    "yesterday": (1, ""),
    "last_night": (1, "night"),
    "before_yesterday": (2, ""),
    "night_before_last": (2, "night"),
    "two_days_before_yesterday": (3, ""),
    "tomorrow": (-1, ""),
    "after_tomorrow": (-2, ""),
}
"""Words for a day: how many days ago it was, and the part of the day that they say too."""
WEEKS: Final = ("this_week", "last_week")
MONTHS: Final = ("this_month", "last_month")
PERIODS: Final = (*WEEKS, *MONTHS, "weekend", "moments_ago")
BOUNDS: Final = ("more", "less", "at_least", "at_most", "almost", "before", "after", "between")
OF_SPANS: Final = ("more", "less", "at_least", "at_most", "almost")
HALVES: Final = frozenset({"before_noon", "after_noon"})
"""What says no part of a day, but which half a time of day is in."""
SKIPPED: Final = ("fillers", "the", "of", "and")
MOST_PARTS: Final = 3
MOST_STEPS: Final = 20_000
"""How many steps a text may take; what people say takes some dozens."""


class Said(msgspec.Struct, frozen=True):
    """What was said in one way of understanding a text; each thing once."""

    days_ago: int | None = None
    parts: tuple[str, ...] = ()
    weekday: int | None = None
    last: bool = False
    coming: bool = False
    day: Day | None = None
    clock: Clock | None = None
    until: Clock | None = None
    at: bool = False
    span: Span | None = None
    ago: bool = False
    bound: str = ""
    period: str = ""
    now: bool = False


class Reader:
    """Reads tokens; ``readings`` are all that use every token."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.clocks = Clocks(tokens)
        self.dates = Dates(tokens)
        self.spans = Spans(tokens)
        self.steps = 0

    def readings(self) -> list[Said]:
        """Every way of understanding the text, each once; none where some word means nothing."""
        return list(dict.fromkeys(said for said in self._from(0, Said()) if _is_whole(said)))

    def _from(self, place: int, said: Said) -> Iterator[Said]:
        self.steps += 1
        if self.steps > MOST_STEPS:
            return
        if place == len(self.tokens):
            yield said
            return
        for more, behind in self._parts(place, said):
            yield from self._from(behind, more)

    def _parts(self, place: int, said: Said) -> Iterator[tuple[Said, int]]:
        """Every part of a sentence that begins here, and what has been said with it."""
        tags = self.tokens[place].tags
        adds = "and" in tags and self.clocks.has(place + 1, "half", "quarter", "article")
        if not adds and (not tags.isdisjoint(SKIPPED) or self.tokens[place].text == "a"):
            yield said, place + 1
        if not tags.isdisjoint({"at", "about"}):
            yield (replace(said, at=True) if "at" in tags else said), place + 1
        yield from self._words(place, said)
        yield from self._times(place, said)
        if said.day is None:
            yield from ((replace(said, day=day), end) for day, end in self.dates.days(place))
        if said.span is None:
            yield from ((replace(said, span=span), end) for span, end in self.spans.spans(place))

    def _times(self, place: int, said: Said) -> Iterator[tuple[Said, int]]:
        if said.clock is None:
            for clock, behind in self.clocks.clocks(place):
                if not clock.bare or self._awaits_hour(place, behind, said):
                    yield replace(said, clock=clock), behind
        elif said.bound == "between" and said.until is None:
            for clock, behind in self.clocks.clocks(place):
                yield replace(said, until=clock), behind

    def _words(self, place: int, said: Said) -> Iterator[tuple[Said, int]]:
        tags = self.tokens[place].tags
        for tag in sorted(tags):
            kind, _, value = tag.partition(":")
            if tag in DAYS and said.days_ago is None:
                days, part = DAYS[tag]
                yield replace(said, days_ago=days, parts=_with(said.parts, part)), place + 1
            elif kind == "part" and len(said.parts) < MOST_PARTS:
                yield replace(said, parts=_with(said.parts, value)), place + 1
            elif kind == "weekday" and said.weekday is None:
                yield replace(said, weekday=int(value)), place + 1
            elif tag in {"ago", "now", "last", "coming"} and not getattr(said, tag):
                yield replace(said, **{tag: True}), place + 1
            elif tag == "future" and place + 1 < len(self.tokens):
                yield replace(said, coming=True), place + 1
            elif tag in PERIODS and not said.period:
                yield replace(said, period=tag), place + 1
            elif tag in BOUNDS and not said.bound:
                yield replace(said, bound=tag), place + 1

    def _awaits_hour(self, place: int, behind: int, said: Said) -> bool:
        """Whether a number alone is an hour: behind "at", beside a part of the day or "ayer"."""
        if any(tag in DAYS or tag.startswith("part:") for tag in self._tags(behind)):
            return True
        led = self.clocks.has(place - 1, "at", "about", "between", "before", "after")
        dated = self.clocks.text(place - 1).endswith("del")  # "antes del 20"
        after_day = said.days_ago is not None and not self._tags(place - 1).isdisjoint(DAYS)
        return (led and not dated) or after_day

    def _tags(self, place: int) -> frozenset[str]:
        return self.tokens[place].tags if 0 <= place < len(self.tokens) else frozenset()


def _with(parts: tuple[str, ...], part: str) -> tuple[str, ...]:
    return parts if part in {"", *parts} else (*parts, part)


def _is_whole(said: Said) -> bool:
    """Whether what was said goes together and means something."""
    if said.span is not None:
        return _is_whole_span(said, said.span)
    if said.ago or said.bound in OF_SPANS or (said.at and said.clock is None):
        return False
    if said.coming:
        return True
    if said.now or (said.period and not _narrows(said)):
        alone = not (_names_day(said) or said.clock or said.parts or said.bound)
        return alone and not (said.now and said.period)
    return _is_whole_time(said)


def _is_whole_time(said: Said) -> bool:
    """A day, a time of day, or both; and what else was said belongs to them."""
    named, timed = _names_day(said), said.clock is not None
    pointless = (
        (said.bound == "between") != (said.until is not None)
        or (said.day is not None and said.day.needs_time and not timed)
        or (said.last and said.weekday is None and (said.day is None or said.day.figures))
        or (bool(said.parts) and not timed and (not named or not HALVES.isdisjoint(said.parts)))
    )
    return (named or timed) and not pointless


def _names_day(said: Said) -> bool:
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
    alone = not (said.period or said.now or said.last or said.until or _names_day(said))
    if said.clock is not None or said.parts:
        return alone and span.is_coarse and said.ago and said.bound in {"", "before", "after"}
    return alone and not said.at and said.bound in {"", *OF_SPANS}
