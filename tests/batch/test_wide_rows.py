"""Rows of policies with all that the language has: tables say what the engine says of each row."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from random import Random

import msgspec
import pytest
from support.row_batches import TEXTS
from support.wide_policies import PRESENT, wide_cell, wide_policy

from ayuda.batch.output import Target
from ayuda.batch.rows.database import Limits
from ayuda.batch.rows.deciding.evaluation import Evaluation
from ayuda.batch.rows.deciding.row_decider import RowDecider
from ayuda.batch.rows.job import RowJob, added_columns
from ayuda.batch.rows.reading.files import row_file
from ayuda.batch.rows.row_batch import RowBatch
from ayuda.model import Policy

Row = tuple[str, ...]
ROWS = 250


def job_of(policy: Policy) -> RowJob:
    return RowJob("", "", "f", PRESENT, None, "en", added_columns(policy, "f"))


def by_tables(
    policy: Policy, columns: Sequence[str], rows: Sequence[Row], folder: Path
) -> list[Row]:
    """The added cells of these rows, decided as those of a large file are."""
    source, target = folder / "rows.csv", folder / "decided.csv"
    with source.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows(
            [("id", *columns), *(("0", *r) for r in rows)]
        )
    job = job_of(policy)
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


TOLD: dict[str, int] = {"tables": 0, "all": 0}


@pytest.mark.parametrize("seed", range(120))
def test_rows_of_random_policies_are_decided_by_tables_as_by_the_engine(
    seed: int, tmp_path: Path
) -> None:
    policy = wide_policy(seed)
    random = Random(seed)
    columns = [name for name in policy.flows["f"].facts if random.random() < 0.9]
    if random.random() < 0.25 or not columns:
        columns.append("now")
    rows = [
        tuple(wide_cell(policy.facts.get(name), random) for name in columns) for _ in range(ROWS)
    ]
    TOLD["all"] += 1
    TOLD["tables"] += has_tables(policy, columns)
    expected = by_engine(policy, columns, rows)
    for row, found, told in zip(
        rows, by_tables(policy, columns, rows, tmp_path), expected, strict=True
    ):
        assert found == told, dict(zip(columns, row, strict=True))


def test_most_random_policies_have_tables() -> None:
    assert TOLD["all"] == 0 or TOLD["tables"] / TOLD["all"] > 0.6
