"""The lines of training: where one is, what a customer says, and what is told of an answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from ayuda.texts import Texts
from ayuda.train.answers import Answer
from ayuda.train.deal import Dealt
from ayuda.train.feedback import Feedback
from ayuda.ui.glance import ACCENT, ANSWER, ASIDE, MARGIN
from ayuda.ui.lines import Line
from ayuda.view.wording import Wording

RIGHT, WRONG = "green", "red"
"""What the signs look like; the words say the same."""
MARKS = {"right": "✓", "wrong": "✗", "call": "“", "remark": "·"}


def place_line(card: Dealt, item: int, total: int) -> Line:
    """The flow, when the call comes, and which card it is of how many."""
    wording = card.wording
    return Line(
        wording.texts.say(
            "train.place",
            flow=wording.text(wording.policy.flows[card.name.flow].title),
            now=present(wording),
            number=str(item + 1),
            total=str(total),
        ),
        ASIDE,
    )


def present(wording: Wording) -> str:
    """The present of a case in words that do not say "today"."""
    return moment_told(wording, wording.now)


def moment_told(wording: Wording, moment: datetime) -> str:
    """A moment in words that hold on any day."""
    local = moment.astimezone(wording.zone)
    day = wording.texts.say(
        "moments.day_of_year",
        weekday=wording.texts.get("moments.weekdays")[local.weekday()],
        day=str(local.day),
        month=wording.texts.get("moments.months")[local.month - 1],
        year=str(local.year),
    )
    return wording.texts.say("train.present", day=day, time=f"{local:%H:%M}")


def call_lines(card: Dealt, *, plain: bool) -> Iterator[Line]:
    """What customers say, each call or turn a paragraph, or the message that they forward."""
    if card.mail is not None:
        from ayuda.train.mail_lines import mail_lines

        yield from (
            Line(text, hang=MARGIN, mark=" ") for text in mail_lines(card.wording.texts, card.mail)
        )
    say = card.wording.texts.say
    for place, call in enumerate(card.calls):
        said = say("train.says", says=call)
        mark, text, number = " ", said, str(place + 1)
        if card.contrast is not None and plain:
            text = say("train.call", number=number, says=call)
        elif card.contrast is not None:
            mark = number
        elif card.asked and card.asked[place]:
            text = say("train.exchange", question=card.asked[place], says=said)
        yield Line(text, hang=MARGIN, mark=mark, accent=ACCENT)


def heard_lines(texts: Texts, card: Dealt, answer: Answer, said: str) -> Iterator[Line]:
    """What the customer answers, and at once whether the question was needed."""
    del card, said
    if not answer.is_right:
        yield Line(texts.say(f"train.grades.{answer.grade}"), ANSWER, hang=MARGIN, mark=" ")


def feedback_lines(
    texts: Texts, card: Dealt, answer: Answer, feedback: Feedback, *, plain: bool
) -> Iterator[Line]:
    """What is told of an answer: right or wrong, the rule, what it rests on, the nearest case."""
    look = RIGHT if answer.is_right else WRONG
    sign = " " if plain else MARKS["right" if answer.is_right else "wrong"]
    yield Line(
        texts.say(f"train.grades.{answer.grade}"), ANSWER, hang=MARGIN, mark=sign, accent=look
    )
    if not answer.is_right:
        right = texts.listed(feedback.right)
        yield _line(texts.say("train.right_is", answer=right))
    if card.name.kind not in {"outcome", "mail"}:
        yield _line(texts.say("train.outcome_is", outcome=feedback.outcome))
    because = "; ".join(feedback.because) or texts.say("trace.always")
    yield _line(texts.say("train.rule_is", rule=feedback.rule, because=because))
    yield from (_line(deadline) for deadline in feedback.deadlines)
    for source in feedback.sources:
        yield _line(texts.say("train.source_is", id=source.id, says=source.says))
    if feedback.reading:
        yield _line(texts.say("trace.reading", reading=feedback.reading))
    if feedback.change:
        changed = "; ".join(feedback.change)
        yield _line(texts.say("train.would_be_right", changed=changed))
    for note in feedback.notes:
        yield _line(note, "" if plain else MARKS["remark"])


def _line(text: str, mark: str = "") -> Line:
    return Line(text, hang=MARGIN, mark=mark or " ", accent=ACCENT)
