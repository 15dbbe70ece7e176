"""Whether a message about the brand that is not in its name passes another one on."""

from __future__ import annotations

from ayuda.mail.brand.words import Words
from ayuda.mail.evidence import Finding
from ayuda.mail.judging.claim import Claim
from ayuda.mail.judging.notes import Notes
from ayuda.mail.shown.content import Content


def inline_forward(
    words: Words, notes: Notes, claim: Claim, content: Content, *, claimed: bool
) -> Finding | None:
    """The line that begins what is passed on inside the message's own text, if there is one."""
    if claim.itself and claim.by_sender:
        return None
    for text in content.texts:
        line = words.quoting.found(text.folded)
        if line is not None and (claimed or words.claims.names(text.folded)):
            return notes.in_text("forwarded-inline", line, text.body)
    return None
