"""A flow as one SELECT over a table whose columns are facts.

What rows come to stands in the tables of a batch; here they are written as a CASE that a database
runs by itself. A row is decided only if all its values are such as a single call would take.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import msgspec
from msgspec.structs import astuple

from ayuda.batch import sql
from ayuda.batch.in_sql.branches import INDENT, Branches
from ayuda.batch.in_sql.clock import Clock
from ayuda.batch.in_sql.dialects import DIALECTS, Dialect, DialectName, table_name
from ayuda.batch.in_sql.parts_not_known import parts_not_known
from ayuda.batch.rows.deciding.cell_table import ONE_BY_ONE, CellTable
from ayuda.batch.rows.deciding.row_variables import Digit
from ayuda.engine.results import Question
from ayuda.engine.stated import judges_evidence
from ayuda.engine.variables import values_of
from ayuda.engine.windows import Setting
from ayuda.errors import AyudaError
from ayuda.model import Fact, Value

MOST_BYTES = 1_000_000
"""How long a statement may be; longer ones are more than databases are made for."""
FLOW = "sql"
TABLE = "--table"
"""What problems are said to be at."""


class Column(msgspec.Struct, frozen=True):
    """A column that the table must have: a fact, and what its cells are."""

    name: str
    type: str
    values: tuple[str, ...] = ()


class Statement(msgspec.Struct, frozen=True):
    """The SELECT, and what whoever runs it must know.

    ``parameter`` gives the present; ``holidays`` are the first and the last day of the calendar,
    where the statement has one.
    """

    flow: str
    dialect: DialectName
    table: str
    columns: tuple[Column, ...]
    region: str | None
    holidays: tuple[date, date] | None
    parameter: str
    sql: str


class Verdict(msgspec.Struct, frozen=True):
    """What rows of a kind come to."""

    outcome: str | None = None
    rule: str | None = None
    needs: str | None = None
    problem: str | None = None


def statement(
    setting: Setting, flow: str, dialect: DialectName, table: str, heading: str
) -> Statement:
    """The SELECT of a flow. Its holidays are those of the years around the present.

    ``heading`` stands as a comment above it. Raises AyudaError where the flow judges what messages
    say, where the statement would be too long, and for a table's name that is none.
    """
    return _Writer(setting, flow, DIALECTS[dialect], table).written(heading)


class _Writer:
    """Writes the parts of one statement."""

    def __init__(self, setting: Setting, flow: str, dialect: Dialect, table: str) -> None:
        self.setting = setting
        self.policy = policy = setting.policy
        self.flow = flow
        self.dialect = dialect
        self.told_table = table
        self.table = table_name(table, TABLE)
        self.facts: dict[str, Fact] = {
            name: policy.facts[name]
            for name in policy.flows[flow].facts
            if policy.facts[name].ask is not None
        }
        if judges_evidence(policy, policy.flows[flow]):
            raise AyudaError.of(FLOW, "sql-judges-messages", flow=flow)
        parts = dict.fromkeys(parts_not_known(policy, flow))
        if parts:
            raise AyudaError.of(FLOW, "sql-not-known", flow=flow, parts=", ".join(parts))
        cells = CellTable(policy, flow, tuple(self.facts))
        if cells.groups is None or not cells.is_whole:
            raise self._too_long()
        self.cells = cells
        self.verdicts: dict[Verdict, int] = {}
        self.branches = Branches(cells.groups, self._meant)
        windows = {
            digit.name: policy.windows[digit.name]
            for digit in self.branches.digits
            if digit.name in policy.windows
        }
        self.clock = Clock(setting, windows)

    def _too_long(self) -> AyudaError:
        return AyudaError.of(FLOW, "sql-too-long", flow=self.flow)

    def _meant(self, found: int) -> int:
        """The number of what a verdict of the tables comes to."""
        verdict = self._verdict(found)
        return self.verdicts.setdefault(verdict, len(self.verdicts))

    def _verdict(self, found: int) -> Verdict:
        if found == ONE_BY_ONE:
            # The tables have room for every row, so what is left is what cannot be.
            return Verdict(problem="contradiction")
        rules = self.policy.flows[self.flow].rules
        answer = rules[found] if found >= 0 else self.cells.answer(found)
        if isinstance(answer, Question):
            return Verdict(needs=" ".join(answer.needs))
        return Verdict(outcome=answer.outcome, rule=answer.id)

    # ------------------------------------------------------------------ parts

    def written(self, heading: str) -> Statement:
        """The whole statement. Raises AyudaError where it is too long."""
        head = " ".join(heading.split())
        tables = ",\n".join(f"{name} AS (\n{body}\n)" for name, body in self._tables())
        text = f"-- {head}\nWITH {tables}\n{self._select()}\n"
        if len(text.encode()) > MOST_BYTES:
            raise self._too_long()
        return Statement(
            flow=self.flow,
            dialect=self.dialect.name,
            table=self.told_table,
            columns=tuple(_column(name, fact) for name, fact in self.facts.items()),
            region=self.setting.calendar.region,
            holidays=self.clock.days if self.clock.counted else None,
            parameter=self.dialect.parameter,
            sql=text,
        )

    def _tables(self) -> Iterator[tuple[str, str]]:
        yield "cases", f"{INDENT}SELECT * FROM {self.table}"
        yield "parameters", f"{INDENT}SELECT {self.dialect.now} AS now"
        yield from self.clock.tables()
        rows = [
            f"({number}, {', '.join(_cell(text, typed=not number) for text in astuple(one))})"
            for one, number in self.verdicts.items()
        ]
        yield (
            "verdicts (number, outcome, rule, needs, problem)",
            f"{INDENT}VALUES\n{_listed(rows)}",
        )

    def _select(self) -> str:
        read = [f"{value} AS {sql.name(name)}" for name, value in self._read()]
        checks = [check for check in self._checks() if check]
        *steps, verdict = self.branches.cases(self._test, "step_{}.number".format, 2)
        return "\n".join(
            (
                "SELECT",
                f"{INDENT}cases.*,",
                f"{INDENT}verdicts.outcome,",
                f"{INDENT}verdicts.rule,",
                f"{INDENT}verdicts.needs,",
                f"{INDENT}coalesce(checked.problem, verdicts.problem) AS problem",
                "FROM cases",
                "CROSS JOIN parameters",
                *self.clock.joins(),
                f"CROSS JOIN LATERAL (\n{INDENT}SELECT\n{_listed(read)}\n) AS stated",
                "CROSS JOIN LATERAL (",
                (
                    f"{INDENT}SELECT nullif(concat_ws(', ',\n{_listed(checks)}\n{INDENT}), '')"
                    " AS problem"
                ),
                ") AS checked",
                *(
                    f"CROSS JOIN LATERAL (\n{INDENT}SELECT {case} AS number\n) AS step_{place}"
                    for place, case in enumerate(steps)
                ),
                (
                    f"LEFT JOIN verdicts ON checked.problem IS NULL AND verdicts.number = (\n"
                    f"{INDENT * 2}{verdict}\n)"
                ),
            )
        )

    def _read(self) -> Iterator[tuple[str, str]]:
        """The facts, and the states of the windows that decide."""
        for name, fact in self.facts.items():
            cell = f"cases.{sql.name(name)}"
            # Another collation of the table could take two values for one.
            is_text = fact.kind == "choice"
            yield name, f'CAST({cell} AS text) COLLATE "C"' if is_text else cell
        yield from self.clock.states()

    def _test(self, digit: Digit, places: Sequence[int]) -> str:
        column = f"stated.{sql.name(digit.name)}"
        # Of windows and plain facts alone a statement is made (``parts_not_known``).
        every = (digit.values[place - 1] for place in places if place)
        values = dict.fromkeys(value for value in every if isinstance(value, str | bool))
        tests = [f"{column} IS NULL"] if 0 in places else []
        if len(values) == len(set(digit.values)) and 0 not in places:
            tests.append(f"{column} IS NOT NULL")
        elif values:
            tests.append(_is_one_of(column, tuple(values)))
        return " OR ".join(tests)

    def _checks(self) -> Iterator[str]:
        """What is wrong with a row's values, each in words that scripts may rely on."""
        yield self.clock.check_of_now()
        for name, fact in self.facts.items():
            column = f"stated.{sql.name(name)}"
            if fact.kind == "moment":
                wrong = self._wrong_moment(name, column)
            elif fact.kind == "choice":
                known = _is_one_of(column, values_of(fact))
                wrong = f"WHEN NOT ({known}) THEN {_problem(name, 'unknown-value')}"
            elif self.dialect.checks_yes_no:
                other = f"NOT ({self.dialect.has_type(column, 'BOOLEAN')})"
                wrong = f"WHEN {other} THEN {_problem(name, 'unknown-value')}"
            else:
                continue
            yield f"CASE WHEN {column} IS NULL THEN NULL {wrong} END"

    def _wrong_moment(self, name: str, column: str) -> str:
        is_moment = self.dialect.has_type(column, "TIMESTAMP WITH TIME ZONE")
        tests = [(f"NOT ({is_moment})", "not-a-moment"), *self.clock.wrong(name, column)]
        return " ".join(f"WHEN {test} THEN {_problem(name, code)}" for test, code in tests)


