"""A call for a file that somebody brought, and a batch of such files, come to the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NoReturn

import pytest
from program_under_test import (
    NOW,
    Call,
    both_languages,
    problem,
    refused,
)
from support.mail.brought_files import BEGUN, EMLX, ENCODED, RAW, REFUSED

from ayuda.mail.judge import MessageChecks
from ayuda.model import Language

CHECK = ("check-email", "--now", NOW)
FILES = {**{name: before + RAW for name, before in BEGUN.items()}, **EMLX, **ENCODED}


def told(findings: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    return [(one["rule"], one["evidence"], one["where"]["part"]) for one in findings]


def batch_lines(ayuda_here: Call, *paths: Path) -> list[dict[str, Any]]:
    """What a batch says of each of some files."""
    result = ayuda_here("batch", "check-email", *map(str, paths), "--now", NOW)
    documents = [json.loads(line) for line in result.output.splitlines()]
    for document, path in zip(documents, paths, strict=True):
        assert document["message"].partition(":")[0] == str(path)
    return documents


def test_every_file_with_a_message_is_judged_as_the_message_is(
    ayuda_here: Call, tmp_path: Path
) -> None:
    plain = tmp_path / "plain.eml"
    plain.write_bytes(RAW)
    expected = ayuda_here(*CHECK, str(plain), "--json").document
    assert expected["outcome"] == "fraudulent"
    paths = {name: tmp_path / f"{number}.eml" for number, name in enumerate(FILES)}
    for name, path in paths.items():
        path.write_bytes(FILES[name])
    lines = batch_lines(ayuda_here, *paths.values())
    for (name, path), line in zip(paths.items(), lines, strict=True):
        found = ayuda_here(*CHECK, str(path), "--json")
        assert found.code == 1, name
        assert found.document["rule"] == expected["rule"], name
        assert told(found.document["findings"]) == told(expected["findings"]), name
        assert line["problem"] is None, name
        assert line["outcome"] == "fraudulent", name
        assert line["findings"] == found.document["findings"], name


@pytest.mark.parametrize("language", both_languages())
@pytest.mark.parametrize("code", [one for one in REFUSED if not one.startswith("mail-zip")])
def test_a_file_without_one_is_refused_in_words_about_it(
    ayuda_here: Call, tmp_path: Path, code: str, language: Language
) -> None:
    what, hint = problem(language, code)
    for number, content in enumerate(REFUSED[code]):
        path = tmp_path / f"{number}.file"
        path.write_bytes(content)
        [found] = refused(ayuda_here(*CHECK, str(path), "--json", "--lang", language), str(path))
        assert (found["what"], found["hint"]) == (what, hint)


@pytest.mark.parametrize("code", ["mail-picture", "mail-print", "mail-page"])
def test_a_batch_says_the_same_of_it(ayuda_here: Call, tmp_path: Path, code: str) -> None:
    path = tmp_path / "brought"
    path.write_bytes(REFUSED[code][0])
    [line] = batch_lines(ayuda_here, path)
    assert line["outcome"] is None
    assert line["problem"] == " ".join(problem("en", code))


def test_a_check_that_fails_is_refused_and_never_a_verdict(
    ayuda_here: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> NoReturn:
        raise RecursionError

    path = tmp_path / "m.eml"
    path.write_bytes(RAW)
    monkeypatch.setattr(MessageChecks, "evidence", fail)
    result = ayuda_here(*CHECK, str(path), "--json")
    [found] = refused(result, str(path))
    assert found["what"] == problem("en", "mail-check-failed", value="RecursionError")[0]
    assert "Traceback" not in result.messages
    assert ayuda_here(*CHECK, str(path)).code == 2


def test_a_failure_of_reading_the_file_is_refused_too(
    ayuda_here: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: bytes) -> NoReturn:
        raise ZeroDivisionError

    path = tmp_path / "m.eml"
    path.write_bytes(RAW)
    monkeypatch.setattr("ayuda.mail.raw.files.read_file", fail)
    refused(ayuda_here(*CHECK, str(path), "--json"), str(path))
