"""The batch decides as a single call does: on every cell, at every edge, on random rows."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
import xlsxwriter
from support.builtin import POLICY, POLICY_FILE
from support.moments import DATES, REFUSED
from support.workbooks import write_ods

import ayuda
from ayuda.batch.output import Target
from ayuda.batch.rows.database import Limits
from ayuda.batch.rows.deciding.row_decider import parse_cell
from ayuda.batch.rows.job import RowJob, added_columns, columns_of
from ayuda.batch.rows.reading.files import row_file
from ayuda.batch.rows.row_batch import RowBatch
from ayuda.cache import Cache
from ayuda.calendar import Calendar
from ayuda.case import Case, decide
from ayuda.engine.knowledge import Contradiction
from ayuda.engine.results import Decision
from ayuda.engine.windows import Setting
from ayuda.errors import AyudaError
from ayuda.mail.brand.standard import Standard
from ayuda.mail.evidence_of_facts import NO_MESSAGE
from ayuda.model import Mail
from ayuda.moments import in_zone, start_of_day
from ayuda.policy.language.length import Elapsed, span_of
from ayuda.texts import load_texts

TEXTS = load_texts("en", Cache())
MADRID = ZoneInfo("Europe/Madrid")
NOW = datetime(2026, 12, 9, 11, 30, 15, tzinfo=UTC)
"""The day after two holidays: windows of working days are at their most uneven."""
SETTING = Setting(POLICY, NOW, Calendar("ES"))
SECOND = timedelta(seconds=1)
assert POLICY.mail is not None
STANDARD = Standard(POLICY.mail)
Row = tuple[str, ...]
Told = dict[str, str | None]


@pytest.fixture(autouse=True)
def one_standard(monkeypatch: pytest.MonkeyPatch) -> None:
    """What an address is held against comes from the policy alone, and is made for each case."""

    def known(mail: Mail) -> Standard:
        assert mail is STANDARD.mail
        return STANDARD

    monkeypatch.setattr("ayuda.mail.stated.Standard", known)


def facts_of(flow: str) -> tuple[str, ...]:
    return tuple(name for name in POLICY.flows[flow].facts if POLICY.facts[name].ask is not None)


def expected(setting: Setting, flow: str, cells: Mapping[str, str]) -> Told:
    """What a single call says of the facts that the cells state."""
    try:
        facts = {
            name: parse_cell(setting, POLICY.facts[name], text, name)
            for name, text in cells.items()
            if text.strip()  # A cell of blanks is empty.
        }
        answer = decide(setting, Case(flow, facts, NO_MESSAGE)).answer
    except (AyudaError, Contradiction):
        return {"problem": "told"}
    if not isinstance(answer, Decision):
        return {"needs": " ".join(answer.needs)}
    told: Told = {"outcome": answer.rule.outcome, "rule": answer.rule.id}
    for window in answer.windows:
        until, state = columns_of(window.id)
        told |= {until: in_zone(window.until, MADRID), state: window.state}
    return told


def decided(
    folder: Path,
    flow: str,
    columns: Sequence[str],
    rows: Sequence[Row],
    *,
    kind: str,
    given: str = "csv",
) -> list[Told]:
    """What the batch says of these rows; ``kind`` is the format of the output."""
    source, target = folder / f"rows.{given}", folder / f"decided.{kind}"
    table = [("id", *columns), *(("0", *r) for r in rows)]
    if given == "xlsx":
        write_cells(source, table)
    elif given == "ods":
        write_ods(
            source,
            {"rows": [[None if not text else as_cell(text) for text in row] for row in table]},
        )
    else:
        with source.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows(table)
    added = added_columns(POLICY, flow)
    job = RowJob("", "", flow, NOW, None, "en", added)
    batch = RowBatch(job, POLICY, TEXTS, Limits(), fast=True)
    summary = batch.decide([row_file(str(source))], Target(target, kind))  # type: ignore[arg-type]
    assert summary.rows == len(rows)
    with target.open(newline="", encoding="utf-8") as file:
        found = list(csv.DictReader(file)) if kind == "csv" else [json.loads(line) for line in file]
    for row, cells in zip(found, rows, strict=True):
        assert tuple(row[name] or "" for name in columns) == cells
    return [_plain(row, added) for row in found]


def decided_in_memory(flow: str, columns: Sequence[str], rows: Sequence[Row]) -> list[Told]:
    """What ``decide_table`` says of these rows; empty cells are nulls in every other column."""
    arrays = [
        pa.array([cell or None if place % 2 else cell for cell in cells])
        for place, cells in enumerate(zip(*rows, strict=True))
    ]
    table = pa.table([pa.array(range(len(rows))), *arrays], names=["id", *columns])
    found = pa.table(ayuda.decide_table(table, flow=flow, policy=POLICY_FILE, now=NOW))
    assert found.select(table.column_names).equals(table)
    added = added_columns(POLICY, flow)
    return [_plain(row, added) for row in found.to_pylist()]


def _plain(row: Mapping[str, object], added: Sequence[str]) -> Told:
    told: Told = {}
    for name in added:
        value = row[name]
        if value:
            told[name] = " ".join(value) if isinstance(value, list) else str(value)
            if isinstance(value, datetime):
                told[name] = in_zone(value, MADRID)
    if "problem" in told:
        told["problem"] = "told"
    return told


def edge_moments(fact: str) -> list[str]:
    """Moments on both sides of every edge of the windows that count from a fact."""
    moments = {
        NOW,
        NOW - SECOND,
        NOW + SECOND,
        NOW - timedelta(days=400),
        NOW - timedelta(days=9000),
    }
    for window in POLICY.windows.values():
        if window.begins != fact:
            continue
        span = span_of(window.lasts)
        if isinstance(span, Elapsed):
            length = span.duration
            moments |= {NOW - length + n * SECOND for n in (-1, 0, 1)}
            moments |= {NOW - length + n * timedelta(microseconds=1) for n in (-1, 1)}
            continue
        midnights = (start_of_day(NOW.date() - timedelta(days=n), MADRID) for n in range(12))
        moments |= {midnight + n * SECOND for midnight in midnights for n in (-1, 0, 1)}
    return sorted(in_zone(moment, MADRID) for moment in moments)


def every_row(flow: str) -> Iterator[Row]:
    """Every combination of a flow's values, known or not, with the moments at the edges."""
    places: list[list[str]] = []
    for name in facts_of(flow):
        fact = POLICY.facts[name]
        if fact.kind == "choice":
            places.append(["", *fact.values])
        elif fact.kind == "yes-no":
            places.append(["", "yes", "no"])
        elif fact.kind == "moment":
            places.append(["", *edge_moments(name)])
        elif fact.kind == "address":
            places.append(
                ["", "no-reply@amazon.es", "a@example.org", "a@amazon-es.example", "a@@b"]
            )
        else:
            places.append(["", "https://www.amazon.es/", "http://192.0.2.1/"])
    yield from product(*places)


