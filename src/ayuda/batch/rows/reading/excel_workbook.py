"""Excel's workbooks (``.xlsx``, ``.xlsm``), read row by row: no more than one row is held.

Ecma-376 says what stands where. Only the texts that cells share are kept, as far as they are used.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from functools import cached_property

from ayuda.batch.rows.database import Watch
from ayuda.batch.rows.reading.number_formats import meaning_of, shown_number
from ayuda.batch.rows.reading.sheet_cells import (
    MOST_COLUMNS,
    MOST_ROWS,
    NOTHING,
    NUMBER,
    TEXT,
    TRUTH,
    UNKNOWN,
    Cell,
    Sheet,
    SheetRow,
    stated_moment,
)
from ayuda.batch.rows.reading.streams import LONGEST_LINE, too_long
from ayuda.batch.rows.reading.workbook_package import Attributes, Package, held, new_parser
from ayuda.errors import AyudaError

USUAL = "xl/workbook.xml"
RELATIONS = "_rels/.rels"
DOCUMENT, WORKSHEET = "/officeDocument", "/worksheet"
STRINGS, STYLES = "/sharedStrings", "/styles"
"""How the kinds of parts end by which parts refer to one another."""
ESCAPED = re.compile(
    "_x(D[89AB][0-9A-F]{2})__x(D[C-F][0-9A-F]{2})_|_x([0-9A-F]{4})_", re.IGNORECASE
)
"""A character that XML cannot hold, or that would look like such an escape (22.9.2.19)."""
HALVES = range(0xD800, 0xE000)
ADDRESS = re.compile("([A-Z]{1,3})([1-9][0-9]{0,6})")
MOST_SHARED = 512 << 20
SIZE_OF_A_TEXT = 60
"""How much the texts that cells share may take together, in bytes, and what each takes besides."""
TRUTHS = {"1": "true", "0": "false", "true": "true", "false": "false"}
STATE_SHOWN = "visible"


class ExcelWorkbook:
    """A workbook in an open package. Raises AyudaError without a place where it is damaged."""

    def __init__(self, package: Package) -> None:
        self._package = package
        root = _relations(package, RELATIONS, "")
        self._part = next(
            (place for kind, place in root.values() if kind.endswith(DOCUMENT)), USUAL
        )
        folder, name = posixpath.split(self._part)
        beside = posixpath.join(folder, "_rels", f"{name}.rels")
        self._related = _relations(package, beside, folder)
        self._from_1904 = False
        self.sheets: list[Sheet] = []
        _parse(package, self._part, self._start)

    def _start(self, name: str, attributes: Attributes) -> None:
        if name == "workbookPr":
            self._from_1904 = attributes.get("date1904", "0").strip() in {"1", "true", "on"}
        if name != "sheet":
            return
        relation = next((told for key, told in attributes.items() if key.endswith(":id")), "")
        kind, place = self._related[relation]
        if kind.endswith(WORKSHEET):
            is_hidden = attributes.get("state", STATE_SHOWN) != STATE_SHOWN
            self.sheets.append(Sheet(attributes["name"], is_hidden, place))

    def rows(self, sheet: Sheet, watch: Watch = lambda _share: None) -> Iterator[SheetRow]:
        """The rows of a sheet that have cells, in order. Raises AyudaError."""
        reader = _SheetReader(self._strings, self._formats, from_1904=self._from_1904)
        parser = new_parser(reader.start, reader.end)
        reader.hear = lambda heard: setattr(parser, "CharacterDataHandler", heard)
        for _ in self._package.parsed(sheet.place, parser, watch):
            reader.check_size()
            yield from reader.rows
            reader.rows.clear()

    @cached_property
    def _strings(self) -> _Strings:
        return _Strings(self._package, self._place_of(STRINGS))

    @cached_property
    def _formats(self) -> list[str]:
        part = self._place_of(STYLES)
        if part is None:
            return []
        styles = _Styles()
        _parse(self._package, part, styles.start, styles.end)
        return [meaning_of(number, styles.codes.get(number)) for number in styles.used]

    def _place_of(self, kind: str) -> str | None:
        return next((place for told, place in self._related.values() if told.endswith(kind)), None)


class _Styles:
    """The codes of number formats by their numbers, and the number that each style uses."""

    def __init__(self) -> None:
        self.codes: dict[int, str] = {}
        self.used: list[int] = []
        self._is_inside = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "cellXfs":
            self._is_inside = True
        elif name == "xf" and self._is_inside:
            self.used.append(int(attributes.get("numFmtId", "0")))
        elif name == "numFmt" and "formatCode" in attributes:
            self.codes.setdefault(int(attributes["numFmtId"]), attributes["formatCode"])

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._is_inside = False


class _Strings:
    """The texts that cells share, read as far as the last one that was asked for."""

    def __init__(self, package: Package, part: str | None) -> None:
        self._known: list[str] = []
        self._size = 0
        self._pieces: list[str] = []
        self._steps: Iterator[None] = iter(())
        if part is not None:
            self._parser = new_parser(self._start, self._end)
            self._steps = package.parsed(part, self._parser)
        self._is_reading_aid = False

    def __getitem__(self, place: int) -> str:
        """The text at a place from 0. Raises IndexError where there is none."""
        while len(self._known) <= place:
            if next(self._steps, self) is self:
                raise IndexError
            if self._size + held(self._pieces) > MOST_SHARED:
                raise AyudaError.of("", "batch-no-memory")
        if place < 0:
            raise IndexError
        return self._known[place]

    def _start(self, name: str, _attributes: Attributes) -> None:
        name = _local(name)
        if name == "si":
            self._pieces.clear()
        elif name == "rPh":
            self._is_reading_aid = True
        elif name == "t" and not self._is_reading_aid:
            self._parser.CharacterDataHandler = self._pieces.append

    def _end(self, name: str) -> None:
        name = _local(name)
        if name == "t":
            self._parser.CharacterDataHandler = None
        elif name == "rPh":
            self._is_reading_aid = False
        elif name == "si":
            text = unescaped("".join(self._pieces))
            self._known.append(text)
            self._size += len(text) + SIZE_OF_A_TEXT


class _SheetReader:
    """Makes rows of a sheet's XML. ``hear`` tells the parser who hears of texts, or nobody."""

    def __init__(self, strings: _Strings, formats: list[str], *, from_1904: bool) -> None:
        self.rows: list[SheetRow] = []
        self.hear: Callable[[Callable[[str], None] | None], None] = lambda _heard: None
        self._formats = formats
        self._from_1904 = from_1904
        self._prefix: str | None = None
        self._columns: dict[str, int] = {}
        self._others: dict[str, Callable[[str], Cell]] = {
            "s": lambda told: (TEXT, strings[int(told)]),
            "b": lambda told: (TRUTH, TRUTHS[told]),
            "d": stated_moment,
            "e": lambda told: (TEXT, told),
        }
        self._number = 0
        self._cells: list[Cell] = []
        self._is_written = False
        self._size = 0  # of the row's texts, in letters
        # What is known of the cell that is not at its end.
        self._column = -1
        self._kind = ""
        self._style = 0
        self._has_formula = self._has_value = self._is_reading_aid = False
        self._pieces: list[str] = []

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        if self._prefix:
            name = name.removeprefix(self._prefix)
        if name == "c":
            self._begin_cell(attributes)
        elif name == "v":
            self._has_value = True
            self.hear(self._pieces.append)
        elif name == "f":
            self._has_formula = True
        elif name == "row":
            self._begin_row(attributes.get("r"))
        elif name == "t" and self._kind == "inlineStr" and not self._is_reading_aid:
            self._has_value = True
            self.hear(self._pieces.append)
        elif name == "rPh":
            self._is_reading_aid = True
        elif self._prefix is None:
            self._prefix = name[: len(name) - len(_local(name))]
            if _local(name) != "worksheet":
                raise ValueError(name)

    def end(self, name: str) -> None:
        """An element ends."""
        if self._prefix:
            name = name.removeprefix(self._prefix)
        if name in {"v", "t"}:
            self.hear(None)
        elif name == "c":
            self._end_cell()
        elif name == "rPh":
            self._is_reading_aid = False
        elif name == "row":
            self.rows.append(SheetRow(self._number, self._cells, self._is_written))

    def check_size(self) -> None:
        """Raise AyudaError for a row that is longer than any may be."""
        if self._size + held(self._pieces) > LONGEST_LINE:
            raise too_long("", self._number)

    def _begin_row(self, told: str | None) -> None:
        number = self._number + 1 if told is None else int(told)
        if not self._number < number <= MOST_ROWS:
            raise ValueError(told)
        self._number, self._cells, self._is_written, self._column = number, [], False, -1
        self._size = 0

    def _begin_cell(self, attributes: Attributes) -> None:
        address = attributes.get("r")
        column = self._column + 1 if address is None else self._column_of(address)
        if not self._column < column < MOST_COLUMNS:
            raise ValueError(address)
        self._column = column
        self._kind = attributes.get("t", "n")
        self._style = int(attributes.get("s", 0))
        self._has_formula = self._has_value = False
        self._pieces.clear()

    def _column_of(self, address: str) -> int:
        letters = address.rstrip("0123456789")
        known = self._columns.get(letters)
        if known is None:
            found = ADDRESS.fullmatch(address)
            if found is None:
                raise ValueError(address)
            known = 0
            for letter in letters:
                known = known * 26 + ord(letter) - ord("A") + 1
            known -= 1
            self._columns[letters] = known
        if address[len(letters) :] != str(self._number):
            raise ValueError(address)
        return known

    def _end_cell(self) -> None:
        cell = self._cell("".join(self._pieces))
        self._is_written = self._is_written or self._has_value or self._has_formula
        if cell[1] or cell[0] == UNKNOWN:
            missing = self._column - len(self._cells)
            if missing:
                self._cells += [NOTHING] * missing
            self._cells.append(cell)
            self._size += len(cell[1])
        self._kind = ""

    def _cell(self, told: str) -> Cell:
        kind = self._kind
        if kind in {"str", "inlineStr"}:
            return TEXT, unescaped(told)
        told = told.strip()
        if not told:
            return (UNKNOWN, "") if self._has_formula else NOTHING
        if kind == "n":
            meaning = self._formats[self._style] if self._formats else NUMBER
            return shown_number(told, meaning, from_1904=self._from_1904)
        return self._others[kind](told)


