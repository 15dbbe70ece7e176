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

Document = dict[str, Any]
LINE = "stdin"
"""What a line that is read is called where something is wrong with it."""


class AnswerLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An answer as a line has it."""

    given: str
    sure: str | None = None
    cue: str | None = None


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
        "question": dealt.question,
        "options": [{"id": option.id, "text": option.text} for option in dealt.options],
        "takes_moment": dealt.window is not None,
        "cues": [{"id": cue.id, "text": cue.text} for cue in dealt.cues],
        "now": in_zone(dealt.case.now, wording.zone),
        "lang": wording.texts.language,
    }


def answer_document(answer: Answer, feedback: Feedback | None) -> Document:
    """The record of an answer as a document: ``ayuda.answer/1``, with what is told of it."""
    document: Document = {"format": answer.format, **msgspec.to_builtins(answer)}
    if feedback is not None:
        document["feedback"] = msgspec.to_builtins(feedback)
    return document


def read_reply(line: bytes, number: int) -> Reply:
    """The answer that a line states. Raises AyudaError for anything else."""
    where = f"{LINE}:{number}"
    try:
        read = msgspec.json.decode(line, type=AnswerLine)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise AyudaError.of(where, "no-answer-line", reason=str(error)) from None
    sures = ("sure", "think-so", "guess")
    if read.sure is not None and read.sure not in sures:
        from ayuda.engine.stated import unknown_value

        raise AyudaError([unknown_value(f"{where} sure", read.sure, list(sures))])
    return Reply(read.given, read.sure, read.cue)  # type: ignore[arg-type]
