"""The messages of one file or stream, whatever it is: a message, an mbox, an archive of them."""

from __future__ import annotations

import re
import shutil
import stat
from collections.abc import Iterator
from errno import EINVAL
from io import BufferedIOBase
from os import fstat
from tarfile import BLOCKSIZE, TarError, TarInfo
from tempfile import TemporaryFile
from typing import BinaryIO, Literal

from ayuda.batch.messages.finding.folders import is_hidden_member
from ayuda.batch.messages.finding.mbox import Readable, mbox_members
from ayuda.batch.messages.finding.references import (
    Reference,
    refused,
    shown_path,
    too_large,
    unreadable_here,
)
from ayuda.batch.messages.finding.tar import TarMember, TarStream
from ayuda.batch.messages.finding.unpacked import UnpackedStream
from ayuda.batch.messages.finding.zip import PEEK, zip_references
from ayuda.errors import Problem
from ayuda.mail.raw.limits import MESSAGE_BYTES
from ayuda.mail.raw.mbox import HEAD
from ayuda.mail.raw.zip_members import MOST_TIMES

Kind = Literal["message", "mbox", "tar", "zip", "gzip", "bzip2", "xz"]
_MARKS: tuple[tuple[bytes, Kind], ...] = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x1f\x8b", "gzip"),
    (b"\xfd7zXZ\x00", "xz"),
)
_BZIP2 = re.compile(rb"BZh[1-9](?:1AY&SY|\x17\x72\x45\x38\x50\x90)")
_USTAR = slice(257, 262)
_OUTERMOST: frozenset[Kind] = frozenset(["tar", "zip", "gzip", "bzip2", "xz"])
_UNPACKED: frozenset[Kind] = frozenset(["tar"])
_INSIDE: frozenset[Kind] = frozenset()
"""What is looked into: outermost, in what was compressed as a whole, and in an archive."""
_SPOOLED = 1 << 20


def kind_of(head: bytes) -> Kind:
    """What a file is, by its first bytes; whatever is nothing else counts as a message."""
    if HEAD.match(head):
        return "mbox"
    marked = next((kind for mark, kind in _MARKS if head.startswith(mark)), None)
    if marked is not None:
        return marked
    if _BZIP2.match(head):
        return "bzip2"
    return "tar" if _begins_tar(head) else "message"


def _begins_tar(head: bytes) -> bool:
    if head[_USTAR] == b"ustar":
        return True
    if b"\0" not in head[:100] or len(head) < BLOCKSIZE:
        return False
    try:
        return bool(TarInfo.frombuf(head[:BLOCKSIZE], "utf-8", "surrogateescape").name)
    except (TarError, ValueError):
        return False


def file_references(path: bytes) -> Iterator[Reference]:
    """The messages of a file; one that cannot be read is a message with its problem."""
    where = shown_path(path)
    try:
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - a path in bytes
            if not stat.S_ISREG(fstat(file.fileno()).st_mode):
                yield from stream_references(where, file)
                return
            kind = kind_of(file.read(PEEK))
            if kind == "message":
                yield Reference(where, path)
            else:
                file.seek(0)
                yield from _guarded(where, _of_file(where, path, file, kind))
    except (OSError, ValueError) as error:
        yield unreadable_here(where, error)


def stream_references(where: str, stream: Readable) -> Iterator[Reference]:
    """The messages of what can be read only once."""
    return _guarded(where, _of_stream(where, stream, _OUTERMOST))


def _guarded(where: str, found: Iterator[Reference]) -> Iterator[Reference]:
    """What was found up to where it cannot be read on, which is then a line of its own."""
    try:
        yield from found
    except OSError as error:
        # What unpacks raises errors without a number, or asks the system for what cannot be.
        if error.errno in (None, EINVAL):
            yield refused(Problem(where, "mail-archive-damaged"))
        else:
            yield unreadable_here(where, error)
    except Exception:  # noqa: BLE001 - what libraries raise for a hostile archive has no end
        yield refused(Problem(where, "mail-archive-damaged"))


def _of_file(where: str, path: bytes, file: BinaryIO, kind: Kind) -> Iterator[Reference]:
    if kind == "mbox":
        for member in mbox_members(file, keep=False):
            yield Reference(f"{where}:{member.offset}", path, member.offset, member.length)
    elif kind == "tar":
        yield from _of_tar(where, TarStream(file, file), path)
    elif kind == "zip":
        yield from zip_references(where, file, path, _is_message, _of_member)
    else:
        yield from _of_compressed(where, file, kind)


