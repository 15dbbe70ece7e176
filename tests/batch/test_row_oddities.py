"""Tables as people and programs really write them: every cell comes out as it went in."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from msgspec import structs
from support.builtin import POLICY
from support.row_batches import (
    Cells,
    decide,
    engine_says,
    refusal,
    row_job,
    rows_of_text,
    table_of,
    table_text,
    write,
    write_table,
)

from ayuda.batch.rows.job import RowJob
from ayuda.batch.rows.layout import Layout
from ayuda.batch.rows.reading.files import row_file

JOB = row_job()
FACTS = ("stage", "seller", "shipped_by", "bundle", "bundle_item_shipped", "ordered_at", "now")
USUAL = {
    "stage": ("placed", "preparing", "shipped", "delivered", ""),
    "seller": ("amazon", "marketplace", ""),
    "shipped_by": ("amazon", "seller", ""),
    "bundle": ("yes", "no", "1", "0", "sí", ""),
    "bundle_item_shipped": ("true", "false", ""),
    "ordered_at": ("2026-11-23T11:40", "2026-11-20 10:00:00", "2026-11-23T11:00:00+01:00", ""),
    "now": ("", "2026-11-23T12:00"),
}
ODD = (
    *('"', '""', ",", ";", "\t", "|", "\n", "\r\n", "\r", "\ufeff", "\0", "\x01", "\x1a", "\x0b"),
    *("\x85", "\u2028", "ñ", "€", "😀", "=1+1", "-12.5", "@a", "'", "\\", " ", "#", "//", "NULL"),
    "x" * 3000,
)
"""What cells are put together from; none of it may matter."""
SINGLE_LINE = tuple(piece for piece in ODD if not set(piece) & set('"\n\r\x01'))
"""The same without what keeps a row from being one plain line."""
DELIMITERS = ",;\t|"
MARK = "\ufeff"


def cells(pieces: Sequence[str]) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(pieces), max_size=3).map("".join)


class Table:
    """Rows, the first one the header, and how they are written."""

    def __init__(
        self, rows: list[Cells], content: bytes, delimiter: str, encoding: str = "utf-8"
    ) -> None:
        self.rows = rows
        self.layout = Layout(None if encoding.startswith("utf-8") else encoding)
        self.content = content
        self.delimiter = delimiter
        self.name = "rows.tsv" if delimiter == "\t" else "rows.csv"

    def __repr__(self) -> str:
        return f"Table({self.content!r})"


@st.composite
def tables(draw: st.DrawFn, pieces: Sequence[str]) -> Table:
    odd = cells(pieces)
    known = draw(st.lists(st.sampled_from(FACTS[:-1]), min_size=1, max_size=3, unique=True))
    if draw(st.booleans()):
        known.append("now")
    taken = {*FACTS, *JOB.columns}
    others = draw(st.lists(odd.filter(lambda name: name not in taken), max_size=3))
    header = draw(st.permutations([*known, *others]))
    columns = [
        st.sampled_from(USUAL[name]) | odd if name in USUAL else odd | st.just("")
        for name in header
    ]
    body = draw(st.lists(st.tuples(*columns).map(list), max_size=12))
    delimiter = draw(st.sampled_from(DELIMITERS))
    line_end = draw(st.sampled_from(["\n", "\r\n"]))
    quoting = draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]))
    text = table_text([header, *body], delimiter=delimiter, line_end=line_end, quoting=quoting)
    if draw(st.booleans()):
        text = text.removesuffix(line_end)
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "latin-1", "utf-16", "cp1252", "cp850"]))
    text = text.encode(encoding, "ignore").decode(encoding)
    content = text.encode(encoding)
    rows = rows_of_text(without_blank_end(text, delimiter), delimiter)
    # A mark at the beginning is one of the byte order.
    assume(not text.startswith(MARK))
    assume(body or not set("".join(header)) & set("\n\r"))  # Such a heading alone is refused.
    assume(len(rows[0]) > 1 or delimiter == "\t")  # Else nothing shows what the delimiter is.
    return Table(rows, content, delimiter, encoding)


def without_blank_end(text: str, delimiter: str) -> str:
    """A table's text without the lines at its end that have no cell, if one has delimiters."""
    lines = re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z", text)
    dropped = []
    while lines and not lines[-1].strip(f" \t\r\n{delimiter}"):
        dropped.append(lines.pop())
    return "".join(lines) if any(delimiter in line for line in dropped) else text


