"""What is added to a line that stays as it came: cells of a table, or keys of a JSON object."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec

from ayuda.batch import sql
from ayuda.batch.rows.deciding.row_decider import SEPARATOR
from ayuda.batch.rows.job import NEEDS_COLUMN


class Tail(Protocol):
    """How added cells are written behind a line."""

    def before(self, column: str, *, first: bool) -> str:
        """What stands before a cell."""
        ...

    def cell(self, column: str, value: str | None) -> str:
        """A cell as it is written."""
        ...

    def plain_cell(self, value: str) -> str:
        """SQL that writes a cell, given in SQL, that holds an id or a moment, or is NULL."""
        ...

    def after(self) -> str:
        """What ends the line."""
        ...

    def line(self, line: str) -> str:
        """The line in SQL, ready for more."""
        ...


class TableTail:
    """Cells behind a line of a table, which ends before the first delimiter."""

    def __init__(self, delimiter: str) -> None:
        self.delimiter = delimiter

    def before(self, column: str, *, first: bool) -> str:
        """The delimiter, between the cells that are added."""
        del column
        return "" if first else self.delimiter

    def cell(self, column: str, value: str | None) -> str:
        """The cell, in quotes where it needs them."""
        del column
        return quoted(value or "", self.delimiter)

    def plain_cell(self, value: str) -> str:
        """The value itself: ids and moments need no quotes."""
        return value

    def after(self) -> str:
        """Nothing."""
        return ""

    def line(self, line: str) -> str:
        """The line itself."""
        return line


class JsonTail:
    """Keys at the end of a JSON object that is not closed yet."""

    def before(self, column: str, *, first: bool) -> str:
        """The key; what stands before the first one hangs on the line."""
        return f"{'' if first else ','}{_json(column)}:"

    def cell(self, column: str, value: str | None) -> str:
        """The value: text or null, and a list of the facts that are needed."""
        if column == NEEDS_COLUMN and value is not None:
            return _json(value.split(SEPARATOR))
        return _json(value)

    def plain_cell(self, value: str) -> str:
        """The value in quotes, or null."""
        return f"coalesce('\"' || {value} || '\"', 'null')"

    def after(self) -> str:
        """The end of the object."""
        return "}"

    def line(self, line: str) -> str:
        """The object without its end, and a comma where it has keys."""
        comma = "CASE WHEN len(json_keys(json)) = 0 THEN '' ELSE ',' END"
        whole = _without_blanks(line)
        return f"{_without_blanks(f'substr({whole}, 1, length({whole}) - 1)')} || {comma}"


def told_tail(tail: Tail, columns: Sequence[str], values: Sequence[str | None]) -> str:
    """The whole of what is added to one line."""
    cells = (
        tail.before(column, first=place == 0) + tail.cell(column, value)
        for place, (column, value) in enumerate(zip(columns, values, strict=True))
    )
    return "".join(cells) + tail.after()


def quoted(value: str, delimiter: str) -> str:
    """A cell of a table, in quotes where it holds what would end it."""
    if any(mark in value for mark in (delimiter, '"', "\n", "\r")):
        return '"' + value.replace('"', '""') + '"'
    return value


def joined(pieces: Sequence[str]) -> str:
    """SQL that puts pieces together; those that are NULL are left out."""
    return f"concat({', '.join(pieces)})" if pieces else sql.literal("")


def _without_blanks(text: str) -> str:
    return f"rtrim({text}, ' \t\r')"


def _json(value: str | list[str] | None) -> str:
    return msgspec.json.encode(value).decode()
