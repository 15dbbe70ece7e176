"""Compressed files of rows: what is wrong with one is found to its end, and told with its place."""

from __future__ import annotations

import gzip
import random
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from support.row_batches import TEXTS, decide, packed, refusal, row_job, table_of, text_of, write

from ayuda.batch.formats import Compression
from ayuda.batch.rows.reading import unpacking
from ayuda.batch.rows.reading.unpacking import unpacked
from ayuda.errors import AyudaError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

JOB = row_job("return", columns=("rule",))
TABLE = b"id,stage,note\r\n1,placed,\xc3\xb1\r\n2,shipped,x\r\n3,delivered,\r\n"
LINES = b'{"id": 1, "stage": "placed"}\n{"id": 2, "stage": "shipped"}\n'
COMPRESSIONS: dict[str, Compression] = {
    "gz": "gzip",
    "zst": "zstd",
    "bz2": "bzip2",
    "xz": "xz",
}
DAMAGED = {"batch-damaged", "batch-cut-short", "batch-goes-on"}


def content_of(path: Path, compression: Compression) -> bytes:
    return b"".join(unpacked(str(path), compression))


@pytest.mark.parametrize("ending", COMPRESSIONS)
@pytest.mark.parametrize("mask", [0x01, 0x80, 0xFF])
def test_no_flipped_byte_gives_other_content(ending: str, mask: int, tmp_path: Path) -> None:
    whole = packed(TABLE, COMPRESSIONS[ending])
    path = tmp_path / f"rows.csv.{ending}"
    refused = 0
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= mask
        path.write_bytes(changed)
        try:
            assert content_of(path, COMPRESSIONS[ending]) == TABLE
        except AyudaError as error:
            [problem] = error.problems
            assert problem.where == str(path)
            assert problem.code in DAMAGED
            assert 0 <= int(problem.values["place"]) <= len(whole)
            refused += 1
    assert refused > len(whole) / 2


@pytest.mark.parametrize("ending", COMPRESSIONS)
def test_no_flipped_byte_is_decided_with_other_cells(ending: str, tmp_path: Path) -> None:
    whole = packed(TABLE, COMPRESSIONS[ending])
    path, target = tmp_path / f"rows.csv.{ending}", tmp_path / "decided.csv"
    path.write_bytes(whole)
    decide(path, target, JOB)
    wanted = target.read_bytes()
    for place in random.Random(7).sample(range(len(whole)), 15):
        changed = bytearray(whole)
        changed[place] ^= 0x10
        path.write_bytes(changed)
        target.unlink(missing_ok=True)
        try:
            decide(path, target, JOB)
        except AyudaError:
            assert not target.exists()
        else:
            assert target.read_bytes() == wanted