@cache
def told(facts: tuple[tuple[str, str], ...]) -> Cells:
    return engine_says(JOB, dict(facts))


def wanted(rows: Sequence[Cells], job: RowJob = JOB) -> list[Cells]:
    """The whole output: every row as it was, with what the engine says of it."""
    header, *body = rows
    output = [[*header, *job.columns]]
    for row in body:
        facts = tuple((c, v) for c, v in zip(header, row, strict=True) if c in FACTS)
        output.append([*row, *told(facts)])
    return output


def check(table: Table, *, fast: bool) -> None:
    with TemporaryDirectory() as folder:
        source = write(Path(folder, table.name), table.content)
        assume(row_file(str(source), table.layout).delimiter == table.delimiter)
        target = Path(folder, f"decided{source.suffix}")
        job = structs.replace(JOB, layout=table.layout)
        summary = decide(source, target, job, fast=fast)
        assert table_of(target, table.delimiter) == wanted(table.rows)
        assert summary.rows == len(table.rows) - 1
        assert {path.name for path in Path(folder).iterdir()} == {source.name, target.name}


@pytest.mark.parametrize("fast", [True, False])
@settings(max_examples=20)
@given(table=tables(ODD))
def test_every_cell_of_an_odd_table_comes_out_as_it_went_in(table: Table, fast: bool) -> None:
    check(table, fast=fast)


@settings(max_examples=20)
@given(table=tables(SINGLE_LINE))
@example(table=Table([["stage", "a"], ["placed", "x,y"]], b'stage,a\r\nplaced,"x,y"\r\n', ","))
def test_every_line_of_a_table_of_plain_lines_is_kept(table: Table) -> None:
    check(table, fast=True)


def test_a_kept_line_is_the_same_to_the_byte(tmp_path: Path) -> None:
    lines = ['1,placed,amazon,"x, y"', "2,placed,amazon,  padded\t", "3,placed,amazon,it's\\"]
    source = write(tmp_path / "rows.csv", "\n".join(["id,stage,seller,note", *lines]).encode())
    target = tmp_path / "decided.csv"
    decide(source, target, row_job("return", columns=("rule",)), fast=True)
    kept = [f"{line},not-sent-yet" for line in lines]
    assert target.read_text().splitlines() == ["id,stage,seller,note,rule", *kept]


# ------------------------------------------------------------------ oddities far behind

PLAIN_ROWS = 200_000
"""More than is looked at before it is decided how a file is read."""


@pytest.mark.parametrize(
    ("odd", "encoding"),
    [
        ('"two\nlines"', "utf-8"),
        ('"says ""yes"""', "utf-8"),
        ("\x01", "utf-8"),
        ("señal", "latin-1"),
        ('"two\nseñales"', "latin-1"),
    ],
)
def test_what_is_odd_only_far_behind_is_still_read(odd: str, encoding: str, tmp_path: Path) -> None:
    plain = "1,placed,amazon,nothing odd\n"
    text = f"id,stage,seller,note\n{plain * PLAIN_ROWS}2,shipped,marketplace,{odd}\n{plain}"
    source = write(tmp_path / "rows.csv", text.encode(encoding))
    layout = Layout(None if encoding == "utf-8" else encoding)
    assert row_file(str(source), layout).keeps_lines
    target = tmp_path / "decided.csv"
    job = row_job("return", columns=("rule", "needs"), layout=layout)
    summary = decide(source, target, job)
    assert (summary.rows, summary.undecided) == (PLAIN_ROWS + 2, 1)
    assert [(row.line, row.needs) for row in summary.first] == [(PLAIN_ROWS + 2, ("shipped_by",))]
    rows = table_of(target)
    [note] = rows_of_text(odd)
    assert rows[-2] == ["2", "shipped", "marketplace", *rows_of_text(odd)[0], "", "shipped_by"]
    assert rows[1:-2] == [["1", "placed", "amazon", "nothing odd", "not-sent-yet", ""]] * PLAIN_ROWS
    assert len(note) == 1


# ------------------------------------------------------------------ headings


@pytest.mark.parametrize("fast", [True, False])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("heading", ["a\nb", "a\r\nb", "a\rb", "a,b", 'a"b', "", " ", "\x01", "ñ"])
def test_a_heading_may_be_anything(heading: str, line_end: str, fast: bool, tmp_path: Path) -> None:
    rows = [[heading, "stage", heading], ["1", "placed", "\r"], ["2", "bad\n", ""]]
    source = write_table(tmp_path / "rows.csv", rows, line_end=line_end)
    target = tmp_path / "decided.csv"
    assert decide(source, target, JOB, fast=fast).rows == 2
    assert table_of(target) == wanted(rows)


