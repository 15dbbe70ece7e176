"""Decisions on a screen: headings, numbered steps and words, no boxes and no bare symbols.

Lines are wrapped to a terminal's width and left whole in a redirected output. Colour and weight
only repeat what the words say.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from errno import EPIPE
from os import strerror
from typing import TextIO

import msgspec
from rich.console import Console
from rich.text import Text

from ayuda.engine.results import Question
from ayuda.mail.evidence import Finding
from ayuda.texts import Texts
from ayuda.view.pages import (
    DecisionPage,
    Discovery,
    QuestionPage,
    Reason,
    Remark,
    discoveries,
    question_page,
)
from ayuda.view.wording import Wording

HEADING = "bold"
TITLE = "bold underline"
IMPORTANT = "bold red"
WIDEST = 100
INDENT = 2


class Line(msgspec.Struct, frozen=True):
    """One paragraph: its text, where it hangs, how it looks. Unbroken ones are for copying."""

    text: str = ""
    style: str = ""
    indent: int = 0
    hang: int = 0
    lead: int = 0
    unbroken: bool = False


def print_page(texts: Texts, page: DecisionPage, *, why: bool, onward: bool = True) -> None:
    """Print a decision on standard output.

    ``why`` adds the trace that led to it; without ``onward`` the ways to go on are left to a menu.
    """
    lines = list(decision_lines(texts, page, onward=onward))
    if why:
        lines += [Line(), *why_lines(texts, page)]
    print_lines(console_for(sys.stdout), lines)


def print_findings(wording: Wording, findings: Sequence[Finding]) -> None:
    """Print what was found in a message on standard error, for the questions that remain."""
    found = discoveries(wording, findings)
    lines = [Line(wording.texts.say("screen.discoveries"), HEADING)]
    lines += [_discovery(wording.texts, one) for one in found if not one.offers]
    print_lines(console_for(sys.stderr), [*lines, Line()])


def print_why(texts: Texts, page: DecisionPage) -> None:
    """Print the trace of a decision on standard output."""
    print_lines(console_for(sys.stdout), why_lines(texts, page))


def print_question(wording: Wording, question: Question, extra: Sequence[str]) -> None:
    """Print what is missing, and what each answer would lead to, on standard error."""
    page = question_page(wording, question, extra)
    print_lines(console_for(sys.stderr), question_lines(wording.texts, page))


class Screen(Console):
    """A console that tells its caller of a closed pipe instead of ending the program."""

    def on_broken_pipe(self) -> None:
        """Pass the error on that Rich has caught."""
        raise BrokenPipeError(EPIPE, strerror(EPIPE))


def console_for(stream: TextIO) -> Console:
    """A console on a stream; it honours NO_COLOR, FORCE_COLOR and TERM=dumb."""
    return Screen(file=stream, highlight=False, markup=False, emoji=False)


def print_lines(console: Console, lines: Iterator[Line] | Sequence[Line]) -> None:
    """Print paragraphs, wrapped only where the output is a terminal."""
    width = min(console.width, WIDEST) if console.is_terminal else None
    for line in lines:
        text = Text(line.text, style=line.style)
        if line.lead:
            text.stylize(IMPORTANT, 0, line.lead)
        if width is None or line.unbroken:
            parts = [text]
        else:
            room = max(width - line.indent - line.hang, 10)
            parts = list(text.wrap(console, room)) or [text]
        for place, part in enumerate(parts):
            part.rstrip()
            margin = " " * (line.indent + (line.hang if place else 0))
            console.print(Text(margin) + part, soft_wrap=True)


def decision_lines(texts: Texts, page: DecisionPage, *, onward: bool = True) -> Iterator[Line]:
    """A decision: what it comes to, until when, what to do, what backs it, where to go on."""
    yield Line(f"{page.flow}: {page.title}", TITLE)
    if page.facts:
        case = "; ".join(
            texts.say("trace.because", name=name, value=value) for name, value in page.facts
        )
        yield Line(texts.say("screen.facts", facts=case), hang=INDENT)
    for deadline in page.deadlines:
        yield Line(f"{deadline.name}: {deadline.text}", HEADING, hang=INDENT)
    important = [notice for notice in page.notices if notice.important]
    for notice in important:
        yield _remark(texts, notice, indent=0)
    yield from _found(texts, page)
    if page.steps:
        yield from _heading(texts, "steps")
        yield from _numbered(texts, page.steps)
    others = [notice for notice in page.notices if not notice.important]
    if others:
        yield from _heading(texts, "notices")
        for notice in others:
            yield _remark(texts, notice, indent=INDENT)
    yield from _grounds(texts, page)
    if onward:
        yield from _onward(texts, page)
    yield from _heading(texts, "command")
    yield Line(page.command, unbroken=True, indent=INDENT)


def _found(texts: Texts, page: DecisionPage) -> Iterator[Line]:
    """The message as it says itself to be, and what was found in it."""
    if page.message:
        yield from _heading(texts, "message")
        for name, text in page.message:
            yield Line(
                texts.say("trace.because", name=name, value=text), indent=INDENT, hang=INDENT
            )
    offers = [discovery for discovery in page.discoveries if discovery.offers]
    if len(offers) < len(page.discoveries):
        yield from _heading(texts, "discoveries")
        for discovery in page.discoveries:
            if not discovery.offers:
                yield _discovery(texts, discovery)
    if offers:
        yield from _heading(texts, "offers")
        for discovery in offers:
            yield Line(discovery.says, indent=INDENT, hang=INDENT)


def _heading(texts: Texts, key: str) -> Iterator[Line]:
    yield Line()
    yield Line(texts.say(f"screen.{key}"), HEADING)


def _remark(texts: Texts, remark: Remark, indent: int, number: str = "") -> Line:
    hang = len(number) or INDENT
    if not remark.important:
        return Line(f"{number}{remark.text}", indent=indent, hang=hang)
    lead = f"{number}{texts.say('screen.important')}"
    return Line(f"{lead} {remark.text}", HEADING, indent=indent, hang=hang, lead=len(lead))


def _discovery(texts: Texts, discovery: Discovery) -> Line:
    key = "breaks" if discovery.breaks else "remark"
    words = {"says": discovery.says}
    if discovery.breaks and discovery.statement:
        key, words["statement"] = "breaks_statement", discovery.statement
    line = texts.say(f"screen.{key}", **words)
    if discovery.evidence:
        line = texts.say("screen.evidence", line=line, evidence=discovery.evidence)
    return Line(line, indent=INDENT, hang=INDENT)


def _numbered(texts: Texts, remarks: Sequence[Remark]) -> Iterator[Line]:
    width = len(str(len(remarks)))
    for number, remark in enumerate(remarks, 1):
        yield _remark(texts, remark, INDENT, f"{number:>{width}}. ")


def _grounds(texts: Texts, page: DecisionPage) -> Iterator[Line]:
    yield from _heading(texts, "sources")
    for source in page.sources:
        if source.main:
            words = {"id": source.id, "section": source.section, "says": source.says}
            yield Line(texts.say("screen.source_line", **words), indent=INDENT, hang=INDENT)
    if page.reading:
        ours = texts.say("screen.reading", reading=page.reading)
        yield Line(ours, indent=INDENT, hang=INDENT)
    sections: dict[str, list[str]] = {}
    for source in page.sources:
        if not source.main:
            sections.setdefault(source.section, []).append(source.id)
    if sections:
        also = "; ".join(f"{', '.join(ids)} ({section})" for section, ids in sections.items())
        yield Line(texts.say("screen.sources_also", also=also), indent=INDENT, hang=INDENT)


def _onward(texts: Texts, page: DecisionPage) -> Iterator[Line]:
    if page.onward:
        yield from _heading(texts, "onward")
        for onward in page.onward:
            words = texts.say("screen.onward_line", title=onward.title, command=onward.command)
            yield Line(words, indent=INDENT, unbroken=True)


def why_lines(texts: Texts, page: DecisionPage) -> Iterator[Line]:
    """The trace in plain words, rule by rule, and where in a message stands what was found."""
    yield Line(texts.say("trace.heading"), HEADING)
    yield Line(texts.say("trace.intro"))
    for number, reason in enumerate(page.reasons, 1):
        words = {"number": str(number), "outcome": reason.outcome, "rule": reason.rule}
        key = "held" if reason.held else "failed"
        yield Line(texts.say(f"trace.{key}", **words), HEADING if reason.held else "", hang=3)
        for words_of in _reason_words(texts, reason):
            yield Line(words_of, indent=3, hang=INDENT)
    places = [
        discovery.place
        for discovery in page.discoveries
        if discovery.place and not discovery.offers
    ]
    if places:
        yield from _heading(texts, "places")
        for place in places:
            yield Line(place, indent=INDENT, hang=INDENT)


def _reason_words(texts: Texts, reason: Reason) -> Iterator[str]:
    facts = "; ".join(reason.because)
    if facts:
        key = "looked_at_held" if reason.held else "looked_at_failed"
        yield texts.say(f"trace.{key}", facts=facts)
    else:
        yield texts.say("trace.always" if reason.held else "trace.impossible")
    if reason.sources:
        yield texts.say("trace.stands_on", statements=texts.listed(reason.sources, "and"))
    if reason.reading:
        yield texts.say("trace.reading", reading=reason.reading)


def question_lines(texts: Texts, page: QuestionPage) -> Iterator[Line]:
    """What to find out, where, and what each answer would lead to."""
    yield Line(f"{page.flow}: {texts.say('undecided.title')}", TITLE)
    for need in page.needs:
        yield Line()
        yield Line(f"{texts.say('undecided.find_out')} {need.question}", HEADING, hang=INDENT)
        if need.hint:
            yield Line(texts.say("undecided.where", hint=need.hint), indent=INDENT, hang=INDENT)
        yield Line(texts.say("undecided.option", option=need.option), indent=INDENT)
        for answer, outcomes in need.leads:
            led = texts.say("undecided.or").join(outcomes)
            words = texts.say("undecided.lead", answer=answer, outcomes=led)
            yield Line(words, indent=INDENT, hang=INDENT)
    yield from (Line(), Line(texts.say("undecided.command"), HEADING))
    yield Line(page.command, unbroken=True, indent=INDENT)
