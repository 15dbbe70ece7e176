"""The signals that tell the program to end, heard from its very start.

So nothing is imported here that takes time: until it is loaded, Python's own ways hold.
"""

from __future__ import annotations

import _signal as signal  # type: ignore[import-not-found] # signal itself loads enum and more
import os
from time import monotonic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType, TracebackType
    from typing import Any, Self

ENDS = ("SIGINT", "SIGTERM", "SIGHUP")
"""What ends the program in good order: Ctrl-C, and what a service or a closed terminal sends."""
FIRST_EXIT_CODE = 128
"""An exit code that says a signal is the signal's number above this, as shells have it."""
SECONDS_TO_LEAVE = 3.0
"""How long a second signal after the first is not heard, so that it leaves nothing half removed."""


class Ended(KeyboardInterrupt):
    """The program was told to end by a signal.

    It is a KeyboardInterrupt, for that goes through the loops of libraries, and cleans up.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.exit_code = FIRST_EXIT_CODE + number


class Endings:
    """A context in which what ends the program raises ``Ended`` wherever the program is.

    What the caller ignores stays so (``nohup``), but for interruptions: a shell ignores those for
    all that it starts in the background, where temporary files must not be left either. Only a
    main thread can hear anything.
    """

    def __init__(self, *, at_once: bool = False) -> None:
        """With ``at_once`` the process ends on the spot: nothing could be left behind yet."""
        self.noted: list[int] = []
        self._quiet_until = 0.0
        self._handler = _end_at_once if at_once else self.hear
        self._former: dict[int, Any] = {}

    def __enter__(self) -> Self:
        """Begin to hear."""
        for name in ENDS:
            number = getattr(signal, name, None)
            if number is None:
                continue
            if name == "SIGINT" or signal.getsignal(number) != signal.SIG_IGN:
                try:
                    self._former[number] = signal.signal(number, self._handler)
                except ValueError:  # This is no main thread.
                    break
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let others hear again."""
        for number, former in self._former.items():
            signal.signal(number, former)

    def hear(self, number: int, frame: FrameType | None) -> None:
        """Note a signal and raise it, but for one while the program is leaving."""
        del frame
        self.noted.append(number)
        if monotonic() >= self._quiet_until:
            self._quiet_until = monotonic() + SECONDS_TO_LEAVE
            raise Ended(number)

    def stop_hearing(self) -> None:
        """Note signals, and raise none of them any more."""
        self._quiet_until = float("inf")

    def end_undisturbed(self) -> None:
        """All is done and said, and the process goes: an interruption is no longer of use."""
        if self._former:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            del self._former[signal.SIGINT]

    @property
    def first(self) -> Ended | None:
        """What ended the program: libraries pass it on as errors of their own, or not at all."""
        return Ended(self.noted[0]) if self.noted else None


class EndingsLater:
    """A context in which what ends the program waits, where the system can do that.

    For loading what is large: an import swallows what is raised in some of its callbacks. Threads
    and processes that are started meanwhile never hear of it.
    """

    def __enter__(self) -> None:
        """Begin to wait."""
        self._mask = getattr(signal, "pthread_sigmask", None)
        if self._mask is not None:
            numbers = {getattr(signal, name) for name in ENDS}
            self._before = self._mask(signal.SIG_BLOCK, numbers)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Hear what came."""
        if self._mask is not None:
            self._mask(signal.SIG_SETMASK, self._before)


def _end_at_once(number: int, frame: FrameType | None) -> None:
    del frame
    os._exit(Ended(number).exit_code)
