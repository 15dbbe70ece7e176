"""Rows as Python's own readers have them, or a refusal that names the line: never anything else."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from support.row_batches import (
    Cells,
    decide,
    objects_of,
    parquet_of,
    refusal,
    row_job,
    table_of,
    text_of,
    write,
    write_parquet,
)
from support.shared_database import begin

from ayuda.batch.rows import row_batch
from ayuda.batch.rows.reading import table_count
from ayuda.batch.rows.reading.files import named_files
from ayuda.errors import AyudaError

JOB = row_job("return", columns=("rule",))
REFUSED = {
    "batch-ragged",
    "batch-quotes-unpaired",
    "batch-quote-open",
    "batch-mixed-line-ends",
    "batch-not-json",
    "batch-json-key-twice",
    "batch-no-facts",
}
"""What odd rows may be refused for; all but the last name a line."""
PACKED = ("", ".gz", ".zst")


@pytest.fixture(params=[7, 64, 1 << 18])
def chunk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """Files are counted as large ones are, in chunks of so many bytes."""
    monkeypatch.setattr(row_batch, "FEW_BYTES", 0)
    monkeypatch.setattr(table_count, "SMALL", 0)
    monkeypatch.setattr(table_count, "CHUNK", request.param)
    return int(request.param)


# ------------------------------------------------------------------ against Python's csv

PIECES = (
    *('"', '""', ",", ";", "\n", "\r\n", "\r", " ", "x", "ñ", "\0", "\x01", "\x1a", "\t", "\ufeff"),
    *("\\", "'", ' "q" ', '"q"', "", ""),
)


def odd_table(draw: random.Random) -> str:
    """A table that may be written well, or oddly, or wrongly."""
    kind = draw.choice(["clean", "clean", "raw", "mixed", "ragged", "further"])
    width = draw.randint(1, 4)
    ends = ["\n", "\r\n"] if kind == "mixed" else [draw.choice(["\n", "\r\n", "\r", "\n"])]
    lines = [["stage", *(f"c{place}" for place in range(1, width))]]
    for _ in range(draw.choice([0, 1, 2, 5, 30])):
        cells = ["".join(draw.choices(PIECES, k=draw.randint(0, 3))) for _ in range(width - 1)]
        if kind != "raw" or draw.random() > 0.3:
            cells = [quoted(cell) if set(cell) & set('",\n\r') else cell for cell in cells]
        if kind == "ragged" and draw.random() < 0.3:
            cells = draw.choice([[*cells, ""], [*cells, "x"], cells[:-1], [*cells, "", ""]])
        lines.append([draw.choice(["placed", "shipped", '"placed"', ""]), *cells])
    if kind == "further":
        lines[1:] = [[*line, ""] for line in lines[1:]]
    blank = ["" for _ in range(draw.randint(0, 2))]
    text = [",".join(line) for line in lines]
    for line in blank:
        text.insert(draw.randint(0, len(text)), line)
    found = "".join(line + draw.choice(ends) for line in text)
    found = found.rstrip("\r\n") if draw.random() < 0.3 else found
    return f"\ufeff{found}" if draw.random() < 0.1 else found


def quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


def rows_of_csv(text: str) -> list[Cells] | None:
    """The heading and the rows as Python's own reader has them; None where it has none.

    Blank lines are none but where there is one column; further empty cells are none where every
    row has one.
    """
    source = io.StringIO(text.removeprefix("\ufeff"), newline="")
    try:
        rows = list(csv.reader(source, strict=True))
    except csv.Error:
        return None
    while rows and not rows[0]:
        rows.pop(0)
    header, *body = rows
    body = [row or [""] for row in body if row or len(header) == 1]
    if body and all(len(row) == len(header) + 1 and not row[-1] for row in body):
        body = [row[:-1] for row in body]
    return [header, *body] if all(len(row) == len(header) for row in body) else None


def rows_written(path: Path, header: Cells) -> list[Cells]:
    """The input's own cells in an output."""
    if path.suffix == ".csv":
        return [row[: len(header)] for row in table_of(path)][1:]
    found = objects_of(path) if path.suffix == ".jsonl" else parquet_of(path)
    return [[row[name] or "" for name in header] for row in found]


