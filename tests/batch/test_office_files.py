"""Files as offices have them: what they mark is taken, and what they do not mark is proposed."""

from __future__ import annotations

import bz2
import json
import lzma
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pyarrow import parquet
from support.builtin import POLICY
from support.row_batches import (
    NOW,
    TEXTS,
    decide,
    gzip,
    objects_of,
    refusal,
    row_job,
    table_of,
    write,
    zstd,
)

from ayuda.batch.output import Target
from ayuda.batch.rows.database import Limits
from ayuda.batch.rows.layout import AS_SHOWN, Layout
from ayuda.batch.rows.reading import edges
from ayuda.batch.rows.reading.edges import below_lines, rows_without_cells
from ayuda.batch.rows.reading.encodings import (
    OFFERED,
    guessed_encoding,
    in_utf8,
    known_encoding,
    not_utf8,
)
from ayuda.batch.rows.reading.files import row_file
from ayuda.batch.rows.reading.json_arrays import lines_of_array
from ayuda.batch.rows.row_batch import RowBatch
from ayuda.errors import AyudaError

JOB = row_job("return", columns=("rule",))
TABLE = "stage;seller;ciudad\r\nplaced;amazon;Málaga\r\ndelivered;amazon;Ávila\r\n"
DECIDED = [
    ["stage", "seller", "ciudad", "rule"],
    ["placed", "amazon", "Málaga", "not-sent-yet"],
    ["delivered", "amazon", "Ávila", "delivered"],
]


def decided(source: Path, layout: Layout = AS_SHOWN) -> list[list[str]]:
    target = source.parent / "decided.csv"
    decide(source, target, row_job("return", columns=("rule",), layout=layout))
    return table_of(target, ";")


def refused(source: Path, layout: Layout = AS_SHOWN) -> list[tuple[str, str]]:
    (source.parent / "decided.csv").unlink(missing_ok=True)
    with pytest.raises(AyudaError) as error:
        decided(source, layout)
    assert not (source.parent / "decided.csv").exists()
    problems = error.value.problems
    assert all(TEXTS.message(problem).what for problem in problems)
    return [(problem.where.removeprefix(str(source)), problem.code) for problem in problems]


# ------------------------------------------------------------------ encodings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("separator", ["", "sep=;\r\n", "SEP=;\n", '"sep=;"\r\n'])
def test_what_a_file_marks_itself_is_taken(encoding: str, separator: str, tmp_path: Path) -> None:
    source = write(tmp_path / "rows.csv", (separator + TABLE).encode(encoding))
    assert decided(source) == DECIDED


@pytest.mark.parametrize("encoding", ["windows-1252", "macroman", "cp850"])
@pytest.mark.parametrize("rows", [0, 100_000])
def test_what_is_not_marked_is_proposed_and_then_read(
    encoding: str, rows: int, tmp_path: Path
) -> None:
    text = "stage;seller;ciudad\r\n" + "placed;amazon;x\r\n" * rows + TABLE.partition("\n")[2]
    source = write(tmp_path / "rows.csv", text.encode(encoding))
    with pytest.raises(AyudaError) as error:
        decided(source)
    [problem] = error.value.problems
    assert (problem.code, problem.values) == ("batch-other-encoding", {"encoding": encoding})
    assert problem.where == f"{source}:{rows + 2}"
    told = known_encoding(problem.values["encoding"])
    assert decided(source, Layout(told))[-2:] == DECIDED[1:]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_proposed(encoding: str, tmp_path: Path) -> None:
    source = write(tmp_path / "rows.csv", TABLE.encode(encoding))
    assert refused(source) == [("", "batch-other-encoding")]
    assert decided(source, Layout(encoding)) == DECIDED


def test_damaged_utf_8_is_told_as_such_and_by_its_line(tmp_path: Path) -> None:
    content = TABLE.encode().replace("Ávila".encode(), b"\xc3vila \xc3\xa1\xc3\xa9")
    assert refused(write(tmp_path / "rows.csv", content)) == [(":3", "batch-encoding")]


