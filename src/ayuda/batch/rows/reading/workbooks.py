"""Workbooks as rows: the sheet that is meant, its heading, and the table below it.

A sheet's table is made a plain table of text (``Contents`` does that), so that there is one way to
read. Behind the cells of a row stand their kinds, a letter each, so that what is written as a
workbook again has numbers and dates where they were.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import msgspec

from ayuda.batch.formats import WORKBOOKS, Compression, RowFormat, format_of_name
from ayuda.batch.rows.database import Watch
from ayuda.batch.rows.layout import Layout
from ayuda.batch.rows.reading.encodings import UTF8
from ayuda.batch.rows.reading.files import COMPOUND, RowFile
from ayuda.batch.rows.reading.sheet_cells import (
    NOTHING,
    TEXT,
    UNKNOWN,
    Sheet,
    SheetRow,
    Workbook,
    column_name,
)
from ayuda.batch.rows.reading.streams import LONGEST_LINE, too_long
from ayuda.batch.rows.reading.workbook_package import Package, opened
from ayuda.errors import AyudaError, unreadable

BINARY = "xl/workbook.bin"
OPEN_DOCUMENT = "mimetype"
NAMES_AT, SECTOR_SIZE_AT, HEADER_SIZE = 48, 30, 512
NAMES_SIZE = 1 << 14
ENCRYPTED, EXCEL_97 = ("EncryptedPackage".encode("utf-16-le"), "Workbook".encode("utf-16-le"))
MOST_CELLS = 200_000_000
"""How many cells a table may have, empty ones included: a few bytes can declare billions."""
MOST_NAMED = 12
NEAR = 10
"""How many rows below what seems to be the heading a wider row shows that it was a title."""


class TableRow(NamedTuple):
    """A row of a sheet's table: the texts of its cells, and a letter for the kind of each."""

    cells: list[str]
    kinds: str


def workbook_file(
    path: str, shown: RowFormat, layout: Layout, size: int, compression: Compression
) -> RowFile:
    """Look at a workbook: its sheet and its heading. Raises AyudaError.

    ``shown`` is the format that its beginning shows; ``compression`` is what is around it.
    """
    told, _ = format_of_name(path)
    if compression != "none":
        raise AyudaError.of(path, "batch-workbook-packed")
    if shown not in WORKBOOKS:
        raise _no_workbook(path)
    if told is not None and told not in WORKBOOKS:
        raise AyudaError.of(path, "batch-workbook-other-name", ending=f".{shown}")
    with _workbook(path) as workbook:
        sheet = _chosen(path, workbook, layout.sheet)
        heading = None if sheet is None else _heading(path, workbook, sheet, layout.skip)
    if sheet is None or heading is None:
        return RowFile(path, shown, delimiter=",", size=size)
    texts = [text for _, text in heading.cells]
    first = next(place for place, text in enumerate(texts) if text)
    return RowFile(
        path,
        shown,
        delimiter=",",
        columns=tuple(texts[first:]),
        size=size,
        sheet=sheet.name,
        heading_row=heading.number,
        first_column=first,
    )


def _heading(path: str, workbook: Workbook, sheet: Sheet, skip: int) -> SheetRow | None:
    """The first row that has something filled, below so many rows."""
    for row in workbook.rows(sheet):
        if row.number > skip and any(cell != NOTHING for cell in row.cells):
            for place, (kind, _) in enumerate(row.cells):
                if kind == UNKNOWN:
                    raise _unsaved(f"{path}:{sheet.name}", place, row.number)
            cells = row.cells
            while not cells[-1][1]:
                cells.pop()
            return row
    return None


def _chosen(path: str, workbook: Workbook, named: str | None) -> Sheet | None:
    """The sheet that is named, else the only one that people see filled; None where none is."""
    sheets = workbook.sheets
    if named is not None:
        for alike in (str, str.casefold):
            found = [sheet for sheet in sheets if alike(sheet.name) == alike(named)]
            if len(found) == 1:
                return found[0]
        words = {"value": named, "sheets": _listed(sheets)}
        raise AyudaError.of(path, "batch-no-such-sheet", **words)
    filled = [sheet for sheet in sheets if not sheet.is_hidden and _is_filled(workbook, sheet)]
    if len(filled) > 1:
        words = {"sheets": _listed(filled), "first": filled[0].name}
        raise AyudaError.of(path, "batch-sheets-several", **words)
    if not filled:
        hidden = [sheet for sheet in sheets if sheet.is_hidden and _is_filled(workbook, sheet)]
        if hidden:
            words = {"sheets": _listed(hidden), "first": hidden[0].name}
            raise AyudaError.of(path, "batch-sheets-hidden", **words)
    return filled[0] if filled else None


def _is_filled(workbook: Workbook, sheet: Sheet) -> bool:
    if sheet.is_filled is not None:
        return sheet.is_filled
    return any(cell != NOTHING for row in workbook.rows(sheet) for cell in row.cells)


def _listed(sheets: list[Sheet]) -> str:
    names = [sheet.name for sheet in sheets]
    return ", ".join(names[:MOST_NAMED]) + (", …" if len(names) > MOST_NAMED else "")


