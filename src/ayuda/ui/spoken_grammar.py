"""What words that stand together mean: a number, a time of day, a date, a span of time.

Each rule looks at the tokens from a place on, and gives every way to read them, each with the place
behind it. Nothing is guessed here: where words can be read in two ways, both are given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta
from typing import Literal

import msgspec

from ayuda.ui.spoken_words import DECIMAL, Token

LENGTHS = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
    "fortnight": timedelta(weeks=2),
    "month": timedelta(days=30),
}
COARSE = frozenset({"day", "week", "fortnight", "month"})
LONGEST_SPAN = timedelta(weeks=99_999)
NEAR = timedelta(days=183)
EARLIEST_ALONE = 6
"""``6h`` alone may be an hour of the day as well as a span; ``5h`` is a span."""
FEWEST_BARE_MINUTES = 10
"""``hace 20`` are minutes; ``hace 2`` may be anything."""
CLOCK = re.compile(r"([0-9]{1,2})(?:([:.])([0-9]{2})(?::([0-5][0-9]))?|h([0-9]{2}))")
DAY_FIRST = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})(?:\2([0-9]{4}|[0-9]{2}))?")
YEAR_FIRST = re.compile(r"([0-9]{4})([/.-])([0-9]{1,2})\2([0-9]{1,2})|([0-9]{4})([0-9]{2})([0-9]{2})")


class Clock(msgspec.Struct, frozen=True):
    """A time of day as it was said.

    ``said``: as people say it, so that an hour up to 12 may be of either half of the day.
    ``short``: in figures, but with an hour of one figure, which people write for either half.
    ``bare``: a number alone, an hour only beside a day or behind "at".
    """

    time: time
    style: Literal["said", "short", "exact", "midnight"] = "exact"
    bare: bool = False


class Day(msgspec.Struct, frozen=True):
    """A date as it was said; None for what was left out. ``figures``: it was not said in words."""

    day: int
    month: int | None = None
    year: int | None = None
    figures: bool = False
    needs_time: bool = False


class Span(msgspec.Struct, frozen=True):
    """A length of time, and the units in which it was said.

    ``needs``: what must go with it, or it is no span: "ago", or a bound.
    """

    length: timedelta
    units: tuple[str, ...]
    needs: str = ""

    @property
    def is_coarse(self) -> bool:
        """Whether it says no more than a day: ``3 days``, ``a week and a half``; no day and a half."""
        whole = self.units[0] != "day" or not self.length % timedelta(days=1)
        return set(self.units) <= COARSE and whole


class Grammar:
    """The rules, over the tokens of one text."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens

    def has(self, place: int, *tags: str) -> bool:
        """Whether the token at a place may stand for one of these."""
        return place < len(self.tokens) and not self.tokens[place].tags.isdisjoint(tags)

    def text(self, place: int) -> str:
        """The token at a place; empty behind the last."""
        return self.tokens[place].text if place < len(self.tokens) else ""

    def listed(self, place: int, kind: str) -> int | None:
        """Which of a list's words the token at a place is."""
        if place >= len(self.tokens):
            return None
        found = [tag for tag in self.tokens[place].tags if tag.startswith(f"{kind}:")]
        return int(found[0].partition(":")[2]) if found else None

    def past(self, place: int, *tags: str) -> int:
        """The place behind all tokens from here that stand for one of these."""
        while self.has(place, *tags):
            place += 1
        return place

    # ------------------------------------------------------------ numbers

    def numbers(self, place: int) -> Iterator[tuple[int, int]]:
        """``20``, ``veinte``, ``treinta y cinco``, ``twenty five``: up to 99 in words."""
        if re.fullmatch(r"[0-9]{1,5}", self.text(place)):
            yield int(self.text(place)), place + 1
        number = self.listed(place, "number")
        if number is not None:
            yield number, place + 1
        tens = self.listed(place, "tens")
        if tens is None:
            return
        if number is None:
            yield tens * 10, place + 1
        behind = self.past(place + 1, "and")
        ones = self.listed(behind, "number")
        if ones is not None and 0 < ones < 10:
            yield tens * 10 + ones, behind + 1

    def ordinals(self, place: int) -> Iterator[tuple[int, int]]:
        """``22nd``, ``twenty-second``, ``primero``."""
        if re.fullmatch(r"[0-9]{1,2}", self.text(place)) and self.has(place + 1, "ordinal_ending"):
            yield int(self.text(place)), place + 2
        ordinal = self.listed(place, "ordinal")
        if ordinal is not None:
            yield ordinal, place + 1
        if self.has(place, "thirtieth"):
            yield 30, place + 1
        tens, ones = self.listed(place, "tens"), self.listed(place + 1, "ordinal")
        if tens is not None and ones is not None and ones < 10:
            yield tens * 10 + ones, place + 2

    # ------------------------------------------------------- times of day

    def clocks(self, place: int) -> Iterator[tuple[Clock, int]]:
        """Every time of day that begins here."""
        for clock, behind in self._clocks(place):
            if clock is not None:
                yield clock, self.past(behind, "oclock") if clock.bare else behind
                if clock.bare and self.has(behind, "oclock"):
                    yield msgspec.structs.replace(clock, bare=False), self.past(behind, "oclock")

    def _clocks(self, place: int) -> Iterator[tuple[Clock | None, int]]:
        noon = place
        if self.text(place) in {"12"} or self.listed(place, "number") == 12:
            noon = place + 1
        if self.has(noon, "noon"):
            yield Clock(time(12)), noon + 1
        if self.has(noon, "midnight"):
            yield Clock(time(), "midnight"), noon + 1
        yield from self._figures(place)
        yield from self._counted_from(place)
        for hour, behind in self.numbers(place):
            yield from self._hour(place, hour, behind)

    def _figures(self, place: int) -> Iterator[tuple[Clock | None, int]]:
        """``10:40``, ``10.40 h``, ``10h40``, ``10:40:30``; ``1040`` behind "at"."""
        found = CLOCK.fullmatch(self.text(place))
        if found:
            minute = found[3] or found[5]
            behind = place + 1
            unit = self.has(behind, "hour_of_clock", "hours_named")
            short = len(found[1]) == 1 and found[5] is None and found[4] is None
            style: Literal["short", "exact"] = "short" if short and found[1] != "0" else "exact"
            yield _clock(int(found[1]), int(minute), int(found[4] or 0), style), behind + unit
        joined = re.fullmatch(r"([0-2][0-9])([0-5][0-9])", self.text(place))
        if joined:
            unit = self.has(place + 1, "hour_of_clock", "hours_named")
            bare = not unit and not self.has(place - 1, "at")
            clock = _clock(int(joined[1]), int(joined[2]), 0, "exact")
            yield clock if not bare else None, place + 1 + unit

    def _hour(self, start: int, hour: int, place: int) -> Iterator[tuple[Clock | None, int]]:
        """What a number is the hour of: ``6``, ``6 y media``, ``six thirty``, ``18 h``."""
        in_figures = self.text(start).isdecimal()
        yield _clock(hour, 0, 0, "said", bare=True), place
        unit = place + 1 if self.has(place, "hour_of_clock", "hours_named") else place
        if unit > place:
            alone = in_figures and EARLIEST_ALONE <= hour and place == start + 1
            style: Literal["said", "exact"] = (
                "said" if hour < 10 and self.text(start)[0] != "0" else "exact"
            )
            yield _clock(hour, 0, 0, style, bare=not alone), unit
            for minute, behind in self.numbers(self.past(unit, "and")):
                yield (
                    _clock(hour, minute, 0, "exact", bare=True),
                    self._behind_unit(behind, "minute"),
                )
        joined = self.past(place, "and")
        if joined > place:
            yield from self._minutes(hour, joined)
        elif not in_figures or self.text(place).isdecimal():
            yield from self._minutes_alone(hour, place, bare=in_figures)
        if self.has(place, "to"):
            for minutes, behind in self._before_or_after(place + 1):
                if self.text(place) == "menos":
                    yield _counted(hour, -minutes), behind

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
        """``half past six``, ``ten to nine``, ``quarter past 8``, ``half six``, ``diez para las``."""
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
                yield minutes, self._behind_unit(behind, "minute")

    def _behind_unit(self, place: int, unit: str) -> int:
        return place + 1 if self.has(place, f"unit:{unit}") else place

    # -------------------------------------------------------------- dates

    def days(self, place: int) -> Iterator[tuple[Day, int]]:
        """``22/11``, ``2026/11/22``, ``22 de noviembre de 2026``, ``Nov 22nd``, ``el día 22``."""
        written = self.text(place)
        found = DAY_FIRST.fullmatch(written)
        if found:
            dotted = found[2] == "." and not found[4]
            year = None if not found[4] else int(found[4]) + (2000 if len(found[4]) == 2 else 0)
            yield Day(int(found[1]), int(found[3]), year, figures=True, needs_time=dotted), place + 1
        found = YEAR_FIRST.fullmatch(written)
        if found:
            year, month, day = (int(part) for part in (found[1], found[3], found[4]) if part) if (
                found[1]
            ) else (int(found[5]), int(found[6]), int(found[7]))
            yield Day(day, month, year, figures=True), place + 1
        yield from self._day_of_month(place)
        yield from self._month_first(place)

    def _day_numbers(self, place: int) -> Iterator[tuple[int, int, bool]]:
        """A number that may be a day's; and whether it can be nothing else."""
        named = self.past(place, "day_named")
        led = named > place or self.has(place - 1, "the", "day_named")
        led = led or self.listed(place - 1, "weekday") is not None
        for number, behind in self.ordinals(place):
            yield number, behind, led or self.text(place).isdecimal()
        for number, behind in self.numbers(named):
            if number <= 31 and len(self.text(named)) <= 2 or not self.text(named).isdecimal():
                yield number, behind, led

    def _day_of_month(self, place: int) -> Iterator[tuple[Day, int]]:
        for number, behind, certain in self._day_numbers(place):
            after = self.past(behind, "of", "the")
            month = self.listed(after, "month")
            if month is not None:
                yield Day(number, month), after + 1
                yield from self._with_year(number, month, after + 1)
            elif self.has(after, "this_month"):
                yield Day(number), after + 1
            if certain and month is None:
                yield Day(number), behind

    def _month_first(self, place: int) -> Iterator[tuple[Day, int]]:
        month = self.listed(place, "month")
        if month is None:
            return
        for number, behind, _ in self._day_numbers(self.past(place + 1, "the")):
            yield Day(number, month), behind
            yield from self._with_year(number, month, behind)

    def _with_year(self, day: int, month: int, place: int) -> Iterator[tuple[Day, int]]:
        place = self.past(place, "of")
        if re.fullmatch(r"[0-9]{4}", self.text(place)):
            yield Day(day, month, int(self.text(place))), place + 1

    # -------------------------------------------------------------- spans

    def spans(self, place: int) -> Iterator[tuple[Span, int]]:
        """``20 min``, ``1 h 30 min``, ``hora y media``, ``tres cuartos de hora``, ``a couple of hours``."""
        for first, behind in self._one_span(place):
            yield first, behind
            yield from self._more_span(first, behind)

    def _more_span(self, first: Span, place: int) -> Iterator[tuple[Span, int]]:
        """What a smaller unit adds: ``1 h 30 min``, ``1 hora y 20``."""
        behind = self.past(place, "and")
        for more, end in self._one_span(behind):
            if LENGTHS[more.units[0]] < LENGTHS[first.units[-1]]:
                both = Span(first.length + more.length, (*first.units, *more.units))
                yield both, end
                yield from self._more_span(both, end)
        if first.units[-1] == "hour":
            for minutes, end in self.numbers(behind):
                if FEWEST_BARE_MINUTES <= minutes < 60 or (behind > place and 0 < minutes < 60):
                    length = first.length + timedelta(minutes=minutes)
                    yield Span(length, (*first.units, "minute"), needs="ago"), end

    def _one_span(self, place: int) -> Iterator[tuple[Span, int]]:
        joined = re.fullmatch(r"([0-9]{1,2})h([0-5][0-9])", self.text(place))
        if joined:
            length = timedelta(hours=int(joined[1]), minutes=int(joined[2]))
            yield Span(length, ("hour", "minute"), needs="ago" if int(joined[1]) > 5 else ""), place + 1
        unit = self._unit(place)
        if unit and len(self.text(place)) > 2:
            yield Span(LENGTHS[unit], (unit,), needs="at_most"), place + 1
            yield from self._and_share(LENGTHS[unit], unit, place + 1)
        for share, unit, behind in self._amounts(place):
            length = LENGTHS[unit] * share
            if length <= LONGEST_SPAN:
                yield Span(length, (unit,), needs=self._needs(share, behind)), behind
                yield from self._and_share(length, unit, behind)
        for minutes, behind in self.numbers(place):
            enough = minutes >= FEWEST_BARE_MINUTES or self.listed(behind, "month") is not None
            if enough and minutes < 1000 and not self._unit(behind):
                yield Span(timedelta(minutes=minutes), ("minute",), needs="ago"), behind

    def _and_share(self, length: timedelta, unit: str, place: int) -> Iterator[tuple[Span, int]]:
        """``hora y media``, ``two hours and a half``, ``una hora y cuarto``."""
        behind = self.past(place, "and")
        if behind == place:
            return
        share = self.past(behind, "article") if not self.has(behind, "quarter") else behind
        for tag, parts in (("half", 2), ("quarter", 4)):
            if self.has(share, tag) and not self._unit(self.past(share + 1, "of", "article")):
                units = (unit, {"hour": "minute", "day": "hour"}.get(unit, unit))
                yield Span(length + LENGTHS[unit] / parts, units), share + 1

    def _needs(self, hours: float, behind: int) -> str:
        """Hours that are a time of day unless they are ago: ``18h``."""
        return "ago" if 13 <= hours <= 23 and self.has(behind - 1, "hour_of_clock") else ""

    def _unit(self, place: int) -> str:
        """The unit of time that the token at a place is; empty where it is none."""
        if self.has(place, "hour_of_clock"):
            return "hour"
        return next((unit for unit in LENGTHS if self.has(place, f"unit:{unit}")), "")

    def _amounts(self, place: int) -> Iterator[tuple[float, str, int]]:
        """How many of which unit: ``20 min``, ``half an hour``, ``2 and a half hours``, ``hora``."""
        for number, behind in self._quantities(place):
            counted = self.past(behind, "of", "article")
            unit = self._unit(counted if number % 1 else behind)
            if unit and (unit != "hour" or number < 1000):
                yield number, unit, (counted if number % 1 else behind) + 1

    def _quantities(self, place: int) -> Iterator[tuple[float, int]]:
        decimal = DECIMAL.fullmatch(self.text(place))
        if decimal:
            yield float(decimal[0].replace(",", ".")), place + 1
        if self.has(place, "article"):
            yield 1, place + 1
        if self.has(place, "couple"):
            yield 2, place + 1
        start = self.past(place, "article")
        for tag, share in (("half", 0.5), ("quarter", 0.25)):
            if self.has(start, tag):
                yield share, start + 1
        for number, behind in self.numbers(place):
            yield number, behind
            if self.has(behind, "quarter") and number == 3:
                yield 0.75, behind + 1
            half = self.past(self.past(behind, "and"), "article")
            if self.has(behind, "and") and self.has(half, "half"):
                yield number + 0.5, half + 1


def _clock(
    hour: int,
    minute: int,
    second: int,
    style: Literal["said", "short", "exact"],
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


def date_of(said: Day, today: date) -> date | None:
    """The date that is meant, in the past if it may be; None where there is no such date.

    Without a year it is the last one that was, unless this year's is nearer: that is a slip, or
    still to come. Without a month it is the last such day that was.
    """
    if said.month is None:
        months = [divmod(today.year * 12 + today.month - 1 - back, 12) for back in range(12)]
        found = (_date(year, month + 1, said.day) for year, month in months)
        return next((day for day in found if day is not None and day <= today), None)
    if said.year is not None:
        return _date(said.year, said.month, said.day)
    this_year = _date(today.year, said.month, said.day)
    if this_year is not None and this_year <= today + NEAR:
        return this_year
    return _date(today.year - 1, said.month, said.day)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
