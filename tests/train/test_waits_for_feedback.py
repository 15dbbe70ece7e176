"""What a trainee waits for after a wrong answer: so many steps of a search, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from dealing import all_dealt
from support.builtin import NO_CACHE, POLICY

from ayuda.engine.changes import nearest
from ayuda.engine.changes.nearest import MOST_STEPS
from ayuda.engine.changes.search import Search
from ayuda.engine.space import Shown
from ayuda.policy.load import load
from ayuda.train.deal import Dealt
from ayuda.train.feedback import facts_for

COOKBOOK = Path(__file__).parents[2] / "docs/cookbook"
MOST_WAITED_FOR = 50_000
"""Some three tenths of a second."""


@pytest.fixture
def searches(monkeypatch: pytest.MonkeyPatch) -> list[Search]:
    """All searches that are begun."""
    found: list[Search] = []

    class Kept(Search):
        def results_now(self) -> set[Shown]:
            found.append(self)
            return super().results_now()

    monkeypatch.setattr(nearest, "Search", Kept)
    return found


def cards_of(name: str) -> Iterator[Dealt]:
    policy = (
        POLICY if name == "built-in" else load(COOKBOOK / name / "policy.toml", NO_CACHE).policy
    )
    return (card for card in all_dealt(policy, "one") if card.name.kind == "outcome")


def answer_wrongly(name: str) -> None:
    """Every wrong answer to every card that asks for an outcome."""
    for card in cards_of(name):
        rules = card.wording.policy.flows[card.case.flow].rules
        for outcome in sorted({rule.outcome for rule in rules} - {*card.right}):
            facts_for(card, outcome)


@pytest.mark.parametrize("name", ["built-in", "airline", "consumer-law", "library"])
def test_no_search_of_these_policies_comes_near_the_end_of_the_waiting(
    searches: list[Search], name: str
) -> None:
    answer_wrongly(name)
    assert searches
    assert max(search.steps for search in searches) < MOST_STEPS / 5


def test_a_search_in_sums_ends_where_a_trainee_would_wait(searches: list[Search]) -> None:
    answer_wrongly("order-risk")
    assert searches
    assert max(search.steps for search in searches) < MOST_WAITED_FOR
