"""A statement takes no value for another one, whatever the table is called and has."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest
from msgspec import structs
from support.builtin import NOW, POLICY, setting
from support.databases import Database, PostgresDatabase
from support.random_policies import PRESENT, WORDS, partial_cases, random_policy
from support.small_policies import choice, small, window, yes_no
from support.wide_policies import wide_policy

from ayuda.batch.in_sql.dialects import table_name
from ayuda.batch.in_sql.statement import statement
from ayuda.calendar import Calendar
from ayuda.case import Case, decide
from ayuda.engine.knowledge import Contradiction
from ayuda.engine.results import Decision
from ayuda.engine.windows import Setting
from ayuda.errors import AyudaError
from ayuda.model import Check, Fact, Length, Window

PROBLEM = -1


def columns_of(database: Database, flow: str, **cells: str) -> str:
    """A select of one row: each of the flow's columns as SQL, NULL where it is not told."""
    kinds = {column.name: column.type for column in database.statement(setting(), flow).columns}
    told = (f"{cells.get(name, f'CAST(NULL AS {kind})')} AS {name}" for name, kind in kinds.items())
    return ", ".join(told)


def told(
    database: Database, flow: str, now: datetime | None = NOW, **cells: str
) -> tuple[Any, ...]:
    """Outcome, rule, needs and problem of one row."""
    database.execute("DROP TABLE IF EXISTS cases")
    database.execute(f"CREATE TABLE cases AS SELECT {columns_of(database, flow, **cells)}")
    text = database.statement(setting(), flow).sql
    # What Python has no moment for comes out of no driver.
    _, [row] = database.run(f"SELECT outcome, rule, needs, problem FROM ({text}) AS d", now)
    return row


NOT_A_VALUE = [
    ("stage", "'Placed'", "unknown-value"),
    ("stage", "''", "unknown-value"),
    ("stage", "'placed '", "unknown-value"),
    ("stage", "7", "unknown-value"),
    ("ordered_at", "TIMESTAMPTZ '2026-11-24 09:00:01+00'", "moment-in-future"),
    ("ordered_at", "TIMESTAMPTZ 'infinity'", "year-out-of-range"),
    ("ordered_at", "TIMESTAMPTZ '-infinity'", "year-out-of-range"),
    ("ordered_at", "TIMESTAMPTZ '1969-12-31 22:59:59+00'", "year-out-of-range"),
    ("ordered_at", "TIMESTAMPTZ '2200-01-01 00:00:00+00'", "year-out-of-range"),
    ("ordered_at", "TIMESTAMPTZ '294200-01-01 00:00:00+00'", "year-out-of-range"),
    ("ordered_at", "TIMESTAMP '2026-11-24 08:59:00'", "not-a-moment"),
    ("ordered_at", "DATE '2026-11-24'", "not-a-moment"),
]


@pytest.mark.parametrize(("name", "cell", "code"), NOT_A_VALUE)
def test_a_value_that_is_none_gives_a_problem_and_nothing_else(
    name: str, cell: str, code: str, database: Database
) -> None:
    cells = {"stage": "'shipped'", "seller": "'amazon'", name: cell}
    assert told(database, "cancel", **cells) == (None, None, None, f"{name}: {code}")


def test_every_problem_of_a_row_is_told_in_the_order_of_the_facts(database: Database) -> None:
    cells = {"stage": "'x'", "seller": "'y'", "ordered_at": "TIMESTAMPTZ '2026-11-25 00:00:00+00'"}
    problem = "stage: unknown-value, seller: unknown-value, ordered_at: moment-in-future"
    assert told(database, "cancel", **cells) == (None, None, None, problem)


def test_contradictory_facts_give_a_problem(database: Database) -> None:
    cells = {"stage": "'shipped'", "seller": "'amazon'", "shipped_by": "'seller'"}
    assert told(database, "return", **cells) == (None, None, None, "contradiction")


def test_a_moment_outside_of_the_calendar_is_decided_only_where_it_is_certain(
    database: Database,
) -> None:
    def of(contacted: str, now: str) -> object:
        cells = {"reason": "'after-order'", "contacted_at": f"TIMESTAMPTZ '{contacted}'"}
        found = told(database, "contact-seller", datetime.fromisoformat(now), **cells)
        return found[PROBLEM] or found[1]

    outside = "contacted_at: outside-calendar"
    assert of("2019-12-30 12:00:00+00", "2020-01-02T12:00:00+00:00") == outside
    assert of("2019-12-30 12:00:00+00", "2020-01-04T12:00:00+00:00") == "after-order"
    assert of("1990-12-30 12:00:00+00", "2026-01-02T12:00:00+00:00") == "after-order"
    assert of("2027-12-30 12:00:00+00", "2028-01-01T12:00:00+00:00") == "reply-pending"
    assert of("2027-12-30 12:00:00+00", "2028-01-04T12:00:00+00:00") == outside
    assert of("2028-03-01 12:00:00+00", "2028-03-01T13:00:00+00:00") == outside
    assert of("2027-12-01 12:00:00+00", "2030-03-01T13:00:00+00:00") == "after-order"


