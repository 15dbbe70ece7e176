"""Working days: days without Saturdays, Sundays and a country's public holidays.

A region goes by its code or by its name.

The holidays of Spain for the usual years come from a small table made from the ``holidays``
library by ``tools/make_holidays.py``; any other country or year loads that library itself,
whose import alone costs more than a whole decision.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

import msgspec

from ayuda.errors import AyudaError, Problem
from ayuda.likeness import nearest, plain

TABLE = Path(__file__).with_name("holidays.json")
SATURDAY = 5


class HolidayTable(msgspec.Struct, frozen=True):
    """The public holidays of one country: nation-wide, and what each region adds, by year.

    ``names`` is what each region is called.
    """

    country: str
    library: str
    names: dict[str, tuple[str, ...]]
    national: dict[int, tuple[date, ...]]
    regions: dict[str, dict[int, tuple[date, ...]]]


class Calendar:
    """The working days of a country, or of one of its regions (the code after ``ES-``).

    ``days`` are a policy's own holidays, which stand for those of the country.
    """

    def __init__(
        self, country: str, region: str | None = None, days: Collection[date] | None = None
    ) -> None:
        self.country = country
        self.region = region
        self.days = None if days is None else frozenset(days)
        self._years: dict[int, frozenset[date]] = {}

    @cached_property
    def _table(self) -> HolidayTable | None:
        table = msgspec.json.decode(TABLE.read_bytes(), type=HolidayTable)
        return table if table.country == self.country else None

    def in_region(self, region: str) -> Calendar:
        """The calendar of one of the country's regions, by its code."""
        other = Calendar(self.country, region, self.days)
        other.__dict__["_table"] = self._table  # It is read once for all of them.
        return other

    def regions(self) -> tuple[str, ...]:
        """The region codes that this country's holidays are known for."""
        if self.days is not None:
            return ()
        if self._table is not None:
            return tuple(self._table.regions)
        import holidays

        supported: Mapping[str, list[str]] = holidays.list_supported_countries()
        return tuple(supported.get(self.country, ()))

    def is_known(self) -> bool:
        """Whether anybody knows this country's public holidays."""
        if self.days is not None or self._table is not None:
            return True
        import holidays

        return self.country in holidays.list_supported_countries()

    def names(self) -> dict[str, tuple[str, ...]]:
        """What each region is called, by its code."""
        if self._table is not None:
            return self._table.names
        import holidays

        known = self.regions()
        aliases: Mapping[str, str] = {}
        if known:
            aliases = holidays.country_holidays(self.country).subdivisions_aliases
        return {
            code: tuple(name for name, meant in aliases.items() if meant == code) for code in known
        }

    def settle_region(self, where: str) -> None:
        """Put the region's code in the place of its name, whatever its case and accents.

        Raises AyudaError where the region is none of this country's; ``where`` is what said it.
        """
        told, known = self.region, self.regions()
        if told is None or told in known:
            return
        names = self.names()
        called = {
            name: code for code in known for name in (code, f"{self.country}-{code}", *names[code])
        }
        words = plain(told)
        found = {code for name, code in called.items() if plain(name) == words} or {
            code for code in known if any(_contains(words, name) for name in names[code])
        }
        if len(found) == 1:
            [self.region] = found
            return
        allowed = ", ".join(" ".join((code, *names[code][:1])) for code in known)
        values = {"value": told, "allowed": allowed}
        near = nearest(told, called)
        if near is None:
            raise AyudaError([Problem(where, "unknown-region", values)])
        values["nearest"] = " ".join((near, *names[near][:1]))
        raise AyudaError([Problem(where, "unknown-region-nearest", values)])

    def holidays(self, year: int) -> frozenset[date]:
        """The public holidays of a year, of the region too where one is set."""
        if self.days is not None:
            return self.days
        if year not in self._years:
            self._years[year] = self._read(year)
        return self._years[year]

    def _read(self, year: int) -> frozenset[date]:
        if self._table is not None and year in self._table.national:
            extra = self._table.regions[self.region] if self.region else {}
            return frozenset((*self._table.national[year], *extra.get(year, ())))
        import holidays

        national = holidays.country_holidays(self.country, years=year)
        if self.region is None:
            return frozenset(national)
        regional = holidays.country_holidays(self.country, subdiv=self.region, years=year)
        return frozenset((*national, *regional))

    def is_working_day(self, day: date) -> bool:
        """Whether work is done on that day."""
        return day.weekday() < SATURDAY and day not in self.holidays(day.year)

    def working_day_after(self, day: date, count: int) -> date:
        """The ``count``-th working day after ``day``, or before it where ``count`` is negative.

        The day itself does not count.
        """
        step = timedelta(days=1 if count > 0 else -1)
        left = abs(count)
        while left:
            day += step
            left -= self.is_working_day(day)
        return day


def _contains(words: str, name: str) -> bool:
    """Whether a region's name stands whole among more words ("comunidad de madrid")."""
    return f" {plain(name)} " in f" {words} "
