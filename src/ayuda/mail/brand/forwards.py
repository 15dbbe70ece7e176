"""Whether a message passes another one on inside its own text, so that its origin is lost."""

from __future__ import annotations

import re
from functools import cached_property

import msgspec

from ayuda.late_patterns import late
from ayuda.mail.brand.names import Names
from ayuda.mail.brand.patterns import as_written, listed, spellings
from ayuda.mail.shown.lookalikes import fold
from ayuda.model import MailQuoting

_LOOKED_AT = 20_000
"""Characters of the text that are looked at from its beginning: what is passed on comes early."""
_OPENING = 500
"""Characters in which a person says what the rest is."""
_BELOW = 600
"""Characters below the line that begins a quotation in which the quoted headers stand."""
_LINE = 300
_COLONS_AT_MOST = 300
_PREFIXES_AT_MOST = 5
_EDGE = r"[ \t\xa0>*|]*"
_MARKED = late(rf"^{_EDGE}(?:[-_=~]{{2,}}[^\n]{{3,90}}|[^\n:]{{3,90}}:[ \t\xa0*]*)$", re.MULTILINE)
"""A line that begins with dashes, or ends with a colon."""
_LABEL = late(r"^([^\n:]{1,40}):", re.MULTILINE)
"""What stands before a colon at the beginning of a line."""
_HEADER_LINES = 9
_LABELS_AT_LEAST = 3
_AROUND = " \t\xa0>*|-_=~:"
_LABELLED = rf"{_EDGE}[^\n:<>@]{{1,25}}:[ \t*]*\n?[^\n]{{0,300}}\n"
_ADDRESSED = (
    rf"{_EDGE}[^\n:<>@]{{1,25}}:[ \t*]*\n?[^\n<\[@]{{1,80}}"
    rf"[<\[](?:mailto:)?[^\s<>@]{{1,64}}@[^\s<>]{{1,100}}[>\]][^\n]{{0,200}}\n"
)
_HEADERS = late(
    rf"^(?:{_ADDRESSED}{_LABELLED}{_LABELLED}|{_LABELLED}{{1,2}}{_ADDRESSED}{_LABELLED})",
    re.MULTILINE,
)
"""Headers in a language that the policy lacks: a name with its address, and two lines more."""
_LINE_END = late(r":[ \t\xa0*]*(?:\n|\Z)")
_DIGIT = late(r"\d")


class Quoted(msgspec.Struct, frozen=True):
    """The line that begins what is passed on; ``branded`` where the brand stands in its headers."""

    line: str
    branded: bool


