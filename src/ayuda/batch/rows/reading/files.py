"""Row files: their formats, by name or by content, and what stands in their first line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from glob import glob, has_magic
from pathlib import Path

import msgspec

from ayuda.batch.formats import Compression, RowFormat, format_of_name
from ayuda.batch.rows.layout import AS_SHOWN, Layout
from ayuda.batch.rows.reading.parquet_files import parquet_columns
from ayuda.batch.rows.reading.streams import LATIN1, PARQUET, PEEK, UTF8, head_of
from ayuda.errors import AyudaError, unreadable

DELIMITERS = ",;\t|"
BYTE_ORDER_MARK = "\ufeff"
REPLACED = "\ufffd"
END_OF_LINE = re.compile(r"\r\n|\r|\n")
END_OF_LINES = re.compile(r"[\r\n]+")
MOST_QUOTED = 0.3
"""The share of lines with quotes above which it does not pay to leave lines as they are."""


class RowFile(msgspec.Struct, frozen=True):
    """A file of rows: how to read it, and the names of its columns (none of JSON lines).

    ``header`` is the first line of a table, as it came, ``line_end`` what ends it, and
    ``blank_lines`` how many blank ones stand before it.
    ``keeps_lines`` says whether, as far as its beginning shows, every row of a table is one line
    and few of them have quotes; ``is_surely_utf8`` whether that has letters only UTF-8 has so.
    ``plain`` is where its content stands unpacked, and ``tidy`` where the same rows stand as
    every reader understands them (``tidy_rows`` of them): both for this batch alone.
    """

    path: str
    format: RowFormat
    compression: Compression = "none"
    delimiter: str = ""
    columns: tuple[str, ...] = ()
    header: str = ""
    line_end: str = ""
    blank_lines: int = 0
    encoding: str = UTF8
    size: int = 0
    keeps_lines: bool = False
    is_surely_utf8: bool = False
    plain: str = ""
    tidy: str = ""
    tidy_rows: int = 0

    @property
    def content(self) -> str:
        """The file that the database reads."""
        return self.tidy or self.plain

    @property
    def heading_lines(self) -> int:
        """How many lines the heading has."""
        return 1 + len(END_OF_LINE.findall(self.header))


def named_files(patterns: Iterable[str]) -> list[str]:
    """The files that names and patterns stand for, in order. Raises AyudaError for none."""
    found: list[str] = []
    for pattern in patterns:
        if Path(pattern).exists() or not has_magic(pattern):
            matches = [pattern]
        else:
            names = glob(pattern, recursive=True)  # noqa: PTH207 - patterns may be absolute
            matches = sorted(name for name in names if Path(name).is_file())
        if not matches:
            raise AyudaError.of(pattern, "batch-no-input")
        found += matches
    return found


def row_file(path: str, layout: Layout = AS_SHOWN) -> RowFile:
    """Look at a file's beginning. Raises AyudaError where it cannot be read as rows."""
    try:
        size = Path(path).stat().st_size
        head, compression = head_of(path)
    except FileNotFoundError:
        raise AyudaError.of(path, "batch-no-input") from None
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from None
    found = format_of_name(path)[0] or format_of_content(head)
    if found == "parquet":
        return RowFile(path, found, columns=parquet_columns(path), size=size)
    if found == "jsonl":
        return RowFile(path, found, compression, size=size)
    return _table(RowFile(path, found, compression, size=size), head, layout.encoding)


def heading_of(path: str, kind: RowFormat, head: bytes, layout: Layout) -> RowFile:
    """A table of which no more than its heading is known. Raises AyudaError."""
    return _table(RowFile(path, kind), head, layout.encoding)


def in_encoding(file: RowFile, encoding: str) -> RowFile:
    """A table that stands unpacked, in another encoding than its beginning shows."""
    try:
        head, _ = head_of(file.plain)
    except OSError as error:
        raise unreadable(file.path, error) from None
    return _table(file, head, encoding)