@pytest.mark.parametrize(
    ("now", "problem"),
    [
        (datetime(1969, 12, 31, 22, tzinfo=UTC), "now: year-out-of-range"),
        (datetime(2200, 1, 1, tzinfo=UTC), "now: year-out-of-range"),
    ],
)
def test_a_present_that_no_call_would_take_decides_nothing(
    now: datetime, problem: str, database: Database
) -> None:
    assert told(database, "return", now, stage="'placed'")[PROBLEM] == problem


def test_without_a_present_duckdb_decides_nothing_and_postgres_as_of_now(
    database: Database,
) -> None:
    found = told(database, "return", None, stage="'placed'")
    wanted = {
        "duckdb": (None, None, None, "now: empty-value"),
        "postgres": ("cancel-instead", "not-sent-yet", None, None),
    }
    assert found == wanted[database.dialect]


def test_a_collation_of_the_table_makes_no_two_values_one(database: Database) -> None:
    if isinstance(database, PostgresDatabase):
        database.execute(
            "CREATE COLLATION any_case (provider = icu, locale = 'und-u-ks-level2',"
            " deterministic = false)"
        )
        collation = "any_case"
    else:
        collation = "NOCASE"
    database.execute(
        f"CREATE TABLE cases (stage text COLLATE {collation}, seller text, shipped_by text)"
    )
    database.execute("INSERT INTO cases VALUES ('PLACED', NULL, NULL), ('placed', NULL, NULL)")
    _, found = database.run(database.statement(setting(), "return").sql, NOW)
    assert {row[0]: row[-3:] for row in found} == {
        "PLACED": (None, None, "stage: unknown-value"),
        "placed": ("not-sent-yet", None, None),
    }


def test_columns_of_an_enumerated_type_are_texts(database: Database) -> None:
    database.execute("CREATE TYPE stages AS ENUM ('placed', 'lost')")
    database.execute("CREATE TABLE cases (stage stages, seller text, shipped_by text)")
    database.execute(
        "INSERT INTO cases VALUES ('placed'), ('lost')".replace("')", "', NULL, NULL)")
    )
    _, found = database.run(database.statement(setting(), "return").sql, NOW)
    assert sorted(row[-3:] for row in found if row[-3]) == [("not-sent-yet", None, None)]
    assert {row[PROBLEM] for row in found} == {None, "stage: unknown-value"}


def test_other_columns_pass_through_in_their_order(database: Database) -> None:
    database.execute(
        "CREATE TABLE cases AS SELECT 7 AS id, CAST(NULL AS text) AS shipped_by,"
        " 'x' AS rule_of_theirs, 'placed' AS stage, CAST(NULL AS text) AS seller"
    )
    headings, [row] = database.run(database.statement(setting(), "return").sql, NOW)
    own = ["id", "shipped_by", "rule_of_theirs", "stage", "seller"]
    assert headings == [*own, "outcome", "rule", "needs", "problem"]
    assert row == (7, None, "x", "placed", None, "cancel-instead", "not-sent-yet", None, None)


TABLES = {
    "cases": "cases",
    "verdicts": "verdicts",
    "parameters": "parameters",
    "calendar": "calendar",
    "today": "today",
    "select": "select",
    "Orders 2026": "Orders 2026",
    "año; DROP TABLE cases; --": "año; DROP TABLE cases; --",
    "'x'": "'x'",
    "{{ x }} %s $now :now": "{{ x }} %s $now :now",
    '"a.b"': "a.b",
    '"a""b"': 'a"b',
    "a\nb": "a\nb",
}


@pytest.mark.parametrize("told_name", TABLES)
def test_a_table_is_read_by_its_name_whatever_that_is(told_name: str, database: Database) -> None:
    quoted = '"' + TABLES[told_name].replace('"', '""') + '"'
    cells = "'after-order' AS reason, 'amazon' AS seller, true AS several_sellers"
    cells += ", TIMESTAMPTZ '2026-11-24 08:00:00+00' AS contacted_at"
    database.execute(f"CREATE TABLE {quoted} AS SELECT {cells}")
    made = database.statement(setting(), "contact-seller", told_name)
    _, [row] = database.run(made.sql, NOW)
    assert row[-4:] == ("wait-for-reply", "reply-pending", None, None)


