"""The lines by which another program leads a drill: a card out, an answer in, its record out."""

from __future__ import annotations

from typing import Any

import msgspec

from ayuda.errors import AyudaError
from ayuda.moments import in_zone
from ayuda.train import cards
from ayuda.train.answers import Answer
from ayuda.train.deal import Dealt
from ayuda.train.feedback import Feedback
from ayuda.train.grading import Reply
from ayuda.view import formats

Document = dict[str, Any]
EXAMPLE = '{"given": "cancel-now", "sure": "think-so"}'
LINE = "stdin"
"""What a line that is read is called where something is wrong with it."""


def card_document(dealt: Dealt, session: str, item: int) -> Document:
    """A card as a document: ``ayuda.card/1``. It names no rule, which would tell the answer."""
    wording = dealt.wording
    return {
        "format": cards.FORMAT,
        "session": session,
        "item": item,
        "kind": dealt.name.kind,
        "flow": dealt.name.flow,
        "calls": list(dealt.calls),
        "asked": list(dealt.asked),
        "message": _message(dealt),
        "question": dealt.question,
        "options": [{"id": option.id, "text": option.text} for option in dealt.options],
        "takes_moment": dealt.window is not None,
        "cues": [{"id": cue.id, "text": cue.text} for cue in dealt.cues],
        "now": in_zone(dealt.case.now, wording.zone),
        "lang": wording.texts.chosen,
    }


def _message(dealt: Dealt) -> list[str]:
    if dealt.mail is None:
        return []
    from ayuda.train.mail_lines import mail_lines

    return list(mail_lines(dealt.wording.texts, dealt.mail))


def answer_document(answer: Answer, feedback: Feedback | None) -> Document:
    """The record of an answer as a document: ``ayuda.answer/1``, with what is told of it."""
    document: Document = {"format": answer.format, **msgspec.to_builtins(answer)}
    if feedback is not None:
        document["feedback"] = msgspec.to_builtins(feedback)
        document["feedback"]["sources"] = [
            {"id": source.id, "section": source.section, "says": source.says}
            for source in feedback.sources
        ]
    return document


def read_reply(line: bytes, number: int) -> Reply:
    """The answer that a line states. Raises AyudaError for anything else."""
    try:
        read = msgspec.json.decode(line, type=formats.Reply)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        reason = str(error)
        where = f"{LINE}:{number}"
        raise AyudaError.of(where, "no-answer-line", reason=reason, example=EXAMPLE) from None
    return Reply(read.given, read.sure, read.cue)
