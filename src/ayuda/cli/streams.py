"""The standard streams of a call: what cannot be told changes no result."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

STANDARD_ERROR = 2


class _Lenient(io.FileIO):
    """Standard error that takes everything: a full disk or a reader who has gone loses messages."""

    def write(self, content: Any, /) -> int:
        """Write what can be written."""
        try:
            return super().write(content)
        except OSError:
            return len(content)


@contextmanager
def streams_of_a_call() -> Iterator[None]:
    """Make the streams ready; what stands for standard error already (a test's own) stays."""
    before = sys.stderr
    if before is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - to the end
    elif before is sys.__stderr__ and isinstance(before, io.TextIOWrapper):
        lenient = io.BufferedWriter(_Lenient(STANDARD_ERROR, "wb", closefd=False))
        sys.stderr = io.TextIOWrapper(lenient, encoding=before.encoding, line_buffering=True)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        yield
    finally:
        sys.stderr.flush()
        sys.stderr = before


def result_gone() -> None:
    """Let nothing else fail at the end: what is left for standard output goes nowhere."""
    with suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
