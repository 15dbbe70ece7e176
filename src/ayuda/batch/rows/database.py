"""The database for one batch: its limits, and a query that can be watched and stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import Event, Thread
from time import sleep
from typing import TYPE_CHECKING, Any

import msgspec

from ayuda.batch import sql

if TYPE_CHECKING:
    import duckdb

MEMORY = "320MB"
"""What the database may hold; the rest of the program needs some 90 MB more.

It takes all of it in the end, for what it has read stays as long as there is room.
"""
MUCH_MEMORY = "1GB"
"""What it may hold where that does not do: for very long lines."""
POLL_SECONDS = 0.1
MOST_SECONDS_TO_STOP = 10
UNKNOWN = 0.0

CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
}
"""Nothing is fetched, and nothing of this machine's user runs beside what the package ships."""

Watch = Callable[[float], None]
"""Told how much of a query is done, from 0 to 1."""


class Limits(msgspec.Struct, frozen=True):
    """How much of the machine a batch may use; ``threads`` is None for all cores."""

    memory: str = MEMORY
    threads: int | None = None


def connect(limits: Limits) -> duckdb.DuckDBPyConnection:
    """A database in memory that keeps rows in order and never asks the network for anything."""
    import duckdb

    connection = duckdb.connect(config=CONFIG)
    connection.execute(f"SET memory_limit = '{limits.memory}'")
    if limits.threads is not None:
        connection.execute(f"SET threads = {limits.threads}")
    # It would make a join of ``x IN (…)``, which gives rows out of their order.
    connection.execute("SET disabled_optimizers = 'in_clause'")
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET python_enable_replacements = false")
    connection.execute("SET enable_progress_bar = true")
    connection.execute("SET enable_progress_bar_print = false")
    return connection


Lend = Callable[[Limits], "AbstractContextManager[duckdb.DuckDBPyConnection]"]
"""Gives a database for a while."""


@contextmanager
def lent_once(limits: Limits) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database that is closed afterwards."""
    connection = connect(limits)
    try:
        yield connection
    finally:
        close(connection)


@contextmanager
def lent_again() -> Iterator[Lend]:
    """Gives databases that stay open between uses: to begin one takes longer than a small file.

    What a use makes in one it has to replace, not to add. One in which something failed is closed.
    """
    idle: dict[Limits, duckdb.DuckDBPyConnection] = {}

    @contextmanager
    def lent(limits: Limits) -> Iterator[duckdb.DuckDBPyConnection]:
        connection = idle.pop(limits, None) or connect(limits)
        try:
            yield connection
        except BaseException:
            close(connection)
            raise
        if idle.setdefault(limits, connection) is not connection:
            close(connection)

    try:
        yield lent
    finally:
        for connection in idle.values():
            close(connection)


def paths(files: Iterable[str]) -> str:
    """Paths of files as the database takes them: none is a pattern, an address or a folder's name.

    They have to be absolute.
    """
    return f"[{', '.join(sql.literal(_escaped(file)) for file in files)}]"


def _escaped(path: str) -> str:
    """A path without the pattern marks that the database would look for."""
    return "".join(f"[{mark}]" if mark in "*?[" else mark for mark in path)


def run(connection: duckdb.DuckDBPyConnection, statement: str, watch: Watch) -> list[Any]:
    """The rows that a statement gives. An interruption stops it and is passed on.

    The statement runs in a thread of its own, so that this one can be interrupted and can tell
    how far it is. Raises MemoryError where there is no room for one.
    """
    done = Event()
    rows: list[Any] = []
    failed: list[BaseException] = []

    def work() -> None:
        try:
            rows.extend(connection.execute(statement).fetchall())
        except BaseException as error:  # noqa: BLE001 - it is raised again where it belongs
            failed.append(error)
        done.set()

    worker = Thread(target=work, daemon=True)
    try:
        worker.start()
    except RuntimeError as error:
        raise MemoryError from error
    try:
        while not done.wait(POLL_SECONDS):
            watch(max(UNKNOWN, connection.query_progress() / 100))
    except BaseException:
        connection.interrupt()
        done.wait(MOST_SECONDS_TO_STOP)
        raise
    if failed:
        raise failed[0]
    return rows


def close(connection: duckdb.DuckDBPyConnection) -> None:
    """Close a database, though an interruption may have left it at work."""
    import duckdb

    for _ in range(round(MOST_SECONDS_TO_STOP / POLL_SECONDS)):
        try:
            connection.close()
        except duckdb.Error:
            connection.interrupt()
            sleep(POLL_SECONDS)
        else:
            return
