"""The messages of an mbox, found in one pass over a stream of any size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from ayuda.mail.raw.limits import MESSAGE_BYTES
from ayuda.mail.raw.mbox import FIRST_LINE, SEEN, breaks

CHUNK = 1 << 20


class Readable(Protocol):
    """Where bytes come from."""

    def read(self, size: int, /) -> bytes:
        """The next bytes, at most so many; none at the end."""


class Unpacked(Protocol):
    """Where unpacked bytes come from."""

    def read1(self, size: int, /) -> bytes:
        """The next bytes, at most so many and not waiting for more; none at the end."""


class BitByBit:
    """Unpacked bytes as they come: where the rest is damaged, all before it is still had."""

    def __init__(self, unpacked: Unpacked) -> None:
        self._unpacked = unpacked

    def read(self, size: int, /) -> bytes:
        """The next bytes, at most so many."""
        return self._unpacked.read1(size)


class Member(NamedTuple):
    """A message of an mbox: where it begins, and its bytes or only how many they are.

    The line ``From …`` before it is not part of it, nor is the empty line after it. ``content``
    is None where it was not wanted, or where the message is over the limit.
    """

    offset: int
    length: int
    content: bytes | None


class _Piece(NamedTuple):
    """A piece of a message, in order; ``begins`` where it is the first one."""

    offset: int
    data: bytes
    begins: bool


def mbox_members(stream: Readable, *, keep: bool) -> Iterator[Member]:
    """The messages of an mbox, with their bytes if they are to be kept.

    ``>From `` is left as it stands: nothing tells whether the writer or the sender put the mark
    there. Raises what the stream raises; the message that is open then does not come.
    """
    begin, length = 0, -1
    pieces: list[bytes] = []
    for piece in _pieces(stream):
        if piece.begins:
            if length >= 0:
                yield _member(begin, length, pieces, keep=keep)
            begin, length, pieces = piece.offset, 0, []
        length += len(piece.data)
        if keep and length <= MESSAGE_BYTES:
            pieces.append(piece.data)
        else:
            pieces.clear()
    yield _member(begin, max(0, length), pieces, keep=keep)


def _member(begin: int, length: int, pieces: list[bytes], *, keep: bool) -> Member:
    kept = keep and length <= MESSAGE_BYTES
    return Member(begin, length, b"".join(pieces) if kept else None)


def _pieces(stream: Readable) -> Iterator[_Piece]:
    """The stream without what stands between messages, cut where messages begin."""
    window, base = _beginning(stream), 0
    first = FIRST_LINE.match(window)
    at = first.end() if first else 0  # the first byte that was not handed on
    begins, last = True, False
    is_new = True  # What stands before damage is handed on before more is read.
    while not last:
        # One byte more stays: an empty line may follow the line "From " itself.
        kept = max(0, at - 1)
        more = b"" if is_new else stream.read(CHUNK)
        last, is_new = not (is_new or more), False
        window, base, at = window[kept:] + more, base + kept, at - kept
        certain = len(window) - (0 if last else SEEN)
        for end, start in breaks(window, max(0, at - 1), certain):
            yield _Piece(base + at, window[at:end], begins)
            at, begins = start, True
        end = max(at, len(window) - _blank_end(window) if last else certain)
        if end > at or last:
            yield _Piece(base + at, window[at:end], begins)
            at, begins = end, False


def _beginning(stream: Readable) -> bytes:
    window = b""
    while len(window) < SEEN and (more := stream.read(CHUNK)):
        window += more
    return window


def _blank_end(window: bytes) -> int:
    """How many bytes the empty line at the end takes."""
    if window.endswith(b"\n\n"):
        return 1
    return 2 if window.endswith(b"\n\r\n") else 0
