"""Texts that are not UTF-8: what marks them, what they look like, and reading them as UTF-8.

What a file does not say itself is never taken for granted: it is proposed, by name.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path

from ayuda.errors import AyudaError

UTF8 = "utf-8"
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Marks of the byte order, the longer first: one begins like another."""
FEW, SHORTEST = 4096, 8
MOST_LOOKED_AT = 1 << 16
"""How many bytes of what is not UTF-8 are looked at to say what it may be."""
BYTE_ORDER_MARK = "\ufeff"
WIDE = (("utf-16-le", 1), ("utf-16-be", 0))
"""Encodings of two bytes for a letter, and which of them is 0 in plain letters."""
REPLACED = "\ufffd"
OFFERED = ("utf-8", "windows-1252", "latin-1", "utf-16", "macroman", "cp850")
"""What is told where an encoding is not known; any other of Python's for texts is taken too."""
GUESSED = ("windows-1252", "macroman", "cp850")
"""What tables that are not UTF-8 are mostly written in: by Windows, a Mac, a console of Windows."""
USUAL = frozenset("áéíóúüñçàèòïÁÉÍÓÚÜÑÇºª€¿¡«»“”…")
"""Letters and marks of Spanish, and of what stands in tables beside it."""


def known_encoding(name: str) -> str | None:
    """Python's name of an encoding of texts; None where there is none of that name."""
    try:
        info = codecs.lookup(name)
        "".encode(info.name)
    except (LookupError, ValueError, UnicodeError):
        return None
    return UTF8 if info.name in {"utf-8", "utf-8-sig"} else info.name


def marked_encoding(head: bytes) -> str:
    """The encoding that a mark of the byte order says; UTF-8 without one."""
    return next((name for mark, name in MARKS if head.startswith(mark)), UTF8)


def unmarked_wide(head: bytes) -> str | None:
    """UTF-16 without a mark, by its zeros; None for anything else."""
    for name, zero in WIDE:
        zeros = head[zero:FEW:2].count(0)
        if len(head) >= SHORTEST and zeros > 0.8 * len(head[zero:FEW:2]):
            return name
    return None


def guessed_encoding(content: bytes) -> str | None:
    """What text that is not UTF-8 may be written in; None where it is UTF-8 that is damaged.

    Most of the letters beyond ASCII that a damaged text has are good as they are.
    """
    letters = [letter for letter in content.decode(UTF8, "replace") if not letter.isascii()]
    if 2 * letters.count(REPLACED) < len(letters):
        return None

    def usual(name: str) -> int:
        beyond = [letter for letter in content.decode(name, "replace") if not letter.isascii()]
        return sum(1 if letter in USUAL else -1 for letter in beyond)

    return max(GUESSED, key=usual)


def not_utf8(path: str, content: bytes, line: int) -> AyudaError:
    """The error for a line that is not UTF-8, from what stands there and behind it."""
    where = f"{path}:{line}"
    guess = guessed_encoding(content)
    if guess is None:
        return AyudaError.of(where, "batch-encoding")
    return AyudaError.of(where, "batch-other-encoding", encoding=guess)


def first_not_utf8(plain: str, path: str) -> AyudaError | None:
    """The error for the first line of a file that is not UTF-8; None where all are."""
    with Path(plain).open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                line.decode(UTF8)
            except UnicodeDecodeError:
                return not_utf8(path, line + file.read(MOST_LOOKED_AT), number)
    return None


def in_utf8(pieces: Iterator[bytes], encoding: str, path: str) -> Iterator[bytes]:
    """Pieces of a text as UTF-8, without a mark of the byte order.

    Raises AyudaError that names the line of what the encoding has no letter for.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    line, begun = 1, False
    for piece in _with_end(pieces):
        try:
            text = decoder.decode(piece or b"", final=piece is None)
        except UnicodeError as error:
            start = getattr(error, "start", 0)
            line += getattr(error, "object", b"")[:start].count(b"\n")
            raise AyudaError.of(f"{path}:{line}", "batch-not-in-encoding", value=encoding) from None
        line += text.count("\n")
        if text and not begun:
            text, begun = text.removeprefix(BYTE_ORDER_MARK), True
        if text:
            yield text.encode()


def _with_end(pieces: Iterator[bytes]) -> Iterator[bytes | None]:
    yield from pieces
    yield None
