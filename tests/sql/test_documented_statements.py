"""What docs/sql.md shows of databases is what they do."""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import jinja2
import psycopg
import pytest

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs/sql.md"
TEXT = DOCUMENT.read_text(encoding="utf-8")
NOW = "2026-11-22T10:40+01:00"
ORDERS = """
    SELECT "order", stage, seller, shipped_by, bundle = 'yes' AS bundle,
      bundle_item_shipped = 'yes' AS bundle_item_shipped,
      CAST(ordered_at AS timestamp) AT TIME ZONE 'Europe/Madrid' AS ordered_at
    FROM read_csv('docs/examples/orders.csv', all_varchar = true)
"""


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)


def run(command: str) -> str:
    scripts = str(Path(sys.executable).parent)
    path = os.pathsep.join((scripts, os.environ.get("PATH", os.defpath)))
    ended = subprocess.run(
        ["bash", "-c", command],
        env={**os.environ, "PATH": path, "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the examples are run, once the statements are written."""
    folder = tmp_path_factory.mktemp("examples")
    shutil.copytree(ROOT / "docs/examples", folder / "docs/examples")
    (folder / "macros").mkdir()
    run(f"cd {folder}; {blocks('sh')[0]}")
    return folder


@pytest.fixture
def orders(postgres: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The example's orders in PostgreSQL, in a schema of their own; how psql is called."""
    monkeypatch.chdir(folder)
    told = dict(pair.split("=") for pair in postgres.split())
    monkeypatch.setenv("PGHOST", told["host"])
    monkeypatch.setenv("PGUSER", told["user"])
    monkeypatch.setenv("PGDATABASE", told["dbname"])
    with psycopg.connect(autocommit=True) as connection, duckdb.connect() as duck:
        connection.execute("DROP SCHEMA IF EXISTS sales CASCADE")
        connection.execute("CREATE SCHEMA sales")
        connection.execute(
            'CREATE TABLE sales.orders ("order" text, stage text, seller text, shipped_by text,'
            " bundle boolean, bundle_item_shipped boolean, ordered_at timestamptz)"
        )
        with connection.cursor() as cursor:
            rows = duck.execute(ORDERS).fetchall()
            cursor.executemany("INSERT INTO sales.orders VALUES (%s, %s, %s, %s, %s, %s, %s)", rows)
    return postgres


@pytest.mark.usefixtures("orders")
def test_the_python_of_the_document_is_what_the_databases_say() -> None:
    found = doctest.testfile(str(DOCUMENT), module_relative=False, encoding="utf-8")
    assert found.attempted > 8
    assert found.failed == 0


@pytest.mark.usefixtures("orders")
def test_psql_runs_the_statement_as_it_is(postgres_programs: Path) -> None:
    [command] = [line for block in blocks("sh") for line in block.splitlines() if "psql" in line]
    assert command.startswith("psql ")
    printed = run(f"{postgres_programs}/{command}")
    assert "A-1001" in printed
    assert "marketplace-in-time" in printed
    assert "(7 rows)" in printed


def test_a_view_of_the_statement_decides_as_of_the_present(orders: str) -> None:
    with psycopg.connect(orders) as connection:
        statement = Path("cancel-postgres.sql").read_text(encoding="utf-8")
        connection.execute(f"CREATE VIEW decided AS {statement}")  # type: ignore[arg-type]
        query = """SELECT rule FROM decided WHERE "order" = 'A-1001'"""
        connection.execute("SELECT set_config('ayuda.now', %s, true)", [NOW])
        assert connection.execute(query).fetchall() == [("marketplace-in-time",)]
        connection.execute("SELECT set_config('ayuda.now', '', true)")
        connection.execute("UPDATE sales.orders SET ordered_at = now() - interval '31 minutes'")
        assert connection.execute(query).fetchall() == [("marketplace-too-late",)]
        connection.rollback()


def model(macro: str, source: str) -> str:
    """What dbt makes of the model of the document and a macro."""
    [shown] = blocks("jinja")
    template = macro + shown.replace("select id,", 'select "order",')
    return jinja2.Environment(autoescape=False).from_string(template).render(ref=lambda _: source)  # noqa: S701 - it is SQL


def test_a_model_of_dbt_decides(orders: str) -> None:
    [command] = [line for block in blocks("sh") for line in block.splitlines() if "macro" in line]
    run(command)
    macro = Path("macros/decide_cancel.sql").read_text(encoding="utf-8")
    with psycopg.connect(orders) as connection:
        connection.execute("SELECT set_config('ayuda.now', %s, true)", [NOW])
        statement = model(macro, "sales.orders")
        found = connection.execute(statement).fetchall()  # type: ignore[arg-type]
    run(command.replace(" --dialect postgres", ""))
    macro = Path("macros/decide_cancel.sql").read_text(encoding="utf-8")
    told = re.sub(r"\s+", " ", re.findall(r"replace\(.*?\) \}\}", TEXT)[0])
    assert told == "replace('$now', 'now()') }}"
    with duckdb.connect() as duck:
        duck.execute(f"CREATE TABLE orders AS {ORDERS}")
        statement = model(macro, "orders").replace("$now", f"'{NOW}'")
        assert {row[-4:] for row in duck.execute(statement).fetchall()} == {
            row[-4:] for row in found
        }, "the two databases differ"
