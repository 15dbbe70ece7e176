"""Results as a workbook: what an office opens, sorts and filters, with nothing that runs.

Every text stays a text: none becomes a formula, a link or a number. What was a number, a date or a
truth in a workbook is one again; moments that are added are dates of the policy's time zone, for
only dates can be sorted by day. No more than a row is held.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import msgspec

from ayuda.batch.rows.database import Watch
from ayuda.batch.rows.reading.encodings import UTF8
from ayuda.batch.rows.reading.sheet_cells import (
    CLOCK,
    DAY,
    MOMENT,
    MOST_COLUMNS,
    MOST_ROWS,
    NUMBER,
    SPAN,
    TEXT,
    TRUTH,
)
from ayuda.batch.rows.reading.streams import LONGEST_LINE
from ayuda.errors import AyudaError

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

UNTIL = "u"
"""The kind of an added moment, which has an offset."""
MOST_LETTERS = 32_767
"""How many a cell can hold, in units of UTF-16."""
EXACT_DIGITS = 15
LONGEST_NAME = 31
FIRST_YEAR, LAST_YEAR = 1900, 9999
SHOWN_ROWS = 1000
"""How many rows are looked at for the widths of columns."""
NARROWEST, WIDEST, ROOM = 8, 60, 3
"""Widths in letters, and what a heading needs besides for the button of its filter."""
WRITTEN_OF_A_STEP = 1000
FORMATS = {
    DAY: {"num_format": 14},
    MOMENT: {"num_format": 22},
    "seconds": {"num_format": "yyyy-mm-dd hh:mm:ss"},
    CLOCK: {"num_format": 21},
    SPAN: {"num_format": 46},
    "heading": {"bold": True},
}
"""Of cells; 14 and 22 are a day and a moment as each reader's own country writes them."""


class Sheet(msgspec.Struct, frozen=True):
    """What a workbook holds: one sheet of so many rows.

    ``where`` is what the workbook is called in errors. ``added`` are the kinds of the cells that
    stand behind those whose kinds the rows tell; ``created`` is written into the workbook.
    """

    where: str
    name: str
    headings: tuple[str, ...]
    added: str
    rows: int
    created: datetime
    zone: ZoneInfo


def table_rows(table: Path) -> Iterator[tuple[str, list[str]]]:
    """The rows of a written table: the kinds of their first cells, and all cells."""
    csv.field_size_limit(LONGEST_LINE)
    with table.open(encoding=UTF8, newline="") as text:
        for row in csv.reader(text, strict=True):
            yield row[0], row[1:]


def write_workbook(
    rows: Iterable[tuple[str, Sequence[str]]],
    made: Path,
    sheet: Sheet,
    scratch: Path,
    watch: Watch = lambda _share: None,
) -> None:
    """Write rows, each with the kinds of its first cells, to a workbook.

    ``scratch`` is a folder for what is not whole. Raises AyudaError for what no workbook can hold,
    and OSError.
    """
    if sheet.rows >= MOST_ROWS:
        words = {"rows": str(sheet.rows), "most": str(MOST_ROWS - 1)}
        raise AyudaError.of(sheet.where, "batch-workbook-rows", **words)
    if len(sheet.headings) > MOST_COLUMNS:
        words = {"columns": str(len(sheet.headings)), "most": str(MOST_COLUMNS)}
        raise AyudaError.of(sheet.where, "batch-workbook-columns", **words)
    with _errors_of_writing(), _new_workbook(made, scratch, sheet) as workbook:
        _SheetWriter(workbook, sheet).write(rows, watch)


@contextmanager
def _new_workbook(made: Path, scratch: Path, sheet: Sheet) -> Iterator[Workbook]:
    """A workbook that is closed, and so written, where all went well."""
    import xlsxwriter

    options = {
        "constant_memory": True,
        "tmpdir": str(scratch),
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "use_zip64": True,
    }
    workbook = xlsxwriter.Workbook(str(made), options)
    # As of the decisions: the same rows are the same file.
    workbook.set_properties({"created": sheet.created.astimezone(UTC).replace(tzinfo=None)})
    try:
        yield workbook
        workbook.close()
    finally:
        for made_sheet in workbook.worksheets():  # Those that were not closed hold files.
            if made_sheet.row_data_fh is not None and not made_sheet.row_data_fh.closed:
                made_sheet.row_data_fh.close()


