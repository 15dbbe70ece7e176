"""Spans of time as people say them: ``20 min``, ``hora y media``, ``a couple of hours``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import msgspec

from ayuda.ui.spoken_grammar import Grammar
from ayuda.ui.spoken_words import DECIMAL

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
FEWEST_BARE_MINUTES = 10
"""``hace 20`` are minutes; ``hace 2`` may be anything."""


class Span(msgspec.Struct, frozen=True):
    """A length of time, and the units in which it was said.

    ``needs``: what must go with it, or it is no span: "ago", or a bound. ``least``: how long it
    is at least, where two lengths were said ("10 or 15 minutes").
    """

    length: timedelta
    units: tuple[str, ...]
    needs: str = ""
    least: timedelta | None = None

    @property
    def is_coarse(self) -> bool:
        """Whether it says no more than a day: ``3 days``, ``a week and a half``."""
        whole = self.units[0] != "day" or not self.length % timedelta(days=1)
        return set(self.units) <= COARSE and whole


class Spans(Grammar):
    """The rules for spans."""

    def spans(self, place: int) -> Iterator[tuple[Span, int]]:
        """``20 min``, ``1 h 30 min``, ``hora y media``, ``a couple of hours``."""
        yield from self._from_to(place)
        for first, behind in self._one_span(place):
            yield first, behind
            if first.needs != "at_most":
                yield from self._more_span(first, behind)

    def _from_to(self, place: int) -> Iterator[tuple[Span, int]]:
        """``10 or 15 minutes``, ``10-15 min``, ``an hour or two``, ``between 1 and 2 h``."""
        joined = re.fullmatch(r"([0-9]{1,3})-([0-9]{1,3})", self.text(place))
        if joined:
            unit = self._unit(place + 1)
            yield from self._ordered(float(joined[1]), float(joined[2]), unit, place + 2)
        for number, behind in self.numbers(place):
            for more, unit, end in self._amounts(self._or(place, behind)):
                yield from self._ordered(number, more, unit, end)
        for least, behind in self._one_span(place):
            then = self._or(place, behind)
            for number, end in self.numbers(then):
                less = least.length / LENGTHS[least.units[0]]
                yield from self._ordered(less, number, least.units[0], end)
            for most, end in self._one_span(then):
                if least.needs == most.needs != "at_most" and least.length < most.length:
                    yield Span(most.length, most.units, most.needs, least.length), end

    def _or(self, start: int, place: int) -> int:
        """The place behind the word between two lengths; the end of all where there is none."""
        joins = self.has(place, "or", "to") or (
            self.has(place, "and", "until") and self.has(start - 1, "between")
        )
        return place + 1 if joins else len(self.tokens)

    def _ordered(
        self, less: float, more: float, unit: str, behind: int
    ) -> Iterator[tuple[Span, int]]:
        """From one length to a longer one of the same unit."""
        if unit and 0 < less < more and LENGTHS[unit] * more <= LONGEST_SPAN:
            yield Span(LENGTHS[unit] * more, (unit,), "", LENGTHS[unit] * less), behind

    def _more_span(self, first: Span, place: int) -> Iterator[tuple[Span, int]]:
        """What a smaller unit adds: ``1 h 30 min``, ``1 hora y 20``."""
        behind = self.past(place, "and")
        for more, end in self._one_span(behind):
            if not more.needs and LENGTHS[more.units[0]] < LENGTHS[first.units[-1]]:
                units = (*first.units, *more.units)
                both = Span(first.length + more.length, units)
                yield both, end
                yield from self._more_span(both, end)
        if first.units[-1] == "hour":
            for minutes, end in self.numbers(behind):
                if FEWEST_BARE_MINUTES <= minutes < 60 or (behind > place and 0 < minutes < 60):
                    length = first.length + timedelta(minutes=minutes)
                    in_words = self.has(place - 1, "unit:hour") and len(self.text(place - 1)) > 2
                    needs = "" if in_words else "ago"  # "1h20" is a time of day, too.
                    yield Span(length, (*first.units, "minute"), needs), end

    def _one_span(self, place: int) -> Iterator[tuple[Span, int]]:
        joined = re.fullmatch(r"([0-9]{1,2})h([0-5][0-9])", self.text(place))
        if joined:
            length = timedelta(hours=int(joined[1]), minutes=int(joined[2]))
            yield (
                Span(length, ("hour", "minute"), needs="ago" if int(joined[1]) > 5 else ""),
                place + 1,
            )
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
        """How many of which unit: ``20 min``, ``half an hour``, ``2 and a half hours``."""
        for number, behind in self._quantities(place):
            counted = self.past(behind, "of", "article")
            unit = self._unit(counted if number % 1 else behind)
            if unit and (unit != "hour" or len(self.text(place)) < 4 or number < 24):
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
        if self.has(start, "half"):
            yield 0.5, start + 1
        if (
            self.has(start, "quarter")
            and self._unit(self.past(start + 1, "of", "article")) == "hour"
        ):
            yield 0.25, start + 1
        for number, behind in self.numbers(place):
            yield number, behind
            if self.has(behind, "quarter") and number == 3:
                yield 0.75, behind + 1
            if self.text(behind) == "1/2":
                yield number + 0.5, behind + 1
            half = self.past(self.past(behind, "and"), "article")
            if self.has(behind, "and") and self.has(half, "half"):
                yield number + 0.5, half + 1
