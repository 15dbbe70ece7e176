"""How far a batch is: a bar on a terminal, a line a minute elsewhere; on standard error."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Self, TextIO

from ayuda.texts import Texts

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress

SECONDS_BEFORE_A_BAR = 0.5
SECONDS_BETWEEN_LINES = 60.0
SECONDS_OF_MINUTE = 60
SECONDS_OF_HOUR = 3600
UNIT = 1_000_000
LARGE_UNIT = 1_000_000_000


class Progress:
    """Progress of so many bytes; ``total`` is 0 where nobody knows.

    ``clock`` counts seconds. Nothing is drawn, and nothing heavy loaded, for what is done at once.
    """

    def __init__(
        self, texts: Texts, stream: TextIO, clock: Callable[[], float], total: int
    ) -> None:
        self.texts = texts
        self.stream = stream
        self.clock = clock
        self.total = total
        self._began = self._told = clock()
        self._first: int | None = None
        self._bar: RichProgress | None = None
        self._is_terminal = stream.isatty()

    def __enter__(self) -> Self:
        """The progress itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()

    def share(self, share: float) -> None:
        """So much is done, from 0 to 1."""
        self.update(int(share * self.total))

    def messages(self, count: int, done: int) -> None:
        """So many messages are done, and bytes."""
        self.update(done, self.texts.count("batch_messages", count))

    def update(self, done: int, counted: str = "") -> None:
        """So many bytes are done; ``counted`` says it in other words."""
        now = self.clock()
        if self._first is None:
            self._first = done
        if self._is_terminal:
            if now - self._began >= SECONDS_BEFORE_A_BAR:
                self._draw(done, self._words(done, counted, now))
        elif now - self._told >= SECONDS_BETWEEN_LINES:
            self._told = now
            self.stream.write(f"{self._words(done, counted, now)}\n")
            self.stream.flush()

    def _words(self, done: int, counted: str, now: float) -> str:
        passed = max(now - self._began, 1e-9)
        rate = (done - (self._first or 0)) / passed
        told = [counted] if counted else []
        size = {"done": _size(done), "total": _size(self.total)}
        known = self.total > 0
        told.append(self.texts.say("batch.progress_of", **size) if known else size["done"])
        told.append(self.texts.say("batch.progress_rate", rate=_size(int(rate))))
        if known and rate > 0:
            left = _duration(int((self.total - done) / rate))
            told.append(self.texts.say("batch.progress_left", left=left))
        return " · ".join(told)

    def _draw(self, done: int, words: str) -> None:
        if self._bar is None:
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn

            console = Console(file=self.stream, highlight=False, markup=False)
            columns = (BarColumn(), TextColumn("{task.description}", markup=False))
            self._bar = Progress(*columns, console=console, transient=True)
            self._bar.add_task("", total=self.total or None)
            self._bar.live.start()  # Drawn by its own thread alone: no signal cuts a drawing short.
        [task] = self._bar.task_ids
        self._bar.update(task, completed=done, description=words)


class CountedProgress(Progress):
    """Progress of so many things that are looked at one after the other."""

    def _words(self, done: int, counted: str, now: float) -> str:
        of = {"done": str(done), "total": str(self.total)}
        told = [counted] if counted else []
        told.append(self.texts.say("batch.progress_of", **of))
        if done:
            left = _duration(int((now - self._began) * (self.total - done) / done))
            told.append(self.texts.say("batch.progress_left", left=left))
        return " · ".join(told)


def _size(count: int) -> str:
    if count >= LARGE_UNIT:
        return f"{count / LARGE_UNIT:.1f} GB"
    return f"{count / UNIT:.1f} MB"


def _duration(seconds: int) -> str:
    hours, rest = divmod(max(0, seconds), SECONDS_OF_HOUR)
    minutes, left = divmod(rest, SECONDS_OF_MINUTE)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"
