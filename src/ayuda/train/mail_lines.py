"""A message of a drill as lines: as a mail client shows it, and what the mail service says."""

from __future__ import annotations

from collections.abc import Iterator

from ayuda.texts import Texts
from ayuda.train.mail_cards import MailView


def mail_lines(texts: Texts, view: MailView) -> Iterator[str]:
    """The lines of a message, safe to show; an empty one stands before and behind its text."""
    say = texts.say
    yield say("train.mail.ordered", product=view.ordered)
    yield say("train.mail.sender", name=view.sender_name, address=view.sender)
    yield say("train.mail.subject", subject=view.subject)
    said = view.service or say("train.mail.nothing")
    yield say("train.mail.service", service=view.service_name, said=said)
    yield ""
    yield from (line for line in view.lines if line)
    for text, target in view.links:
        yield say("train.mail.link", text=text, target=target)
    for field in view.fields:
        yield say("train.mail.field", field=field)
    if view.attachment is not None:
        yield say("train.mail.attachment", file=view.attachment)
