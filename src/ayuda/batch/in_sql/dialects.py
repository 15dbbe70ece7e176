"""What DuckDB and PostgreSQL write differently, and the names of tables, which they write alike."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from ayuda.batch import sql
from ayuda.errors import AyudaError

DialectName = Literal["duckdb", "postgres"]
PART = re.compile(r'"(?:[^"\0]|"")+"|[^".\0\s](?:[^".\0]*[^".\0\s])?')
"""A part of a table's name: as it is, or in double quotes, which stand for dots and quotes."""


class Dialect(msgspec.Struct, frozen=True):
    """A database's own ways: the present as an expression, and how a value's type is told.

    ``parameter`` is what gives the present: a placeholder, or the name of a ``setting``.
    ``checks_yes_no`` says whether anything may stand where a yes or no should.
    """

    name: DialectName
    now: str
    parameter: str
    is_setting: bool
    type_of: str
    checks_yes_no: bool

    def has_type(self, value: str, kind: str) -> str:
        """Whether a value is of that type, and of none that would be read as one."""
        return f"{self.type_of.format(value)} = {sql.literal(kind)}"


DIALECTS = {
    "duckdb": Dialect(
        name="duckdb",
        now="CAST($now AS timestamptz)",
        parameter="$now",
        is_setting=False,
        type_of="upper(typeof({}))",
        checks_yes_no=True,
    ),
    "postgres": Dialect(
        name="postgres",
        now="coalesce(CAST(nullif(current_setting('ayuda.now', true), '') AS timestamptz), now())",
        parameter="ayuda.now",
        is_setting=True,
        type_of="upper(CAST(pg_typeof({}) AS text))",
        checks_yes_no=False,
    ),
}


def table_name(told: str, where: str) -> str:
    """A table as an identifier, with its schema if one is told. Raises AyudaError.

    Parts stand between dots; one with a dot in it stands in double quotes.
    """
    parts: list[str] = []
    place = 0
    while True:
        found = PART.match(told, place)
        if found is None:
            raise AyudaError.of(where, "sql-bad-table", value=told)
        part = found[0]
        quoted = part.startswith('"')
        parts.append(part[1:-1].replace('""', '"') if quoted else part)
        place = found.end()
        if place == len(told):
            return ".".join(map(sql.name, parts))
        if told[place] != ".":
            raise AyudaError.of(where, "sql-bad-table", value=told)
        place += 1