class Quoting(msgspec.Struct, frozen=True, dict=True):
    """The words with which mail programs, and people, begin a quotation."""

    words: MailQuoting
    names: Names

    def found(self, folded: str) -> Quoted | None:
        """The line of a folded text that begins a quoted or forwarded message, if there is one."""
        folded = folded[:_LOOKED_AT]
        span = self._mark(folded) or self._block(folded)
        if span is not None:
            line = folded[span[0] : span[1]].strip().partition("\n")[0]
            return Quoted(line, self.names.stands_in(folded[span[0] : span[1] + _BELOW]))
        wrote = self._wrote(folded)
        return None if wrote is None else Quoted(wrote.strip(), self.names.stands_in(wrote))

    def opening(self, folded: str) -> str | None:
        """The words with which a person speaks of a message that is pasted below them."""
        opening = folded[:_OPENING]
        match = self._speaks_of.search(opening)
        if match is None and (match := self._this_message.search(opening)) is not None:
            rest = opening[match.end() :].partition("\n")[0]
            match = None if self._spoken.search(rest) else match
        return match[0].strip() if match else None

    def passed_on(self, subject: str) -> str | None:
        """What stands before a subject where it says that the message was passed on."""
        rest = fold(subject)
        for _ in range(_PREFIXES_AT_MOST):
            forward = self._forwards.match(rest)
            if forward is not None:
                return forward[0].strip()
            answer = self._answers.match(rest)
            if answer is None:
                return None
            rest = rest[answer.end() :]
        return None

    def answers(self, subject: str) -> bool:
        """Whether a subject is one of an answer, or of something passed on."""
        folded = fold(subject)
        return self._answers.match(folded) is not None or self._forwards.match(folded) is not None

    def _wrote(self, folded: str) -> str | None:
        """``On 3 June, … wrote:``, in one line or two, with a date or quoted lines after it.

        Some languages have no verb there: an address, a date, and quoted lines do as well.
        """
        for count, colon in enumerate(_LINE_END.finditer(folded)):
            if count >= _COLONS_AT_MOST:
                return None
            start = folded.rfind("\n", max(0, colon.start() - _LINE), colon.start()) + 1
            start = max(start, colon.start() - _LINE)
            line = folded[start : colon.start()]
            quotes = folded.startswith(">", _skipped(folded, colon.end()))
            above = folded.rfind("\n", max(0, start - _LINE), max(0, start - 1)) + 1
            dated = _DIGIT.search(line) or _DIGIT.search(folded, above, start)
            verbal = self._verbs.search(line)
            if (verbal and (dated or quotes)) or ("@" in line and dated and quotes):
                return folded[start : colon.end()]
        return None

    def _mark(self, folded: str) -> tuple[int, int] | None:
        """``-----Original Message-----`` and its like, on a line of its own."""
        for line in _MARKED.finditer(folded):
            if line[0].strip(_AROUND) in self._marks:
                return line.span()
        return None

    def _block(self, folded: str) -> tuple[int, int] | None:
        """A sender's line and, at most eight lines later, a subject's; or the other way round.

        In a language that the policy lacks: a name with its address among lines with labels.
        """
        seen: dict[bool, int] = {}
        labelled = list(_LABEL.finditer(folded))
        for line in labelled:
            label = line[1].strip(_AROUND)
            named = (label in self._senders, label in self._subjects)
            for is_sender in (True, False):
                if not named[not is_sender]:
                    continue
                other = seen.get(not is_sender)
                if other is not None and folded.count("\n", other, line.start()) <= _HEADER_LINES:
                    return other, line.end()
                seen[is_sender] = line.start()
        match = (
            _HEADERS.search(folded) if len(labelled) >= _LABELS_AT_LEAST and "@" in folded else None
        )
        return None if match is None else match.span()

    @cached_property
    def _marks(self) -> frozenset[str]:
        return frozenset(one for mark in self.words.marks for one in spellings(mark))

    @cached_property
    def _senders(self) -> frozenset[str]:
        return frozenset(one for word in self.words.senders for one in spellings(word))

    @cached_property
    def _subjects(self) -> frozenset[str]:
        return frozenset(one for word in self.words.subjects for one in spellings(word))

    @cached_property
    def _verbs(self) -> re.Pattern[str]:
        return re.compile(as_written(self.words.wrote))

    @cached_property
    def _speaks_of(self) -> re.Pattern[str]:
        return re.compile(listed(self.words.speaks_of))

    @cached_property
    def _this_message(self) -> re.Pattern[str]:
        return re.compile(rf"{listed(self.words.this_message)}\W{{0,3}}{self.names.pattern}")

    @cached_property
    def _spoken(self) -> re.Pattern[str]:
        """Words of who speaks to the reader of this very message."""
        claims = self.names.mail.claims
        return re.compile(listed((*claims.we, *claims.second_person)))

    @cached_property
    def _forwards(self) -> re.Pattern[str]:
        return _prefix(self.words.forwards)

    @cached_property
    def _answers(self) -> re.Pattern[str]:
        return _prefix(self.words.answers)


def _prefix(words: tuple[str, ...]) -> re.Pattern[str]:
    """One of these before a colon; lists put their name in brackets before it, or a count after."""
    return re.compile(
        rf"\W{{0,3}}(?:\[[^\]\n]{{1,40}}\]\s{{0,3}})?{as_written(words)}\s{{0,3}}(?:[\[(]\d{{1,3}}[\])])?\s{{0,3}}:"
    )


def _skipped(text: str, at: int) -> int:
    """The next place that is no white space, near."""
    end = min(len(text), at + 20)
    while at < end and text[at].isspace():
        at += 1
    return at
