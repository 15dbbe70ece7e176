"""The files of a tar archive, read as a stream (POSIX 1003.1, pax and ustar; GNU long names).

Python's own ``tarfile`` takes a broken header in the middle for the end, so that messages after
it would be lost without a word, and it keeps every member in memory.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from tarfile import BLOCKSIZE, TarError, TarInfo
from typing import BinaryIO, NamedTuple

from ayuda.batch.messages.finding.mbox import Readable

_LONG_NAME, _LONG_LINK, _PAX, _PAX_GLOBAL, _SPARSE = b"L", b"K", b"x", b"g", b"S"
_REGULAR = frozenset([b"0", b"\0", b"7"])
_WITHOUT_DATA = frozenset([b"1", b"2", b"3", b"4", b"5", b"6"])
"""Links, devices and folders, whatever size they claim."""
_MOST_EXTRA = 1 << 20
"""Bytes of a long name or of extended headers."""
_MOST_DIGITS = 20
_RECORD = re.compile(rb"(\d{1,10}) ([^=\n]+)=")
_SKIPPED = 1 << 20


class Damaged(Exception):
    """The archive ends too early, or cannot be understood from here on."""


class TarMember(NamedTuple):
    """A file of the archive: its name, and its place in the archive."""

    name: bytes
    offset: int
    size: int


class TarStream:
    """Reads an archive from its beginning; iterating gives its files, in order.

    Of a member as much as is wanted may be read with ``read`` before the next one is asked for.
    A ``file`` is the stream itself where that can be moved about in; what need not be read is
    then skipped. Raises Damaged, and what the stream raises.
    """

    def __init__(self, stream: Readable, file: BinaryIO | None = None) -> None:
        self._stream = stream
        self._file = file
        self._whole = None if file is None else os.fstat(file.fileno()).st_size
        self._position = 0
        self._end = 0

    def read(self, size: int, /) -> bytes:
        """The next bytes of the present member."""
        wanted = min(size, self._end - self._position)
        data = self._stream.read(wanted) if wanted else b""
        if wanted and not data:
            raise Damaged
        self._position += len(data)
        return data

    def __iter__(self) -> Iterator[TarMember]:
        """The regular files, whatever else there is between them."""
        extended: dict[bytes, bytes] = {}
        while (header := self._header()) is not None:
            size = 0 if header.type in _WITHOUT_DATA else header.size
            size = int(extended.get(b"size", size))
            begin = self._position
            self._end = begin + size
            if self._whole is not None and self._end > self._whole:
                raise Damaged
            if header.type in (_LONG_NAME, _LONG_LINK, _PAX, _PAX_GLOBAL):
                extended |= self._extension(header.type, size)
            elif header.type == _SPARSE or any(b"GNU.sparse" in key for key in extended):
                raise Damaged
            else:
                name = extended.get(b"path") or header.name.encode("utf-8", "surrogateescape")
                if header.type in _REGULAR:
                    yield TarMember(name, begin, size)
                extended = {}
            self._skip_to(begin + -(-size // BLOCKSIZE) * BLOCKSIZE)

    def _header(self) -> TarInfo | None:
        """The next header; None at the mark that ends an archive."""
        self._end = self._position + BLOCKSIZE
        block = self._all(BLOCKSIZE)
        if not block.strip(b"\0"):
            return None
        try:
            header = TarInfo.frombuf(block, "utf-8", "surrogateescape")
        except (TarError, ValueError):
            raise Damaged from None
        if header.size < 0:
            raise Damaged
        return header

    def _extension(self, kind: bytes, size: int) -> dict[bytes, bytes]:
        if size > _MOST_EXTRA:
            raise Damaged
        data = self._all(size)
        if kind == _LONG_NAME:
            return {b"path": data.rstrip(b"\0")}
        return _records(data) if kind == _PAX else {}

    def _all(self, size: int) -> bytes:
        data = self.read(size)
        while len(data) < size:
            data += self.read(size - len(data))
        return data

    def _skip_to(self, position: int) -> None:
        self._end = position
        if self._file is not None:
            self._position = self._file.seek(position)
        while self._position < position:
            self.read(_SKIPPED)


def _records(data: bytes) -> dict[bytes, bytes]:
    """The records of an extended header: ``length key=value`` and an end of line each."""
    found: dict[bytes, bytes] = {}
    at = 0
    while (record := _RECORD.match(data, at)) is not None:
        end = at + int(record[1])
        if end <= record.end() or end > len(data):
            raise Damaged
        found[record[2]] = data[record.end() : end - 1]
        at = end
    size = found.get(b"size", b"0")
    if not size.isdigit() or len(size) > _MOST_DIGITS:
        raise Damaged
    return found
