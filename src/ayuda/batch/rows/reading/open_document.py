"""Open documents' sheets (``.ods``), read row by row.

ODF 1.3, part 3, chapter 9 says what stands where. All sheets stand in one part, one behind another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property

from ayuda.batch.rows.database import Watch
from ayuda.batch.rows.reading.sheet_cells import (
    CLOCK,
    DAY,
    DAY_MILLISECONDS,
    MOMENT,
    MOST_COLUMNS,
    MOST_ROWS,
    NOTHING,
    NUMBER,
    SPAN,
    TEXT,
    TRUTH,
    UNKNOWN,
    Cell,
    Sheet,
    SheetRow,
    clock_text,
    number_text,
    stated_moment,
)
from ayuda.batch.rows.reading.streams import LONGEST_LINE, too_long
from ayuda.batch.rows.reading.workbook_package import Attributes, Package, held, new_parser
from ayuda.errors import AyudaError

CONTENT, MANIFEST = "content.xml", "META-INF/manifest.xml"
ENCRYPTION = b"encryption-data"
MANIFEST_SIZE = 1 << 20
BLANKS = re.compile("[ \t\r\n]+")
DURATION = re.compile(r"(-?)PT?(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,](\d+))?S)?")
CELLS = {"table:table-cell", "table:covered-table-cell"}
TRUTHS = {"true": "true", "false": "false"}
NUMBERS = {"float", "percentage", "currency"}
TEXTS = {
    *("text:p", "text:span", "text:a", "text:s", "text:tab", "text:line-break"),
    *("text:ruby", "text:ruby-base"),
}
"""What a cell's text is made of; all else in a cell (remarks, pictures) is none of it."""
MOST_BLANKS = 32_767


class OpenDocument:
    """A document in an open package. Raises AyudaError without a place where it is damaged."""

    def __init__(self, package: Package) -> None:
        self._package = package
        manifest = package.begins(MANIFEST, MANIFEST_SIZE) if package.has(MANIFEST) else b""
        if ENCRYPTION in manifest:
            raise AyudaError.of("", "batch-workbook-protected")

    @cached_property
    def sheets(self) -> list[Sheet]:
        """Its sheets, in order."""
        reader = _Reader(None)
        parser = new_parser(reader.start, reader.end)
        for _ in self._package.parsed(CONTENT, parser):
            pass
        return [
            Sheet(name, style in reader.hidden, str(place), place in reader.filled)
            for place, (name, style) in enumerate(reader.tables)
        ]

    def rows(self, sheet: Sheet, watch: Watch = lambda _share: None) -> Iterator[SheetRow]:
        """The rows of a sheet that have cells, in order. Raises AyudaError."""
        reader = _Reader(int(sheet.place))
        parser = new_parser(reader.start, reader.end, reader.text)
        for _ in self._package.parsed(CONTENT, parser, watch):
            reader.check_size()
            yield from reader.rows()
            if reader.is_done:
                return


