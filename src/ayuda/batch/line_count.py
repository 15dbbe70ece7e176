"""An independent count of the rows of text files, taken while the database reads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from ayuda.batch.files import RowFile
from ayuda.batch.relation import NO_SUCH_CHARACTER

CHUNK = 1 << 20
CHUNKS_OF_A_STEP = 64


class LineCount:
    """Counts the ends of lines of uncompressed files of which every row is one line.

    It is done in steps, so that it can go on beside something else. ``is_plain`` is False where
    the character was met that is taken for the end of a line's only cell. Raises OSError.
    """

    def __init__(self, files: Sequence[RowFile]) -> None:
        self.files = files
        self.can_count = bool(files) and all(file.compression == "none" for file in files)
        self.ends = 0
        self.is_plain = True
        self._steps = self._read() if self.can_count else iter(())

    def step(self) -> None:
        """Count a little further."""
        next(self._steps, None)

    def check(self, rows: int) -> int | None:
        """The number of rows there are, where it is not that many; None where all is well."""
        for _ in self._steps:
            pass
        headers = sum(1 for file in self.files if file.delimiter)
        if not self.can_count or self.ends - headers == rows:
            return None
        exact = sum(_filled_lines(file.path) for file in self.files) - headers
        return None if exact == rows else exact

    def _read(self) -> Iterator[None]:
        for file in self.files:
            last = b""
            with Path(file.path).open("rb") as stream:
                place = 0
                while chunk := stream.read(CHUNK):
                    place += 1
                    self.ends += chunk.count(b"\n")
                    self.is_plain = self.is_plain and NO_SUCH_CHARACTER.encode() not in chunk
                    last = chunk[-1:]
                    if place % CHUNKS_OF_A_STEP == 0:
                        yield
            self.ends += last not in {b"\n", b""}


def _filled_lines(path: str) -> int:
    """How many lines hold anything; a lone carriage return ends a line, too."""
    with Path(path).open("rb") as stream:
        lines = (part for line in stream for part in line.split(b"\r"))
        return sum(1 for line in lines if line.strip(b"\n\xef\xbb\xbf"))
