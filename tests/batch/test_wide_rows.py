"""Rows of policies with all that the language has: tables say what the engine says of each row."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import pytest
from msgspec import structs
from support.random_policies import WORDS
from support.row_batches import TEXTS
from support.small_policies import choice, small, window
from support.wide_policies import PRESENT, wide_cell, wide_policy

from ayuda.batch.output import Target
from ayuda.batch.rows.database import Limits
from ayuda.batch.rows.deciding.evaluation import Evaluation
from ayuda.batch.rows.deciding.row_decider import RowDecider
from ayuda.batch.rows.job import RowJob, added_columns
from ayuda.batch.rows.reading.files import row_file
from ayuda.batch.rows.row_batch import RowBatch
from ayuda.model import Beginning, Check, Derived, Fact, Length, Points, Policy, Score

Row = tuple[str, ...]
ROWS = 150


def job_of(policy: Policy) -> RowJob:
    return RowJob("", "", "f", PRESENT, None, "en", added_columns(policy, "f"))


def by_tables(
    policy: Policy,
    columns: Sequence[str],
    rows: Sequence[Row],
    folder: Path,
    *,
    keep_lines: bool = True,
) -> list[Row]:
    """The added cells of these rows, decided as those of a large file are; lines kept or not."""
    source, target = folder / "rows.csv", folder / "decided.csv"
    with source.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows(
            [("id", *columns), *(("0", *r) for r in rows)]
        )
    job = structs.replace(job_of(policy), spreadsheet_safe=not keep_lines)
    RowBatch(job, policy, TEXTS, Limits(), fast=True).decide(
        [row_file(str(source))], Target(target, "csv")
    )
    with target.open(newline="", encoding="utf-8") as file:
        return [tuple(row[column] for column in job.columns) for row in csv.DictReader(file)]


def by_engine(policy: Policy, columns: Sequence[str], rows: Sequence[Row]) -> list[Row]:
    job = job_of(policy)
    named = {name: name for name in columns}
    decider = RowDecider(job.setting(policy), "f", TEXTS, named)
    # A problem names the facts in the policy's order, as a file is read.
    order = [name for name in (*policy.flows["f"].facts, "now") if name in columns]
    found = []
    for row in rows:
        cells = dict(zip(columns, row, strict=True))
        told = decider.decide({name: cells[name] or None for name in order}).cells()
        found.append(tuple(told.get(column) or "" for column in job.columns))
    return found


def has_tables(policy: Policy, columns: Sequence[str]) -> bool:
    named = {name: name for name in columns}
    job = job_of(policy)
    decider = RowDecider(job.setting(policy), "f", TEXTS, named)
    return Evaluation(decider, job.columns).table is not None


def columns_of(policy: Policy, random: Random) -> list[str]:
    """Columns for most of the facts, and sometimes for the present."""
    facts = policy.flows["f"].facts
    columns = [name for name in facts if random.random() < 0.9] or [facts[0]]
    return [*columns, "now"] if random.random() < 0.2 else columns


@pytest.mark.parametrize("seed", [*range(24), 195])
def test_rows_of_random_policies_are_decided_by_tables_as_by_the_engine(
    seed: int, tmp_path: Path
) -> None:
    policy = wide_policy(seed)
    random = Random(seed)
    columns = columns_of(policy, random)
    rows = [
        tuple(wide_cell(policy.facts.get(name), random) for name in columns) for _ in range(ROWS)
    ]
    expected = by_engine(policy, columns, rows)
    decided = by_tables(policy, columns, rows, tmp_path, keep_lines=seed % 2 == 0)
    for row, found, told in zip(rows, decided, expected, strict=True):
        assert found == told, dict(zip(columns, row, strict=True))


def test_most_random_policies_have_tables() -> None:
    policies = [wide_policy(seed) for seed in range(40)]
    told = [has_tables(policy, policy.flows["f"].facts) for policy in policies]
    assert sum(told) > 35


# ---------------------------------------------------------------------- plain


def number(**more: Any) -> Fact:  # noqa: ANN401 - a fact's own keys
    return Fact(kind="number", name=WORDS, ask=WORDS, unit="EUR", **more)


def risky() -> Policy:
    """Three numbers, a choice and a score over them."""
    facts = {
        "price": number(decimals=2, min=Decimal(0), max=Decimal(1000), unstated="unknown"),
        "weight": number(decimals=1),
        "pieces": number(),
        "customer": choice("new", "known"),
    }
    points = (
        Points(when={"price": Check(above=Decimal(500))}, add=2),
        Points(when={"weight": Check(at_least=Decimal("10.5"))}, add=1),
        Points(when=({"pieces": Check(below=Decimal(-2))}, {"pieces": (0, 7)}), add=1),
        Points(when={"customer": "known", "price": Check(excludes="unknown")}, add=-1),
    )
    rules: list[tuple[dict[str, Any], str]] = [
        ({"risk": Check(at_least=Decimal(3))}, "o0"),
        ({"risk": Check(at_least=Decimal(1)), "weight": Check(below=Decimal(20))}, "o1"),
        ({"price": "unknown"}, "o2"),
        ({}, "o3"),
    ]
    scores = {"risk": Score(name=WORDS, points=points, cites=("S1",))}
    return structs.replace(small(facts, rules), scores=scores)


PRICES = ("", "0", "0.01", "499.99", "500", "500.00", "500.01", "+501", "1000", "1000.000000000")
WEIGHTS = ("", "-0", "10.4", "10.5", "10.50", "19.9", "20", "007")
PIECES = ("", "-3", "-2", "0", "-0", "6", "7", "7.0", "8", "999999999999999")


def test_numbers_on_both_sides_of_every_edge_never_reach_the_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = risky()
    columns = ("price", "weight", "pieces", "customer")
    rows = list(product(PRICES, WEIGHTS, PIECES, ("", "new", "known")))
    expected = by_engine(policy, columns, rows)

    monkeypatch.setattr(RowDecider, "decide", refuse)
    assert by_tables(policy, columns, rows, tmp_path) == expected


def refuse(_self: RowDecider, cells: Mapping[str, str | None]) -> None:
    """In the engine's place: no row may come to it."""
    raise AssertionError(cells)


