"""Whether a message passes another one on inside its own text, so that its origin is lost."""

from __future__ import annotations

import re
from functools import cached_property

import msgspec

from ayuda.model import MailQuoting

_LOOKED_AT = 20_000
"""Characters of the text that are looked at from its beginning: what is passed on comes early."""


class Quoting(msgspec.Struct, frozen=True, dict=True):
    """The words with which mail programs begin a quotation."""

    words: MailQuoting

    def found(self, folded: str) -> str | None:
        """The line of a folded text that begins a quoted or forwarded message, if there is one."""
        folded = folded[:_LOOKED_AT]
        match = self._marks.search(folded) or self._block.search(folded)
        if match is None and any(word in folded for word in self.words.wrote):
            match = self._wrote.search(folded)
        return match[0].strip() if match else None

    @cached_property
    def _marks(self) -> re.Pattern[str]:
        """``-----Original Message-----`` and its like, on a line of its own."""
        marks = "|".join(map(re.escape, self.words.marks)) or r"(?!)"
        return re.compile(
            rf"^[ \t>*]*(?:[-_=]{{2,}} ?)?(?:{marks})(?: ?[-_=]{{2,}}|:)[ \t*]*$", re.MULTILINE
        )

    @cached_property
    def _block(self) -> re.Pattern[str]:
        """A sender's line and, at most five lines later, a subject's."""
        senders = "|".join(map(re.escape, self.words.senders)) or r"(?!)"
        subjects = "|".join(map(re.escape, self.words.subjects)) or r"(?!)"
        return re.compile(
            rf"^[ \t>*]*(?:{senders})\*? ?:\*?[^\n]{{0,600}}\n"
            rf"(?:[^\n]{{0,500}}\n){{0,5}}?[ \t>*]*(?:{subjects})\*? ?:",
            re.MULTILINE,
        )

    @cached_property
    def _wrote(self) -> re.Pattern[str]:
        """``On 3 June, … wrote:``, in one line or two, with a date or quoted lines after it."""
        wrote = "|".join(map(re.escape, self.words.wrote)) or r"(?!)"
        ends = rf"(?:{wrote})[^\n:]{{0,80}}:[ \t]*$"
        return re.compile(
            rf"^(?=[^\n]*\d)(?:[^\n]{{0,200}}\n)?[^\n]{{0,300}}?{ends}|^[^\n]{{0,300}}?{ends}\s*>",
            re.MULTILINE,
        )
