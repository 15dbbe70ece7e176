"""Policy files that cannot be read, and the place that each message names."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

import pytest
from support.builtin import NO_CACHE, POLICY

from ayuda.errors import AyudaError, ExitCode, Problem
from ayuda.policy.load import LARGEST, built_in_path, load, read

BUILT_IN = built_in_path().read_text(encoding="utf-8")


def problems(path: Path) -> tuple[Problem, ...]:
    """Why a file is refused."""
    with pytest.raises(AyudaError) as refused:
        load(path, NO_CACHE)
    assert refused.value.exit_code == ExitCode.REFUSED
    return refused.value.problems


def one_problem(path: Path) -> Problem:
    """Why a file is refused, for one reason."""
    [problem] = problems(path)
    return problem


def test_a_copy_of_the_built_in_policy_is_the_same_policy(tmp_path: Path) -> None:
    copy = tmp_path / "política de prueba.toml"
    copy.write_text(BUILT_IN, encoding="utf-8")
    found = read(copy)
    assert found.policy == POLICY
    assert found.path == str(copy)


def test_the_digest_is_that_of_the_files_bytes(tmp_path: Path) -> None:
    content = BUILT_IN.replace("\n", "\r\n").encode()
    copy = tmp_path / "policy.toml"
    copy.write_bytes(content)
    assert read(copy).sha256 == sha256(content).hexdigest()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "absent.toml"
    assert one_problem(path) == Problem(str(path), "file-missing")


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    path = tmp_path / "absent" / "policy.toml"
    assert one_problem(path) == Problem(str(path), "file-missing")


def test_a_folder_is_unreadable(tmp_path: Path) -> None:
    problem = one_problem(tmp_path)
    assert (problem.where, problem.code) == (str(tmp_path), "file-is-folder")


def test_a_path_through_a_file_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    problem = one_problem(tmp_path / "file" / "policy.toml")
    assert problem.code == "file-unreadable"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root reads everything")
def test_a_file_without_permission_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(BUILT_IN, encoding="utf-8")
    path.chmod(0)
    assert one_problem(path).code == "file-unreadable"


@pytest.mark.parametrize("name", ["nul\0byte", "x" * 5000])
def test_a_name_that_no_file_can_have_is_unreadable(tmp_path: Path, name: str) -> None:
    assert one_problem(tmp_path / name).code == "file-unreadable"


def test_a_file_that_is_too_large_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    problem = one_problem(path)
    assert (problem.where, problem.code) == (str(path), "file-too-large")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no such device")
def test_a_device_without_end_is_too_large() -> None:
    assert one_problem(Path("/dev/zero")).code == "file-too-large"


@pytest.mark.parametrize(("line", "before"), [(1, ""), (3, "# á\n\n")])
def test_bytes_that_are_no_utf8_are_told_with_their_line(
    tmp_path: Path, line: int, before: str
) -> None:
    path = tmp_path / "policy.toml"
    path.write_bytes(before.encode() + b'id = "caf\xe9"\n')
    assert one_problem(path) == Problem(f"{path}:{line}", "not-utf8")


SYNTAX = {
    "a key without a value": ("format =\n", 1, 9),
    "a value that is not closed": ('\n\nid = "amazon\n', 3, 13),
    "a key given twice": ("a = 1\na = 2\n", 2, 6),
    "a table that is not closed": ("a = 1\n[flows\n", 2, 7),
    "a stray word": ("a = 1\nhello\n", 2, 6),
    "a stray word after Spanish letters": ('a = "ñandú" b\n', 1, 13),
}


@pytest.mark.parametrize("name", SYNTAX)
def test_what_is_no_toml_is_told_with_line_and_column(tmp_path: Path, name: str) -> None:
    text, line, column = SYNTAX[name]
    path = tmp_path / "policy.toml"
    path.write_text(text, encoding="utf-8")
    problem = one_problem(path)
    assert problem.code == "toml-syntax"
    assert problem.where == f"{path}:{line}:{column}"


def test_brackets_without_end_are_refused_and_break_nothing(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text("a = " + "[" * 100_000, encoding="utf-8")
    assert one_problem(path).code in {"toml-syntax", "toml-too-deep"}


@pytest.mark.parametrize("content", ["", "# nothing\n", "a = 1979-05-27T07:32:00Z\n", "x = nan\n"])
def test_a_file_that_is_no_policy_is_told_what_it_lacks(tmp_path: Path, content: str) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(content, encoding="utf-8")
    found = problems(path)
    assert {problem.code for problem in found} <= {
        "missing-key",
        "unknown-key",
        "wrong-type",
        "unknown-value",
    }
    assert all(problem.where.startswith(f"{path}: ") for problem in found)
    assert "format" in {problem.values["value"] for problem in found}


def broken(*replacements: tuple[str, str]) -> str:
    """The text of the built-in policy with some words changed."""
    text = BUILT_IN
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def test_several_problems_of_a_file_are_told_at_once_each_with_file_and_path(
    tmp_path: Path,
) -> None:
    path = tmp_path / "policy.toml"
    text = broken(
        ('outcome = "not-shipped-yet"', 'outcome = "not-shipped"'),
        ('when = { stage = "delivered" }', 'when = { stag = "delivered" }'),
        ('time_zone = "Europe/Madrid"', 'time_zone = "Europe/Madird"'),
    )
    path.write_text(text, encoding="utf-8")
    assert {(problem.where, problem.code) for problem in problems(path)} == {
        (f"{path}: flows.track.rules[0].outcome", "unknown-outcome"),
        (f"{path}: flows.track.rules[2].when.stag", "unknown-fact"),
        (f"{path}: time_zone", "unknown-time-zone"),
    }


def test_problems_of_shape_are_told_at_once_each_with_file_and_path(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    text = broken(
        ("lasts = { minutes = 30 }", 'lasts = { minutes = "30" }'),
        ("lasts = { hours = 72 }", "lasts = { houres = 72 }"),
        ('kind = "moment"', 'kind = "momnt"'),
    )
    path.write_text(text, encoding="utf-8")
    found = problems(path)
    assert {problem.code for problem in found} <= {
        "missing-key",
        "unknown-key",
        "wrong-type",
        "unknown-value",
    }
    assert {problem.where for problem in found} == {
        f"{path}: windows.marketplace_cancel.lasts.minutes",
        f"{path}: windows.bundle_wait.lasts",
        f"{path}: facts.ordered_at.kind",
    }
