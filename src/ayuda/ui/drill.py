"""Training at a terminal: a call, a question answered by one key, and what became of it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from shutil import get_terminal_size
from typing import Final, cast

from ayuda.texts import Texts
from ayuda.train.answers import Answer, Sureness
from ayuda.train.deal import Dealt
from ayuda.train.feedback import Feedback
from ayuda.train.grading import Reply
from ayuda.train.interviewing import ASK, DECIDE
from ayuda.train.options import Option
from ayuda.ui.drill_deadline import TypedDeadline, moment_words
from ayuda.ui.drill_lines import call_lines, feedback_lines, heard_lines, place_line
from ayuda.ui.glance import pages_of
from ayuda.ui.lines import Line, height_of, print_shown, terminal_width
from ayuda.ui.prompts import (
    CHANGE,
    ENOUGH,
    NUMBERS,
    WAY_OUT,
    Choice,
    Prompter,
    SteppedBack,
    wrapped,
)
from ayuda.ui.spoken_deadlines import DeadlineWords

STOP: Final = "?stop"
MORE: Final = "?more"
NEXT: Final = "?next"
READ_AGAIN: Final = "?read-again"
DECIDE_NOW: Final = "?decide"
NOT_THIS: Final = "?not-this"
MORE_LETTER: Final = "m"
LABEL_INDENT: Final = 6
SURENESS: tuple[Sureness, ...] = ("sure", "think-so", "guess")


class Stopped(Exception):
    """The wish to end the session."""


class TerminalFace:
    """Puts cards to a person, and tells them what became of their answers, on standard error."""

    def __init__(
        self,
        prompter: Prompter,
        texts: Texts,
        spoken: Callable[[], DeadlineWords],
        stopwatch: Callable[[], float],
    ) -> None:
        self._prompter = prompter
        self._texts = texts
        self._spoken = spoken
        self._stopwatch = stopwatch

    def ask(self, card: Dealt, item: int, total: int) -> Reply | None:
        """See Face."""
        try:
            return self._reply(card, place_line(card, item, total))
        except Stopped:
            return None

    def tell(self, card: Dealt, answer: Answer, feedback: Feedback) -> bool:
        """See Face."""
        plain = self._prompter.plain
        lines = list(feedback_lines(self._texts, card, answer, feedback, plain=plain))
        choices = [
            Choice(NEXT, self._texts.say("train.next")),
            Choice(STOP, self._texts.say("train.stop"), WAY_OUT),
        ]
        return self._shown(lines, choices) == NEXT

    def hear(self, card: Dealt, answer: Answer, said: str) -> None:
        """See Face."""
        print_shown(sys.stderr, heard_lines(self._texts, card, answer, said))

    # ------------------------------------------------------------------ answering

    def _reply(self, card: Dealt, place: Line) -> Reply:
        begin: list[Line] = [place, *call_lines(card, plain=self._prompter.plain)]
        begun = self._stopwatch()
        while True:
            given = self._given(card, begin)
            seconds = self._stopwatch() - begun
            if given.startswith(ASK):
                return Reply(given, seconds=seconds)
            with suppress(SteppedBack):  # To answer anew.
                cue = self._cue(card)
                return Reply(given, self._sure(card, given), cue, seconds)

    def _given(self, card: Dealt, begin: Sequence[Line]) -> str:
        if card.window is not None:
            return self._deadline(card, begin)
        if card.name.kind == "question":
            return self._turn(card, begin)
        return self._choose(begin, card.question, card.options)

    def _choose(
        self,
        begin: Sequence[Line],
        question: str,
        options: Sequence[Option],
        more: Sequence[Choice] = (),
    ) -> str:
        """An option; what is told first stands above the question, or on pages before it.

        Raises SteppedBack where nothing is told first: what was asked before is asked anew.
        """
        choices = _numbered((option.id, option.text) for option in options)
        choices += [*more, Choice(STOP, self._texts.say("train.stop"), WAY_OUT)]
        fits = self._fits(begin, question, choices)
        if not fits:
            again = Choice(READ_AGAIN, self._texts.say("train.read_again"), CHANGE)
            choices.insert(len(choices) - 1, again)
        self._begin(begin, fits=fits)
        while True:
            try:
                chosen = self._prompter.choose(question, "", choices)
            except SteppedBack:
                if not begin:
                    raise
                chosen = READ_AGAIN
            if chosen == STOP:
                raise Stopped
            if chosen != READ_AGAIN:
                return chosen
            self._begin(begin, fits=fits)

    def _begin(self, begin: Sequence[Line], *, fits: bool) -> None:
        """Show what a question is about; page by page where the question does not fit below it."""
        if fits and begin:
            print_shown(sys.stderr, [*begin, Line()])
        elif begin:
            on = Choice(NEXT, self._texts.say("train.to_question"))
            self._shown(list(begin), [on])

    def _fits(self, begin: Sequence[Line], question: str, choices: Sequence[Choice]) -> bool:
        size, width = get_terminal_size(), terminal_width()
        labels = [row for one in choices for row in wrapped(one.label, indent=LABEL_INDENT)]
        asked = len(wrapped(question, indent=2)) + len(labels) + 1
        return height_of([Line(), *begin, Line()], width) + asked <= size.lines

    def _deadline(self, card: Dealt, begin: Sequence[Line]) -> str:
        """A moment that is typed, or one of those to choose from after an empty line."""
        self._begin(begin, fits=self._fits(begin, card.question, [Choice("", "")]))
        keys = self._texts.say("train.deadline_keys")
        typing = TypedDeadline(card, self._spoken())

        def objection(typed: str) -> str | None:
            return None if typed.strip() in {"", WAY_OUT} else typing.objection(typed)

        while True:
            try:
                typed = self._prompter.write(card.question, keys, objection)
                if typed.strip() == WAY_OUT:
                    raise Stopped
                found = typing.meant(typed) if typed.strip() else card.options
                if len(found) == 1:
                    return found[0].id
                again = Choice(NOT_THIS, self._texts.say("walk.type_it"))
                asked = card.question
                if typed.strip():
                    asked = self._texts.say("walk.which", value=typed.strip())
                chosen = self._choose((), asked, found, [again])
            except SteppedBack:
                continue
            if chosen != NOT_THIS:
                return chosen

    def _turn(self, card: Dealt, begin: Sequence[Line]) -> str:
        """A turn of an interview: a question, or after one more key an outcome to decide for."""
        questions = [option for option in card.options if option.id.startswith(ASK)]
        outcomes = [option for option in card.options if option.id.startswith(DECIDE)]
        decide = Choice(DECIDE_NOW, self._texts.say("train.decide_now"), ENOUGH)
        back = Choice(NOT_THIS, self._texts.say("train.back_to_questions"), CHANGE)
        while True:
            chosen = self._choose(begin, card.question, questions, [decide])
            if chosen != DECIDE_NOW:
                return chosen
            with suppress(SteppedBack):
                chosen = self._choose((), self._texts.say("train.ask_outcome"), outcomes, [back])
                if chosen != NOT_THIS:
                    return chosen

    def _cue(self, card: Dealt) -> str | None:
        if not card.cues:
            return None
        return self._choose((), self._texts.say("train.ask_cue"), card.cues)

    def _sure(self, card: Dealt, given: str) -> Sureness:
        """How sure the trainee is."""
        choices = _numbered((one, self._texts.say(f"train.sureness.{one}")) for one in SURENESS)
        words = {option.id: option.text for option in card.options}.get(given)
        words = words or moment_words(card, given)
        hint = self._texts.say("train.your_answer", answer=words)
        chosen = self._prompter.choose(self._texts.say("train.ask_sure"), hint, choices)
        return cast("Sureness", chosen)

    # -------------------------------------------------------------------- showing

    def _shown(self, lines: list[Line], choices: Sequence[Choice]) -> str:
        """Show lines page by page with a small menu below them; what is chosen in the end."""
        place = 0
        while True:
            offered = list(choices)
            more = Choice(MORE, self._texts.say("walk.more", page="9", pages="9"), MORE_LETTER)
            pages = self._pages(lines, offered, more)
            default = choices[0].key
            if len(pages) > 1:
                numbers = {"page": str(place + 1), "pages": str(len(pages))}
                more = Choice(MORE, self._texts.say("walk.more", **numbers), MORE_LETTER)
                offered = [more, *offered]
                default = MORE if place + 1 < len(pages) else default
            print_shown(sys.stderr, [*pages[place], Line()])
            try:
                chosen = self._prompter.offer(offered, default)
            except SteppedBack:
                continue
            if chosen != MORE:
                return chosen
            place = (place + 1) % len(pages)

    def _pages(self, lines: list[Line], choices: list[Choice], more: Choice) -> list[list[Line]]:
        """Lines as pages, each with room for the menu and an empty row on either side."""
        size, width = get_terminal_size(), terminal_width()
        menus = ([*choices], [more, *choices])
        rooms = [size.lines - self._prompter.offer_height(menu) - 2 for menu in menus]
        pages = pages_of(lines, width, rooms[0])
        return pages if len(pages) == 1 else pages_of(lines, width, rooms[1])


def _numbered(named: Iterable[tuple[str, str]]) -> list[Choice]:
    """Choices with a number each, so that the hand learns them; letters where they are many."""
    listed = list(named)
    numbers = NUMBERS if len(listed) <= len(NUMBERS) else ""
    return [
        Choice(key, label, numbers[place : place + 1]) for place, (key, label) in enumerate(listed)
    ]
