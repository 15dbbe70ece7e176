"""The beginnings and the text of row files."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Literal

from ayuda.batch.formats import WORKBOOKS, Compression, format_of_name
from ayuda.batch.rows.reading.unpacking import MAGIC_OF, unpacked
from ayuda.errors import AyudaError

PEEK = 1 << 20
"""How many bytes of a file are looked at to learn its columns and its encoding."""
FEW = 64
LONGEST_LINE = 16 << 20
"""How long a line, or a row of several, may be: in bytes for the database, in letters here."""
HELD = "\x01"
"""What hardly any line has: as the delimiter, it makes a line one cell."""
PARQUET = b"PAR1"
PASSED_OVER = re.compile(rb"[\x50-\x5f]\x2a\x4d\x18")
"""How a frame of zstd's begins that holds no content (RFC 8878); others may follow it."""
BZIP2 = re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)")
"""How bzip2 begins: with a block, or with the end of all where it holds nothing."""
ZIP = b"PK\x03\x04"
OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
EXCEL = re.compile(rb"PK\x03\x04.{26}xl/", re.DOTALL)
"""How archives begin, and what those that are workbooks have near their beginning."""
LONGEST_MARK = 128
NO_TEXT = re.compile(rb"[\0-\x08]")


def compression_of(start: bytes) -> Compression:
    """The compression that the first bytes of a file show."""
    if PASSED_OVER.match(start):
        return "zstd"
    if start.startswith(MAGIC_OF["bzip2"]) and not BZIP2.match(start):
        return "none"
    known = (kind for kind, magic in MAGIC_OF.items() if magic and start.startswith(magic))
    return next(known, "none")


def workbook_kind(head: bytes) -> Literal["xlsx", "ods"] | None:
    """The kind of workbook that a file's first bytes show; None for anything else."""
    if head.startswith(ZIP) and OPEN_DOCUMENT in head[:LONGEST_MARK]:
        return "ods"
    return "xlsx" if EXCEL.search(head) else None


def head_of(path: str) -> tuple[bytes, Compression]:
    """The beginning of a file's content, and how it is compressed.

    Raises OSError, and AyudaError where it is compressed, or named so, and damaged.
    """
    with Path(path).open("rb") as file:
        head = file.read(PEEK)
    compression, named = compression_of(head), format_of_name(path)[1]
    if compression == "none" and head.startswith(MAGIC_OF[named]):
        compression = named
    is_workbook = workbook_kind(head) is not None or format_of_name(path)[0] in WORKBOOKS
    if compression == "zip" and is_workbook:
        return head, "none"
    if compression == "none":
        if named != "none" and NO_TEXT.search(head[:FEW]):
            size = str(Path(path).stat().st_size)
            raise AyudaError.of(path, "batch-damaged", place="0", size=size)
        return head, compression
    content = bytearray()
    for piece in unpacked(path, compression):
        content += piece
        if len(content) >= PEEK:
            break
    return bytes(content[:PEEK]), compression


def text_lines(path: str, where: str) -> Iterator[str]:
    """The lines of a plain file in UTF-8 with their ends, without a mark of the byte order.

    A lone carriage return ends a line, too. Raises OSError, UnicodeError, and AyudaError for a
    line that is too long; ``where`` is what the file is called.
    """
    with Path(path).open(encoding="utf-8-sig", newline="") as text:
        lines = iter(partial(text.readline, LONGEST_LINE), "")
        for number, line in enumerate(lines, 1):
            if len(line) >= LONGEST_LINE:
                raise too_long(where, number)
            yield line


class ComingLines:
    """The lines of a stream as they come, as bytes with their ends.

    A lone carriage return ends a line, too. ``waits`` is called each time that nothing is left
    but to wait for more. Raises OSError, and AyudaError for a line that is too long; ``where`` is
    what the stream is called.
    """

    def __init__(
        self, read: Callable[[], bytes], where: str, waits: Callable[[], None] = lambda: None
    ) -> None:
        self.waits = waits
        self._read = read
        self._where = where
        self._lines: deque[bytes] = deque()
        self._rest = b""
        self._number = 0

    def __iter__(self) -> Iterator[bytes]:
        """The lines."""
        return self

    def __next__(self) -> bytes:
        """The next line."""
        while not self._lines:
            self.waits()
            chunk = self._read()
            if not chunk:
                if not self._rest:
                    raise StopIteration
                self._lines.append(self._rest)
                self._rest = b""
                break
            self._take(chunk)
        self._number += 1
        return self._lines.popleft()

    def _take(self, chunk: bytes) -> None:
        """Cut what came into lines; what may go on is kept."""
        lines = (self._rest + chunk).splitlines(keepends=True)
        # A carriage return may have a line feed to come.
        self._rest = b"" if lines[-1].endswith(b"\n") else lines.pop()
        self._lines.extend(lines)
        if len(self._rest) > LONGEST_LINE:
            raise too_long(self._where, self._number + len(lines) + 1)


def too_long(where: str, line: int) -> AyudaError:
    """The error for a row that begins in some line and is longer than any may be."""
    return AyudaError.of(f"{where}:{line}", "batch-row-too-long", most=str(LONGEST_LINE >> 20))
