"""Moments of other forms: the SQL that makes them ISO 8601 against a reading in Python."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import get_args

import duckdb
import pytest

from ayuda.batch.rows.layout import DateForm
from ayuda.batch.rows.reading.dates import in_iso

FORMS: tuple[DateForm, ...] = get_args(DateForm)
BLANKS = (" ", "  ", "\u00a0", "\u202f", ", ", "T", ",")


def converted(form: DateForm, cells: list[str]) -> list[str]:
    with closing(duckdb.connect()) as connection:
        connection.execute("CREATE TABLE t AS SELECT unnest(?::VARCHAR[]) AS x", [cells])
        found = connection.execute(f"SELECT {in_iso('x', form)} FROM t").fetchall()
    return [text for (text,) in found]


# ------------------------------------------------------------- the same, read in another way


def read(form: DateForm, cell: str) -> str:
    text = cell.strip(" \t\n\r\f\v\u00a0\u202f") if cell.isprintable() or cell.strip() else cell
    reader: Callable[[str], str | None] = {
        "excel": _serial,
        "epoch": _counted,
    }.get(form, lambda told: _written(form, told))
    return reader(text) or cell


def _ascii(text: str) -> bool:
    return bool(text) and all(letter in "0123456789" for letter in text)


def _serial(text: str) -> str | None:
    whole, mark, decimals = text.replace(",", ".").partition(".")
    if not (_ascii(whole) and len(whole) in {5, 6}) or text.count(",") + text.count(".") > 1:
        return None
    days = date(1899, 12, 30) + timedelta(days=int(whole))
    if not 1970 <= days.year <= 2199:
        return None
    if not mark:
        return days.isoformat()
    if not (_ascii(decimals) and len(decimals) <= 15):
        return None
    part = Decimal(f"0.{decimals}") * 86400
    seconds = int(part.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    return (datetime(days.year, days.month, days.day) + timedelta(seconds=seconds)).isoformat()  # noqa: DTZ001


def _counted(text: str) -> str | None:
    whole, mark, decimals = text.partition(".")
    if not _ascii(whole) or (mark and not (_ascii(decimals) and len(decimals) <= 6)):
        return None
    if len(whole) in {9, 10}:
        moment = datetime.fromtimestamp(int(whole), UTC)
        moment += timedelta(microseconds=int(decimals.ljust(6, "0") or 0))
    elif len(whole) in {12, 13} and not mark:
        moment = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=int(whole))
    else:
        return None
    return moment.isoformat().replace("+00:00", "Z")


def _written(form: str, text: str) -> str | None:
    marks = [letter for letter in text[:9] if letter in "/-."][:2]
    if len(marks) != 2 or marks[0] != marks[1]:
        return None
    first, second, rest = text.split(marks[0], 2)
    digits = len(rest) - len(rest.lstrip("0123456789"))
    third, clock = rest[:digits], rest[digits:]
    day = _day(dict(zip(form, (first, second, third), strict=True)))
    if day is None:
        return None
    if not clock:
        return day.isoformat()
    time = _clock(clock)
    return None if time is None else f"{day.isoformat()}T{time}"


def _day(named: dict[str, str]) -> date | None:
    if not all(map(_ascii, named.values())):
        return None
    if len(named["y"]) not in {2, 4} or max(len(named["d"]), len(named["m"])) > 2:
        return None
    year = int(named["y"]) + (2000 if len(named["y"]) == 2 else 0)
    if year > 2069 and len(named["y"]) == 2:
        return None
    with suppress(ValueError):
        return date(year, int(named["m"]), int(named["d"]))
    return None


def _clock(text: str) -> str | None:
    text = text.replace("\u00a0", " ").replace("\u202f", " ")
    bare = text[1:] if text.startswith("T") else text.removeprefix(",").lstrip(" ")
    if not text.startswith(("T", " ", ", ")):
        return None
    bare, offset = _without_offset(bare)
    figures = bare.rstrip("apmAPM. ")
    half = bare[len(figures) :].lstrip(" ").lower()
    known = {f"{one}{way}" for one in "ap" for way in HALVES}
    if offset is None or (half not in known and bare != figures):
        return None
    time = _figures(figures.replace(",", "."), half[:1])
    return None if time is None else f"{time}{offset}"


def _without_offset(text: str) -> tuple[str, str | None]:
    """The rest and the offset; None for one that no zone has."""
    found = re.search(r" ?(Z|[+-][0-9]{2}:?[0-9]{2})$", text)
    if found is None:
        return text, ""
    offset = found[1]
    is_known = offset == "Z" or (int(offset[1:3]) <= 14 and int(offset[-2:]) <= 59)
    return text[: found.start()], offset if is_known else None


def _figures(text: str, half: str) -> str | None:
    """Hour, minute and perhaps second with a fraction, as a day of 24 hours has them."""
    hour, *rest = text.split(":")
    if len(rest) not in {1, 2}:
        return None
    second, mark, fraction = (rest[1] if len(rest) == 2 else "00").partition(".")
    sixties = (rest[0], second)
    if not all(_ascii(part) and len(part) == 2 and int(part) < 60 for part in sixties):
        return None
    if mark and not (_ascii(fraction) and len(fraction) <= 6):
        return None
    hours = range(1, 13) if half else range(24)
    if not _ascii(hour) or len(hour) > 2 or int(hour) not in hours:
        return None
    told = int(hour) % 12 + 12 * (half == "p") if half else int(hour)
    return f"{told:02}:{rest[0]}:{second}{mark}{fraction}"


HALVES = ("m", "m.", ".m", ".m.", ". m", ". m.")


# ------------------------------------------------------------------------------ the cells


def generated(form: DateForm, random: Random) -> str:
    if form == "excel":
        return _noised(random, _any_serial(random))
    if form == "epoch":
        return _noised(random, _any_count(random))
    year = random.choice([random.randint(1970, 2199), 2026, random.randint(0, 99)])
    month, day = random.randint(0, 13), random.randint(0, 32)
    wide = random.random() < 0.5
    named = {
        "y": f"{year:02}" if year < 100 else str(year),
        "m": f"{month:02}" if wide else str(month),
        "d": f"{day:02}" if wide else str(day),
    }
    mark = random.choice("/-.")
    order = form if random.random() < 0.9 else random.choice(["dmy", "mdy", "ymd"])
    text = mark.join(named[name] for name in order)
    if random.random() < 0.8:
        hour, minute = random.randint(0, 25), random.randint(0, 61)
        text += random.choice(BLANKS) + (f"{hour:02}" if wide else str(hour)) + f":{minute:02}"
        if random.random() < 0.5:
            text += f":{random.randint(0, 60):02}"
            if random.random() < 0.2:
                text += random.choice(".,") + str(random.randint(0, 10**7 - 1))
        if random.random() < 0.4:
            text += random.choice(["", " ", "\u202f"]) + random.choice("aApP")
            text += random.choice([*HALVES, "M", ""])
        if random.random() < 0.2:
            text += random.choice(["Z", " Z", "+01:00", "+0100", "-15:00", "+0960", "+1"])
    return _noised(random, text)


def _any_serial(random: Random) -> str:
    days = random.choice([random.randint(25_000, 110_500), random.randint(0, 10**7)])
    places = random.choice([0, 0, 1, 4, 5, 9, 10, 12, 15, 16])
    return (
        f"{days}{random.choice('.,')}{random.randrange(10**places):0{places}}"
        if places
        else str(days)
    )


def _any_count(random: Random) -> str:
    digits = random.choice([8, 9, 10, 10, 11, 12, 13, 13, 14, 16])
    text = str(random.randrange(10 ** (digits - 1), 10**digits))
    return text + (f".{random.randrange(10**7)}" if random.random() < 0.2 else "")


def _noised(random: Random, text: str) -> str:
    dice = random.random()
    if dice < 0.05:
        place = random.randrange(len(text) + 1)
        return text[:place] + random.choice("0/x-. \u0661\n") + text[place + random.randrange(2) :]
    if dice < 0.1:
        return random.choice([" ", "\t", "\u00a0", "\n"]) + text + random.choice([" ", "", "\n"])
    return text


@pytest.mark.parametrize("form", FORMS)
def test_cells_become_what_a_reading_in_python_says(form: DateForm) -> None:
    random = Random(f"dates {form}")
    cells = [generated(form, random) for _ in range(20_000)]
    expected = [read(form, cell) for cell in cells]
    found = converted(form, cells)
    differing = [told for told in zip(cells, expected, found, strict=True) if told[1] != told[2]]
    assert differing == []
    changed = sum(cell != text for cell, text in zip(cells, found, strict=True))
    assert 2_000 < changed < 19_000, "both what fits and what does not is tried"


@pytest.mark.parametrize(
    ("form", "pattern"), [("dmy", "%d/%m/%Y"), ("mdy", "%m-%d-%Y"), ("ymd", "%Y.%m.%d")]
)
def test_every_day_of_a_leap_year_is_itself(form: DateForm, pattern: str) -> None:
    days = [date(2028, 1, 1) + timedelta(days=n) for n in range(366)]
    cells = [day.strftime(f"{pattern} 09:05") for day in days]
    assert converted(form, cells) == [f"{day}T09:05:00" for day in days]


def test_every_day_of_a_leap_year_is_its_number() -> None:
    days = [date(2028, 1, 1) + timedelta(days=n) for n in range(366)]
    numbers = [str((day - date(1899, 12, 30)).days) for day in days]
    assert converted("excel", numbers) == [str(day) for day in days]
    halves = [f"{number},5" for number in numbers]
    assert converted("excel", halves) == [f"{day}T12:00:00" for day in days]
    seconds = [str(int(datetime(d.year, d.month, d.day, tzinfo=UTC).timestamp())) for d in days]
    assert converted("epoch", seconds) == [f"{day}T00:00:00Z" for day in days]
    assert converted("epoch", [f"{n}000" for n in seconds]) == [f"{d}T00:00:00Z" for d in days]


@pytest.mark.parametrize(
    ("form", "cell", "meant"),
    [
        ("dmy", "22/11/2026 10:40", "2026-11-22T10:40:00"),
        ("dmy", "22-11-2026", "2026-11-22"),
        ("dmy", "2.1.26 9:05", "2026-01-02T09:05:00"),
        ("dmy", "2.1.70 9:05", "2.1.70 9:05"),
        ("dmy", "22/11/2026 12:30 a. m.", "2026-11-22T00:30:00"),
        ("dmy", "22/11/2026 12:30\u202fp.\u00a0m.", "2026-11-22T12:30:00"),
        ("dmy", "22/11/2026 13:30 PM", "22/11/2026 13:30 PM"),
        ("dmy", "31/02/2026 10:00", "31/02/2026 10:00"),
        ("dmy", "11/22/2026", "11/22/2026"),
        ("dmy", "22/11-2026", "22/11-2026"),
        ("dmy", "2026-11-22T10:40+01:00", "2026-11-22T10:40+01:00"),
        ("mdy", "11/22/2026, 4:05 PM", "2026-11-22T16:05:00"),
        ("ymd", "2026/11/22 10:40:30,5", "2026-11-22T10:40:30.5"),
        ("ymd", "2026-11-22 10:40:30 +0100", "2026-11-22T10:40:30+0100"),
        ("excel", "46348", "2026-11-22"),
        ("excel", "46348.44444", "2026-11-22T10:40:00"),
        ("excel", "46348,444444444445", "2026-11-22T10:40:00"),
        ("excel", "46347.999999", "2026-11-22T00:00:00"),
        ("excel", "20261122", "20261122"),
        ("epoch", "1795347600", "2026-11-22T11:40:00Z"),
        ("epoch", "1795347600123", "2026-11-22T11:40:00.123000Z"),
        ("epoch", "20261122", "20261122"),
        ("epoch", "17953476001", "17953476001"),
    ],
)
def test_a_cell_is_read_as_its_form_says_or_stays(form: DateForm, cell: str, meant: str) -> None:
    assert converted(form, [cell]) == [meant]


def test_an_empty_cell_stays_empty_and_null_stays_null() -> None:
    for form in FORMS:
        assert converted(form, [""]) == [""]
        assert duckdb.sql(
            f"SELECT {in_iso('x', form)} FROM (SELECT NULL::VARCHAR AS x)"
        ).fetchall() == [(None,)]
