"""Policies of the cookbook with their labelled cases: decided one by one, as files, as tables.

A row of ``cases.csv`` names its flow and itself, states facts by id and the present, and says what
it comes to: outcome, rule, the last day of the first window shown, the amount shown.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa

import ayuda
from ayuda.batch.output import Target
from ayuda.batch.rows.database import Limits
from ayuda.batch.rows.job import RowJob, columns_of
from ayuda.batch.rows.reading.files import row_file
from ayuda.batch.rows.row_batch import RowBatch
from ayuda.cache import Cache
from ayuda.calendar import Calendar
from ayuda.case import Case, decide, read_facts
from ayuda.engine.results import Decision
from ayuda.engine.windows import Setting
from ayuda.moments import parse_moment
from ayuda.policy.load import PolicyFile, load
from support.row_batches import NOW, TEXTS, table_of, write_table

COOKBOOK = Path(__file__).parents[2] / "docs/cookbook"
INSTANT = timedelta(microseconds=1)
ADDED = ("outcome", "rule")
Shown = dict[str, tuple[str | None, str | None]]
"""By rule the columns with the end of the first window and with the first amount that it shows."""
Row = Mapping[str, str]
Label = tuple[str, str, str, str]
"""Outcome, rule, the last day of the first window that is shown, the amount that is shown."""


@cache
def policy_of(name: str) -> PolicyFile:
    """A policy of the cookbook, by the name of its folder."""
    return load(COOKBOOK / name / "policy.toml", Cache())


@cache
def cases_of(name: str, flow: str | None = None) -> tuple[Row, ...]:
    """Its labelled cases, or those of a flow."""
    with (COOKBOOK / name / "cases.csv").open(newline="", encoding="utf-8") as file:
        return tuple(row for row in csv.DictReader(file) if flow in {None, row["flow"]})


def label_of(row: Row) -> Label:
    """What a row says that it comes to."""
    named = ("expected_outcome", "expected_rule", "expected_day", "expected_amount")
    outcome, rule, day, amount = (row[column] for column in named)
    return outcome, rule, day, amount


def decided(name: str, row: Row) -> Label:
    """What one call decides of a row's case."""
    policy = policy_of(name)
    stated = {fact: row[fact] for fact in policy.policy.flows[row["flow"]].facts if row[fact]}
    facts = {fact: _as_stated(policy, fact, cell) for fact, cell in stated.items()}
    decision = ayuda.decide(policy, row["flow"], facts, now=row["now"])  # type: ignore[arg-type]
    assert isinstance(decision, ayuda.Decision), decision.needs
    days = [_last_day(policy, window.until) for window in decision.windows]
    amounts = ["" if amount.value is None else str(amount.value) for amount in decision.amounts]
    return decision.outcome, decision.rule, "".join(days[:1]), "".join(amounts[:1])


def decided_of(name: str, row: Row) -> tuple[Setting, Decision]:
    """What a row's case is decided with, and the engine's decision."""
    file = policy_of(name)
    policy = file.policy
    now = parse_moment(row["now"], ZoneInfo(policy.time_zone), "now")
    setting = Setting(policy, now, Calendar(policy.country, None, policy.holidays))
    stated = {fact: row[fact] for fact in policy.flows[row["flow"]].facts if row[fact]}
    values = {fact: _as_stated(file, fact, cell) for fact, cell in stated.items()}
    facts = read_facts(setting, row["flow"], values, str)  # type: ignore[arg-type]
    answer = decide(setting, Case(row["flow"], facts)).answer
    assert isinstance(answer, Decision), answer.needs
    return setting, answer


def decided_file(name: str, flow: str, folder: Path, *, fast: bool) -> list[Label]:
    """What a batch decides of a flow's cases as a file: row by row, or by the table of cells."""
    columns, cells = _table(name, flow)
    file = write_table(folder / "rows.csv", [columns, *cells])
    output = folder / "decided.csv"
    shown = dict.fromkeys(name for pair in _shown(name, flow).values() for name in pair if name)
    job = RowJob("", "", flow, NOW, None, "en", (*ADDED, *shown))
    batch = RowBatch(job, policy_of(name).policy, TEXTS, Limits(), fast=fast)
    batch.decide([row_file(str(file))], Target(output, "csv"))
    heading, *rows = table_of(output)
    return _labels(name, flow, [dict(zip(heading, row, strict=True)) for row in rows])


def decided_table(name: str, flow: str) -> list[Label]:
    """What ``decide_table`` decides of a flow's cases."""
    columns, cells = _table(name, flow)
    by_column = zip(*cells, strict=True)
    arrays = [pa.array([cell or None for cell in column], pa.string()) for column in by_column]
    table = ayuda.decide_table(pa.table(arrays, columns), flow=flow, policy=policy_of(name))
    return _labels(name, flow, pa.table(table).to_pylist())


def _as_stated(policy: PolicyFile, fact: str, cell: str) -> object:
    """A cell as a program states it."""
    if policy.policy.facts[fact].kind == "yes-no":
        return cell == "yes"
    if policy.policy.facts[fact].several:
        return [] if cell == "none" else cell.split(",")
    return cell


def _table(name: str, flow: str) -> tuple[list[str], list[list[str]]]:
    columns = [*policy_of(name).policy.flows[flow].facts, "now"]
    return columns, [[row[column] for column in columns] for row in cases_of(name, flow)]


def _shown(name: str, flow: str) -> Shown:
    return {
        rule.id: (
            columns_of(rule.windows[0])[0] if rule.windows else None,
            f"{rule.amounts[0]}_amount" if rule.amounts else None,
        )
        for rule in policy_of(name).policy.flows[flow].rules
    }


def _labels(name: str, flow: str, rows: Sequence[Mapping[str, object]]) -> list[Label]:
    shown = _shown(name, flow)
    found: list[Label] = []
    for row in rows:
        ends, sums = shown.get(str(row["rule"]), (None, None))
        until, amount = (row[column] if column else None for column in (ends, sums))
        day = _last_day(policy_of(name), until) if isinstance(until, str | datetime) else ""
        told = "" if amount is None else str(amount)
        found.append((str(row["outcome"]), str(row["rule"]), day, told))
    return found


def _last_day(policy: PolicyFile, until: str | datetime) -> str:
    """The day with which a window ends."""
    moment = datetime.fromisoformat(until) if isinstance(until, str) else until
    zone = ZoneInfo(policy.policy.time_zone)
    return (moment.astimezone(zone) - INSTANT).date().isoformat()
