"""Findings with the places in a message where they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec

from ayuda.mail.brand.standard import Standard
from ayuda.mail.evidence import Finding, Place
from ayuda.mail.raw.decoding import Body
from ayuda.mail.raw.headers import Field
from ayuda.mail.raw.limits import FINDINGS_OF_A_RULE
from ayuda.mail.raw.message import Message
from ayuda.mail_vocabulary import FindingId


class Notes(msgspec.Struct, frozen=True):
    """What makes the findings of one message; it keeps none of them."""

    standard: Standard
    message: Message

    def at(self, rule: FindingId, evidence: str, where: Place) -> Finding:
        """A finding at a place."""
        return self.standard.finding(rule, evidence, where)

    def in_field(self, rule: FindingId, evidence: str, field: Field | None) -> Finding:
        """A finding in a header; of one that is missing, where the message begins."""
        name = field.name.title() if field else "From"
        span = (field.start, field.end) if field else (self.message.start, self.message.start)
        return self.at(rule, evidence, Place(self._part(f"header {name}"), *span))

    def in_text(self, rule: FindingId, words: str, body: Body, needle: str = "") -> Finding:
        """A finding in a text, placed where ``needle`` stands, or the words themselves."""
        return self.at(rule, words, Place(body.part.label, *body.place(needle or words)))

    def _part(self, label: str) -> str:
        return f"{self.message.path} {label}" if self.message.path else label


def few_of_each(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Findings without the many of one rule; what breaks comes first, then in order."""
    count: Counter[str] = Counter()
    for finding in sorted(findings, key=lambda finding: not finding.breaks):
        count[finding.rule] += 1
        if count[finding.rule] <= FINDINGS_OF_A_RULE:
            yield finding