DAMAGES: dict[str, tuple[str, Callable[[bytes], bytes], Callable[[int], int]]] = {
    "half": ("batch-cut-short", lambda whole: whole[: len(whole) // 2], lambda size: size // 2),
    "one byte less": ("batch-cut-short", lambda whole: whole[:-1], lambda size: size - 1),
    "no sum": ("batch-cut-short", lambda whole: whole[:-4], lambda size: size - 4),
    "a wrong sum": (
        "batch-damaged",
        lambda whole: whole[:-8] + bytes(8 * [0x55]) if whole[0] == 0x1F else whole[:-4] + b"oops",
        lambda size: size - 8,
    ),
    "a word behind": ("batch-goes-on", lambda whole: whole + b"garbage", lambda size: size),
    "a table behind": ("batch-goes-on", lambda whole: whole + b"4,placed,\n" * 9999, lambda s: s),
    "one more, cut": ("batch-cut-short", lambda whole: whole * 2 + whole[:-3], lambda s: 3 * s - 3),
    "one more, damaged": (
        "batch-damaged",
        lambda whole: whole + whole[:-4] + b"oops",
        lambda size: 2 * size - 8,
    ),
}


@pytest.mark.parametrize("ending", COMPRESSIONS)
@pytest.mark.parametrize("place", [0, 1])
def test_a_damaged_beginning_is_no_text(ending: str, place: int, tmp_path: Path) -> None:
    changed = bytearray(packed(TABLE, COMPRESSIONS[ending]))
    changed[place] ^= 0x20
    path = tmp_path / f"rows.csv.{ending}"
    path.write_bytes(changed)
    problem = refusal(path, tmp_path / "decided.csv", JOB)
    assert (problem.code, problem.values["place"]) == ("batch-damaged", "0")


@pytest.mark.parametrize("ending", COMPRESSIONS)
@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("rows", [1, 30_000])
def test_damage_is_told_with_its_place(damage: str, rows: int, ending: str, tmp_path: Path) -> None:
    code, make, place = DAMAGES[damage]
    draw = random.Random(1)
    lines = "".join(f"{draw.getrandbits(48):x},placed\n" for _ in range(rows))
    whole = packed(f"id,stage\n{lines}".encode(), COMPRESSIONS[ending])
    path = tmp_path / f"rows.csv.{ending}"
    path.write_bytes(make(whole))
    problem = refusal(path, tmp_path / "decided.csv", JOB)
    assert (problem.where, problem.code) == (str(path), code)
    found, wanted = int(problem.values["place"]), place(len(whole))
    assert wanted <= found <= wanted + 8
    assert str(found) in TEXTS.message(problem).what


@pytest.mark.parametrize("ending", COMPRESSIONS)
@pytest.mark.parametrize("content", [TABLE, LINES])
@pytest.mark.parametrize("piece", [1, 3, 1 << 16])
def test_several_members_or_frames_are_one_file(
    ending: str, content: bytes, piece: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "PIECE", piece)
    middle = len(content) // 2
    parts = (content[:middle], b"", content[middle:])
    path = tmp_path / f"rows.dat.{ending}"
    path.write_bytes(b"".join(packed(part, COMPRESSIONS[ending]) for part in parts))
    assert content_of(path, COMPRESSIONS[ending]) == content
    assert decide(path, None, JOB).rows == (3 if content is TABLE else 2)


def test_blocks_may_be_filled_up_behind_gzip(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv.gz"
    path.write_bytes(gzip.compress(TABLE) + bytes(100_000))
    assert decide(path, None, JOB).rows == 3
    path.write_bytes(gzip.compress(TABLE) + bytes(100_000) + b"x")
    problem = refusal(path, None, JOB)
    assert (problem.code, problem.values["place"]) == (
        "batch-goes-on",
        str(path.stat().st_size - 1),
    )


def test_a_frame_without_a_checksum_and_one_that_is_passed_over_are_read(tmp_path: Path) -> None:
    passed_over = (0x184D2A53).to_bytes(4, "little") + (5).to_bytes(4, "little") + b"hello"
    path = tmp_path / "rows.csv.zst"
    path.write_bytes(passed_over + zstd.compress(TABLE) + passed_over)
    assert content_of(path, "zstd") == TABLE
    assert decide(path, None, JOB).rows == 3


@pytest.mark.parametrize("ending", COMPRESSIONS)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", [True, False])
def test_ends_of_lines_cost_no_row(ending: str, end: str, last: bool, tmp_path: Path) -> None:
    rows = [["id", "stage"], *([str(n), "placed"] for n in range(2000))]
    text = end.join(map(",".join, rows)) + (end if last else "")
    path = write(tmp_path / f"rows.csv.{ending}", text.encode())
    target = tmp_path / "decided.csv"
    assert decide(path, target, JOB).rows == 2000
    assert [row[:2] for row in table_of(target)] == rows


@pytest.mark.parametrize("ending", COMPRESSIONS)
def test_mixed_ends_of_lines_cost_no_row(ending: str, tmp_path: Path) -> None:
    text = "id,stage\n1,placed\r\n2,placed\n\r\n3,placed"
    path = write(tmp_path / f"rows.csv.{ending}", text.encode())
    assert decide(path, None, JOB).rows == 3
    target = tmp_path / "decided.csv"
    assert decide(path, target, JOB).rows == 3
    assert re.findall("^.", text_of(target), re.MULTILINE) == list("i123")


@pytest.mark.parametrize("ending", ["csv", "csv.gz", "csv.zst", "jsonl.gz"])
def test_a_last_row_of_33_megabytes_does_not_vanish(ending: str, tmp_path: Path) -> None:
    long = "x" * (33 << 20)
    if ending.startswith("csv"):
        text = f"stage,note\nplaced,\nplaced,{long}"
    else:
        text = f'{{"stage": "placed"}}\n\n{{"stage": "placed", "note": "{long}"}}'
    path = write(tmp_path / f"rows.{ending}", text.encode())
    problem = refusal(path, tmp_path / "decided.csv", JOB)
    assert (problem.where, problem.code) == (f"{path}:3", "batch-row-too-long")
