"""Dates as people say them: ``22/11``, ``el 22``, ``Nov 22nd``, ``22 de noviembre de 2026``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import msgspec

from ayuda.late_patterns import late
from ayuda.ui.spoken_grammar import Grammar

DAY_FIRST = late(r"([0-9]{1,2})([/.-])([0-9]{1,2})(?:\2([0-9]{4}|[0-9]{2}))?")
YEAR_FIRST = late(r"([0-9]{4})([/.-])([0-9]{1,2})\2([0-9]{1,2})")
BASIC = late(r"([0-9]{4})()([0-9]{2})([0-9]{2})")
NEAR = timedelta(days=183)


class Day(msgspec.Struct, frozen=True):
    """A date as it was said; None for what was left out. ``figures``: it was not said in words."""

    day: int
    month: int | None = None
    year: int | None = None
    figures: bool = False
    needs_time: bool = False


class Dates(Grammar):
    """The rules for dates."""

    def days(self, place: int) -> Iterator[tuple[Day, int]]:
        """``22/11``, ``2026/11/22``, ``22 de noviembre de 2026``, ``Nov 22nd``, ``el día 22``."""
        written = self.text(place)
        found = DAY_FIRST.fullmatch(written)
        if found:
            dotted = found[2] == "." and not found[4]
            year = None if not found[4] else int(found[4]) + (2000 if len(found[4]) == 2 else 0)
            yield (
                Day(int(found[1]), int(found[3]), year, figures=True, needs_time=dotted),
                place + 1,
            )
        found = YEAR_FIRST.fullmatch(written) or BASIC.fullmatch(written)
        if found:
            yield Day(int(found[4]), int(found[3]), int(found[1]), figures=True), place + 1
        yield from self._day_of_month(place)
        yield from self._month_first(place)

    def _day_numbers(self, place: int) -> Iterator[tuple[int, int, bool]]:
        """A number that may be a day's; and whether it can be nothing else."""
        named = self.past(place, "day_named")
        led = named > place or self.has(place - 1, "the", "day_named")
        led = led or self.listed(place - 1, "weekday") is not None
        led = led or (place > 0 and self.text(place - 1).endswith(" del"))  # "la tarde del 22"
        for number, behind in self.ordinals(place):
            yield number, behind, led or self.text(place).isdecimal()
        for number, behind in self.numbers(named):
            if (number <= 31 and len(self.text(named)) <= 2) or not self.text(named).isdecimal():
                yield number, behind, led

    def _day_of_month(self, place: int) -> Iterator[tuple[Day, int]]:
        for number, behind, certain in self._day_numbers(place):
            after = self.past(behind, "of", "the")
            month = self.listed(after, "month")
            if month is not None:
                yield Day(number, month), after + 1
                yield from self._with_year(number, month, after + 1)
            elif self.has(after, "this_month"):
                yield Day(number), after
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
