"""Rows counted by the database itself, as it passes them: one sequence for each verdict.

A function of Python's that is called for every row or vector would hold up all threads.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ayuda.batch import sql

if TYPE_CHECKING:
    import duckdb

BY_ENGINE = "by_engine"
PASSED = "passed"


class Counters:
    """Counts rows by the place of the rule that decides them.

    All others are the engine's, but those with the verdict ``ignored``.
    """

    def __init__(self, rules: int, ignored: int) -> None:
        self.ignored = ignored
        self.names = [f"by_rule_{place}" for place in range(rules)]

    def create(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Begin to count at nothing."""
        for name in (*self.names, BY_ENGINE, PASSED):
            connection.execute(f"CREATE OR REPLACE SEQUENCE {name}")

    def counted(self, verdict: str) -> str:
        """The same verdict in SQL, counted."""
        branches = {str(n): _next(name) for n, name in enumerate(self.names)}
        branches[str(self.ignored)] = _next(PASSED)
        count = sql.switch(verdict, branches, _next(BY_ENGINE))
        return f"CASE WHEN ({count}) > 0 THEN {verdict} END"

    def read(self, connection: duckdb.DuckDBPyConnection) -> tuple[Sequence[int], int, int]:
        """How many rows each rule has decided, were the engine's, and were ignored."""
        found = "SELECT sequence_name, coalesce(last_value, 0) FROM duckdb_sequences()"
        counts = dict(connection.execute(found).fetchall())
        return [counts[name] for name in self.names], counts[BY_ENGINE], counts[PASSED]


def _next(name: str) -> str:
    return f"nextval({sql.literal(name)})"
