"""One database for many tests: to begin one takes longer than most of them need it for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from itertools import count
from typing import Any

import duckdb

begin: Callable[..., duckdb.DuckDBPyConnection] = duckdb.connect


class SharedDatabase:
    """Gives connections to a database of this configuration, each with a memory and functions.

    One at a time: while one is open, others are databases of their own.
    """

    def __init__(self, config: Mapping[str, Any]) -> None:
        self.config = {**config}
        self.is_lent = False
        self._database: duckdb.DuckDBPyConnection | None = None
        self._numbers = count()

    def connect(
        self, database: str = ":memory:", *, config: Mapping[str, Any] | None = None
    ) -> duckdb.DuckDBPyConnection:
        """What ``duckdb.connect`` gives for a database in memory, or what does as well."""
        if database != ":memory:" or self.is_lent or config not in (None, self.config):
            return begin(database, config={**(config or {})})
        if self._database is None:
            self._database = begin(config=self.config)
        self.is_lent = True
        return Lent(self, self._database.cursor(), f"lent{next(self._numbers)}")  # type: ignore[return-value]

    def forget(self) -> None:
        """Begin another the next time."""
        if self._database is not None:
            self._database.close()
        self._database = None
        self.is_lent = False


class Lent:
    """A connection that leaves nothing behind when it is closed."""

    def __init__(
        self, owner: SharedDatabase, connection: duckdb.DuckDBPyConnection, name: str
    ) -> None:
        self._owner = owner
        self._connection = connection
        self._name = name
        self._functions: set[str] = set()
        self._is_open = True
        for statement in (f"ATTACH ':memory:' AS {name}", f"USE {name}"):
            connection.execute(statement)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a connection has
        return getattr(self._connection, name)

    def create_function(self, name: str, *given: Any, **more: Any) -> None:  # noqa: ANN401 - as there
        self._connection.create_function(name, *given, **more)
        self._functions.add(name)

    def remove_function(self, name: str) -> None:
        self._connection.remove_function(name)
        self._functions.discard(name)

    def close(self) -> None:
        """Put all back as it was; where that fails, nobody gets this database again."""
        if not self._is_open:
            return
        try:
            for name in self._functions:
                self._connection.remove_function(name)
            for statement in ("USE memory", f"DETACH {self._name}"):
                self._connection.execute(statement)
            for setting in ("memory_limit", "threads"):
                self._connection.execute(f"RESET {setting}")
        except duckdb.Error:
            self._owner.forget()
        with suppress(duckdb.Error):
            self._connection.close()
        self._is_open = self._owner.is_lent = False