def test_what_the_named_encoding_has_no_letter_for_is_told_by_its_line(tmp_path: Path) -> None:
    source = write(tmp_path / "rows.csv", TABLE.encode("cp1252").replace(b"\xc1vila", b"\x81"))
    assert refused(source, Layout("cp1252")) == [(":3", "batch-not-in-encoding")]
    far = TABLE + "placed;amazon;x\r\n" * 100_000 + "placed;amazon;€\r\n"
    source = write(tmp_path / "far.csv", far.encode())
    assert refused(source, Layout("ascii")) == [(":2", "batch-not-in-encoding")]
    late = write(tmp_path / "late.csv", far.replace("á", "a").replace("Á", "A").encode())
    assert refused(late, Layout("ascii")) == [(":100004", "batch-not-in-encoding")]


@given(text=st.text(st.characters(exclude_characters="\ufeff", exclude_categories=["Cs"])))
@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-16-le", "utf-7", "shift_jis"])
def test_pieces_of_any_size_are_the_text_of_the_whole(encoding: str, text: str) -> None:
    text = text.encode(encoding, "ignore").decode(encoding)
    content = text.encode(encoding)
    draw = Random(len(content))
    pieces, place = [], 0
    while place < len(content):
        size = draw.randint(1, 5)
        pieces.append(content[place : place + size])
        place += size
    assert b"".join(in_utf8(iter(pieces), encoding, "x")).decode() == text


def test_every_encoding_that_is_offered_is_known_and_no_other_kind_of_codec_is() -> None:
    assert all(map(known_encoding, OFFERED))
    assert known_encoding("UTF8") == known_encoding("utf-8-sig") == "utf-8"
    assert not any(map(known_encoding, ("zip", "rot13", "hex", "", "none", "\0")))
    assert guessed_encoding("año".encode("cp1252")) == "windows-1252"
    assert not_utf8("x", "año".encode("cp850"), 3).problems[0].values == {"encoding": "cp850"}


# ------------------------------------------------------------------ what stands around a table


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_heading_below_titles_is_proposed_and_lines_stay_those_of_the_file(
    end: str, tmp_path: Path
) -> None:
    titles = f"Pedidos; de noviembre{end}{end}Tienda: 3{end}"
    table = TABLE.replace("\r\n", end)
    source = write(tmp_path / "rows.csv", (titles + table).encode())
    with pytest.raises(AyudaError) as error:
        decided(source)
    found = error.value.problems[-1]
    assert found.code == "batch-heading-below"
    assert (found.values["skip"], found.values["line"]) == ("3", "4")
    assert decided(source, Layout(skip=3)) == DECIDED
    ragged = write(tmp_path / "ragged.csv", (titles + table + f"placed{end}").encode())
    assert refused(ragged, Layout(skip=3)) == [(":7", "batch-ragged")]
    odd = write(tmp_path / "odd.csv", (titles + table + f"gone;amazon;x{end}").encode())
    summary = decide(odd, None, row_job("return", layout=Layout(skip=3)))
    assert [row.line for row in summary.first] == [7]
    assert refused(source, Layout(skip=99)) == [("", "batch-skip-too-far")]


@given(
    lines=st.lists(st.sampled_from(["", "a", "bc"]), max_size=6),
    ends=st.lists(st.sampled_from([b"\n", b"\r\n", b"\r"]), min_size=6, max_size=6),
    size=st.integers(1, 4),
    skip=st.integers(0, 7),
)
@example(lines=["", ""], ends=[b"\r\n"] * 6, size=1, skip=1)
def test_lines_are_left_out_whatever_pieces_they_come_in(
    lines: list[str], ends: list[bytes], size: int, skip: int
) -> None:
    whole = [line.encode() + end for line, end in zip(lines, ends, strict=False)]
    content = b"".join(whole)
    wanted = content
    for _ in range(skip):  # "\r" before a line that is only "\n" is the end of one line with it
        place = min((p for p in (wanted.find(b"\n"), wanted.find(b"\r")) if p >= 0), default=None)
        if place is None:
            wanted = b""
            break
        place += 2 if wanted[place : place + 2] == b"\r\n" else 1
        wanted = wanted[place:]
    pieces = (content[place : place + size] for place in range(0, len(content), size))
    assert b"".join(below_lines(pieces, skip)) == wanted


