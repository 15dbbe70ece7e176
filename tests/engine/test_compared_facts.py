"""Facts that are compared with others are asked once, also while the others are open."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import msgspec
import pytest
from support.random_policies import WORDS
from support.small_policies import choice, small

from ayuda.calendar import Calendar
from ayuda.engine.decide import step
from ayuda.engine.results import Question
from ayuda.engine.windows import FactValue, Setting
from ayuda.model import Check, Derived, Fact

NUMBER = Fact(kind="number", name=WORDS, ask=WORDS)
DAY = Fact(kind="date", name=WORDS, ask=WORDS)
HAS_LEAST = {"compared": Check(at_least=Decimal(1))}
PAIRS: dict[str, tuple[Fact, FactValue, Derived, dict[str, object]]] = {
    "numbers": (NUMBER, Decimal(3), Derived(name=WORDS, difference=("one", "other")), HAS_LEAST),
    "days": (DAY, date(2026, 9, 1), Derived(name=WORDS, difference=("one", "other")), HAS_LEAST),
    "shares": (NUMBER, Decimal(3), Derived(name=WORDS, percent_of=("one", "other")), HAS_LEAST),
    "choices": (
        choice("a", "b"),
        "a",
        Derived(name=WORDS, same=("one", "other")),
        {"compared": True},
    ),
}


@pytest.mark.parametrize("kind", PAIRS)
@pytest.mark.parametrize("known", ["one", "other"])
def test_of_two_that_are_compared_only_the_unknown_one_is_asked(kind: str, known: str) -> None:
    fact, value, derived, test = PAIRS[kind]
    rules: list[tuple[dict[str, object], str]] = [(test, "yes"), ({}, "no")]
    policy = small({"one": fact, "other": fact}, rules)
    policy = msgspec.structs.replace(policy, derived={"compared": derived})
    setting = Setting(policy, datetime(2026, 9, 10, tzinfo=UTC), Calendar("ES"))
    nothing = step(setting, "f", {})
    assert isinstance(nothing, Question)
    assert nothing.needs == ("one", "other")
    half = step(setting, "f", {known: value})
    assert isinstance(half, Question)
    assert half.needs == ({"one": "other", "other": "one"}[known],)
