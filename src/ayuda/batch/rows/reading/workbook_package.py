"""The parts of a workbook: XML in a ZIP archive, read as a stream and never beyond a bound.

Nothing here trusts the file: an archive may unpack to thousands of times its size, and XML may
define entities that double with each line.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from ayuda.batch.rows.database import Watch
from ayuda.batch.rows.reading.sheet_cells import damaged
from ayuda.errors import AyudaError

PIECE = 1 << 16
"""How much is unpacked at once, in bytes."""
ALWAYS_UNPACKED = 256 << 20
MOST_TIMES = 100
"""How large a part may become: so many bytes, and so many times the whole file beyond that.

Sheets shrink to a tenth or a thirtieth; a part that shrinks to a thousandth is made to harm.
"""
ENCRYPTED = 1
"""The flag of an archive's member that takes a password."""
Attributes = dict[str, str]
Start = Callable[[str, Attributes], None]
End = Callable[[str], None]


class Package:
    """An archive that stands open, and the streams of it. It raises AyudaError without a place."""

    def __init__(self, archive: ZipFile, size: int, streams: ExitStack) -> None:
        self._archive = archive
        self._streams = streams
        self._most = ALWAYS_UNPACKED + MOST_TIMES * size
        members = archive.infolist()
        self._members = {member.filename: member for member in members}
        if len(self._members) < len(members):
            raise damaged("ZIP")  # Which of two is meant, others may see differently.

    def has(self, name: str) -> bool:
        """Whether there is a part of this name."""
        return name in self._members

    def names(self) -> Iterator[str]:
        """The names of all parts."""
        yield from self._members

    def begins(self, name: str, size: int) -> bytes:
        """The first bytes of a part."""
        member = self._member(name)
        try:
            with self._archive.open(member) as stream:
                return stream.read(size)
        except DAMAGES:
            raise damaged(name) from None

    def parsed(
        self,
        name: str,
        parser: Any,  # noqa: ANN401 - its handlers have no types
        watch: Watch = lambda _share: None,
    ) -> Iterator[None]:
        """Parse a part, with breaks. Raises AyudaError where it is no XML, or too large."""
        member = self._member(name)
        parser.StartDoctypeDeclHandler = _refuse_types
        done = 0
        try:
            with self._archive.open(member) as stream:
                self._streams.callback(stream.close)  # Perhaps nobody asks for its end.
                while piece := stream.read(PIECE):
                    parser.Parse(piece)
                    done += len(piece)
                    watch(done / member.file_size)
                    yield
            parser.Parse(b"", True)  # noqa: FBT003 - the parser's own interface
        except DAMAGES:
            raise damaged(name) from None
        yield

    def _member(self, name: str) -> ZipInfo:
        member = self._members.get(name)
        if member is None or member.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
            raise damaged(name)
        if member.flag_bits & ENCRYPTED:
            raise AyudaError.of("", "batch-workbook-protected")
        if member.file_size > self._most:
            words = {"size": str(member.file_size >> 20), "most": str(self._most >> 20)}
            raise AyudaError.of("", "batch-workbook-too-large", part=name, **words)
        return member


DAMAGES = (
    *(BadZipFile, zlib.error, expat.ExpatError, EOFError, NotImplementedError, RuntimeError),
    *(ValueError, KeyError, IndexError, OverflowError),
)
"""What damaged archives, XML and numbers raise."""


def new_parser(start: Start, end: End, text: Callable[[str], Any] | None = None) -> Any:  # noqa: ANN401 - its handlers have no types
    """A parser of XML that calls these."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    if text is not None:
        parser.CharacterDataHandler = text
    return parser


def held(pieces: list[str]) -> int:
    """How long the pieces of a text are that has not ended; the parser's own are some KB each."""
    return sum(map(len, pieces))


def _refuse_types(*_told: object) -> None:
    """No spreadsheet declares types or entities of its own."""
    raise ValueError


@contextmanager
def opened(path: str) -> Iterator[Package]:
    """The package of a file. Raises AyudaError where it is none, and OSError."""
    try:
        archive = ZipFile(path)
    except DAMAGES:
        raise damaged("ZIP") from None
    with archive, ExitStack() as streams:
        yield Package(archive, Path(path).stat().st_size, streams)