def decided_or_refused(source: Path, target: Path, *, fast: bool | None) -> int | None:
    """How many rows were decided; None where the file was refused."""
    try:
        return decide(source, target, JOB, fast=fast).rows
    except AyudaError as error:
        [problem] = error.problems
        assert problem.code in REFUSED
        line = problem.where.removeprefix(str(source))
        assert line.removeprefix(":").isdigit() or problem.code == "batch-no-facts"
        assert not target.exists()
        return None


@pytest.mark.parametrize("seed", range(3))
def test_an_odd_table_is_read_as_pythons_reader_does_or_refused(
    seed: int, chunk: int, tmp_path: Path
) -> None:
    draw = random.Random(f"{seed} {chunk}")
    refused = 0
    for number in range(10):
        text = odd_table(draw)
        source = write(tmp_path / f"{number}.csv{draw.choice(PACKED)}", text.encode())
        target = tmp_path / f"decided-{number}.{draw.choice(['csv', 'csv', 'jsonl', 'parquet'])}"
        found = decided_or_refused(source, target, fast=draw.choice([True, False, None]))
        if found is None:
            refused += 1
            continue
        rows = rows_of_csv(text)
        assert rows is not None, text
        assert rows_written(target, rows[0]) == rows[1:], text
        assert found == len(rows) - 1
    assert refused < 10


@pytest.mark.usefixtures("chunk")
def test_quotes_beside_blanks_keep_their_cells(tmp_path: Path) -> None:
    text = 'id,stage,note\n1,placed, "x"\n2,placed,5" pipe\n3,placed,a"b"c\n4,placed,"x"\n'
    for ending in ("csv", "jsonl"):
        target = tmp_path / f"decided.{ending}"
        decide(write(tmp_path / "rows.csv", text.encode()), target, JOB)
        notes = [row[2] for row in rows_written(target, ["id", "stage", "note"])]
        assert notes == [' "x"', '5" pipe', 'a"b"c', "x"]


# ------------------------------------------------------------------ cells beside the heading's

PLAIN = ["1,placed,x"] * 3


@pytest.mark.usefixtures("chunk")
@pytest.mark.parametrize("output", ["csv", "parquet", None])
@pytest.mark.parametrize("packed", PACKED)
@pytest.mark.parametrize(
    ("odd", "found"),
    [("2,placed,x,", 4), ("2,placed,x,,", 5), ('2,placed,x,""', 4), ("2,placed,", 3), ("2,", 2)],
)
def test_a_row_that_does_not_fit_the_heading_is_named(
    odd: str, found: int, packed: str, output: str | None, tmp_path: Path
) -> None:
    text = "\n".join(["id,stage,note", *PLAIN, odd, *PLAIN, ""])
    source = write(tmp_path / f"rows.csv{packed}", text.encode())
    target = tmp_path / f"decided.{output}" if output else None
    if found == 3:
        assert decide(source, target, JOB).rows == 7
        return
    problem = refusal(source, target, JOB)
    assert (problem.where, problem.code) == (f"{source}:5", "batch-ragged")
    assert problem.values == {"expected": "3", "found": str(found)}


@pytest.mark.usefixtures("chunk")
@pytest.mark.parametrize("heading", ["id,stage,note", "id,stage,note,"])
@pytest.mark.parametrize("rows", [1, 3])
def test_an_empty_cell_behind_every_row_is_none_or_a_column(
    heading: str, rows: int, tmp_path: Path
) -> None:
    text = "\n".join([heading, *['1,placed,"x,y",'] * rows, ""])
    target = tmp_path / "decided.csv"
    decide(write(tmp_path / "rows.csv", text.encode()), target, JOB)
    nothing = [""] if heading.endswith(",") else []
    assert table_of(target)[0] == ["id", "stage", "note", *nothing, "rule"]
    assert table_of(target)[1:] == [["1", "placed", "x,y", *nothing, "not-sent-yet"]] * rows


@pytest.mark.parametrize("place", [0, 1, 2])
def test_an_empty_cell_behind_all_rows_but_one_is_named(place: int, tmp_path: Path) -> None:
    rows = ["1,placed,"] * 3
    rows[place] = "1,placed"
    source = write(tmp_path / "rows.csv", "\n".join(["id,stage", *rows, ""]).encode())
    problem = refusal(source, tmp_path / "decided.csv", JOB)
    assert (problem.where, problem.code) == (f"{source}:{3 if place == 0 else 2}", "batch-ragged")


# ------------------------------------------------------------------ headings


