"""Who a message says it is from (S04, S05)."""

from __future__ import annotations

import msgspec

from ayuda.mail.brand.senders import judge_sender
from ayuda.mail.evidence import Finding, Place
from ayuda.mail.judging.notes import Notes
from ayuda.mail.raw.encoded_words import decode_words
from ayuda.mail.raw.senders import Sender, read_sender
from ayuda.mail_vocabulary import SenderIs

_SHOWN_AT_MOST = 5


class JudgedSender(msgspec.Struct, frozen=True):
    """The sender of a message, its name decoded, and what it is."""

    sender: Sender
    sender_is: SenderIs
    findings: tuple[Finding, ...]


def judge_from(notes: Notes) -> JudgedSender:
    """The sender of a message, and an answer that would go elsewhere."""
    headers = notes.message.headers
    fields = headers.all("from")
    text = fields[0].text if fields else ""
    sender = read_sender(text)
    sender = msgspec.structs.replace(sender, display=decode_words(sender.display))
    if len(fields) > 1:
        shown = ", ".join(one.text for one in fields[:_SHOWN_AT_MOST])
        where = notes.in_field("sender-several-headers", shown, fields[0]).where
        where = msgspec.structs.replace(where, end=fields[-1].end)
        return JudgedSender(
            sender, "malformed", (notes.at("sender-several-headers", shown, where),)
        )
    where = (
        notes.in_field("sender-missing", "", fields[0]).where
        if fields
        else Place("header From", 0, 0)
    )
    sender_is, findings = judge_sender(notes.standard, sender, text, where)
    reply = headers.first("reply-to")
    if reply is not None and sender_is == "documented":
        target = read_sender(reply.text)
        if notes.standard.documented(target.domain) is None:
            findings.append(notes.in_field("reply-elsewhere", reply.text, reply))
    return JudgedSender(sender, sender_is, tuple(findings))
