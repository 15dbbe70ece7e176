"""The first rows without an outcome, and the lines of their files in which they begin."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from ayuda.batch.formats import WORKBOOKS
from ayuda.batch.rows.reading.files import RowFile
from ayuda.batch.rows.reading.records import beginnings
from ayuda.batch.summary import FaultyRow


def faulty_rows(
    file: RowFile, found: Sequence[tuple[int, str | None, str | None]]
) -> list[FaultyRow]:
    """Rows by place (from 0), needs and problem, with the lines in which they begin.

    In a file without lines that is the row itself, in a workbook by its number in the sheet.
    """
    wanted = {place for place, _, _ in found}
    lines: dict[int, int] = {place: place + 1 + file.heading_row for place in wanted}
    if file.format not in {"parquet", *WORKBOOKS} and wanted:
        numbered = enumerate(islice(beginnings(file), max(wanted) + 1))
        lines |= {place: line for place, line in numbered if place in wanted}
    return [
        FaultyRow(file.path, lines[place], tuple((needs or "").split()), problem, file.sheet)
        for place, needs, problem in found
    ]
