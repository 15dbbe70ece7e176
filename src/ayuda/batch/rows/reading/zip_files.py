"""A zip archive with one table in it, as mail programs and web sites pack what they export."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from ayuda.errors import AyudaError

PIECE = 1 << 16
ENCRYPTED = 0x1
MOST_NAMED = 5
"""How many names of an archive's files a message tells."""


def zipped_name(path: str) -> str:
    """The name of the one file in an archive. Raises OSError, and AyudaError as ``unzipped``."""
    with open(path, "rb") as file:  # noqa: PTH123 - as what is given to unzipped
        return _only(path, _archive(path, file)).filename


def unzipped(path: str, file: BinaryIO) -> Iterator[bytes]:
    """The content of the one file in an archive, piece by piece, checked to its end.

    Raises AyudaError where there are none or several, or the archive is damaged or encrypted.
    """
    archive = _archive(path, file)
    member = _only(path, archive)
    try:
        with archive.open(member) as content:
            yield from iter(lambda: content.read(PIECE), b"")
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        reason = f"{member.filename}: {error}"
        raise AyudaError.of(path, "batch-zip-damaged", reason=reason) from None


def _archive(path: str, file: BinaryIO) -> ZipFile:
    try:
        return ZipFile(file)
    except (BadZipFile, ValueError, NotImplementedError) as error:
        raise AyudaError.of(path, "batch-zip-damaged", reason=str(error)) from None


def _only(path: str, archive: ZipFile) -> ZipInfo:
    found = [member for member in archive.infolist() if _counts(member)]
    if len(found) != 1:
        named = [member.filename for member in found[:MOST_NAMED]]
        named += ["…"] * (len(found) > MOST_NAMED)
        code = "batch-zip-several" if found else "batch-zip-empty"
        raise AyudaError.of(path, code, names=", ".join(named))
    if found[0].flag_bits & ENCRYPTED:
        raise AyudaError.of(path, "batch-zip-encrypted", names=found[0].filename)
    return found[0]


def _counts(member: ZipInfo) -> bool:
    """Whether a member is a file that somebody put there, and not what a system adds."""
    parts = PurePosixPath(member.filename).parts
    hidden = any(part.startswith((".", "__MACOSX")) for part in parts)
    return not member.is_dir() and not hidden
