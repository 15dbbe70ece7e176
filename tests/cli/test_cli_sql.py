"""The command that writes a flow as one SELECT."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime

import duckdb
import pytest
from program_under_test import Call, both_languages, problem
from support.builtin import POLICY, POLICY_FILE

from ayuda.model import Language

DECIDED = ("track", "cancel", "modify", "return", "contact-seller")


def test_the_output_is_the_statement_of_the_json_and_runs_as_it_is(ayuda_here: Call) -> None:
    for flow in DECIDED:
        printed = ayuda_here("sql", flow)
        told = ayuda_here("sql", flow, "--json").document
        assert (printed.code, printed.err) == (0, b"")
        assert told["sql"] == printed.output
        assert told["format"] == "ayuda.sql/1"
        assert told["policy"] == {"id": POLICY.id, "sha256": POLICY_FILE.sha256}
        kinds = {one["name"]: one["type"] for one in told["columns"]}
        with duckdb.connect() as database:
            columns = ", ".join(f"{name} {kind}" for name, kind in kinds.items())
            database.execute(f"CREATE TABLE cases ({columns})")
            now = {"now": datetime.fromisoformat("2026-11-22T10:40+01:00")}
            assert database.execute(told["sql"], now).fetchall() == []


def test_the_first_line_is_the_command_that_writes_it_again(ayuda_here: Call) -> None:
    words = ["sql", "return", "--dialect", "postgres", "--table", 's."t.u"', "--region", "MD"]
    first = ayuda_here(*words).output.splitlines()[0]
    told = """-- ayuda sql return --dialect postgres --table 's."t.u"' --region MD: """
    assert first == f"{told}{POLICY.id}, sha256 {POLICY_FILE.sha256}"


def test_a_region_by_its_name_or_said_once_adds_its_holidays(ayuda_here: Call) -> None:
    bare = ayuda_here("sql", "contact-seller", "--json").document
    named = ayuda_here("sql", "contact-seller", "--region", "Madrid", "--json").document
    once = ayuda_here("sql", "contact-seller", "--json", env={"AYUDA_REGION": "MD"}).document
    assert (bare["region"], named["region"]) == (None, "MD")
    assert named["sql"].count("DATE") > bare["sql"].count("DATE")
    assert once == named


def test_both_dialects_say_how_the_present_is_given(ayuda_here: Call) -> None:
    told = {
        name: ayuda_here("sql", "cancel", "--dialect", name, "--json").document["parameters"]
        for name in ("duckdb", "postgres")
    }
    assert told == {
        "duckdb": [{"name": "now", "placeholder": "$now"}],
        "postgres": [{"name": "now", "setting": "ayuda.now"}],
    }


REFUSED = [
    ((), "sql", "sql-needs-command", {"allowed": ", ".join(DECIDED)}),
    (("check-email",), "sql", "sql-judges-messages", {"flow": "check-email"}),
    (
        ("cancle",),
        "sql",
        "unknown-value-nearest",
        {"value": "cancle", "nearest": "cancel", "allowed": ", ".join(DECIDED)},
    ),
    (
        ("cancel", "--dialect", "mysql"),
        "--dialect",
        "unknown-value",
        {"value": "mysql", "allowed": "duckdb, postgres"},
    ),
    (("cancel", "--dialect", ""), "--dialect", "empty-option", {}),
    (("cancel", "--table", ""), "--table", "empty-option", {}),
    (("cancel", "--table", "a..b"), "--table", "sql-bad-table", {"value": "a..b"}),
    (("cancel", "more"), "more", "unexpected-word", {"command": "sql "}),
]


@pytest.mark.parametrize("language", both_languages())
@pytest.mark.parametrize(("words", "where", "code", "values"), REFUSED)
def test_a_wrong_call_is_refused_in_words(
    ayuda_here: Call,
    words: tuple[str, ...],
    where: str,
    code: str,
    values: dict[str, str],
    language: Language,
) -> None:
    result = ayuda_here("sql", *words, "--json", "--lang", language)
    what, hint = problem(language, code, **values)
    assert result.code == 2
    assert result.document["problems"] == [{"where": where, "what": what, "hint": hint}]


def test_a_statement_is_written_without_a_database() -> None:
    loaded = (
        "import sys\n"
        "from ayuda.cli.main import main\n"
        "code = main(['sql', 'contact-seller'])\n"
        "heavy = {'duckdb', 'numpy', 'rich', 'questionary', 'holidays'} & set(sys.modules)\n"
        "sys.exit(f'{code} {heavy}' if code or heavy else 0)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stderr) == (0, "")