@pytest.mark.parametrize("packed", PACKED)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ('id,stage,"seller', "batch-quote-open"),
        ('"id,stage,seller', "batch-quote-open"),
        ('id,stage,"sel"ler', "batch-quotes-unpaired"),
        ('id,stage,"seller" ', "batch-quotes-unpaired"),
    ],
)
def test_a_heading_whose_quotes_do_not_pair_is_refused(
    heading: str, code: str, end: str, packed: str, tmp_path: Path
) -> None:
    text = f"{heading}{end}1,placed,amazon{end}"
    source = write(tmp_path / f"rows.csv{packed}", text.encode())
    for target in (tmp_path / "decided.csv", None):
        problem = refusal(source, target, JOB)
        assert (problem.where, problem.code) == (f"{source}:1", code)


@pytest.mark.parametrize("packed", PACKED)
def test_no_rows_below_a_heading_of_several_lines_is_an_error(packed: str, tmp_path: Path) -> None:
    source = write(tmp_path / f"rows.csv{packed}", b'stage,"note\n1,placed\n2,placed"\n')
    problem = refusal(source, tmp_path / "decided.csv", JOB)
    assert (problem.where, problem.code) == (f"{source}:1", "batch-quote-open")


@pytest.mark.usefixtures("chunk")
def test_a_quote_within_a_heading_is_a_letter(tmp_path: Path) -> None:
    text = 'id,5" pipe,stage\n1,2,placed\n2,"3",shipped\n'
    target = tmp_path / "decided.csv"
    decide(write(tmp_path / "rows.csv", text.encode()), target, row_job("return"))
    assert [row[:3] for row in table_of(target)] == rows_of_csv(text)


# ------------------------------------------------------------------ counts alone


@pytest.mark.usefixtures("chunk")
@pytest.mark.parametrize("packed", PACKED)
@pytest.mark.parametrize(
    "text",
    [
        "id,stage\n1,placed\n\n",
        "\n\nid,stage\n\n1,placed\r\n\n\n2,placed",
        'id,stage\n1,"placed"\n\n2,"placed"\n',
        "stage\nplaced\n\nplaced\n",
        "id;stage\n1;placed\n2;shipped\n",
    ],
)
def test_counts_alone_are_those_of_what_is_written(text: str, packed: str, tmp_path: Path) -> None:
    source = write(tmp_path / f"rows.csv{packed}", text.encode())
    for fast in (True, False):
        written = decide(source, tmp_path / "decided.csv", JOB, fast=fast)
        assert decide(source, None, JOB, fast=fast) == written
        assert len(table_of(tmp_path / "decided.csv", ";" if ";" in text else ",")) == (
            written.rows + 1
        )


def test_counts_alone_refuse_what_is_refused_else(tmp_path: Path) -> None:
    for odd in ("\x1a", "2,placed,", "2", '2,"placed'):
        source = write(tmp_path / "rows.csv", f"id,stage\n1,placed\n{odd}\n".encode())
        for fast in (True, False):
            assert refusal(source, None, JOB, fast=fast).where == f"{source}:3"


# ------------------------------------------------------------------ rows that are too long


@pytest.mark.parametrize("kind", ["a cell", "a cell in quotes", "an open quote", "many cells"])
def test_a_row_of_17_megabytes_is_named(kind: str, tmp_path: Path) -> None:
    long = "x" * (17 << 20)
    row = {
        "a cell": f"2,placed,{long}",
        "a cell in quotes": f'2,placed,"{long}\n"',
        "an open quote": '2,placed,"' + ("x" * 1000 + "\n") * (17 << 10),
        "many cells": "2,placed," + "," * (17 << 20),
    }[kind]
    source = write(tmp_path / "rows.csv", f"id,stage,note\n1,placed,\n{row}\n3,placed,\n".encode())
    problem = refusal(source, tmp_path / "decided.csv", JOB)
    assert problem.where == f"{source}:3"
    assert problem.code in {"batch-row-too-long", "batch-quote-open"}


