"""Where answers are kept: one SQLite file, to which answers are only ever added.

What ``append`` has returned from is on the disk, whatever becomes of the program then.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import msgspec

from ayuda.errors import AyudaError
from ayuda.train.answers import Answer

VERSION: Final = 1
"""Of the tables; a file with a higher one was written by a later program."""
PATIENCE: Final = 30.0
"""Seconds that one program waits for another that is writing."""
PAUSE: Final = 0.02
"""Seconds between two tries where SQLite does not wait by itself."""
TABLES: Final = """
CREATE TABLE IF NOT EXISTS answers (
  id TEXT PRIMARY KEY,
  profile TEXT NOT NULL,
  flow TEXT NOT NULL,
  card TEXT NOT NULL,
  at TEXT NOT NULL,
  record TEXT NOT NULL
) STRICT, WITHOUT ROWID
"""
_FULL: Final = ("SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_FSYNC", "SQLITE_IOERR_TRUNCATE")
_BUSY: Final = ("SQLITE_BUSY", "SQLITE_LOCKED")


class Store:
    """The answers in one file. It is open from ``open`` on, until it is closed."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the file, or begin it; only its owner may read it. Raises AyudaError."""
        with _told(path):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
            try:
                cls._prepare(path, connection)
            except BaseException:
                connection.close()
                raise
        return cls(path, connection)

    @staticmethod
    def _prepare(path: Path, connection: sqlite3.Connection) -> None:
        [version] = connection.execute("PRAGMA user_version").fetchone()
        if version > VERSION:
            raise AyudaError.of(str(path), "training-newer")
        if version < VERSION:
            _begin(path, connection)
        _write_ahead(connection)
        connection.execute("PRAGMA synchronous = FULL")

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        """Use the store in a block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        """Close it at the block's end."""
        self.close()

    def append(self, answer: Answer) -> None:
        """Keep one answer for good. Raises AyudaError; what was kept before stays."""
        self.merge((answer,))

    def merge(self, answers: Iterable[Answer]) -> int:
        """Keep all answers that are not there yet, or none of them; how many there were.

        Raises AyudaError, also where another answer is there under the same id.
        """
        with _told(self.path), self._transaction():
            return sum(self._keep(answer) for answer in answers)

    def _keep(self, answer: Answer) -> bool:
        record = msgspec.json.encode(answer).decode()
        query = "SELECT record FROM answers WHERE id = ?"
        known = self._connection.execute(query, (answer.id,)).fetchone()
        if known is not None:
            if msgspec.json.decode(known[0], type=Answer) != answer:
                raise AyudaError.of(str(self.path), "training-same-id", value=answer.id)
            return False
        row = (answer.id, answer.profile, answer.flow, answer.card, answer.at, record)
        self._connection.execute("INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?)", row)
        return True

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    def answers(self, profile: str | None = None) -> tuple[Answer, ...]:
        """A profile's answers, or all, in the order in which they were given."""
        query = "SELECT record FROM answers WHERE ?1 IS NULL OR profile = ?1 ORDER BY at, id"
        with _told(self.path):
            rows = self._connection.execute(query, (profile,)).fetchall()
            decode = msgspec.json.Decoder(Answer).decode
            return tuple(decode(record) for (record,) in rows)

    def profiles(self) -> tuple[str, ...]:
        """Whose answers are kept."""
        query = "SELECT DISTINCT profile FROM answers ORDER BY profile"
        with _told(self.path):
            return tuple(name for (name,) in self._connection.execute(query))

    def reset(self, profile: str, flows: Sequence[str] = ()) -> int:
        """Forget a profile's answers, or those of some flows; how many there were."""
        query = "DELETE FROM answers WHERE profile = ?"
        if flows:
            query += f" AND flow IN ({', '.join('?' * len(flows))})"
        with _told(self.path), self._transaction():
            return self._connection.execute(query, (profile, *flows)).rowcount


def _begin(path: Path, connection: sqlite3.Connection) -> None:
    """Make the tables, if no other program has by now; what is another's is left alone."""
    connection.execute("BEGIN IMMEDIATE")
    [version] = connection.execute("PRAGMA user_version").fetchone()
    if version == 0:
        [tables] = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        if tables:
            raise AyudaError.of(str(path), "training-foreign")
        connection.execute(TABLES)
        connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Let the file be read while it is written.

    For this change alone SQLite does not wait for others, who may be opening the file as well.
    """
    until = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if not error.sqlite_errorname.startswith(_BUSY) or time.monotonic() > until:
                raise
            time.sleep(PAUSE)
        else:
            return


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Tell in our words what SQLite or the system refuses."""
    try:
        yield
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "")
        code = "training-unreadable"
        if name.startswith(_FULL):
            code = "training-disk-full"
        elif name.startswith(_BUSY):
            code = "training-busy"
        elif name.startswith(("SQLITE_READONLY", "SQLITE_PERM", "SQLITE_CANTOPEN")):
            code = "training-not-writable"
        raise AyudaError.of(str(path), code, reason=str(error)) from None
    except msgspec.MsgspecError as error:
        raise AyudaError.of(str(path), "training-unreadable", reason=str(error)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise AyudaError.of(str(path), "training-not-writable", reason=reason) from None
