"""What a message asks for: fields of forms decide (S02), sentences are evidence."""

from __future__ import annotations

from collections.abc import Iterator

from ayuda.late_patterns import late
from ayuda.mail.brand.words import Words
from ayuda.mail.evidence import Finding
from ayuda.mail.judging.notes import Notes
from ayuda.mail.raw.encoded_words import decode_words
from ayuda.mail.raw.senders import read_sender
from ayuda.mail.shown.content import Content
from ayuda.mail.shown.lookalikes import fold

_TELEPHONE = late(r"(?<!\d)(?<!\d[-. ])[+(]?\d(?:[\s().-]{0,2}\d){7,14}(?![\s().-]{0,2}\d)")
"""Eight to fifteen digits (ITU-T E.164); the numbers of orders have more."""
_NAME_FIELDS = ("from", "to", "reply-to")
_NAME_ENDS = late(r"[,:;!\n]")
_NAME_CHARACTERS = 300
_FIRST_LINES = 30
"""Lines of a text among which the greeting is."""


def secret_fields(words: Words, notes: Notes, content: Content) -> Iterator[Finding]:
    """The first field of each page that takes a password or a card."""
    for body, page in content.pages:
        for field in page.inputs:
            if words.secret_field.search(fold(field)):
                yield notes.in_text("form-asks-secrets", field, body)
                break


def asking_sentences(words: Words, notes: Notes, content: Content) -> Iterator[Finding]:
    """The first sentence that asks for each kind of data."""
    found: set[str] = set()
    for text in content.texts:
        for rule, sentence in words.asks.find(text.words, text.folded):
            if rule not in found:
                found.add(rule)
                yield notes.in_text(rule, sentence, text.body)


def names_that_ask(words: Words, notes: Notes, content: Content) -> Iterator[Finding]:
    """The first name with a telephone number or a request in it: of a header, of a greeting.

    Who orders or sells fills in such names, and the brand sends them on in its own mail: where
    a message is proven, that is worth a warning.
    """
    for name in _NAME_FIELDS:
        for field in notes.message.headers.all(name)[:1]:
            display = decode_words(read_sender(field.text).display)[:_NAME_CHARACTERS]
            if _asks(words, display, display):
                yield notes.in_field("name-asks", display, field)
                return
    for text in content.texts:
        for line in text.words.split("\n", _FIRST_LINES)[:_FIRST_LINES]:
            shown = line.strip()[:_NAME_CHARACTERS]
            greeting = words.claims.voice.greets.match(fold(shown))
            if greeting is None:
                continue
            rest = fold(shown)[greeting.end() :].lstrip(" ,")
            if _asks(words, shown, _NAME_ENDS.split(rest, maxsplit=1)[0]):
                yield notes.in_text("name-asks", shown, text.body)
                return


def _asks(words: Words, whole: str, name: str) -> bool:
    return bool(_TELEPHONE.search(whole)) or words.asks.calls(fold(name))
