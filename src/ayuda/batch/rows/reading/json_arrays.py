"""One JSON array of objects as JSON lines: each object in a line of its own, as it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ayuda.batch.rows.reading.streams import LONGEST_LINE
from ayuda.errors import AyudaError

MARK = b"\xef\xbb\xbf"
BLANK = b" \t\r\n"
TOKEN = re.compile(rb'[\[\]{},"\\]|[^\[\]{},"\\]+')
LINE_ENDS = bytes.maketrans(b"\r\n", b"  ")
"""Ends of lines stand only between what JSON is made of, where a blank is as good."""


def lines_of_array(pieces: Iterator[bytes], path: str) -> Iterator[bytes]:
    """The objects of an array, each with an end of line.

    Raises AyudaError, by the number of the object, where the array is no list of values between
    commas; what stands in the objects is for others to check.
    """
    reader = _Array(path)
    begun = False
    for piece in pieces:
        content = piece if begun else piece.removeprefix(MARK)
        begun = True
        lines = reader.read(content)
        if lines:
            yield lines
    reader.end()


class _Array:
    """How far an array was read."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._depth = 0
        self._in_text = self._escaped = self._ended = False
        self._number = 0
        self._element = bytearray()
        self._awaits = False
        """Whether another value must come: behind a comma."""

    def read(self, content: bytes) -> bytes:
        made = bytearray()
        for token in TOKEN.findall(content):
            if self._in_text:
                self._in_text = self._goes_on(token)
                self._element += token
            elif self._depth == 0:
                self._outside(token)
            elif self._depth == 1 and token in {b",", b"]"}:
                self._close(token, made)
            else:
                self._inside(token)
            if len(self._element) > LONGEST_LINE:
                raise self._wrong()
        return bytes(made)

    def end(self) -> None:
        """Raise AyudaError where the array has no end."""
        if not self._ended:
            raise self._wrong()

    def _goes_on(self, token: bytes) -> bool:
        """Whether a text goes on behind a token of it."""
        if b"\n" in token or b"\r" in token:
            raise self._wrong()
        if self._escaped:  # The letter behind a backslash begins a token.
            self._escaped = False
            return True
        self._escaped = token == b"\\"
        return token != b'"'

    def _outside(self, token: bytes) -> None:
        if not token.strip(BLANK):
            return
        if token != b"[" or self._ended:
            raise self._wrong()
        self._depth = 1

    def _close(self, token: bytes, made: bytearray) -> None:
        element = bytes(self._element.strip(BLANK))
        self._element.clear()
        if element:
            self._number += 1
            made += element.translate(LINE_ENDS) + b"\n"
        elif token == b"," or self._awaits:
            raise self._wrong()
        self._awaits = token == b","
        if token == b"]":
            self._depth, self._ended = 0, True

    def _inside(self, token: bytes) -> None:
        self._element += token
        if token == b'"':
            self._in_text = True
        elif token in {b"[", b"{"}:
            self._depth += 1
        elif token in {b"]", b"}"}:
            self._depth -= 1

    def _wrong(self) -> AyudaError:
        return AyudaError.of(f"{self._path}:{self._number + 1}", "batch-array-broken")
