"""What the database reads as a moment, the engine reads as the same one."""

from __future__ import annotations

import string
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import product
from zoneinfo import ZoneInfo

import duckdb
import pytest
from support.moments import DATES, READ, REFUSED

from ayuda.batch.rows.deciding.clock_tables import local_runs, offset_runs, span_around
from ayuda.batch.rows.deciding.moments_in_sql import (
    local_time,
    offset_at,
    within,
    written,
    zoned_moment,
)
from ayuda.batch.rows.deciding.row_decider import utc
from ayuda.errors import AyudaError
from ayuda.moments import in_zone, parse_moment

ZONES = ("Europe/Madrid", "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC")
NOW = datetime(2026, 12, 9, tzinfo=UTC)
CHARACTERS = [*string.printable, "é", "２", "٣", "\u00a0", "−", "\0"]
PAIRS = ["".join(pair) for pair in product(string.printable, repeat=2)]


def read(texts: Iterable[str], zone: ZoneInfo, now: datetime = NOW) -> dict[str, int]:
    """What the database reads, in microseconds since 1970, of the texts that it reads at all."""
    runs = offset_runs(zone, span_around(now))
    local = f"({local_time('text', date_allowed=True)})"
    moment = (
        f"coalesce({zoned_moment('text', runs)}, {local} - {offset_at(local, local_runs(runs))})"
    )
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("CREATE TABLE texts (text VARCHAR)")
    connection.execute("INSERT INTO texts SELECT unnest(?)", [list(texts)])
    every = f"(SELECT text, {moment} AS moment FROM texts)"
    found = connection.execute(f"SELECT * FROM {every} WHERE {within('moment', runs)}").fetchall()
    return dict(found)


def assert_same(texts: Iterable[str], zone: ZoneInfo, now: datetime = NOW) -> int:
    """Hold what the database reads against the engine; how many texts that were."""
    found = read(texts, zone, now)
    for text, moment in found.items():
        try:
            expected = utc(parse_moment(text, zone, "text", date_allowed=True))
        except AyudaError as error:
            pytest.fail(f"{text!r} is read, but: {error}")
        assert moment == expected, text
    return len(found)


EXAMPLES = [
    f"2026-11-05{mark}12:03{rest}"
    for mark in "T "
    for rest in ("", ":41", ":41Z", ":41+02:00", ":41.25+01:00", ":41.250300", "+05:30", ":41+0100")
]


@pytest.mark.parametrize("example", [*EXAMPLES, "2026-11-05"])
def test_with_any_character_in_any_place(example: str) -> None:
    assert read([example], ZoneInfo("Europe/Madrid"))
    changed = {
        example[:place] + character + example[place + 1 :]
        for place in range(len(example))
        for character in CHARACTERS
    }
    added = {
        example[:place] + character + example[place:]
        for place in range(len(example) + 1)
        for character in " -+.:0Z"
    }
    removed = {example[:place] + example[place + 1 :] for place in range(len(example))}
    moved = {
        shorter[:place] + character + shorter[place:]
        for shorter in removed
        for place in range(len(shorter) + 1)
        for character in " 0+-:.TZ1"
    }
    assert assert_same(changed | added | removed | moved, ZoneInfo("Europe/Madrid")) > 10


TWICE_CHANGED = (
    *("2026-11-05T12:03:41+02:00", "2026-11-05T12:03:41", "2026-11-05 12:03:41.5Z"),
    *("2026-11-05T12:03:41Z", "2026-11-05T12:03+01:00"),
)


@pytest.mark.parametrize("example", TWICE_CHANGED[::2])
@pytest.mark.parametrize("place", range(18))
def test_with_any_two_characters_in_any_place(place: int, example: str) -> None:
    texts = {example[:place] + pair + example[place + 2 :] for pair in PAIRS}
    assert assert_same(texts, ZoneInfo("Europe/Madrid")) > 0


def test_what_is_no_moment_is_not_read_and_what_is_one_is_the_same() -> None:
    zone = ZoneInfo("Europe/Madrid")
    assert read(REFUSED, zone) == {}
    assert assert_same([*READ, *DATES], zone) > 10


YEARS_ENDS = [
    f"{day}{mark}{clock}{offset}"
    for day in ("1969-12-31", "1970-01-01", "1970-01-02", "2199-12-30", "2199-12-31", "2200-01-01")
    for mark in "T "
    for clock in ("00:00:00", "00:30:00", "11:59:59.5", "12:00", "23:30:00", "23:59:59")
    for offset in ("", "Z", "+00:00", "+01:00", "-01:00", "+14:00", "-12:00", "+0545", "-03")
]


@pytest.mark.parametrize("now", ["1970-01-20", "2199-12-15", "2203-01-01", "2250-01-01"])
@pytest.mark.parametrize("name", ZONES)
def test_at_the_ends_of_the_years_too(name: str, now: str) -> None:
    present = datetime.fromisoformat(now).replace(tzinfo=UTC)
    dates = [text[:10] for text in YEARS_ENDS]
    assert_same([*YEARS_ENDS, *dates], ZoneInfo(name), present)


@pytest.mark.parametrize("name", ZONES)
def test_every_quarter_of_an_hour_around_the_clock_changes(name: str) -> None:
    zone = ZoneInfo(name)
    days = [(3, 7), (3, 8), (3, 29), (4, 5), (10, 4), (10, 25), (11, 1)]
    texts = [
        f"{year}-{month:02}-{day:02}{mark}{hour:02}:{minute:02}:00"
        for year in (2024, 2026)
        for month, day in days
        for hour in range(24)
        for minute in (0, 15, 30, 45, 59)
        for mark in "T "
    ]
    found = read(texts, zone)
    assert_same(texts, zone)
    for text in texts:
        try:
            parse_moment(text, zone, "text")
        except AyudaError:
            assert text not in found
        else:
            assert text in found


@pytest.mark.parametrize("name", ZONES)
def test_a_moment_is_written_as_the_engine_writes_it(name: str) -> None:
    zone = ZoneInfo(name)
    span = span_around(NOW)
    step = 7 * 3_600_000_000 + 61_000_000
    moments = range(utc(span.begins), utc(span.ends), step)
    odd = [utc(NOW) + n for n in (1, 10, 100_000, 999_999)]
    connection = duckdb.connect()
    statement = f"SELECT m, {written('m', offset_runs(zone, span))} FROM (SELECT unnest(?) AS m)"
    for moment, text in connection.execute(statement, [[*moments, *odd]]).fetchall():
        exact = datetime.fromtimestamp(moment // 1_000_000, UTC)
        exact = exact.replace(microsecond=moment % 1_000_000)
        assert text == in_zone(exact, zone)
