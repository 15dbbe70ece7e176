"""Dealing the cards of a policy in a test."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from support.builtin import NO_CACHE, NOW, POLICY

from ayuda.calendar import Calendar
from ayuda.engine.results import Decision
from ayuda.engine.windows import Setting
from ayuda.model import Language, Policy
from ayuda.texts import load_texts
from ayuda.train.answers import Answer
from ayuda.train.deal import Dealer, Dealt
from ayuda.train.decided import decision_of
from ayuda.train.deck import cards_of_calls, dealt, flows_of_calls
from ayuda.train.grading import Circumstances, Reply, Sitting, record
from ayuda.view.wording import Wording

SITTING = Sitting("a-session", "somebody", "drill", "a-digest")
WHEN = Circumstances("an-id", 0, NOW, 1.5)


def dealer(policy: Policy = POLICY, language: Language = "en", now: datetime = NOW) -> Dealer:
    wording = Wording(policy, load_texts(language, NO_CACHE), now)
    return Dealer(wording, Setting(policy, now, Calendar(policy.country, None)))


def all_dealt(policy: Policy, seed: str, language: Language = "en") -> Iterator[Dealt]:
    """Every card about calls that can be dealt."""
    deals = dealer(policy, language)
    for name in cards_of_calls(policy, flows_of_calls(policy)):
        card = dealt(deals, name, seed)
        if card is not None:
            yield card


def decided(card: Dealt) -> Decision:
    """What the engine says of the case that is shown, asked anew."""
    return decision_of(card.wording.policy, card.case)


def answered(card: Dealt, given: str) -> Answer:
    return record(card, Reply(given, "sure"), SITTING, WHEN)
