"""The screens of training: each fits a terminal of 80 by 24, whatever is asked and told."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from time import monotonic
from typing import TextIO

import pytest
from support.builtin import POLICY, texts

from ayuda.model import LANGUAGES, Language
from ayuda.train.deal import Dealt
from ayuda.train.deck import dealt
from ayuda.train.feedback import feedback_on
from ayuda.train.interviewing import Interview
from ayuda.train.messages import cards_of_messages
from ayuda.ui import drill
from ayuda.ui.drill import LABEL_INDENT, STOP, TerminalFace
from ayuda.ui.lines import Line, height_of
from ayuda.ui.prompts import Choice, SteppedBack, wrapped
from ayuda.ui.spoken_deadlines import DeadlineWords, deadline_words

sys.path.append(str(Path(__file__).parents[1] / "train"))
from dealing import all_dealt, answered, dealer

WIDTH, HEIGHT = 80, 24


class Measuring:
    """A prompter that takes the first choice, and measures what stands on the screen with it."""

    def __init__(self, *, plain: bool) -> None:
        self.plain = plain
        self.shown: list[Line] = []
        self.screens: list[int] = []

    def print_shown(self, stream: TextIO, lines: Iterable[Line]) -> None:
        assert stream is sys.stderr
        self.shown += [Line(), *lines]

    def _measure(self, rows: int) -> None:
        self.screens.append(height_of(self.shown, WIDTH) + rows)
        self.shown = []

    def choose(self, question: str, hint: str, choices: Sequence[Choice], default: str = "") -> str:
        assert not default
        labels = [row for one in choices for row in wrapped(one.label, indent=LABEL_INDENT)]
        keys = 1
        self._measure(len(wrapped(question, indent=2)) + len(wrapped(hint, 2)) + len(labels) + keys)
        assert len(choices) <= 10
        return choices[0].key

    def write(self, question: str, hint: str, check: Callable[[str], str | None]) -> str:
        assert check("") is None
        self._measure(len(wrapped(question, indent=2)) + len(wrapped(hint, 2)) + 1)
        return ""

    def offer(self, choices: Sequence[Choice], default: str) -> str:
        self._measure(self.offer_height(choices))
        return default if default in {choice.key for choice in choices} else choices[0].key

    def offer_height(self, choices: Sequence[Choice]) -> int:
        return len(choices) + 2 if self.plain else 1

    def tell(self, text: str) -> None:
        raise AssertionError(text)


def spoken() -> DeadlineWords:
    return deadline_words([texts(language) for language in LANGUAGES])


@pytest.fixture(params=[False, True], ids=["keys", "accessible"])
def prompter(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Measuring:
    made = Measuring(plain=request.param)
    monkeypatch.setenv("COLUMNS", str(WIDTH))
    monkeypatch.setenv("LINES", str(HEIGHT))
    monkeypatch.setattr(drill, "print_shown", made.print_shown)
    return made


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_card_and_what_is_told_of_it_fits_the_screen(
    prompter: Measuring, language: Language
) -> None:
    face = TerminalFace(prompter, texts(language), spoken, monotonic)
    for card in list(all_dealt(POLICY, "2", language))[LANGUAGES.index(language) :: 2]:
        reply = face.ask(card, 0, 20)
        assert reply is not None
        assert reply.given == card.options[0].id
        assert reply.sure == "sure"
        for option in card.options:
            answer = answered(card, option.id)
            assert face.tell(card, answer, feedback_on(card, answer)) is True
    assert max(prompter.screens) <= HEIGHT


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_interview_fits_the_screen_to_its_last_question(
    prompter: Measuring, language: Language
) -> None:
    import random

    from ayuda.train.deck import cards_of_interviews, flows_of_calls

    deals = dealer(POLICY, language)
    face = TerminalFace(prompter, texts(language), spoken, monotonic)
    for name in cards_of_interviews(POLICY, flows_of_calls(POLICY)):
        draw = random.Random(str(name))
        interview = Interview(deals.told(name, draw), draw)
        while interview.questions():
            reply = face.ask(interview.card(), 0, 5)
            assert reply is not None
            interview.take(reply.given)
    assert max(prompter.screens) <= HEIGHT


def test_who_stops_answers_nothing(prompter: Measuring, monkeypatch: pytest.MonkeyPatch) -> None:
    face = TerminalFace(prompter, texts("en"), spoken, monotonic)
    card = next(all_dealt(POLICY, "2"))
    monkeypatch.setattr(prompter, "choose", lambda *_, **__: STOP)
    assert face.ask(card, 0, 20) is None


@pytest.mark.parametrize("kind", ["outcome", "mail"])
def test_a_step_back_from_what_follows_an_answer_asks_for_the_answer_anew(
    kind: str, prompter: Measuring, monkeypatch: pytest.MonkeyPatch
) -> None:
    cards = [*all_dealt(POLICY, "2"), *some_messages()]
    card = next(one for one in cards if one.name.kind == kind)
    asked: list[str] = []

    def choose(question: str, *_: object, **__: object) -> str:
        asked.append(question)
        if len(asked) == 2:
            raise SteppedBack
        if question == card.question:
            return card.options[0].id
        return "sure" if question == texts("en").say("train.ask_sure") else card.cues[0].id

    monkeypatch.setattr(prompter, "choose", choose)
    assert TerminalFace(prompter, texts("en"), spoken, monotonic).ask(card, 0, 20) is not None
    assert asked[2] == asked[0] == card.question


def test_what_is_measured_is_the_answer_without_what_is_asked_after_it(
    prompter: Measuring, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = next(one for one in all_dealt(POLICY, "2") if one.name.kind == "outcome")
    clock = [0.0]

    def choose(question: str, *_: object, **__: object) -> str:
        clock[0] += 5
        return card.options[0].id if question == card.question else "guess"

    monkeypatch.setattr(prompter, "choose", choose)
    reply = TerminalFace(prompter, texts("en"), spoken, lambda: clock[0]).ask(card, 0, 20)
    assert reply is not None
    assert (reply.seconds, reply.sure, clock[0]) == (5, "guess", 10)


def some_messages() -> list[Dealt]:
    deals = dealer(POLICY)
    names = cards_of_messages(POLICY, tuple(POLICY.flows))[:1]
    return [card for name in names if (card := dealt(deals, name, "1")) is not None]
