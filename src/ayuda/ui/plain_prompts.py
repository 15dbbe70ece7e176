"""Questions in plain numbered lines, without cursor movement: for screen readers."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from ayuda.texts import Texts
from ayuda.ui.prompts import Choice, wrapped


class PlainPrompter:
    """Asks on standard error, line by line, and reads lines from standard input."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def choose(self, question: str, hint: str, choices: Sequence[Choice], default: str = "") -> str:
        """See Prompter. An empty line takes the default, where there is one."""
        self._ask(question, hint)
        for number, choice in enumerate(choices, 1):
            self.tell("\n".join(wrapped(f"{number}. {choice.label}", indent=2)))
        while True:
            typed = self._read(self._texts.say("walk.number"))
            if not typed and default:
                return default
            if typed.isdecimal() and 1 <= int(typed[:4]) <= len(choices):
                return choices[int(typed[:4]) - 1].key
            self.tell(self._texts.say("walk.number_wrong", last=str(len(choices))))

    def write(self, question: str, hint: str, check: Callable[[str], str | None]) -> str:
        """See Prompter."""
        self._ask(question, hint)
        while True:
            typed = self._read("> ")
            objection = check(typed)
            if objection is None:
                return typed
            self.tell(objection)

    def _ask(self, question: str, hint: str) -> None:
        self.tell("\n".join([*wrapped(question), *wrapped(hint, indent=2)]))

    def tell(self, text: str) -> None:
        """See Prompter."""
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()

    @staticmethod
    def _read(prompt: str) -> str:
        """One line; the end of the input is a person who leaves."""
        sys.stderr.write(prompt)
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            raise KeyboardInterrupt
        return line.strip()
