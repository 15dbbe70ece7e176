"""Batches of rows in this process: files in, files out, and what the engine says of each row."""

from __future__ import annotations

import csv
import gzip
import io
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from ayuda.batch.formats import Compression, format_of_name
from ayuda.batch.output import Target
from ayuda.batch.rows.database import Limits
from ayuda.batch.rows.deciding.row_decider import RowDecider
from ayuda.batch.rows.job import RowJob, added_columns
from ayuda.batch.rows.reading.files import check_alike, row_file
from ayuda.batch.rows.row_batch import RowBatch
from ayuda.batch.summary import Summary
from ayuda.errors import AyudaError, Problem
from ayuda.texts import load_texts
from support.builtin import NO_CACHE, POLICY

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

TEXTS = load_texts("en", NO_CACHE)
NOW = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
"""A Monday noon in Madrid."""
FLOW = "cancel"
LONGEST_CELL = 1 << 27
ZSTD = b"\x28\xb5\x2f\xfd"
GZIP = b"\x1f\x8b"
Cells = list[str]


def row_job(flow: str = FLOW, **changes: Any) -> RowJob:  # noqa: ANN401 - a job's own fields
    """A job as of NOW that adds all columns, or with other settings."""
    settings = {"columns": added_columns(POLICY, flow), **changes}
    return RowJob("", "", flow, NOW, None, "en", **settings)


def decide(
    inputs: Path | Sequence[Path], output: Path | None, job: RowJob, *, fast: bool | None = None
) -> Summary:
    """Decide the rows of files; the output's format is that of its name."""
    paths = [inputs] if isinstance(inputs, Path) else inputs
    files = [row_file(str(path), job.layout) for path in paths]
    check_alike(files)
    target = None
    if output is not None:
        kind, compression = format_of_name(str(output))
        assert kind is not None
        target = Target(output, kind, compression)
    return RowBatch(job, POLICY, TEXTS, Limits(), fast=fast).decide(files, target)


def refusal(
    inputs: Path | Sequence[Path], output: Path | None, job: RowJob, *, fast: bool | None = None
) -> Problem:
    """The one problem for which a batch is refused; nothing may be left of it."""
    folder = None if output is None else output.parent
    before = set() if folder is None else set(folder.iterdir())
    try:
        decide(inputs, output, job, fast=fast)
    except AyudaError as error:
        [problem] = error.problems
    else:
        message = "it was not refused"
        raise AssertionError(message)
    if folder is not None:
        assert set(folder.iterdir()) == before
    said = TEXTS.message(problem)
    assert said.what.strip()
    assert said.hint.strip()
    assert "{" not in said.what.replace(problem.values.get("reason", ""), "")
    return problem


def engine_says(job: RowJob, facts: Mapping[str, str | None], **columns: str) -> Cells:
    """The cells that the engine itself would add to a row, from its cells by fact.

    ``columns`` are the headings of the facts' columns, where they are others.
    """
    named = {name: columns.get(name, name) for name in facts}
    order = [name for name in (*POLICY.flows[job.flow].facts, "now") if name in facts]
    decider = RowDecider(job.setting(POLICY), job.flow, TEXTS, named)
    result = decider.decide({name: facts[name] for name in order})
    cells = result.cells()
    return [cells.get(column) or "" for column in job.columns]


# ------------------------------------------------------------------ files


def write_table(
    path: Path,
    rows: Iterable[Sequence[str]],
    *,
    delimiter: str = ",",
    line_end: str = "\n",
    encoding: str = "utf-8",
    quoting: int = csv.QUOTE_MINIMAL,
) -> Path:
    """Write a table with Python's own module."""
    text = table_text(rows, delimiter=delimiter, line_end=line_end, quoting=quoting)
    return write(path, text.encode(encoding))


def table_text(
    rows: Iterable[Sequence[str]],
    *,
    delimiter: str = ",",
    line_end: str = "\n",
    quoting: Any = csv.QUOTE_MINIMAL,  # noqa: ANN401 - the module's constants have a private type
) -> str:
    """A table as Python's own module writes it, every lone end of a line in quotes."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n", quoting=quoting)
    lines: list[str] = []
    for row in rows:
        writer.writerow(row)
        lines.append(text.getvalue().removesuffix("\r\n") + line_end)
        text.seek(0)
        text.truncate()
    return "".join(lines)


def write(path: Path, content: bytes) -> Path:
    """Write a file, compressed as its name says."""
    path.write_bytes(packed(content, format_of_name(str(path))[1]))
    return path


def packed(content: bytes, compression: Compression) -> bytes:
    """Content as Python's own modules compress it, with a checksum."""
    if compression == "gzip":
        return gzip.compress(content, mtime=0)
    if compression == "zstd":
        return zstd.compress(content, options={zstd.CompressionParameter.checksum_flag: 1})
    return content


def text_of(path: Path) -> str:
    """The text of a file, whatever it is compressed with."""
    content = path.read_bytes()
    if content.startswith(GZIP):
        return gzip.decompress(content).decode()
    if content.startswith(ZSTD):
        return zstd.decompress(content).decode()
    return content.decode()


def table_of(path: Path, delimiter: str = ",") -> list[Cells]:
    """The rows of a table, the first one the header, as Python's own module reads them."""
    return rows_of_text(text_of(path), delimiter)


def rows_of_text(text: str, delimiter: str = ",") -> list[Cells]:
    """The same of a text."""
    csv.field_size_limit(LONGEST_CELL)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def objects_of(path: Path) -> list[dict[str, Any]]:
    """The objects of JSON lines."""
    return [json.loads(line) for line in text_of(path).splitlines()]


def write_parquet(path: Path, select: str) -> Path:
    """Write what a SELECT gives."""
    connection = duckdb.connect()
    connection.execute(f"COPY ({select}) TO '{path}' (FORMAT parquet)")
    connection.close()
    return path


def parquet_of(path: Path) -> list[dict[str, Any]]:
    """The rows of a Parquet file, in order."""
    connection = duckdb.connect()
    select = f"SELECT * FROM read_parquet('{path}')"  # noqa: S608 - the tests' own path
    found = connection.execute(select)
    names = [column[0] for column in found.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    connection.close()
    return rows