@pytest.mark.parametrize("last", [True, False])
@pytest.mark.parametrize("ends", ["\n", "\n\r\n"])
def test_a_row_of_6_megabytes_is_read_in_a_large_file_too(
    last: bool, ends: str, tmp_path: Path
) -> None:
    rows = ["1,placed," + "y" * 1000] * 18_000
    rows.insert(len(rows) if last else 5, "2,placed," + "x" * (6 << 20))
    body = "\n".join(rows)
    source = write(tmp_path / "rows.csv", f"id,stage,note{ends}{body}".encode())
    target = tmp_path / "decided.csv"
    assert decide(source, target, JOB, fast=False if "\r" in ends else None).rows == len(rows)
    lines = text_of(target).splitlines()[1:]
    assert lines == [f"{row},not-sent-yet" for row in rows]


# ------------------------------------------------------------------ JSON lines

GOOD = '{"stage": "placed"}'
NO_JSON = {
    "a comma at the end": '{"stage": "placed",}',
    "a comma in a list": '{"stage": "placed", "v": [1,]}',
    "NaN": '{"stage": "placed", "v": NaN}',
    "infinity": '{"stage": "placed", "v": [-Infinity]}',
    "inf": '{"stage": "placed", "v": inf}',
    "a raw control": '{"stage": "placed", "v": "a\x01b"}',
    "a raw tab": '{"stage": "placed", "v": "a\tb"}',
    "a comment": '{"stage": "placed"} // x',
    "single quotes": "{'stage': 'placed'}",
    "a leading zero": '{"stage": "placed", "v": 01}',
    "hexadecimal": '{"stage": "placed", "v": 0x1}',
    "a bare key": '{stage: "placed"}',
    "a bad escape": '{"stage": "placed", "v": "\\x41"}',
    "two objects": '{"stage": "placed"} {"stage": "placed"}',
    "two objects with a return": '{"stage": "placed"}\r{"stage": "placed"}',
    "a form feed": '\x0c{"stage": "placed"}',
    "a mark of the byte order": '\ufeff{"stage": "placed"}',
    "half a character": '{"stage": "placed", "v": "\\ud83d"}',
    "a list": '[{"stage": "placed"}]',
    "nothing but a number": "1",
}
TWICE = [
    '{"stage": "placed", "stage": "shipped"}',
    '{"stage": "placed", "n": 1, "n": "1"}',
    '{"stage": "placed", "\\u0073tage": "shipped"}',
    '{"stage": "placed", "v": {"a": 1, "a": null}}',
    '{"stage": "placed", "v": [{"a" : [1], "a" : [2]}]}',
]


@pytest.mark.parametrize("ending", ["jsonl", "csv"])
@pytest.mark.parametrize("kind", NO_JSON)
def test_a_line_that_is_no_json_is_named(kind: str, ending: str, tmp_path: Path) -> None:
    packed = PACKED[len(kind) % 3]
    text = "\n".join([GOOD, "", NO_JSON[kind], GOOD, ""])
    source = write(tmp_path / f"rows.jsonl{packed}", text.encode())
    problem = refusal(source, tmp_path / f"decided.{ending}", JOB)
    assert (problem.where, problem.code) == (f"{source}:3", "batch-not-json")


@pytest.mark.parametrize("line", TWICE)
@pytest.mark.parametrize("ending", ["jsonl", "csv"])
def test_a_key_that_stands_twice_with_other_values_is_named(
    line: str, ending: str, tmp_path: Path
) -> None:
    source = write(tmp_path / "rows.jsonl", f"{GOOD}\n{line}\n".encode())
    problem = refusal(source, tmp_path / f"decided.{ending}", JOB)
    assert (problem.where, problem.code) == (f"{source}:2", "batch-json-key-twice")


def test_invalid_utf_8_in_json_is_named(tmp_path: Path) -> None:
    for bad in (b"\xff", b"\xed\xa0\x80", b"\xc0\x80"):
        source = write(tmp_path / "rows.jsonl", b'{"stage": "placed"}\n{"stage": "' + bad + b'"}\n')
        problem = refusal(source, tmp_path / "decided.jsonl", JOB)
        assert (problem.where, problem.code) == (f"{source}:2", "batch-not-json")


@pytest.mark.parametrize(
    "deep",
    [
        "[" * 300 + "]" * 300,
        '{"a":' * 300 + "1" + "}" * 300,
        "[" * 100_000 + "]" * 100_000,
        '[{"a":' * 100_000 + "1" + "}]" * 100_000,
    ],
    ids=["lists", "objects", "many lists", "many of both"],
)
@pytest.mark.parametrize("ending", ["jsonl", "csv"])
def test_json_that_is_too_deep_is_named(deep: str, ending: str, tmp_path: Path) -> None:
    line = f'{{"stage": "placed", "v": {deep}}}'
    source = write(tmp_path / "rows.jsonl", f"{GOOD}\n{line}\n".encode())
    problem = refusal(source, tmp_path / f"decided.{ending}", JOB)
    assert (problem.where, problem.code) == (f"{source}:2", "batch-json-too-deep")


