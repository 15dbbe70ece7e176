"""``ayuda batch … --unbuffered`` in a real pipe: rows at once, and endings for scripts."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from support.measuring import MEASURING

COMMAND = [sys.executable, "-m", "ayuda", "batch", "return"]
OPTIONS = ["--unbuffered", "--columns", "outcome"]


@contextmanager
def running(*words: str) -> Iterator[subprocess.Popen[bytes]]:
    piped = subprocess.PIPE
    call = [*COMMAND, *(words or ("-",)), *OPTIONS]
    with subprocess.Popen(call, stdin=piped, stdout=piped, stderr=piped) as process:
        try:
            yield process
        finally:
            process.kill()


def tell(process: subprocess.Popen[bytes], text: bytes) -> None:
    assert process.stdin is not None
    process.stdin.write(text)
    process.stdin.flush()


def heard(process: subprocess.Popen[bytes]) -> bytes:
    assert process.stdout is not None
    return process.stdout.readline()


def test_a_row_is_answered_while_the_pipe_stays_open() -> None:
    with running() as process:
        tell(process, b"stage,x\n")
        assert heard(process) == b"stage,x,outcome\n"
        for number in range(3):
            tell(process, b"placed,%d\n" % number)
            assert heard(process) == b"placed,%d,cancel-instead\n" % number
        out, told = process.communicate(b"sent,3\n", timeout=60)
        assert (out, process.returncode) == (b"sent,3,\n", 1)
        assert b"4 rows" in told
        assert b"stdin:5: stage" in told


def test_a_file_that_is_a_pipe_is_read_as_it_comes(tmp_path: Path) -> None:
    pipe = tmp_path / "orders.jsonl"
    os.mkfifo(pipe)
    with running(str(pipe)) as process, pipe.open("wb", buffering=0) as into:
        into.write(b'{"stage": "placed"}\n')
        assert heard(process) == b'{"stage": "placed","outcome":"cancel-instead"}\n'
        into.write(b'{"stage": "preparing"}\n')
        assert heard(process) == b'{"stage": "preparing","outcome":"cancel-instead"}\n'


def test_a_later_fault_is_2_and_what_is_out_stays() -> None:
    with running() as process:
        out, told = process.communicate(b"stage,x\nplaced,1\nplaced\n", timeout=60)
    assert (out, process.returncode) == (b"stage,x,outcome\nplaced,1,cancel-instead\n", 2)
    assert b"stdin:3" in told
    assert b"othing was written" not in told


def test_an_interruption_is_130_and_says_that_what_is_out_stays() -> None:
    with running() as process:
        tell(process, b"stage\nplaced\n")
        assert [heard(process), heard(process)] == [b"stage,outcome\n", b"placed,cancel-instead\n"]
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
        assert process.stderr is not None
        told = process.stderr.read().decode()
    assert "The rows that are out stay" in told
    assert "Traceback" not in told


def test_a_reader_who_has_gone_ends_it_with_141() -> None:
    with running() as process:
        tell(process, b"stage\nplaced\n")
        assert heard(process) == b"stage,outcome\n"
        assert process.stdout is not None
        process.stdout.close()
        try:
            for _ in range(100):
                tell(process, b"placed\n" * 1000)
        except BrokenPipeError:
            pass
        assert process.wait(30) == 141
        assert process.stderr is not None
        assert process.stderr.read() == b""


@pytest.mark.parametrize(
    "words",
    [
        ["-", "-o", "out.csv"],
        ["-", "--summary"],
        ["-", "--resume"],
        ["-", "--format", "csv"],
        ["-", "--spreadsheet-safe"],
        ["-", "--cluster", "tcp://127.0.0.1:1"],
        ["-", "--propose"],
        ["-", "other.csv"],
        ["."],
        ["rows.parquet"],
        ["rows.csv.gz"],
    ],
)
def test_what_needs_whole_files_is_refused_with_words(words: list[str], tmp_path: Path) -> None:
    call = [*COMMAND, *words, "--unbuffered", "--lang", "es"]
    called = subprocess.run(
        call, input=b"stage\nplaced\n", capture_output=True, cwd=tmp_path, timeout=60, check=False
    )
    assert (called.returncode, called.stdout) == (2, b"")
    assert b"--unbuffered" in called.stderr
    assert not list(tmp_path.iterdir())


def test_compressed_and_columnar_input_is_known_by_its_content() -> None:
    for content in (b"PAR1....", b"\x1f\x8b\x08rest"):
        called = subprocess.run(
            [*COMMAND, "-", "--unbuffered"],
            input=content,
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert (called.returncode, called.stdout) == (2, b"")
        assert b"row by row" in called.stderr


@pytest.mark.skipif(MEASURING, reason="it takes too long where lines are measured")
def test_many_rows_at_once_are_not_one_by_one() -> None:
    rows = b"".join(b"placed,%d\n" % n for n in range(20_000))
    with running() as process:
        out, told = process.communicate(b"stage,x\n" + rows, timeout=60)
    assert process.returncode == 0
    assert out.count(b"\n") == 20_001
    assert b"20,000 rows" in told
