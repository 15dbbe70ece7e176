"""What a walk needs of a terminal: to choose, to have something typed, to be told something."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from shutil import get_terminal_size
from textwrap import wrap
from typing import Final, Protocol

import msgspec


class Choice(msgspec.Struct, frozen=True):
    """One line of a menu; ``key`` is what the choice gives back.

    ``letter`` chooses it, the same in every menu; without one, its label finds it a letter.
    """

    key: str
    label: str
    letter: str = ""


WAY_OUT: Final = "0"
"""The letter of whatever leaves a menu without an answer."""
CHANGE: Final = "9"
"""The letter of changing an earlier answer."""
FEW: Final = 9
"""How many lines find letters in their labels; more have them in the order of the alphabet."""


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
    """A letter for each line: its own, else the first of its label that is free, if any is."""
    if len(choices) > FEW:
        alphabet = iter("abcdefghijklmnopqrstuvwxyz12345678")
        return [choice.letter or next(alphabet, "") for choice in choices]
    taken = [choice.letter for choice in choices]
    for place, choice in enumerate(choices):
        if not choice.letter:
            own = [c for c in choice.label.casefold() if c.isascii() and c.isalpha()]
            spare = "abcdefghijklmnopqrstuvwxyz12345678"
            taken[place] = next((c for c in (*own, *spare) if c not in taken), "")
    return taken