KEPT = [
    '{"stage": "placed"}',
    '\t{ "stage" :\t"placed" }\t',
    '{"stage": "placed", "v": {"a": [1, {"b": {"c": null}}], "d": {}}}',
    '{"stage": "placed", "text": "\\": \\\\", "a:b": ":", "n": 1e400}',
    '{"stage": "placed", "n": ' + "9" * 5000 + "}",
    '{"stage": "placed", "n": 1, "n": 1}',
    "{}",
    '{"stage": "placed", "v": ' + "[" * 150 + "]" * 150 + "}",
    '{"stage": "placed", "\\u0000": "\\u0000", "": ""}',
]


@pytest.mark.parametrize("packed", PACKED)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_of_json_stay_json_that_a_strict_reader_reads(
    end: str, packed: str, tmp_path: Path
) -> None:
    source = write(tmp_path / f"rows.jsonl{packed}", end.join(KEPT).encode())
    target = tmp_path / "decided.jsonl"
    assert decide(source, target, JOB).rows == len(KEPT)
    found = [json.loads(line, parse_int=str) for line in text_of(target).split("\n")[:-1]]
    wanted = [json.loads(line, parse_int=str) for line in KEPT]
    assert [{**row, "rule": None} for row in found] == [{**row, "rule": None} for row in wanted]


ODD_VALUES: tuple[Any, ...] = (
    *(None, True, 1, -0.0, 1.5, "", "x", 'a"b', "\\", "\x01", "ñ", "\u2028", "😀", ":", '":'),
    *([], {}, [1, [2]], {"a": 1}, {"stage": "x"}, "\ud800"),
)


@pytest.mark.parametrize("seed", range(6))
def test_odd_json_is_read_as_pythons_reader_does_or_refused(seed: int, tmp_path: Path) -> None:
    draw = random.Random(seed)
    for number in range(10):
        lines = []
        for _ in range(draw.choice([1, 5, 40])):
            keys = draw.sample(["a", "b", "c:", "d e", '"', "stage"], k=draw.randint(1, 5))
            row = {key: draw.choice(ODD_VALUES) for key in keys} | {"stage": "placed"}
            line = json.dumps(
                row, ensure_ascii=draw.random() < 0.9, separators=draw.choice(SEPARATORS)
            )
            if number % 3 == 0 and draw.random() < 0.05:
                place = draw.randrange(len(line))
                line = (
                    line[:place] + draw.choice(["", ",", '"', "}", "\x02", "0"]) + line[place + 1 :]
                )
            lines.append(line)
        content = "\n".join(lines).encode(errors="replace")
        source = write(tmp_path / f"{number}.jsonl{draw.choice(PACKED)}", content)
        target = tmp_path / f"decided-{number}.jsonl"
        if decided_or_refused(source, target, fast=draw.choice([True, False, None])) is None:
            continue
        wanted = [json.loads(line) for line in content.decode().split("\n") if line.strip()]
        assert [{**row, "rule": ""} for row in objects_of(target)] == [
            {**row, "rule": ""} for row in wanted
        ]


SEPARATORS = [(",", ":"), (", ", ": "), (" , ", " : ")]


@pytest.mark.parametrize(
    "value",
    ["'nan'::DOUBLE", "'-inf'::FLOAT", "[1.0, 'nan'::DOUBLE]", "'{\"a\": NaN}'::JSON"],
)
@pytest.mark.parametrize("packed", PACKED)
def test_what_json_has_no_words_for_is_refused(value: str, packed: str, tmp_path: Path) -> None:
    select = "SELECT 'placed' AS stage, 1::DOUBLE AS x UNION ALL SELECT 'placed', 2"
    select = f"SELECT *, CASE WHEN x = 2 THEN {value} END AS v FROM ({select}) ORDER BY x"
    source = write_parquet(tmp_path / "rows.parquet", select)
    problem = refusal(source, tmp_path / f"decided.jsonl{packed}", JOB)
    assert (problem.where, problem.code) == (str(source), "batch-not-in-json")
    assert problem.values == {"row": "2"}
    assert decide(source, tmp_path / "decided.parquet", JOB).rows == 2
    assert decide(source, tmp_path / "decided.csv", JOB).rows == 2


