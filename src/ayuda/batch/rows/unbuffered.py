"""Rows that are decided and written as they come: a table or JSON lines, from stream to stream."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

import msgspec

from ayuda.batch.formats import RowFormat
from ayuda.batch.rows.database import Limits, close, connect
from ayuda.batch.rows.deciding.row_decider import RowDecider, RowResult
from ayuda.batch.rows.deciding.tails import JsonTail, TableTail, Tail, quoted, told_tail
from ayuda.batch.rows.job import RowJob, stated_facts
from ayuda.batch.rows.reading.encodings import UTF8, not_utf8
from ayuda.batch.rows.reading.files import SEPARATOR, RowFile, heading_of
from ayuda.batch.rows.reading.json_lines import BLANK, MARK, JsonCount
from ayuda.batch.rows.reading.records import Record, records
from ayuda.batch.rows.reading.relation import Relation, json_lines_relation, table_relation
from ayuda.batch.rows.reading.streams import ComingLines
from ayuda.batch.summary import (
    FAULTY,
    FIRST_ROWS,
    IGNORED,
    UNDECIDED,
    FaultyRow,
    Summary,
    summary_of,
)
from ayuda.errors import AyudaError, Problem
from ayuda.model import NOW, Policy
from ayuda.texts import Texts

MOST_ROWS = 1000
"""How many rows are decided at once where they come faster than they can be decided."""
CELLS = "(SELECT {cells} FROM (SELECT unnest(?::VARCHAR[][]) AS cells))"
LINES = "(SELECT unnest(?::VARCHAR[])::JSON AS json)"
IGNORED_ROW = RowResult(None, None, {}, (), None)
"""What a row comes to that nobody is to decide."""
Read = Callable[[], bytes]
Write = Callable[[bytes], None]


class Streams(NamedTuple):
    """Where rows come from and go to.

    ``read`` gives what has come, at least a byte but at the end; ``write`` does not return before
    what it is given is out. ``name`` is what the source is called.
    """

    read: Read
    write: Write
    name: str
    format: RowFormat | None


class Coming(NamedTuple):
    """A row that has come: the line in which it begins, and its text in the output.

    ``given`` is what the database is given of it: its cells, or a whole line of JSON.
    """

    line: int
    text: str
    given: list[str] | str


class UnbufferedRows:
    """One job over one stream."""

    def __init__(self, job: RowJob, policy: Policy, texts: Texts, streams: Streams) -> None:
        self.job = job
        self.policy = policy
        self.texts = texts
        self.streams = streams
        self.lines = ComingLines(streams.read, streams.name)
        self.above: list[bytes] = []
        self.has_begun = False
        self.kinds: Counter[str] = Counter()
        self.first: dict[str, list[FaultyRow]] = {UNDECIDED: [], FAULTY: []}

    def decide(self) -> Summary:
        """Decide every row, and pass it on before the next is waited for.

        Raises OSError, and AyudaError for what is no row: those before it are out then.
        """
        try:
            return self._decide()
        except AyudaError as error:
            if not self.has_begun:
                raise
            # Their own words would say that nothing was written.
            problems = [
                Problem(one.where, "batch-stopped", {"reason": self.texts.message(one).what})
                for one in error.problems
            ]
            raise AyudaError(problems) from None

    def _decide(self) -> Summary:
        first = self._first_line()
        if first is None:
            if self.streams.format == "jsonl":
                return summary_of({})
            allowed = ", ".join(stated_facts(self.policy, self.job.flow))
            raise AyudaError.of(self.streams.name, "batch-input-empty", allowed=allowed)
        is_json = first.lstrip(BLANK).startswith(b"{")
        kind = self.streams.format or ("jsonl" if is_json else "csv")
        if kind == "jsonl":
            relation = json_lines_relation(self.job, self.policy, LINES)
            return self._pass_on(relation, JsonTail(), self._objects(first))
        mark = first if SEPARATOR.match(first.decode(UTF8, "replace")) else b""
        if mark:
            self.above.append(mark)
            first = self._first_line() or b""
        heading = self._heading(first)
        # What is to be skipped was passed over, line by line.
        layout = msgspec.structs.replace(self.job.layout, skip=0)
        file = heading_of(self.streams.name, kind, mark + b"".join(heading), layout)
        if "\n".encode(file.encoding) != b"\n":
            raise AyudaError.of(file.path, "batch-unbuffered-encoding", value=file.encoding)
        cells = ", ".join(f"cells[{n + 1}] AS c{n}" for n in range(len(file.columns)))
        relation = table_relation(
            self.job, self.policy, file.path, file.columns, CELLS.format(cells=cells)
        )
        # As of a whole file: a table with tabs that is not called one is written with commas.
        comma = kind == "csv" and file.delimiter == "\t"
        delimiter = "," if comma else file.delimiter
        own = _row(file.columns, delimiter) if comma else file.header
        self._write(f"{delimiter.join((own, _row(self.job.columns, delimiter)))}\n")
        rows = self._rows(file, heading, delimiter)
        return self._pass_on(relation, TableTail(delimiter), rows)

    # ------------------------------------------------------------------ rows

    def _first_line(self) -> bytes | None:
        """The first line that is not blank, below those that are to be passed over."""
        for line in self.lines:
            text = line.removeprefix(MARK)
            if text.strip(BLANK + b"\n") and len(self.above) >= self.job.layout.skip:
                return text
            self.above.append(line)
        return None

    def _heading(self, first: bytes) -> list[bytes]:
        """The lines of the heading, as far as its quotes show."""
        heading = [first]
        while sum(line.count(b'"') for line in heading) % 2:
            line = next(self.lines, None)
            if line is None:
                break
            heading.append(line)
        return heading

    def _rows(self, file: RowFile, heading: list[bytes], delimiter: str) -> Iterator[Coming]:
        """The rows of a table, each with the text that it has in the output."""
        came: list[str] = []

        def lines() -> Iterator[str]:
            for line in self.above:  # For their number alone.
                yield line[len(line.rstrip(b"\r\n")) :].decode()
            yield from (line.decode(file.encoding) for line in heading)
            for number, line in enumerate(self.lines, len(self.above) + len(heading) + 1):
                came.append(_decoded(line, file.encoding, file.path, number))
                yield came[-1]

        for record in records(file, lines()):
            text = _as_came(file, record, "".join(came))
            if text is None or delimiter != file.delimiter:
                text = _row(record.cells, delimiter)
            came.clear()
            yield Coming(record.line, text, record.cells)

    def _objects(self, first: bytes) -> Iterator[Coming]:
        """The objects of JSON lines. Raises AyudaError for what is none."""
        count = JsonCount("", self.streams.name)
        for number, line in enumerate(chain([first], self.lines), len(self.above) + 1):
            whole = line.strip(BLANK + b"\n")
            if not count.is_object(whole, number):
                continue
            taken = self._keys(whole) & {*self.job.columns}
            if taken:
                where = f"{self.streams.name}:{number}"
                raise AyudaError.of(where, "batch-column-taken", value=min(taken))
            yield Coming(number, "", whole.decode())

    def _keys(self, line: bytes) -> set[str]:
        return {*msgspec.json.decode(line, type=dict[str, msgspec.Raw])}

    # ------------------------------------------------------------- decisions

    def _pass_on(self, relation: Relation, tail: Tail, rows: Iterator[Coming]) -> Summary:
        """Decide rows and write them, all that have come before more are waited for."""
        between = tail.delimiter if isinstance(tail, TableTail) else ""
        setting = self.job.setting(self.policy)
        decider = RowDecider(setting, self.job.flow, self.texts, relation.columns)
        order = (*self.policy.flows[self.job.flow].facts, NOW)
        facts = [name for name in order if name in relation.texts]
        texts = ", ".join(relation.texts[name] for name in facts)
        line = tail.line(relation.line) if relation.line else "NULL"
        asked = f"[{texts}]::VARCHAR[], {relation.ignored or 'FALSE'}, {line}"
        statement = f"SELECT {asked} FROM {relation.sql}"
        connection = connect(Limits(threads=1))
        waiting: list[Coming] = []

        def pass_on() -> None:
            given, waiting[:] = [*waiting], []
            if not given:
                return
            found = connection.execute(statement, [[row.given for row in given]]).fetchall()
            out = []
            for row, (cells, is_ignored, whole) in zip(given, found, strict=True):
                stated = dict(zip(facts, cells, strict=True))
                told = IGNORED_ROW if is_ignored else decider.decide(stated)
                kind = IGNORED if is_ignored else told.kind
                self._count(row, kind, told)
                if not self.job.only or kind in self.job.only:
                    added = told.cells()
                    values = [added.get(column) for column in self.job.columns]
                    text = row.text if whole is None else whole
                    out.append(f"{text}{between}{told_tail(tail, self.job.columns, values)}\n")
            self._write("".join(out))

        self.lines.waits = pass_on
        try:
            for row in rows:
                waiting.append(row)
                if len(waiting) >= MOST_ROWS:
                    pass_on()
            pass_on()
        except AyudaError:
            pass_on()
            raise
        finally:
            close(connection)
        return self._summary(relation)

    def _count(self, row: Coming, kind: str, told: RowResult) -> None:
        self.kinds[kind] += 1
        first = self.first.get(kind)
        if first is not None and len(first) < FIRST_ROWS:
            first.append(FaultyRow(self.streams.name, row.line, told.needs, told.problem))

    def _summary(self, relation: Relation) -> Summary:
        summary = summary_of(self.kinds)
        first = self.first[FAULTY if summary.faulty else UNDECIDED]
        return msgspec.structs.replace(summary, first=tuple(first), taken=relation.taken)

    def _write(self, text: str) -> None:
        if text:
            self.has_begun = True
            self.streams.write(text.encode())


def _row(cells: Sequence[str], delimiter: str) -> str:
    return delimiter.join(quoted(cell, delimiter) for cell in cells)


def _as_came(file: RowFile, record: Record, text: str) -> str | None:
    """A row as it came, without its end; None where it has an empty cell more than the heading."""
    if len(file.columns) > 1:
        text = text.lstrip("\r\n")  # Blank lines before it.
    text = text.removesuffix("\n").removesuffix("\r")
    if text.endswith(file.delimiter):
        lines = io.StringIO(text, newline="")
        found = next(csv.reader(lines, delimiter=file.delimiter))
        return text if len(found) == len(record.cells) else None
    return text


def _decoded(line: bytes, encoding: str, path: str, number: int) -> str:
    """A line as text. Raises AyudaError for one that is damaged, or in another encoding."""
    try:
        return line.decode(encoding)
    except UnicodeDecodeError:
        if encoding == UTF8:
            raise not_utf8(path, line, number) from None
        raise AyudaError.of(f"{path}:{number}", "batch-not-in-encoding", value=encoding) from None
