"""What the tests of the command line share: a clean environment and a way to call the program."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from program_under_test import MODULE, Call, Result, run
from support.calling import call_here
from support.measuring import MEASURING
from support.whole_policy import whole_text


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of the tests' own; its cache is warm after the first call."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def environment(home: Path) -> dict[str, str]:
    """Nothing that says a language, a colour or a policy."""
    return {
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
        **MEASURING,
        "PATH": os.environ.get("PATH", os.defpath),
    }


@pytest.fixture
def ayuda(environment: dict[str, str]) -> Call:
    """Call the program: arguments in one string or several, ``env`` on top of the clean one."""

    def call(
        *arguments: str | bytes,
        env: dict[str, str] | None = None,
        program: Sequence[str] = MODULE,
    ) -> Result:
        return run(arguments, {**environment, **(env or {})}, program=program)

    return call


@pytest.fixture
def policy_copy(tmp_path: Path) -> Callable[..., Path]:
    """Write a copy of the built-in policy, with texts replaced and something appended."""

    def write(*replacements: tuple[str, str], append: str = "") -> Path:
        content = whole_text()
        for old, new in replacements:
            assert old in content, old
            content = content.replace(old, new, 1)
        copy = tmp_path / "policy.toml"
        copy.write_text(content + append, encoding="utf-8")
        return copy

    return write


@pytest.fixture
def ayuda_here(
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> Call:
    """The same in this process, where a process of its own adds nothing but time."""

    def call(*arguments: str, env: dict[str, str] | None = None) -> Result:
        told = {**environment, **(env or {})}
        return Result(*call_here(arguments, told, monkeypatch, capfdbinary))

    return call