def test_a_table_of_a_schema_is_read(database: Database) -> None:
    database.execute("CREATE SCHEMA s")
    database.execute(f"CREATE TABLE s.t AS SELECT {columns_of(database, 'return')}")
    _, found = database.run(database.statement(setting(), "return", "s.t").sql, NOW)
    assert [row[-2] for row in found] == ["stage seller shipped_by"]


@pytest.mark.parametrize(
    "name", ["", ".", "a.", ".a", "a..b", '"', '""', '"a', 'a"b"', "a\0", " a", "a "]
)
def test_what_names_no_table_is_refused(name: str) -> None:
    with pytest.raises(AyudaError) as refused:
        table_name(name, "--table")
    [problem] = refused.value.problems
    assert (problem.where, problem.code) == ("--table", "sql-bad-table")


def test_facts_and_values_may_be_words_of_sql(database: Database) -> None:
    facts = {
        "select": choice("it's", "a\\b", 'say "x"'),
        "order": yes_no(),
        "t": Fact(kind="moment", name=WORDS, ask=WORDS),
        "now": yes_no(),
        "day": yes_no(),
    }
    rules = [
        ({"select": "it's", "order": True}, "o'1"),
        ({"table": "on", "select": "a\\b"}, "o2"),
        ({"now": True, "day": False}, "o4"),
        ({}, "o3"),
    ]
    policy = small(facts, rules, {"table": window("on", "off")})
    policy = structs.replace(policy, id="evil\n; DROP TABLE cases; --")
    at = Setting(policy, NOW, Calendar("ES"))
    draw = random.Random("words")
    values = {
        "select": (None, "it's", "a\\b", 'say "x"'),
        "t": (None, NOW, NOW - timedelta(hours=1)),
    }
    rows = [
        tuple(draw.choice(values.get(name, (None, True, False))) for name in facts)
        for _ in range(200)
    ]
    found = database.decided(at, "f", tuple(facts), rows)
    for row, cells in zip(rows, found, strict=True):
        known = {name: one for name, one in zip(facts, row, strict=True) if one is not None}
        answer = decide(at, Case("f", known)).answer
        if isinstance(answer, Decision):
            assert cells == (answer.rule.outcome, answer.rule.id, None, None), row
        else:
            assert cells == (None, None, " ".join(answer.needs), None), row


def test_a_heading_ends_with_its_line(database: Database) -> None:
    made = statement(setting(), "return", database.dialect, "cases", "x\n; \r DROP \u2028 TABLE")
    assert made.sql.splitlines()[0] == "-- x ; DROP TABLE"
    assert made.sql.splitlines()[1] == "WITH cases AS ("


