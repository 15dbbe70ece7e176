"""What is kept counts only for the call it was kept for, while nothing behind it changes."""

from __future__ import annotations

import io
import os
import re
import shutil
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
from ayuda.cli.session import Session
from ayuda.front import (
    HEARD,
    RECORD,
    answer,
    digest,
    kept,
    key_of,
    read_moment,
    slot_of,
    stamp_of,
)
from ayuda.moments import parse_moment
from ayuda.policy.load import built_in_path

PACKAGE = Path(ayuda.__file__).parent
EXAMPLES = Path(__file__).parents[1] / "docs" / "examples"
CASE = (
    *("cancel", "--json", "--stage", "placed", "--seller", "marketplace", "--no-bundle"),
    *("--shipped-by", "seller", "--ordered-at", "2026-11-24T10:05", "--now", "2026-11-24T10:20"),
)
LATER = tuple(word.replace("T10:", "T12:") for word in CASE)
WRITTEN = ("contact-seller", "--json", "--reason", "after-order", "--now")
BEYOND = tuple(word.replace("T10:20", "T10:40") for word in CASE)
COMPLETED = {"_AYUDA_COMPLETE": "complete_bash", "COMP_WORDS": "ayuda can", "COMP_CWORD": "1"}
TRANSLATED = (
    *("renew", "--json", "--lang", "ca", "--no-reserved", "--lent-at", "2026-11-20T10:00"),
    *("--now", "2026-11-24T10:00", "--policy"),
)


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
    settle()
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


@pytest.mark.parametrize("name", ["LANGUAGE", "AYUDA_LANG", "AYUDA_REGION", "AYUDA_POLICY"])
def test_no_word_in_a_variable_stands_for_one_that_is_not_set(
    name: str, call: Call, environment: dict[str, str]
) -> None:
    call(*CASE)
    assert at_hand(CASE, environment) is not None
    assert at_hand(CASE, {**environment, name: "None"}) is None


@pytest.mark.parametrize(
    ("first", "other"),
    [
        (("T10:05:00.5", "T10:05:01"), ("T10:05:00.5", "T10:05:00")),
        (("T10:05:00.5", "T10:35:01"), ("T10:05:00.5", "T10:35:00")),
        (("T10:05", "T10:20:00.5"), ("T10:20:01", "T10:20:00.5")),
    ],
)
def test_a_fraction_of_a_second_is_never_lost(
    first: tuple[str, str], other: tuple[str, str], call: Call, environment: dict[str, str]
) -> None:
    call(*CASE[:-3], f"2026-11-24{first[0]}", "--now", f"2026-11-24{first[1]}")
    words = (*CASE[:-3], f"2026-11-24{other[0]}", "--now", f"2026-11-24{other[1]}")
    found = at_hand(words, environment)
    assert found in {None, call(*words, XDG_CACHE_HOME="/dev/null").stdout}


@pytest.mark.parametrize(
    ("first", "other"),
    [
        (("1970-01-01T00:10", "1970-01-01T12:10"), ("1969-12-31T23:50", "1970-01-01T12:10")),
        (
            ("1970-01-01T02:10+02:00", "1970-01-01T12:10"),
            ("1970-01-01T00:10+02:00", "1970-01-01T12:10"),
        ),
        (
            ("2199-12-31T20:10", "2199-12-31T20:20"),
            ("2199-12-31T20:10", "2200-01-01T00:20+05:00"),
        ),
    ],
)
def test_a_moment_of_a_year_that_is_refused_is_no_answer(
    first: tuple[str, str], other: tuple[str, str], call: Call, environment: dict[str, str]
) -> None:
    call(*CASE[:-3], first[0], "--now", first[1])
    words = (*CASE[:-3], other[0], "--now", other[1])
    assert call(*words).returncode == 2
    assert at_hand(words, environment) is None


