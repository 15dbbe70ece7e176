"""What a walk needs of a terminal: to choose, to have something typed, to be told something."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from shutil import get_terminal_size
from textwrap import wrap
from typing import Protocol

import msgspec


class Choice(msgspec.Struct, frozen=True):
    """One line of a menu; ``key`` is what the choice gives back."""

    key: str
    label: str


class Prompter(Protocol):
    """A way to put questions to a person. Each raises KeyboardInterrupt where they leave."""

    def choose(self, question: str, hint: str, choices: Sequence[Choice], default: str = "") -> str:
        """The key of the chosen line; ``default`` is the one to begin at."""

    def write(self, question: str, hint: str, check: Callable[[str], str | None]) -> str:
        """What is typed, once ``check`` has no objection (None) to it."""

    def tell(self, text: str) -> None:
        """Show a text that asks nothing."""


def wrapped(text: str, indent: int = 0) -> list[str]:
    """A text in lines that fit the terminal, each of its own lines anew."""
    width = max(get_terminal_size().columns - 1, 20)
    margin = " " * indent
    return [
        line
        for paragraph in text.splitlines()
        for line in wrap(paragraph.strip(), width, initial_indent=margin, subsequent_indent=margin)
    ]


def letters(choices: Sequence[Choice]) -> list[str]:
    """A letter for each line: the first of its label that is free, else a digit."""
    taken: list[str] = []
    for choice in choices:
        own = [
            letter for letter in choice.label.casefold() if letter.isascii() and letter.isalpha()
        ]
        free = (
            letter
            for letter in (*own, *"123456789abcdefghijklmnopqrstuvwxyz")
            if letter not in taken
        )
        taken.append(next(free))
    return taken