def unescaped(text: str) -> str:
    """A text with its escapes undone; half a character stays one."""
    return ESCAPED.sub(_character, text) if "_x" in text or "_X" in text else text


def _character(found: re.Match[str]) -> str:
    if found[3] is None:
        return bytes.fromhex(found[1] + found[2]).decode("utf-16-be")
    code = int(found[3], 16)
    return found[0] if code in HALVES else chr(code)


def _relations(package: Package, part: str, folder: str) -> dict[str, tuple[str, str]]:
    """The kinds and the places of the parts that a part refers to, by its words for them."""
    found: dict[str, tuple[str, str]] = {}

    def start(name: str, attributes: Attributes) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            place = posixpath.normpath(posixpath.join("/", folder, attributes["Target"]))
            found[attributes["Id"]] = (attributes["Type"], place.lstrip("/"))

    _parse(package, part, start)
    return found


def _parse(
    package: Package,
    part: str,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] = lambda _name: None,
) -> None:
    """Parse a small part in one go, whatever prefixes its elements have."""
    parser = new_parser(
        lambda name, attributes: start(_local(name), attributes), lambda name: end(_local(name))
    )
    for _ in package.parsed(part, parser):
        pass


def _local(name: str) -> str:
    """The name of an element without its prefix."""
    return name.rpartition(":")[2]
