"""Whether a zstd file is whole: the database reads one that was cut short as if it were.

Its frames and blocks say how long they are, so nothing has to be unpacked (RFC 8878).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

MAGIC = 0xFD2FB528
SKIPPED_MAGIC = 0x184D2A50
"""What begins a frame, and (but for the last four bits) one that is to be skipped."""
RUN_LENGTH_BLOCK = 1
DICTIONARY_SIZES = (0, 1, 2, 4)
CONTENT_SIZES = (0, 2, 4, 8)


def is_whole(path: str) -> bool:
    """Whether the last frame of a file ends where the file does. Raises OSError."""
    with Path(path).open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        while file.tell() < size:
            if not _skip_frame(file) or file.tell() > size:
                return False
        return True


def _skip_frame(file: BinaryIO) -> bool:
    magic = _number(file, 4)
    if magic is not None and magic & ~0xF == SKIPPED_MAGIC:
        length = _number(file, 4)
        return length is not None and bool(file.seek(length, os.SEEK_CUR))
    described = _number(file, 1)
    if magic != MAGIC or described is None:
        return False
    is_single = described >> 5 & 1
    content = CONTENT_SIZES[described >> 6] or is_single
    file.seek((not is_single) + DICTIONARY_SIZES[described & 3] + content, os.SEEK_CUR)
    is_last = 0
    while not is_last:
        block = _number(file, 3)
        if block is None:
            return False
        is_last, kind, length = block & 1, block >> 1 & 3, block >> 3
        file.seek(1 if kind == RUN_LENGTH_BLOCK else length, os.SEEK_CUR)
    has_checksum = described >> 2 & 1
    file.seek(4 * has_checksum, os.SEEK_CUR)
    return True


def _number(file: BinaryIO, size: int) -> int | None:
    """A number of so many bytes, the lowest first; None where the file ends before."""
    content = file.read(size)
    return int.from_bytes(content, "little") if len(content) == size else None
