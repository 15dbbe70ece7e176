"""The keys below a decision for what is made of it: note, reply, copy, reminder, receipt."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import msgspec

from ayuda.errors import AyudaError
from ayuda.texts import Texts
from ayuda.ui.clipboard import TOO_LONG, clipboard_sequence
from ayuda.ui.lines import Line
from ayuda.ui.prompts import Choice, Prompter, wrapped
from ayuda.view.after.decided import Decided
from ayuda.view.after.wanted import Wanted
from ayuda.view.written import write_whole

NOTE: Final = "?note"
REPLY: Final = "?reply"
COPY: Final = "?copy"
REMIND: Final = "?remind"
KEEP: Final = "?keep"
LETTERS = {NOTE: "n", REPLY: "r", COPY: "c", REMIND: "i", KEEP: "j"}
"""The same in every language: the files' keys are the first letters of how they end."""
HANG = 3
HINT = 2


class AfterKeys(msgspec.Struct, frozen=True):
    """What can be made of the decision on the screen; ``command`` is its own as one command."""

    prompter: Prompter
    texts: Texts
    wanted: Wanted
    decided: Decided
    command: str

    views = (NOTE, REPLY)

    @property
    def is_printed(self) -> bool:
        """Whether texts are to be printed in place of the decision."""
        return self.wanted.prints

    def print_text(self) -> None:
        """Print the texts that are wanted in place of the decision."""
        sys.stdout.write(self.wanted.text(self.decided))

    def write_wanted(self) -> None:
        """Write the files that the call wants. Raises AyudaError."""
        for lacking in self.wanted.write(self.decided):
            self._tell(lacking)

    def lines(self, view: str) -> Sequence[Line]:
        """The note or the reply as a screen has it."""
        return [Line(line, hang=HANG) if line else Line() for line in self._text(view).split("\n")]

    def choices(self, shown: str) -> list[Choice]:
        """What can be chosen beside what is shown."""
        say = self.texts.say
        of = {NOTE: "note", REPLY: "reply"}.get(shown, "command")
        labels = {
            NOTE: say("after.note"),
            REPLY: say("after.reply"),
            COPY: say(f"after.copy_{of}"),
            KEEP: say("after.keep"),
            REMIND: say("after.remind"),
        }
        lacking = {shown}
        if self.decided.decision.say is None:
            lacking.add(REPLY)
        if not self.decided.deadlines:
            lacking.add(REMIND)
        return [
            Choice(key, label, LETTERS[key]) for key, label in labels.items() if key not in lacking
        ]

    def take(self, chosen: str, shown: str) -> bool:
        """Do what was chosen and tell of it; False where it is none of these keys."""
        done: dict[str, Callable[[], str]] = {
            COPY: lambda: self._copy(shown),
            REMIND: lambda: self._write("ics", self._reminder()),
            KEEP: lambda: self._write("json", self.wanted.receipt_of(self.decided)),
        }
        if chosen not in done:
            return False
        try:
            told = done[chosen]()
        except AyudaError as error:
            told = "\n".join(self.texts.message(problem).told() for problem in error.problems)
        self._tell(told)
        return True

    def _tell(self, text: str) -> None:
        """Tell it in lines that break between words; a hint stays set in."""
        for line in text.split("\n"):
            indent = HINT if line.startswith(" ") else 0
            self.prompter.tell("\n".join(wrapped(line, indent)))

    def _text(self, view: str) -> str:
        made = {NOTE: self.wanted.note_of, REPLY: self.wanted.reply_of}.get(view)
        return self.command if made is None else made(self.decided) or ""

    def _reminder(self) -> bytes:
        """A calendar's file; what cannot be had for it is told of the key."""
        key = f"{self.texts.say('after.remind')} ({LETTERS[REMIND]})"
        return self.wanted.reminder_of(self.decided, key) or b""

    def _copy(self, shown: str) -> str:
        """Hand what is shown to the terminal's clipboard; what to tell of it."""
        sequence = clipboard_sequence(self._text(shown), os.environ)
        if sequence is None:
            return self.texts.say("after.copy_impossible")
        if sequence == TOO_LONG:
            return self.texts.say("after.copy_too_long")
        sys.stderr.write(sequence)
        sys.stderr.flush()
        return self.texts.say("after.copied")

    def _write(self, ending: str, content: bytes) -> str:
        """Write a file beside where the program was called; what to tell of it."""
        file = self._free_name(ending)
        write_whole(file, content)
        return self.texts.say("after.written", file=str(file))

    def _free_name(self, ending: str) -> Path:
        """A name that no file has yet: of the case, the moment, and a number where it is taken."""
        setting = self.decided.setting
        moment = setting.now.astimezone(setting.zone)
        stem = f"ayuda-{self.decided.decision.flow}-{moment:%Y-%m-%d-%H%M%S}"
        file, number = Path(f"{stem}.{ending}"), 1
        while file.exists():
            number += 1
            file = Path(f"{stem}-{number}.{ending}")
        return file
