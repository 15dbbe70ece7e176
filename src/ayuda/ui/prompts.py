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
ENOUGH: Final = "8"
"""The letter of deciding now, with what is known."""
FEW: Final = 9
"""How many lines find letters in their labels; more have them in the order of the alphabet."""
ALPHABET: Final = "abcdefghijklmnopqrstuvwxyz"
NUMBERS: Final = "1234567"


class SteppedBack(Exception):
    """The wish to go one step back, at whatever was asked."""


class Prompter(Protocol):
    """A way to put questions to a person.

    Each raises KeyboardInterrupt where they leave, and SteppedBack where they go a step back.
    ``plain`` is for screen readers: what it shows are words in lines, never signs.
    """

    plain: bool

    def choose(self, question: str, hint: str, choices: Sequence[Choice], default: str = "") -> str:
        """The key of the chosen line; ``default`` is the one to begin at."""

    def write(
        self,
        question: str,
        hint: str,
        check: Callable[[str], str | None],
        *,
        personal: bool = False,
    ) -> str:
        """What is typed, once ``check`` has no objection (None) to it.

        Where it is ``personal`` it does not stay on the screen.
        """

    def tick(
        self, question: str, hint: str, choices: Sequence[Choice], ways: Sequence[Choice]
    ) -> str | tuple[str, ...]:
        """The keys of the lines that are ticked, in their order, or the key of one of the ways."""

    def offer(self, choices: Sequence[Choice], default: str) -> str:
        """The key of what is chosen below an answer, in a menu that stays small."""

    def offer_height(self, choices: Sequence[Choice]) -> int:
        """How many rows of the screen such a menu takes."""

    def tell(self, text: str) -> None:
        """Show a text that asks nothing."""


def wrapped(text: str, indent: int = 0) -> list[str]:
    """A text in lines that fit the terminal, each of its own lines anew."""
    width = max(get_terminal_size().columns - 1, 20)
    margin = " " * indent
    return [
        line
        for paragraph in text.splitlines()
        for line in wrap(
            paragraph.strip(),
            width,
            initial_indent=margin,
            subsequent_indent=margin,
            break_on_hyphens=False,
        )
    ]


def letters(choices: Sequence[Choice]) -> list[str]:
    """A letter for each line: its own, else the first of its label that is free, if any is.

    Of many lines those without their own have them in order, unless they are the smaller part.
    """
    if len(choices) > FEW and sum(not choice.letter for choice in choices) * 2 > len(choices):
        alphabet = iter(ALPHABET + NUMBERS)
        return [choice.letter or next(alphabet, "") for choice in choices]
    taken = [choice.letter for choice in choices]
    for place, choice in enumerate(choices):
        if not choice.letter:
            own = [c for c in choice.label.casefold() if c.isascii() and c.isalpha()]
            spare = ALPHABET + NUMBERS
            taken[place] = next((c for c in (*own, *spare) if c not in taken), "")
    return taken


def numbers(choices: Sequence[Choice]) -> list[str]:
    """A key for each line: its own, else its number; letters where there are too many lines."""
    own = {choice.letter for choice in choices}
    few = sum(not choice.letter for choice in choices) <= len(NUMBERS)
    keys = (key for key in (NUMBERS if few else ALPHABET) if key not in own)
    return [choice.letter or next(keys, "") for choice in choices]


def offer_rows(choices: Sequence[Choice], pointed: int) -> list[str]:
    """A small menu in as few rows as the terminal's width allows, no word broken."""
    width = get_terminal_size().columns - 1
    rows = [""]
    for place, (letter, choice) in enumerate(zip(letters(choices), choices, strict=True)):
        sign = ">" if place == pointed else " "
        item = f" {sign} {letter}) {choice.label}"
        if len(rows[-1]) + len(item) <= width:
            rows[-1] += item
        else:
            indent = " " * 6
            rows += wrap(item, width, subsequent_indent=indent, break_on_hyphens=False)
    return [row for row in rows if row]
