"""Rows that are decided as they come are those of the whole file, and so are their answers."""

from __future__ import annotations

import csv
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.builtin import POLICY
from support.row_batches import TEXTS, decide, row_job, rows_of_text

from ayuda.batch.formats import RowFormat
from ayuda.batch.rows.job import RowJob
from ayuda.batch.rows.unbuffered import Streams, UnbufferedRows
from ayuda.batch.summary import Summary
from ayuda.errors import AyudaError

ALIKE = ("rows", "outcomes", "undecided", "faulty", "ignored", "taken")


class Pipe:
    """Gives content in pieces, and keeps what is written before each of them."""

    def __init__(self, *pieces: bytes) -> None:
        self.pieces = [piece for piece in pieces if piece]
        self.written = b""
        self.before: list[bytes] = []

    def read(self) -> bytes:
        self.before.append(self.written)
        return self.pieces.pop(0) if self.pieces else b""

    def write(self, content: bytes) -> None:
        self.written += content


def unbuffered(job: RowJob, pipe: Pipe, kind: RowFormat | None = None) -> Summary:
    return UnbufferedRows(
        job, POLICY, TEXTS, Streams(pipe.read, pipe.write, "stdin", kind)
    ).decide()


def cut(draw: random.Random, content: bytes) -> Iterator[bytes]:
    """The content in pieces of any size: characters and ends of lines are cut, too."""
    start = 0
    while start < len(content):
        size = draw.choice((1, 2, 3, 10, 200, 1 << 16))
        yield content[start : start + size]
        start += size


def both(
    folder: Path, content: bytes, job: RowJob, draw: random.Random, name: str = "rows.csv"
) -> tuple[tuple[Any, bytes], tuple[Any, bytes]]:
    """What the whole file and the stream come to: a summary or a refusal, and what is written."""
    source, target = folder / name, folder / f"out{Path(name).suffix}"
    source.write_bytes(content)
    target.unlink(missing_ok=True)
    pipe = Pipe(*cut(draw, content))
    kind: Any = Path(name).suffix[1:]
    return (
        _outcome(lambda: decide(source, target, job), target.read_bytes),
        _outcome(lambda: unbuffered(job, pipe, kind), lambda: pipe.written),
    )


def _outcome(run: Any, written: Any) -> tuple[Any, bytes]:  # noqa: ANN401 - two functions
    try:
        summary = run()
    except AyudaError as error:
        [problem] = error.problems
        told = problem.values.get("reason")
        if problem.code != "batch-stopped":
            told = TEXTS.message(problem).what
        return (re.sub("^(stdin|/.*rows[.][a-z]+)", "", problem.where), told), b""
    first = [(row.line, row.needs, row.problem) for row in summary.first]
    return ({name: getattr(summary, name) for name in ALIKE}, first), written()


# ------------------------------------------------------------------ tables

STAGES = ["placed", "shipped", "delivered", "preparing", "", " ", "sent", "é", "x\u2028y", "\x0b"]
NOTES = [
    "",
    "plain",
    "a,b",
    "a;b",
    'say ""',
    '"',
    "two\nlines",
    "two\r\nlines",
    "\t",
    "ñ" * 40,
    "'",
]


def table(draw: random.Random, *, quotes: bool) -> str:
    mark, end = draw.choice(",;\t|"), draw.choice(("\n", "\r\n"))
    notes = NOTES if quotes else [note for note in NOTES if not {*note} & {*'"\n\r,;\t|'}]
    order = draw.sample(["stage", "seller", "note", "Ordered at"], 4)
    lines = [mark.join(order)]
    for _ in range(draw.randrange(30)):
        cells = {
            "stage": draw.choice(STAGES),
            "seller": draw.choice(["amazon", "marketplace", ""]),
            "note": draw.choice(notes),
            "Ordered at": draw.choice(["2026-11-23T11:40", "22/11/2026 10:00", "", "soon"]),
        }
        lines.append(mark.join(_cell(cells[name], mark) for name in order))
        if draw.random() < 0.05:
            lines.append("")
        if quotes and draw.random() < 0.02:
            lines.append(draw.choice(['"open', "a" + mark, 'a"b', "\ud7ff"]))
    text = end.join(lines)
    return (
        draw.choice(("", "\ufeff"))
        + end * draw.choice((0, 0, 2))
        + text
        + end * draw.choice((0, 1))
    )


def _cell(text: str, mark: str) -> str:
    if {*text} & {mark, '"', "\n", "\r"}:
        return '"' + text.replace('"', '""') + '"'
    return text


@pytest.mark.parametrize("seed", range(60))
def test_a_table_without_quotes_comes_out_byte_for_byte(seed: int, tmp_path: Path) -> None:
    draw = random.Random(f"plain/{seed}")
    dates = draw.choice(({}, {"date_form": "dmy"}))
    job = row_job(**dates, only=draw.choice(((), ("faulty", "cancel-now"))))
    text = table(draw, quotes=False)
    whole, stream = both(tmp_path, text.encode(), job, draw)
    assert stream == whole


