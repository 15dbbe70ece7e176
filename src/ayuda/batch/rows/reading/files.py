"""Row files: their formats, by name or by content, and what stands in their first line."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Collection, Iterable, Sequence
from glob import glob, has_magic
from pathlib import Path

import msgspec

from ayuda.batch.formats import WORKBOOKS, Compression, RowFormat, format_of_name
from ayuda.batch.rows.layout import AS_SHOWN, Layout
from ayuda.batch.rows.reading.archives import name_in
from ayuda.batch.rows.reading.encodings import (
    BYTE_ORDER_MARK,
    UTF8,
    marked_encoding,
    not_utf8,
    unmarked_wide,
)
from ayuda.batch.rows.reading.parquet_files import Nested, parquet_columns
from ayuda.batch.rows.reading.streams import PARQUET, PEEK, head_of, workbook_kind
from ayuda.batch.rows.reading.unread import check_can_hold_rows
from ayuda.errors import AyudaError, unreadable

DELIMITERS = ",;\t|"
SEPARATOR = re.compile(r'"?sep=([^"\r\n])"?(?:\r\n|\r|\n)', re.IGNORECASE)
JSON = re.compile(rb"(?:\xef\xbb\xbf)?[ \t\r\n]*(?:\{|\[[ \t\r\n]*(?:\{|\]|\Z))")
"""How JSON lines and an array of objects begin; a heading in brackets is none."""
BLANK = " \t\r\n"
END_OF_LINE = re.compile(r"\r\n|\r|\n")
END_OF_LINES = re.compile(r"[\r\n]+")
MOST_ABOVE = 100
"""How many lines are looked through for a heading that does not stand in the first."""
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How files begin that hold streams: workbooks of Excel 97, and those with a password."""
MOST_QUOTED = 0.3
"""The share of lines with quotes above which it does not pay to leave lines as they are."""


class RowFile(msgspec.Struct, frozen=True):
    """A file of rows: how to read it, and the names of its columns (none of JSON lines).

    ``nested`` are the paths to what stands in columns that are structures.

    ``header`` is the first line of a table, as it came, ``line_end`` what ends it, and
    ``blank_lines`` how many blank ones stand before it. ``lines_above`` are those that are no part
    of the table, and left out of ``plain``; ``is_array`` says whether JSON is one array.
    ``keeps_lines`` says whether, as far as its beginning shows, every row of a table is one line
    and few of them have quotes.
    ``plain`` is where its content stands unpacked, and ``tidy`` where the same rows stand as
    every reader understands them (``tidy_rows`` of them): both for this batch alone.
    Of a workbook, ``sheet`` is the name of the sheet, ``heading_row`` the number of the heading's
    row, ``first_column`` the place of its first cell, and ``blank`` how many rows at the end state
    nothing and were left out; of a text, rows without a cell.
    """

    path: str
    format: RowFormat
    compression: Compression = "none"
    delimiter: str = ""
    columns: tuple[str, ...] = ()
    nested: Nested = ()
    header: str = ""
    line_end: str = ""
    blank_lines: int = 0
    encoding: str = UTF8
    size: int = 0
    lines_above: int = 0
    is_array: bool = False
    keeps_lines: bool = False
    plain: str = ""
    tidy: str = ""
    tidy_rows: int = 0
    sheet: str = ""
    heading_row: int = 0
    first_column: int = 0
    blank: int = 0

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
    shown = format_of_content(head)
    if shown in WORKBOOKS or format_of_name(path)[0] in WORKBOOKS or head.startswith(COMPOUND):
        from ayuda.batch.rows.reading.workbooks import workbook_file

        return workbook_file(path, shown, layout, size, compression)
    check_can_hold_rows(path, head)
    if layout.sheet is not None:
        raise AyudaError.of(path, "batch-sheet-of-text", value=layout.sheet)
    found = _named_format(path, compression) or shown
    if found == "parquet":
        columns, nested = parquet_columns(path)
        return RowFile(path, found, columns=columns, nested=nested, size=size)
    file = RowFile(path, found, compression, size=size)
    if found == "jsonl":
        return _json(file, head, layout)
    return _table(file, head, layout)


def _named_format(path: str, compression: Compression) -> RowFormat | None:
    """The format that a name says: the file's own, or that of the one in an archive."""
    found = format_of_name(path)[0]
    if found is None and compression == "zip":
        found = format_of_name(name_in(path))[0]
    return None if found == "parquet" and compression != "none" else found


def heading_of(path: str, kind: RowFormat, head: bytes, layout: Layout) -> RowFile:
    """A table of which no more than its heading is known. Raises AyudaError."""
    return _table(RowFile(path, kind), head, layout)


