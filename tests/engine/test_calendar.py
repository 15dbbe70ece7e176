"""Working days: the national holidays as facts, the table against its library, other places."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import holidays
import msgspec
import pytest

from ayuda.calendar import TABLE, Calendar, HolidayTable
from ayuda.errors import AyudaError

NATIONAL = {
    2024: ["01-01", "01-06", "03-29", "05-01", "08-15", "10-12", "11-01", "12-06", "12-25"],
    2025: ["01-01", "01-06", "04-18", "05-01", "08-15", "12-08", "12-25"],
    2026: ["01-01", "01-06", "04-03", "05-01", "10-12", "12-08", "12-25"],
}
"""Spain's national holidays on weekdays, and two of 2024 on Saturdays."""

HOLIDAYS = msgspec.json.decode(TABLE.read_bytes(), type=HolidayTable)


def days_of(year: int) -> Iterator[date]:
    """Every day of a year."""
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += timedelta(days=1)


@pytest.mark.parametrize("year", NATIONAL)
def test_the_days_off_are_the_weekends_and_the_national_holidays_and_no_others(year: int) -> None:
    calendar = Calendar("ES")
    listed = {date.fromisoformat(f"{year}-{day}") for day in NATIONAL[year]}
    off = {day for day in days_of(year) if not calendar.is_working_day(day)}
    assert off == {day for day in days_of(year) if day.weekday() >= 5} | listed


@pytest.mark.parametrize("year", NATIONAL)
def test_the_national_holidays_on_weekdays_and_saturdays_are_in_the_calendar(year: int) -> None:
    listed = {date.fromisoformat(f"{year}-{day}") for day in NATIONAL[year]}
    assert listed <= Calendar("ES").holidays(year)


def test_a_holiday_on_a_sunday_that_only_regions_move_is_not_national() -> None:
    calendar = Calendar("ES")
    for moved in (date(2026, 11, 2), date(2024, 12, 9)):
        assert (moved - timedelta(days=1)).weekday() == 6
        assert calendar.is_working_day(moved)


def test_the_table_agrees_with_the_library_for_every_year() -> None:
    assert HOLIDAYS.country == "ES"
    for year, days in HOLIDAYS.national.items():
        assert set(days) == set(holidays.country_holidays("ES", years=year)), year


def test_the_table_agrees_with_the_library_for_every_region_and_year() -> None:
    for region, years in HOLIDAYS.regions.items():
        assert set(years) == set(HOLIDAYS.national), region
        for year in years:
            known = holidays.country_holidays("ES", subdiv=region, years=year)
            national = HOLIDAYS.national[year]
            assert Calendar("ES", region).holidays(year) == {*known, *national}, (region, year)


def test_the_table_has_every_autonomous_community_and_city() -> None:
    assert set(HOLIDAYS.regions) == {
        *("AN", "AR", "AS", "CB", "CE", "CL", "CM", "CN", "CT", "EX"),
        *("GA", "IB", "MC", "MD", "ML", "NC", "PV", "RI", "VC"),
    }


def test_the_table_has_no_gap_and_covers_the_years_in_use() -> None:
    years = sorted(HOLIDAYS.national)
    assert years == list(range(years[0], years[-1] + 1))
    assert {2021, 2024, 2025, 2026, 2027, 2028} <= set(years)


@pytest.mark.parametrize("region", HOLIDAYS.regions)
def test_a_region_has_the_national_holidays_too(region: str) -> None:
    calendar = Calendar("ES", region)
    calendar.settle_region("--region")
    for year in NATIONAL:
        assert calendar.holidays(year) >= Calendar("ES").holidays(year)


def test_one_region_has_days_off_that_another_has_not() -> None:
    saint_john = date(2026, 6, 24)
    assert not Calendar("ES", "CT").is_working_day(saint_john)
    assert Calendar("ES", "MD").is_working_day(saint_john)
    assert Calendar("ES").is_working_day(saint_john)


@pytest.mark.parametrize(
    "region", ["XX", "", "Islas", "Barcelona", "Ceuta y Melilla", "FR-MD", "'"]
)
def test_a_region_that_is_none_is_refused_naming_those_that_are(region: str) -> None:
    with pytest.raises(AyudaError) as refused:
        Calendar("ES", region).settle_region("--region")
    [problem] = refused.value.problems
    assert (problem.where, problem.code) == ("--region", "unknown-region")
    listed = problem.values["allowed"].split(", ")
    assert [entry.split()[0] for entry in listed] == list(HOLIDAYS.regions)


