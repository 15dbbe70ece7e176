"""Lines of results made what lines cannot be: Parquet, a workbook, or packed with Zstandard."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from ayuda.batch import sql
from ayuda.batch.formats import RowFormat
from ayuda.batch.messages.judging.lines import LineFormat
from ayuda.batch.messages.judging.results import MailJob
from ayuda.batch.output import Target
from ayuda.batch.rows.database import Limits, connect, paths, run
from ayuda.errors import AyudaError

MADE_OF: dict[RowFormat, LineFormat] = {
    "csv": "csv",
    "tsv": "tsv",
    "jsonl": "jsonl",
    "parquet": "jsonl",
    "xlsx": "csv",
}
"""The lines that each format is made of."""
_PLACE = 'STRUCT("part" VARCHAR, "start" BIGINT, "end" BIGINT)'
_FINDING = (
    'STRUCT("rule" VARCHAR, "breaks" BOOLEAN, "statement" VARCHAR, "evidence" VARCHAR,'
    f' "where" {_PLACE})'
)
_TYPES = {"findings": f"{_FINDING}[]", "claim": "BOOLEAN"}
_TEXT = "VARCHAR"
_ABSENT = "'\x01'"
"""No line has this character: in lines, those that do not print are spelt out."""
_LONGEST_LINE = 16 << 20


def needs_conversion(target: Target) -> bool:
    """Whether a target is made of lines that are written first."""
    return target.format in {"parquet", "xlsx"} or target.compression == "zstd"


def convert(lines: Path, made: Path, target: Target, job: MailJob) -> int:
    """Make a target's content of a file of lines; how many lines (or rows) it has.

    Raises AyudaError where it cannot be written.
    """
    if target.format == "xlsx":
        return _to_workbook(lines, made, target, job)
    import duckdb

    connection = connect(Limits())
    try:
        [(count,)] = run(
            connection, _statement(lines, made, target, job.columns), lambda _share: None
        )
    except duckdb.Error as error:
        reason = str(error).partition("\n")[0]
        raise AyudaError.of(str(target.path), "batch-not-written", reason=reason) from None
    finally:
        connection.close()
    return int(count)


def _to_workbook(lines: Path, made: Path, target: Target, job: MailJob) -> int:
    """Make a workbook of lines of CSV, the first of which has the names of the columns."""
    from ayuda.batch.rows.writing.workbook import Sheet, write_workbook

    with lines.open("rb") as file:
        count = sum(1 for _ in file)
    where, zone = str(target.path), ZoneInfo("UTC")
    sheet = Sheet(where, job.flow, job.columns, "", count - 1, job.now, zone)
    with lines.open(encoding="utf-8", newline="") as text:
        rows = (("", cells) for cells in islice(csv.reader(text), 1, None))
        write_workbook(rows, made, sheet, made.parent)
    return count


def _statement(lines: Path, made: Path, target: Target, columns: Sequence[str]) -> str:
    source, to = paths([str(lines.absolute())]), sql.literal(str(made.absolute()))
    if target.format == "parquet":
        types = ", ".join(
            f"{sql.name(column)}: {sql.literal(_TYPES.get(column, _TEXT))}" for column in columns
        )
        packed = target.compression if target.compression != "none" else "zstd"
        rows = (
            f"read_json({source}, format = 'newline_delimited', columns = {{{types}}},"
            f" hive_partitioning = false, maximum_object_size = {_LONGEST_LINE})"
        )
        return f"COPY (SELECT * FROM {rows}) TO {to} (FORMAT parquet, COMPRESSION {packed})"
    as_they_are = f"HEADER false, DELIMITER {_ABSENT}, QUOTE '', ESCAPE ''"
    reading = f"delim = {_ABSENT}, quote = '', escape = '', header = false, auto_detect = false"
    rows = (
        f"read_csv({source}, {reading}, columns = {{'line': 'VARCHAR'}},"
        f" hive_partitioning = false, max_line_size = {_LONGEST_LINE}, new_line = '\\n')"
    )
    options = f"FORMAT csv, COMPRESSION zstd, {as_they_are}"
    return f"COPY (SELECT line FROM {rows}) TO {to} ({options})"
