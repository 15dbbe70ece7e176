"""What every prompt at a terminal does alike: keys to go back, pause and leave, and signals."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import current_thread, main_thread
from types import FrameType
from typing import Any

from prompt_toolkit.application import Application
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys

from ayuda.ui.prompts import SteppedBack

ENDS = ("SIGINT", "SIGTERM", "SIGHUP")
"""The signals that end the program."""
ESCAPE_SECONDS = 0.1
"""How long after Esc the rest of an arrow key's sequence may come."""


@contextmanager
def signals_leave(application: Application[Any], ended: list[BaseException]) -> Iterator[None]:
    """Let signals that are heard elsewhere leave the question as Ctrl-C does.

    Raised in the middle of drawing, they would leave the terminal as it is just then.
    """
    names = [name for name in ENDS if hasattr(signal, name)]
    formers = {getattr(signal, name): signal.getsignal(getattr(signal, name)) for name in names}
    heard = {number: former for number, former in formers.items() if callable(former)}

    def leave(number: int, frame: FrameType | None) -> None:
        try:
            heard[signal.Signals(number)](number, frame)
        except KeyboardInterrupt as raised:
            ended.append(raised)
            if application.is_running and application.loop is not None:
                application.loop.call_soon_threadsafe(end_with, application, ended)

    if current_thread() is not main_thread():
        yield
        return
    for number in heard:
        signal.signal(number, leave)
    try:
        yield
    finally:
        for number, former in heard.items():
            signal.signal(number, former)


def end_with(application: Application[Any], ended: Sequence[BaseException]) -> None:
    """End a question with what was raised, if anything was and it is not at its end anyway."""
    future = application.future
    if ended and future is not None and not future.done():
        application.exit(exception=ended[0])


def bind_manners(application: Application[Any], bindings: KeyBindings) -> None:
    """The keys that mean the same at every prompt: back, pause, leave; a paste is swallowed."""
    application.ttimeoutlen = ESCAPE_SECONDS
    bindings.add(Keys.Escape, eager=True)(_step_back)
    bindings.add(Keys.ControlZ, eager=True)(_pause)
    if not any(Keys.BracketedPaste in binding.keys for binding in bindings.bindings):
        bindings.add(Keys.BracketedPaste, eager=True)(_swallow)
        bindings.add(Keys.ControlD, eager=True)(_leave)


def _step_back(event: KeyPressEvent) -> None:
    event.app.erase_when_done = True
    event.app.exit(exception=SteppedBack())


def _pause(event: KeyPressEvent) -> None:
    event.app.suspend_to_background()


def _swallow(_event: KeyPressEvent) -> None:
    """Do nothing."""


def _leave(event: KeyPressEvent) -> None:
    event.app.exit(exception=EOFError)
