"""An independent and strict look at JSON lines: what the database takes for JSON is more than that.

It reads commas before the end of a list, ``NaN`` and raw control characters, and of a key that
stands twice the first value, where others read the last.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, NoReturn

import msgspec

from ayuda.batch.formats import Compression
from ayuda.batch.rows.reading.encodings import UTF8
from ayuda.batch.rows.reading.streams import LONGEST_LINE, too_long
from ayuda.batch.rows.reading.unpacking import unpacked
from ayuda.errors import AyudaError

PIECES_OF_A_STEP = 128
DEEPEST = 200
"""How deep objects and lists may stand in one another: many readers go no deeper than that."""
MARK = b"\xef\xbb\xbf"
BLANK = b" \t\r"
EXAMPLE = '{"stage": "placed"}'
TEXT = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)
BEFORE_COLONS = (b'":', b" :", b"\t:", b"\r:")
"""Behind each key stands one of these."""
COLON, QUOTE = ord(":"), ord('"')
SMALL = 1 << 14
_decode = msgspec.json.Decoder(dict[str, Any]).decode


class JsonCount:
    """Counts the objects of a file of JSON lines, and reads each of them strictly.

    ``where`` is what the file is called.
    """

    def __init__(self, path: str, where: str, compression: Compression = "none") -> None:
        self.path = path
        self.where = where
        self.compression = compression
        self.rows = 0
        self.is_sure = True
        self._lines = 0

    def steps(self) -> Iterator[None]:
        """Count, with breaks. Raises OSError, and AyudaError that names what is no object."""
        begun = b""
        for number, piece in enumerate(unpacked(self.path, self.compression)):
            chunk = piece if number else piece.removeprefix(MARK)
            whole, end, rest = chunk.rpartition(b"\n")
            if end:
                self._look_at(begun + whole)
                begun = b""
            begun += rest
            if len(begun) > LONGEST_LINE:
                raise too_long(self.where, self._lines + 1)
            if number % PIECES_OF_A_STEP == PIECES_OF_A_STEP - 1:
                yield
        self._look_at(begun)

    def _look_at(self, text: bytes) -> None:
        """Look at whole lines: quickly, and one by one where that does not show them to be good."""
        lines = text.split(b"\n")
        objects = _plain_objects(text, lines)
        if objects is None:
            numbered = enumerate(lines, self._lines + 1)
            objects = sum(self.is_object(line, number) for number, line in numbered)
        self.rows += objects
        self._lines += len(lines)

    def is_object(self, line: bytes, number: int) -> bool:
        """Whether a line is an object; it may be blank. Raises AyudaError for all else."""
        if not line.strip(BLANK):
            return False
        where = f"{self.where}:{number}"
        if len(line) > LONGEST_LINE:
            raise too_long(self.where, number)
        if _depth(line) > DEEPEST:
            raise AyudaError.of(where, "batch-json-too-deep", most=str(DEEPEST))
        try:
            found = _strict.decode(line.decode(UTF8))
            json.dumps(found, ensure_ascii=False).encode()  # Half a character is no text.
        except _TwiceError as error:
            raise AyudaError.of(where, "batch-json-key-twice", value=str(error)) from None
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise AyudaError.of(where, "batch-not-json", example=EXAMPLE)
        return True


def _plain_objects(text: bytes, lines: Sequence[bytes]) -> int | None:
    """How many lines of a text are objects; None where it takes a closer look to see that all are.

    The keys are counted in the text, and once more as they were read: so none stands twice.
    """
    filled = [line for line in lines if line.strip(BLANK)]
    if _opened(text) >= len(filled) + DEEPEST:
        return None
    try:
        found = [_decode(line) for line in filled]
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    most = _most_keys(text)
    if sum(map(len, found)) == most or sum(map(_keys, found)) == most:
        return len(found)
    return None


def _most_keys(text: bytes) -> int:
    """How many keys a text has at most: colons behind a quote or a blank."""
    if len(text) < SMALL:
        return sum(map(text.count, BEFORE_COLONS))
    import numpy as np

    marks = np.frombuffer(text, np.uint8)
    return int(np.count_nonzero((marks[1:] == COLON) & (marks[:-1] <= QUOTE)))


def _keys(value: Any) -> int:  # noqa: ANN401 - anything that JSON can be
    """How many keys stand in a value, in all its objects."""
    if isinstance(value, dict):
        return len(value) + sum(map(_keys, value.values()))
    return sum(map(_keys, value)) if isinstance(value, list) else 0


class _TwiceError(Exception):
    """A key that stands twice in an object, with different values."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    for key, value in pairs if len(found) < len(pairs) else ():
        if found[key] != value:
            raise _TwiceError(key)
    return found


def _number(text: str) -> tuple[str]:
    """A number as it is written, of any size; it equals no text."""
    return (text,)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


_strict = json.JSONDecoder(
    object_pairs_hook=_object, parse_constant=_no_constant, parse_float=_number, parse_int=_number
)


def _opened(line: bytes) -> int:
    return line.count(b"[") + line.count(b"{")


def _depth(line: bytes) -> int:
    """How deep the objects and lists of a line stand in one another, at most."""
    if _opened(line) <= DEEPEST:
        return 0
    depth = deepest = 0
    for mark in TEXT.sub(b"", line):
        if mark in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif mark in b"]}":
            depth -= 1
    return deepest
