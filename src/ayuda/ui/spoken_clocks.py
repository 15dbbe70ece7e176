"""Times of day as people say them: ``10:40``, ``las diez y veinte``, ``half past six``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import time
from typing import Literal

import msgspec

from ayuda.late_patterns import late
from ayuda.ui.spoken_grammar import Grammar

Style = Literal["said", "short", "exact"]
CLOCK = late(r"([0-9]{1,2})(?:([:.,])([0-9]{2})(?::([0-5][0-9]))?|h([0-9]{2}))")
DAYS = ("today", "yesterday", "before_yesterday")
"""What four figures beside it are a time of day: ``1430 yesterday``."""
EARLIEST_ALONE = 6
"""``6h`` alone may be an hour of the day as well as a span; ``5h`` is a span."""


class Clock(msgspec.Struct, frozen=True):
    """A time of day as it was said.

    ``said``: as people say it, so that an hour up to 12 may be of either half of the day.
    ``short``: in figures, but with an hour of one figure, which people write for either half.
    ``bare``: a number alone, an hour only beside a day or behind "at".
    """

    time: time
    style: Literal["said", "short", "exact", "midnight", "noon"] = "exact"
    bare: bool = False


class Clocks(Grammar):
    """The rules for times of day."""

    def clocks(self, place: int) -> Iterator[tuple[Clock, int]]:
        """Every time of day that begins here."""
        for clock, behind in self._clocks(place):
            if clock is not None:
                yield clock, self.past(behind, "oclock") if clock.bare else behind
                if clock.bare and self.has(behind, "oclock"):
                    yield msgspec.structs.replace(clock, bare=False), self.past(behind, "oclock")

    def _clocks(self, place: int) -> Iterator[tuple[Clock | None, int]]:
        noon = place
        if self.text(place) == "12" or self.listed(place, "number") == 12:
            noon = place + 1
        if self.has(noon, "noon"):
            yield Clock(time(12), "noon"), noon + 1
        if self.has(noon, "midnight"):
            yield Clock(time(), "midnight"), noon + 1
        yield from self._figures(place)
        yield from self._counted_from(place)
        for hour, behind in self.numbers(place):
            yield from self._hour(place, hour, behind)

    def _figures(self, place: int) -> Iterator[tuple[Clock | None, int]]:
        """``10:40``, ``10.40 h``, ``10h40``, ``10:40:30``; ``1040`` behind "at"."""
        found = CLOCK.fullmatch(self.text(place))
        if found and (found[2] != "," or self.has(place - 1, "at")):  # "9,30" alone is a length.
            minute = found[3] or found[5]
            behind = place + 1
            unit = self.has(behind, "hour_of_clock", "hours_named")
            short = len(found[1]) == 1 and found[5] is None and found[4] is None
            style: Style = "short" if short and found[1] != "0" else "exact"
            yield _clock(int(found[1]), int(minute), int(found[4] or 0), style), behind + unit
        joined = re.fullmatch(r"([0-2][0-9])([0-5][0-9])", self.text(place))
        if joined:
            unit = self.has(place + 1, "hour_of_clock", "hours_named")
            beside = (place - 1, place + 1)
            led = self.has(place - 1, "at") or any(self.has(by, *DAYS) for by in beside)
            bare = not unit and not led
            clock = _clock(int(joined[1]), int(joined[2]), 0, "exact")
            yield clock if not bare else None, place + 1 + unit

    def _hour(self, start: int, hour: int, place: int) -> Iterator[tuple[Clock | None, int]]:
        """What a number is the hour of: ``6``, ``6 y media``, ``six thirty``, ``18 h``."""
        in_figures = self.text(start).isdecimal()
        yield _clock(hour, 0, 0, "said", bare=True), place
        yield from self._hour_with_unit(start, hour, place)
        joined = self.past(place, "and")
        if joined > place:
            yield from self._minutes(hour, joined)
        elif not in_figures or self.text(place).isdecimal():
            yield from self._minutes_alone(hour, place, bare=in_figures)
        if self.has(place, "to"):
            for minutes, behind in self._before_or_after(place + 1):
                if self.text(place) == "menos":
                    yield _counted(hour, -minutes), behind

    def _hour_with_unit(
        self, start: int, hour: int, place: int
    ) -> Iterator[tuple[Clock | None, int]]:
        """``18 h``, ``18 horas``, ``18 h 30 min``: alone from an hour on that may be no span."""
        if not self.has(place, "hour_of_clock", "hours_named"):
            return
        text = self.text(start)
        clockish = self.has(place, "hour_of_clock") or self.text(place) == "horas"
        alone = text.isdecimal() and hour >= EARLIEST_ALONE and place == start + 1 and clockish
        style: Style = "said" if hour < 10 and text[0] != "0" else "exact"
        yield _clock(hour, 0, 0, style, bare=not alone), place + 1
        for minute, behind in self.numbers(self.past(place + 1, "and")):
            end = self.behind_unit(behind, "minute")
            yield _clock(hour, minute, 0, "exact", bare=not (alone and end > behind)), end

    def _minutes(self, hour: int, place: int) -> Iterator[tuple[Clock | None, int]]:
        """``y media``, ``y cuarto``, ``y diez``, ``y 20 minutos``."""
        for minutes, behind in self._before_or_after(place):
            yield _counted(hour, minutes), behind

    def _minutes_alone(
        self, hour: int, place: int, *, bare: bool
    ) -> Iterator[tuple[Clock | None, int]]:
        """``six thirty``, ``diez cuarenta y cinco``, ``nine oh five``, ``10 40``."""
        zero = self.listed(place, "number") == 0
        for minute, behind in self.numbers(place + 1 if zero else place):
            two = len(self.text(place)) == 2 or not self.text(place).isdecimal()
            if (zero and minute < 10) or (minute >= 10 and two):
                yield _clock(hour, minute, 0, "said", bare=bare), behind

    def _counted_from(self, place: int) -> Iterator[tuple[Clock | None, int]]:
        """``half past six``, ``ten to nine``, ``half six``, ``diez para las nueve``."""
        for minutes, behind in self._before_or_after(place):
            side = 1 if self.has(behind, "past") else -1 if self.has(behind, "to") else 0
            if not side or self.text(behind) == "menos":
                continue
            for hour, end in self.numbers(behind + 1):
                if side > 0 or minutes <= 30:
                    yield _counted(hour, side * minutes), end
            if self.has(behind + 1, "noon", "midnight"):
                midnight = 0 if side > 0 else 24
                hour = 12 if self.has(behind + 1, "noon") else midnight
                clock = _counted(hour, side * minutes)
                exact = clock and msgspec.structs.replace(clock, style="exact")
                yield exact, behind + 2
        if self.text(place) == "half":
            for hour, end in self.numbers(place + 1):
                yield _counted(hour, 30), end

    def _before_or_after(self, place: int) -> Iterator[tuple[int, int]]:
        """Minutes of a clock's face: ``media``, ``a quarter``, ``diez``, ``20 minutes``."""
        place = self.past(place, "article") if self.has(place + 1, "quarter") else place
        if self.has(place, "half"):
            yield 30, place + 1
        if self.has(place, "quarter"):
            yield 15, place + 1
        for minutes, behind in self.numbers(place):
            if 0 < minutes < 60:
                yield minutes, self.behind_unit(behind, "minute")


def _clock(
    hour: int,
    minute: int,
    second: int,
    style: Style,
    *,
    bare: bool = False,
) -> Clock | None:
    if hour > 23 or minute > 59:
        return None
    if style == "said" and not 1 <= hour <= 12:
        style = "exact"
    return Clock(time(hour, minute, second), style, bare)


def _counted(hour: int, minutes: int) -> Clock | None:
    """So many minutes after an hour, or before it: a quarter to one is in the hour of twelve."""
    if hour > 24 or (hour == 24 and minutes > 0):
        return None
    if 1 <= hour <= 12:
        whole = (hour % 12 * 60 + minutes) % 720
        return Clock(time(whole // 60 or 12, whole % 60), "said")
    whole = (hour * 60 + minutes) % 1440
    return Clock(time(whole // 60, whole % 60))
