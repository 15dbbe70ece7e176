"""What a message asks for: fields of forms decide (S02), sentences are evidence."""

from __future__ import annotations

from collections.abc import Iterator

from ayuda.mail.brand.words import Words
from ayuda.mail.evidence import Finding
from ayuda.mail.judging.notes import Notes
from ayuda.mail.shown.content import Content
from ayuda.mail.shown.lookalikes import fold


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
