"""Batches of a table decided by the database: columns of facts in, the added columns out."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from ayuda.batch import sql
from ayuda.batch.rows.database import Limits, close, connect
from ayuda.batch.rows.deciding.evaluation import Evaluation
from ayuda.batch.rows.deciding.row_decider import SEPARATOR, RowDecider
from ayuda.batch.rows.job import NEEDS_COLUMN, RowJob, columns_of
from ayuda.batch.rows.reading.relation import Relation, table_relation
from ayuda.batch.tables.streams import TABLE, StreamIn, StreamOut
from ayuda.batch.tables.structures import Array, Owned, Schema, children, parent, part, shared
from ayuda.errors import AyudaError
from ayuda.model import Policy
from ayuda.texts import Texts

FEW_ROWS = 1000
"""Below it, rows are decided one by one: working out the cells would take longer."""
ROUND_ROWS = 1 << 20
"""How many rows are gathered before they are decided: a query takes a while to be prepared."""
SLICE_ROWS = 122_880
"""How many rows one thread of the database is given at once: those of a group of its own."""
FACTS = "facts"
STRUCT, TEXT, LIST = b"+s", b"u", b"+l"
NULLABLE = 2
NO_MEMORY = "Out of Memory"
_NO_BUFFERS = (ctypes.c_void_p * 1)()
Batch = Owned[Array]


class Piece(NamedTuple):
    """Rows of a batch, and the same rows of what is added: arrays, and where the rows begin."""

    batch: Batch
    start: int
    added: Batch
    added_start: int
    rows: int


class TableDecider:
    """Decides the batches of a table. Raises AyudaError for columns that do not fit."""

    def __init__(self, job: RowJob, policy: Policy, texts: Texts, schema: Owned[Schema]) -> None:
        self.job = job
        self.schema = schema
        if schema.node.format != STRUCT:
            told = schema.node.format.decode(errors="replace")
            raise AyudaError.of(TABLE, "table-not-arrow", value=told)
        names = tuple(_name(child) for child in children(schema.node))
        self.relation: Relation = table_relation(job, policy, TABLE, names, FACTS)
        stating = set(self.relation.columns.values())
        self.places = [place for place, name in enumerate(names) if name in stating] or [0]
        self.decider = RowDecider(job.setting(policy), job.flow, texts, self.relation.columns)
        self.untils = {columns_of(window)[0] for window in self.decider.windows}

    def whole_schema(self) -> Schema:
        """The schema of the table with the added columns, to give away."""
        columns = [shared(child, self.schema) for child in children(self.schema.node)]
        columns += [self._added_type(column) for column in self.job.columns]
        return parent(Schema.from_buffer_copy(self.schema.node), columns, self.schema)

    def whole_array(self, piece: Piece) -> Array:
        """The rows of a piece with the added columns, to give away."""
        columns = _columns(piece.batch, piece.start, piece.rows)
        columns += _columns(piece.added, piece.added_start, piece.rows)
        return _rows_of(piece.batch, columns, piece.rows)

    def decided(self, batches: Iterable[Batch]) -> Iterator[Piece]:
        """The rows of batches with what is added to them. Raises AyudaError.

        Every row that comes goes, and was counted when it was decided.
        """
        evaluation: Evaluation | None = None
        total = 0
        connection = connect(Limits())
        try:
            for gathered in _rounds(batches):
                with _errors_of_database():
                    rows = _count(gathered)
                    connection.register(FACTS, _Facts(self, gathered))
                    if evaluation is None:
                        few = rows < FEW_ROWS  # It is all there is: rounds have more.
                        evaluation = Evaluation(self.decider, self.job.columns, few=few)
                        evaluation.prepare(
                            connection,
                            self.relation,
                            lambda statement: connection.execute(statement).fetchall(),
                        )
                    added = list(StreamIn(connection.sql(self._query(evaluation))))
                    summary = evaluation.summary(connection)
                    connection.unregister(FACTS)
                total += rows
                _check_counts(rows, _count(added), total, summary.rows if summary else None)
                yield from _pieces(gathered, added)
        finally:
            close(connection)

    def facts_schema(self) -> Schema:
        """The schema of the columns that state facts, to give away; they are called by place."""
        columns = []
        for place in self.places:
            own = self.schema.node.children[place].contents
            name = f"c{place}".encode()
            column = shared(own, (self.schema, name))
            # What another program makes of the values is nothing to decide by.
            column.name, column.metadata = name, None
            columns.append(column)
        return _struct(columns)

    def facts_array(self, batch: Batch, start: int, rows: int) -> Array:
        """The columns that state facts, to give away."""
        return _rows_of(batch, _columns(batch, start, rows, self.places), rows)

    def _query(self, evaluation: Evaluation) -> str:
        cells = ", ".join(
            f"{self._added_cell(column)} AS {sql.name(column)}" for column in self.job.columns
        )
        return f"SELECT {cells} FROM {evaluation.query(self.relation)}"

    def _added_cell(self, column: str) -> str:
        cell = sql.name(f"added_{column}")
        if column == NEEDS_COLUMN:
            return f"string_split({cell}, {sql.literal(SEPARATOR)})"
        return f"CAST({cell} AS TIMESTAMPTZ)" if column in self.untils else cell

    def _added_type(self, column: str) -> Schema:
        """The type of an added column: moments are in the zone of the policy."""
        if column == NEEDS_COLUMN:
            return _type(column, LIST, [_type("item", TEXT)])
        zone = f"tsu:{self.decider.setting.zone}".encode()
        return _type(column, zone if column in self.untils else TEXT)


class _Facts:
    """The columns of batches that state facts, as often as they are read."""

    def __init__(self, decider: TableDecider, batches: Sequence[Batch]) -> None:
        self._decider = decider
        self._batches = batches

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        del requested_schema
        return StreamOut(self._decider.facts_schema, self._arrays).capsule()

    def _arrays(self) -> Iterator[Array]:
        for batch in self._batches:
            for start in range(0, batch.node.length, SLICE_ROWS):
                rows = min(SLICE_ROWS, batch.node.length - start)
                yield self._decider.facts_array(batch, start, rows)


def _rounds(batches: Iterable[Batch]) -> Iterator[list[Batch]]:
    """Batches that have rows, gathered until they are worth a query."""
    gathered: list[Batch] = []
    rows = 0
    for batch in batches:
        if not batch.node.length:
            continue
        gathered.append(batch)
        rows += batch.node.length
        if rows >= ROUND_ROWS:
            yield gathered
            gathered, rows = [], 0
    if gathered:
        yield gathered


def _pieces(batches: Sequence[Batch], added: Sequence[Batch]) -> Iterator[Piece]:
    """The same rows in two sequences of arrays, cut where either of them is."""
    others = iter(added)
    other, place = next(others), 0
    for batch in batches:
        start = 0
        while start < batch.node.length:
            if place == other.node.length:
                other, place = next(others), 0
            rows = min(batch.node.length - start, other.node.length - place)
            if rows:
                yield Piece(batch, start, other, place, rows)
            start, place = start + rows, place + rows


def _count(batches: Iterable[Batch]) -> int:
    return sum(batch.node.length for batch in batches)


def _check_counts(read: int, written: int, total: int, counted: int | None) -> None:
    if (read, total) != (written, counted):
        raise AyudaError.of(TABLE, "batch-lost-rows", read=str(read), written=str(written))


def _columns(
    batch: Batch, start: int, rows: int, places: Iterable[int] | None = None
) -> list[Array]:
    """Columns of some rows of a batch, to give away; the batch may begin anywhere itself."""
    own = batch.node
    chosen = range(own.n_children) if places is None else places
    return [part(own.children[at].contents, batch, own.offset + start, rows) for at in chosen]


def _rows_of(batch: Batch, columns: list[Array], rows: int) -> Array:
    """Columns as a batch, to give away. Its one buffer would say which rows are none: all are."""
    node = Array(length=rows, n_buffers=1, buffers=ctypes.addressof(_NO_BUFFERS))
    return parent(node, columns, batch)


def _struct(columns: list[Schema]) -> Schema:
    return parent(Schema(format=STRUCT, name=b""), columns, None)


def _type(name: str, form: bytes, of: Sequence[Schema] = ()) -> Schema:
    words = (form, name.encode())
    return parent(Schema(format=form, name=words[1], flags=NULLABLE), list(of), words)


def _name(column: Schema) -> str:
    return (column.name or b"").decode(errors="replace")


@contextmanager
def _errors_of_database() -> Iterator[None]:
    import duckdb

    try:
        yield
    except duckdb.Error as error:
        reason = str(error).partition("\n")[0]
        if NO_MEMORY in reason:
            raise AyudaError.of(TABLE, "batch-no-memory") from None
        raise AyudaError.of(TABLE, "table-unreadable", reason=reason) from None
