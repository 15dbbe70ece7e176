"""A real PostgreSQL, where there is one; in CI it is a failure if there is none."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import duckdb
import psycopg
import pytest
from support.databases import Database, DuckDatabase, PostgresDatabase

FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=")
SECONDS_TO_START = 30


def programs() -> Path | None:
    """The folder of the newest PostgreSQL's programs."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    folders += [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(folders, key=lambda path: path.as_posix(), default=None)


def another_user() -> dict[str, Any]:
    """Who runs the server: it refuses root."""
    if os.geteuid():
        return {}
    user = next(one for one in pwd.getpwall() if one.pw_name in {"postgres", "nobody"})
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


@pytest.fixture(scope="session")
def postgres_programs() -> Path:
    """The programs of PostgreSQL."""
    found = programs()
    if found is None:
        missing = "PostgreSQL is not here: .ci/database installs it"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    return found


@pytest.fixture(scope="session")
def postgres(postgres_programs: Path) -> Iterator[str]:
    """How to reach a server of this process alone, by a socket in its own folder."""
    folder = Path(mkdtemp(prefix="ayuda-pg-"))
    user = another_user()
    if user:
        os.chown(folder, user["user"], user["group"])
    data = folder / "data"
    words = ("--auth=trust", "--username=ayuda", "--no-sync", "--encoding=UTF8", "--locale=C")
    quiet: dict[str, Any] = {**user, "cwd": folder, "stdout": subprocess.DEVNULL}
    initdb = postgres_programs / "initdb"
    subprocess.run([initdb, "-D", data, *words], check=True, stderr=subprocess.DEVNULL, **quiet)
    # The server ends with whoever started it, however that ends.
    with_us = ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []
    options = [word for setting in FAST for word in ("-c", setting)]
    log = (folder / "log").open("wb")
    server = subprocess.Popen(
        [*with_us, postgres_programs / "postgres", "-D", data, "-k", folder, *options],
        stderr=log,
        **quiet,
    )
    address = f"host={folder} user=ayuda dbname=postgres"
    try:
        _wait(server, address, folder / "log")
        yield address
    finally:
        server.terminate()
        server.wait(SECONDS_TO_START)
        log.close()
        shutil.rmtree(folder)


def _wait(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    """Wait until the server lets somebody in."""
    end = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            psycopg.connect(address).close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > end:
                pytest.fail(log.read_text(errors="replace"))
            time.sleep(0.02)
        else:
            return


@pytest.fixture(params=["duckdb", "postgres"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """Each of the two databases, in another time zone than any policy."""
    if request.param == "duckdb":
        with duckdb.connect() as duck:
            yield DuckDatabase(duck)
        return
    with psycopg.connect(request.getfixturevalue("postgres"), autocommit=False) as connection:
        yield PostgresDatabase(connection)
        connection.rollback()
