"""Questions in plain lines, answered by one key, without cursor movement: for screen readers."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from ayuda.errors import Problem
from ayuda.texts import Texts
from ayuda.ui.one_key import ESCAPE, read_key, unechoed
from ayuda.ui.prompts import Choice, SteppedBack, numbers, wrapped
from ayuda.ui.typed_ticks import TypedTicks
from ayuda.view.wording import HIDDEN


class PlainPrompter:
    """Asks on standard error, line by line; a menu takes one key, a text a line."""

    plain = True

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._just_pressed = False

    def choose(self, question: str, hint: str, choices: Sequence[Choice], default: str = "") -> str:
        """See Prompter. Enter takes the default, where there is one."""
        self._ask(question, hint)
        return self._chosen(choices, default)

    def offer(self, choices: Sequence[Choice], default: str) -> str:
        """See Prompter. Enter alone is the end of a habit rather than a choice."""
        assert default in {choice.key for choice in choices}
        self.tell(self._texts.say("walk.after"))
        return self._chosen(choices, "")

    def offer_height(self, choices: Sequence[Choice]) -> int:
        """See Prompter."""
        rows = [row for choice in choices for row in wrapped(f"0. {choice.label}", indent=2)]
        return len(rows) + len(wrapped(self._texts.say("walk.after"))) + 1

    def _chosen(self, choices: Sequence[Choice], default: str) -> str:
        keys = numbers(choices)
        for key, choice in zip(keys, choices, strict=True):
            self.tell("\n".join(wrapped(f"{key}. {choice.label}", indent=2)))
        by_key = {key: choice.key for key, choice in zip(keys, choices, strict=True) if key}
        while True:
            pressed = self._press()
            if pressed in by_key:
                return by_key[pressed]
            if pressed or not default:
                allowed = self._texts.listed(list(by_key))
                self.tell("\n".join(wrapped(self._texts.say("walk.key_wrong", keys=allowed))))
            else:
                return default

    def _press(self) -> str:
        """A key; an empty text for Enter, but not for the one behind the key before."""
        while True:
            pressed = read_key(sys.stdin, self._ask_for_key).casefold()
            if pressed == ESCAPE:
                self.tell("")
                raise SteppedBack
            self.tell(pressed if pressed.isprintable() else "")
            habit = self._just_pressed and not pressed.strip()
            self._just_pressed = bool(pressed.strip())
            if not habit:
                return pressed.strip()

    def write(
        self,
        question: str,
        hint: str,
        check: Callable[[str], str | None],
        *,
        personal: bool = False,
    ) -> str:
        """See Prompter. What is personal is not echoed: what is on the screen stays there."""
        self._ask(question, hint)
        while True:
            typed = self._read_unseen() if personal else self._read("> ")
            habit = self._just_pressed and not typed
            self._just_pressed = False
            if habit:
                continue
            objection = check(typed)
            if objection is None:
                return typed
            self.tell("\n".join(wrapped(objection)))

    def tick(
        self, question: str, hint: str, choices: Sequence[Choice], ways: Sequence[Choice]
    ) -> str | tuple[str, ...]:
        """See Prompter. Numbers or names are typed, with commas between; then they are told."""
        keys = numbers([*choices, *ways])
        lines = [f"{key}. {one.label}" for key, one in zip(keys, [*choices, *ways], strict=True)]
        self._ask(question, hint)
        for line in lines:
            self.tell("\n".join(wrapped(line, indent=2)))
        ticking = TypedTicks(choices, ways, keys)

        def objection(typed: str) -> str | None:
            if not typed.strip():
                return self._texts.say("walk.ticks_typed")
            wrong = ticking.unknown(typed)
            if wrong is None:
                return None
            message = self._texts.message(Problem("", "no-such-ticks", {"value": wrong}))
            return f"{message.what} {message.hint}"

        typed = self.write("", self._texts.say("walk.ticks_typed"), objection)
        answer = ticking.answer(typed)
        if isinstance(answer, tuple):
            self.tell(", ".join(one.label for one in choices if one.key in answer))
        return answer

    def _read_unseen(self) -> str:
        """One line that is not shown while it is typed, nor after it."""
        self._prompt("> ")
        with unechoed(sys.stdin):
            line = self._read("")
        self.tell(HIDDEN if line else "")
        return line

    def _ask(self, question: str, hint: str) -> None:
        self.tell("\n".join([*wrapped(question), *wrapped(hint, indent=2)]))

    def tell(self, text: str) -> None:
        """See Prompter."""
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()

    def _ask_for_key(self) -> None:
        self._prompt(self._texts.say("walk.key"))

    @staticmethod
    def _prompt(prompt: str) -> None:
        sys.stderr.write(prompt)
        sys.stderr.flush()

    def _read(self, prompt: str) -> str:
        """One line; the end of the input is a person who leaves."""
        self._prompt(prompt)
        line = sys.stdin.readline()
        if not line:
            raise KeyboardInterrupt
        return line.strip()
