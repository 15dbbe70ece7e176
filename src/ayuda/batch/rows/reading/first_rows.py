"""The first rows without an outcome, and the lines of their files in which they begin."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

import msgspec

from ayuda.batch.rows.reading.files import RowFile
from ayuda.batch.rows.reading.records import beginnings
from ayuda.batch.summary import FaultyRow
from ayuda.errors import Problem


def faulty_rows(
    file: RowFile, found: Sequence[tuple[int, str | None, str | None]]
) -> list[FaultyRow]:
    """Rows by place (from 0), needs and problem, with the lines in which they begin.

    In a file without lines that is the row itself.
    """
    wanted = {place for place, _, _ in found}
    lines: dict[int, int] = {place: place + 1 for place in wanted}
    if file.format != "parquet" and wanted:
        numbered = enumerate(islice(beginnings(file), max(wanted) + 1))
        lines |= {place: line for place, line in numbered if place in wanted}
    return [
        FaultyRow(file.path, lines[place], tuple((needs or "").split()), problem)
        for place, needs, problem in found
    ]


def in_whole_file(problem: Problem, files: Sequence[RowFile]) -> Problem:
    """A problem with the number of its line in the file itself, where lines stand above a table."""
    for file in files:
        line = problem.where.removeprefix(f"{file.path}:")
        if file.lines_above and line != problem.where and line.isdigit():
            where = f"{file.path}:{int(line) + file.lines_above}"
            return msgspec.structs.replace(problem, where=where)
    return problem


def row_in_whole_file(row: FaultyRow, files: Sequence[RowFile]) -> FaultyRow:
    """A row with the number of its line in the file itself."""
    above = next((file.lines_above for file in files if file.path == row.source), 0)
    return msgspec.structs.replace(row, line=row.line + above) if above else row
