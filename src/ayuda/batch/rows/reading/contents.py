"""Where the contents of a batch's inputs stand for the database: unpacked, under plain names.

A name of the user's can hold marks of patterns, ``~``, ``key=value`` or bytes that are no text;
the database would make something of each. So it is given links, whose names say nothing.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from ayuda.batch.formats import WORKBOOKS
from ayuda.batch.rows.database import Watch
from ayuda.batch.rows.reading.edges import PIECE, below_lines, rows_without_cells
from ayuda.batch.rows.reading.encodings import UTF8, first_not_utf8, in_utf8
from ayuda.batch.rows.reading.files import RowFile
from ayuda.batch.rows.reading.json_arrays import lines_of_array
from ayuda.batch.rows.reading.records import records
from ayuda.batch.rows.reading.unpacking import unpacked
from ayuda.errors import AyudaError, unreadable

LINE_END = "\r\n"
"""With it, Python writes both characters in quotes where a cell has them."""


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
            if file.compression == "none" and not _is_rewritten(file):
                path.symlink_to(Path(file.path).absolute())
                found = msgspec.structs.replace(file, plain=str(path))
            else:
                with path.open("wb") as plain:
                    for piece in _rewritten(file, self._pieces(file)):
                        plain.write(piece)
                found = msgspec.structs.replace(
                    file, plain=str(path), compression="none", size=path.stat().st_size
                )
            return self._without_end(found) if file.delimiter else found

    def _without_end(self, file: RowFile) -> RowFile:
        """A table without the rows at its end that have no cell."""
        try:
            rows, place = rows_without_cells(file.plain, file.delimiter)
        except OSError:  # Whoever reads it tells what is wrong with it.
            return file
        if not rows:
            return file
        path = self._new_path()
        with Path(file.plain).open("rb") as whole, path.open("wb") as kept:
            while place and (piece := whole.read(min(PIECE, place))):
                kept.write(piece)
                place -= len(piece)
        size = path.stat().st_size
        return msgspec.structs.replace(file, plain=str(path), size=size, blank=rows)

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

        Raises AyudaError as ``records`` does, and where it is not UTF-8.
        """
        path = self._new_path()
        count = 0
        with _room(self.folder), path.open("w", encoding=UTF8, newline="") as tidy:
            writer = csv.writer(tidy, delimiter=file.delimiter, lineterminator=LINE_END)
            writer.writerow(f"c{place}" for place in range(len(file.columns)))
            try:
                for record in records(file):
                    writer.writerow(record.cells)
                    count += 1
            except UnicodeError:
                raise first_not_utf8(file.plain, file.path) or AyudaError.of(
                    file.path, "batch-encoding"
                ) from None
        size = path.stat().st_size
        return msgspec.structs.replace(file, tidy=str(path), tidy_rows=count, size=size)

    def _new_path(self) -> Path:
        self._made += 1
        return self.folder / str(self._made)


def as_content(file: RowFile) -> RowFile:
    """A file as what the database reads of it is written."""
    if not file.tidy:
        return file
    return msgspec.structs.replace(file, line_end=LINE_END, blank_lines=0)


def _is_rewritten(file: RowFile) -> bool:
    return file.encoding != UTF8 or file.lines_above > 0 or file.is_array


def _rewritten(file: RowFile, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The content as UTF-8, without the lines above a table, and an array in lines."""
    if file.encoding != UTF8:
        pieces = in_utf8(pieces, file.encoding, file.path)
    if file.lines_above:
        pieces = below_lines(pieces, file.lines_above)
    return lines_of_array(pieces, file.path) if file.is_array else pieces


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