def _json(file: RowFile, head: bytes, layout: Layout) -> RowFile:
    encoding = layout.encoding or marked_encoding(head)
    text = head.decode(encoding, "ignore").removeprefix(BYTE_ORDER_MARK)
    is_array = text.lstrip(BLANK).startswith("[")
    return msgspec.structs.replace(file, encoding=encoding, is_array=is_array)


def _table(file: RowFile, head: bytes, layout: Layout) -> RowFile:
    """What the beginning of a table shows. Raises AyudaError for text that is not as it is told."""
    text, encoding = _text(file.path, head, layout.encoding)
    text, told, above = _below(file.path, text, layout.skip)
    start = END_OF_LINES.match(text)
    blank = start[0] if start else ""
    rest = text[len(blank) :]
    guessed = "\t" if file.format == "tsv" else _delimiter(_guessed_heading(rest))
    delimiter = told or guessed
    columns, header, line_end = _heading(file.path, above + 1, rest, delimiter)
    return msgspec.structs.replace(
        file,
        delimiter=delimiter,
        columns=columns,
        header=header,
        line_end=line_end,
        blank_lines=len(END_OF_LINE.findall(blank)),
        encoding=encoding,
        lines_above=above,
        keeps_lines=line_end != "\r" and _keeps_lines(text, header),
    )


def _text(path: str, head: bytes, told: str | None) -> tuple[str, str]:
    """The beginning of a table as text, and its encoding: as it is told, marked, or UTF-8.

    Raises AyudaError where it is none of them, with what it looks like.
    """
    encoding = told or marked_encoding(head)
    wide = unmarked_wide(head) if not told and encoding == UTF8 else None
    if wide is not None:
        raise AyudaError.of(path, "batch-other-encoding", encoding=wide)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        text = decoder.decode(head, final=len(head) < PEEK)
    except UnicodeDecodeError as error:
        line = head.count(b"\n", 0, error.start) + 1
        if encoding == UTF8:
            raise not_utf8(path, head, line) from None
        raise AyudaError.of(f"{path}:{line}", "batch-not-in-encoding", value=encoding) from None
    except UnicodeError:
        raise AyudaError.of(path, "batch-not-in-encoding", value=encoding) from None
    return text.removeprefix(BYTE_ORDER_MARK), encoding


def _below(path: str, text: str, skip: int) -> tuple[str, str, int]:
    """What stands below the lines to skip and a spreadsheet's mark, that mark, and the lines above.

    Excel writes ``sep=;`` in a line of its own, and reads it as what parts the cells.
    """
    place = lines = 0
    for end in END_OF_LINE.finditer(text):
        if lines == skip:
            break
        place, lines = end.end(), lines + 1
    if lines < skip:
        raise AyudaError.of(path, "batch-skip-too-far", skip=str(skip), found=str(lines))
    marked = SEPARATOR.match(text, place)
    if marked is None:
        return text[place:], "", lines
    return text[marked.end() :], marked[1], lines + 1


def heading_below(file: RowFile, known: Collection[str]) -> tuple[int, str] | None:
    """How many lines stand above a line with one of these cells, and that line; None for no such.

    Only what is near the beginning of a table that stands unpacked is looked at.
    """
    with Path(file.plain).open(encoding="utf-8-sig", errors="replace", newline="") as text:
        lines = END_OF_LINE.split(text.read(PEEK))[1:MOST_ABOVE]
    for number, line in enumerate(lines, 1):
        cells = {cell.strip(' "').casefold() for mark in DELIMITERS for cell in line.split(mark)}
        if not cells.isdisjoint(known):
            return number + file.lines_above, line
    return None


def format_of_content(head: bytes) -> RowFormat:
    """The format that a file's beginning shows."""
    if head.startswith(PARQUET):
        return "parquet"
    workbook = workbook_kind(head)
    if workbook is not None:
        return workbook
    return "jsonl" if JSON.match(head) else "csv"


def _guessed_heading(text: str) -> str:
    """The first record of a table as far as quotes show it, whatever parts its cells."""
    quotes = counted = 0
    for end in END_OF_LINE.finditer(text):
        quotes += text.count('"', counted, end.start())
        counted = end.start()
        if quotes % 2 == 0:
            return text[: end.start()]
    return text.partition("\n")[0]


def _heading(path: str, line: int, text: str, delimiter: str) -> tuple[tuple[str, ...], str, str]:
    """The cells of the first record of a table, the record, and what ends it.

    Raises AyudaError for quotes that do not pair, and for a heading that does not end.
    """
    csv.field_size_limit(PEEK)
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        cells = next(reader, [])
    except csv.Error as error:
        raise unpaired_quotes(path, line, error, delimiter) from None
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
