"""A batch at a terminal: bars that are drawn, progress that goes away, and leaving it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from terminal_driver import CTRL_C, Open
from walks import NOW, say

from ayuda.model import LANGUAGES, Language

AS_OF = ("--now", NOW)
MANY_ROWS = 2_000_000
"""Enough to be at work for longer than a bar waits before it is drawn."""
BLOCKS = "█"
BAR = re.compile("[━╸╺]{5,}")
"""What the progress is drawn with."""


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    path = tmp_path / "rows.csv"
    path.write_text("stage,seller\n" + "placed,amazon\n" * 8 + "shipped,\n" * 4 + "bad,\n")
    return path


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    path = tmp_path_factory.mktemp("large") / "large.csv"
    path.write_bytes(b"id,stage,seller\n" + b"123456,placed,amazon\n" * MANY_ROWS)
    yield path
    path.unlink()


@pytest.mark.parametrize("language", LANGUAGES)
def test_bars_are_drawn_with_blocks(
    open_terminal: Open, rows: Path, tmp_path: Path, language: Language
) -> None:
    target = str(tmp_path / "out.csv")
    terminal = open_terminal(
        *("batch", "return", str(rows), "-o", target, *AS_OF, "--lang", language), columns=300
    )
    assert terminal.wait_for_end() == 1
    lines = [re.split(" {2,}", line.strip()) for line in terminal.lines if BLOCKS in line]
    assert lines == [
        ["cancel-instead", "8", BLOCKS * 30],
        [say(language, "batch.undecided"), "4", BLOCKS * 15],
        [say(language, "batch.faulty"), "1", BLOCKS * 4],
    ]
    assert say(language, "batch.first_faulty") in terminal.text
    assert f"{rows}:14: stage: " in terminal.text
    assert say(language, "batch.written", path=target) in terminal.text
    assert terminal.attributes_are_as_before()


def test_a_terminal_that_knows_no_blocks_gets_plain_marks(open_terminal: Open, rows: Path) -> None:
    env = {"LANG": "C", "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    terminal = open_terminal("batch", "return", str(rows), "--summary", *AS_OF, env=env)
    assert terminal.wait_for_end() == 1
    assert "#" * 30 in terminal.text
    assert BLOCKS not in terminal.text


def test_the_progress_of_a_long_batch_appears_and_is_gone_in_the_end(
    open_terminal: Open, large: Path, tmp_path: Path
) -> None:
    target = tmp_path / "out.jsonl"
    call = ("batch", "return", str(large), "-o", str(target), *AS_OF, "--lang", "en")
    terminal = open_terminal(*call, columns=120)
    terminal.wait_for("42.0 MB")
    terminal.wait_until(lambda: bool(BAR.search(terminal.text)), "the bar")
    assert re.search(r"[\d.]+ MB of 42\.0 MB · [\d.]+ MB/s", terminal.flowing)
    assert terminal.wait_for_end() == 0
    assert terminal.lines[0] == "2,000,000 rows", "nothing stands above the summary"
    assert not BAR.search(terminal.text)
    assert "MB" not in terminal.text
    assert terminal.cursor_is_visible
    assert terminal.attributes_are_as_before()
    assert target.stat().st_size > large.stat().st_size


def test_a_short_batch_draws_no_progress(open_terminal: Open, rows: Path) -> None:
    terminal = open_terminal("batch", "return", str(rows), "--summary", *AS_OF)
    assert terminal.wait_for_end() == 1
    assert b"MB" not in terminal.raw
    assert b"\x1b" not in terminal.raw


@pytest.mark.parametrize("language", LANGUAGES)
def test_ctrl_c_ends_a_batch_with_130_and_leaves_nothing(
    open_terminal: Open, large: Path, tmp_path: Path, language: Language
) -> None:
    target = tmp_path / "out.jsonl"
    call = ("batch", "return", str(large), "-o", str(target), *AS_OF, "--lang", language)
    terminal = open_terminal(*call, columns=120)
    terminal.wait_until(lambda: bool(BAR.search(terminal.text)), "the bar")
    terminal.send(CTRL_C)
    assert terminal.wait_for_end() == 130
    assert say(language, "batch.nothing_left") in terminal.flowing
    assert say(language, "walk.interrupted") in terminal.flowing
    assert "Traceback" not in terminal.text
    assert not BAR.search(terminal.text)
    assert terminal.cursor_is_visible
    assert terminal.attributes_are_as_before()
    assert not [path.name for path in tmp_path.iterdir() if "out" in path.name]


def test_parquet_is_not_written_to_a_terminal(open_terminal: Open, rows: Path) -> None:
    terminal = open_terminal("batch", "return", str(rows), "--format", "parquet", "--lang", "en")
    assert terminal.wait_for_end() == 2
    assert "--format: This format can only be written to a file." in terminal.flowing


def test_rows_with_control_characters_do_not_move_the_cursor(
    open_terminal: Open, tmp_path: Path
) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("stage,seller\n\x1b[2J\x1b[Hbad,amazon\n")
    terminal = open_terminal("batch", "return", str(path), "--summary", *AS_OF, columns=300)
    assert terminal.wait_for_end() == 1
    assert b"\x1b" not in terminal.raw
    assert "\\x1b[2J\\x1b[Hbad" in terminal.text
