"""What nobody saw coming ends with words and a documented exit code, never with a traceback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from program_under_test import MODULE, NOW, problem

from ayuda.cli.failures import failure_of
from ayuda.cli.main import main
from ayuda.model import Language

CODES = {0, 1, 2, 3, 129, 130, 141, 143}
CASE = ("return", "--stage", "placed", "--lang", "en")
MESSAGE = ("check-email", "--sender", "a@example.org", "--lang", "en")
BROKEN = """
import sys
import {module} as module
from ayuda.cli.main import main
def fail(*arguments, **named):
    raise {error}
module.{function} = fail
sys.exit(main(sys.argv[1:]))
"""
ERRORS = ("KeyError('x')", "RecursionError('too deep')", "AssertionError()", "ValueError('a\\nb')")


def broken(
    environment: dict[str, str], place: str, error: str, *arguments: str, **more: str
) -> subprocess.CompletedProcess[str]:
    """The program with a mistake in one of its functions."""
    module, _, function = place.partition(":")
    script = BROKEN.format(module=module, function=function, error=error)
    return subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env={**environment, **more},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("language", ["en", "es"])
def test_an_unexpected_failure_is_one_line_and_2(
    environment: dict[str, str], error: str, language: Language
) -> None:
    call = (*CASE[:-1], language)
    done = broken(environment, "ayuda.case:step", error, *call)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    name = error.partition("(")[0]
    _, hint = problem(language, "unexpected")
    assert done.stderr.startswith("ayuda: ")
    assert name in done.stderr
    assert done.stderr.endswith(f"{hint}\n")


@pytest.mark.parametrize("error", ERRORS)
def test_a_check_that_fails_is_no_verdict(environment: dict[str, str], error: str) -> None:
    done = broken(environment, "ayuda.case:judge_facts", error, *MESSAGE)
    assert (done.returncode, done.stdout) == (2, "")
    assert "The check itself failed" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("debug", ["", "0", "1"])
def test_where_it_was_is_shown_only_on_demand(environment: dict[str, str], debug: str) -> None:
    done = broken(environment, "ayuda.case:step", "KeyError('x')", *CASE, AYUDA_DEBUG=debug)
    assert done.returncode == 2
    assert ("Traceback" in done.stderr) == ("in fail" in done.stderr) == (debug == "1")


def test_json_tells_it_too(environment: dict[str, str]) -> None:
    done = broken(environment, "ayuda.case:step", "KeyError('x')", *CASE, "--json")
    assert done.returncode == 2
    assert done.stdout.startswith('{"format":"ayuda.error/1","problems":[{"where":"ayuda",')
    assert done.stdout.count("\n") == 1


@pytest.mark.parametrize("again", [(), ("--json",)], ids=["plain", "not plain"])
@pytest.mark.parametrize(
    "place",
    [
        "ayuda.cli.session:load",
        "ayuda.cli.session:load_texts",
        "ayuda.cli.plain_words:understood",
        "ayuda.cli.run:decision_document",
    ],
)
def test_wherever_it_fails_there_are_words(
    environment: dict[str, str], place: str, again: tuple[str, ...]
) -> None:
    done = broken(environment, place, "RuntimeError('broken')", *CASE, "--json", *again)
    assert done.returncode == 2, done
    assert "Traceback" not in done.stderr
    assert "broken" in done.stderr


def test_where_typer_fails_there_are_words_too(environment: dict[str, str]) -> None:
    call = (*CASE, "--json", "--json")
    done = broken(environment, "ayuda.cli.group:build", "RuntimeError('broken')", *call)
    assert done.returncode == 2, done
    assert "Traceback" not in done.stderr
    assert "broken" in done.stderr


@pytest.mark.parametrize("error", ERRORS[:2])
def test_a_batch_names_the_file_in_which_it_failed(
    environment: dict[str, str], tmp_path: Path, error: str
) -> None:
    source = tmp_path / "rows.csv"
    source.write_text("stage,seller\nplaced,amazon\n")
    target = tmp_path / "made.csv"
    call = ("batch", "return", str(source), "-o", str(target), "--lang", "en")
    done = broken(environment, "ayuda.batch.rows.row_batch:faulty_rows", error, *call)
    assert done.returncode == 0, "no row is faulty"
    done = broken(environment, "ayuda.batch.rows.row_batch:relation_of", error, *call)
    assert done.returncode == 2
    assert done.stderr.startswith(f"{source}: Unexpected failure ({error.partition('(')[0]}")
    assert done.stderr.count("\n") == 1
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == [
        "made.csv",
        "rows.csv",
    ]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (MemoryError(), "low-memory"),
        (RuntimeError("can't start new thread"), "low-memory"),
        (ImportError("x.so: failed to map segment from shared object"), "low-memory"),
        (OSError(12, "Cannot allocate memory"), "low-memory"),
        (OSError(11, "Resource temporarily unavailable"), "low-memory"),
        (OSError(24, "Too many open files"), "too-few-files"),
        (OSError(23, "Too many open files in system"), "too-few-files"),
        (FileNotFoundError(2, "No usable temporary directory found in []"), "no-temporary-folder"),
        (PermissionError(13, "Permission denied", "/some/file"), "system-refused"),
        (OSError(5, "Input/output error", "/some/file"), "system-refused"),
        (OSError(28, "No space left on device"), "output-failed"),
        (RuntimeError("something else"), "unexpected"),
        (ImportError("No module named 'x'"), "unexpected"),
    ],
)
def test_the_machines_limits_are_told_as_such(error: Exception, code: str) -> None:
    [found] = failure_of(error, "rows.csv").problems
    assert found.code == code
    named = {"system-refused": "/some/file", "output-failed": "stdout"}
    assert found.where == named.get(code, "TMPDIR" if "temporary-f" in code else "rows.csv")


# ------------------------------------------------------------------ narrow machines


def limited(limit: str, environment: dict[str, str], *arguments: str) -> tuple[int, str]:
    script = f'ulimit {limit} && exec "{sys.executable}" -m ayuda "$@"'
    done = subprocess.run(
        ["bash", "-c", script, "ayuda", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )
    assert done.returncode in CODES, done
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    path = tmp_path / "rows.csv"
    path.write_text("stage,seller\nplaced,amazon\n")
    return path


@pytest.mark.parametrize("limit", ["-v 100000", "-v 300000", "-v 700000", "-d 300000"])
def test_little_memory_is_told_before_a_batch_begins(
    environment: dict[str, str], rows: Path, limit: str
) -> None:
    target = rows.with_name("made.csv")
    code, told = limited(limit, environment, "batch", "return", str(rows), "-o", str(target))
    assert code == 2
    assert f"ulimit {limit[:2]}" in told
    assert not list(rows.parent.glob("*made*"))


@pytest.mark.parametrize("limit", ["-v 80000", "-v 100000", "-v 150000"])
def test_a_message_needs_little_memory_or_is_told(
    environment: dict[str, str], limit: str, tmp_path: Path
) -> None:
    large = tmp_path / "large.eml"
    large.write_bytes(b"From: a@example.org\n\n" + b"x" * 20_000_000)
    code, told = limited(limit, environment, "check-email", str(large), "--no-input")
    assert (code == 2) == bool(told)
    assert code != 1


@pytest.mark.parametrize("files", [5, 6, 8])
def test_few_files_are_told(environment: dict[str, str], rows: Path, files: int) -> None:
    folder = rows.with_name("mails")
    folder.mkdir()
    (folder / "a.eml").write_text("From: a@example.org\n\nhello\n")
    code, told = limited(
        f"-n {files}", environment, "batch", "check-email", str(folder), "--summary"
    )
    assert code == 2
    assert "ulimit -n" in told


@pytest.mark.parametrize("inputs", ["-", "rows"])
def test_no_folder_for_temporary_files_is_told(
    environment: dict[str, str], rows: Path, inputs: str
) -> None:
    told = str(rows) if inputs == "rows" else "-"
    code, words = limited("-f 0", environment, "batch", "return", told)
    assert code == 2
    assert words.startswith("TMPDIR: ")


# ------------------------------------------------------------------ whatever is asked for

KNOWN = """
    cancel return track modify contact-seller check-email batch help -- - --json --no-input
    --stage placed --seller amazon marketplace --now --region --policy --lang en es --why
    --sender --link --summary --format csv --columns --only --resume --map --value
    --trusted-server /dev/null /dev/zero /nonexistent --help --version --stage= --json=1
    --bundle --no-bundle --ordered-at 2026-11-22T10:20
