"""What tells the program to end, and what that leaves, whatever the libraries in between do.

Only what every start has loaded anyway is imported here.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import current_thread, main_thread
from time import monotonic
from typing import TYPE_CHECKING, Any

from ayuda.errors import ExitCode

if TYPE_CHECKING:
    from ayuda.cli.batch_options import Output
    from ayuda.texts import Texts

EXIT_CODES = {
    "SIGINT": ExitCode.INTERRUPTED,
    "SIGTERM": ExitCode.TERMINATED,
    "SIGHUP": ExitCode.HUNG_UP,
}
"""What ends the program in good order: Ctrl-C, and what a service or a closed terminal sends."""
SECONDS_TO_LEAVE = 3.0
"""How long a second signal after the first is not heard, so that it leaves nothing half removed."""


class Ended(KeyboardInterrupt):
    """The program was told to end by a signal.

    It is a KeyboardInterrupt, for that goes through the loops of libraries, and cleans up.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number

    @property
    def exit_code(self) -> int:
        """The exit code for the signal."""
        return EXIT_CODES[signal.Signals(self.number).name]


class Endings:
    """The signals that came; the first one raises ``Ended`` wherever the program is."""

    def __init__(self) -> None:
        self.noted: list[int] = []
        self._quiet_until = 0.0

    def hear(self, number: int, frame: Any) -> None:
        """Note a signal and raise it, but for one while the program is leaving."""
        del frame
        self.noted.append(number)
        if monotonic() >= self._quiet_until:
            self._quiet_until = monotonic() + SECONDS_TO_LEAVE
            raise Ended(number)

    def stop_hearing(self) -> None:
        """Note signals, and raise none of them any more."""
        self._quiet_until = float("inf")

    @property
    def first(self) -> Ended | None:
        """What ended the program: libraries pass it on as errors of their own, or not at all."""
        return Ended(self.noted[0]) if self.noted else None


@contextmanager
def endings_heard() -> Iterator[Endings]:
    """Hear what tells the program to end."""
    endings = Endings()
    with _handled_by(endings.hear):
        yield endings


@contextmanager
def endings_at_once() -> Iterator[None]:
    """End without a word while there is nothing yet that could be left behind: at the start."""

    def end(number: int, frame: Any) -> None:
        del frame
        os._exit(Ended(number).exit_code)

    with _handled_by(end):
        yield


def end_undisturbed() -> None:
    """Hear of no interruption any more: all is done and said."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def _handled_by(handler: Callable[[int, Any], None]) -> Iterator[None]:
    """Let a handler have what ends the program, as far as it may; only a main thread can.

    What the caller ignores stays so (``nohup``), but for interruptions: a shell ignores those for
    all that it starts in the background, where temporary files must not be left either.
    """
    before: dict[int, Any] = {}
    if current_thread() is main_thread():
        for name in EXIT_CODES:
            number = getattr(signal, name, None)
            if number is None:
                continue
            if name == "SIGINT" or signal.getsignal(number) is not signal.SIG_IGN:
                before[number] = signal.signal(number, handler)
    try:
        yield
    finally:
        for number, former in before.items():
            signal.signal(number, former)


@contextmanager
def interruptions_told(texts: Texts, output: Output) -> Iterator[None]:
    """Say what an interruption leaves."""
    before = _file_of(output)
    with endings_heard() as endings:
        try:
            yield
        except BaseException as error:
            endings.stop_hearing()
            ended = endings.first or error
            if not isinstance(ended, KeyboardInterrupt):
                raise
            sys.stderr.write(f"{_left(texts, output, before)}\n")
            raise ended from None


def _left(texts: Texts, output: Output, before: tuple[int, int] | None) -> str:
    from ayuda.texts import visible

    path = visible(output.path or "", None)
    if output.is_folder:
        return texts.say("batch.parts_left", path=path)
    if _file_of(output) != before:
        return texts.say("batch.written", path=path)
    return texts.say("batch.nothing_left")


@contextmanager
def interruptions_later() -> Iterator[None]:
    """Let what ends the program wait, where the system can do that.

    Threads and processes that are started in between never hear of it.
    """
    mask = getattr(signal, "pthread_sigmask", None)
    if mask is None:
        yield
        return
    numbers = {getattr(signal, name) for name in EXIT_CODES}
    before = mask(signal.SIG_BLOCK, numbers)
    try:
        yield
    finally:
        mask(signal.SIG_SETMASK, before)


def _file_of(output: Output) -> tuple[int, int] | None:
    """What stands under an output's name."""
    try:
        found = Path(output.path or "").stat()
    except (OSError, ValueError):
        return None
    return found.st_ino, found.st_mtime_ns
