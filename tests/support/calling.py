"""The program called in the tests' own process, where one of its own adds nothing but time."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pytest

from ayuda.cli.main import main


class Called(NamedTuple):
    """What a call came to."""

    code: int
    out: bytes
    err: bytes


def call_here(
    arguments: Sequence[str],
    environment: Mapping[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> Called:
    """Call the program with these variables, and none that say a language or a policy."""
    for name in os.environ:
        if name.startswith(("LC_", "LANG", "AYUDA", "_AYUDA")):
            monkeypatch.delenv(name)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    capfdbinary.readouterr()
    try:
        code = main(arguments)
    except SystemExit as ended:  # What a shell is told ends the program at once.
        code = int(ended.code or 0)
    return Called(code, *capfdbinary.readouterr())