@pytest.mark.parametrize("most", [1, 4, 30])
def test_a_decision_in_several_steps_is_the_same(
    most: int, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ayuda.batch.in_sql.branches.MOST_BRANCHES", most)
    for seed in range(0, 120, 6):
        policy = random_policy(seed)
        at = Setting(policy, PRESENT, Calendar("ES"))
        names = policy.flows["f"].facts
        known = [case for case, _, _ in partial_cases(policy, random.Random(seed), 60)]
        rows = [tuple(case.get(name) for name in names) for case in known]
        rules = [cells[1] for cells in database.decided(at, "f", names, rows)]
        assert rules == [_rule(at, case) for case in known], seed


def _rule(at: Setting, known: Any) -> str | None:  # noqa: ANN401 - facts of any kind
    try:
        answer = decide(at, Case("f", known)).answer
    except Contradiction:
        return None
    return answer.rule.id if isinstance(answer, Decision) else None


def wide(facts: int) -> Setting:
    """A policy of facts each of which decides alone: what is needed differs with each unknown."""
    names = [f"f{place}" for place in range(facts)]
    rules: list[tuple[dict[str, Any], str]] = [({name: True}, f"o-{name}") for name in names]
    policy = small({name: yes_no() for name in names}, [*rules, ({}, "last")])
    return Setting(policy, NOW, Calendar("ES"))


def test_facts_that_each_decide_alone_are_decided_whatever_is_unknown(database: Database) -> None:
    at = wide(9)
    names = at.policy.flows["f"].facts
    draw = random.Random("wide")
    rows = [tuple(draw.choice((None, None, False, False, True)) for _ in names) for _ in range(400)]
    found = database.decided(at, "f", names, rows)
    for row, cells in zip(rows, found, strict=True):
        known = {name: one for name, one in zip(names, row, strict=True) if one is not None}
        answer = decide(at, Case("f", known)).answer
        if isinstance(answer, Decision):
            assert cells == (answer.rule.outcome, answer.rule.id, None, None), row
        else:
            assert cells == (None, None, " ".join(answer.needs), None), row


def test_a_statement_that_would_be_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    length = len(statement(setting(), "return", "duckdb", "cases", "").sql.encode())
    monkeypatch.setattr("ayuda.batch.in_sql.statement.MOST_BYTES", length)
    statement(setting(), "return", "duckdb", "cases", "")
    monkeypatch.setattr("ayuda.batch.in_sql.statement.MOST_BYTES", length - 1)
    with pytest.raises(AyudaError) as refused:
        statement(setting(), "return", "duckdb", "cases", "")
    [problem] = refused.value.problems
    assert (problem.code, problem.values) == ("sql-too-long", {"flow": "return"})


def test_facts_of_which_each_combination_needs_others_are_too_many() -> None:
    with pytest.raises(AyudaError) as refused:
        statement(wide(20), "f", "duckdb", "cases", "")
    assert [problem.code for problem in refused.value.problems] == ["sql-too-long"]


def test_a_flow_that_judges_messages_is_refused() -> None:
    with pytest.raises(AyudaError) as refused:
        statement(setting(), "check-email", "duckdb", "cases", "")
    [problem] = refused.value.problems
    assert (problem.code, problem.values) == ("sql-judges-messages", {"flow": "check-email"})


@pytest.mark.parametrize("seed", range(40))
def test_what_is_computed_from_listed_values_is_decided_as_single_calls_do(
    database: Database, seed: int
) -> None:
    policy = wide_policy(seed, ("choice", "yes-no"))
    at = Setting(policy, PRESENT, Calendar("ES"))
    draw = random.Random(seed)
    names = policy.flows["f"].facts
    values = [
        (True, False) if policy.facts[name].kind == "yes-no" else tuple(policy.facts[name].values)
        for name in names
    ]
    rows = [tuple(draw.choice((None, *one)) for one in values) for _ in range(100)]
    for row, cells in zip(rows, database.decided(at, "f", names, rows), strict=True):
        known = {name: one for name, one in zip(names, row, strict=True) if one is not None}
        try:
            answer = decide(at, Case("f", known)).answer
        except Contradiction:
            assert cells == (None, None, None, "contradiction"), row
            continue
        if isinstance(answer, Decision):
            assert cells == (answer.rule.outcome, answer.rule.id, None, None), row
        else:
            assert cells == (None, None, " ".join(answer.needs), None), row


NOT_KNOWN: list[tuple[dict[str, Fact], dict[str, Window], dict[str, Any], str]] = [
    ({"n": Fact(kind="number", name=WORDS, ask=WORDS, unit="EUR")}, {}, {"n": 1}, "n"),
    ({"t": Fact(kind="text", name=WORDS, ask=WORDS)}, {}, {"t": "given"}, "t"),
    ({"s": choice("p", "q", several=True)}, {}, {"s": Check(any=("p",))}, "s"),
    ({"d": Fact(kind="date", name=WORDS, ask=WORDS)}, {}, {}, "d"),
    ({"t": Fact(kind="moment", name=WORDS, ask=WORDS, time="any")}, {}, {}, "t"),
    ({"y": yes_no()}, {}, {"now": Check(begins=date(2027, 1, 1))}, "now"),
    (
        {"t": Fact(kind="moment", name=WORDS, ask=WORDS)},
        {"w": window("on", "off", lasts=Length(months=1))},
        {"w": "on"},
        "w",
    ),
    (
        {"t": Fact(kind="moment", name=WORDS, ask=WORDS)},
        {"w": window("on", "off", back=True)},
        {"w": "on"},
        "w",
    ),
    (
        {"t": Fact(kind="moment", name=WORDS, ask=WORDS)},
        {"w": window("on", "off", ends="end-of-day")},
        {"w": "on"},
        "w",
    ),
]


@pytest.mark.parametrize(("facts", "windows", "when", "part"), NOT_KNOWN)
def test_a_flow_with_what_no_statement_knows_is_refused_with_its_name(
    facts: dict[str, Fact], windows: dict[str, Window], when: dict[str, Any], part: str
) -> None:
    policy = small(facts, [(when, "o0"), ({}, "o1")], windows)
    with pytest.raises(AyudaError) as refused:
        statement(Setting(policy, NOW, Calendar("ES")), "f", "duckdb", "cases", "")
    [problem] = refused.value.problems
    assert (problem.code, problem.values) == ("sql-not-known", {"flow": "f", "parts": part})


def test_no_column_states_a_fact_that_is_never_asked() -> None:
    made = statement(setting(), "cancel", "duckdb", "cases", "")
    facts = POLICY.flows["cancel"].facts
    assert [column.name for column in made.columns] == list(facts)


def test_the_server_of_the_tests_listens_on_nothing_but_its_socket(postgres: str) -> None:
    with psycopg.connect(postgres) as connection:
        [[listens]] = connection.execute("SHOW listen_addresses").fetchall()
    assert listens == ""
