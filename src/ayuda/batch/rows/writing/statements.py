"""The statement that writes a batch's rows: one format to another, cells as they came."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from ayuda.batch import sql
from ayuda.batch.output import Target
from ayuda.batch.rows.deciding.evaluation import KIND, TAIL, ToldLine
from ayuda.batch.rows.deciding.functions import Told
from ayuda.batch.rows.deciding.row_decider import SEPARATOR
from ayuda.batch.rows.deciding.tails import Tail, quoted
from ayuda.batch.rows.job import NEEDS_COLUMN
from ayuda.batch.rows.reading.relation import Relation
from ayuda.batch.rows.reading.streams import HELD
from ayuda.errors import AyudaError

RUNS_AS_FORMULA = r"[=+\-@\t\r].*"
NUMBER = r"[+-]?[0-9][0-9.,]*"
"""What a spreadsheet runs when a cell begins with it; a plain number is none."""


class Writing:
    """How the rows of a relation are written, with these added columns, to a target.

    With a ``tail`` the lines stay as they came. ``header`` and ``delimiter`` are the input's.
    """

    def __init__(
        self,
        relation: Relation,
        columns: Sequence[str],
        tail: Tail | None,
        target: Target,
        *,
        header: str = "",
        delimiter: str = "",
        spreadsheet_safe: bool = False,
    ) -> None:
        self.relation = relation
        self.columns = tuple(columns)
        self.tail = tail
        self.target = target
        self.header = header
        self.delimiter = _delimiter(target, delimiter)
        self.safe = spreadsheet_safe

    def count_statement(self, evaluated: str) -> str:
        """SELECT that decides every row and writes none."""
        return f"SELECT count(*), count({KIND}) FROM {evaluated}"

    def write_lines(self, lines: Iterable[ToldLine], path: Path, only: Sequence[str]) -> int:
        """Write few lines, with what was told of them, as the database would; how many they were.

        Raises OSError.
        """
        written = [f"{line}{self.delimiter}{told[1]}\n" for line, told in lines if _is(told, only)]
        header = f"{self._header()}\n" if self.delimiter else ""
        path.write_bytes("".join((header, *written)).encode())
        return len(written)

    def copy_statement(self, evaluated: str, path: Path, only: Sequence[str]) -> str:
        """COPY the evaluated rows to a path; of ``only`` some kinds of rows, or of all.

        For a workbook, what is written is the table of which it is made.
        """
        if self.tail is not None:
            columns, options = self._whole_lines(self.tail)
        elif self.target.format in {"csv", "tsv"}:
            columns, options = self._table()
        elif self.target.format == "xlsx":
            columns, options = self._for_workbook()
        else:
            columns = [*self._named(), *self._added(lists=True)]
            options = {"FORMAT": "json" if self.target.format == "jsonl" else "parquet"}
        options["COMPRESSION"] = self.target.compression
        if self.target.format == "parquet":
            options["COMPRESSION"] = "zstd"
        # The path itself stands beside the final one already.
        options["USE_TMP_FILE"] = "false"
        told = ", ".join(f"{name} {value}" for name, value in options.items())
        kinds = ", ".join(map(sql.literal, only))
        wanted = f" WHERE {KIND} IN ({kinds})" if only else ""
        selected = f"SELECT {', '.join(columns)} FROM {evaluated}{wanted}"
        return f"COPY ({selected}) TO {sql.literal(str(path.absolute()))} ({told})"

    def header_statement(self, path: Path) -> str | None:
        """COPY that writes a table without rows; None where none is needed for that.

        Without rows the database would end the header's line twice.
        """
        if not self.delimiter:
            return None
        options = f"FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '{HELD}'"
        packed = f"COMPRESSION {self.target.compression}"
        line = sql.literal(self._header())
        return f"COPY (SELECT {line}) TO {sql.literal(str(path.absolute()))} ({options}, {packed})"

    def _header(self) -> str:
        if self.tail is not None:
            added = (quoted(name, self.delimiter) for name in self.columns)
            return self.delimiter.join((self.header, *added))
        return self.delimiter.join(map(self._heading, (*self.relation.names, *self.columns)))

    def _whole_lines(self, tail: Tail) -> tuple[list[str], dict[str, str]]:
        assert self.relation.line is not None
        options = {"FORMAT": "csv", "HEADER": "false", "QUOTE": "''", "ESCAPE": "''"}
        line = tail.line(self.relation.line)
        if not self.delimiter:
            return [f"concat({line}, {TAIL})"], options | {"DELIMITER": sql.literal(HELD)}
        # As two cells, which the database joins as it writes: twice as quick as one text.
        options |= {"DELIMITER": sql.literal(self.delimiter)} | _first_line(self._header())
        return [line, TAIL], options

    def _table(self) -> tuple[list[str], dict[str, str]]:
        idents = [_safe(ident) if self.safe else ident for ident in self.relation.idents]
        options = {"FORMAT": "csv", "HEADER": "false", "DELIMITER": sql.literal(self.delimiter)}
        options |= {
            "QUOTE": "'\"'",
            "ESCAPE": "'\"'",
            "NULLSTR": "''",
            **_first_line(self._header()),
        }
        return [*idents, *self._added(lists=False)], options

    def _for_workbook(self) -> tuple[list[str], dict[str, str]]:
        """A table that a workbook is made of: before each row, the kinds of its cells."""
        kinds = f"{self.relation.kinds or sql.literal('')} AS kinds"
        options = {"FORMAT": "csv", "HEADER": "false", "DELIMITER": "','", "QUOTE": "'\"'"}
        options |= {"ESCAPE": "'\"'", "NULLSTR": "''"}
        return [kinds, *self.relation.idents, *self._added(lists=False)], options

    def _named(self) -> list[str]:
        names = self.relation.names
        if "" in names:
            raise AyudaError.of("--format", "batch-column-nameless")
        # The database would rename what differs in capitals alone.
        plain = [name.casefold() for name in (*names, *self.columns)]
        repeated = [name for name in names if plain.count(name.casefold()) > 1]
        if repeated:
            raise AyudaError.of("--format", "batch-columns-repeated", value=repeated[0])
        pairs = zip(self.relation.idents, names, strict=True)
        return [f"{ident} AS {sql.name(name)}" for ident, name in pairs]

    def _added(self, *, lists: bool) -> list[str]:
        cells = []
        for column in self.columns:
            cell = sql.name(f"added_{column}")
            if column == NEEDS_COLUMN and lists:
                cell = f"string_split({cell}, {sql.literal(SEPARATOR)})"
            elif self.safe and not lists and self.target.format != "xlsx":
                cell = _safe(cell)
            cells.append(f"{cell} AS {sql.name(column)}")
        return cells

    def _heading(self, name: str) -> str:
        if self.safe and name.startswith(("=", "+", "-", "@", "\t", "\r")):
            name = f"'{name}"
        return quoted(name, self.delimiter)


def _is(told: Told, only: Sequence[str]) -> bool:
    """Whether what was told is of one of some kinds; of any, where none is named."""
    return not only or told[0] in only


def _delimiter(target: Target, delimiter: str) -> str:
    """What stands between the cells of a target; none for lines of JSON."""
    if target.format == "tsv":
        return "\t"
    if target.format == "csv":
        return delimiter if delimiter not in {"", "\t"} else ","
    return ""


def _first_line(header: str) -> dict[str, str]:
    return {"PREFIX": sql.literal(f"{header}\n"), "SUFFIX": "'\n'"}


def _safe(ident: str) -> str:
    formula = f"regexp_full_match({ident}, {sql.literal(RUNS_AS_FORMULA)}, 's')"
    number = f"regexp_full_match({ident}, {sql.literal(NUMBER)})"
    return f"CASE WHEN {formula} AND NOT {number} THEN '''' || {ident} ELSE {ident} END"
