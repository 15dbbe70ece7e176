"""What is missing where a case cannot be decided yet: first of all the first thing to find out."""

from __future__ import annotations

from collections.abc import Iterator

from ayuda.texts import Texts
from ayuda.ui.glance import ACCENT, ANSWER, ASIDE, MARGIN, MARKS
from ayuda.ui.lines import INDENT, Line
from ayuda.view.pages import Need, QuestionPage

TOLD = 3
"""How many of the outcomes that an answer can lead to are named."""


def question_lines(texts: Texts, page: QuestionPage, *, plain: bool = False) -> Iterator[Line]:
    """What to find out first, where, and what each answer would lead to; then what else."""
    first, *others = page.needs
    mark = " " if plain else MARKS["open"]
    yield Line(page.flow, ASIDE, indent=MARGIN)
    yield Line(
        texts.say("undecided.title"), ANSWER, hang=MARGIN, mark=mark, accent=ACCENT, part="answer"
    )
    yield Line()
    yield Line(f"{texts.say('undecided.find_out')} {first.question}", indent=MARGIN)
    if first.hint:
        yield Line(texts.say("undecided.where", hint=first.hint), indent=MARGIN)
    yield from _leads(texts, first, MARGIN)
    if others:
        names = ", ".join(need.name for need in others)
        yield from (Line(), Line(texts.say("undecided.then", facts=names), indent=MARGIN))
    yield from (Line(), Line(texts.say("undecided.command"), indent=MARGIN))
    yield Line(page.command, unbroken=True, indent=MARGIN)


def missing_lines(texts: Texts, page: QuestionPage) -> Iterator[Line]:
    """The same for a call that asks nothing: with the option that says it, and all others."""
    first, *others = page.needs
    option = first.option.partition(" ")[0]
    missing = texts.say("problems.missing-fact.what", question=first.question)
    yield Line(f"{option}: {missing}")
    hint = texts.say("problems.missing-fact.hint", option=first.stated)
    yield Line(hint, indent=INDENT, hang=INDENT)
    yield from _leads(texts, first, INDENT)
    if others:
        options = ", ".join(need.option for need in others)
        yield Line(texts.say("undecided.then", facts=options), hang=INDENT)


def _leads(texts: Texts, need: Need, indent: int) -> Iterator[Line]:
    for answer, outcomes in need.leads:
        led = texts.say("undecided.or").join(outcomes[:TOLD])
        if len(outcomes) > TOLD:
            led = texts.say("undecided.more", outcomes=led, number=str(len(outcomes) - TOLD))
        words = texts.say("undecided.lead", answer=answer, outcomes=led)
        yield Line(words, indent=indent, hang=INDENT)
