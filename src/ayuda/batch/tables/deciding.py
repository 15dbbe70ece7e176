"""Batches of a table decided by the database: columns of facts in, the added columns out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from arro3.core import DataType, Field, RecordBatch, RecordBatchReader, Schema, Table

from ayuda.batch import sql
from ayuda.batch.rows.database import Limits, close, connect
from ayuda.batch.rows.deciding.evaluation import Evaluation
from ayuda.batch.rows.deciding.row_decider import SEPARATOR, RowDecider
from ayuda.batch.rows.job import NEEDS_COLUMN, RowJob, columns_of
from ayuda.batch.rows.reading.relation import table_relation
from ayuda.errors import AyudaError
from ayuda.model import Policy
from ayuda.texts import Texts

if TYPE_CHECKING:
    import duckdb

TABLE = "table"
"""What the table of another program is called in problems."""
FEW_ROWS = 1000
"""Below it, rows are decided one by one: working out the cells would take longer."""
ROUND_ROWS = 1 << 20
"""How many rows are gathered before they are decided: a query takes a while to be prepared."""
SLICE_ROWS = 122_880
"""How many rows one thread of the database is given at once: those of a group of its own."""
FACTS = "facts"
NO_MEMORY = "Out of Memory"


class TableDecider:
    """Decides the batches of a table. Raises AyudaError for columns that do not fit.

    ``schema`` is what they become: their own columns as they are, then the added ones.
    """

    def __init__(self, job: RowJob, policy: Policy, texts: Texts, own: Schema) -> None:
        self.job = job
        self.relation = table_relation(job, policy, TABLE, tuple(own.names), FACTS)
        stating = set(self.relation.columns.values())
        self.places = [place for place, name in enumerate(own.names) if name in stating] or [0]
        self.decider = RowDecider(job.setting(policy), job.flow, texts, self.relation.columns)
        self.untils = {columns_of(window)[0] for window in self.decider.windows}
        fields = [own.field(place) for place in range(len(own.names))]
        # What another program makes of the values of a column is nothing to decide by.
        facts = [Field(f"c{place}", fields[place].type) for place in self.places]
        self.facts = Schema(facts)
        self.added = [Field(column, self._added_type(column)) for column in job.columns]
        self.schema = Schema([*fields, *self.added], metadata=own.metadata)

    def decided(self, batches: Iterable[RecordBatch]) -> Iterator[RecordBatch]:
        """The batches with what is added to them, perhaps in smaller pieces. Raises AyudaError.

        Every row that comes goes, and was counted when it was decided.
        """
        evaluation: Evaluation | None = None
        total = 0
        connection = connect(Limits())
        try:
            for gathered in _rounds(batches):
                with errors_of_table():
                    rows = _count(gathered)
                    connection.register(FACTS, _Facts(self, gathered))
                    if evaluation is None:
                        few = rows < FEW_ROWS  # It is all there is: other rounds have more.
                        evaluation = Evaluation(self.decider, self.job.columns, few=few)
                        evaluation.prepare(
                            connection,
                            self.relation,
                            lambda statement: connection.execute(statement).fetchall(),
                        )
                    added = list(RecordBatchReader.from_stream(self._query(connection, evaluation)))
                    summary = evaluation.summary(connection)
                    connection.unregister(FACTS)
                total += rows
                if (rows, total) != (_count(added), summary.rows if summary else None):
                    words = {"read": str(rows), "written": str(_count(added))}
                    raise AyudaError.of(TABLE, "batch-lost-rows", **words)
                yield from self._joined(gathered, added)
        finally:
            close(connection)

    def facts_of(self, batch: RecordBatch) -> RecordBatch:
        """The columns that state facts; they are called by their places."""
        columns = [batch.column(place) for place in self.places]
        return RecordBatch.from_arrays(columns, schema=self.facts)

    def _query(
        self, connection: duckdb.DuckDBPyConnection, evaluation: Evaluation
    ) -> duckdb.DuckDBPyRelation:
        cells = ", ".join(
            f"{self._added_cell(column)} AS {sql.name(column)}" for column in self.job.columns
        )
        return connection.sql(f"SELECT {cells} FROM {evaluation.query(self.relation)}")

    def _added_cell(self, column: str) -> str:
        cell = sql.name(f"added_{column}")
        if column == NEEDS_COLUMN:
            return f"string_split({cell}, {sql.literal(SEPARATOR)})"
        return f"CAST({cell} AS TIMESTAMPTZ)" if column in self.untils else cell

    def _added_type(self, column: str) -> DataType:
        """The type of an added column: moments are in the zone of the policy."""
        if column == NEEDS_COLUMN:
            return DataType.list(Field("item", DataType.utf8()))
        if column in self.untils:
            return DataType.timestamp("us", tz=str(self.decider.setting.zone))
        return DataType.utf8()

    def _joined(
        self, batches: Sequence[RecordBatch], added: Sequence[RecordBatch]
    ) -> Iterator[RecordBatch]:
        """The same rows in two sequences of batches side by side, cut where either of them is."""
        others = iter(added)
        other, place = next(others), 0
        for batch in batches:
            start = 0
            while start < batch.num_rows:
                if place == other.num_rows:
                    other, place = next(others), 0
                    continue
                rows = min(batch.num_rows - start, other.num_rows - place)
                ours = other.slice(place, rows).columns
                pairs = zip(ours, self.added, strict=True)
                typed = [column.cast(field.type) for column, field in pairs]
                columns = [*batch.slice(start, rows).columns, *typed]
                yield RecordBatch.from_arrays(columns, schema=self.schema)
                start, place = start + rows, place + rows


class _Facts:
    """The columns of batches that state facts, as often as they are read."""

    def __init__(self, decider: TableDecider, batches: Sequence[RecordBatch]) -> None:
        facts = [
            decider.facts_of(batch.slice(start, min(SLICE_ROWS, batch.num_rows - start)))
            for batch in batches
            for start in range(0, batch.num_rows, SLICE_ROWS)
        ]
        self._table = Table.from_batches(facts, schema=decider.facts)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The stream. It is all that is shown: for a whole table, the database needs pyarrow."""
        return self._table.__arrow_c_stream__(requested_schema)


def _rounds(batches: Iterable[RecordBatch]) -> Iterator[list[RecordBatch]]:
    """Batches that have rows, gathered until they are worth a query."""
    gathered: list[RecordBatch] = []
    rows = 0
    for batch in batches:
        if not batch.num_rows:
            continue
        gathered.append(batch)
        rows += batch.num_rows
        if rows >= ROUND_ROWS:
            yield gathered
            gathered, rows = [], 0
    if gathered:
        yield gathered


def _count(batches: Iterable[RecordBatch]) -> int:
    return sum(batch.num_rows for batch in batches)


@contextmanager
def errors_of_table() -> Iterator[None]:
    """Errors of the libraries that read a table, as what they mean: AyudaError."""
    try:
        yield
    except AyudaError:
        raise
    except Exception as error:
        reason = str(error).partition("\n")[0] or type(error).__name__
        if isinstance(error, MemoryError) or NO_MEMORY in reason:
            raise AyudaError.of(TABLE, "batch-no-memory") from None
        raise AyudaError.of(TABLE, "table-unreadable", reason=reason) from error