def test_windows_of_a_kind_that_sql_cannot_count_are_left_to_the_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ayuda.batch.rows.deciding.windows_in_sql.is_counted", lambda _: False)
    names = facts_of("cancel")
    rows = list(every_row("cancel"))[::97]
    wanted = [expected(SETTING, "cancel", dict(zip(names, row, strict=True))) for row in rows]
    assert decided(tmp_path, "cancel", names, rows, kind="csv") == wanted


@cache
def wanted_of_every_row(flow: str) -> list[Told]:
    """What single calls say of all of them: as good for one format as for another."""
    names = facts_of(flow)
    return [expected(SETTING, flow, dict(zip(names, row, strict=True))) for row in every_row(flow)]


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
@pytest.mark.parametrize("flow", POLICY.flows)
def test_every_cell_on_both_sides_of_every_edge_is_decided_as_a_single_call_does(
    flow: str, kind: str, tmp_path: Path
) -> None:
    names = facts_of(flow)
    rows = list(every_row(flow))
    assert decided(tmp_path, flow, names, rows, kind=kind) == wanted_of_every_row(flow)


@pytest.mark.parametrize("given", ["xlsx", "ods"])
@pytest.mark.parametrize("flow", POLICY.flows)
def test_the_cells_of_a_workbook_are_decided_as_a_single_call_does(
    flow: str, given: str, tmp_path: Path
) -> None:
    """Moments that no clock shows twice are dates, and words for yes and no are truths."""
    names = facts_of(flow)
    rows = list(every_row(flow))
    step = 3 if given == "xlsx" else 7
    rows = [tuple(as_local(text) for text in row) for row in rows[::step]]
    wanted = [expected(SETTING, flow, dict(zip(names, row, strict=True))) for row in rows]
    assert decided(tmp_path, flow, names, rows, kind="csv", given=given) == wanted


