"""Compressed files as plain bytes, checked to their very end.

The database does not look at the sums of a gzip file, takes one that was cut short for whole, and
reads lines of compressed tables in ways of its own; so it is never given one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from ayuda.batch.formats import Compression
from ayuda.batch.unpackers import UNPACKERS, DamagedError, Unpacker
from ayuda.errors import AyudaError

PIECE = 1 << 16
"""How much is read at once, in bytes."""
ROOM = 1 << 30
MOST_TIMES = 1032
"""How many times its size a file may come to beyond that room, in bytes: as much as deflate can
make. Other compressions make terabytes of kilobytes."""
PADDING = b"\0"
"""What may stand behind a gzip file: tapes and disks fill their blocks with it (RFC 1952 says
nothing of it, and gzip passes over it). Xz files may have it by their own definition."""
PADDED = frozenset({"gzip", "xz"})
MAGIC_OF: dict[Compression, bytes] = {
    "none": b"",
    "gzip": b"\x1f\x8b",
    "zstd": b"\x28\xb5\x2f\xfd",
    "bzip2": b"BZh",
    "xz": b"\xfd7zXZ\0",
    "zip": b"PK\x03\x04",
}
"""What each compression's files begin with."""


def unpacked(path: str, compression: Compression) -> Iterator[bytes]:
    """The content of a file, piece by piece; of an archive, that of its one member.

    Raises OSError, and AyudaError with the place where it is damaged, is cut short, or goes on
    with something else; also where it would come to far more than any table.
    """
    pieces = _pieces(path, compression)
    if compression == "none":
        yield from pieces
        return
    most = ROOM + MOST_TIMES * Path(path).stat().st_size
    made = 0
    try:
        for piece in pieces:
            made += len(piece)
            if made > most:
                raise AyudaError.of(path, "batch-unpacks-to-much", times=str(MOST_TIMES))
            yield piece
    except MemoryError:
        raise AyudaError.of(path, "batch-no-memory") from None


def _pieces(path: str, compression: Compression) -> Iterator[bytes]:
    if compression == "zip":
        from ayuda.batch.rows.reading.archives import unpacked_archive

        yield from unpacked_archive(path)
        return
    with Path(path).open("rb") as file:
        if compression == "none":
            yield from iter(lambda: file.read(PIECE), b"")
            return
        yield from _members(path, file, compression)


def _members(path: str, file: BinaryIO, compression: Compression) -> Iterator[bytes]:
    """All members or frames of a file, one after another."""
    make = UNPACKERS[compression]
    size = os.fstat(file.fileno()).st_size
    begins, left = 0, b""
    while left or begins < size:
        if begins and compression == "xz":  # Its library looks at no mark before it has more.
            left += file.read(max(0, len(MAGIC_OF["xz"]) - len(left)))
            if not _agree(left, MAGIC_OF["xz"]):
                raise _goes_on(path, begins, size)
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
            except DamagedError:
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


def _agree(content: bytes, mark: bytes) -> bool:
    """Whether content begins with a mark, as far as there is any."""
    shared = min(len(content), len(mark))
    return content[:shared] == mark[:shared]


def _place(file: BinaryIO, make: Callable[[], Unpacker], begins: int, position: int) -> int:
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
    except DamagedError:
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
