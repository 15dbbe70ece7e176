"""Every card that is dealt: its right answer is what the engine says, once among its options."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import pytest
from dealing import all_dealt, answered, decided
from support.builtin import POLICY
from support.random_policies import random_policy

from ayuda.case import Case, decide
from ayuda.engine.results import Decision
from ayuda.engine.windows import Facts
from ayuda.model import LANGUAGES, Language
from ayuda.train.answers import CardKind
from ayuda.train.deal import Dealt
from ayuda.train.decided import decision_of, setting_of, window_ahead
from ayuda.train.deck import OF_CALLS, flows_of_calls
from ayuda.train.feedback import facts_for, feedback_on

SEEDS = ("1", "2", "3")


@pytest.fixture(scope="module", params=SEEDS)
def cards(request: pytest.FixtureRequest) -> list[Dealt]:
    return list(all_dealt(POLICY, request.param))


def of_kind(cards: list[Dealt], kind: CardKind) -> list[Dealt]:
    found = [card for card in cards if card.name.kind == kind]
    assert found
    return found


def test_every_rule_has_an_outcome_a_step_and_words_not_to_say(cards: list[Dealt]) -> None:
    of_each = {
        kind: {(c.name.flow, c.name.about) for c in of_kind(cards, kind)} for kind in OF_CALLS
    }
    assert of_each["outcome"] == of_each["next-step"] == of_each["not-promised"]
    assert {flow for flow, _ in of_each["outcome"]} == set(flows_of_calls(POLICY))
    assert of_each["deadline"] < of_each["outcome"]
    assert of_each["contrast"] <= of_each["outcome"]


def test_the_right_answer_is_among_the_options_once_and_all_differ(cards: list[Dealt]) -> None:
    for card in cards:
        ids = [option.id for option in card.options]
        texts = [option.text for option in card.options]
        assert 2 <= len(ids) == len(set(ids)) == len(set(texts)), card.name
        assert [ids.count(right) for right in card.right] == [1], card.name
        assert not any("{" in text for text in (*texts, *card.calls, card.question)), card.name


def test_the_case_is_decided_by_the_rule_that_the_card_is_about(cards: list[Dealt]) -> None:
    for card in cards:
        if not card.name.about.startswith("scenario:"):
            assert decided(card).rule.id == card.name.about


def test_outcomes_and_steps_are_what_the_engine_decides(cards: list[Dealt]) -> None:
    for card in of_kind(cards, "outcome") + of_kind(cards, "next-step"):
        assert card.right == (decided(card).rule.outcome,)


def test_the_step_that_is_right_is_the_first_of_the_decision(cards: list[Dealt]) -> None:
    for card in of_kind(cards, "next-step"):
        said = card.wording.deadlines(card.decision)
        first = card.wording.text(decided(card).steps[0].text, **said)
        assert [option.text for option in card.options if option.id in card.right] == [first]


def test_a_deadline_is_the_end_of_the_first_window_that_is_ahead(cards: list[Dealt]) -> None:
    for card in of_kind(cards, "deadline"):
        ahead = window_ahead(decided(card), card.case.now)
        assert ahead is not None
        assert ahead.id == card.window
        assert [datetime.fromisoformat(right) for right in card.right] == [ahead.until]
        told = [datetime.fromisoformat(option.id) for option in card.options]
        assert told == sorted(told)
        assert told[0] > card.case.now


def test_what_must_not_be_said_is_no_sentence_of_this_decision(cards: list[Dealt]) -> None:
    for card in of_kind(cards, "not-promised"):
        [right] = card.right
        others = {option.id for option in card.options} - {right}
        outcome = decided(card).rule.outcome
        own = {f"promise:{place}" for place in range(len(POLICY.outcomes[outcome].not_promised))}
        kind, _, named = right.partition(":")
        assert right in own if own else (kind == "say" and named != outcome)
        assert all(
            one.partition(":")[0] in {"notice", "statement"} or one == f"say:{outcome}"
            for one in others
        )


def test_a_contrast_is_two_calls_one_fact_apart(cards: list[Dealt]) -> None:
    for card in of_kind(cards, "contrast"):
        assert card.contrast is not None
        first, second = decided(card), decision_of(POLICY, card.contrast.case)
        assert card.right == (f"{first.rule.outcome}>{second.rule.outcome}",)
        assert first.rule.outcome != second.rule.outcome
        assert len(set(card.calls)) == 2
        one, other = card.case.facts, card.contrast.case.facts
        told = {name for name in {*one, *other} if one.get(name) != other.get(name)}
        assert card.contrast.fact in told


def changed(card: Dealt, given: str) -> Decision | None:
    """What the case comes to with the facts changed that would make an answer right."""
    facts: Facts = {
        name: value
        for name, value in {**card.case.facts, **facts_for(card, given)}.items()
        if value is not None
    }
    answer = decide(setting_of(POLICY, card.case), Case(card.case.flow, facts)).answer
    assert isinstance(answer, Decision)
    return answer if facts_for(card, given) else None


def test_the_change_that_is_told_makes_the_answer_right(cards: list[Dealt]) -> None:
    told: Counter[str] = Counter()
    for card in of_kind(cards, "outcome") + of_kind(cards, "deadline"):
        for option in card.options:
            if option.id in card.right:
                continue
            decision = changed(card, option.id)
            if decision is None:
                continue
            told[card.name.kind] += 1
            if card.name.kind == "outcome":
                assert decision.rule.outcome == option.id
            else:
                ahead = window_ahead(decision, card.case.now)
                assert ahead is not None
                assert ahead.until == datetime.fromisoformat(option.id)
    assert told["outcome"] > 100
    assert told["deadline"] > 0


def test_every_wrong_outcome_of_the_flow_is_reached_by_some_change(cards: list[Dealt]) -> None:
    for card in of_kind(cards, "outcome"):
        for option in card.options:
            if option.id not in card.right:
                assert facts_for(card, option.id), (card.name, option.id)


def test_feedback_names_the_rule_and_what_it_rests_on(cards: list[Dealt]) -> None:
    for card in cards:
        wrong = next(option.id for option in card.options if option.id not in card.right)
        for given in (wrong, *card.right):
            told = feedback_on(card, answered(card, given))
            assert told.is_right is (given != wrong)
            assert told.rule == decided(card).rule.id
            assert told.sources or told.reading
            assert told.right


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_seed_deals_the_same_cards(language: Language) -> None:
    first, second = (list(all_dealt(POLICY, "7", language)) for _ in range(2))
    shown = [(c.name, c.case, c.calls, c.options, c.right) for c in first]
    assert shown == [(c.name, c.case, c.calls, c.options, c.right) for c in second]


def test_both_languages_are_dealt_the_same_cases_and_options() -> None:
    for one, other in zip(all_dealt(POLICY, "5", "en"), all_dealt(POLICY, "5", "es"), strict=True):
        assert one.name == other.name
        assert one.right == other.right
        assert one.calls != other.calls


@pytest.mark.parametrize("seed", range(12))
def test_any_policy_can_be_trained(seed: int) -> None:
    policy = random_policy(seed)
    for card in all_dealt(policy, "1"):
        ids = [option.id for option in card.options]
        assert len(ids) == len(set(ids)) >= 2
        assert [ids.count(right) for right in card.right] == [1]
        if card.name.kind in {"outcome", "next-step"}:
            assert card.right == (decided(card).rule.outcome,)
        for option in card.options:
            assert feedback_on(card, answered(card, option.id)).is_right is (
                option.id in card.right
            )