def as_local(text: str) -> str:
    """A moment of whole seconds as a cell of a workbook is read; all else as it is."""
    words = {"yes": "true", "no": "false"}
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return words.get(text, text)
    local = moment.replace(tzinfo=None)
    offsets = {local.replace(tzinfo=MADRID, fold=fold).utcoffset() for fold in (0, 1)}
    if local.microsecond or len(offsets) > 1:
        return text
    return local.isoformat(timespec="seconds" if local.second else "minutes")


def as_cell(text: str) -> str | bool | datetime:
    """What a workbook has for a text that ``as_local`` gives."""
    truth = {"true": True, "false": False}.get(text)
    if truth is not None:
        return truth
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return text if moment.tzinfo else moment


def write_cells(path: Path, table: Sequence[Sequence[str]]) -> None:
    """Write a table with dates for moments and truths for words."""
    with xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("rows")
        moments = book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"})
        for row, texts in enumerate(table):
            for column, text in enumerate(texts):
                value = as_cell(text)
                if isinstance(value, datetime):
                    sheet.write_datetime(row, column, value, moments)
                elif isinstance(value, bool):
                    sheet.write_boolean(row, column, value)
                elif text:
                    sheet.write_string(row, column, text)


@pytest.mark.parametrize("flow", POLICY.flows)
def test_a_table_in_memory_is_decided_as_single_calls_are_on_every_cell(flow: str) -> None:
    names = facts_of(flow)
    rows = list(every_row(flow))
    assert decided_in_memory(flow, names, rows) == wanted_of_every_row(flow)


ODD_MOMENTS = [
    *("2026-12-09", "20 min", "yesterday", "2026-10-25T02:30", "2026-10-25T02:30:00+02:00"),
    *("2026-03-29T02:30", "2026-03-29 03:30", "2026-02-30T10:00", "2026-13-01T10:00", "  "),
    *("2026-12-9T10:00", "2026-12-09T10", "20261209T1000", "2026-12-09T10:00Z", "2026-W50-3"),
    *("2026-12-09T09:00:00.5", "2026-12-09 09:00:00,25", "2026-12-09T24:00", "infinity", "epoch"),
    *("2026-12-09T10:00:00+0100", "2026-12-09T10:00:00+25:00", "2026-12-09T10:00:00-03", "now"),
    *("2026-12-09t10:00", "2026-12-09_10:00:00", "2026-12-09T10:00:60", "1969-12-31T23:59", "T"),
    *("9999-12-31T23:59:59", "2026-12-09T10:00:00+01:00[Europe/Madrid]", " 2026-12-09T10:00 "),
    *(
        "２０２６-12-09T10:00",
        "2026-12-09T10:00:00 UTC",
        "2026-12-09T1 :00:00",
        "-2026-12-09T10:00",
    ),
    *REFUSED,
    *DATES,
]
ODD_VALUES = [
    "PLACED",
    " placed",
    "amazón",
    "1",
    "0",
    "sí",
    "SI",
    "Yes",
    "true",
    "FALSE",
    "maybe",
    '"',
]


