"""The decision of a whole file as one SQL expression over its rows.

Cells become digits, moments become window states, and the digits are looked up in tables that say
what rows of that kind come to. Everything that is not written in a usual way (a wrong
value, an odd moment, an hour in which the clocks change) is left to the engine, row by row: so
the answers are those of a single case, whatever a cell says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ayuda.batch import sql
from ayuda.batch.rows.deciding.cell_table import (
    FIRST_UNANSWERED,
    IGNORED_ROW,
    ONE_BY_ONE,
    CellTable,
)
from ayuda.batch.rows.deciding.cells_in_sql import text_of
from ayuda.batch.rows.deciding.counters import Counters
from ayuda.batch.rows.deciding.digits_in_sql import DigitsInSql
from ayuda.batch.rows.deciding.functions import EngineFunctions, Told
from ayuda.batch.rows.deciding.row_decider import RowDecider
from ayuda.batch.rows.deciding.row_variables import has_tables
from ayuda.batch.rows.deciding.tails import Tail, joined
from ayuda.batch.rows.deciding.windows_in_sql import Layer, WindowsInSql, end_of
from ayuda.batch.rows.job import (
    NEEDS_COLUMN,
    OUTCOME_COLUMN,
    PROBLEM_COLUMN,
    RULE_COLUMN,
    columns_of,
)
from ayuda.batch.rows.reading.relation import Relation
from ayuda.batch.summary import IGNORED, Summary, summary_of
from ayuda.engine.stated import judges_evidence
from ayuda.engine.windows import state_names, state_not_yet
from ayuda.model import NOW
from ayuda.moments import in_zone

if TYPE_CHECKING:
    import duckdb

ENGINE = "engine"
KIND = "kind"
TAIL = "tail"
TOLD = "told_before"
"""The table of what the engine said of few rows, in their order."""
Fetch = Callable[[str], list[Any]]
ToldLine = tuple[str, Told]
"""A line that stays as it came, and what is told of it."""


class Evaluation:
    """The SQL of a batch: rows in, the same rows with what the decisions add out.

    The columns ``added`` stand each in a column ``added_…`` or, where lines stay as they came,
    together in one called TAIL. KIND is a row's outcome, or what is wrong with it.
    ``few`` rows are decided by the engine before they are read again to be written, or their
    ``lines`` kept: that loads and works out the least. A flow that judges evidence, or whose
    tables would be too large, is decided by the engine, too, but as its rows are read.
    """

    def __init__(
        self,
        decider: RowDecider,
        added: tuple[str, ...],
        tail: Tail | None = None,
        *,
        few: bool = False,
    ) -> None:
        self.decider = decider
        self.few = few
        self.tail = tail
        self.setting = decider.setting
        self.policy = decider.setting.policy
        self.flow = self.policy.flows[decider.flow]
        self.facts = tuple(name for name in (*self.flow.facts, NOW) if name in decider.columns)
        self.added = added
        self.lines: list[ToldLine] | None = None
        self.windows = WindowsInSql(decider, self.facts)
        self.table = None if few else self._table()
        self.functions = EngineFunctions(decider, self.table, self.facts, added, tail)
        self.counters = Counters(len(self.flow.rules), IGNORED_ROW)

    def _table(self) -> CellTable | None:
        """The tables of the flow; None where its rows are decided one by one."""
        flow = self.decider.flow
        if judges_evidence(self.policy, self.flow) or not has_tables(self.policy, flow):
            return None
        today = None if NOW in self.facts else self.windows.today
        table = CellTable(self.policy, flow, self.facts, today)
        self.windows.tested = {digit.name for digit in table.digits}
        return table if table.groups is not None and self.windows.knows_all() else None

    def prepare(
        self,
        connection: duckdb.DuckDBPyConnection,
        relation: Relation,
        fetch: Fetch,
        *,
        keep_lines: bool = False,
    ) -> None:
        """Make known to a connection what the query needs; ``fetch`` runs a statement.

        Few rows whose lines are to be kept are in ``lines`` then, and there is no query.
        """
        if not self.few:
            self.functions.register(connection)
            self.counters.create(connection)
            return
        cells = ", ".join(relation.released(relation.texts[name]) for name in self.facts)
        ignored = relation.ignored or "FALSE"
        if self.tail is not None and relation.line is not None and keep_lines:
            line = self.tail.line(relation.line)
            lines = fetch(f"SELECT {line}, [{cells}]::VARCHAR[], {ignored} FROM {relation.sql}")
            self.lines = [
                (line, self._one_by_one(row, is_ignored=is_ignored))
                for line, row, is_ignored in lines
            ]
            return
        rows = fetch(f"SELECT [{cells}]::VARCHAR[], {ignored} FROM {relation.sql}")
        told = [self._one_by_one(row, is_ignored=is_ignored) for row, is_ignored in rows]
        every = f"SELECT unnest(?::VARCHAR[][]) AS {ENGINE}"
        connection.execute(f"CREATE OR REPLACE TABLE {TOLD} AS {every}", [told])

    def _one_by_one(self, row: list[str | None], *, is_ignored: bool | None) -> Told:
        return self.functions.ignored() if is_ignored else self.functions.one_by_one(row)

    def query(self, relation: Relation) -> str:
        """The rows of a relation, with the added columns."""
        if self.few:
            rows = f"(SELECT * FROM {relation.sql} POSITIONAL JOIN {TOLD})"
            return _layered(rows, [{KIND: f"{ENGINE}[1]"}, self._results()])
        layers: list[Layer] = [
            {text_of(name): self._text(relation, name) for name in relation.texts}
        ]
        if relation.ignored:
            layers[0]["is_ignored"] = relation.ignored
        passed = f"WHEN is_ignored THEN {IGNORED_ROW}" if relation.ignored else ""
        cells = ", ".join(relation.released(text_of(name)) for name in self.facts)
        by_engine = f"WHEN verdict = {ONE_BY_ONE} THEN one_by_one([{cells}]::VARCHAR[])"
        if self.table is None:
            layers.append(
                {"judged": f"CASE {passed} ELSE {ONE_BY_ONE} END" if passed else str(ONE_BY_ONE)}
            )
        else:
            layers += DigitsInSql(self.table, self.windows, self.facts).layers()
            unanswered = f"WHEN found <= {FIRST_UNANSWERED} THEN cell(CAST(found AS INTEGER))"
            judged = (
                f"CASE {passed} WHEN found IS NULL THEN {ONE_BY_ONE} {unanswered} ELSE found END"
            )
            layers.append({"judged": judged})
            by_engine += f" WHEN verdict >= {len(self.flow.rules)} THEN words(verdict)"
        if passed:
            told = ", ".join(map(sql.literal, self.functions.told_of_ignored()))
            by_engine += f" WHEN verdict = {IGNORED_ROW} THEN [{told}]"
        layers.append({"verdict": self.counters.counted("judged")})
        layers.append({ENGINE: f"CASE {by_engine} END"})
        outcomes = self._by_verdict([rule.outcome for rule in self.flow.rules])
        layers.append({KIND: f"CASE WHEN {ENGINE} IS NULL THEN {outcomes} ELSE {ENGINE}[1] END"})
        layers.append(self._results())
        return _layered(relation.sql, layers)

    def _text(self, relation: Relation, name: str) -> str:
        """A fact's cell; where values are listed, with the marks between them."""
        fact = self.policy.facts.get(name)
        text = relation.texts[name]
        return relation.released(text) if fact is not None and fact.several else text

    def summary(self, connection: duckdb.DuckDBPyConnection) -> Summary | None:
        """What was counted; None where the engine has not seen all rows that were left to it."""
        kinds = Counter(self.functions.kinds)
        if self.few:
            return summary_of(kinds)
        seen = sum(kinds.values())
        by_rule, by_engine, kinds[IGNORED] = self.counters.read(connection)
        if by_engine != seen:
            return None
        for rule, count in zip(self.flow.rules, by_rule, strict=True):
            kinds[rule.outcome] += count
        return summary_of(kinds)

    # ---------------------------------------------------------------- results

    def _results(self) -> Layer:
        if self.tail is None:
            return self._added()
        return {TAIL: self._whole_tail(self.tail)}

    def _added(self) -> Layer:
        """The added cells, each in a column of its own."""
        layer: Layer = {}
        for place, column in enumerate(self.added, 2):
            if self.table is None:
                layer[f"added_{column}"] = f"{ENGINE}[{place}]"
                continue
            told = self._told_by_rules(column)
            cell = self._by_row(column) if told is None else self._by_verdict(told)
            value = f"CASE WHEN {ENGINE} IS NULL THEN {cell} ELSE {ENGINE}[{place}] END"
            layer[f"added_{column}"] = value
        return layer

    def _whole_tail(self, tail: Tail) -> str:
        """The added cells as one text; of rules that show the same windows at once."""
        if self.table is None:
            return f"{ENGINE}[2]"
        told = {column: self._told_by_rules(column) for column in self.added}
        alike: dict[tuple[str, ...], list[str]] = {}
        for place, rule in enumerate(self.flow.rules):
            differing = (column for column, cells in told.items() if cells is None)
            shown = tuple(name for name in differing if self._window_of(name) in rule.windows)
            alike.setdefault(shown, []).append(str(place))
        branches = " ".join(
            f"WHEN verdict IN ({', '.join(places)}) THEN {self._tail_with(tail, told, shown)}"
            for shown, places in alike.items()
        )
        return f"CASE {branches} ELSE {ENGINE}[2] END"

    def _tail_with(
        self, tail: Tail, told: Mapping[str, list[str | None] | None], shown: tuple[str, ...]
    ) -> str:
        """The added cells of rules that show these columns of their own in each row.

        Neighbours that hang on the rule alone are looked up together.
        """
        empty: list[str | None] = [None for _ in self.flow.rules]
        pieces: list[str] = []
        looked_up = ["" for _ in empty]
        for place, column in enumerate(self.added):
            before = tail.before(column, first=place == 0)
            looked_up = [f"{text}{before}" for text in looked_up]
            if column in shown:
                value = self._of_window(column)
                pieces += [self._by_verdict(looked_up), tail.plain_cell(value)]
                looked_up = ["" for _ in empty]
                continue
            cells = told[column] or empty
            looked_up = [
                f"{text}{tail.cell(column, cell)}"
                for text, cell in zip(looked_up, cells, strict=True)
            ]
        pieces.append(self._by_verdict([f"{text}{tail.after()}" for text in looked_up]))
        return joined(pieces) if len(pieces) > 1 else pieces[0]

    def _by_verdict(self, told: Sequence[str | None]) -> str:
        if len(set(told)) == 1:
            return sql.literal(told[0])
        return f"([{', '.join(map(sql.literal, told))}])[verdict + 1]"

    def _told_by_rules(self, column: str) -> list[str | None] | None:
        """What a cell is where each rule decides; None where it differs from row to row."""
        rules = self.flow.rules
        if column == OUTCOME_COLUMN:
            return [rule.outcome for rule in rules]
        if column == RULE_COLUMN:
            return [rule.id for rule in rules]
        if column in {NEEDS_COLUMN, PROBLEM_COLUMN}:
            return [None for _ in rules]
        name = self._window_of(column)
        if not self.windows.is_constant(name) and name in self.windows.varying():
            return None
        shown = self.windows.constant(name)
        if shown is None:
            return [None for _ in rules]
        end = in_zone(shown.until, self.setting.zone)
        value = end if column == columns_of(name)[0] else shown.state
        return [value if name in rule.windows else None for rule in rules]

    def _by_row(self, column: str) -> str:
        """A cell about a window that differs from row to row; NULL where no rule shows it."""
        name = self._window_of(column)
        rules = [str(n) for n, rule in enumerate(self.flow.rules) if name in rule.windows]
        return f"CASE WHEN verdict IN ({', '.join(rules)}) THEN {self._of_window(column)} END"

    def _of_window(self, column: str) -> str:
        """What a row's own window comes to, for one of its columns."""
        name = self._window_of(column)
        window = self.policy.windows[name]
        if column == columns_of(name)[0]:
            return self.windows.until(name)
        first, last = map(sql.literal, state_names(window))
        value = f"WHEN {self.windows.lasts(name)} THEN {first} ELSE {last} END"
        later, blank = self.windows.is_not_yet(name), self.windows.is_blank(name)
        if later is not None:
            value = f"WHEN {later} THEN {sql.literal(window.not_yet)} {value}"
        if window.not_yet is not None or window.back:
            # A moment that no column states has not happened in any row.
            unsaid = state_not_yet(window)
            if blank is not None and unsaid is not None:
                value = f"WHEN {blank} THEN {sql.literal(unsaid)} {value}"
        unknown = blank is not None and state_not_yet(window) is None
        return f"CASE WHEN {end_of(name)} IS NULL THEN NULL {value}" if unknown else f"CASE {value}"

    def _window_of(self, column: str) -> str:
        return next(name for name in self.decider.windows if column in columns_of(name))


def _layered(rows: str, layers: Iterable[Layer]) -> str:
    """Rows with the columns of each layer added to those below it."""
    for layer in filter(None, layers):
        columns = ", ".join(f"{value} AS {sql.name(name)}" for name, value in layer.items())
        rows = f"(SELECT *, {columns} FROM {rows})"
    return rows
