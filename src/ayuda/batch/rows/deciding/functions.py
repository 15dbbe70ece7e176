"""The engine as functions that the database calls, for the rows that the table does not settle.

DuckDB calls them from its own threads, one at a time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING, Any

from ayuda.batch.rows.deciding.cell_table import CellTable
from ayuda.batch.rows.deciding.row_decider import SEPARATOR, RowDecider, RowResult
from ayuda.batch.rows.deciding.tails import Tail, told_tail
from ayuda.batch.rows.job import NEEDS_COLUMN
from ayuda.batch.summary import IGNORED, UNDECIDED
from ayuda.engine.results import Question

if TYPE_CHECKING:
    import duckdb

MOST_REMEMBERED = 50_000
"""How many rows that were decided one by one are remembered: odd rows are often alike."""

Told = list[str | None]
"""A row's kind, then its added cells, each or all of them as a tail writes them."""


class EngineFunctions:
    """The functions ``cell``, ``words`` and ``one_by_one``.

    ``facts`` are those whose texts ``one_by_one`` is given, in order. What it and ``words`` give
    back is a row's kind (its outcome, UNDECIDED or FAULTY), then the cells of ``columns`` or,
    with a ``tail``, all of them as it writes them. ``table`` is None where every row is decided
    one by one. ``kinds`` counts the rows that were answered.

    A verdict is the place of a rule or, after the last of them, the place of what is needed
    before a rule can decide.
    """

    def __init__(
        self,
        decider: RowDecider,
        table: CellTable | None,
        facts: tuple[str, ...],
        columns: tuple[str, ...],
        tail: Tail | None = None,
    ) -> None:
        self.decider = decider
        self.table = table
        self.facts = facts
        self.columns = columns
        self.tail = tail
        self.rules = decider.setting.policy.flows[decider.flow].rules
        self.kinds: Counter[str] = Counter()
        self._lock = Lock()
        self._verdicts: dict[int, int] = {}
        self._needs: list[str] = []
        self._told_needs: list[Told] = []
        self._remembered: dict[tuple[str | None, ...], RowResult] = {}

    def register(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Make the functions known to a connection, in the place of others of their names."""
        import duckdb

        always: dict[str, Any] = {"null_handling": "special", "side_effects": True}
        texts = "VARCHAR[]"
        for function, given, back in (
            (self.cell, "INTEGER", "INTEGER"),
            (self.words, "INTEGER", texts),
            (self.one_by_one, texts, texts),
        ):
            name = function.__name__
            with suppress(duckdb.Error):
                connection.remove_function(name)
            connection.create_function(name, function, [given], back, **always)

    def cell(self, number: int) -> int:
        """The verdict on a kind of row that no rule decides for certain."""
        with self._lock:
            if number not in self._verdicts:
                self._verdicts[number] = self._work_out(number)
            return self._verdicts[number]

    def _work_out(self, number: int) -> int:
        assert self.table is not None
        found = self.table.answer(number)
        if not isinstance(found, Question):
            return self.rules.index(found)
        needs = SEPARATOR.join(found.needs)
        if needs not in self._needs:
            self._needs.append(needs)
            self._told_needs.append(self._told(UNDECIDED, {NEEDS_COLUMN: needs}))
        return len(self.rules) + self._needs.index(needs)

    def words(self, verdict: int) -> Told:
        """What is told of a kind of row that is undecided; counted."""
        with self._lock:
            told = self._told_needs[verdict - len(self.rules)]
            self.kinds[str(told[0])] += 1
        return told

    def one_by_one(self, row: list[str | None]) -> Told:
        """A row decided by the engine itself; counted."""
        cells = tuple(row)
        with self._lock:
            result = self._remembered.get(cells)
            if result is None:
                result = self.decider.decide(dict(zip(self.facts, cells, strict=True)))
                if len(self._remembered) >= MOST_REMEMBERED:
                    self._remembered.clear()
                self._remembered[cells] = result
            self.kinds[result.kind] += 1
        return self._told(result.kind, result.cells())

    def ignored(self) -> Told:
        """What is told of a row that nobody is to decide; counted."""
        self.kinds[IGNORED] += 1
        return self.told_of_ignored()

    def told_of_ignored(self) -> Told:
        """The same, not counted."""
        return self._told(IGNORED, {})

    def _told(self, kind: str, cells: Mapping[str, str | None]) -> Told:
        values = [cells.get(column) for column in self.columns]
        if self.tail is not None:
            return [kind, told_tail(self.tail, self.columns, values)]
        return [kind, *values]
