"""What was learnt counts under an edited policy too, unless its answer changed."""

from __future__ import annotations

from datetime import datetime, timedelta
from time import perf_counter
from zoneinfo import ZoneInfo

import msgspec
import pytest
from dealing import SITTING, all_dealt, answered
from support.builtin import NOW, POLICY
from support.edited_policy import DELETED, TABLES, Edit, edited

from ayuda.model import Policy
from ayuda.train.answers import Answer
from ayuda.train.cards import CardName
from ayuda.train.decided import right_of
from ayuda.train.learning import Learning, learning_of

MADRID = ZoneInfo("Europe/Madrid")
NEW = "the digest of an edited policy"
CANCEL = TABLES["flows"]["cancel"]
OWN = ("cancel", "on-its-way")
WINDOWS = {(flow, one.id): one.windows for flow in POLICY.flows for one in POLICY.flows[flow].rules}


def place_of(rule: str) -> int:
    return next(n for n, one in enumerate(CANCEL["rules"]) if one["id"] == rule)


def policy_of(*edits: Edit) -> Policy:
    return msgspec.convert(edited(*edits), Policy)


@pytest.fixture(scope="module")
def answers() -> list[Answer]:
    """Right answers to every card about calls, with three cases each."""
    cards = [card for seed in ("1", "2", "3") for card in all_dealt(POLICY, seed)]
    return [
        msgspec.structs.replace(
            answered(card, card.right[0]),
            id=str(number),
            at=(NOW + timedelta(minutes=number)).isoformat(),
        )
        for number, card in enumerate(cards)
    ]


def learnt(answers: list[Answer], policy: Policy) -> Learning:
    return learning_of(policy, NEW, answers, MADRID)


def cards_of(answers: list[Answer]) -> set[CardName]:
    return {CardName.parse(answer.card) for answer in answers}


def test_every_stored_case_is_decided_again_as_it_was(answers: list[Answer]) -> None:
    for answer in answers:
        right = right_of(POLICY, answer)
        assert right is not None
        assert (right.outcome, right.deadline) == (answer.outcome, answer.deadline), answer.card


@pytest.mark.parametrize(
    "edit",
    [
        ("flows/cancel/title/en", "Stop an order"),
        ("windows/marketplace_cancel/name/en", "the half hour"),
        (f"outcomes/{CANCEL['rules'][0]['outcome']}/title/es", "Escriba al vendedor"),
    ],
)
def test_an_edit_of_words_takes_nothing_back(answers: list[Answer], edit: Edit) -> None:
    before = learnt(answers, POLICY)
    assert set(before.states) == cards_of(answers)
    assert learnt(answers, policy_of(edit)) == before


def is_changed_by_a_longer_window(answer: Answer) -> bool:
    """Whether 45 minutes instead of 30 are another answer, told without the engine.

    The very end of the window is still in time, as the policy has it.
    """
    shows = "marketplace_cancel" in WINDOWS[answer.flow, answer.rule]
    if not shows:
        return False
    since = datetime.fromisoformat(answer.now) - datetime.fromisoformat(
        str(answer.facts["ordered_at"])
    )
    between = timedelta(minutes=30) < since <= timedelta(minutes=45)
    in_time = since <= timedelta(minutes=30)
    return between or (answer.kind == "deadline" and in_time)


def test_a_longer_window_takes_back_exactly_what_it_changed(answers: list[Answer]) -> None:
    now = learnt(answers, policy_of(("windows/marketplace_cancel/lasts/minutes", 45)))
    changed = {answer.card for answer in answers if is_changed_by_a_longer_window(answer)}
    assert {name.split("/")[-1] for name in changed} > {"outcome", "deadline"}
    assert set(now.changed) == changed
    assert {str(card) for card in now.states} == {str(c) for c in cards_of(answers)} - changed


def test_another_outcome_takes_back_the_cards_of_its_rule_alone(answers: list[Answer]) -> None:
    at = place_of("on-its-way")
    now = learnt(answers, policy_of((f"flows/cancel/rules/{at}/outcome", "contact-seller")))
    own = {str(card) for card in cards_of(answers) if (card.flow, card.about) == OWN}
    assert own
    written = {str(card) for card in cards_of(answers) if card.about.startswith("scenario:")}
    assert own <= set(now.changed) <= own | written


def test_another_id_for_a_rule_takes_nothing_back(answers: list[Answer]) -> None:
    before = learnt(answers, POLICY)
    at = place_of("on-its-way")
    now = learnt(answers, policy_of((f"flows/cancel/rules/{at}/id", "under-way")))
    assert now.changed == ()
    assert now.states == {
        msgspec.structs.replace(
            card, about="under-way" if (card.flow, card.about) == OWN else card.about
        ): state
        for card, state in before.states.items()
    }


def test_a_flow_that_is_gone_takes_back_its_own_cards_alone(answers: list[Answer]) -> None:
    now = learnt(answers, policy_of(("flows/track", DELETED)))
    gone = {card for card in cards_of(answers) if card.flow == "track"}
    assert gone
    assert set(now.changed) == {str(card) for card in gone}
    assert set(now.states) == cards_of(answers) - gone


def test_a_fact_that_is_gone_takes_back_the_cards_whose_cases_told_it(
    answers: list[Answer],
) -> None:
    fact = CANCEL["facts"][-1]
    now = learnt(answers, policy_of((f"facts/{fact}", DELETED)))
    told = {answer.card for answer in answers if fact in answer.facts}
    assert told
    assert told <= set(now.changed)
    others = {card for card in cards_of(answers) if card.flow == "track"}
    assert {card for card in now.states if card.flow == "track"} == {
        card for card in others if str(card) not in told
    }


def test_ten_thousand_answers_are_decided_again_within_seconds(answers: list[Answer]) -> None:
    many = [
        msgspec.structs.replace(answers[n % len(answers)], id=str(n), session=SITTING.session)
        for n in range(10_000)
    ]
    begun = perf_counter()
    learnt(many, POLICY)
    assert perf_counter() - begun < 10
