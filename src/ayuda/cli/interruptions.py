"""Interruptions of a batch: what they leave, whatever the libraries in between make of them."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import current_thread, main_thread
from typing import Any

from ayuda.cli.batch_options import Output
from ayuda.texts import Texts, visible

ENDS = ("SIGINT", "SIGTERM", "SIGHUP")
"""What ends the program in good order: Ctrl-C, and what a service or a closed terminal sends."""


@contextmanager
def interruptions_told(texts: Texts, output: Output) -> Iterator[None]:
    """Say what an interruption leaves."""
    before = _file_of(output)
    with _interruptions_noted() as noted:
        try:
            yield
        except BaseException as error:
            if not noted and not isinstance(error, KeyboardInterrupt):
                raise
            told = texts.say("batch.nothing_left")
            path = visible(output.path or "", None)
            if output.is_folder:
                told = texts.say("batch.parts_left", path=path)
            elif _file_of(output) != before:
                told = texts.say("batch.written", path=path)
            sys.stderr.write(f"{told}\n")
            raise KeyboardInterrupt from None


@contextmanager
def _interruptions_noted() -> Iterator[list[int]]:
    """A list that an interruption goes into: the database passes it on as an error of its own."""
    noted: list[int] = []
    usual = signal.default_int_handler

    def note(number: int, frame: Any) -> None:
        noted.append(number)
        usual(number, frame)

    is_usual = signal.getsignal(signal.SIGINT) is usual
    if not is_usual or current_thread() is not main_thread():
        yield noted
        return
    ends = [getattr(signal, name) for name in ENDS if hasattr(signal, name)]
    before = {number: signal.signal(number, note) for number in ends}
    try:
        yield noted
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def interruptions_later() -> Iterator[None]:
    """Let interruptions wait, where the system can do that."""
    mask = getattr(signal, "pthread_sigmask", None)
    if mask is None:
        yield
        return
    mask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        mask(signal.SIG_UNBLOCK, {signal.SIGINT})


def _file_of(output: Output) -> tuple[int, int] | None:
    """What stands under an output's name."""
    try:
        found = Path(output.path or "").stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns
