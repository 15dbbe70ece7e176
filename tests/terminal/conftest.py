"""What the terminal tests share: a clean environment, and terminals that are closed in the end."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.measuring import MEASURING
from terminal_driver import Open, Terminal


@pytest.fixture(scope="session")
def person(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a person at a terminal; its cache is warm after the first call."""
    home = tmp_path_factory.mktemp("home")
    return {
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
        **MEASURING,
        "PATH": os.environ.get("PATH", os.defpath),
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
    }


@pytest.fixture
def open_terminal(person: dict[str, str], tmp_path: Path) -> Iterator[Open]:
    """Start the program on a terminal of its own."""
    opened: list[Terminal] = []

    def start(
        *arguments: str,
        env: dict[str, str] | None = None,
        columns: int = 80,
        lines: int = 100,
        program: tuple[str, ...] | None = None,
    ) -> Terminal:
        more = {"program": program} if program else {}
        terminal = Terminal(
            arguments,
            {**person, **(env or {})},
            tmp_path,
            columns=columns,
            lines=lines,
            **more,
        )
        opened.append(terminal)
        return terminal

    yield start
    for terminal in opened:
        terminal.close()
