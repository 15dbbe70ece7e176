"""The database for one batch: its limits, and a query that can be watched and stopped."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    import duckdb

MEMORY = "400MB"
"""What the database may hold; the rest of the program needs some 100 MB more."""
POLL_SECONDS = 0.1
UNKNOWN = 0.0

Watch = Callable[[float], None]
"""Told how much of a query is done, from 0 to 1."""


class Limits(msgspec.Struct, frozen=True):
    """How much of the machine a batch may use; ``threads`` is None for all cores."""

    memory: str = MEMORY
    threads: int | None = None


def connect(limits: Limits) -> duckdb.DuckDBPyConnection:
    """A database in memory that keeps rows in order and never asks the network for anything."""
    import duckdb

    connection = duckdb.connect(config={"autoinstall_known_extensions": "false"})
    connection.execute(f"SET memory_limit = '{limits.memory}'")
    if limits.threads is not None:
        connection.execute(f"SET threads = {limits.threads}")
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET enable_progress_bar = true")
    connection.execute("SET enable_progress_bar_print = false")
    return connection


def run(connection: duckdb.DuckDBPyConnection, statement: str, watch: Watch) -> list[Any]:
    """The rows that a statement gives. An interruption stops it and is passed on.

    The statement runs in a thread of its own, so that this one can be interrupted and can tell
    how far it is.
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
    worker.start()
    try:
        while not done.wait(POLL_SECONDS):
            watch(max(UNKNOWN, connection.query_progress() / 100))
    except BaseException:
        connection.interrupt()
        done.wait()
        raise
    if failed:
        raise failed[0]
    return rows