def _problem(name: str, code: str) -> str:
    return sql.literal(f"{name}: {code}")


def _is_one_of(column: str, values: Sequence[Value]) -> str:
    told = [str(one).lower() if isinstance(one, bool) else sql.literal(one) for one in values]
    return f"{column} = {told[0]}" if len(told) == 1 else f"{column} IN ({', '.join(told)})"


def _cell(text: str | None, *, typed: bool) -> str:
    """A text as a constant; the first row of a table says what its columns are."""
    return "CAST(NULL AS text)" if text is None and typed else sql.literal(text)


def _listed(rows: Sequence[str]) -> str:
    return ",\n".join(f"{INDENT * 2}{row}" for row in rows)


def _column(name: str, fact: Fact) -> Column:
    kinds = {"choice": "text", "yes-no": "boolean", "moment": "timestamp with time zone"}
    values = tuple(fact.values) if fact.kind == "choice" else ()
    return Column(name, kinds[fact.kind], values)


def document(written: Statement, policy_id: str, sha256: str) -> dict[str, Any]:
    """A statement as the JSON format ``ayuda.sql/1``."""
    dialect = DIALECTS[written.dialect]
    told = "setting" if dialect.is_setting else "placeholder"
    content: dict[str, Any] = msgspec.to_builtins(written)
    content.pop("parameter")
    text = content.pop("sql")
    return {
        "format": "ayuda.sql/1",
        **content,
        "parameters": [{"name": "now", told: written.parameter}],
        "policy": {"id": policy_id, "sha256": sha256},
        "sql": text,
    }
