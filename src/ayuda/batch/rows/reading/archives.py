"""A zip archive that holds one table: its member as plain bytes, checked to its very end.

Python's own reader believes what an archive says of a member's size, and leaves the rest unread.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from ayuda.batch.unpackers import RAW_DEFLATE, UNPACKERS, DamagedError, Deflate, Unpacker
from ayuda.errors import AyudaError
from ayuda.mail.raw.zip_members import data_begins

ENCRYPTED = 0x1
HIDDEN = "__MACOSX/"
MOST_SHOWN = 5
PIECE = 1 << 16
METHODS: Mapping[int, str] = {ZIP_BZIP2: "bzip2", 93: "zstd", 95: "xz"}
"""Those that are formats of their own, by their numbers in zip archives (APPNOTE 4.4.5)."""


def members_of(path: str) -> list[str]:
    """The names of an archive's files, hidden ones left out. Raises OSError and AyudaError."""
    return [info.filename for info in _infos(path)]


def unpacked_archive(path: str) -> Iterator[bytes]:
    """The content of the one file that an archive holds, piece by piece.

    Raises OSError, and AyudaError where it holds none or several, is encrypted or damaged.
    """
    info = _only(path)
    with Path(path).open("rb") as file:
        try:
            yield from _checked(path, file, info)
        except (BadZipFile, DamagedError):
            raise _damaged(path, info.filename) from None


def name_in(path: str) -> str:
    """The name of the one file that an archive holds. Raises as ``unpacked_archive`` does."""
    return _only(path).filename


def _only(path: str) -> ZipInfo:
    found = _infos(path)
    if not found:
        raise AyudaError.of(path, "batch-archive-empty")
    if len(found) > 1:
        names = [info.filename for info in found[:MOST_SHOWN]]
        told = ", ".join([*names, "…"] if len(found) > MOST_SHOWN else names)
        raise AyudaError.of(path, "batch-archive-of-several", value=told)
    return found[0]


def _infos(path: str) -> list[ZipInfo]:
    try:
        with ZipFile(path) as archive:
            every = archive.infolist()
    except (BadZipFile, NotImplementedError, ValueError):
        raise _damaged(path, "") from None
    return [info for info in every if not (info.is_dir() or _is_hidden(info.filename))]


def _is_hidden(name: str) -> bool:
    return name.startswith(HIDDEN) or name.rpartition("/")[2].startswith(".")


def _damaged(path: str, name: str) -> AyudaError:
    return AyudaError.of(f"{path}:{name}" if name else path, "batch-archive-damaged")


def _checked(path: str, file: BinaryIO, info: ZipInfo) -> Iterator[bytes]:
    if info.flag_bits & ENCRYPTED:
        raise AyudaError.of(path, "batch-archive-encrypted", value=info.filename)
    unpacker = _unpacker(path, info)
    file.seek(data_begins(file, info))
    left, size, checksum = info.compress_size, 0, 0
    while left:
        packed = file.read(min(PIECE, left))
        if not packed or (unpacker is not None and unpacker.is_done):
            raise BadZipFile
        left -= len(packed)
        for piece in (packed,) if unpacker is None else unpacker.feed(packed):
            size += len(piece)
            checksum = zlib.crc32(piece, checksum)
            yield piece
    is_whole = unpacker is None or (unpacker.is_done and not unpacker.left)
    if not is_whole or (size, checksum) != (info.file_size, info.CRC):
        raise BadZipFile


def _unpacker(path: str, info: ZipInfo) -> Unpacker | None:
    """What unpacks a member; None where it is stored as it is."""
    if info.compress_type == ZIP_STORED:
        return None
    if info.compress_type == ZIP_DEFLATED:
        return Deflate(RAW_DEFLATE)
    if info.compress_type in METHODS:
        return UNPACKERS[METHODS[info.compress_type]]()
    words = {"value": info.filename, "method": str(info.compress_type)}
    raise AyudaError.of(path, "batch-archive-method", **words)
