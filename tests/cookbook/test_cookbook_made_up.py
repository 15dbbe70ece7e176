"""The policies of the cookbook that are made up: a labelled case comes to what its row says.

The labels were worked out by hand from the statements, not by the program.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from support.row_batches import NOW, TEXTS, table_of, write_table
from test_readme import Example, examples_in, pattern, run

import ayuda
from ayuda.batch.output import Target
from ayuda.batch.rows.database import Limits
from ayuda.batch.rows.job import RowJob, columns_of, sum_columns
from ayuda.batch.rows.reading.files import row_file
from ayuda.batch.rows.row_batch import RowBatch
from ayuda.cache import Cache
from ayuda.calendar import Calendar
from ayuda.case import read_facts
from ayuda.engine.decide import step
from ayuda.engine.knowledge import Silence
from ayuda.engine.results import Decision
from ayuda.engine.windows import FactValue, Setting
from ayuda.model import Fact
from ayuda.policy.load import PolicyFile, load

ROOT = Path(__file__).parents[2]
COOKBOOK = ROOT / "docs/cookbook"
NAMES = ("library", "order-risk")
LONGEST_POLICY = 450
FEWEST_CASES = 25
THREE_COMMANDS = 3
INSTANT = timedelta(microseconds=1)
Row = Mapping[str, str]


@cache
def policy_of(name: str) -> PolicyFile:
    return load(COOKBOOK / name / "policy.toml", Cache())


@cache
def cases_of(name: str) -> tuple[Row, ...]:
    with (COOKBOOK / name / "cases.csv").open(newline="", encoding="utf-8") as file:
        return tuple(csv.DictReader(file))


CASES = [(name, row) for name in NAMES for row in cases_of(name)]
FLOWS = [
    (name, flow) for name in NAMES for flow in dict.fromkeys(row["flow"] for row in cases_of(name))
]
FIRST_OF_EACH_RULE = [
    (name, next(row for row in cases_of(name) if (row["flow"], row["expected_rule"]) == rule))
    for name in NAMES
    for rule in dict.fromkeys((row["flow"], row["expected_rule"]) for row in cases_of(name))
]
EXAMPLES = [example for name in NAMES for example in examples_in(f"docs/cookbook/{name}/README.md")]


def label(value: object) -> str:
    return f"{value['flow']}: {value['case']}" if isinstance(value, dict) else str(value)


def stated(name: str, row: Row) -> dict[str, object]:
    """What a row states of its case, as a program would."""
    policy = policy_of(name).policy
    facts = {fact: policy.facts[fact] for fact in policy.flows[row["flow"]].facts}
    return {fact: _stated(facts[fact], row[fact]) for fact in facts if row[fact]}


def _stated(fact: Fact, cell: str) -> object:
    if fact.several:
        return [] if cell == "none" else cell.split(",")
    return cell


def rows_of(name: str, flow: str) -> tuple[list[str], list[Row]]:
    """The cases of a flow, and the columns that state them."""
    facts = policy_of(name).policy.flows[flow].facts
    return [*facts, "now"], [row for row in cases_of(name) if row["flow"] == flow]


# ------------------------------------------------------------------ one by one


@pytest.mark.parametrize(("name", "row"), CASES, ids=label)
def test_a_case_comes_to_what_its_row_says(name: str, row: Row) -> None:
    policy = policy_of(name)
    decision = ayuda.decide(policy, row["flow"], stated(name, row), now=row["now"])  # type: ignore[arg-type]
    assert isinstance(decision, ayuda.Decision), decision.needs
    assert decision.outcome == row["expected_outcome"]
    assert decision.rule == row["expected_rule"]
    days = [_last_day(policy, window.until) for window in decision.windows]
    assert days[:1] == ([row["expected_day"]] if row["expected_day"] else [])
    assert isinstance(decision.amounts, list)
    amounts = [amount.value for amount in decision.amounts if amount.value is not None]
    expected = row["expected_amount"]
    assert [Decimal(str(value)) for value in amounts] == ([Decimal(expected)] if expected else [])


def _last_day(policy: PolicyFile, until: str | datetime) -> str:
    """The day with which a window ends."""
    moment = datetime.fromisoformat(until) if isinstance(until, str) else until
    zone = ZoneInfo(policy.policy.time_zone)
    return (moment.astimezone(zone) - INSTANT).date().isoformat()


@pytest.mark.parametrize(("name", "flow"), FLOWS)
def test_every_rule_decides_some_case(name: str, flow: str) -> None:
    rules = [rule.id for rule in policy_of(name).policy.flows[flow].rules]
    labelled = {row["expected_rule"] for row in cases_of(name) if row["flow"] == flow}
    assert labelled == set(rules)


@pytest.mark.parametrize("name", NAMES)
def test_every_flow_has_cases_and_no_two_are_called_the_same(name: str) -> None:
    policy = policy_of(name).policy
    called = [(row["flow"], row["case"]) for row in cases_of(name)]
    assert {flow for flow, _ in called} == set(policy.flows)
    assert len(called) == len(set(called)) >= FEWEST_CASES


@pytest.mark.parametrize("name", NAMES)
def test_a_policy_can_be_read_in_one_sitting(name: str) -> None:
    text = (COOKBOOK / name / "policy.toml").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST_POLICY


@pytest.mark.parametrize("name", NAMES)
def test_every_statement_is_cited(name: str) -> None:
    policy = policy_of(name).policy
    text = (COOKBOOK / name / "policy.toml").read_text(encoding="utf-8")
    assert [known for known in policy.statements if f'"{known}"' not in text] == []


# ------------------------------------------------------------------- interviews


@pytest.mark.parametrize(("name", "row"), FIRST_OF_EACH_RULE, ids=label)
def test_an_interview_asks_nothing_twice_and_comes_to_the_same(name: str, row: Row) -> None:
    policy = policy_of(name).policy
    moment = datetime.fromisoformat(row["now"]).replace(tzinfo=ZoneInfo(policy.time_zone))
    setting = Setting(policy, moment.astimezone(UTC), Calendar("ES", None, policy.holidays))
    known = read_facts(setting, row["flow"], stated(name, row), str)  # type: ignore[arg-type]
    told: dict[str, FactValue] = {}
    skipped: set[str] = set()
    while True:
        answer = step(setting, row["flow"], told, Silence(skipped=frozenset(skipped)))
        if isinstance(answer, Decision):
            break
        following = answer.fact
        assert following is not None
        assert following not in told.keys() | skipped
        if following in known:
            told[following] = known[following]
        else:
            skipped.add(following)
    assert answer.rule.id == row["expected_rule"]


# --------------------------------------------------------------------- batches


@pytest.mark.parametrize("fast", [False, True], ids=["row by row", "by the table of cells"])
@pytest.mark.parametrize(("name", "flow"), FLOWS)
def test_a_file_of_cases_is_decided_alike(name: str, flow: str, fast: bool, tmp_path: Path) -> None:
    columns, rows = rows_of(name, flow)
    file = write_table(tmp_path / "rows.csv", [columns, *_cells(columns, rows)])
    output = tmp_path / "decided.csv"
    job = RowJob("", "", flow, NOW, None, "en", ("outcome", "rule", *_more_columns(name, flow)))
    batch = RowBatch(job, policy_of(name).policy, TEXTS, Limits(), fast=fast)
    batch.decide([row_file(str(file))], Target(output, "csv"))
    heading, *decided = table_of(output)
    found = [dict(zip(heading, cells, strict=True)) for cells in decided]
    _compare(name, rows, found)


@pytest.mark.parametrize(("name", "flow"), FLOWS)
def test_a_table_of_cases_is_decided_alike(name: str, flow: str) -> None:
    columns, rows = rows_of(name, flow)
    cells = [[cell or None for cell in line] for line in _cells(columns, rows)]
    table = pa.table(
        [pa.array(column, pa.string()) for column in zip(*cells, strict=True)], columns
    )
    decided = pa.table(ayuda.decide_table(table, flow=flow, policy=policy_of(name)))
    _compare(name, rows, decided.to_pylist())


def _cells(columns: Sequence[str], rows: Sequence[Row]) -> Iterator[list[str]]:
    return ([row[column] for column in columns] for row in rows)


def _more_columns(name: str, flow: str) -> list[str]:
    """The ends of all windows that the flow shows, and its amounts."""
    rules = policy_of(name).policy.flows[flow].rules
    windows = {window for rule in rules for window in rule.windows}
    amounts = {amount for rule in rules for amount in rule.amounts}
    return [
        *(columns_of(window)[0] for window in windows),
        *(sum_columns(amount)[0] for amount in amounts),
    ]


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _compare(name: str, rows: Sequence[Row], found: Sequence[Mapping[str, object]]) -> None:
    policy = policy_of(name)
    for row, decided in zip(rows, found, strict=True):
        rules = {rule.id: rule for rule in policy.policy.flows[row["flow"]].rules}
        assert decided["outcome"] == row["expected_outcome"], (row, decided)
        assert decided["rule"] == row["expected_rule"], (row, decided)
        for window in rules[row["expected_rule"]].windows[:1]:
            until = decided[columns_of(window)[0]]
            assert isinstance(until, str | datetime)
            assert _last_day(policy, until) == row["expected_day"], (row, decided)
        for amount in rules[row["expected_rule"]].amounts:
            said = str(decided[sum_columns(amount)[0]] or "")
            assert _number(said) == _number(row["expected_amount"]), (row, decided)


# ------------------------------------------------------------------- documents


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the commands are run: beside a copy of the cookbook."""
    folder = tmp_path_factory.mktemp("cookbook")
    shutil.copytree(COOKBOOK, folder / "docs/cookbook")
    return folder


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_a_command_shows_what_the_page_says(example: Example, folder: Path) -> None:
    ended = run(example.command, folder)
    assert ended.returncode == (example.code or 0), ended.stdout
    printed = "\n".join(line.rstrip() for line in ended.stdout.splitlines())
    assert pattern(example.shown).fullmatch(printed.rstrip("\n")), printed


@pytest.mark.parametrize("name", NAMES)
def test_a_page_has_three_commands_and_is_named_in_the_list(name: str) -> None:
    page = f"docs/cookbook/{name}/README.md"
    assert len([example for example in EXAMPLES if example.document == page]) == THREE_COMMANDS
    assert f"({name}/README.md)" in (COOKBOOK / "README.md").read_text(encoding="utf-8")
