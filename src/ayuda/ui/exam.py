"""What an exam came to, on a screen: the verdict, how sure that is, and every item."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from ayuda.texts import Texts
from ayuda.ui.card_words import answer_words, card_words
from ayuda.ui.lines import HEADING, INDENT, TITLE, Line
from ayuda.view.wording import Wording


def exam_lines(wording: Wording, document: Mapping[str, Any]) -> Iterator[Line]:
    """The result of an exam in the format ``ayuda.exam/1``, as paragraphs."""
    say = wording.texts.say
    yield Line(f"{say('practice.exam')}: {document['profile']}", TITLE)
    yield Line(say(f"practice.exam_{document['verdict']}"), HEADING)
    yield Line(exam_said(wording.texts, document))
    yield Line(say("practice.exam_rule"))
    yield Line(say("practice.exam_seed", seed=str(document["seed"])))
    yield from (Line(), Line(say("practice.exam_items"), HEADING))
    for number, card in enumerate(document["cards"], 1):
        grade = say("train.grades.right" if card["is_right"] else "train.grades.wrong")
        yield Line(
            f"{number:>2}. {grade} {card_words(wording, card['card'])}", indent=INDENT, hang=INDENT
        )


class ExamRow(msgspec.Struct, frozen=True):
    """An item of an exam in words, as its page shows it."""

    card: str
    given: str
    right: tuple[str, ...]
    is_right: bool


def exam_rows(wording: Wording, document: Mapping[str, Any]) -> Iterator[ExamRow]:
    """The items of a result in the format ``ayuda.exam/1``, in words."""
    for one in document["cards"]:
        card, rule = one["card"], one["rule"]
        yield ExamRow(
            card_words(wording, card),
            answer_words(wording, card, rule, one["given"]),
            tuple(answer_words(wording, card, rule, right) for right in one["right"]),
            one["is_right"],
        )


def exam_said(texts: Texts, document: Mapping[str, Any]) -> str:
    """How many items were right, with the interval of the share."""
    interval = document["interval"]
    return texts.say(
        "practice.exam_result",
        right=str(document["right"]),
        total=str(document["items"]),
        low=f"{interval['low'] * 100:.0f}",
        high=f"{interval['high'] * 100:.0f}",
    )
