"""Whether a message claims to be the brand's: the signs of it, weighed."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from ayuda.mail.brand.claims import CLAIMED, Sign
from ayuda.mail.brand.words import Words
from ayuda.mail.evidence import Finding
from ayuda.mail.judging.notes import Notes
from ayuda.mail.raw.decoding import Body
from ayuda.mail.raw.encoded_words import decode_words
from ayuda.mail.raw.headers import Field
from ayuda.mail.raw.senders import Sender, read_sender
from ayuda.mail.shown.content import Content

_ANSWER = re.compile(
    r"^\s*(?:re|aw|sv|antw|rif|ref|fwd?|rv|wg|tr|enc|i)\s*(?:\[\d+\])?:", re.IGNORECASE
)
_SUBJECT_CHARACTERS = 2000
_SENDERS_AT_MOST = 5
_BY_SENDER = frozenset({"claim-display-name", "claim-address"})


class Claim(msgspec.Struct, frozen=True):
    """What the signs of a claim weigh together, and the findings they make.

    ``by_sender``: the sender's name or address claims. ``itself``: something other than the
    subject claims. ``answers``: the subject is one of an answer, or of something passed on.
    """

    weight: int
    by_sender: bool
    by_subject: bool
    itself: bool
    answers: bool
    findings: tuple[Finding, ...]


def judge_claim(words: Words, notes: Notes, sender: Sender, content: Content) -> Claim:
    """How much of a claim there is; the same kind of sign weighs once.

    A sender that claims leaves nothing to be learnt from the text, so that is not searched.
    """
    weights: dict[str, int] = {}
    findings = []
    subject = decode_words(notes.message.headers.text("subject")[:_SUBJECT_CHARACTERS])
    signs = list(_of_sender(words, notes)) or _elsewhere(words, notes, sender, subject, content)
    for sign, source in signs:
        if sign.rule not in weights:
            findings.append(_found(notes, sign, source))
        weights[sign.rule] = max(weights.get(sign.rule, 0), sign.weight)
    strong = {rule for rule, weight in weights.items() if weight >= CLAIMED}
    return Claim(
        weight=sum(weights.values()),
        by_sender=not _BY_SENDER.isdisjoint(weights),
        by_subject="claim-subject" in strong,
        itself=bool(strong - {"claim-subject"}),
        answers=_ANSWER.match(subject) is not None,
        findings=tuple(findings),
    )


def _of_sender(words: Words, notes: Notes) -> Iterator[tuple[Sign, Field | Body]]:
    """Signs of a claim in every From header."""
    for field in notes.message.headers.all("from")[:_SENDERS_AT_MOST]:
        sender = read_sender(field.text)
        for sign in (
            words.claims.in_display(decode_words(sender.display)),
            words.claims.in_address(sender.address, sender.domain),
        ):
            if sign is not None:
                yield sign, field


def _elsewhere(
    words: Words, notes: Notes, sender: Sender, subject: str, content: Content
) -> Iterator[tuple[Sign, Field | Body]]:
    """Signs of a claim in the subject, the texts and the logo."""
    headers = notes.message.headers
    field = headers.first("subject")
    if field is not None:
        answered = headers.first("in-reply-to") or headers.first("references")
        sign = words.claims.in_subject(
            subject,
            answer=bool(_ANSWER.match(subject) and answered),
            carrier=words.claims.is_carrier(sender.domain),
            listed=headers.first("list-post") is not None,
        )
        if sign is not None:
            yield sign, field
    for text in content.texts:
        for sign in words.claims.in_text(text.words, text.folded):
            yield sign, text.body
    logo = content.logo
    if logo is not None and (sign := words.claims.in_logo(logo.words)) is not None:
        yield sign, logo.body


def _found(notes: Notes, sign: Sign, source: Field | Body) -> Finding:
    if isinstance(source, Body):
        return notes.in_text(sign.rule, sign.evidence, source)
    return notes.in_field(sign.rule, sign.evidence, source)