"""
WORDS = st.one_of(
    st.sampled_from(KNOWN.split()),
    st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=30),
    st.sampled_from(["\udcff", "\x1b[2J", "9" * 5000, "[" * 2000, "a" * 5000, "%s{}", "\u202e"]),
)
VARIABLES = """
    AYUDA_LANG AYUDA_POLICY AYUDA_REGION AYUDA_ACCESSIBLE LANG LC_ALL HOME XDG_CACHE_HOME TMPDIR
    COLUMNS TERM NO_COLOR FORCE_COLOR
"""
ENVIRONMENTS = st.dictionaries(
    st.sampled_from(VARIABLES.split()),
    st.sampled_from(["", "1", "es", "xx", "/dev/null", "/nonexistent", "-5", "a" * 4000, "\udcff"]),
    max_size=4,
)


@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(arguments=st.lists(WORDS, max_size=7), environ=ENVIRONMENTS)
def test_whatever_is_asked_the_exit_code_is_a_documented_one(
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
    tmp_path: Path,
    arguments: list[str],
    environ: dict[str, str],
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in os.environ:
        if name.startswith(("LC_", "LANG", "AYUDA", "_AYUDA", "COLUMNS", "TMPDIR")):
            monkeypatch.delenv(name)
    for name, value in {**environment, **environ}.items():
        monkeypatch.setenv(name, value)
    capfdbinary.readouterr()
    try:
        code = main(arguments)
    except SystemExit as end:
        code = int(end.code or 0)
    err = capfdbinary.readouterr().err
    assert code in CODES, (arguments, environ, code)
    assert b"Traceback" not in err, (arguments, environ)
    assert b"unexpected failure" not in err, (arguments, environ, err)


FILES = st.one_of(
    st.binary(max_size=300),
    st.sampled_from(
        [
            b"",
            b"\0" * 100,
            b"\xff\xfe",
            b"stage\n" + b'"' * 99,
            b'{"stage": ' * 500,
            b"[" * 100_000,
            b"\x1f\x8b\x08\0\0\0\0\0\0\x03",
            b"PAR1\0\0\0\0PAR1",
            b"\x28\xb5\x2f\xfd\x04",
            b"stage,stage\nplaced,placed\n",
            b"stage,seller\nplaced\n",
            b"a" * 70_000 + b"\n",
        ]
    ),
)
NAMES = (
    "x.csv",
    "x.tsv",
    "x.jsonl",
    "x.parquet",
    "x.csv.gz",
    "x.jsonl.zst",
    "x.eml",
    "x.toml",
    "x",
)


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(content=FILES, name=st.sampled_from(NAMES), use=st.sampled_from(["rows", "mail", "policy"]))
def test_whatever_a_file_holds_the_exit_code_is_a_documented_one(
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
    tmp_path: Path,
    content: bytes,
    name: str,
    use: str,
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    calls = {
        "rows": ["batch", "return", str(path), "--summary", "--now", NOW],
        "mail": ["check-email", str(path), "--no-input"],
        "policy": ["return", "--stage", "placed", "--policy", str(path)],
    }
    capfdbinary.readouterr()
    code = main(calls[use])
    path.unlink()
    err = capfdbinary.readouterr().err
    assert code in CODES
    assert b"Traceback" not in err, err


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_while_the_program_reads_ends_it_with_its_code(
    environment: dict[str, str], tmp_path: Path, number: signal.Signals
) -> None:
    """It waits for a message that nobody writes."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    process = subprocess.Popen(
        ["sh", "-c", 'trap "" INT; exec "$@"', "sh", *MODULE, "check-email", str(pipe)],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with pipe.open("wb"):  # It has begun to read.
        process.send_signal(number)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (128 + number, b"")
    assert err.count(b"\n") == 1
