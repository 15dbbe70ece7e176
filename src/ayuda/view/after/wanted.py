"""What a call wants made of its decision: texts to print, fields, files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

from ayuda.engine.results import Decision
from ayuda.engine.windows import Setting
from ayuda.mail.evidence import Finding
from ayuda.texts import Texts
from ayuda.view.after.decided import Decided
from ayuda.view.written import write_whole


class Wanted(msgspec.Struct, frozen=True):
    """What is wanted, and what it is made with.

    ``reply_texts`` gives the program's words in the language of replies, once they are needed.
    """

    sha256: str
    texts: Texts
    reply_texts: Callable[[], Texts]
    ref: str | None = None
    note: bool = False
    reply: bool = False
    ics: Path | None = None
    receipt: Path | None = None

    def decided(
        self, setting: Setting, decision: Decision, findings: tuple[Finding, ...]
    ) -> Decided:
        """A decision with what a note or a receipt says besides it."""
        return Decided(setting, decision, self.sha256, self.ref, findings)

    def note_of(self, decided: Decided) -> str:
        """The note in the language of the call."""
        from ayuda.view.after.note import note_of

        return note_of(decided, self.texts)

    def reply_of(self, decided: Decided) -> str | None:
        """The reply in the language of replies; None where nothing is said to the customer."""
        from ayuda.view.after.reply import reply_of

        return reply_of(decided, self.reply_texts())

    def reminder_of(self, decided: Decided, key: str | None = None) -> bytes | None:
        """The reminder; None where no deadline is to come. Raises AyudaError.

        ``key`` names the key that asks for it, where none of the options does.
        """
        from ayuda.view.after.reminder import OPTION, reminder_of

        return reminder_of(decided, self.texts, key or OPTION)

    def receipt_of(self, decided: Decided) -> bytes:
        """The receipt."""
        from ayuda.view.after.receipt import receipt_of

        return receipt_of(decided, self.texts)

    def fields(self, decided: Decided) -> dict[str, str]:
        """The texts that are wanted, as far as there are any, as fields of a decision."""
        found = {}
        if self.note:
            found["note"] = self.note_of(decided)
        if self.reply and (reply := self.reply_of(decided)) is not None:
            found["reply"] = reply
        return found

    @property
    def prints(self) -> bool:
        """Whether texts are to be printed in place of the decision."""
        return self.note or self.reply

    def text(self, decided: Decided) -> str:
        """What is printed in place of the decision; nothing where there is no text to print."""
        texts = "\n\n".join(self.fields(decided).values())
        return f"{texts}\n" if texts else ""

    def write(self, decided: Decided) -> tuple[str, ...]:
        """Write the files that are wanted. Raises AyudaError.

        Gives what is to be told of all that is wanted and not to be had: a calendar without a
        deadline, a reply in which nothing is said.
        """
        reminder = None if self.ics is None else self.reminder_of(decided)
        if self.ics is not None and reminder is not None:
            write_whole(self.ics, reminder)
        if self.receipt is not None:
            write_whole(self.receipt, self.receipt_of(decided))
        lacking = []
        if self.ics is not None and reminder is None:
            lacking.append(self.texts.say("after.no_reminder"))
        if self.reply and decided.decision.say is None:
            lacking.append(self.texts.say("after.no_reply"))
        return tuple(lacking)
