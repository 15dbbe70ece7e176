"""Where results go: a file that appears under its name only when it is whole, or a stream."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EACCES, EILSEQ
from pathlib import Path
from tempfile import TemporaryDirectory
from zlib import crc32

import msgspec

from ayuda.batch.formats import Compression, RowFormat
from ayuda.errors import AyudaError

LONGEST_SHOWN = 200
"""The size in bytes up to which a file's name stands in that of its half-written one."""


class Target(msgspec.Struct, frozen=True):
    """The file that results go to: its final path and its format."""

    path: Path
    format: RowFormat
    compression: Compression = "none"


@contextmanager
def whole_file(final: Path) -> Iterator[Path]:
    """A path to write to; what was written gets to the final one when all went well.

    A regular file is replaced at once, behind its links, and keeps its mode and its owner; what is
    none (a pipe, a device) is written into. Whatever is raised goes through, and then nothing is
    left. An error of the system becomes an AyudaError that names the final path.
    """
    with _errors_of_system(final):
        standing = _standing(final)
        if standing is not None and not os.access(final, os.W_OK):
            raise PermissionError(EACCES, os.strerror(EACCES))
    # Where the links lead that stand for an open stream is no path.
    place = final if _is_of_system(final) else Path(os.path.realpath(final))
    if standing is not None and not _can_be_replaced(place, standing):
        with TemporaryDirectory(prefix="ayuda-") as folder:
            beside = Path(folder, _half_written(final))
            yield beside
            with _errors_of_system(final):
                _pour(beside, place)
        return
    beside = place.with_name(_half_written(place))
    with _errors_of_system(final, beside):
        if not _is_text(str(beside.absolute())):
            raise OSError(EILSEQ, os.strerror(EILSEQ))
        try:
            _begin(beside, standing)
            yield beside
            if standing is None or _takes_after(beside, standing):
                beside.replace(place)
            else:
                _pour(beside, place)
        finally:
            with suppress(OSError):
                beside.unlink(missing_ok=True)


@contextmanager
def _errors_of_system(final: Path, *ours: Path) -> Iterator[None]:
    """Name the final path in errors of the system; those of other files go through.

    A reader who has gone is for the program to act on.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        if error.filename is not None and Path(error.filename) not in {final, *ours}:
            raise
        reason = error.strerror or str(error)
        raise AyudaError.of(str(final), "batch-not-written", reason=reason) from None


def _standing(final: Path) -> os.stat_result | None:
    """What stands under a name, behind its links. Raises OSError where that cannot be known."""
    try:
        return final.stat()
    except FileNotFoundError:
        return None


def _is_of_system(path: Path) -> bool:
    return path.absolute().parts[1:2] in {("dev",), ("proc",)}


def _can_be_replaced(place: Path, standing: os.stat_result) -> bool:
    """Whether another file may take this one's place: what is no file, or not ours, may not."""
    if not stat.S_ISREG(standing.st_mode) or _is_of_system(place):
        return False
    return os.access(place.parent, os.W_OK | os.X_OK)


def _half_written(path: Path) -> str:
    """A name beside another one's: never too long, and text that the database can be told."""
    name = path.name
    if len(os.fsencode(name)) > LONGEST_SHOWN or not _is_text(name):
        name = f"{crc32(os.fsencode(name)):08x}"
    return f".{name}.{os.getpid()}.part"


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _begin(beside: Path, standing: os.stat_result | None) -> None:
    """An empty file that nobody else has made; nobody may read what is to replace another one."""
    beside.unlink(missing_ok=True)  # A process of the same number was killed here.
    mode = 0o666 if standing is None else 0o600
    os.close(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode))


def _takes_after(beside: Path, standing: os.stat_result) -> bool:
    """Give a file the owner and the mode of another one; whether that was allowed."""
    own = beside.stat()
    if (own.st_uid, own.st_gid) != (standing.st_uid, standing.st_gid):
        try:
            os.chown(beside, standing.st_uid, standing.st_gid)
        except PermissionError:
            return False
    beside.chmod(stat.S_IMODE(standing.st_mode))
    return True


def _pour(source: Path, place: Path) -> None:
    """Write a whole file into what is there already; a file of the system's is added to."""
    how = os.O_APPEND if _is_of_system(place) else os.O_TRUNC
    with source.open("rb") as whole, os.fdopen(os.open(place, os.O_WRONLY | how), "wb") as into:
        shutil.copyfileobj(whole, into)


def ending_of(kind: RowFormat, compression: Compression) -> str:
    """The ending of a name that says a format and a compression; none of one that is only read."""
    packed = {"gzip": ".gz", "zstd": ".zst"}.get(compression, "")
    return f".{kind}" if kind == "parquet" else f".{kind}{packed}"