@pytest.mark.parametrize("fast", [True, False])
@pytest.mark.parametrize(
    ("end", "blank"),
    [("", 0), (";;\r\n", 1), (";;\r\n;;\r\n", 2), (";;\r\n\r\n", 2), (" ; ; \r\n", 1), (";;", 1)],
)
def test_rows_without_a_cell_at_the_end_are_left_out_and_counted(
    end: str, blank: int, fast: bool, tmp_path: Path
) -> None:
    middle = TABLE + ";;\r\n" + "placed;amazon;\r\n"
    source = write(tmp_path / "rows.csv", (middle + end).encode())
    target = tmp_path / "decided.csv"
    summary = decide(source, target, JOB, fast=fast)
    assert (summary.rows, summary.blank) == (4, blank)
    assert table_of(target, ";")[3:] == [["", "", "", ""], ["placed", "amazon", "", "not-sent-yet"]]


@given(
    body=st.text("a;\n", max_size=12),
    end=st.lists(st.sampled_from([";;\n", "\n", ";;\r\n", "\r\n", " ;\n", ";"]), max_size=8),
    size=st.integers(1, 9),
)
def test_the_end_of_a_table_is_found_in_pieces_of_any_size(
    body: str, end: list[str], size: int
) -> None:
    content = ("h;i\n" + body + "".join(end)).encode()
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        source = write(Path(folder, "rows.csv"), content)
        whole = rows_without_cells(str(source), ";")
        patch.setattr(edges, "PIECE", size)
        assert rows_without_cells(str(source), ";") == whole
    rows, begins = whole
    if rows:
        assert not content[begins:].strip(b"; \r\n")
        assert content[:begins].endswith(b"\n")
        assert content[:begins].rstrip(b"\r\n").rpartition(b"\n")[2].strip(b"; ")
        assert rows == len(content[begins:].splitlines())


def test_a_long_end_without_cells_is_left_out(tmp_path: Path) -> None:
    source = write(tmp_path / "rows.csv", (TABLE + ";;\r\n" * 600_000).encode())
    assert decide(source, None, JOB).blank == 600_000


# ------------------------------------------------------------------ packed


def zipped(content: bytes, name: str = "rows.csv") -> Callable[[Path], None]:
    def write_zip(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("__MACOSX/._rows.csv", b"\0\1")
            archive.writestr("folder/", b"")
            archive.writestr(name, content)

    return write_zip


PACKINGS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "zst": zstd.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
}


@pytest.mark.parametrize("ending", PACKINGS)
@pytest.mark.parametrize("name", ["rows.csv.{}", "rows", "rows.csv"])
def test_a_packed_table_is_read_to_its_end(ending: str, name: str, tmp_path: Path) -> None:
    pack = PACKINGS[ending]
    source = tmp_path / name.format(ending)
    source.write_bytes(pack(TABLE.encode()))
    assert decided(source) == DECIDED
    source.write_bytes(pack(TABLE[:30].encode()) + pack(TABLE[30:].encode()))
    assert decided(source) == DECIDED


@pytest.mark.parametrize("ending", ["bz2", "xz"])
def test_every_cut_and_every_changed_byte_of_a_packed_table_is_told(
    ending: str, tmp_path: Path
) -> None:
    content = PACKINGS[ending](TABLE.encode() * 3)
    source = tmp_path / f"rows.csv.{ending}"
    for place in range(8, len(content)):
        source.write_bytes(content[:place])
        [(_, code)] = refused(source)
        assert code in {"batch-cut-short", "batch-damaged"}, place
    for place in range(10, len(content), 7):
        changed = bytearray(content)
        changed[place] ^= 0x55
        source.write_bytes(changed)
        with pytest.raises(AyudaError):
            decided(source)


