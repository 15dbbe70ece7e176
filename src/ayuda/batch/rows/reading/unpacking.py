"""Compressed files as plain bytes, checked to their very end.

The database does not look at the sums of a gzip file, takes one that was cut short for whole, and
reads lines of compressed tables in ways of its own; so it is never given one.
"""

from __future__ import annotations

import bz2
import lzma
import os
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

from ayuda.batch.formats import Compression
from ayuda.batch.rows.reading.zip_files import unzipped
from ayuda.errors import AyudaError

PIECE = 1 << 16
"""How much is read at once, in bytes."""
MOST_UNPACKED = 1 << 20
"""How much of a piece is unpacked at once, in bytes: it may stand for thousands of times itself."""
GZIP_MEMBER = 31
"""What tells zlib that a header and a sum of gzip's stand around the content."""
MOST_OF_XZ = 256 << 20
"""How much memory a file of xz's may take to be unpacked, in bytes: one may ask for any amount."""
PADDED = ("gzip", "xz")
PADDING = b"\0"
"""What may stand behind a gzip file: tapes and disks fill their blocks with it (RFC 1952 says
nothing of it, and gzip passes over it)."""


class _Unpacker(Protocol):
    """Unpacks one member or frame; its sum is checked at its end. ``feed`` raises its errors."""

    def feed(self, content: bytes) -> Iterator[bytes]:
        """Unpack more of the file."""
        ...

    @property
    def is_done(self) -> bool:
        """Whether the end was met."""
        ...

    @property
    def left(self) -> bytes:
        """What was fed behind the end."""
        ...


class _Gzip:
    def __init__(self) -> None:
        self._stream = zlib.decompressobj(GZIP_MEMBER)

    def feed(self, content: bytes) -> Iterator[bytes]:
        while True:
            made = self._stream.decompress(content, MOST_UNPACKED)
            content = self._stream.unconsumed_tail
            if made:
                yield made
            if self.is_done or not (content or made):
                return

    @property
    def is_done(self) -> bool:
        return self._stream.eof

    @property
    def left(self) -> bytes:
        return self._stream.unused_data


class _Bzip2:
    def __init__(self) -> None:
        self._stream: bz2.BZ2Decompressor | lzma.LZMADecompressor = bz2.BZ2Decompressor()

    def feed(self, content: bytes) -> Iterator[bytes]:
        while True:
            made = self._stream.decompress(content, MOST_UNPACKED)
            content = b""
            if made:
                yield made
            if self.is_done or self._stream.needs_input:
                return

    @property
    def is_done(self) -> bool:
        return self._stream.eof

    @property
    def left(self) -> bytes:
        return self._stream.unused_data


class _Xz(_Bzip2):
    def __init__(self) -> None:
        self._stream = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=MOST_OF_XZ)


class _Zstd:
    def __init__(self) -> None:
        if sys.version_info >= (3, 14):
            from compression.zstd import ZstdDecompressor
        else:
            from backports.zstd import ZstdDecompressor
        self._stream = ZstdDecompressor()

    def feed(self, content: bytes) -> Iterator[bytes]:
        while True:
            made = self._stream.decompress(content, MOST_UNPACKED)
            content = b""
            if made:
                yield made
            if self.is_done or self._stream.needs_input:
                return

    @property
    def is_done(self) -> bool:
        return self._stream.eof

    @property
    def left(self) -> bytes:
        return self._stream.unused_data


def unpacked(path: str, compression: Compression) -> Iterator[bytes]:
    """The content of a file, piece by piece.

    Raises OSError, and AyudaError with the place where it is damaged, is cut short, or goes on
    with something else.
    """
    with Path(path).open("rb") as file:
        if compression == "none":
            yield from iter(lambda: file.read(PIECE), b"")
            return
        if compression == "zip":
            yield from unzipped(path, file)
            return
        make = _UNPACKERS[compression]
        size = os.fstat(file.fileno()).st_size
        begins, left = 0, b""
        while left or begins < size:
            unpacker = make()
            position = begins
            while not unpacker.is_done:
                piece = left or file.read(PIECE)
                left = b""
                if not piece:
                    words = {"place": str(size), "size": str(size)}
                    raise AyudaError.of(path, "batch-cut-short", **words)
                try:
                    yield from unpacker.feed(piece)
                except _errors():
                    place = _place(file, make, begins, position)
                    if begins > 0 and place < begins + len(MAGIC_OF[compression]):
                        raise _goes_on(path, begins, size) from None
                    words = {"place": str(place), "size": str(size)}
                    raise AyudaError.of(path, "batch-damaged", **words) from None
                position += len(piece)
            left = unpacker.left
            begins = position - len(left)
            if compression in PADDED and left.startswith(PADDING):
                _check_padding(path, file, begins, size)
                return


MAGIC_OF: dict[Compression, bytes] = {
    "none": b"",
    "gzip": b"\x1f\x8b",
    "zstd": b"\x28\xb5\x2f\xfd",
    "bzip2": b"BZh",
    "xz": b"\xfd7zXZ\0",
    "zip": b"PK\x03\x04",
}
"""What each compression's files begin with."""


_UNPACKERS: dict[Compression, Callable[[], _Unpacker]] = {
    "gzip": _Gzip,
    "zstd": _Zstd,
    "bzip2": _Bzip2,
    "xz": _Xz,
}


def _errors() -> tuple[type[Exception], ...]:
    if sys.version_info >= (3, 14):
        from compression.zstd import ZstdError
    else:
        from backports.zstd import ZstdError
    return (zlib.error, ZstdError, lzma.LZMAError, OSError)


def _place(file: BinaryIO, make: Callable[[], _Unpacker], begins: int, position: int) -> int:
    """The byte at which a member or frame goes wrong: somewhere in the piece at ``position``."""
    unpacker = make()
    file.seek(begins)
    while begins < position:
        piece = file.read(min(PIECE, position - begins))
        begins += len(piece)
        for _ in unpacker.feed(piece):
            pass
    try:
        for byte in file.read(PIECE):
            for _ in unpacker.feed(bytes((byte,))):
                pass
            position += 1
    except _errors():
        pass
    return position


def _check_padding(path: str, file: BinaryIO, begins: int, size: int) -> None:
    """What is left must be padding to the end. Raises AyudaError."""
    file.seek(begins)
    while piece := file.read(PIECE):
        other = piece.lstrip(PADDING)
        begins += len(piece) - len(other)
        if other:
            raise _goes_on(path, begins, size)


def _goes_on(path: str, place: int, size: int) -> AyudaError:
    return AyudaError.of(path, "batch-goes-on", place=str(place), size=str(size))