@pytest.mark.parametrize("plain_rows", [0, 20_000])
@pytest.mark.parametrize("heading", ['";"', '"a\nb"', '"a"', "a"])
def test_a_mark_of_the_byte_order_before_quotes_costs_no_row(
    heading: str, plain_rows: int, tmp_path: Path
) -> None:
    text = f'{heading};stage\n1;placed\n2;"placed"\n' + "3;shipped\n" * plain_rows
    source = write(tmp_path / "rows.csv", f"\ufeff{text}".encode())
    target = tmp_path / "decided.csv"
    assert decide(source, target, row_job("return", columns=("rule",))).rows == 2 + plain_rows
    assert [row[:2] for row in table_of(target, ";")] == rows_of_text(text, ";")


def test_files_whose_lines_end_in_different_ways_lose_no_row(tmp_path: Path) -> None:
    rows = [["stage", "note"], ["placed", "two\nlines"], ["shipped", '"']]
    sources = [
        write_table(tmp_path / f"{place}.csv", rows, line_end=line_end)
        for place, line_end in enumerate(["\n", "\r\n", "\n"])
    ]
    for first in (0, 1):
        target = tmp_path / f"decided{first}.csv"
        assert decide(sources[first:], target, JOB).rows == 2 * len(sources[first:])
        assert table_of(target)[1:] == wanted(rows)[1:] * len(sources[first:])


# ------------------------------------------------------------------ lines that do not fit

RAGGED = {
    "a cell too many": ("4,shipped,x,y", 4),
    "a cell too few": ("4,shipped", 2),
    "one cell": ("4", 1),
    "a cell too many, in quotes": ('4,shipped,x,"y,z"', 4),
    "blanks alone": ("  ", 1),
}


@pytest.mark.parametrize("fast", [True, False])
@pytest.mark.parametrize("place", [0, 4000])
@pytest.mark.parametrize("kind", RAGGED)
def test_a_ragged_line_is_named_and_nothing_written(
    kind: str, place: int, fast: bool, tmp_path: Path
) -> None:
    ragged, found = RAGGED[kind]
    lines = ["1,placed,x"] * 4000
    lines.insert(place, ragged)
    source = write(tmp_path / "rows.csv", "\n".join(["id,stage,note", *lines, ""]).encode())
    problem = refusal(source, tmp_path / "decided.csv", row_job("return"), fast=fast)
    assert (problem.where, problem.code) == (f"{source}:{place + 2}", "batch-ragged")
    assert problem.values == {"expected": "3", "found": str(found)}


@pytest.mark.parametrize("name", ["rows.csv.gz", "rows.csv.zst", "b.csv"])
def test_the_line_is_named_as_it_stands_in_its_own_file(name: str, tmp_path: Path) -> None:
    good = write(tmp_path / f"a{name[name.index('.') :]}", b"id,stage\n1,placed\n")
    text = 'id,stage\n1,"placed"\n2,placed,x\n3,placed\n'
    source = write(tmp_path / name, text.encode())
    problem = refusal([good, source], tmp_path / "decided.csv", row_job("return"))
    assert (problem.where, problem.code) == (f"{source}:3", "batch-ragged")


def test_the_line_counts_those_that_cells_hold(tmp_path: Path) -> None:
    text = 'id,stage\n1,"pla\nced"\n\n2,placed,x\n'
    source = write(tmp_path / "rows.csv", text.encode())
    problem = refusal(source, tmp_path / "decided.csv", row_job("return"))
    assert problem.where == f"{source}:5"


@pytest.mark.parametrize(
    "line", ['2,"placed', '2,"placed"x', '2,"pla"ced"', '2,placed,"', '"2,placed'], ids=repr
)
@pytest.mark.parametrize("fast", [True, False])
def test_quotes_that_do_not_pair_are_refused_with_their_line(
    line: str, fast: bool, tmp_path: Path
) -> None:
    source = write(tmp_path / "rows.csv", f"id,stage\n1,placed\n{line}\n3,placed\n".encode())
    problem = refusal(source, tmp_path / "decided.csv", row_job("return"), fast=fast)
    assert problem.where == f"{source}:3"
    assert problem.code in {"batch-quotes-unpaired", "batch-quote-open"}