def test_a_zip_with_one_table_is_read_and_any_other_is_told(tmp_path: Path) -> None:
    source = tmp_path / "orders.zip"
    zipped(TABLE.encode())(source)
    assert decided(source) == DECIDED
    zipped(b'[{"stage": "placed"}]', "rows.json")(source)
    target = tmp_path / "decided.jsonl"
    decide(source, target, JOB)
    assert objects_of(target) == [{"stage": "placed", "rule": "not-sent-yet"}]
    with zipfile.ZipFile(source, "a") as archive:
        archive.writestr("more.csv", TABLE)
    assert refused(source) == [("", "batch-archive-of-several")]
    with zipfile.ZipFile(source, "w"):
        pass
    assert [code for _, code in refused(source)] in (
        ["batch-archive-empty"],
        ["batch-damaged"],
        ["batch-archive-damaged"],
    )
    zipped(TABLE.encode() * 50)(source)
    content = bytearray(source.read_bytes())
    content[len(content) // 2] ^= 0x55
    source.write_bytes(content)
    with pytest.raises(AyudaError):
        decided(source)
    source.write_bytes(content[: len(content) // 2])
    assert refused(source) == [("", "batch-archive-damaged")]


# ------------------------------------------------------------------ arrays


def plain_json() -> st.SearchStrategy[object]:
    scalar = st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8"))
    return st.recursive(
        scalar, lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=3), inner)
    )


@given(
    rows=st.lists(st.dictionaries(st.text(max_size=4), plain_json(), max_size=3), max_size=5),
    indent=st.sampled_from([None, 0, 2]),
    ascii_only=st.booleans(),
    size=st.integers(1, 9),
)
def test_an_array_in_any_pieces_is_its_objects_in_lines(
    rows: list[dict[str, object]], indent: int | None, ascii_only: bool, size: int
) -> None:
    content = json.dumps(rows, indent=indent, ensure_ascii=ascii_only).encode()
    pieces = (content[place : place + size] for place in range(0, len(content), size))
    lines = b"".join(lines_of_array(pieces, "x"))
    assert [json.loads(line) for line in lines.splitlines() if line] == rows


@pytest.mark.parametrize(
    "text",
    [
        '[{"stage":"placed"}',
        '[{"stage":"placed"},]',
        '[,{"stage":"placed"}]',
        '[{"stage":"placed"},,{"stage":"placed"}]',
        '[{"stage":"placed"}] x',
        '[{"stage":"placed"}][]',
        '[{"stage":"placed"} {"stage":"placed"}]',
        '[{"stage":"placed\n"}]',
        '[{"stage":"placed"}, 2]',
        '[{"stage":"placed"}, [{"stage":"placed"}]]',
        '[{"stage":"placed"}, "x]',
        '[{"stage":"placed"}}',
        '[{"stage":"placed"},{"stage":NaN}]',
    ],
)
def test_a_broken_array_is_refused_whole(text: str, tmp_path: Path) -> None:
    source = write(tmp_path / "rows.json", text.encode())
    problem = refusal(source, tmp_path / "decided.jsonl", JOB)
    assert problem.code in {"batch-array-broken", "batch-not-json"}
    assert problem.where.removeprefix(f"{source}:").isdigit()


def test_numbers_of_an_array_stay_as_they_are_written(tmp_path: Path) -> None:
    text = '[ {"stage": "placed", "n": 1.50, "id": 12345678901234567890123, "e": 1E+2} ]'
    source = write(tmp_path / "rows.json", b"\xef\xbb\xbf" + text.encode())
    target = tmp_path / "decided.jsonl"
    decide(source, target, JOB)
    assert target.read_text() == (
        '{"stage": "placed", "n": 1.50, "id": 12345678901234567890123, "e": 1E+2,'
        '"rule":"not-sent-yet"}\n'
    )


# ------------------------------------------------------------------ what is no file of rows


@pytest.mark.parametrize(
    ("start", "code"),
    [
        (b"SQLite format 3\0" + b"\0" * 100, "batch-is-sqlite"),
        (b"%PDF-1.7\n%\xe2\xe3", "batch-is-pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "batch-not-workbook"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"),
            "batch-workbook-old",
        ),
        (b"\0\1\0\0Standard ACE DB\0", "batch-is-access"),
        (b"ARROW1\0\0\xff\xff", "batch-is-arrow"),
        (b"ORC\x0a\x0b", "batch-is-orc"),
        (b"Obj\x01\x04", "batch-is-avro"),
        (b"\x89PNG\r\n\x1a\n", "batch-is-picture"),
        (b"Rar!\x1a\x07", "batch-is-archive"),
        (b"  <!DOCTYPE html><table>", "batch-is-html"),
        (b"\xef\xbb\xbf<html xmlns='x'>", "batch-is-html"),
        (b"<table><tr><td>stage", "batch-is-html"),
        (b"<?xml version='1.0'?><rows/>", "batch-is-xml"),
        (b"{\\rtf1", "batch-is-document"),
        (b"\x7fELF\2", "batch-is-program"),
    ],
)
@pytest.mark.parametrize("name", ["rows.csv", "rows.xls", "rows.json"])
def test_what_is_no_file_of_rows_is_named(
    start: bytes, code: str, name: str, tmp_path: Path
) -> None:
    source = write(tmp_path / name, start)
    assert refused(source) == [("", code)]