class SheetTable:
    """The rows below the heading of a workbook's sheet.

    ``blank`` is, at the end, how many rows behind the last one were left out: rows whose cells all
    state an empty text, as formulas do that wait to be filled. Rows that nobody has touched are
    none; blank ones with a filled one below them are rows.
    """

    def __init__(self, file: RowFile) -> None:
        self._file = file
        self._width = len(file.columns)
        self._begins, self._ends = file.first_column, file.first_column + self._width
        self.blank = 0

    def rows(self, watch: Watch) -> Iterator[TableRow]:
        """The rows. Raises AyudaError with the place of what is wrong."""
        file = self._file
        if not file.columns:
            return
        expected, total = file.heading_row + 1, 0
        nothing = TableRow([""] * self._width, TEXT * self._width)
        with _workbook(file.path) as workbook:
            sheet = _chosen(file.path, workbook, file.sheet)
            assert sheet is not None
            for row in workbook.rows(sheet, watch):
                if row.number <= file.heading_row:
                    continue
                if not row.cells or not any(cell != NOTHING for cell in row.cells):
                    self.blank += row.is_written
                    continue
                made = self._row(row)
                self.blank = 0
                total += (row.number + 1 - expected) * self._width
                if total > MOST_CELLS:
                    words = {"most": str(MOST_CELLS // 1_000_000)}
                    raise AyudaError.of(self._where, "batch-workbook-cells", **words)
                for _ in range(expected, row.number):
                    yield nothing
                yield made
                expected = row.number + 1

    @property
    def _where(self) -> str:
        return f"{self._file.path}:{self._file.sheet}"

    def _row(self, row: SheetRow) -> TableRow:
        cells = row.cells
        if self._begins or len(cells) > self._width:
            self._check_outside(row)
            cells = cells[self._begins : self._ends]
        missing = self._width - len(cells)
        if missing:
            cells = cells + [NOTHING] * missing
        kinds = "".join([kind for kind, _ in cells])
        texts = [text for _, text in cells]
        if UNKNOWN in kinds:
            raise _unsaved(self._where, self._begins + kinds.index(UNKNOWN), row.number)
        if sum(map(len, texts)) > LONGEST_LINE // 4:
            size = sum(len(text.encode(UTF8)) for text in texts)
            if size > LONGEST_LINE:
                raise too_long(self._where, row.number)
        return TableRow(texts, kinds)

    def _check_outside(self, row: SheetRow) -> None:
        heading = self._file.heading_row
        for place, (_, text) in enumerate(row.cells):
            if not text or self._begins <= place < self._ends:
                continue
            if row.number <= heading + NEAR:
                words = {"wider": str(row.number), "skip": str(row.number - 1)}
                raise AyudaError.of(self._where, "batch-title-rows", row=str(heading), **words)
            first, last = column_name(self._begins), column_name(self._ends - 1)
            where = f"{self._where}!{column_name(place)}{row.number}"
            words = {"row": str(heading), "first": first, "last": last}
            raise AyudaError.of(where, "batch-cell-outside", **words)


def _unsaved(where: str, column: int, row: int) -> AyudaError:
    return AyudaError.of(f"{where}!{column_name(column)}{row}", "batch-formula-unsaved")


# ------------------------------------------------------------------ opening


@contextmanager
def _workbook(path: str) -> Iterator[Workbook]:
    """A workbook, while it stands open. Raises AyudaError, with its path where there is no place.

    So does what is done with it.
    """
    try:
        with opened(path) as package:
            yield _of_package(package)
    except OSError as error:
        raise unreadable(path, error) from None
    except AyudaError as error:
        problems = [
            msgspec.structs.replace(problem, where=_placed(path, problem.where))
            for problem in error.problems
        ]
        raise AyudaError(problems) from None


def _placed(path: str, where: str) -> str:
    """A place with the path of the workbook, where it has none yet."""
    return f"{path}{where}" if where[:1] in {"", ":"} else where


def _of_package(package: Package) -> Workbook:
    if package.has(OPEN_DOCUMENT):
        from ayuda.batch.rows.reading.open_document import OpenDocument

        return OpenDocument(package)
    if package.has(BINARY):
        raise AyudaError.of("", "batch-workbook-old", ending=".xlsb")
    from ayuda.batch.rows.reading.excel_workbook import ExcelWorkbook

    return ExcelWorkbook(package)


def _no_workbook(path: str) -> AyudaError:
    """The error for a file that is no workbook that is read: perhaps it is another kind of one."""
    names = _stream_names(path)
    if ENCRYPTED in names:
        return AyudaError.of(path, "batch-workbook-protected")
    if EXCEL_97 in names:
        return AyudaError.of(path, "batch-workbook-old", ending=".xls")
    return AyudaError.of(path, "batch-not-workbook")


def _stream_names(path: str) -> bytes:
    """The names of a compound file's first streams (MS-CFB, 2.2); nothing of another file."""
    try:
        with Path(path).open("rb") as file:
            header = file.read(HEADER_SIZE)
            if not header.startswith(COMPOUND):
                return b""
            shift = int.from_bytes(header[SECTOR_SIZE_AT : SECTOR_SIZE_AT + 2], "little")
            sector = int.from_bytes(header[NAMES_AT : NAMES_AT + 4], "little")
            file.seek((sector + 1) << min(shift, 12))
            return file.read(NAMES_SIZE)
    except OSError as error:
        raise unreadable(path, error) from None