@contextmanager
def _errors_of_writing() -> Iterator[None]:
    from xlsxwriter.exceptions import XlsxFileError

    try:
        yield
    except XlsxFileError as error:
        raise OSError(*error.args[0].args if error.args else ()) from None


class _SheetWriter:
    """Writes the rows of a sheet, and then how it looks."""

    def __init__(self, workbook: Workbook, told: Sheet) -> None:
        self._told = told
        self._sheet: Worksheet = workbook.add_worksheet(told.name[:LONGEST_NAME])
        self._formats = {name: workbook.add_format(how) for name, how in FORMATS.items()}
        self._widths = [len(heading) + ROOM for heading in told.headings]
        self._writers: dict[str, Callable[[int, int, str], Any]] = {
            TEXT: self._text,
            NUMBER: self._number,
            TRUTH: self._truth,
            DAY: self._day,
            MOMENT: self._moment,
            CLOCK: partial(self._hours, CLOCK),
            SPAN: partial(self._hours, SPAN),
            UNTIL: self._until,
        }

    def write(self, rows: Iterable[tuple[str, Sequence[str]]], watch: Watch) -> None:
        """Write all rows."""
        told = self._told
        for column, heading in enumerate(told.headings):
            self._checked(0, self._sheet.write_string(0, column, heading, self._formats["heading"]))
        for row, (kinds, cells) in enumerate(rows, 1):
            own = kinds or TEXT * (len(cells) - len(told.added))
            for column, (kind, text) in enumerate(zip(own + told.added, cells, strict=True)):
                if text:
                    self._writers[kind](row, column, text)
            if row < SHOWN_ROWS:
                self._widths = list(map(max, self._widths, map(_width, cells)))
            if row % WRITTEN_OF_A_STEP == 0:
                watch(row / told.rows)
        for column, width in enumerate(self._widths):
            self._sheet.set_column(column, column, min(max(width, NARROWEST), WIDEST))
        self._sheet.freeze_panes(1, 0)
        self._sheet.autofilter(0, 0, told.rows, len(told.headings) - 1)

    def _text(self, row: int, column: int, text: str) -> None:
        self._checked(row, self._sheet.write_string(row, column, text))

    def _checked(self, row: int, failed: int) -> None:
        if failed:
            words = {"row": str(row), "most": str(MOST_LETTERS)}
            raise AyudaError.of(self._told.where, "batch-workbook-cell", **words)

    def _number(self, row: int, column: int, text: str) -> None:
        """A number; as a text what no spreadsheet holds exactly."""
        if sum(map(str.isdecimal, text.partition("e")[0].strip("-0."))) > EXACT_DIGITS:
            self._text(row, column, text)
        else:
            self._sheet.write_number(row, column, float(text))

    def _truth(self, row: int, column: int, text: str) -> None:
        self._sheet.write_boolean(row, column, text == "true")

    def _day(self, row: int, column: int, text: str) -> None:
        self._date(row, column, text, date.fromisoformat(text), DAY)

    def _moment(self, row: int, column: int, text: str) -> None:
        moment = datetime.fromisoformat(text)
        has_seconds = moment.second or moment.microsecond
        self._date(row, column, text, moment, "seconds" if has_seconds else MOMENT)

    def _until(self, row: int, column: int, text: str) -> None:
        """A moment by the clocks of the time zone; with its offset where that alone tells it."""
        local = datetime.fromisoformat(text).astimezone(self._told.zone).replace(tzinfo=None)
        twice = {local.replace(tzinfo=self._told.zone, fold=fold).utcoffset() for fold in (0, 1)}
        if len(twice) > 1:
            self._text(row, column, text)
        else:
            self._moment(row, column, local.isoformat())

    def _date(self, row: int, column: int, text: str, day: date, how: str) -> None:
        if FIRST_YEAR <= day.year <= LAST_YEAR:
            self._sheet.write_datetime(row, column, day, self._formats[how])
        else:
            self._text(row, column, text)

    def _hours(self, how: str, row: int, column: int, text: str) -> None:
        hours, minutes, *seconds = text.removeprefix("-").split(":")
        total = int(hours) * 3600 + int(minutes) * 60 + float(*seconds)
        days = (-total if text.startswith("-") else total) / 86_400
        self._sheet.write_number(row, column, days, self._formats[how])


def _width(text: str) -> int:
    """How wide a text is, in letters: its widest line."""
    return max(map(len, text.split("\n"))) + 1 if "\n" in text else len(text) + 1