@pytest.mark.parametrize("heading", ["ORCID", "Obj", "PKW", "BZh9", "MZ", "<a>", "[stage]", "GIF8"])
def test_a_heading_that_begins_like_another_kind_of_file_is_a_heading(
    heading: str, tmp_path: Path
) -> None:
    source = write(tmp_path / "rows", f"{heading};stage\n1;placed\n".encode())
    assert decided(source) == [[heading, "stage", "rule"], ["1", "placed", "not-sent-yet"]]


def test_a_layout_goes_with_the_job_to_a_part(tmp_path: Path) -> None:
    source = write(tmp_path / "rows.csv", ("Título\r\n" + TABLE).encode("cp1252"))
    job = row_job("return", columns=("rule",), layout=Layout("cp1252", 1))
    assert job.now == NOW
    target = Target(tmp_path / "decided.csv", "csv")
    RowBatch(job, POLICY, TEXTS, Limits()).decide([row_file(str(source), job.layout)], target)
    assert table_of(target.path, ";") == DECIDED


# ------------------------------------------------------------------ what is nested


NESTED = [
    {"order": {"stage": "placed", "by": {"seller": "amazon"}}, "n": 1},
    {"order": {"stage": "delivered", "by": {"seller": "amazon"}}, "n": 2},
    {"order": {"stage": None, "by": None}, "n": 3},
    {"order": None, "n": 4},
]
INSIDE = row_job(
    "return",
    columns=("rule", "needs"),
    facts={"order.stage": "stage", "order.by.seller": "seller"},
)


@pytest.mark.parametrize("fast", [True, False])
def test_keys_in_objects_and_fields_of_structures_state_facts(fast: bool, tmp_path: Path) -> None:
    rules = ["not-sent-yet", "delivered", None, None]
    lines = write(tmp_path / "rows.jsonl", "".join(f"{json.dumps(o)}\n" for o in NESTED).encode())
    target = tmp_path / "decided.jsonl"
    decide(lines, target, INSIDE, fast=fast)
    found = objects_of(target)
    assert [row["rule"] for row in found] == rules
    assert [{k: row[k] for k in ("order", "n")} for row in found] == NESTED
    table = pa.Table.from_pylist(NESTED)
    parquet.write_table(table, tmp_path / "rows.parquet")
    made = tmp_path / "decided.parquet"
    decide(tmp_path / "rows.parquet", made, INSIDE, fast=fast)
    decided_table = parquet.read_table(made)
    assert decided_table["rule"].to_pylist() == rules
    assert decided_table.select(["order", "n"]).to_pylist() == NESTED


def test_a_key_that_has_dots_itself_goes_before_one_inside(tmp_path: Path) -> None:
    row = {"order.stage": "delivered", "order": {"stage": "placed", "by": {"seller": "amazon"}}}
    source = write(tmp_path / "rows.jsonl", json.dumps(row).encode())
    target = tmp_path / "decided.jsonl"
    decide(source, target, INSIDE)
    assert objects_of(target)[0]["rule"] == "delivered"
    problem = refusal(write(tmp_path / "rows.csv", b"order,n\nplaced,1\n"), tmp_path / "x.csv", JOB)
    assert problem.code == "batch-no-facts"
