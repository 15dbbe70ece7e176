"""What stands in the columns of files: their different cells, as far as somebody looks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import msgspec

from ayuda.batch.rows.database import Limits, close, connect
from ayuda.batch.rows.reading.contents import contents
from ayuda.batch.rows.reading.files import RowFile, in_encoding
from ayuda.batch.rows.reading.json_lines import EXAMPLE
from ayuda.batch.rows.reading.parquet_files import parquet_rows
from ayuda.batch.rows.reading.records import records
from ayuda.batch.rows.reading.streams import LATIN1, text_lines
from ayuda.errors import AyudaError, unreadable

MOST_ROWS = 100_000
"""How many rows are looked at."""
MOST_CELLS = 20_000
"""How many different cells of a column are kept."""


class Sample(msgspec.Struct, frozen=True):
    """The different cells of columns, by heading, with how often each occurs.

    An empty cell is none. ``rows`` are those that were looked at, and ``is_whole`` whether that
    were all. Of columns with more than MOST_CELLS, only the first so many are there.
    """

    cells: Mapping[str, Counter[str]]
    rows: int
    is_whole: bool


def sample_of(files: Sequence[RowFile]) -> Sample:
    """What stands in the first rows of files. Raises AyudaError where they cannot be read."""
    cells: dict[str, Counter[str]] = {name: Counter() for name in files[0].columns}
    count = 0
    with contents() as folder:
        plain = folder.plain(files, lambda _share: None)
        rows = (row for file in plain for row in _rows(file))
        try:
            for row in islice(rows, MOST_ROWS):
                count += 1
                for name, cell in row:
                    seen = cells.setdefault(name, Counter())
                    if cell.strip() and (cell in seen or len(seen) < MOST_CELLS):
                        seen[cell] += 1
            is_whole = next(rows, None) is None
        except (OSError, UnicodeError) as error:
            raise unreadable(files[0].path, error) from None
    return Sample(cells, count, is_whole)


def _rows(file: RowFile) -> Iterator[Iterable[tuple[str, str]]]:
    """The rows of a file, each as headings and cells."""
    if file.format == "parquet":
        yield from _of_parquet(file)
    elif file.format == "jsonl":
        yield from _of_json(file)
    else:
        for cells in _of_table(file):
            yield zip(file.columns, cells, strict=True)


def _of_table(file: RowFile) -> Iterator[list[str]]:
    done = 0
    try:
        for record in records(file):
            yield record.cells
            done += 1
    except UnicodeError:  # What is no UTF-8 behind the beginning.
        for record in islice(records(in_encoding(file, LATIN1)), done, None):
            yield record.cells


def _of_json(file: RowFile) -> Iterator[list[tuple[str, str]]]:
    for number, line in enumerate(text_lines(file.plain, file.encoding, file.path), 1):
        if not line.strip():
            continue
        try:
            row = msgspec.json.decode(line.encode(), type=dict[str, Any])
        except (msgspec.MsgspecError, UnicodeError):
            where = f"{file.path}:{number}"
            raise AyudaError.of(where, "batch-not-json", example=EXAMPLE) from None
        yield [(key, _as_text(value)) for key, value in row.items()]


def _as_text(value: Any) -> str:  # noqa: ANN401 - of JSON
    if isinstance(value, str):
        return value
    return "" if value is None else msgspec.json.encode(value).decode()


def _of_parquet(file: RowFile) -> Iterator[list[tuple[str, str]]]:
    import duckdb

    idents = [f"c{place}" for place in range(len(file.columns))]
    named = ", ".join(idents)
    texts = ", ".join(f"CAST({ident} AS VARCHAR)" for ident in idents)
    read = f"{parquet_rows([file.content])} AS input({named})"
    connection = connect(Limits(threads=1))
    try:
        query = connection.execute(f"SELECT {texts} FROM {read} LIMIT {MOST_ROWS + 1}")
        while rows := query.fetchmany(1000):
            for row in rows:
                yield [(name, cell or "") for name, cell in zip(file.columns, row, strict=True)]
    except duckdb.Error as error:
        reason = str(error).partition("\n")[0]
        raise AyudaError.of(file.path, "batch-unreadable", reason=reason) from None
    finally:
        close(connection)
