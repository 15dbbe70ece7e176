"""One key from a terminal, without Enter."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from types import FrameType
from typing import Final, TextIO

ESCAPE: Final = "\x1b"
ENDS: Final = ("", "\x03", "\x04")
"""The end of the input, and the keys that mean it."""
ENTER: Final = ("\r", "\n")
CHUNK: Final = 4096


def read_key(stream: TextIO, ask: Callable[[], None]) -> str:
    """The next key that is pressed; Enter is an empty text.

    ``ask`` asks for it, once a key alone is enough and shows nothing of itself.
    What comes at once in more than one character is pasted, or an arrow: it counts for nothing.
    Raises KeyboardInterrupt at the end of the input.
    """
    if sys.platform == "win32":
        ask()
        return _read_windows_key()
    with _single_keys(stream.fileno()):
        ask()
        while True:
            content = os.read(stream.fileno(), CHUNK).decode("utf-8", "replace")
            if content in ENDS:
                raise KeyboardInterrupt
            if content in ENTER:
                return ""
            key = content[:1] if content[1:] in ENTER else content
            if len(key) == 1:
                return key


@contextmanager
def _single_keys(terminal: int) -> Iterator[None]:
    """Let keys arrive one by one, and after a pause again; its settings come back in the end."""
    import termios
    import tty

    def anew(_number: int, _frame: FrameType | None) -> None:
        tty.setcbreak(terminal, termios.TCSADRAIN)

    before = termios.tcgetattr(terminal)
    listens = current_thread() is main_thread()
    former = signal.signal(signal.SIGCONT, anew) if listens else None
    try:
        tty.setcbreak(terminal, termios.TCSADRAIN)
        yield
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
        if listens:
            signal.signal(signal.SIGCONT, former)


@contextmanager
def unechoed(stream: TextIO) -> Iterator[None]:
    """Show nothing of what is typed; where that cannot be, as without a terminal, go on."""
    if sys.platform == "win32" or not stream.isatty():
        yield
        return
    import termios

    terminal = stream.fileno()
    before = termios.tcgetattr(terminal)
    silent = [*before]
    silent[3] &= ~termios.ECHO
    try:
        termios.tcsetattr(terminal, termios.TCSADRAIN, silent)
        yield
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)


def _read_windows_key() -> str:
    import msvcrt

    while True:
        key: str = msvcrt.getwch()  # type: ignore[attr-defined, unused-ignore]
        if key in ENDS:
            raise KeyboardInterrupt
        if key in {"\x00", "\xe0"}:
            msvcrt.getwch()  # type: ignore[attr-defined, unused-ignore]
            continue
        return "" if key in ENTER else key