@pytest.mark.parametrize("seed", range(120))
def test_any_table_has_the_same_rows_or_the_same_refusal(seed: int, tmp_path: Path) -> None:
    draw = random.Random(f"odd/{seed}")
    text = table(draw, quotes=True)
    whole, stream = both(tmp_path, text.encode(), row_job(), draw)
    assert stream[0] == whole[0]
    assert rows_of_text(stream[1].decode()) == rows_of_text(whole[1].decode()) or any(
        rows_of_text(stream[1].decode(), mark) == rows_of_text(whole[1].decode(), mark)
        for mark in ";|"
    )


def test_values_constants_and_ignored_cells_mean_what_they_mean_in_a_file(tmp_path: Path) -> None:
    job = row_job(
        "return",
        facts={"estado": "stage"},
        values={"estado": {"abierto": "placed", "a,b": "shipped"}},
        constants={"seller": "amazon"},
        ignored={"estado": ("otro",)},
    )
    content = b'id,estado\n1,abierto\n2,"a,b"\n3,otro\n4,delivered\n5,\n'
    whole, stream = both(tmp_path, content, job, random.Random(1))
    assert stream[0] == whole[0]
    assert list(csv.reader(stream[1].decode().splitlines())) == list(
        csv.reader(whole[1].decode().splitlines())
    )
    assert stream[0][0]["ignored"] == 1


@pytest.mark.parametrize(
    "content",
    [
        b"stage\nplaced\n\nshipped\n",
        b"stage,x,\nplaced,1,\nshipped,2,\n",
        b"stage,x\nplaced,1,\nshipped,2,\n",
        b"stage,x\nplaced,1,\nshipped,2\n",
        b'"stage","a\nb"\nplaced,1\n',
        b"stage\r\nplaced\r\n",
        "stage;año\nplaced;1\nshipped;2\n".encode("latin-1"),
        b"stage,x\nplaced",
        b"stage,x\n",
        b"stage,x",
        b"",
        b"\n\n",
        b"\xef\xbb\xbf",
        b"x,y\n1,2\n",
        b"stage,stage\nplaced,placed\n",
        b"stage,rule\nplaced,x\n",
    ],
)
def test_edges_of_a_table_are_those_of_a_file(content: bytes, tmp_path: Path) -> None:
    whole, stream = both(tmp_path, content, row_job("return"), random.Random(2))
    assert stream[0] == whole[0]
    assert rows_of_text(stream[1].decode()) == rows_of_text(whole[1].decode())


# -------------------------------------------------------------- JSON lines


@pytest.mark.parametrize("seed", range(40))
def test_json_lines_come_out_byte_for_byte_or_with_the_same_refusal(
    seed: int, tmp_path: Path
) -> None:
    draw = random.Random(f"json/{seed}")
    lines = []
    for _ in range(draw.randrange(20)):
        values = [*STAGES, None, True, 7, ["a"], {"b": 1}]
        row = {"stage": draw.choice(values), "seller": "amazon", "no te": draw.choice(NOTES)}
        text = json.dumps(row, ensure_ascii=draw.random() < 0.5)
        lines.append(draw.choice(("", "", " ", "\t")) + text + draw.choice(("", "", " ", "\r")))
        if draw.random() < 0.05:
            lines.append(draw.choice(("", "{}", "[1]", '{"stage":}', "1", '{"a":1,"a":2}')))
    content = "\n".join(lines).encode()
    whole, stream = both(tmp_path, content, row_job("return"), draw, "rows.jsonl")
    assert stream == whole


# ----------------------------------------------------------------- as it comes


def test_each_row_is_out_before_the_next_is_waited_for() -> None:
    pieces = (b"stage,x\n", b"placed,1\nship", b"ped,2\n", b'"deliv', b'ered","a\n', b'b"\n')
    pipe = Pipe(*pieces)
    unbuffered(row_job("return", columns=("outcome",)), pipe)
    seen = [text.count(b"\n") for text in pipe.before]
    assert seen == [0, 1, 2, 3, 3, 3, 5]
    assert pipe.written.decode().splitlines()[-2:] == ['"delivered","a', 'b",']


@pytest.mark.parametrize(
    ("fault", "line"),
    [
        (b"shipped\n", 4),
        (b'"open\n', 4),
        (b'a"b,"c"d\n', 4),
        (b"\xff\xfe,1\n", 4),
        (b"\n\nshipped,1,2\n", 6),
    ],
)
def test_a_fault_stops_at_its_line_and_what_is_out_stays(fault: bytes, line: int) -> None:
    pipe = Pipe(b"stage,x\nplaced,1\nshipped,2\n" + fault + b"placed,3\n")
    with pytest.raises(AyudaError) as error:
        unbuffered(row_job("return", columns=("outcome",)), pipe)
    [problem] = error.value.problems
    assert (problem.where, problem.code) == (f"stdin:{line}", "batch-stopped")
    assert "{" not in TEXTS.message(problem).told()
    assert pipe.written == b"stage,x,outcome\nplaced,1,cancel-instead\nshipped,2,\n"


def test_a_line_without_end_is_refused_before_it_fills_the_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ayuda.batch.rows.reading.streams.LONGEST_LINE", 1000)
    pipe = Pipe(b"stage\nplaced\n", *[b"x" * 100] * 50)
    with pytest.raises(AyudaError) as error:
        unbuffered(row_job("return"), pipe)
    assert error.value.problems[0].where == "stdin:3"
    assert len(pipe.pieces) > 30