def _of_stream(where: str, stream: Readable, opened: frozenset[Kind]) -> Iterator[Reference]:
    head = _read_fully(stream, PEEK)
    kind = kind_of(head)
    again = _Again(head, stream)
    if kind == "mbox":
        for member in mbox_members(again, keep=True):
            yield _kept(f"{where}:{member.offset}", member.content)
    elif kind == "message":
        content = _read_fully(again, MESSAGE_BYTES + 1)
        yield _kept(where, content if len(content) <= MESSAGE_BYTES else None)
    elif kind not in opened:
        yield refused(Problem(where, "mail-archive-inside"))
    elif kind == "tar":
        yield from _of_tar(where, TarStream(again), None)
    elif kind == "zip":
        with TemporaryFile() as file:
            shutil.copyfileobj(again, file, _SPOOLED)
            file.flush()
            yield from zip_references(where, file, None, _is_message, _of_member)
    else:
        yield from _of_compressed(where, again, kind)


def _of_compressed(where: str, stream: Readable, kind: Kind) -> Iterator[Reference]:
    source = _Counted(stream)
    yield from _of_stream(where, _Bounded(UnpackedStream(source, kind), source), _UNPACKED)


class _Counted:
    """A stream that knows how many bytes were read of it."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self.count = 0

    def read(self, size: int, /) -> bytes:
        """The next bytes, at most so many."""
        data = self._stream.read(size)
        self.count += len(data)
        return data


class _Bounded:
    """Unpacked bytes as they come, up to as many times the packed ones as deflate could make."""

    def __init__(self, unpacked: Readable, source: _Counted) -> None:
        self._unpacked = unpacked
        self._source = source
        self._count = 0

    def read(self, size: int, /) -> bytes:
        """The next bytes, at most so many. Raises OSError for an endless stream."""
        data = self._unpacked.read(size)
        self._count += len(data)
        if self._count > MESSAGE_BYTES + MOST_TIMES * self._source.count:
            raise OSError
        return data


def _of_tar(where: str, archive: TarStream, path: bytes | None) -> Iterator[Reference]:
    for member in archive:
        if is_hidden_member(member.name):
            continue
        inside = f"{where}:{shown_path(member.name)}"
        if path is None:
            yield from _of_member(inside, archive)
        else:
            yield from _in_place(inside, path, archive, member)


def _in_place(
    inside: str, path: bytes, archive: TarStream, member: TarMember
) -> Iterator[Reference]:
    """The messages of a member that any process can read by itself."""
    head = _read_fully(archive, min(PEEK, member.size))
    kind = kind_of(head)
    if kind == "message":
        yield Reference(inside, path, member.offset, member.size)
    elif kind == "mbox":
        for found in mbox_members(_Again(head, archive), keep=False):
            begin = member.offset + found.offset
            yield Reference(f"{inside}:{found.offset}", path, begin, found.length)
    else:
        yield refused(Problem(inside, "mail-archive-inside"))


def _of_member(inside: str, stream: Readable) -> Iterator[Reference]:
    return _of_stream(inside, stream, _INSIDE)


def _is_message(head: bytes) -> bool:
    return kind_of(head) == "message"


def _kept(where: str, content: bytes | None) -> Reference:
    return too_large(where) if content is None else Reference(where, content=content)


def _read_fully(stream: Readable, most: int) -> bytes:
    """Up to so many bytes; fewer only at the end."""
    pieces: list[bytes] = []
    while most and (piece := stream.read(min(most, _SPOOLED))):
        pieces.append(piece)
        most -= len(piece)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


class _Again(BufferedIOBase):
    """A stream of which the first bytes were looked at, from its beginning."""

    def __init__(self, head: bytes, stream: Readable) -> None:
        self._head = head
        self._stream = stream

    def readable(self) -> bool:
        """It is for nothing else."""
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        """The next bytes."""
        wanted = _SPOOLED if size is None or size < 0 else size
        if self._head:
            data, self._head = self._head[:wanted], self._head[wanted:]
            return data
        return self._stream.read(wanted)
