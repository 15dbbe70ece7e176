"""The program as a script sees it: arguments and an environment in, bytes and an exit code out."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from hashlib import sha256
from typing import Any, NamedTuple

import tomli

from ayuda.cache import Cache
from ayuda.model import LANGUAGES, Language, Policy
from ayuda.policy.load import built_in_path, load
from ayuda.texts import Texts, load_texts

NOW = "2026-11-23T12:00:00+01:00"
"""A Monday noon in Madrid, as of which the cases here are decided."""

MODULE = (sys.executable, "-m", "ayuda")

NOWHERE: Cache = Cache()


class Result(NamedTuple):
    """What a call came to."""

    code: int
    out: bytes
    err: bytes

    @property
    def output(self) -> str:
        return self.out.decode()

    @property
    def messages(self) -> str:
        return self.err.decode()

    @property
    def document(self) -> dict[str, Any]:
        """The one JSON object on standard output."""
        assert self.out.endswith(b"\n")
        assert self.out.count(b"\n") == 1
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found


Call = Callable[..., Result]
"""What the fixture ``ayuda`` is: a call of the program with a clean environment."""


def run(
    arguments: Sequence[str | bytes],
    environment: Mapping[str, str],
    *,
    program: Sequence[str] = MODULE,
) -> Result:
    """Run the program in a process of its own."""
    done = subprocess.run(
        [*program, *arguments],
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        cwd="/",
        timeout=60,
        check=False,
    )
    return Result(done.returncode, done.stdout, done.stderr)


@cache
def built_in() -> Policy:
    return load(built_in_path(), NOWHERE).policy


@cache
def built_in_digest() -> str:
    entry = built_in_path()
    names = tomli.loads(entry.read_text(encoding="utf-8"))["include"]
    files = [entry, *(entry.parent / name for name in names)]
    lines = [f"{sha256(file.read_bytes()).hexdigest()}\n" for file in files]
    return sha256("".join(lines).encode()).hexdigest()


@cache
def words(language: Language) -> Texts:
    """The program's own words in a language."""
    return load_texts(language, NOWHERE)


def both_languages() -> tuple[Language, ...]:
    return LANGUAGES


def problem(language: Language, code: str, **values: str) -> tuple[str, str]:
    """What a problem's message says, and its hint."""
    texts = words(language)
    return texts.say(f"problems.{code}.what", **values), texts.say(
        f"problems.{code}.hint", **values
    )


def refused(result: Result, *places: str) -> list[dict[str, Any]]:
    """Check that a call with ``--json`` was refused for problems at these places; the problems.

    Standard error must tell the same problems, each with what would be right.
    """
    assert result.code == 2, result
    assert b"Traceback" not in result.err
    document = result.document
    place = ["file", "line", "column", "path"]
    assert list(document) == ["format", "problems"]
    assert document["format"] == "ayuda.error/1"
    problems: list[dict[str, Any]] = document["problems"]
    told = result.err.decode(errors="replace")
    for found in problems:
        assert list(found) in (["where", "what", "hint"], ["where", "what", "hint", *place]), found
        assert all(str(text).strip() for text in found.values()), found
        where = found["where"]
        if "path" in found:
            assert where == f"{found['file']}: {found['path']}"
            where = f"{found['file']}:{found['line']}:{found['column']}: {found['path']}"
        assert f"{where}: {found['what']}" in told
        assert found["hint"] in told
    assert [found["where"] for found in problems] == list(places)
    return problems


def refused_in_words(result: Result, where: str) -> str:
    """Check that a call without ``--json`` was refused at a place; what standard error says."""
    assert result.code == 2, result
    assert result.out == b""
    assert "Traceback" not in result.messages
    assert result.messages.startswith(f"{where}: "), result.messages
    assert result.messages.count("\n") >= 2, "a message says what would be right"
    return result.messages