def lawful() -> Policy:
    """Days, moments, sets and texts, and windows as law counts them."""
    facts = {
        "t": Fact(kind="moment", name=WORDS, ask=WORDS, time="any"),
        "day": Fact(kind="date", name=WORDS, ask=WORDS),
        "extras": choice("cot", "pet", "late", several=True),
        "iban": Fact(kind="text", name=WORDS, ask=WORDS, mask="ES99 9999", unstated="unknown"),
    }
    windows = {
        "month": window("on", "off", lasts=Length(months=1), if_closed_day="next-working-day"),
        "ahead": window("on", "off", lasts=Length(hours=24), back=True),
        "after": structs.replace(
            window("on", "off", lasts=Length(working_days=2)), begins=Beginning(end_of="month")
        ),
        "both": structs.replace(
            window("on", "off", lasts=Length(days=14)), begins=Beginning(latest=("t", "day"))
        ),
    }
    late = Derived(name=WORDS, difference=("now", "day"), cites=("S1",))
    rules: list[tuple[dict[str, Any], str]] = [
        ({"extras": Check(all=("cot", "pet")), "ahead": "on"}, "o0"),
        ({"iban": "malformed", "both": "on"}, "o1"),
        ({"month": "off", "late": Check(above=Decimal(20))}, "o2"),
        ({"after": "on", "day": Check(after=date(2026, 11, 20))}, "o3"),
        ({"extras": Check(none=("late",))}, "o4"),
        ({}, "o5"),
    ]
    made = small(facts, rules, windows, shows=tuple(windows))
    return structs.replace(made, derived={"late": late})


def test_days_sets_texts_and_lawful_windows_never_reach_the_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = lawful()
    columns = ("t", "day", "extras", "iban")
    days = ("2026-12-09", "2026-11-25", "2026-11-24", "2026-11-19", "2026-11-09", "2024-02-29")
    moments = (
        *("2026-12-09T12:30:15+01:00", "2026-12-10T12:30:15+01:00", "2026-12-10T12:30:14Z"),
        *("2026-11-09T08:00:00+01:00", "2026-11-07 08:00", "2026-11-02T23:59:59"),
    )
    sets = ("none", "cot", "cot,pet", "late, cot,pet", "pet,late")
    rows = list(product(moments, days, sets, ("", "ES12 3456", "es123456", "ES1", "hello")))
    expected = by_engine(policy, columns, rows)
    monkeypatch.setattr(RowDecider, "decide", refuse)
    assert by_tables(policy, columns, rows, tmp_path) == expected


ODD_NUMBERS = (
    *("0.001", "1000.01", "-0.01", "1e2", "1.", ".5", "1,5", "1_000", "0x10", "NaN", "inf"),
    *("5 ", "\u22125", "\u0661", "unknown", "--5", "1000000000000000", "1.0000000000", " "),
)


def test_odd_numbers_are_what_the_engine_says(tmp_path: Path) -> None:
    policy = risky()
    columns = ("price", "weight", "pieces", "customer")
    every = (*ODD_NUMBERS, "5", "")
    rows = [(one, other, "7", "new") for one, other in product(every, every)]
    rows += [("501", "1", one, "known") for one in every]
    assert by_tables(policy, columns, rows, tmp_path) == by_engine(policy, columns, rows)


def test_a_flow_that_tests_more_finely_than_a_cell_can_say_has_no_tables() -> None:
    facts = {"n": number(decimals=1)}
    coarse = small(facts, [({"n": Check(above=Decimal("0.3"))}, "o0"), ({}, "o1")])
    fine = small(facts, [({"n": Check(above=Decimal("0.33"))}, "o0"), ({}, "o1")])
    assert has_tables(coarse, ("n",))
    assert not has_tables(fine, ("n",))