@pytest.mark.parametrize("ends", ["\n \r\n \n", "\r\n \n \r\n", "\n \n \r\n", "\r\n \r\n \n"])
def test_line_ends_that_differ_are_no_hindrance_to_plain_lines(ends: str, tmp_path: Path) -> None:
    first, second, third = ends.split(" ")
    text = f"id,stage{first}1,placed{second}2,shipped{third}3,placed"
    source = write(tmp_path / "rows.csv", text.encode())
    target = tmp_path / "decided.csv"
    assert decide(source, target, row_job("return"), fast=True).rows == 3
    found = [row[:2] for row in table_of(target)[1:]]
    assert found == [["1", "placed"], ["2", "shipped"], ["3", "placed"]]


@pytest.mark.parametrize("fast", [True, False])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("rows", [1, 50_000])
def test_a_lone_carriage_return_costs_no_character(
    rows: int, line_end: str, fast: bool, tmp_path: Path
) -> None:
    plain = f"1,placed{line_end}" * rows
    source = write(
        tmp_path / "rows.csv", f"id,stage{line_end}{plain}2,placed\r3,placed{line_end}".encode()
    )
    problem = refusal(source, tmp_path / "decided.csv", row_job("return"), fast=fast)
    assert problem.code == "batch-mixed-line-ends"


@pytest.mark.parametrize("end", ["", "\r"])
def test_lines_may_end_in_carriage_returns_alone(end: str, tmp_path: Path) -> None:
    source = write(tmp_path / "rows.csv", f"id,stage\r1,placed\r2,shipped{end}".encode())
    target = tmp_path / "decided.csv"
    assert decide(source, target, row_job("return")).rows == 2
    assert [row[0] for row in table_of(target)] == ["id", "1", "2"]


@pytest.mark.parametrize("plain_rows", [1, 20_000])
@pytest.mark.parametrize("ends", ["\n \r\n \n", "\r\n \n \r\n", "\n \n \r\n", "\r\n \r\n \n"])
def test_line_ends_that_differ_are_no_hindrance_to_cells_of_several_lines(
    ends: str, plain_rows: int, tmp_path: Path
) -> None:
    first, second, third = ends.split(" ")
    text = f'id,stage{first}1,"pla\nced"{second}2,"pla\r\nced"{third}' + "3,placed\n" * plain_rows
    source = write(tmp_path / "rows.csv", text.encode())
    target = tmp_path / "decided.csv"
    assert decide(source, target, row_job("return")).rows == 2 + plain_rows
    assert [row[:2] for row in table_of(target)] == rows_of_text(text)


# ------------------------------------------------------------------ blank lines


@pytest.mark.parametrize("fast", [True, False])
@pytest.mark.parametrize("note", ["plain", '"two\nlines"'])
def test_a_blank_line_is_no_row(note: str, fast: bool, tmp_path: Path) -> None:
    text = f"\n\nid,stage,note\n\n1,placed,{note}\n\n\n2,placed,x\n\n"
    source = write(tmp_path / "rows.csv", text.encode())
    target = tmp_path / "decided.csv"
    assert decide(source, target, row_job("return"), fast=fast).rows == 2
    assert [row[0] for row in table_of(target)] == ["id", "1", "2"]


@pytest.mark.parametrize("fast", [True, False])
def test_a_table_of_one_column_keeps_its_empty_cells(fast: bool, tmp_path: Path) -> None:
    rows = [["stage"], ["placed"], [""], ["shipped"], [" "], [""]]
    source = write_table(tmp_path / "rows.csv", rows)
    target = tmp_path / "decided.csv"
    assert decide(source, target, JOB, fast=fast).rows == 5
    assert table_of(target) == wanted(rows)


@pytest.mark.parametrize("fast", [True, False])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("last", ["placed", '"pla\nced"'])
def test_a_blank_line_of_a_table_of_one_column_is_an_empty_cell(
    last: str, line_end: str, fast: bool, tmp_path: Path
) -> None:
    text = line_end.join(["", "stage", "", "placed", "", last, ""])
    source = write(tmp_path / "rows.csv", text.encode())
    target = tmp_path / "decided.csv"
    summary = decide(source, target, row_job("return", columns=("rule",)), fast=fast)
    [cell] = rows_of_text(last)[0]
    assert [row[0] for row in table_of(target)] == ["stage", "", "placed", "", cell]
    wanted = [6] if "\n" in last else [3, 5]
    assert (summary.rows, [row.line for row in summary.first]) == (4, wanted)


