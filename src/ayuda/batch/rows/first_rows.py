"""The first rows without an outcome, and the lines of their files in which they begin."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence

from ayuda.batch.rows.files import RowFile
from ayuda.batch.rows.streams import text_lines
from ayuda.batch.summary import FaultyRow

LARGEST_CELL = 1 << 24


def faulty_rows(
    file: RowFile, found: Sequence[tuple[int, str | None, str | None]]
) -> list[FaultyRow]:
    """Rows by place (from 0), needs and problem, with the lines in which they begin."""
    lines = _lines(file, [place for place, _, _ in found])
    return [
        FaultyRow(file.path, line, tuple((needs or "").split()), problem)
        for line, (_, needs, problem) in zip(lines, found, strict=True)
    ]


def _lines(file: RowFile, places: Sequence[int]) -> list[int]:
    """The line of each of some rows that are in order; the row itself in a file without lines."""
    if file.format == "parquet":
        return [place + 1 for place in places]
    wanted = iter(places)
    place, lines = next(wanted, None), []
    for number, line in enumerate(beginnings(file)):
        if place is None:
            break
        if number == place:
            lines.append(line)
            place = next(wanted, None)
    return lines


def beginnings(file: RowFile) -> Iterator[int]:
    """The number of the line in which each row begins.

    A blank line is no row, but where there is one column it is a row with an empty cell.
    """
    text = text_lines(file.path, file.encoding)
    if not file.delimiter:
        yield from (number for number, line in enumerate(text, 1) if line.strip())
        return
    csv.field_size_limit(LARGEST_CELL)
    reader = csv.reader(text, delimiter=file.delimiter)
    before, is_header = 0, True
    for cells in reader:
        if (cells or len(file.columns) == 1) and not is_header:
            yield before + 1
        is_header = is_header and not cells
        before = reader.line_num


def ragged_line(file: RowFile) -> tuple[int, int] | None:
    """The first line whose row has not as many cells as the header, and how many it has."""
    csv.field_size_limit(LARGEST_CELL)
    reader = csv.reader(text_lines(file.path, file.encoding), delimiter=file.delimiter)
    before = 0
    for cells in reader:
        if cells and len(cells) != len(file.columns):
            return before + 1, len(cells)
        before = reader.line_num
    return None