# ------------------------------------------------------------------ names

ODD_NAMES = (
    *(
        "p[1]",
        "p*",
        "p?",
        "~",
        "stage=delivered",
        "a'b",
        'a"b',
        "{a,b}",
        "a\\b",
        "a b",
        "%41",
        "$HOME",
    ),
    *("a\nb", "ñ", "-", "file:x", "[!a]", "a;b"),
)


@pytest.mark.parametrize("ending", ["csv", "csv.gz", "jsonl", "parquet"])
@pytest.mark.parametrize("name", ODD_NAMES)
def test_no_name_means_anything_but_a_file(
    name: str, ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = Path(name)
    folder.mkdir()
    for place, id_ in ((folder / f"{name}.{ending}", "right"), (Path(f"p1.{ending}"), "wrong")):
        if ending == "parquet":
            write_parquet(Path("made"), f"SELECT '{id_}' AS id, 'placed' AS stage").rename(place)
        elif ending == "jsonl":
            write(place, f'{{"id": "{id_}", "stage": "placed"}}\n'.encode())
        else:
            write(place, f"id,stage\n{id_},placed\n".encode())
    source = folder / f"{name}.{ending}"
    assert named_files([str(source)]) == [str(source)]
    target = folder / "decided.csv"
    assert decide(source, target, JOB).rows == 1
    assert table_of(target)[1:] == [["right", "placed", "not-sent-yet"]]


OURS = (
    *(
        "added_outcome",
        "added_rule",
        "kind",
        "tail",
        "engine",
        "verdict",
        "judged",
        "number",
        "found",
    ),
    *(
        "text_stage",
        "zoned_ordered_at",
        "line",
        "cells",
        "json",
        "told",
        "told_before",
        "place",
        "c0",
    ),
    *("c1", "input", "filename", "file_row_number", "rowid", "STAGE_1", "key", "x"),
)


@pytest.mark.parametrize("given", ["parquet", "csv", "jsonl"])
@pytest.mark.parametrize("fast", [True, False])
def test_no_name_of_an_input_column_is_one_of_ours(given: str, fast: bool, tmp_path: Path) -> None:
    names: Sequence[str] = ["stage", "seller", *OURS]
    row = ["shipped", "amazon", *(f"own-{name}" for name in OURS)]
    source = tmp_path / f"rows.{given}"
    if given == "parquet":
        columns = ", ".join(
            f"'{cell}' AS \"{name}\"" for name, cell in zip(names, row, strict=True)
        )
        write_parquet(source, f"SELECT {columns}")
    elif given == "jsonl":
        write(source, json.dumps(dict(zip(names, row, strict=True))).encode())
    else:
        write(source, f"{','.join(names)}\n{','.join(row)}\n".encode())
    for ending in ("csv", "jsonl", "parquet"):
        target = tmp_path / f"decided.{ending}"
        job = row_job("return", columns=("outcome", "problem"))
        assert decide(source, target, job, fast=fast).outcomes == {"refuse-or-return": 1}
        assert rows_written(target, list(names)) == [row]


def test_parquet_columns_that_differ_in_capitals_are_told_apart(tmp_path: Path) -> None:
    source = write_parquet(tmp_path / "rows.parquet", "SELECT 'placed' AS stage, 1 AS \"Stage_1\"")
    decide(source, tmp_path / "decided.csv", JOB)
    assert table_of(tmp_path / "decided.csv")[0] == ["stage", "Stage_1", "rule"]


def test_the_database_loads_nothing_by_itself(product_settings: dict[str, str]) -> None:
    assert product_settings == {
        "allow_community_extensions": "false",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "python_enable_replacements": "false",
    }


@pytest.fixture
def product_settings(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    from ayuda.batch.rows.database import Limits, close, connect

    monkeypatch.setattr("duckdb.connect", begin)
    connection = connect(Limits())
    names = ("allow_community%", "auto%_known_%", "python_enable_replacements")
    likes = " OR ".join(f"name LIKE '{name}'" for name in names)
    rows = connection.execute(f"SELECT name, value FROM duckdb_settings() WHERE {likes}").fetchall()
    close(connection)
    return dict(rows)
