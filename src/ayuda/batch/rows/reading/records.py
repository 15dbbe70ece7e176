"""The rows of a table as Python's own reader has them: slow, exact, and sure of its lines.

The database is quick, but it strips blanks around quotes, passes over empty cells at the end of a
row, and is lost where ends of lines differ. What this reader and the database do not both see is
never decided.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ayuda.batch.rows.reading.files import RowFile, unpaired_quotes
from ayuda.batch.rows.reading.streams import LONGEST_LINE, text_lines, too_long
from ayuda.errors import AyudaError

BYTES_OF_A_LETTER = 4
"""The most that a letter can take."""


class Record(NamedTuple):
    """A row of a table: the line in which it begins, and its cells."""

    line: int
    cells: list[str]


def records(file: RowFile, lines: Iterable[str] | None = None) -> Iterator[Record]:
    """The rows of a table that stands unpacked, without its heading; or of its ``lines``.

    A blank line is no row, but where there is one column it is a row with an empty cell. An empty
    cell behind the last one is none, if every row has it. Raises OSError, UnicodeError, and
    AyudaError that names the line of a row that has not as many cells as the heading, is too
    long, has quotes that do not pair, or ends in a lone carriage return where others do not.
    """
    width = len(file.columns)
    first_further = first = 0
    for row in _body(file, lines):
        found = len(row.cells)
        is_further = found == width + 1 and not row.cells[-1]
        first = first or row.line
        if is_further and row.line == first:
            first_further = first
        if found == width and first_further:
            raise _ragged(file, first_further, width + 1)
        if found != width and not (is_further and first_further):
            raise _ragged(file, row.line, found)
        yield Record(row.line, row.cells[:width])


def _ragged(file: RowFile, line: int, found: int) -> AyudaError:
    words = {"expected": str(len(file.columns)), "found": str(found)}
    return AyudaError.of(f"{file.path}:{line}", "batch-ragged", **words)


def beginnings(file: RowFile) -> Iterator[int]:
    """The number of the line in which each row begins; blank ones count as lines."""
    if not file.delimiter:
        text = text_lines(file.plain, file.path)
        yield from (number for number, line in enumerate(text, 1) if line.strip())
        return
    yield from (record.line for record in records(file))


def _body(file: RowFile, lines: Iterable[str] | None) -> Iterator[Record]:
    """What stands below the heading."""
    text = _Text(lines or text_lines(file.plain, file.path))
    csv.field_size_limit(LONGEST_LINE)
    reader = csv.reader(text, delimiter=file.delimiter, strict=True)
    before, is_heading, ends = 0, True, set()
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise unpaired_quotes(file.path, before + 1, error, file.delimiter) from None
        if cells is None:
            return
        if text.size * BYTES_OF_A_LETTER > LONGEST_LINE:
            _check_size(file, before + 1, cells)
        ends.add(text.end)
        if "\r" in ends and len(ends - {""}) > 1:
            raise AyudaError.of(f"{file.path}:{reader.line_num}", "batch-mixed-line-ends")
        if cells or (len(file.columns) == 1 and not is_heading):
            if not is_heading:
                yield Record(before + 1, cells or [""])
            is_heading = False
        before, text.size = reader.line_num, 0


class _Text:
    """Lines on their way to a reader: their size since it was set to 0, and how the last ended."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self.size = 0
        self.end = ""

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.size += len(line)
        self.end = line[len(line.rstrip("\r\n")) :][-2:]
        return line


def _check_size(file: RowFile, line: int, cells: list[str]) -> None:
    if sum(len(cell.encode()) for cell in cells) > LONGEST_LINE:
        raise too_long(file.path, line)