NAMED = {
    "MD": ("Madrid", "madrid", "MADRID", "md", "ES-MD", "es-md", " Comunidad de Madrid "),
    "CT": (
        "Cataluña",
        "cataluna",
        "Catalunya",
        "CATALUÑA",
        "Catalu\u006e\u0303a",
        "Catalonia",
        "ct ",
    ),
    "PV": ("País Vasco", "pais vasco", "Euskadi", "Basque Country"),
    "CL": ("Castilla y León", "castilla-leon", "Castilla  y  Leon"),
    "CM": ("Castilla-La Mancha", "castilla la mancha"),
    "CN": ("Canarias", "islas canarias"),
    "IB": ("Illes Balears", "Baleares", "islas baleares"),
    "VC": ("Comunidad Valenciana", "Comunitat Valenciana", "valencia"),
    "AS": ("Principado de Asturias",),
    "MC": ("Región de Murcia", "region de murcia"),
    "RI": ("La Rioja", "rioja"),
}


@pytest.mark.parametrize(
    ("code", "told"), [(code, told) for code, names in NAMED.items() for told in names]
)
def test_a_region_goes_by_its_name_too(code: str, told: str) -> None:
    calendar = Calendar("ES", told)
    calendar.settle_region("--region")
    assert calendar.region == code


def test_every_name_of_every_region_means_it() -> None:
    for code, names in HOLIDAYS.names.items():
        assert names
        for name in names:
            calendar = Calendar("ES", name)
            calendar.settle_region("--region")
            assert calendar.region == code, name


@pytest.mark.parametrize(
    ("told", "meant"), [("Madird", "MD Madrid"), ("Galiza", "GA Galicia"), ("ctt", "CT Cataluña")]
)
def test_a_region_that_is_nearly_one_is_refused_with_the_nearest(told: str, meant: str) -> None:
    calendar = Calendar("ES", told)
    with pytest.raises(AyudaError) as refused:
        calendar.settle_region("config.toml:2")
    [problem] = refused.value.problems
    assert (problem.where, problem.code) == ("config.toml:2", "unknown-region-nearest")
    assert problem.values["nearest"] == meant


@pytest.mark.parametrize(
    ("country", "region", "day", "after"),
    [
        ("FR", None, date(2026, 7, 13), date(2026, 7, 15)),
        ("DE", None, date(2026, 1, 5), date(2026, 1, 6)),
        ("DE", "BY", date(2026, 1, 5), date(2026, 1, 7)),
        ("DE", "bayern", date(2026, 1, 5), date(2026, 1, 7)),
        ("PT", None, date(2026, 4, 24), date(2026, 4, 27)),
        ("PT", None, date(2026, 6, 9), date(2026, 6, 11)),
    ],
)
def test_another_country_has_its_own_working_days(
    country: str, region: str | None, day: date, after: date
) -> None:
    calendar = Calendar(country, region)
    calendar.settle_region("--region")
    assert calendar.working_day_after(day, 1) == after


@pytest.mark.parametrize(
    ("region", "day", "after"),
    [
        (None, date(2040, 12, 24), date(2040, 12, 26)),
        (None, date(1999, 12, 31), date(2000, 1, 3)),
        (None, date(2050, 4, 7), date(2050, 4, 11)),
        ("CT", date(2041, 6, 21), date(2041, 6, 25)),
        ("MD", date(2041, 6, 21), date(2041, 6, 24)),
    ],
)
def test_a_year_outside_the_table_works(region: str | None, day: date, after: date) -> None:
    assert day.year not in HOLIDAYS.national
    assert Calendar("ES", region).working_day_after(day, 1) == after


def test_working_days_are_counted_from_the_table_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def unexpected(*_: object, **__: object) -> None:
        message = "the library was asked for a year that the table has"
        raise AssertionError(message)

    monkeypatch.setattr(holidays, "country_holidays", unexpected)
    assert Calendar("ES").working_day_after(date(2026, 12, 4), 2) == date(2026, 12, 9)
