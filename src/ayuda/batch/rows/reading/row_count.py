"""An independent count of the rows of files, taken while the database reads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from ayuda.batch.rows.reading.files import RowFile
from ayuda.batch.rows.reading.json_lines import JsonCount
from ayuda.batch.rows.reading.parquet_files import parquet_count
from ayuda.batch.rows.reading.table_count import TableCount


class FileCount(Protocol):
    """Counts the rows of one file in steps, so that it can go on beside something else."""

    @property
    def rows(self) -> int:
        """The rows that were counted."""
        ...

    @property
    def is_sure(self) -> bool:
        """Whether other readers must find the same rows and cells."""
        ...

    def steps(self) -> Iterator[None]:
        """Count, with breaks. Raises OSError, and AyudaError for what is no row."""
        ...


class RowCount:
    """Counts the rows of files. Where ``rows_are_lines`` quotes in tables do not count."""

    def __init__(self, files: Sequence[RowFile], *, rows_are_lines: bool) -> None:
        self._counts = [_count_of(file, rows_are_lines=rows_are_lines) for file in files]
        self._steps = (None for count in self._counts for _ in count.steps())

    def step(self) -> None:
        """Count a little further. Raises OSError, and AyudaError for what is no row."""
        next(self._steps, None)

    def finish(self) -> None:
        """Count to the end. Raises as ``step`` does."""
        for _ in self._steps:
            pass

    @property
    def rows(self) -> int:
        """The rows that were counted."""
        return sum(count.rows for count in self._counts)

    @property
    def is_sure(self) -> bool:
        """Whether other readers must find the same rows and cells."""
        return all(count.is_sure for count in self._counts)


class _Known:
    """What was counted before: by the file itself, or when it was written."""

    is_sure = True

    def __init__(self, rows: int) -> None:
        self.rows = rows

    def steps(self) -> Iterator[None]:
        """Nothing is left to be counted."""
        return iter(())


def _count_of(file: RowFile, *, rows_are_lines: bool) -> FileCount:
    if file.tidy:
        return _Known(file.tidy_rows)
    if file.format == "parquet":
        return _Known(parquet_count(file.plain))
    if file.format == "jsonl":
        return JsonCount(file.plain, file.path)
    return TableCount(file, rows_are_lines=rows_are_lines)
