"""Training with the policies of the cookbook: every rule that can decide today has its cards."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import msgspec
import pytest

from ayuda.cache import Cache
from ayuda.calendar import Calendar
from ayuda.case import Case, decide
from ayuda.engine.results import Decision
from ayuda.engine.windows import Setting
from ayuda.model import LANGUAGES, Language, Policy
from ayuda.policy.load import load
from ayuda.texts import load_texts
from ayuda.train.answers import Answer
from ayuda.train.cases import NoSuchCase, case_of, rules_of
from ayuda.train.deal import Dealer
from ayuda.train.decided import right_of
from ayuda.train.deck import cards_of_calls, cards_of_interviews, dealt, flows_of_calls
from ayuda.train.feedback import feedback_on
from ayuda.train.grading import Circumstances, Reply, Sitting, record
from ayuda.train.interviewing import Interview
from ayuda.view.wording import Wording

COOKBOOK = Path(__file__).parents[2] / "docs/cookbook"
NAMES = ("airline", "consumer-law", "library", "order-risk")
NOW = datetime(2026, 11, 26, 10, 30, tzinfo=UTC)
IN_AUGUST = datetime(2026, 8, 5, 10, 30, tzinfo=UTC)
IN_2027 = datetime(2027, 2, 5, 10, 30, tzinfo=UTC)
NOT_NOW = {("lend", "stocktaking"), ("bring-back", "no-fines-any-more")}
"""What decides on other days alone."""
SITTING = Sitting("a-session", "somebody", "drill", "a-digest")
WHEN = Circumstances("an-id", 0, NOW, 1.5)
MOST_TURNS = 40


@cache
def policy_of(name: str) -> Policy:
    return load(COOKBOOK / name / "policy.toml", Cache()).policy


def setting(name: str, now: datetime = NOW) -> Setting:
    policy = policy_of(name)
    return Setting(policy, now, Calendar(policy.country, None, policy.holidays))


def dealer(name: str, language: Language) -> Dealer:
    return Dealer(Wording(policy_of(name), load_texts(language, Cache()), NOW), setting(name))


def rules() -> Iterator[tuple[str, str, str]]:
    for name in NAMES:
        for flow in policy_of(name).flows:
            yield from ((name, flow, rule) for rule in rules_of(policy_of(name), flow))


@pytest.mark.parametrize(("name", "flow", "rule"), list(rules()))
def test_a_case_of_every_rule_is_found_and_decided_by_it(name: str, flow: str, rule: str) -> None:
    given = setting(name)
    found = 0
    for seed in range(4):
        try:
            case = case_of(given, flow, rule, random.Random(seed))
        except NoSuchCase:
            continue
        found += 1
        answer = decide(given, Case(flow, case.facts)).answer
        assert isinstance(answer, Decision)
        assert answer.rule.id == rule
        assert case == case_of(given, flow, rule, random.Random(seed))
        for fact, value in case.facts.items():
            if given.policy.facts[fact].kind == "date" and value != "unknown":
                assert isinstance(value, date)
                assert not isinstance(value, datetime)
    assert (found == 0) if (flow, rule) in NOT_NOW else found


@pytest.mark.parametrize(
    ("flow", "rule", "now"),
    [("lend", "stocktaking", IN_AUGUST), ("bring-back", "no-fines-any-more", IN_2027)],
)
def test_what_decides_on_some_days_alone_is_found_then(flow: str, rule: str, now: datetime) -> None:
    given = setting("library", now)
    case = case_of(given, flow, rule, random.Random(1))
    answer = decide(given, Case(flow, case.facts)).answer
    assert isinstance(answer, Decision)
    assert answer.rule.id == rule


@pytest.mark.parametrize(
    ("name", "language"), list(zip(NAMES, (*LANGUAGES, *LANGUAGES), strict=True))
)
def test_every_card_can_be_put_answered_kept_and_told_of(name: str, language: Language) -> None:
    policy, deals = policy_of(name), dealer(name, language)
    kinds: set[str] = set()
    for card_name in cards_of_calls(policy, flows_of_calls(policy)):
        card = dealt(deals, card_name, "1")
        if card is None:
            continue
        kinds.add(card_name.kind)
        assert not any("{" in text for text in (*card.calls, *(o.text for o in card.options)))
        for option in card.options:
            answer = record(card, Reply(option.id, "sure"), SITTING, WHEN)
            kept = msgspec.json.decode(msgspec.json.encode(answer), type=Answer)
            assert kept == answer
            again = right_of(policy, kept)
            assert again is not None
            assert (again.outcome, again.rule) == (answer.outcome, answer.rule)
            assert feedback_on(card, answer).outcome
    assert {"outcome", "next-step", "deadline", "contrast"} <= kinds


@pytest.mark.parametrize("name", NAMES)
def test_an_interview_that_asks_what_is_needed_ends_with_the_decision(name: str) -> None:
    policy, deals = policy_of(name), dealer(name, "es")
    led = 0
    for card_name in cards_of_interviews(policy, flows_of_calls(policy)):
        draw = random.Random(7)
        try:
            told = deals.told(card_name, draw, whole=True)
        except NoSuchCase:
            continue
        interview = Interview(told, draw)
        for _ in range(MOST_TURNS):
            if interview.is_over:
                break
            interview.take(interview.card().right[0])
        assert interview.is_over
        assert {turn.grade for turn in interview.turns} == {"right"}
        assert interview.turns[-1].given == f"decide:{told.decision.rule.outcome}"
        led += 1
    assert led


def test_a_personal_text_is_not_kept() -> None:
    given = setting("order-risk")
    case = case_of(given, "judge-order", "abuse", random.Random(3), whole=True)
    deals = dealer("order-risk", "en")
    for seed in range(8):
        card = dealt(deals, cards_of_calls(given.policy, ["judge-order"])[0], str(seed))
        assert card is not None
        kept = record(card, Reply(card.right[0], "sure"), SITTING, WHEN).facts
        assert kept.get("iban", "given") in {"given", "malformed", "unknown"}
    assert case.facts
