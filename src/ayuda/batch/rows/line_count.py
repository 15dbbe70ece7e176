"""An independent count of the rows of text files, taken while the database reads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from ayuda.batch.rows.files import RowFile
from ayuda.batch.rows.first_rows import beginnings
from ayuda.batch.rows.relation import NO_SUCH_CHARACTER

CHUNK = 1 << 18
"""What is counted at once, in bytes: it stays in the processor's own memory."""
CHUNKS_OF_A_STEP = 256
SMALL = 1 << 16
END_OF_LINE, RETURN, QUOTE = ord("\n"), ord("\r"), ord('"')
NONE_SUCH = ord(NO_SUCH_CHARACTER)


class LineCount:
    """Counts the ends of rows of uncompressed text files: ends of lines outside of quotes.

    It is done in steps, so that it can go on beside something else. Where ``rows_are_lines``
    quotes do not count, and ``is_plain`` is False where the character was met that is taken for
    the end of a line's only cell, or a lone carriage return. Raises OSError.
    """

    def __init__(self, files: Sequence[RowFile], *, rows_are_lines: bool) -> None:
        self.files = files
        self.rows_are_lines = rows_are_lines
        is_text = (file.compression == "none" and file.format != "parquet" for file in files)
        self.can_count = all(is_text)
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
        headers = sum(1 + file.blank_lines for file in self.files if file.delimiter)
        if not self.can_count or self.ends - headers == rows:
            return None
        exact = sum(self._exact(file) for file in self.files)
        return None if exact == rows else exact

    def _exact(self, file: RowFile) -> int:
        """The rows of a file, one by one, with an eye to blank lines and lone carriage returns."""
        if self.rows_are_lines and len(file.columns) != 1:
            return _filled_lines(file) - bool(file.delimiter)
        return sum(1 for _ in beginnings(file))

    def _read(self) -> Iterator[None]:
        for file in self.files:
            if file.size < SMALL:
                content = Path(file.path).read_bytes()
                outside = content if self.rows_are_lines else b"".join(content.split(b'"')[::2])
                self.ends += outside.count(END_OF_LINE) + (not content.endswith(b"\n"))
                lone = content.count(b"\r") - content.count(b"\r\n")
                self.is_plain = self.is_plain and NONE_SUCH not in content and not lone
            else:
                yield from self._read_large(file.path)

    def _read_large(self, path: str) -> Iterator[None]:
        import numpy as np

        buffer = np.empty(CHUNK, np.uint8)
        last = chunks = quotes = 0
        with Path(path).open("rb", buffering=0) as stream:
            while size := stream.readinto(buffer.data):
                chunk = buffer[:size]
                controls = np.flatnonzero(chunk <= RETURN)  # One look at all bytes, for speed.
                kinds = chunk[controls]
                ends = controls[kinds == END_OF_LINE]
                self.ends += len(ends)
                if not self.rows_are_lines:
                    marks = np.flatnonzero(chunk == QUOTE)
                    before = np.searchsorted(marks, ends) + quotes
                    self.ends -= int(np.count_nonzero(before % 2))
                    quotes += len(marks)
                self.is_plain = self.is_plain and not (kinds == NONE_SUCH).any()
                returns = controls[kinds == RETURN]
                if len(returns) or last == RETURN:
                    before = chunk[ends[ends > 0] - 1] == RETURN
                    paired = np.count_nonzero(before) + (last == RETURN and chunk[0] == END_OF_LINE)
                    unpaired = len(returns) + (last == RETURN) - (chunk[-1] == RETURN)
                    self.is_plain = self.is_plain and paired == unpaired
                last = chunk[-1]
                chunks += 1
                if chunks % CHUNKS_OF_A_STEP == 0:
                    yield
        self.ends += last != END_OF_LINE
        self.is_plain = self.is_plain and last != RETURN


def _filled_lines(file: RowFile) -> int:
    """How many lines hold anything; a lone carriage return ends a line, too.

    Blanks are a cell of a table, but nothing between objects.
    """
    nothing = b"\n\xef\xbb\xbf" if file.delimiter else b"\n\xef\xbb\xbf \t"
    with Path(file.path).open("rb") as stream:
        lines = (part for line in stream for part in line.split(b"\r"))
        return sum(1 for line in lines if line.strip(nothing))