def _table(file: RowFile, head: bytes, encoding: str | None) -> RowFile:
    is_whole = len(head) < PEEK
    encoding = encoding or _encoding(file.path, head, whole=is_whole)
    text = head.decode(encoding, errors="ignore").removeprefix(BYTE_ORDER_MARK)
    start = END_OF_LINES.match(text)
    blank = start[0] if start else ""
    rest = text[len(blank) :]
    delimiter = "\t" if file.format == "tsv" else _delimiter(_guessed_heading(rest))
    columns, header, line_end = _heading(file.path, rest, delimiter)
    return msgspec.structs.replace(
        file,
        delimiter=delimiter,
        columns=columns,
        header=header,
        line_end=line_end,
        blank_lines=len(END_OF_LINE.findall(blank)),
        encoding=encoding,
        keeps_lines=line_end != "\r" and _keeps_lines(text, header),
        is_surely_utf8=encoding == UTF8 and not text.isascii(),
    )


def format_of_content(head: bytes) -> RowFormat:
    """The format that a file's beginning shows."""
    if head.startswith(PARQUET):
        return "parquet"
    return "jsonl" if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") else "csv"


def _encoding(path: str, head: bytes, *, whole: bool) -> str:
    """UTF-8 where the beginning is; what else it is, is Latin-1 (Spanish tables often are).

    Raises AyudaError for UTF-8 that is damaged: read as Latin-1, all its letters would be wrong.
    """
    try:
        head.decode(UTF8)
    except UnicodeDecodeError as error:
        if not whole and error.start > len(head) - 4:
            return UTF8
        letters = [letter for letter in head.decode(UTF8, "replace") if not letter.isascii()]
        if 2 * letters.count(REPLACED) < len(letters):
            raise AyudaError.of(path, "batch-encoding") from None
        return LATIN1
    return UTF8


def _guessed_heading(text: str) -> str:
    """The first record of a table as far as quotes show it, whatever parts its cells."""
    quotes = counted = 0
    for end in END_OF_LINE.finditer(text):
        quotes += text.count('"', counted, end.start())
        counted = end.start()
        if quotes % 2 == 0:
            return text[: end.start()]
    return text.partition("\n")[0]


def _heading(path: str, text: str, delimiter: str) -> tuple[tuple[str, ...], str, str]:
    """The cells of the first record of a table, the record, and what ends it.

    Raises AyudaError for quotes that do not pair, and for a heading that does not end.
    """
    csv.field_size_limit(PEEK)
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        cells = next(reader, [])
    except csv.Error as error:
        raise unpaired_quotes(path, 1, error, delimiter) from None
    record = text[: lines.tell()]
    header = record.rstrip("\r\n")
    return tuple(cells), header, record[len(header) :]


def unpaired_quotes(path: str, line: int, error: csv.Error, delimiter: str) -> AyudaError:
    """The error for a row, by the line in which it begins, whose quotes do not pair."""
    where = f"{path}:{line}"
    if "unexpected end" in str(error) or "field larger" in str(error):
        return AyudaError.of(where, "batch-quote-open")
    return AyudaError.of(where, "batch-quotes-unpaired", delimiter=delimiter)


def _delimiter(first: str) -> str:
    """What stands most often between the cells of the first line."""
    outside = "".join(first.split('"')[::2])
    counts = {mark: outside.count(mark) for mark in DELIMITERS}
    best = max(counts, key=lambda mark: counts[mark])
    return best if counts[best] else ","


def _keeps_lines(text: str, header: str) -> bool:
    lines = END_OF_LINE.split(text)[:-1] or [text]
    quoted = [line for line in lines if '"' in line]
    whole = all(line.count('"') % 2 == 0 for line in quoted)
    return whole and len(quoted) <= MOST_QUOTED * len(lines) and not END_OF_LINE.search(header)


def check_alike(files: Sequence[RowFile]) -> None:
    """Raise AyudaError where files that go into one output have not the same columns."""
    first = files[0]
    for file in files[1:]:
        if file.format != first.format or file.compression != first.compression:
            raise AyudaError.of(file.path, "batch-formats-differ", first=first.path)
        if (file.columns, file.delimiter) != (first.columns, first.delimiter):
            raise AyudaError.of(file.path, "batch-columns-differ", first=first.path)