class _Reader:
    """Makes rows of the XML of one of the tables, or lists them: their names, styles, and more.

    ``hidden`` are the styles of hidden tables, and ``filled`` the places of those with cells.
    """

    def __init__(self, wanted: int | None) -> None:
        self.tables: list[tuple[str, str]] = []
        self.hidden: set[str] = set()
        self.filled: set[int] = set()
        self.is_done = False
        self._wanted = wanted
        self._style = ""
        self._path: list[str] = []
        self._is_inside = False
        self._made: list[tuple[SheetRow, int]] = []
        self._number = 0
        self._cells: list[Cell] = []
        self._columns = 0
        self._is_written = False
        self._repeats = 1
        self._size = 0  # of the row's texts, in letters
        # What is known of the cell that is not at its end.
        self._attributes: Attributes | None = None
        self._paragraphs: list[str] = []
        self._pieces: list[str] = []
        self._foreign = 0

    def rows(self) -> Iterator[SheetRow]:
        """The rows that have ended since the last call."""
        for row, repeats in self._made:
            for further in range(repeats):
                yield row._replace(number=row.number + further)
        self._made.clear()

    def check_size(self) -> None:
        """Raise AyudaError for a row that is longer than any may be."""
        if self._size + held(self._paragraphs) + held(self._pieces) > LONGEST_LINE:
            raise too_long("", self._number + 1)

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        if self._attributes is not None:
            self._start_inside(name, attributes)
            return
        self._path.append(name)
        if not self._is_inside:
            self._start_outside(name, attributes)
        elif name in CELLS:
            self._attributes = attributes
            self._paragraphs.clear()
        elif name == "table:table-row":
            self._repeats = _count(attributes.get("table:number-rows-repeated"))
            self._cells, self._columns, self._is_written = [], 0, False
            self._size = 0

    def _start_outside(self, name: str, attributes: Attributes) -> None:
        if name == "style:style":
            self._style = attributes.get("style:name", "")
        elif name == "style:table-properties" and attributes.get("table:display") == "false":
            self.hidden.add(self._style)
        elif name == "table:table" and self._path[-2:-1] == ["office:spreadsheet"]:
            place = len(self.tables)
            table = attributes.get("table:name", ""), attributes.get("table:style-name", "")
            self.tables.append(table)
            self._is_inside = place == self._wanted
        elif name in CELLS and "office:value-type" in attributes:
            self.filled.add(len(self.tables) - 1)

    def _start_inside(self, name: str, attributes: Attributes) -> None:
        """An element in a cell begins."""
        if self._foreign or name not in TEXTS:
            self._foreign += 1
        elif name == "text:p":
            self._pieces.clear()
        elif name == "text:s":
            count = _count(attributes.get("text:c"))
            self._pieces.append(" " * min(count, MOST_BLANKS))
        elif name == "text:tab":
            self._pieces.append("\t")
        elif name == "text:line-break":
            self._pieces.append("\n")

    def text(self, text: str) -> None:
        """Characters; those of a cell count, blanks among them as one."""
        if self._attributes is not None and not self._foreign:
            self._pieces.append(BLANKS.sub(" ", text))

    def end(self, name: str) -> None:
        """An element ends."""
        if self._attributes is not None and not (name in CELLS and not self._foreign):
            if self._foreign:
                self._foreign -= 1
            elif name == "text:p":
                self._paragraphs.append("".join(self._pieces))
                self._pieces.clear()
            return
        self._path.pop()
        if not self._is_inside:
            return
        if name in CELLS:
            self._end_cell()
        elif name == "table:table-row":
            self._end_row()
        elif name == "table:table":
            self._is_inside, self.is_done = False, True

    def _end_cell(self) -> None:
        attributes, self._attributes = self._attributes, None
        assert attributes is not None
        cell = _cell(attributes, "\n".join(self._paragraphs))
        repeats = _count(attributes.get("table:number-columns-repeated"))
        if cell[1] or cell[0] == UNKNOWN:
            if self._columns + repeats > MOST_COLUMNS:
                raise ValueError(repeats)
            self._cells += [NOTHING] * (self._columns - len(self._cells))
            self._cells += [cell] * repeats
            self._size += len(cell[1]) * repeats
        self._is_written = self._is_written or cell is not NOTHING
        self._columns = min(self._columns + repeats, MOST_COLUMNS)

    def _end_row(self) -> None:
        number = self._number + 1
        self._number += self._repeats
        if not self._is_written:
            return
        if self._number > MOST_ROWS:
            raise ValueError(self._number)
        self._made.append((SheetRow(number, self._cells, is_written=True), self._repeats))


def _cell(attributes: Attributes, shown: str) -> Cell:
    kind = attributes.get("office:value-type")
    if kind is None and not shown:
        return (UNKNOWN, "") if "table:formula" in attributes else NOTHING
    if kind is None or attributes.get("calcext:value-type") == "error":
        return TEXT, shown
    if kind in NUMBERS:
        return NUMBER, number_text(attributes["office:value"])
    return _OTHERS[kind](attributes, shown)


def _text(attributes: Attributes, shown: str) -> Cell:
    return TEXT, attributes.get("office:string-value", shown)


def _truth(attributes: Attributes, _shown: str) -> Cell:
    return TRUTH, TRUTHS[attributes["office:boolean-value"]]


def _date(attributes: Attributes, shown: str) -> Cell:
    """A day or a moment. One at midnight is written as its day, but shown with a clock."""
    kind, text = stated_moment(attributes["office:date-value"])
    return (MOMENT, f"{text}T00:00") if kind == DAY and ":" in shown else (kind, text)


def _clock(attributes: Attributes, _shown: str) -> Cell:
    told = attributes["office:time-value"]
    found = DURATION.fullmatch(told)
    if found is None:
        raise ValueError(told)
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:5])
    thousandths = int((found[6] or "")[:3].ljust(3, "0"))
    total = (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000 + thousandths
    is_of_a_day = total < DAY_MILLISECONDS and not found[1]
    return CLOCK if is_of_a_day else SPAN, clock_text(-total if found[1] else total)


_OTHERS: dict[str, Callable[[Attributes, str], Cell]] = {
    "string": _text,
    "boolean": _truth,
    "date": _date,
    "time": _clock,
}


def _count(told: str | None) -> int:
    count = 1 if told is None else int(told)
    if count < 1:
        raise ValueError(told)
    return count
