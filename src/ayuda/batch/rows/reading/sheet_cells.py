"""Cells of workbooks as texts: numbers and dates as people see them, exact, without an exponent."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import NamedTuple, Protocol

from ayuda.errors import AyudaError

TEXT, NUMBER, TRUTH, DAY, MOMENT, CLOCK, SPAN = "tnbdmcs"
"""The kinds of cells: a clock is a time of day, and a span is hours that may be beyond 24."""
UNKNOWN = "?"
"""The kind of a formula that nobody has worked out."""
Cell = tuple[str, str]
"""The kind and the text of a cell."""
NOTHING: Cell = (TEXT, "")
MOST_COLUMNS = 16_384
MOST_ROWS = 1_048_576
"""How large a sheet can be (Excel; LibreOffice's have as many rows and columns)."""
WHOLE = re.compile(r"-?[0-9]+")
ISO_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
ISO_MOMENT = re.compile(rf"({ISO_DAY.pattern}T[0-9]{{2}}:[0-9]{{2}})(:[0-9]{{2}}(?:\.[0-9]+)?)?")
WITHOUT_EXPONENT = 1e21
SMALLEST_WITHOUT_EXPONENT = 1e-15
SHOWN_DIGITS = ".15g"
"""Spreadsheets show 15 digits; what a number has beyond is noise of binary fractions."""
DAY_MILLISECONDS = 86_400_000
LAST_SERIAL = 2_958_466
"""The number of the first day that no date stands for: the one after 31 December 9999."""
FALSE_LEAP_DAY = 60
"""Excel counts a 29 February 1900; days before it are one further than their numbers say."""


class SheetRow(NamedTuple):
    """A row by its number in the sheet: its cells from column A to the last one that is filled.

    ``is_written`` is whether some cell states something, be it an empty text.
    """

    number: int
    cells: list[Cell]
    is_written: bool


class Sheet(NamedTuple):
    """A sheet of a workbook: its name, whether it is hidden, and what leads to its rows.

    ``is_filled`` is None where its rows have to be looked at.
    """

    name: str
    is_hidden: bool
    place: str
    is_filled: bool | None = None


class Workbook(Protocol):
    """A workbook that stands open."""

    @property
    def sheets(self) -> list[Sheet]:
        """Its sheets of cells, in order."""
        ...

    def rows(self, sheet: Sheet, watch: Callable[[float], None] = ...) -> Iterator[SheetRow]:
        """The rows of a sheet that have cells, in order. Raises AyudaError without a place."""
        ...


def damaged(part: str) -> AyudaError:
    """The error for a part of a workbook that cannot be what it has to be; it has no place yet."""
    return AyudaError.of("", "batch-workbook-damaged", part=part)


def column_name(place: int) -> str:
    """What a sheet calls a column by its place from 0: A to XFD."""
    name = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def number_text(told: str) -> str:
    """A number as people see it: 1 for 1.0, all digits of whole ones, at most 15 of others.

    What is no number stays as it is told.
    """
    if WHOLE.fullmatch(told):
        return told
    try:
        exact = Decimal(told)
        value = float(told)
    except (InvalidOperation, ValueError):
        return told
    if not exact.is_finite() or not value or abs(value) >= WITHOUT_EXPONENT:
        return "0" if not value else told
    if exact == exact.to_integral_value():
        return format(exact.to_integral_value(), "f")
    shown = format(value, SHOWN_DIGITS)
    if "e" not in shown or abs(value) < SMALLEST_WITHOUT_EXPONENT:
        return shown
    return format(Decimal(shown), "f")


def stated_moment(told: str) -> Cell:
    """A day or a moment that is written as ISO 8601; without seconds where they are zero."""
    if ISO_DAY.fullmatch(told):
        return DAY, told
    found = ISO_MOMENT.fullmatch(told)
    if found is None:
        return TEXT, told
    return MOMENT, told if (found[2] or "").strip(":.0") else found[1]


def moment_text(moment: datetime) -> str:
    """A moment without an offset; seconds only where there are any."""
    if moment.microsecond:
        return moment.isoformat(timespec="milliseconds")
    return moment.isoformat(timespec="seconds" if moment.second else "minutes")


def clock_text(milliseconds: int) -> str:
    """Hours and minutes; seconds only where there are any."""
    sign = "-" if milliseconds < 0 else ""
    seconds, rest = divmod(abs(milliseconds), 1000)
    hours, minutes, seconds = seconds // 3600, seconds // 60 % 60, seconds % 60
    text = f"{sign}{hours:02}:{minutes:02}"
    if seconds or rest:
        text += f":{seconds:02}"
    return f"{text}.{rest:03}" if rest else text


def rounded_milliseconds(days: float) -> int:
    """Days as whole milliseconds; what is one off a whole second is that second.

    A binary fraction of a day, or one of few decimal digits, hardly ever is a whole second.
    """
    milliseconds = round(days * DAY_MILLISECONDS)
    second = round(milliseconds / 1000) * 1000
    return second if abs(milliseconds - second) <= 1 else milliseconds


def moment_of_serial(serial: float, *, from_1904: bool) -> datetime | None:
    """The moment that a number of days stands for; None where there is none.

    A number counts from 1904, or from 1900 with a leap day that never was (Ecma-376, 18.17.4).
    """
    if from_1904:
        begin = datetime(1904, 1, 1)  # noqa: DTZ001 - cells have no time zone
    elif FALSE_LEAP_DAY <= serial < FALSE_LEAP_DAY + 1 or serial < 1:
        return None
    else:
        begin = datetime(1899, 12, 31 if serial < FALSE_LEAP_DAY else 30)  # noqa: DTZ001
    if not 0 <= serial < LAST_SERIAL:
        return None
    try:
        return begin + timedelta(milliseconds=rounded_milliseconds(serial))
    except OverflowError:
        return None
