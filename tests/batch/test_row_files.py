"""Files of rows from every format to every other: each row once, in order, each cell as it was."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.builtin import POLICY
from support.row_batches import (
    Cells,
    decide,
    engine_says,
    objects_of,
    parquet_of,
    refusal,
    row_job,
    table_of,
    text_of,
    write,
    write_parquet,
    write_table,
)

from ayuda.batch.formats import format_of_name
from ayuda.batch.rows import row_batch
from ayuda.batch.rows.database import run
from ayuda.batch.rows.job import RowJob, added_columns
from ayuda.batch.rows.reading.files import named_files, row_file
from ayuda.batch.summary import FAULTY, UNDECIDED
from ayuda.errors import AyudaError

JOB = row_job("return")
FACTS = ("stage", "seller", "shipped_by")
ROWS = [
    ["1", "placed", "amazon", "", "a note"],
    ["2", "shipped", "", "", ""],
    ["3", "delivered", "marketplace", "seller", "ñandú €, «x»"],
    ["4", "bogus", "amazon", "amazon", "007"],
    ["5", "shipped", "amazon", "", "1.50"],
]
HEADER = ["id", *FACTS, "note"]
TABLES = ("csv", "csv.gz", "csv.zst", "tsv", "tsv.gz", "tsv.zst")
LINES = ("jsonl", "jsonl.gz", "jsonl.zst")
FORMATS = (*TABLES, *LINES, "parquet")
PLAIN_FORMATS = ("csv", "tsv", "jsonl", "parquet")


def made(folder: Path, ending: str, rows: Sequence[Cells] = ROWS) -> Path:
    """A file of these rows in a format."""
    path = folder / f"rows.{ending}"
    if ending in LINES:
        objects = [dict(zip(HEADER, row, strict=True)) for row in rows]
        lines = "".join(json.dumps(told, ensure_ascii=False) + "\n" for told in objects)
        return write(path, lines.encode())
    if ending == "parquet":
        values = ", ".join(f"({', '.join(f'{cell!r}' for cell in row)})" for row in rows)
        return write_parquet(path, f"SELECT * FROM (VALUES {values}) t({', '.join(HEADER)})")
    delimiter = "\t" if ending.startswith("tsv") else ","
    return write_table(path, [HEADER, *rows], delimiter=delimiter)


def rows_of(path: Path) -> list[dict[str, Any]]:
    """The rows of a file, by column; empty cells of tables are None as those of others are."""
    kind, _ = format_of_name(str(path))
    if kind == "parquet":
        return parquet_of(path)
    if kind == "jsonl":
        return objects_of(path)
    header, *body = table_of(path, "\t" if kind == "tsv" else ",")
    return [{name: cell or None for name, cell in zip(header, row, strict=True)} for row in body]


def wanted(rows: Sequence[Cells] = ROWS) -> list[dict[str, Any]]:
    """Every row with what the engine says of it."""
    found = []
    for row in rows:
        named = dict(zip(HEADER, row, strict=True))
        added = engine_says(JOB, {fact: named[fact] for fact in FACTS})
        named |= dict(zip(JOB.columns, added, strict=True))
        found.append({name: cell or None for name, cell in named.items()})
    return found


def plain(row: dict[str, Any]) -> dict[str, Any]:
    """A row with its lists as texts, and empty texts as unknown."""
    told = {name: " ".join(cell) if isinstance(cell, list) else cell for name, cell in row.items()}
    return {name: cell or None for name, cell in told.items()}


@pytest.mark.parametrize(
    ("given", "ending"),
    sorted({*product(FORMATS, PLAIN_FORMATS), *product(PLAIN_FORMATS, FORMATS)}),
)
def test_every_format_to_every_other_keeps_rows_order_and_cells(
    given: str, ending: str, tmp_path: Path
) -> None:
    source = made(tmp_path, given)
    target = tmp_path / f"decided.{ending}"
    summary = decide(source, target, JOB)
    assert [plain(row) for row in rows_of(target)] == wanted()
    assert summary.rows == len(ROWS)
    assert (summary.undecided, summary.faulty, sum(summary.outcomes.values())) == (1, 1, 3)
    assert [row.line for row in summary.first] == [4 if given in (*LINES, "parquet") else 5]


@pytest.mark.parametrize("ending", FORMATS)
def test_an_undecided_row_has_an_empty_outcome_and_says_what_it_needs(
    ending: str, tmp_path: Path
) -> None:
    target = tmp_path / f"decided.{ending}"
    decide(made(tmp_path, "csv"), target, JOB)
    undecided = rows_of(target)[1]
    lists = ending in (*LINES, "parquet")
    assert undecided["needs"] == (["seller", "shipped_by"] if lists else "seller shipped_by")
    assert (undecided["outcome"], undecided["rule"], undecided["problem"]) == (None, None, None)


# ------------------------------------------------------------------ JSON lines

KEPT_LINES = [
    '{"stage": "placed", "n": 1, "big": 12345678901234567890123, "real": 1.50, "exp": 1e400}',
    '{"stage":"placed","yes":true,"no":false,"none":null,"empty":"","list":[1,{"a":[]}]}',
    '{"n": {"stage": "shipped"}, "text": "\\u00f1 \\"x\\" \\ud83d\\ude00", "stage": "placed"}  ',
    '{ "a" : 1 , "a" : 1, "stage" : "placed" }',
    '{"stage":"placed","é/~\\"":1,"":2}',
]


@pytest.mark.parametrize("fast", [True, False])
@pytest.mark.parametrize("ending", LINES)
def test_lines_of_json_are_kept_to_the_byte(ending: str, fast: bool, tmp_path: Path) -> None:
    source = write(tmp_path / f"rows.{ending}", ("\n".join(KEPT_LINES) + "\n").encode())
    target = tmp_path / f"decided.{ending}"
    decide(source, target, row_job("return", columns=("rule",)), fast=fast)
    wanted = [f'{line.rstrip()[:-1].rstrip()},"rule":"not-sent-yet"}}' for line in KEPT_LINES]
    found = text_of(target).splitlines()
    assert [line.replace(' ,"rule"', ',"rule"') for line in found] == wanted


def test_values_of_json_state_facts_as_texts_do(tmp_path: Path) -> None:
    stated: list[Any] = [True, False, 1, 0, "sí", "no", None, "", "maybe", 2, [], {}]
    lines = [json.dumps({"stage": "placed", "seller": "amazon", "bundle": b}) for b in stated]
    source = write(tmp_path / "rows.jsonl", "\n".join(lines).encode())
    target = tmp_path / "decided.jsonl"
    job = row_job("cancel", columns=("outcome", "needs", "problem"))
    for fast in (True, False):
        target.unlink(missing_ok=True)
        decide(source, target, job, fast=fast)
        found = objects_of(target)
        outcomes = [row["outcome"] for row in found]
        problems = [row["problem"] is not None for row in found]
        assert [row["bundle"] for row in found] == stated
        assert problems == [False] * 8 + [True] * 4
        assert outcomes == [None, "cancel-now", None, "cancel-now", None, "cancel-now"] + [None] * 6


def test_an_object_may_lack_keys_and_be_empty(tmp_path: Path) -> None:
    source = write(tmp_path / "rows.jsonl", b'{}\n\n{"stage": "placed"}\n{"other": 1}')
    target = tmp_path / "decided.jsonl"
    assert decide(source, target, row_job("return", columns=("rule",))).rows == 3
    assert text_of(target).splitlines() == [
        '{"rule":null}',
        '{"stage": "placed","rule":"not-sent-yet"}',
        '{"other": 1,"rule":null}',
    ]


def test_keys_of_json_become_columns_in_the_order_in_which_they_appear(tmp_path: Path) -> None:
    lines = b'{"b": 1, "stage": "placed"}\n{"a": [1, 2], "stage": null}\n{"b": {"c": true}}\n'
    source = write(tmp_path / "rows.jsonl", lines)
    target = tmp_path / "decided.csv"
    decide(source, target, row_job("return", columns=("rule",)))
    assert table_of(target) == [
        ["b", "stage", "a", "rule"],
        ["1", "placed", "", "not-sent-yet"],
        ["", "", "[1,2]", ""],
        ['{"c":true}', "", "", ""],
    ]


@pytest.mark.parametrize("line", ["[1]", "1", '"x"', "null", "{", '{"a": 1} x', "placed", "{}{}"])
@pytest.mark.parametrize("ending", ["jsonl", "csv"])
def test_a_line_that_is_no_object_is_named(line: str, ending: str, tmp_path: Path) -> None:
    text = f'{{"stage": "placed"}}\n\n{line}\n{{"stage": "placed"}}\n'
    source = write(tmp_path / "rows.jsonl", text.encode())
    problem = refusal(source, tmp_path / f"decided.{ending}", row_job("return"))
    assert (problem.where, problem.code) == (f"{source}:3", "batch-not-json")


def test_a_key_that_the_batch_would_add_is_refused(tmp_path: Path) -> None:
    source = write(tmp_path / "rows.jsonl", b'{"stage": "placed"}\n{"outcome": 1}\n')
    for ending in ("jsonl", "csv"):
        problem = refusal(source, tmp_path / f"decided.{ending}", row_job("return"))
        assert problem.code == "batch-column-taken"
        assert problem.values == {"value": "outcome"}
    assert decide(source, tmp_path / "ok.jsonl", row_job("return", columns=("rule",))).rows == 2


# ------------------------------------------------------------------ Parquet


def test_parquet_keeps_its_types(tmp_path: Path) -> None:
    select = (
        "SELECT 'placed' AS stage, 'amazon' AS seller, 1 AS n, 1.50::DECIMAL(9, 2) AS price,"
        " true AS gift, [1, 2] AS list, {'a': 1} AS struct, DATE '2026-11-22' AS day, NULL AS none"
    )
    source = write_parquet(tmp_path / "rows.parquet", select)
    target = tmp_path / "decided.parquet"
    decide(source, target, row_job("return", columns=("rule",)))
    [before], [after] = parquet_of(source), parquet_of(target)
    assert after == {**before, "rule": "not-sent-yet"}
    assert [type(value) for value in after.values()][:-1] == [
        type(value) for value in before.values()
    ]


def test_parquet_states_facts_in_its_own_types(tmp_path: Path) -> None:
    select = (
        "SELECT * FROM (VALUES ('placed', 'marketplace', true, TIMESTAMP '2026-11-23 11:40:00'),"
        " ('placed', 'marketplace', false, TIMESTAMP '2026-11-23 11:00:00.5'),"
        " ('placed', 'marketplace', NULL, NULL)) t(stage, seller, bundle, ordered_at)"
    )
    source = write_parquet(tmp_path / "rows.parquet", select)
    target = tmp_path / "decided.jsonl"
    decide(source, target, row_job("cancel", columns=("outcome", "needs")))
    found = [(row["outcome"], row["needs"]) for row in objects_of(target)]
    assert found == [
        ("cancel-now", None),
        ("contact-seller", None),
        (None, ["ordered_at"]),
    ]


# ------------------------------------------------------------------ several files


def part(folder: Path, name: str, *ids: str) -> Path:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    return write_table(path, [["id", "stage"], *([i, "placed"] for i in ids)])


def test_a_pattern_names_files_in_order_and_several_inputs_keep_theirs(tmp_path: Path) -> None:
    names = ("b.csv", "a.csv", "c.tsv", "sub/d.csv", "B.csv", "10.csv", "9.csv")
    for name in names:
        part(tmp_path, name, name)
    (tmp_path / "folder.csv").mkdir()

    def found(*patterns: str) -> list[str]:
        paths = named_files(str(tmp_path / pattern) for pattern in patterns)
        return [str(Path(path).relative_to(tmp_path)) for path in paths]

    assert found("*.csv") == ["10.csv", "9.csv", "B.csv", "a.csv", "b.csv"]
    assert found("b.csv", "[ab].csv", "b.csv") == ["b.csv", "a.csv", "b.csv", "b.csv"]
    assert found("**/*.csv")[-1] == "sub/d.csv"
    assert found("**/*.csv").count("a.csv") == 1
    with pytest.raises(AyudaError, match="batch-no-input"):
        found("*.csv", "*.jsonl")


def test_a_name_with_marks_of_patterns_is_a_name_first(tmp_path: Path) -> None:
    odd = part(tmp_path, "a[1]*?'.csv", "odd")
    part(tmp_path, "a1.csv", "other")
    target = tmp_path / "decided.csv"
    assert named_files([str(odd)]) == [str(odd)]
    decide(odd, target, row_job("return"))
    assert [row[0] for row in table_of(target)] == ["id", "odd"]


@pytest.mark.parametrize("ending", ["csv", "csv.gz", "csv.zst", "jsonl", "jsonl.gz", "parquet"])
def test_files_go_into_one_in_order_and_the_same_twice_gives_its_rows_twice(
    ending: str, tmp_path: Path
) -> None:
    first, second = (tmp_path / name for name in ("first", "second"))
    first.mkdir()
    second.mkdir()
    a, b = made(first, ending, ROWS[:2]), made(second, ending, ROWS[2:])
    target = tmp_path / f"decided.{ending}"
    summary = decide([b, a, b], target, JOB)
    assert summary.rows == 8
    assert [row["id"] for row in rows_of(target)] == list("34512345")
    assert [row.source for row in summary.first] == [str(b), str(b)]


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ("id,seller\n1,amazon\n", "batch-columns-differ"),
        ("stage,id\nplaced,1\n", "batch-columns-differ"),
        ("id,stage,x\n1,placed,\n", "batch-columns-differ"),
        ("id;stage\n1;placed\n", "batch-columns-differ"),
        ('{"id": 1, "stage": "placed"}\n', "batch-formats-differ"),
    ],
)
def test_files_that_differ_are_refused(other: str, code: str, tmp_path: Path) -> None:
    first = part(tmp_path, "first.csv", "1")
    ending = "jsonl" if other.startswith("{") else "csv"
    second = write(tmp_path / f"second.{ending}", other.encode())
    problem = refusal([first, second], tmp_path / "decided.csv", row_job("return"))
    assert (problem.where, problem.code) == (str(second), code)
    assert problem.values["first"] == str(first)


def test_a_compressed_file_beside_a_plain_one_is_refused(tmp_path: Path) -> None:
    first = part(tmp_path, "first.csv", "1")
    second = part(tmp_path, "second.csv.gz", "2")
    problem = refusal([first, second], tmp_path / "decided.csv", row_job("return"))
    assert problem.code == "batch-formats-differ"


def test_the_first_faulty_rows_of_several_files_are_five_at_most(tmp_path: Path) -> None:
    rows = [["stage", "note"], ["placed", ""], ["bad", "x\ny"], ["bad", ""]]
    sources = [write_table(tmp_path / f"{n}.csv", rows) for n in range(4)]
    summary = decide(sources, None, row_job("return"))
    found = [(Path(row.source).name, row.line) for row in summary.first]
    assert summary.faulty == 8
    assert found == [("0.csv", 3), ("0.csv", 5), ("1.csv", 3), ("1.csv", 5), ("2.csv", 3)]


# ------------------------------------------------------------------ how a file is read


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("name", ["rows.csv", "rows.txt", "rows"])
def test_the_delimiter_is_the_one_of_the_first_line(
    name: str, delimiter: str, tmp_path: Path
) -> None:
    rows = [["id", "a,b;c|d", "stage"], ["1", "x,;|", "placed"], ["2", "", "shipped"]]
    source = write_table(tmp_path / name, rows, delimiter=delimiter)
    target = tmp_path / "decided.csv"
    decide(source, target, row_job("return", columns=("rule",)))
    written = "," if delimiter == "\t" else delimiter
    assert table_of(target, written) == [
        [*row, rule] for row, rule in zip(rows, ["rule", "not-sent-yet", ""], strict=True)
    ]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"stage\nplaced\n", "csv"),
        (b'{"stage": "placed"}\n', "jsonl"),
        (b'\xef\xbb\xbf \n{"stage": "placed"}\n', "jsonl"),
    ],
)
@pytest.mark.parametrize("name", ["rows", "rows.txt", "rows.gz", "rows.dat.gz"])
def test_a_name_that_says_no_format_leaves_it_to_the_content(
    name: str, content: bytes, kind: str, tmp_path: Path
) -> None:
    source = write(tmp_path / name, content)
    assert row_file(str(source)).format == kind
    assert decide(source, None, row_job("return")).rows == 1


def test_compression_is_known_by_content_whatever_the_name(tmp_path: Path) -> None:
    packed = part(tmp_path, "rows.csv.gz", "1")
    source = packed.rename(tmp_path / "rows.csv")
    assert decide(source, tmp_path / "decided.csv", row_job("return")).rows == 1
    plain = part(tmp_path, "plain.csv", "1").rename(tmp_path / "plain.csv.gz")
    assert decide(plain, tmp_path / "decided2.csv", row_job("return")).rows == 1


# ------------------------------------------------------------------ options


@pytest.mark.parametrize("fast", [True, False])
@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_columns_stand_for_facts_and_cells_for_values(
    ending: str, fast: bool, tmp_path: Path
) -> None:
    rows = [["a", "open", "AMZ"], ["b", "closed", "3P"], ["c", "placed", ""], ["d", "?", "x"]]
    header = ["id", "status", "who sells"]
    path = tmp_path / f"rows.{ending}"
    if ending == "csv":
        write_table(path, [header, *rows])
    elif ending == "jsonl":
        objects = [json.dumps(dict(zip(header, row, strict=True))) for row in rows]
        write(path, "\n".join(objects).encode())
    else:
        values = ", ".join(str(tuple(row)) for row in rows)
        write_parquet(path, f'SELECT * FROM (VALUES {values}) t(id, status, "who sells")')
    job = row_job(
        "return",
        columns=("rule", "needs", "problem"),
        facts={"status": "stage", "who sells": "seller"},
        values={"status": {"open": "placed", "closed": "shipped"}, "who sells": {"3P": "amazon"}},
    )
    target = tmp_path / "decided.jsonl"
    decide(path, target, job, fast=fast)
    found = [(row["status"], row["rule"], row["needs"]) for row in objects_of(target)]
    assert found == [
        ("open", None, None),
        ("closed", "on-its-way", None),
        ("placed", "not-sent-yet", None),
        ("?", None, None),
    ]
    problems = [row["problem"] for row in objects_of(target)]
    assert problems[0].startswith("who sells: “AMZ”")
    assert problems[1:3] == [None, None]
    assert problems[3].startswith("status: “?” is not one of its values.")
    assert " · who sells: “x” is not one of its values." in problems[3]


@pytest.mark.parametrize("ending", ["csv", "csv.gz", "jsonl", "parquet"])
@pytest.mark.parametrize(
    ("only", "ids"),
    [
        (("cancel-instead",), "1"),
        ((UNDECIDED,), "2"),
        ((FAULTY,), "4"),
        ((FAULTY, "contact-seller", UNDECIDED), "234"),
        (("return-online",), ""),
    ],
)
def test_only_some_rows_are_written_but_all_are_counted(
    only: tuple[str, ...], ids: str, ending: str, tmp_path: Path
) -> None:
    target = tmp_path / f"decided.{ending}"
    summary = decide(
        made(tmp_path, ending), target, row_job("return", only=only), fast=len(ids) != 1
    )
    assert summary.rows == len(ROWS)
    assert "".join(row["id"] for row in rows_of(target)) == ids


@pytest.mark.parametrize("ending", ["csv", "tsv", "jsonl", "parquet"])
@pytest.mark.parametrize("flow", [name for name in POLICY.flows if name != "check-email"])
def test_no_statement_joins_rows_for_that_would_lose_their_order(
    flow: str, ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plans: list[str] = []

    def explained(
        connection: duckdb.DuckDBPyConnection, statement: str, watch: Callable[[float], None]
    ) -> list[Any]:
        if statement.startswith("COPY"):
            plans.extend(plan for _, plan in connection.execute(f"EXPLAIN {statement}").fetchall())
        return run(connection, statement, watch)

    monkeypatch.setattr(row_batch, "run", explained)
    facts = POLICY.flows[flow].facts
    source = write_table(tmp_path / "rows.csv", [["id", *facts], ["1", *("" for _ in facts)]])
    outcomes = dict.fromkeys(rule.outcome for rule in POLICY.flows[flow].rules)
    job = row_job(flow, only=(*outcomes, FAULTY, UNDECIDED))
    decide(source, tmp_path / f"decided.{ending}", job, fast=True)
    assert plans
    assert "join" not in "".join(plans).casefold()


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
@pytest.mark.parametrize("fast", [True, False])
def test_columns_are_added_in_the_order_in_which_they_are_chosen(
    fast: bool, ending: str, tmp_path: Path
) -> None:
    source = made(tmp_path, ending)
    every = added_columns(POLICY, "return")
    whole = tmp_path / f"whole.{ending}"
    decide(source, whole, JOB, fast=fast)
    for place, columns in enumerate([("problem", "outcome"), ("needs",), every[::-1], every[2:4]]):
        target = tmp_path / f"chosen{place}.{ending}"
        decide(source, target, row_job("return", columns=columns), fast=fast)
        found = rows_of(target)
        assert [list(row) for row in found] == [[*HEADER, *columns]] * len(ROWS)
        assert found == [
            {name: row[name] for name in (*HEADER, *columns)} for row in rows_of(whole)
        ]


@pytest.mark.parametrize("fast", [True, False])
@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_a_column_now_decides_each_row_as_of_its_own_moment(
    ending: str, fast: bool, tmp_path: Path
) -> None:
    nows = ["2026-11-23T11:40", "", "2026-11-23T13:00+01:00", "2026-11-23", "2026-11-23T10:00"]
    header = ["stage", "seller", "ordered_at", "now"]
    rows = [["placed", "marketplace", "2026-11-23T11:35", now] for now in nows]
    source = tmp_path / f"rows.{ending}"
    if ending == "csv":
        write_table(source, [header, *rows])
    else:
        objects = [json.dumps(dict(zip(header, row, strict=True))) for row in rows]
        write(source, "\n".join(objects).encode())
    target = tmp_path / f"decided.{ending}"
    job = row_job("cancel")
    decide(source, target, job, fast=fast)
    found = [[row[name] or "" for name in job.columns] for row in rows_of(target)]
    assert found == [engine_says(job, dict(zip(header, row, strict=True))) for row in rows]
    outcomes = [row[0] for row in found]
    assert outcomes == ["cancel-now", "cancel-now", "contact-seller", "", ""]
    assert found[3][-1].startswith("now: ")
    assert found[4][-1].startswith("ordered_at: ")


def test_nothing_is_written_where_only_the_counts_are_wanted(tmp_path: Path) -> None:
    source = made(tmp_path, "csv")
    summary = decide(source, None, JOB)
    assert (summary.rows, summary.undecided, summary.faulty) == (5, 1, 1)
    assert list(tmp_path.iterdir()) == [source]


# ------------------------------------------------------------------ spreadsheets

FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r")
NUMBERS = ("-12.5", "+34", "-1,000.00", "12", "-0", "+34600111222", "-1.000,50")


def is_run(cell: str) -> bool:
    """Whether a spreadsheet would run a cell, for all that is known of them."""
    if not cell.startswith(FORMULA_BEGINS):
        return False
    rest = cell[1:]
    is_number = cell[0] in "+-" and rest[:1].isdigit() and not set(rest) - set("0123456789.,")
    return not is_number


risky = st.lists(
    st.sampled_from([*"=+-@\t\r\n '\"|!,;(", "1", "12.5", "cmd", "SUM(A1)", "ñ", "−", "＝"]),
    max_size=6,
).map("".join)


@settings(max_examples=15)
@given(rows=st.lists(st.tuples(risky, risky), min_size=1, max_size=40), heading=risky)
def test_no_cell_is_written_that_a_spreadsheet_runs(
    rows: list[tuple[str, str]], heading: str
) -> None:
    heading = f"{heading}~"
    table = [[heading, "stage", "note"], *([a, "placed", b] for a, b in rows)]
    with TemporaryDirectory() as folder:
        source = write_table(Path(folder, "rows.csv"), table)
        target = Path(folder, "decided.csv")
        decide(source, target, row_job("return", spreadsheet_safe=True))
        written = table_of(target)
    assert len(written) == len(table)
    for before, after in zip(table, written, strict=True):
        for cell, told in zip(before, after, strict=False):
            assert not is_run(told), told
            assert told == (f"'{cell}" if is_run(cell) else cell)


@pytest.mark.parametrize("ending", ["csv", "tsv", "csv.gz"])
def test_plain_numbers_stay_as_they_are_in_spreadsheets(ending: str, tmp_path: Path) -> None:
    delimiter = "\t" if ending == "tsv" else ","
    rows = [["stage", "note"], *(["placed", number] for number in NUMBERS), ["placed", "=1+1"]]
    source = write_table(tmp_path / f"rows.{ending}", rows, delimiter=delimiter)
    target = tmp_path / f"decided.{ending}"
    decide(source, target, row_job("return", spreadsheet_safe=True))
    assert [row[1] for row in table_of(target, delimiter)[1:]] == [*NUMBERS, "'=1+1"]


def test_a_cell_that_is_told_as_wrong_is_safe_too(tmp_path: Path) -> None:
    for name in ("=stage", "-stage", "@x"):
        source = write_table(tmp_path / "rows.csv", [[name, "n"], ["=1+1", ""], ["", ""]])
        target = tmp_path / "decided.csv"
        job = row_job("return", spreadsheet_safe=True, facts={name: "stage"})
        decide(source, target, job)
        assert [cell for row in table_of(target) for cell in row if is_run(cell)] == []


def test_without_the_option_formulas_stay_as_they_came(tmp_path: Path) -> None:
    rows = [["stage", "=x"], ["placed", "=1+1"], ["placed", "@SUM(A1)"]]
    target = tmp_path / "decided.csv"
    decide(write_table(tmp_path / "rows.csv", rows), target, row_job("return"))
    assert [row[:2] for row in table_of(target)] == rows


# ------------------------------------------------------------------ hardly any rows


@pytest.mark.parametrize("line_end", ["", "\n", "\r\n", "\n\n"])
@pytest.mark.parametrize("fast", [True, False])
@pytest.mark.parametrize("ending", ["csv", "csv.gz", "jsonl", "parquet"])
def test_a_header_alone_gives_a_header_alone(
    ending: str, fast: bool, line_end: str, tmp_path: Path
) -> None:
    source = write(tmp_path / "rows.csv", f"id,stage{line_end}".encode())
    target = tmp_path / f"decided.{ending}"
    summary = decide(source, target, JOB, fast=fast)
    assert (summary.rows, summary.is_clean) == (0, True)
    if ending.startswith("csv"):
        assert text_of(target) == ",".join(["id", "stage", *JOB.columns]) + "\n"
    else:
        assert rows_of(target) == []


@pytest.mark.parametrize("content", [b"", b"\n", b"\r\n\r\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n"])
@pytest.mark.parametrize("name", ["rows.csv", "rows.tsv", "rows.csv.gz"])
def test_an_empty_file_is_refused(name: str, content: bytes, tmp_path: Path) -> None:
    source = write(tmp_path / name, content)
    problem = refusal(source, tmp_path / "decided.csv", JOB)
    assert (problem.where, problem.code) == (str(source), "batch-input-empty")
    assert "stage" in problem.values["allowed"]


@pytest.mark.parametrize("name", ["rows.jsonl", "rows.jsonl.gz"])
def test_an_empty_file_of_json_lines_has_no_rows(name: str, tmp_path: Path) -> None:
    source = write(tmp_path / name, b"")
    for ending in ("jsonl", "csv"):
        target = tmp_path / f"decided.{ending}"
        assert decide(source, target, JOB).rows == 0
        assert target.exists()


# ------------------------------------------------------------------ headings that do not fit


@pytest.mark.parametrize(
    ("header", "job", "code"),
    [
        ("stage,stage", row_job("return"), "batch-column-twice"),
        ("stage,status", row_job("return", facts={"status": "stage"}), "batch-column-twice"),
        ("stage,outcome", row_job("return"), "batch-column-taken"),
        ("stage,note", row_job("return", facts={"status": "stage"}), "batch-no-such-column"),
        ("stage,n", row_job("return", values={"x": {"a": "b"}}), "batch-no-such-column"),
        ("id,note", row_job("return"), "batch-no-facts"),
        ("id,now", row_job("return"), "batch-no-facts"),
        ("id,ordered_at", row_job("return"), "batch-no-facts"),
    ],
)
def test_headings_that_do_not_fit_are_refused(
    header: str, job: RowJob, code: str, tmp_path: Path
) -> None:
    source = write(tmp_path / "rows.csv", f"{header}\na,b\n".encode())
    problem = refusal(source, tmp_path / "decided.csv", job)
    assert (problem.where, problem.code) == (str(source), code)


def test_headings_that_are_no_facts_may_repeat_where_the_format_can_hold_them(
    tmp_path: Path,
) -> None:
    rows = [["x", "stage", "x", "X", "y"], ["1", "placed", "2", "3", "4"]]
    source = write_table(tmp_path / "rows.csv", rows)
    for fast in (True, False):
        target = tmp_path / f"decided-{fast}.csv"
        decide(source, target, row_job("return", columns=("rule",)), fast=fast)
        assert table_of(target) == [[*rows[0], "rule"], [*rows[1], "not-sent-yet"]]
    for ending in ("jsonl", "parquet"):
        problem = refusal(source, tmp_path / f"decided.{ending}", row_job("return"))
        assert (problem.code, problem.values) == ("batch-columns-repeated", {"value": "x"})


@pytest.mark.parametrize("header", [["stage", "Note", "note"], ["stage", "x", "OUTCOME"]])
def test_headings_that_differ_in_capitals_alone_are_not_renamed(
    header: Cells, tmp_path: Path
) -> None:
    source = write_table(tmp_path / "rows.csv", [header, ["placed", "1", "2"]])
    target = tmp_path / "decided.csv"
    decide(source, target, row_job("return", columns=("outcome",)))
    assert table_of(target) == [[*header, "outcome"], ["placed", "1", "2", "cancel-instead"]]
    for ending in ("jsonl", "parquet"):
        problem = refusal(source, tmp_path / f"decided.{ending}", row_job("return"))
        assert problem.code == "batch-columns-repeated"


@pytest.mark.parametrize("heading", [" ", 'a"b', "a'b", "a\nb", "ñ", "/~", "%s", "{x}"])
@pytest.mark.parametrize("ending", ["jsonl", "parquet"])
def test_any_heading_becomes_a_key(heading: str, ending: str, tmp_path: Path) -> None:
    source = write_table(tmp_path / "rows.csv", [["stage", heading], ["placed", "1"]])
    target = tmp_path / f"decided.{ending}"
    decide(source, target, row_job("return", columns=("rule",)))
    assert rows_of(target) == [{"stage": "placed", heading: "1", "rule": "not-sent-yet"}]
    back = tmp_path / "back.csv"
    decide(target, back, row_job("return", columns=("outcome",)))
    assert table_of(back)[0] == ["stage", heading, "rule", "outcome"]
    assert table_of(back)[1] == ["placed", "1", "not-sent-yet", "cancel-instead"]


@pytest.mark.parametrize("ending", ["jsonl", "parquet"])
def test_a_heading_without_a_name_is_refused_where_names_are_needed(
    ending: str, tmp_path: Path
) -> None:
    source = write_table(tmp_path / "rows.csv", [["", "stage"], ["1", "placed"]])
    problem = refusal(source, tmp_path / f"decided.{ending}", JOB)
    assert (problem.where, problem.code) == ("--format", "batch-column-nameless")


def test_moments_written_are_those_of_the_policys_time_zone(tmp_path: Path) -> None:
    rows = [["stage", "seller", "ordered_at"], ["placed", "marketplace", "2026-11-23T10:55Z"]]
    source = write_table(tmp_path / "rows.csv", rows)
    target = tmp_path / "decided.jsonl"
    decide(source, target, row_job("cancel"), fast=True)
    [row] = objects_of(target)
    until = row["marketplace_cancel_until"]
    assert until == "2026-11-23T12:25:00+01:00"
    assert datetime.fromisoformat(until).utcoffset() is not None
