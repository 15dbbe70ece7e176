"""A large file cut between rows comes to the same as the whole of it."""

from __future__ import annotations

import csv
import json
import random
from pathlib import Path

import pytest
from support.builtin import POLICY
from support.row_batches import row_job

from ayuda.batch.parts.part_work import decide_part
from ayuda.batch.parts.partitions import partitions
from ayuda.batch.parts.places import LocalPlace
from ayuda.batch.rows.database import Limits
from ayuda.batch.rows.row_batch import RowBatch
from ayuda.cache import Cache
from ayuda.texts import load_texts

TEXTS = load_texts("en", Cache())
NOTES = ("plain", "with, a comma", 'with "quotes"', "two\nlines", "ñ" * 40, "")
ROWS = 400
CUT = 2_000


def rows_of(notes: tuple[str, ...]) -> list[list[str]]:
    draw = random.Random("partitions")
    stages = ("placed", "preparing", "shipped", "delivered", "lost", "")
    return [[str(n), draw.choice(notes), draw.choice(stages), "amazon"] for n in range(ROWS)]


def write_table(path: Path, rows: list[list[str]], end: str) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator=end)
        writer.writerows([["id", "note", "stage", "seller"], *rows])


def table(path: Path) -> list[list[str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("notes", [NOTES[:2], NOTES])
def test_the_parts_of_a_table_hold_its_rows_in_order(
    notes: tuple[str, ...], end: str, tmp_path: Path
) -> None:
    source, place = tmp_path / "rows.csv", LocalPlace(str(tmp_path / "made"))
    write_table(source, rows_of(notes), end)
    place.folder.mkdir()
    whole = partitions([str(source)], None)
    cut = partitions([str(source)], None, cut=CUT)
    assert len(whole) == 1
    assert len(cut) > 5
    job = row_job("return")
    [one] = [decide_part(RowBatch(job, POLICY, TEXTS, Limits()), part, place) for part in whole]
    (tmp_path / "made" / one.name).rename(tmp_path / "whole.csv")
    records = [decide_part(RowBatch(job, POLICY, TEXTS, Limits()), part, place) for part in cut]
    header, *expected = table(tmp_path / "whole.csv")
    found: list[list[str]] = []
    for record in records:
        first, *rows = table(tmp_path / "made" / record.name)
        assert first == header
        assert record.rows == len(rows)
        found += rows
    assert found == expected
    assert sum(record.faulty for record in records) == one.faulty > 5


@pytest.mark.parametrize("notes", [NOTES[:2], NOTES])
def test_faulty_rows_of_a_part_are_told_by_the_lines_of_the_whole_file(
    notes: tuple[str, ...], tmp_path: Path
) -> None:
    source, place = tmp_path / "rows.csv", LocalPlace(str(tmp_path / "made"))
    write_table(source, rows_of(notes), "\n")
    place.folder.mkdir()
    lines = source.read_text(encoding="utf-8").splitlines()
    job = row_job("return")
    for part in partitions([str(source)], None, cut=CUT):
        for row in decide_part(RowBatch(job, POLICY, TEXTS, Limits()), part, place).first:
            assert row.source == str(source)
            number = int(lines[row.line - 1].partition(",")[0])
            assert rows_of(notes)[number][2] in {"lost", ""}


def test_json_lines_are_cut_between_lines(tmp_path: Path) -> None:
    source, place = tmp_path / "rows.jsonl", LocalPlace(str(tmp_path / "made"))
    rows = [{"id": int(i), "note": n, "stage": s, "seller": w} for i, n, s, w in rows_of(NOTES)]
    source.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    place.folder.mkdir()
    job = row_job("return")
    ids: list[int] = []
    for part in partitions([str(source)], None, cut=CUT):
        made = decide_part(RowBatch(job, POLICY, TEXTS, Limits()), part, place)
        content = (tmp_path / "made" / made.name).read_text(encoding="utf-8")
        ids += [json.loads(line)["id"] for line in content.splitlines()]
        for row in made.first:
            assert rows[row.line - 1]["stage"] in {"lost", ""}
    assert ids == list(range(ROWS))
