"""What is kept counts only for the call it was kept for, while nothing behind it changes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from support.whole_policy import whole_text

import ayuda
from ayuda.cli import kept_answers
from ayuda.front import HEARD, answer, key_of, pages_of, read_moment, slot_of
from ayuda.moments import parse_moment

PACKAGE = Path(ayuda.__file__).parent
CASE = (
    *("cancel", "--json", "--stage", "placed", "--seller", "marketplace", "--no-bundle"),
    *("--shipped-by", "seller", "--ordered-at", "2026-11-24T10:05", "--now", "2026-11-24T10:20"),
)
LATER = tuple(word.replace("T10:", "T12:") for word in CASE)
WRITTEN = ("contact-seller", "--json", "--reason", "after-order", "--now")
BEYOND = tuple(word.replace("T10:20", "T10:40") for word in CASE)


class Ended(NamedTuple):
    """How a call ended."""

    returncode: int
    stdout: bytes
    stderr: bytes


Call = Callable[..., Ended]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {"HOME": str(tmp_path), "LANG": "C.UTF-8", "PATH": os.defpath}


@pytest.fixture
def call(environment: dict[str, str]) -> Call:
    def made(*words: str, **more: str) -> Ended:
        program = [sys.executable, "-m", "ayuda", *words]
        ended = subprocess.run(
            program,
            env={**environment, **more},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        return Ended(ended.returncode, ended.stdout, ended.stderr)

    return made


def at_hand(words: tuple[str, ...], environment: dict[str, str]) -> bytes | None:
    found = answer(list(words), environment, int(time.time()))
    return None if found is None else found[1]


def test_a_second_call_is_answered_from_what_the_first_has_left(
    call: Call, environment: dict[str, str]
) -> None:
    assert at_hand(CASE, environment) is None
    first = call(*CASE)
    assert at_hand(CASE, environment) == first.stdout
    assert call(*CASE) == first


def test_it_serves_other_moments_in_the_same_state_and_no_others(
    call: Call, environment: dict[str, str]
) -> None:
    call(*CASE)
    assert at_hand(LATER, environment) == call(*LATER).stdout
    assert at_hand(BEYOND, environment) is None


def test_it_is_for_the_same_words_variables_and_folder_alone(
    call: Call, environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    call(*CASE)
    assert at_hand((*CASE, "--no-input"), environment) is None
    assert at_hand(CASE, {**environment, "LANG": "es_ES.UTF-8"}) is None
    assert at_hand(tuple(word for word in CASE if word != "--json"), environment) is None
    monkeypatch.chdir(tmp_path)
    assert at_hand(CASE, environment) is None


@pytest.mark.parametrize(
    "more",
    [
        ("--why",),
        ("--note",),
        ("--reply", "--ref", "T-1"),
        ("--stage", "shipped"),
        ("--receipt", "/dev/null"),
    ],
)
def test_nothing_is_kept_of_a_call_that_does_or_says_more(
    more: tuple[str, ...], call: Call, environment: dict[str, str]
) -> None:
    call(*CASE, *more)
    assert at_hand((*CASE, *more), environment) is None


def test_nothing_is_kept_of_what_somebody_wrote(
    call: Call, environment: dict[str, str], tmp_path: Path
) -> None:
    words = ("check-email", "--json", "--sender", "lucia@example.org", "--claims-amazon")
    assert call(*words).returncode == 1
    assert at_hand(words, environment) is None
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not any(b"lucia" in path.read_bytes() for path in kept)


def test_an_incomplete_or_refused_call_leaves_nothing(
    call: Call, environment: dict[str, str]
) -> None:
    for words, code in ((CASE[:4], 3), ((*CASE[:2], "--stage", "palced"), 2)):
        assert call(*words).returncode == code
        assert at_hand(words, environment) is None


def test_a_change_of_the_policy_is_seen(
    call: Call, environment: dict[str, str], tmp_path: Path
) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text(whole_text(), encoding="utf-8")
    time.sleep(kept_answers.SETTLED / 1e9 + 0.1)
    words = (*CASE, "--policy", str(policy))
    first = call(*words)
    assert at_hand(words, environment) == first.stdout
    changed = whole_text().replace("minutes = 30", "minutes = 31")
    assert changed != whole_text()
    policy.write_text(changed, encoding="utf-8")
    assert at_hand(words, environment) is None
    assert call(*words).stdout != first.stdout


def test_a_file_that_has_only_just_changed_leaves_nothing(
    call: Call, environment: dict[str, str], tmp_path: Path
) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text(whole_text(), encoding="utf-8")
    words = (*CASE, "--policy", str(policy))
    call(*words)
    assert at_hand(words, environment) is None


def test_a_file_of_settings_that_comes_into_being_is_seen(
    call: Call, environment: dict[str, str], tmp_path: Path
) -> None:
    call(*CASE)
    assert at_hand(CASE, environment) is not None
    settings = tmp_path / ".config" / "ayuda" / "config.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text('lang = "es"\n', encoding="utf-8")
    assert at_hand(CASE, environment) is None
    assert b'"lang":"es"' in call(*CASE).stdout


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "other", "folder", "fifo", "text"])
def test_what_is_broken_is_no_answer(
    damage: str, call: Call, environment: dict[str, str], tmp_path: Path
) -> None:
    first = call(*CASE)
    slot = next((tmp_path / ".cache" / "ayuda" / "answers").iterdir())
    content = slot.read_bytes()
    slot.unlink()
    if damage == "folder":
        slot.mkdir()
    elif damage == "fifo":
        os.mkfifo(slot)
    else:
        flipped = bytes([*content[:400], content[400] ^ 1, *content[401:]])
        broken = {"cut": content[:-9], "flipped": flipped, "empty": b"", "other": b"\0" * 99}
        slot.write_bytes(broken.get(damage, b"x" * 16 + b"no answer"))
    assert at_hand(CASE, environment) is None
    assert call(*CASE) == first


def test_as_many_answers_are_kept_as_there_are_slots(tmp_path: Path) -> None:
    slots = {slot_of(str(tmp_path), f"key {number}") for number in range(20_000)}
    assert len(slots) == 1024


def test_no_more_pages_are_kept_of_an_answer_than_are_said(
    call: Call, environment: dict[str, str], tmp_path: Path
) -> None:
    for day in range(1, kept_answers.MOST_PAGES + 3):
        call(
            "contact-seller",
            "--json",
            "--reason",
            "after-order",
            "--now",
            f"2026-11-{day:02}T10:00",
        )
    words = ["contact-seller", "--json", "--reason", "after-order", "--now", "2026-11-09T10:00"]
    os.chdir(Path.cwd())
    key, _ = key_of(words, environment)
    slot = slot_of(str(tmp_path / ".cache" / "ayuda"), key)
    assert len(pages_of(slot, key)) == kept_answers.MOST_PAGES


def test_every_variable_that_the_program_reads_is_heard() -> None:
    read: set[str] = set()
    for path in (PACKAGE / "cli").rglob("*.py"):
        read |= set(re.findall(r'"((?:AYUDA|LC|LANG|XDG_CONFIG|_AYUDA)[A-Z_]*)"', path.read_text()))
    assert read - {"LC_"} <= {*HEARD, "AYUDA_DEBUG", "AYUDA_DATA"}


@pytest.mark.parametrize(
    "word",
    [
        *("2026-11-24T10:05", "2026-11-24T10:05:59", "2026-11-24T10:05+01:00"),
        *("2026-11-24T10:05:00-03:30", "2026-11-24T23:59:59+23:59", "2024-02-29T00:00"),
    ],
)
def test_a_moment_in_its_usual_form_is_read_as_everywhere(word: str) -> None:
    read = read_moment(word)
    assert read is not None
    seconds, offset = read
    assert seconds - (offset or 0) == parse_moment(word, ZoneInfo("UTC"), "").timestamp()


@pytest.mark.parametrize(
    "word",
    [
        *(
            "2026-11-24",
            "2026-11-24T24:00",
            "2026-11-24T10:60",
            "2026-11-24T10:05:60",
            "20261124T1005",
        ),
        *(
            "2026-11-24 10:05",
            "2026-11-24T10:05Z",
            "2026-11-24T10:05+0100",
            "2026-11-24T10:05:00.5",
        ),
        *("\uff12026-11-24T10:05", "2026-11-24T10:05+01:60", "", "cancel"),
    ],
)
def test_any_other_form_is_left_to_the_whole_program(word: str) -> None:
    assert read_moment(word) is None


@pytest.mark.parametrize("word", ["2026-02-30T10:00", "2026-11-24T10:05+24:00"])
def test_a_moment_of_no_calendar_is_no_answer(word: str, environment: dict[str, str]) -> None:
    assert at_hand((*CASE[:-1], word), environment) is None


def test_nothing_heavy_is_loaded_for_an_answer(call: Call, environment: dict[str, str]) -> None:
    call(*CASE)
    script = (
        "import sys; sys.argv = ['ayuda', *sys.argv[1:]]\n"
        "from ayuda.__main__ import main\n"
        "assert main() == 0\n"
        "loaded = {'typer', 'msgspec', 'typing', 're', 'enum', 'json', 'pathlib', 'datetime'}\n"
        "sys.stderr.write(' '.join(sorted(loaded & sys.modules.keys())))\n"
    )
    told = subprocess.run(
        [sys.executable, "-S", "-c", script, *CASE],
        env={**environment, "PYTHONPATH": str(PACKAGE.parent)},
        capture_output=True,
        check=True,
    )
    assert told.stderr == b""
    assert told.stdout == call(*CASE).stdout


@pytest.mark.parametrize(
    ("shell", "more"),
    [
        ("bash", {"COMP_WORDS": "ayuda cancel --st", "COMP_CWORD": "2"}),
        ("zsh", {"_TYPER_COMPLETE_ARGS": "ayuda cancel --stage "}),
        ("fish", {"_TYPER_COMPLETE_ARGS": "ayuda can", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}),
        ("fish", {"_TYPER_COMPLETE_ARGS": "ayuda can", "_TYPER_COMPLETE_FISH_ACTION": "is-args"}),
    ],
)
def test_completions_are_told_again(
    shell: str, more: dict[str, str], call: Call, environment: dict[str, str]
) -> None:
    asked = {"_AYUDA_COMPLETE": f"complete_{shell}", **more}
    first = call(**asked)
    assert at_hand((), {**environment, **asked}) == first.stdout
    assert call(**asked) == first
    other = {name: value.replace("ayuda ca", "ayuda re") for name, value in asked.items()}
    assert at_hand((), {**environment, **other}) is None
