"""Policies as large as they may be are asked in seconds, and asked rightly."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from support.builtin import NO_CACHE
from support.random_policies import WORDS
from support.small_policies import choice, small, yes_no

from ayuda.author.proof import prove
from ayuda.author.questions.answer_words import edge_words
from ayuda.author.questions.question_tree import Branch, tree_of
from ayuda.calendar import Calendar
from ayuda.engine.decide import step
from ayuda.engine.results import Decision, Question
from ayuda.engine.space import space_of
from ayuda.engine.windows import FactValue, Setting
from ayuda.model import (
    Check,
    Fact,
    Length,
    Lookup,
    Points,
    Policy,
    Score,
    Window,
    WindowStateTexts,
)
from ayuda.texts import load_texts
from ayuda.view.wording import Wording

SECONDS = 8
"""Each takes one or two here; without care, minutes."""
NOW = datetime(2026, 9, 10, tzinfo=UTC)
Case = tuple[Policy, dict[str, FactValue], str]


def _table() -> Case:
    one, other = (choice(*(f"v{place}" for place in range(size))) for size in (100, 200))
    rows = tuple(
        {"one": first, "other": second, "value": place * 200 + at}
        for place, first in enumerate(one.values)
        for at, second in enumerate(other.values)
    )
    rules: list[tuple[dict[str, Any], str]] = [
        ({"table": Check(at_least=Decimal(19_999))}, "last"),
        ({}, "rest"),
    ]
    policy = small({"one": one, "other": other}, rules)
    table = Lookup(name=WORDS, by=("one", "other"), rows=rows)
    policy = msgspec.structs.replace(policy, tables={"table": table})
    return policy, {"one": "v99", "other": "v199"}, "last"


def _several() -> Case:
    chosen = choice(*(f"v{place}" for place in range(40)), several=True)
    rules: list[tuple[dict[str, Any], str]] = [
        ({"chosen": Check(any=(f"v{place}",))}, f"o{place}") for place in range(12)
    ]
    policy = small({"chosen": chosen, "also": yes_no()}, [*rules, ({}, "none")])
    return policy, {"chosen": ("v5", "v11", "v39")}, "o5"


def _windows() -> Case:
    day = Fact(kind="date", name=WORDS, ask=WORDS)
    texts = {state: WindowStateTexts(name=WORDS, says=WORDS) for state in ("open", "closed")}
    windows = {
        f"w{days}": Window(
            name=WORDS,
            begins="began",
            seen_at="told",
            lasts=Length(days=days),
            states=texts,
            cites=("S1",),
        )
        for days in range(1, 13)
    }
    rules: list[tuple[dict[str, Any], str]] = [({name: "open"}, name) for name in windows]
    policy = small({"began": day, "told": day}, [*rules, ({}, "late")], windows)
    return policy, {"began": NOW.date().replace(day=1), "told": NOW.date().replace(day=8)}, "w7"


def _score() -> Case:
    names = [f"y{place}" for place in range(60)]
    points = tuple(Points(when={name: True}, add=at * 5 + 1) for at, name in enumerate(names))
    rules: list[tuple[dict[str, Any], str]] = [
        ({"score": Check(at_least=Decimal(3000))}, "many"),
        ({}, "few"),
    ]
    policy = small({name: yes_no() for name in names}, rules)
    policy = msgspec.structs.replace(policy, scores={"score": Score(name=WORDS, points=points)})
    return policy, dict.fromkeys(names, True), "many"


CASES = {"table": _table, "several": _several, "windows": _windows, "score": _score}


@pytest.mark.parametrize("name", CASES)
def test_a_policy_as_large_as_may_be_is_asked_in_seconds(name: str) -> None:
    policy, facts, outcome = CASES[name]()
    setting = Setting(policy, NOW, Calendar("ES"))
    before = time.process_time()
    question = step(setting, "f", {})
    decision = step(setting, "f", facts)
    assert time.process_time() - before < SECONDS
    assert isinstance(question, Question)
    assert set(question.needs) <= facts.keys()
    assert isinstance(decision, Decision)
    assert decision.rule.outcome == outcome


def test_hundreds_of_numbers_are_proven_in_seconds() -> None:
    rules: list[tuple[dict[str, Any], str]] = [
        ({"price": Check(below=Decimal(10 * place))}, f"o{place % 3}") for place in range(1, 251)
    ]
    price = Fact(kind="number", name=WORDS, ask=WORDS, min=Decimal(0), max=Decimal(10_000))
    policy = small({"price": price}, [*rules, ({}, "rest")])
    setting = Setting(policy, NOW, Calendar("ES"))
    before = time.process_time()
    proof = prove(setting, "f", Wording(policy, load_texts("en", NO_CACHE), NOW))
    assert time.process_time() - before < SECONDS
    assert proof.is_proven
    assert len(proof.reached) == len(rules) + 1


def test_stretches_of_many_windows_are_told_in_seconds() -> None:
    texts = {state: WindowStateTexts(name=WORDS, says=WORDS) for state in ("open", "closed")}
    windows = {
        f"w{days}": Window(
            name=WORDS, begins="began", lasts=Length(days=days), states=texts, cites=("S1",)
        )
        for days in range(1, 61)
    }
    began = Fact(kind="moment", time="past", name=WORDS, ask=WORDS)
    rules: list[tuple[dict[str, Any], str]] = [({name: "open"}, name) for name in windows]
    policy = small({"began": began}, [*rules, ({}, "late")], windows)
    before = time.process_time()
    tree = tree_of(Setting(policy, NOW, Calendar("ES")), "f")
    wording = Wording(policy, load_texts("en", NO_CACHE), NOW)
    [branch] = [node for node in tree.nodes if isinstance(node, Branch)]
    told = [edge_words(wording, space_of(policy, "f"), branch, edge) for edge in branch.edges]
    assert time.process_time() - before < SECONDS
    assert len({*map(str, told)}) > len(windows)