def test_a_call_that_said_more_than_its_document_leaves_nothing(
    call: Call, environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("help").write_text(whole_text(), encoding="utf-8")
    settings = tmp_path / ".config" / "ayuda" / "config.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text("lang = 3\n", encoding="utf-8")
    settle()
    words = (*CASE, "--policy", "help")
    told = call(*words)
    assert told.returncode == 0
    assert told.stderr
    assert at_hand(words, environment) is None


def settle() -> None:
    """Wait until what has been written may have a part in what is kept."""
    time.sleep(kept_answers.SETTLED / 1e9 + 0.1)


@pytest.mark.parametrize("edited", ["library.toml", "library.ca.toml"])
def test_an_edit_of_any_file_of_a_policy_is_seen(
    edited: str, call: Call, environment: dict[str, str], tmp_path: Path
) -> None:
    policies = tmp_path / "policies"
    policies.mkdir()
    for path in EXAMPLES.glob("library*.toml"):
        (policies / path.name).write_bytes(path.read_bytes())
    settle()
    words = (*TRANSLATED, str(policies / "library.toml"))
    assert call(*words).stdout == at_hand(words, environment)
    file = policies / edited
    before = file.stat()
    with file.open("r+b") as there:
        there.seek(2)
        there.write(b" ")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert at_hand(words, environment) is None


def test_parts_beside_what_a_link_leads_to_are_never_stale(
    call: Call, environment: dict[str, str], tmp_path: Path
) -> None:
    copied = shutil.copytree(built_in_path().parent, tmp_path / "real")
    link = tmp_path / "policy.toml"
    link.symlink_to(copied / built_in_path().name)
    settle()
    words = (*CASE, "--policy", str(link))
    first = call(*words)
    part = copied / "policies" / "outcomes.toml"
    title = b"The order can be cancelled now"
    part.write_bytes(part.read_bytes().replace(title, title.upper()))
    assert at_hand(words, environment) is None
    assert call(*words).stdout != first.stdout


def test_what_was_read_before_a_link_led_elsewhere_is_not_kept(
    environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, minutes in (("old", 30), ("new", 40)):
        (tmp_path / name).mkdir()
        text = whole_text().replace("minutes = 30", f"minutes = {minutes}")
        (tmp_path / name / "policy.toml").write_text(text, encoding="utf-8")
    link = tmp_path / "current"
    link.symlink_to("old")
    settle()
    session = Session(environment)
    session.words = words = [*CASE, "--policy", str(link / "policy.toml")]
    session.look_ahead(words)
    assert session.policy.windows
    link.unlink()
    link.symlink_to("new")
    kept_answers.keep_completions(session, "cancel\n")
    assert at_hand(tuple(words), environment) is None
    link.unlink()
    link.symlink_to("old")
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(io.BytesIO(), "utf-8"))
    kept_answers.keep_completions(session, "cancel\n")
    assert at_hand(tuple(words), environment) == b"cancel\n"


def test_what_changed_after_a_call_began_is_not_kept(
    call: Call, environment: dict[str, str], tmp_path: Path
) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text(whole_text(), encoding="utf-8")
    session = Session(environment)
    session.words = words = [*CASE, "--policy", str(policy)]
    session.look_ahead(words)
    assert session.policy.windows
    settle()
    kept_answers.keep_completions(session, "cancel\n")
    assert at_hand(tuple(words), environment) is None
    call(*words)
    assert at_hand(tuple(words), environment) is not None


def test_the_modules_that_read_a_policy_have_a_part_in_an_answer(
    call: Call, tmp_path: Path
) -> None:
    call(*CASE)
    call(*CASE, "--lang", "es")  # The policy is remembered: nothing of that is loaded.
    slots = list((tmp_path / ".cache" / "ayuda" / "answers").iterdir())
    assert len(slots) == 2
    for slot in slots:
        files = slot.read_text(encoding="utf-8").split(RECORD)[2].split("\n")
        assert {"front.py", "policy/load.py", "policy/whole.py", "texts.py"} <= set(files)
        assert "" not in files


def test_a_page_that_is_added_hangs_on_what_the_others_hang_on(
    call: Call, environment: dict[str, str], tmp_path: Path
) -> None:
    call(*CASE)
    [slot] = (tmp_path / ".cache" / "ayuda" / "answers").iterdir()
    key, _ = key_of(list(CASE), environment)
    files, pages = kept(str(slot), key)
    more = f"{files}\n{tmp_path / 'more'}"
    text = RECORD.join((digest(key), more, stamp_of(more), *pages))
    slot.write_bytes(f"{digest(text)}{RECORD}{text}".encode())
    assert at_hand(BEYOND, environment) is None
    call(*BEYOND)
    assert at_hand(CASE, environment) is not None
    (tmp_path / "more").touch()
    assert at_hand(CASE, environment) is None


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
    assert len(kept(slot, key)[1]) == kept_answers.MOST_PAGES


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


def test_what_else_stands_in_a_call_for_completions_is_no_part_of_its_line(
    call: Call, environment: dict[str, str]
) -> None:
    line = {**COMPLETED, "COMP_WORDS": "ayuda cancel --st", "COMP_CWORD": "2"}
    call(**line)
    assert at_hand((), {**environment, **line}) is not None
    short = {**environment, **line, "COMP_WORDS": "cancel --st"}
    assert at_hand(("ayuda",), short) is None
    assert at_hand((), {**environment, **line, "_TYPER_COMPLETE_ARGS": "ayuda re"}) is None


def test_a_moment_in_a_line_may_be_the_name_of_a_file(
    call: Call, environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    names = ("2026-11-24T10:05", "2026-11-24T10:06")
    for name, path in zip(names, (built_in_path(), EXAMPLES / "library.toml"), strict=True):
        text = whole_text(path) if path == built_in_path() else path.read_text(encoding="utf-8")
        Path(name).write_text(text, encoding="utf-8")
    settle()
    asked = {**COMPLETED, "COMP_CWORD": "3"}
    lines = [{**asked, "COMP_WORDS": f"ayuda --policy {name} c"} for name in names]
    call(**lines[0])
    assert at_hand((), {**environment, **lines[1]}) is None


@pytest.mark.parametrize("encoding", ["latin-1", "ascii", "utf-16", "utf-8"])
def test_a_shell_is_told_in_its_own_encoding(encoding: str, call: Call) -> None:
    line = {"_AYUDA_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": "ayuda cancel --stage "}
    call(**line, AYUDA_LANG="es")
    asked = {**line, "AYUDA_LANG": "es", "PYTHONIOENCODING": encoding}
    first = call(**asked)
    assert first.stdout.decode(encoding)
    assert call(**asked) == first


@pytest.mark.parametrize("broken", ["folder", "read-only", "left"])
def test_no_completion_fails_since_it_cannot_be_kept(
    broken: str, call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = call(**COMPLETED)
    assert expected == Ended(0, b"cancel\n", b"")
    cache = tmp_path / "cache"
    if broken == "folder":
        cache.write_text("no folder", encoding="utf-8")
    elif broken == "read-only":
        cache.mkdir(mode=0o500)
    else:
        gone = tmp_path / "gone"
        gone.mkdir()
        monkeypatch.chdir(gone)
        gone.rmdir()
    more = {"XDG_CACHE_HOME": str(cache), "PYTHONSAFEPATH": "1"}
    assert call(**COMPLETED, **more) == expected
    assert call(**COMPLETED, **more) == expected


@pytest.mark.skipif(not hasattr(os, "fork"), reason="signals and pipes of POSIX")
@pytest.mark.parametrize(
    "script",
    [
        # Nothing interrupts a process that has said all and goes.
        "assert main() == 0; assert signal.getsignal(signal.SIGINT) == signal.SIG_IGN",
        # A pipe that may take a part only is for what can tell so.
        "os.set_blocking(1, False); assert _answered() is None",
    ],
)
def test_an_answer_is_given_whole_or_not_at_all(
    script: str, call: Call, environment: dict[str, str]
) -> None:
    call(*CASE)
    begun = "import os, signal; from ayuda.__main__ import _answered, main; "
    told = subprocess.run(
        [sys.executable, "-c", f"{begun}{script}", *CASE],
        env=environment,
        capture_output=True,
        check=False,
    )
    assert (told.returncode, told.stderr) == (0, b"")
