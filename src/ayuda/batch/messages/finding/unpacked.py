"""What is compressed as a whole, unpacked as it is read: all that stands before damage is had.

Python's own files read ahead, and lose what they have when they meet the damage.
"""

from __future__ import annotations

from ayuda.batch.messages.finding.mbox import Readable
from ayuda.batch.unpackers import UNPACKERS, Unpacker

_PIECE = 1 << 13
"""How much is read at once, in bytes: of the piece in which the damage is, nothing is had."""
_PADDING = b"\0"
"""What may follow behind the end, where blocks of tapes and disks are filled."""


class UnpackedStream:
    """The plain bytes of a stream; ``kind`` is what it is compressed with, as UNPACKERS name it."""

    def __init__(self, source: Readable, kind: str) -> None:
        self._source = source
        self._make = UNPACKERS[kind]
        self._unpacker: Unpacker = self._make()
        self._pieces = self._unpacker.feed(b"")
        self._made = b""

    def read(self, size: int, /) -> bytes:
        """The next bytes, at most so many and as they come; none at the end.

        Raises EOFError where it is cut short, and DamagedError.
        """
        while not self._made:
            piece = next(self._pieces, None)
            if piece is not None:
                self._made = piece
            elif not self._fed():
                return b""
        data, self._made = self._made[:size], self._made[size:]
        return data

    def _fed(self) -> bool:
        """Feed more to what unpacks; False at the end. A member or frame may follow another."""
        packed = b""
        if self._unpacker.is_done:
            packed = self._unpacker.left
        packed = packed or self._source.read(_PIECE)
        if self._unpacker.is_done:
            if packed.startswith(_PADDING):
                packed = self._after_padding(packed)
            if not packed:
                return False
            self._unpacker = self._make()
        elif not packed:
            raise EOFError
        self._pieces = self._unpacker.feed(packed)
        return True

    def _after_padding(self, packed: bytes) -> bytes:
        """What stands behind padding."""
        while packed and not packed.lstrip(_PADDING):
            packed = self._source.read(_PIECE)
        return packed.lstrip(_PADDING)
