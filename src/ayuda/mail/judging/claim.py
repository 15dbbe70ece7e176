"""Whether a message claims to be the brand's: the signs of it, weighed."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from ayuda.mail.brand.claims import CLAIMED
from ayuda.mail.brand.speakers import Speaker
from ayuda.mail.brand.weights import Sign
from ayuda.mail.brand.words import Words
from ayuda.mail.evidence import Finding
from ayuda.mail.judging.notes import Notes
from ayuda.mail.raw.decoding import Body
from ayuda.mail.raw.encoded_words import decode_words
from ayuda.mail.raw.headers import Field
from ayuda.mail.raw.senders import Sender, read_sender
from ayuda.mail.shown.content import Content
from ayuda.mail.shown.lookalikes import fold

_SUBJECT_CHARACTERS = 2000
_SENDERS_AT_MOST = 5
_BY_SENDER = frozenset({"claim-display-name", "claim-address"})
NOBODY = Speaker()
"""Of whom nothing is known."""


class Claim(msgspec.Struct, frozen=True):
    """What the signs of a claim weigh together, and the findings they make.

    ``by_sender``: the sender's name or address claims. ``itself``: something other than the
    subject claims. ``answers``: that subject is one of an answer, or of something passed on.
    ``mention``: the brand is named without a claim, in a header or in a text.
    """

    speaker: Speaker
    weight: int
    by_sender: bool
    by_subject: bool
    itself: bool
    answers: bool
    findings: tuple[Finding, ...]
    mention: tuple[Sign, Field | Body] | None = None


def subject_of(notes: Notes) -> str:
    """The subject as a reader sees it."""
    return decode_words(notes.message.headers.text("subject")[:_SUBJECT_CHARACTERS])


def judge_speaker(words: Words, notes: Notes, sender: Sender) -> Speaker:
    """Who speaks. Who writes to a list of people speaks for itself, as who says its name does."""
    headers = notes.message.headers
    speakers = words.claims.speakers
    lists = headers.first("list-post") is not None
    answered = headers.first("in-reply-to") or headers.first("references")
    return Speaker(
        named=lists
        or speakers.is_named(decode_words(sender.display), sender.address, sender.domain),
        carrier=speakers.is_carrier(sender.domain),
        answers=bool(answered and words.quoting.answers(subject_of(notes))),
        lists=lists,
    )


def judge_claim(
    words: Words, notes: Notes, sender: Sender, content: Content, speaker: Speaker | None = None
) -> Claim:
    """How much of a claim there is; the same kind of sign weighs once.

    A sender that claims leaves nothing to be learnt from the text, so that is not searched.
    Without a ``speaker`` it is whoever the headers say.
    """
    best: dict[str, tuple[Sign, Field | Body]] = {}
    subject = subject_of(notes)
    signs = list(_of_sender(words, notes))
    if not any(sign.weight >= CLAIMED for sign, _ in signs):
        speaker = speaker or judge_speaker(words, notes, sender)
        signs += _elsewhere(words, notes, subject, content, speaker)
    for sign, source in signs:
        if sign.rule not in best or best[sign.rule][0].weight < sign.weight:
            best[sign.rule] = sign, source
    mention = best.pop("mentions", None)
    strong = {rule for rule, (sign, _) in best.items() if sign.weight >= CLAIMED}
    by_subject = "claim-subject" in strong
    return Claim(
        speaker=speaker or NOBODY,
        weight=sum(sign.weight for sign, _ in best.values()),
        by_sender=not _BY_SENDER.isdisjoint(best),
        by_subject=by_subject,
        itself=bool(strong - {"claim-subject"}),
        answers=by_subject and words.quoting.answers(subject),
        findings=tuple(found_in(notes, *one) for one in best.values()),
        mention=mention,
    )


def plight_of(words: Words, notes: Notes, content: Content) -> Finding | None:
    """Trouble with the reader's account in a message that names the brand elsewhere."""
    field = notes.message.headers.first("subject")
    sign = words.claims.plight(fold(subject_of(notes))) if field else None
    if sign is not None:
        return notes.in_field(sign.rule, subject_of(notes), field)
    for text in content.texts:
        sign = words.claims.plight(text.folded)
        if sign is not None:
            return notes.in_text(sign.rule, text.as_written(sign.evidence), text.body)
    return None


def _of_sender(words: Words, notes: Notes) -> Iterator[tuple[Sign, Field | Body]]:
    """Signs of a claim in every From header."""
    for field in notes.message.headers.all("from")[:_SENDERS_AT_MOST]:
        sender = read_sender(field.text)
        display = decode_words(sender.display)
        for sign in (
            words.claims.in_display(display, sender.domain),
            words.claims.in_address(sender.address, sender.domain),
            words.claims.by_product(display, sender.domain),
        ):
            if sign is not None:
                yield sign, field


def _elsewhere(
    words: Words, notes: Notes, subject: str, content: Content, speaker: Speaker
) -> Iterator[tuple[Sign, Field | Body]]:
    """Signs of a claim in the subject, the texts and the logo."""
    field = notes.message.headers.first("subject")
    if field is not None:
        sign = words.claims.in_subject(subject, speaker)
        if sign is not None:
            yield sign, field
    for text in content.texts:
        for sign in words.claims.in_text(text.words, text.folded, speaker):
            yield sign, text.body
    logo = content.logo
    if logo is not None and (sign := words.claims.in_logo(logo.words)) is not None:
        yield sign, logo.body


def found_in(notes: Notes, sign: Sign, source: Field | Body) -> Finding:
    """The finding of a sign where it stands."""
    if isinstance(source, Body):
        return notes.in_text(sign.rule, sign.evidence, source)
    return notes.in_field(sign.rule, sign.evidence, source)
