"""The console that lines are printed on: the part of Rich that a question can do without."""

from __future__ import annotations

from errno import EPIPE
from os import strerror

from rich.console import Console


class Screen(Console):
    """A console that tells its caller of a closed pipe instead of ending the program."""

    def on_broken_pipe(self) -> None:
        """Pass the error on that Rich has caught."""
        raise BrokenPipeError(EPIPE, strerror(EPIPE))
