"""The decision of a whole file as one SQL expression over its rows.

Cells become digits, moments become window states, the digits become the number of a cell, and the
table of cells says what it comes to. Everything that is not written in a usual way (a wrong
value, an odd moment, an hour in which the clocks change) is left to the engine, row by row: so
the answers are those of a single case, whatever a cell says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ayuda.batch import sql
from ayuda.batch.cell_table import MOST_CELLS, UNANSWERED, CellTable, Digit
from ayuda.batch.clock_tables import (
    MICROSECONDS_OF_DAY,
    Run,
    local_runs,
    offset_runs,
    span_around,
    working_day_ends,
)
from ayuda.batch.counters import Counters
from ayuda.batch.functions import EngineFunctions
from ayuda.batch.job import (
    NEEDS_COLUMN,
    OUTCOME_COLUMN,
    PROBLEM_COLUMN,
    RULE_COLUMN,
    columns_of,
)
from ayuda.batch.moments_in_sql import local_time, offset_at, within, written, zoned_moment
from ayuda.batch.relation import Relation
from ayuda.batch.row_decider import NO, YES, RowDecider, utc
from ayuda.batch.summary import Summary, summary_of
from ayuda.batch.tails import Tail, joined
from ayuda.engine.stated import judges_evidence
from ayuda.engine.windows import begins_at, elapsed_length, state_names, until
from ayuda.model import NOW, Fact, Window
from ayuda.moments import in_zone

if TYPE_CHECKING:
    import duckdb

ONE_BY_ONE = -1
"""The verdict on a row that the engine must see itself."""
ENGINE = "engine"
KIND = "kind"
TAIL = "tail"
TOLD = "told_before"
"""The table of what the engine said of few rows, in their order."""
Fetch = Callable[[str], list[Any]]
Layer = dict[str, str]
"""Columns that are added to those below, by name."""


class Evaluation:
    """The SQL of a batch: rows in, the same rows with what the decisions add out.

    The columns ``added`` stand each in a column ``added_…`` or, where lines stay as they came,
    together in one called TAIL. KIND is a row's outcome, or what is wrong with it.
    ``few`` rows are decided by the engine before they are read again to be written: that loads
    and works out the least. A flow that judges evidence, or that has too many cells, is decided
    by the engine, too, but as its rows are read.
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
        self.table: CellTable | None = None
        if not few and not judges_evidence(self.policy, self.flow):
            table = CellTable(self.policy, decider.flow, self.facts)
            self.table = table if table.size <= MOST_CELLS else None
        self.functions = EngineFunctions(decider, self.table, self.facts, added, tail)
        self.counters = Counters(len(self.flow.rules))
        self.span = span_around(self.setting.now)

    @cached_property
    def runs(self) -> list[Run]:
        """The offsets of the policy's time zone, latest first."""
        return offset_runs(self.setting.zone, self.span)

    def prepare(
        self, connection: duckdb.DuckDBPyConnection, relation: Relation, fetch: Fetch
    ) -> None:
        """Make known to a connection what the query needs; ``fetch`` runs a statement."""
        if not self.few:
            self.functions.register(connection)
            self.counters.create(connection)
            return
        cells = ", ".join(relation.released(relation.texts[name]) for name in self.facts)
        rows = fetch(f"SELECT [{cells}]::VARCHAR[] FROM {relation.sql}")
        told = [self.functions.one_by_one(row) for (row,) in rows]
        connection.execute(f"CREATE OR REPLACE TABLE {TOLD} ({ENGINE} VARCHAR[])")
        connection.execute(f"INSERT INTO {TOLD} SELECT unnest(?::VARCHAR[][])", [told])

    def query(self, relation: Relation) -> str:
        """The rows of a relation, with the added columns."""
        if self.few:
            rows = f"(SELECT * FROM {relation.sql} POSITIONAL JOIN {TOLD})"
            return _layered(rows, [{KIND: f"{ENGINE}[1]"}, self._results()])
        layers: list[Layer] = [{_text(name): text for name, text in relation.texts.items()}]
        cells = ", ".join(relation.released(_text(name)) for name in self.facts)
        by_engine = f"WHEN verdict = {ONE_BY_ONE} THEN one_by_one([{cells}]::VARCHAR[])"
        if self.table is None:
            layers.append({"judged": str(ONE_BY_ONE)})
        else:
            layers += [self._told_moments(), self._local_moments(), self._any_moments()]
            layers += [self._moments(), self._ends()]
            layers += [{"number": self._number()}, {"found": self._found()}]
            unanswered = f"WHEN found = {UNANSWERED} THEN cell(CAST(number AS INTEGER))"
            judged = f"CASE WHEN found IS NULL THEN {ONE_BY_ONE} {unanswered} ELSE found END"
            layers.append({"judged": judged})
            by_engine += f" WHEN verdict >= {len(self.flow.rules)} THEN words(verdict)"
        layers.append({"verdict": self.counters.counted("judged")})
        layers.append({ENGINE: f"CASE {by_engine} END"})
        outcomes = self._by_verdict([rule.outcome for rule in self.flow.rules])
        layers.append({KIND: f"CASE WHEN {ENGINE} IS NULL THEN {outcomes} ELSE {ENGINE}[1] END"})
        layers.append(self._results())
        return _layered(relation.sql, layers)

    def summary(self, connection: duckdb.DuckDBPyConnection) -> Summary | None:
        """What was counted; None where the engine has not seen all rows that were left to it."""
        kinds = Counter(self.functions.kinds)
        if self.few:
            return summary_of(kinds)
        by_rule, by_engine = self.counters.read(connection)
        if by_engine != sum(kinds.values()):
            return None
        for rule, count in zip(self.flow.rules, by_rule, strict=True):
            kinds[rule.outcome] += count
        return summary_of(kinds)

    # ---------------------------------------------------------------- moments

    def _moment_facts(self) -> list[str]:
        return [
            name for name in self.facts if name == NOW or self.policy.facts[name].kind == "moment"
        ]

    def _told_moments(self) -> Layer:
        return {
            f"zoned_{name}": zoned_moment(_text(name), self.runs) for name in self._moment_facts()
        }

    def _local_moments(self) -> Layer:
        layer: Layer = {}
        for name in self._moment_facts():
            date_allowed = name != NOW and self.policy.facts[name].accepts_date
            local = local_time(_text(name), date_allowed=date_allowed)
            layer[f"local_{name}"] = f"CASE WHEN zoned_{name} IS NULL THEN {local} END"
        return layer

    def _any_moments(self) -> Layer:
        layer: Layer = {}
        for name in self._moment_facts():
            local = f"local_{name}"
            moment = f"coalesce(zoned_{name}, {local} - {offset_at(local, local_runs(self.runs))})"
            layer[f"any_{name}"] = moment
        return layer

    def _moments(self) -> Layer:
        layer: Layer = {}
        for name in self._moment_facts():
            moment = f"CASE WHEN {within(f'any_{name}', self.runs)} THEN any_{name} END"
            if name == NOW:
                present = utc(self.setting.now)
                moment = f"CASE WHEN {_text(name)} IS NULL THEN {present} ELSE {moment} END"
            layer[_moment(name)] = moment
        return layer

    @property
    def _now(self) -> str:
        return _moment(NOW) if NOW in self.facts else str(utc(self.setting.now))

    def _begins(self, window: Window) -> str | None:
        """The moment from which a window counts; None where no column can say it."""
        if window.begins == NOW:
            return self._now
        if window.begins in self.facts:
            own = _moment(window.begins)
            if not window.else_now:
                return own
            return f"CASE WHEN {_text(window.begins)} IS NULL THEN {self._now} ELSE {own} END"
        return self._now if window.else_now else None

    def _is_constant(self, window: Window) -> bool:
        """Whether the window is the same in all rows: it counts from the one present."""
        return NOW not in self.facts and self._begins(window) == self._now

    def _varying(self) -> dict[str, Window]:
        """The windows that differ from row to row."""
        windows = {name: self.policy.windows[name] for name in self.decider.windows_seen()}
        return {
            name: window
            for name, window in windows.items()
            if self._begins(window) is not None and not self._is_constant(window)
        }

    def _ends(self) -> Layer:
        return {_end(name): self._end_of(window) for name, window in self._varying().items()}

    def _end_of(self, window: Window) -> str:
        begins = self._begins(window)
        length = elapsed_length(window.lasts)
        if length is not None:
            return f"({begins}) + {length // timedelta(microseconds=1)}"
        count = window.lasts.working_days or 0
        ends = working_day_ends(self.setting, count, self.span)
        local = f"(({begins}) + {offset_at(f'({begins})', self.runs)})"
        place = f"{local} // {MICROSECONDS_OF_DAY} - {self.span.first_day}"
        return sql.element(sql.array(ends, "BIGINT"), place)

    # ------------------------------------------------------------------ cells

    def _number(self) -> str:
        """The number of the row's cell; NULL where the engine must see the row itself."""
        assert self.table is not None
        terms = [f"{self._digit(digit)} * {digit.weight}" for digit in self.table.digits]
        numbered = {digit.name for digit in self.table.digits}
        terms += [self._check(name) for name in self.facts if name not in numbered]
        terms += [self._covered(name, window) for name, window in self._varying().items()]
        return " + ".join(terms) or "0"

    def _found(self) -> str:
        assert self.table is not None
        return sql.element(sql.array(self.table.verdicts(), "INTEGER"), "number")

    def _digit(self, digit: Digit) -> str:
        if digit.name in self.policy.windows:
            return self._state_digit(digit.name)
        text = _text(digit.name)
        tests = [f"WHEN {text} IS NULL THEN 0"]
        for place, words in enumerate(_ways(self.policy.facts[digit.name]), 1):
            listed = ", ".join(sql.literal(word) for word in words)
            tests.append(f"WHEN {text} IN ({listed}) THEN {place}")
        return f"(CASE {' '.join(tests)} END)"

    def _state_digit(self, name: str) -> str:
        window = self.policy.windows[name]
        tests = f"WHEN {self._lasts(name, window)} THEN 1 WHEN {_end(name)} IS NOT NULL THEN 2"
        return f"(CASE WHEN {_text(window.begins)} IS NULL THEN 0 {tests} END)"

    def _lasts(self, name: str, window: Window) -> str:
        """Whether the window's first state has not ended, by the engine's own rule for its edge."""
        belongs = window.edge == state_names(window)[0]
        return f"{_end(name)} {'>=' if belongs else '>'} {self._now}"

    def _check(self, name: str) -> str:
        """Nothing (0) for a cell that is well written, NULL for one that the engine must see."""
        text = _text(name)
        if name == NOW:
            return f"(CASE WHEN {_moment(NOW)} IS NOT NULL THEN 0 END)"
        fact = self.policy.facts[name]
        if fact.kind == "moment":
            fits = f"{_moment(name)} <= {self._now}"
        else:
            words = [sql.literal(word) for ways in _ways(fact) for word in ways]
            fits = f"{text} IN ({', '.join(words)})" if words else "FALSE"
        return f"(CASE WHEN {text} IS NULL OR {fits} THEN 0 END)"

    def _covered(self, name: str, window: Window) -> str:
        """NULL where a window counts and its end is not in the time that is covered."""
        known = within(_end(name), self.runs)
        if window.begins in self.facts and not window.else_now:
            known = f"{_text(window.begins)} IS NULL OR {known}"
        return f"(CASE WHEN {known} THEN 0 END)"

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
        """The added cells as one text; neighbours that hang on the rule alone are looked up."""
        if self.table is None:
            return f"{ENGINE}[2]"
        pieces: list[str] = []
        looked_up = [""] * len(self.flow.rules)
        for place, column in enumerate(self.added):
            told = self._told_by_rules(column)
            cells = [""] * len(looked_up)
            if told is not None:
                cells = [tail.cell(column, value) for value in told]
            before = tail.before(column, first=place == 0)
            looked_up = [
                f"{text}{before}{cell}" for text, cell in zip(looked_up, cells, strict=True)
            ]
            if told is None:
                pieces += [self._by_verdict(looked_up), tail.plain_cell(self._by_row(column))]
                looked_up = [""] * len(self.flow.rules)
        looked_up = [f"{text}{tail.after()}" for text in looked_up]
        pieces.append(self._by_verdict(looked_up))
        return f"CASE WHEN {ENGINE} IS NULL THEN {joined(pieces)} ELSE {ENGINE}[2] END"

    def _by_verdict(self, told: Iterable[str | None]) -> str:
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
        window = self.policy.windows[name]
        if self._begins(window) is None:
            return [None for _ in rules]
        if not self._is_constant(window):
            return None
        begins = begins_at(window, {}, self.setting.now)
        assert begins is not None
        end = in_zone(until(window, begins, self.setting), self.setting.zone)
        value = end if column == columns_of(name)[0] else state_names(window)[0]
        return [value if name in rule.windows else None for rule in rules]

    def _by_row(self, column: str) -> str:
        """A cell about a window that differs from row to row."""
        name = self._window_of(column)
        window = self.policy.windows[name]
        first, last = map(sql.literal, state_names(window))
        value = f"CASE WHEN {self._lasts(name, window)} THEN {first} ELSE {last} END"
        if column == columns_of(name)[0]:
            value = written(_end(name), self.runs)
        rules = [str(n) for n, rule in enumerate(self.flow.rules) if name in rule.windows]
        return f"CASE WHEN verdict IN ({', '.join(rules)}) THEN {value} END"

    def _window_of(self, column: str) -> str:
        return next(name for name in self.decider.windows if column in columns_of(name))


def _layered(rows: str, layers: Iterable[Layer]) -> str:
    """Rows with the columns of each layer added to those below it."""
    for layer in filter(None, layers):
        columns = ", ".join(f"{value} AS {sql.name(name)}" for name, value in layer.items())
        rows = f"(SELECT *, {columns} FROM {rows})"
    return rows


def _text(name: str) -> str:
    return f"text_{name}"


def _moment(name: str) -> str:
    return f"moment_{name}"


def _end(name: str) -> str:
    return f"end_{name}"


def _ways(fact: Fact) -> list[tuple[str, ...]]:
    """The usual ways to write each of a finite fact's values, in the order of the values."""
    if fact.kind == "yes-no":
        return [YES, NO]
    return [(value,) for value in fact.values] if fact.kind == "choice" else []
