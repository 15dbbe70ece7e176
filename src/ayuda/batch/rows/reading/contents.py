"""Where the contents of a batch's inputs stand for the database: unpacked, under plain names.

A name of the user's can hold marks of patterns, ``~``, ``key=value`` or bytes that are no text;
the database would make something of each. So it is given links, whose names say nothing.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from ayuda.batch.formats import WORKBOOKS
from ayuda.batch.rows.reading.files import RowFile
from ayuda.batch.rows.reading.records import records
from ayuda.batch.rows.reading.streams import UTF8
from ayuda.batch.rows.reading.unpacking import unpacked
from ayuda.errors import AyudaError, unreadable

LINE_END = "\r\n"
"""With it, Python writes both characters in quotes where a cell has them."""
Watch = Callable[[float], None]


class Contents:
    """The folder of one batch."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._made = 0

    def plain(self, files: Sequence[RowFile], watch: Watch) -> list[RowFile]:
        """The files with their contents unpacked. Raises AyudaError where one is damaged.

        ``watch`` is told the share of the files that is done.
        """
        total = sum(file.size for file in files) or 1
        done, found = 0, []
        for file in files:
            base = done

            def told(share: float, base: int = base, size: int = file.size) -> None:
                watch((base + share * size) / total)

            is_workbook = file.format in WORKBOOKS
            found.append(self._table_of(file, told) if is_workbook else self._plain(file))
            done += file.size
            watch(done / total)
        return found

    def _plain(self, file: RowFile) -> RowFile:
        path = self._new_path()
        with _room(self.folder):
            if file.compression == "none":
                path.symlink_to(Path(file.path).absolute())
                return msgspec.structs.replace(file, plain=str(path))
            with path.open("wb") as plain:
                for piece in self._pieces(file):
                    plain.write(piece)
            size = path.stat().st_size
        return msgspec.structs.replace(file, plain=str(path), compression="none", size=size)

    def _table_of(self, file: RowFile, watch: Watch) -> RowFile:
        """A workbook with the table of its sheet written as text, kinds of cells behind it."""
        from ayuda.batch.rows.reading.workbooks import SheetTable

        path, count = self._new_path(), 0
        table = SheetTable(file)
        with _room(self.folder), path.open("w", encoding=UTF8, newline="") as tidy:
            writer = csv.writer(tidy, lineterminator=LINE_END)
            writer.writerow(f"c{place}" for place in range(len(file.columns) + 1))
            for row in table.rows(watch):
                writer.writerow((*row.cells, row.kinds))
                count += 1
        size = path.stat().st_size
        return msgspec.structs.replace(
            file, tidy=str(path), tidy_rows=count, size=size, blank=table.blank
        )

    def _pieces(self, file: RowFile) -> Iterator[bytes]:
        try:
            yield from unpacked(file.path, file.compression)
        except OSError as error:
            raise unreadable(file.path, error) from None

    def tidy(self, file: RowFile) -> RowFile:
        """A table with its rows written anew, as every reader understands them.

        Raises AyudaError as ``records`` does, and UnicodeError.
        """
        path = self._new_path()
        count = 0
        with _room(self.folder), path.open("w", encoding=UTF8, newline="") as tidy:
            writer = csv.writer(tidy, delimiter=file.delimiter, lineterminator=LINE_END)
            writer.writerow(f"c{place}" for place in range(len(file.columns)))
            for record in records(file):
                writer.writerow(record.cells)
                count += 1
        size = path.stat().st_size
        return msgspec.structs.replace(file, tidy=str(path), tidy_rows=count, size=size)

    def _new_path(self) -> Path:
        self._made += 1
        return self.folder / str(self._made)


def as_content(file: RowFile) -> RowFile:
    """A file as what the database reads of it is written."""
    if not file.tidy:
        return file
    return msgspec.structs.replace(file, line_end=LINE_END, blank_lines=0, encoding=UTF8)


@contextmanager
def contents() -> Iterator[Contents]:
    """A folder for the contents of a batch's inputs; it is taken away in the end.

    Raises AyudaError where there can be none.
    """
    with _room(None):
        folder = TemporaryDirectory(prefix="ayuda-")
    with folder as path:
        yield Contents(Path(path))


@contextmanager
def _room(folder: Path | None) -> Iterator[None]:
    """An error of the system, told as what it is: no room for what a batch needs."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise AyudaError.of(str(folder or "TMPDIR"), "batch-no-room", reason=reason) from None