# ------------------------------------------------------------------ long cells


@pytest.mark.parametrize("cell", ["x" * (1 << 20), '"\n' * (1 << 19), "ñ," * (1 << 19)])
@pytest.mark.parametrize("fast", [True, False])
def test_a_cell_of_a_megabyte(cell: str, fast: bool, tmp_path: Path) -> None:
    rows = [["stage", "note"], ["placed", cell], ["shipped", "x"]]
    source = write_table(tmp_path / "rows.csv", rows)
    target = tmp_path / "decided.csv"
    assert decide(source, target, JOB, fast=fast).rows == 2
    assert table_of(target) == wanted(rows)


def test_a_megabyte_where_a_value_is_expected_is_told_in_short(tmp_path: Path) -> None:
    source = write_table(tmp_path / "rows.csv", [["stage", "note"], ["p" * (1 << 20), ""]])
    target = tmp_path / "decided.csv"
    summary = decide(source, target, JOB)
    assert summary.faulty == 1
    assert len(table_of(target)[1][-1]) < 400


def test_a_line_longer_than_any_is_refused(tmp_path: Path) -> None:
    long = "x" * (20 << 20)
    source = write_table(tmp_path / "rows.csv", [["stage", "note"], ["placed", long]])
    problem = refusal(source, tmp_path / "decided.csv", JOB)
    assert problem.where.startswith(str(source))


# ------------------------------------------------------------------ cells that state facts


@pytest.mark.parametrize("fast", [True, False])
@pytest.mark.parametrize("delimiter", DELIMITERS)
def test_a_fact_in_quotes_is_the_same_fact(delimiter: str, fast: bool, tmp_path: Path) -> None:
    name = "rows.tsv" if delimiter == "\t" else "rows.csv"
    plain = [["id", "stage", "seller"], ["1", "placed", "amazon"], ["2", "shipped", ""]]
    text = table_text(plain, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    text += delimiter.join(["3", '"placed"', "amazon"]) + "\n" + delimiter.join("3xy") + "\n" * 9
    source = write(tmp_path / name, text.encode())
    target = tmp_path / f"decided{source.suffix}"
    assert decide(source, target, JOB, fast=fast).rows == 4
    rows = [*plain, ["3", "placed", "amazon"], ["3", "x", "y"]]
    assert table_of(target, delimiter) == wanted(rows)


@pytest.mark.parametrize("fast", [True, False])
@pytest.mark.parametrize("delimiter", DELIMITERS)
def test_a_value_may_be_told_for_a_cell_with_delimiters_in_quotes(
    delimiter: str, fast: bool, tmp_path: Path
) -> None:
    cell = f"not{delimiter}yet, it's{delimiter}there"
    rows = [["stage", "n"], *([cell, "1"], ["placed", "2"]), *[["placed", "3"]] * 7]
    name = "rows.tsv" if delimiter == "\t" else "rows.csv"
    source = write_table(tmp_path / name, rows, delimiter=delimiter)
    target = tmp_path / f"decided{source.suffix}"
    job = row_job("return", columns=("rule",), values={"stage": {cell: "preparing"}})
    assert row_file(str(source)).keeps_lines
    assert decide(source, target, job, fast=fast).outcomes == {"cancel-instead": 9}
    assert table_of(target, delimiter)[1] == [cell, "1", "not-sent-yet"]


def test_every_fact_that_odd_cells_state_is_in_the_policy() -> None:
    assert set(FACTS[:-1]) == set(POLICY.flows["cancel"].facts)


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
@pytest.mark.parametrize("note", ["10 €", '"10 €\n"', "“x”"])
@pytest.mark.parametrize("plain_rows", [0, 20_000])
def test_what_is_not_utf_8_is_told_with_what_it_looks_like(
    plain_rows: int, note: str, ending: str, tmp_path: Path
) -> None:
    text = "stage;note\n" + "placed;\n" * plain_rows + f"placed;{note}\n"
    source = write(tmp_path / "rows.csv", text.encode("cp1252"))
    problem = refusal(source, tmp_path / f"decided.{ending}", row_job("return"))
    assert (problem.code, problem.values["encoding"]) == ("batch-other-encoding", "windows-1252")
    line = plain_rows + 2
    assert problem.where == f"{source}:{line}"
    told = row_job("return", layout=Layout("cp1252"))
    assert decide(source, tmp_path / f"decided.{ending}", told).rows == plain_rows + 1
