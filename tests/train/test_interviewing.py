"""The interview: graded as the engine would ask, whatever the trainee does."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from dealing import dealer
from support.builtin import POLICY

from ayuda.case import Case, advance
from ayuda.engine.results import Decision, Question
from ayuda.engine.windows import FactValue
from ayuda.errors import AyudaError
from ayuda.train.deal import Dealt
from ayuda.train.decided import decision_of, setting_of
from ayuda.train.deck import cards_of_interviews, flows_of_calls
from ayuda.train.interviewing import ASK, DECIDE, Interview

NAMES = cards_of_interviews(POLICY, flows_of_calls(POLICY))
SEEDS = range(3)


def interviews() -> Iterator[tuple[Dealt, Interview]]:
    deals = dealer()
    for name in NAMES:
        for seed in SEEDS:
            draw = random.Random(f"{name}{seed}")
            told = deals.told(name, draw)
            yield told, Interview(told, draw)


def test_who_asks_what_is_needed_and_then_decides_makes_no_mistake() -> None:
    for told, interview in interviews():
        while isinstance(interview.stand, Question):
            assert interview.take(f"{ASK}{interview.stand.needs[0]}").grade == "right"
        assert isinstance(interview.stand, Decision)
        outcome = decision_of(POLICY, told.case).rule.outcome
        assert interview.take(f"{DECIDE}{outcome}").grade == "right"
        assert interview.is_over
        assert interview.notes(()) == ()


def test_whatever_is_asked_is_graded_by_what_the_engine_would_ask() -> None:
    seen = set()
    for told, interview in interviews():
        draw = random.Random(str(told.name))
        setting = setting_of(POLICY, told.case)
        opening = interview.card()
        known: dict[str, FactValue] = dict(interview.known)
        skipped: set[str] = set()
        assert all(known[name] == told.case.facts[name] for name in known)
        assert len(opening.calls) == 1
        while not interview.is_over:
            card = interview.card()
            given = draw.choice([option.id for option in card.options])
            stand = advance(setting, Case(told.case.flow, known), skipped).answer
            turn = interview.take(given)
            seen.add(turn.grade)
            if given.startswith(DECIDE):
                if isinstance(stand, Question):
                    assert turn.grade == "too-early"
                else:
                    right = given == f"{DECIDE}{stand.rule.outcome}"
                    assert turn.grade == ("right" if right else "wrong")
                continue
            name = given.removeprefix(ASK)
            if isinstance(stand, Question):
                assert turn.grade == ("right" if name in stand.needs else "needless")
            else:
                assert turn.grade == ("right" if name in stand.asks else "missed")
            assert turn.said
            if name in told.case.facts:
                known[name] = told.case.facts[name]
            else:
                skipped.add(name)
    assert seen == {"right", "wrong", "needless", "missed", "too-early"}


def test_a_question_is_put_once_and_what_is_no_turn_is_refused() -> None:
    told, interview = next(interviews())
    first = interview.questions()[0].id
    interview.take(first)
    assert first not in [option.id for option in interview.questions()]
    for wrong in (first, "", "decide:", "ask:nothing", told.decision.rule.outcome):
        with pytest.raises(AyudaError):
            interview.take(wrong)


def test_what_was_asked_needlessly_or_too_late_is_told_in_the_end() -> None:
    for told, interview in interviews():
        if isinstance(interview.stand, Question):
            continue
        missed = [one for one in interview.questions() if interview.grade(one.id) == "missed"]
        interview.take(missed[0].id)
        interview.take(f"{DECIDE}{told.decision.rule.outcome}")
        assert missed[0].text in " ".join(interview.notes(()))
        return
    raise AssertionError