def random_row(draw: random.Random, names: Sequence[str]) -> Row:
    return tuple(_random_cell(draw, name) for name in names)


def _random_cell(draw: random.Random, name: str) -> str:
    fact = POLICY.facts[name]
    chance = draw.random()
    if chance < 0.12:
        return ""
    if fact.kind == "moment":
        return draw.choice(ODD_MOMENTS) if chance < 0.2 else _random_moment(draw)
    if chance < 0.15:
        return draw.choice(ODD_VALUES)
    words = {
        "choice": tuple(fact.values),
        "yes-no": ("yes", "no", "true", "false", "1", "0", "sí"),
        "address": ("no-reply@amazon.es", "a@example.org", "x@amazon.es.example", "nobody"),
        "links": ("https://www.amazon.es/x", "http://192.0.2.1/", "amazon.es", "https://a.test b"),
    }
    return draw.choice(words[fact.kind])


def _random_moment(draw: random.Random) -> str:
    moment = NOW - timedelta(seconds=draw.randrange(0, 14 * 86_400))
    local = moment.astimezone(MADRID)
    ways = (
        None,
        (local, "%Y-%m-%dT%H:%M:%S"),
        (local, "%Y-%m-%d %H:%M:%S"),
        (local, "%Y-%m-%dT%H:%M"),
        (local, "%Y-%m-%d"),
        (moment, "%Y-%m-%dT%H:%M:%SZ"),
        (moment, "%Y-%m-%d %H:%M:%S.%f+00:00"),
    )
    way = draw.choice(ways)
    return in_zone(moment, MADRID) if way is None else way[0].strftime(way[1])


RANDOM_ROWS = 80_000


@pytest.mark.parametrize("part", range(4))
@pytest.mark.parametrize("flow", POLICY.flows)
def test_random_rows_are_decided_as_single_calls_are(flow: str, part: int, tmp_path: Path) -> None:
    draw = random.Random(f"{flow}/{part}")
    names = facts_of(flow)
    count = RANDOM_ROWS // len(POLICY.flows) // 4 + 1
    rows = [random_row(draw, names) for _ in range(count)]

    @cache
    def wanted(row: Row) -> Told:
        return expected(SETTING, flow, dict(zip(names, row, strict=True)))

    found = decided(tmp_path, flow, names, rows, kind=("csv", "jsonl")[part % 2])
    for row, told in zip(rows, found, strict=True):
        assert told == wanted(row), row


@pytest.mark.parametrize("flow", POLICY.flows)
def test_random_rows_in_memory_are_decided_as_single_calls_are(flow: str) -> None:
    draw = random.Random(f"{flow}/memory")
    names = facts_of(flow)
    rows = [random_row(draw, names) for _ in range(5000)]
    for row, told in zip(rows, decided_in_memory(flow, names, rows), strict=True):
        assert told == expected(SETTING, flow, dict(zip(names, row, strict=True))), row


def test_a_column_now_decides_each_row_as_of_its_own_moment(tmp_path: Path) -> None:
    names = (*facts_of("cancel"), "now")
    draw = random.Random("now")
    rows = []
    for _ in range(4000):
        now = draw.choice(["", "2026-12-09T09:00", "2026-12-05T20:00:00Z", "2026-12-09", "soon"])
        rows.append((*random_row(draw, names[:-1]), now))
    found = decided(tmp_path, "cancel", names, rows, kind="csv")
    for row, told in zip(rows, found, strict=True):
        if row[-1] in {"soon", "2026-12-09"}:
            assert told == {"problem": "told"}, row
            continue
        now = {"": NOW, "2026-12-09T09:00": datetime(2026, 12, 9, 8, tzinfo=UTC)}.get(
            row[-1], datetime(2026, 12, 5, 20, tzinfo=UTC)
        )
        setting = Setting(POLICY, now, SETTING.calendar)
        assert told == expected(setting, "cancel", dict(zip(names[:-1], row, strict=False))), row
