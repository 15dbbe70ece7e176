"""What is said where a message names the brand and does not claim to be the brand's."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from ayuda.mail.brand.links import read_link
from ayuda.mail.brand.words import Words
from ayuda.mail.evidence import Finding
from ayuda.mail.judging.claim import Claim, found_in
from ayuda.mail.judging.notes import Notes
from ayuda.mail.judging.sender import JudgedSender
from ayuda.mail.shown.content import Content
from ayuda.model import option_name

_LINKS = 200
"""Links among which one of the brand's is looked for."""


def mentions(
    words: Words, notes: Notes, sender: JudgedSender, claim: Claim, content: Content
) -> Iterator[Finding]:
    """The mention, and how to say that the message does claim, should a person see that it does.

    Where nothing in the message is the brand's, what it says of the brand is not its word.
    """
    mention = None if claim.mention is None else found_in(notes, *claim.mention)
    named = mention or next(iter(claim.findings), None)
    if named is None:
        return
    ours = sender.sender_is in ("documented", "unlisted") or _leads_there(words, content)
    where = named.where
    if not ours:
        yield notes.at("mentions-of-others", named.evidence, where)
    elif mention is not None:
        yield mention
    yield notes.at("offers-claim", option_name(words.mail.claim_fact), where)


def _leads_there(words: Words, content: Content) -> bool:
    leads = itertools.islice(content.leads, _LINKS)
    return any(read_link(words.standard, lead.url).leads == "documented" for lead in leads)
