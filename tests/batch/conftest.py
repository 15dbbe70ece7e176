"""One database for the tests of batches that run in this process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from support.shared_database import SharedDatabase

from ayuda.batch.rows.database import CONFIG


@pytest.fixture(scope="session")
def shared_database() -> Iterator[SharedDatabase]:
    shared = SharedDatabase(CONFIG)
    yield shared
    shared.forget()


@pytest.fixture(autouse=True)
def shares_its_database(
    shared_database: SharedDatabase, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Only a test of what the program asks of a database needs one of its own."""
    monkeypatch.setattr("duckdb.connect", shared_database.connect)
    yield
    if shared_database.is_lent:  # The test has left it open.
        shared_database.forget()
