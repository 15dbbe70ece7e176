"""Whether a message that is not in the brand's name passes another one on, or repeats it."""

from __future__ import annotations

from ayuda.mail.brand.weights import HALF
from ayuda.mail.brand.words import Words
from ayuda.mail.evidence import Finding
from ayuda.mail.judging.claim import NOBODY, Claim, judge_claim, subject_of
from ayuda.mail.judging.notes import Notes
from ayuda.mail.raw.senders import Sender
from ayuda.mail.shown.content import Content


def passed_on(
    words: Words, notes: Notes, sender: Sender, claim: Claim, content: Content, *, claimed: bool
) -> Finding | None:
    """What shows that a message passes another one on that speaks as the brand, if it does.

    That is the line of a mail program, a mark before the subject, or a person's own words. Who
    pretends to be the brand cannot say that somebody else wrote.
    """
    if claim.by_sender or not (claimed or claim.mention or claim.findings):
        return None
    found, branded = _sign(words, notes, content)
    if found is None or branded or claimed:
        return found
    # Who passes on may write about the brand; what is passed on speaks for itself.
    if claim.speaker.lists:
        return None
    spoken = judge_claim(words, notes, sender, content, NOBODY)
    only_named = {one.rule for one in spoken.findings} == {"claim-subject"}
    return found if spoken.weight > (HALF if only_named else 0) else None


def _sign(words: Words, notes: Notes, content: Content) -> tuple[Finding | None, bool]:
    """The strongest sign, and whether the headers that stand there name the brand."""
    quoting = words.quoting
    for text in content.texts:
        quoted = quoting.found(text.folded)
        if quoted is not None:
            return notes.in_text(
                "forwarded-inline", text.as_written(quoted.line), text.body
            ), quoted.branded
    prefix = quoting.passed_on(subject_of(notes))
    if prefix is not None:
        field = notes.message.headers.first("subject")
        return notes.in_field("forward-prefix", subject_of(notes), field), False
    for text in content.texts:
        opening = quoting.opening(text.folded)
        if opening is not None:
            return notes.in_text("pasted-text", text.as_written(opening), text.body), False
    return None, False
