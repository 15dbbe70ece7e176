"""The two databases of ``ayuda sql``, seen alike: rows go in, what a statement says comes out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, LiteralString, cast

import duckdb
import psycopg
import pyarrow as pa

from ayuda.batch.in_sql.dialects import DialectName
from ayuda.batch.in_sql.statement import Statement, statement
from ayuda.engine.windows import Setting
from ayuda.model import Policy

Row = tuple[Any, ...]
ZONE = "Asia/Kathmandu"
"""The zone of the sessions: nothing may hang on it."""
ARROW = {
    "choice": pa.string(),
    "yes-no": pa.bool_(),
    "moment": pa.timestamp("us", tz="UTC"),
}


class Database(ABC):
    """A connection that is for one test."""

    dialect: DialectName

    @abstractmethod
    def fill(self, table: str, policy: Policy, names: Sequence[str], rows: Sequence[Row]) -> None:
        """Make a table of rows with a column for each fact, a number before them."""

    @abstractmethod
    def run(self, text: str, now: datetime | None) -> tuple[list[str], list[Row]]:
        """The headings and the rows of a statement of ``ayuda sql`` as of that present."""

    @abstractmethod
    def execute(self, text: str) -> list[Row]:
        """What any other statement gives."""

    def decided(
        self, setting: Setting, flow: str, names: Sequence[str], rows: Sequence[Row]
    ) -> list[Row]:
        """What the statement of a flow says of these rows, in their order."""
        self.fill("cases", setting.policy, names, rows)
        made = self.statement(setting, flow)
        _, found = self.run(made.sql, setting.now)
        assert len(found) == len(rows)
        found.sort(key=lambda row: row[0])
        return [row[len(names) + 1 :] for row in found]

    def statement(self, setting: Setting, flow: str, table: str = "cases") -> Statement:
        """The statement of a flow."""
        return statement(setting, flow, self.dialect, table, "a heading")


class DuckDatabase(Database):
    """DuckDB in this process."""

    dialect = "duckdb"

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        connection.execute(f"SET TimeZone = '{ZONE}'")

    def fill(self, table: str, policy: Policy, names: Sequence[str], rows: Sequence[Row]) -> None:
        cells = list(zip(*rows, strict=True)) or [()] * len(names)
        columns = {
            name: pa.array(list(column), ARROW[policy.facts[name].kind])
            for name, column in zip(names, cells, strict=True)
        }
        arrow = pa.table({"number": pa.array(range(len(rows))), **columns})
        self.execute(f'DROP TABLE IF EXISTS "{table}"')
        self.connection.from_arrow(arrow).create(f'"{table}"')

    def run(self, text: str, now: datetime | None) -> tuple[list[str], list[Row]]:
        found = self.connection.execute(text, {"now": now})
        return [column[0] for column in found.description], found.fetchall()

    def execute(self, text: str) -> list[Row]:
        return self.connection.execute(text).fetchall()


class PostgresDatabase(Database):
    """PostgreSQL, in one transaction."""

    dialect = "postgres"
    TYPES: ClassVar = {"choice": "text", "yes-no": "boolean", "moment": "timestamptz"}

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection
        connection.execute(f"SET TimeZone = '{ZONE}'")  # type: ignore[arg-type]

    def fill(self, table: str, policy: Policy, names: Sequence[str], rows: Sequence[Row]) -> None:
        columns = "".join(f', "{name}" {self.TYPES[policy.facts[name].kind]}' for name in names)
        self.execute(f'DROP TABLE IF EXISTS "{table}"')
        self.execute(f'CREATE TABLE "{table}" (number integer{columns})')
        copy = cast("LiteralString", f'COPY "{table}" FROM STDIN')
        with self.connection.cursor() as cursor, cursor.copy(copy) as copying:
            for number, row in enumerate(rows):
                copying.write_row((number, *row))

    def run(self, text: str, now: datetime | None) -> tuple[list[str], list[Row]]:
        told = "" if now is None else now.isoformat()
        self.connection.execute("SELECT set_config('ayuda.now', %s, true)", [told])
        found = self.connection.execute(cast("LiteralString", text))
        return [column.name for column in found.description or ()], found.fetchall()

    def execute(self, text: str) -> list[Row]:
        found = self.connection.execute(cast("LiteralString", text))
        return found.fetchall() if found.description else []
