"""The partitions of row files: a whole file each, or a stretch of a large one between two rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from glob import has_magic
from pathlib import Path, PurePosixPath

import msgspec

from ayuda.batch.formats import format_of_name
from ayuda.batch.output import ending_of
from ayuda.batch.parts.marks import local_file, remote_file
from ayuda.batch.parts.places import is_remote, store_of
from ayuda.batch.rows.layout import AS_SHOWN, Layout
from ayuda.batch.rows.reading.encodings import UTF8
from ayuda.batch.rows.reading.files import RowFile, named_files, row_file
from ayuda.errors import AyudaError

LARGEST = 256 << 20
"""A file larger than this, in bytes, is cut where others can help with its parts."""
CHUNK = 4 << 20


class Partition(msgspec.Struct, frozen=True):
    """Rows that are decided together: the part's name, and the file, or bytes of it.

    ``mark`` is what changes with the file's content. ``end`` is 0 for a whole file. ``line`` is how
    many lines further a line of the part stands in the file.
    """

    name: str
    path: str
    size: int
    mark: str = ""
    start: int = 0
    end: int = 0
    line: int = 0

    @property
    def source(self) -> str:
        """What the part is made from."""
        stretch = f":{self.start}-{self.end}" if self.end else ""
        return f"{self.path}{stretch} ({self.size} {self.mark})"


def partitions(
    inputs: Iterable[str],
    ending: str | None,
    layout: Layout = AS_SHOWN,
    *,
    cut: int | None = None,
) -> list[Partition]:
    """The partitions of inputs (paths, patterns, addresses), in order.

    ``ending`` is that of the parts' names, by default the input's own. Files larger than ``cut``
    bytes are cut. Raises AyudaError for inputs that are not there.
    """
    found: list[Partition] = []
    for path, size, mark in _files(inputs):
        whole = Partition("", path, size, mark)
        parts = _cuts(whole, layout, cut) if cut and size > cut and not is_remote(path) else [whole]
        for part in parts:
            number = len(found) + 1
            stem = PurePosixPath(path).name.partition(".")[0]
            own = ending or _ending(path, layout)
            name = f"part-{number:05}-{stem}{own}"
            found.append(msgspec.structs.replace(part, name=name))
    return found


def _files(inputs: Iterable[str]) -> Iterator[tuple[str, int, str]]:
    for told in inputs:
        if is_remote(told):
            yield from _remote_files(told)
            continue
        for path in named_files([told]):
            yield (path, *local_file(path))


def _remote_files(told: str) -> Iterator[tuple[str, int, str]]:
    store, path = store_of(told)
    try:
        store.invalidate_cache()
        paths = sorted(store.glob(path)) if has_magic(path) else [path]
        found = [remote_file(store, path) for path in paths]
    except FileNotFoundError:
        paths = []
    except Exception as error:  # noqa: BLE001 - every store has errors of its own
        reason = str(error) or type(error).__name__
        raise AyudaError.of(told, "batch-unreadable", reason=reason) from None
    if not paths:
        raise AyudaError.of(told, "batch-no-input")
    for path, (size, mark) in zip(paths, found, strict=True):
        yield store.unstrip_protocol(path), size, mark


def _ending(path: str, layout: Layout) -> str:
    kind, compression = format_of_name(path)
    return ending_of(kind or row_file(path, layout).format, compression)


def _cuts(whole: Partition, layout: Layout, cut: int) -> Sequence[Partition]:
    """Stretches of about that many bytes, each from a row's beginning to another's."""
    file = row_file(whole.path, layout)
    plain = file.encoding == UTF8 and not file.lines_above and not file.is_array
    if file.format == "parquet" or file.compression != "none" or not plain:
        return [whole]
    begin = _header_end(file)
    parts: list[Partition] = []
    line = 0
    for end, lines in _row_ends(file, begin, cut):
        parts.append(msgspec.structs.replace(whole, start=begin, end=end, line=line))
        begin, line = end, line + lines
    return parts


def _header_end(file: RowFile) -> int:
    """Where the rows begin: after the header, whatever ends its line."""
    if not file.delimiter:
        return 0
    with Path(file.path).open("rb") as stream:
        head = stream.read(CHUNK)
    place = head.find(file.header.encode()) + len(file.header.encode())
    return place + (2 if head[place : place + 2] == b"\r\n" else 1)


def _row_ends(file: RowFile, begin: int, cut: int) -> Iterator[tuple[int, int]]:
    """Ends of rows some ``cut`` bytes apart, the file's own end last; with the lines between.

    A row of a table ends where a line ends outside of quotes.
    """
    position, last, lines, quotes = begin, begin, 0, 0
    with Path(file.path).open("rb") as stream:
        stream.seek(begin)
        for line in stream:
            position += len(line)
            lines += 1
            if file.delimiter:
                quotes += line.count(b'"')
            if position - last >= cut and quotes % 2 == 0:
                yield position, lines
                last, lines = position, 0
    if position > last:
        yield position, lines
