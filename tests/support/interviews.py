"""Interviews with answers from a dictionary, and the contract's idea of what matters."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache, partial
from itertools import combinations, product
from typing import Final

from msgspec.structs import replace

from ayuda.engine.decide import step
from ayuda.engine.knowledge import NOT_SILENT, Silence
from ayuda.engine.results import Decision, Question
from ayuda.engine.windows import Setting
from ayuda.ui.walk import Walk
from support.builtin import setting as present
from support.contract import (
    MACHINE,
    NOT_YET,
    STAGES,
    YES_NO,
    Case,
    Facts,
    Value,
    cases,
    stated_mail_cases,
)

DECIDING: Final[Mapping[str, tuple[str, ...]]] = {
    "track": ("stage", "missing", "trackable"),
    "cancel": ("stage", "seller", "shipped_by", "bundle", "bundle_item_shipped", "ordered_at"),
    "modify": ("stage", "seller", "shipped_by", "change", "ordered_at"),
    "return": ("stage", "seller", "shipped_by"),
    "contact-seller": ("reason", "seller", "several_sellers", "contacted_at"),
    "check-email": (
        "sender_is",
        "links_lead",
        "asks_personal_data",
        "asks_payment_update",
        "in_my_orders",
    ),
}
"""The facts that the rules of the contract look at and a person can be asked for."""

FOLLOWS: Final[Mapping[str, frozenset[str]]] = {
    "seller": frozenset({"shipped_by"}),
    "shipped_by": frozenset({"seller"}),
    "bundle": frozenset({"bundle_item_shipped"}),
    "bundle_item_shipped": frozenset({"bundle"}),
    "stage": frozenset({"missing"}),
}
"""The facts that another answer to a fact can force to change along with it (section 3)."""

ASKED_ONLY_IF: Final[Mapping[str, tuple[str, frozenset[Value]]]] = {
    "shipped_by": ("seller", frozenset({"marketplace"})),
    "missing": ("stage", frozenset({"shipped", "delivered"})),
    "several_sellers": ("reason", frozenset({"question-before-order"})),
    "in_my_orders": ("asks_payment_update", frozenset({True})),
}
"""What must be known before a fact is asked (section 3; "the same request" of section 6)."""

PUT_AS: Final[Mapping[str, str]] = {"sender_is": "sender", "links_lead": "link"}
"""The question that is put to a person to learn a fact."""

SAID: Final[Mapping[tuple[str, Value], Value | None]] = {
    ("sender_is", "documented"): "no-reply@amazon.es",
    ("sender_is", "elsewhere"): "someone@example.org",
    ("sender_is", "look-alike"): "no-reply@amaz0n.es",
    ("sender_is", "unlisted"): "no-reply@awsapps.com",
    ("sender_is", "not-stated"): None,
    ("links_lead", "documented"): ("https://www.amazon.es/orders",),
    ("links_lead", "unknown"): ("https://protect-eu.mimecast.com/s/AbC?domain=amazon.es",),
    ("links_lead", "elsewhere"): ("https://example.org/amazon.es",),
    ("links_lead", "nowhere"): None,
}
"""What a person answers; None where they do not know."""


@cache
def distinct_cases(flow: str) -> tuple[Case, ...]:
    """One case for each cell of the facts that a person is asked for and that decide."""
    if flow == "check-email":
        return tuple(case for case in stated_mail_cases() if case.facts["claims_amazon"])
    found: dict[tuple[Value, ...], Case] = {}
    for case in cases(flow, edges=False):
        facts = {name: case.facts.get(name, NOT_YET) for name in DECIDING[flow]}
        whole = Case(flow, {**case.facts, **facts}, case.now)
        found.setdefault(tuple(facts.values()), whole)
    return tuple(found.values())


def answers_of(case: Case) -> dict[str, Value | None]:
    """What a person answers in a case, by the question that is put."""
    found: dict[str, Value | None] = {}
    for name, value in case.facts.items():
        if name in PUT_AS:
            found[PUT_AS[name]] = SAID[name, value]
        elif name not in MACHINE:
            found[name] = None if value == NOT_YET else value
    if case.flow == "contact-seller":
        found.setdefault("contacted_at", None)
    return found


def given_of(case: Case) -> dict[str, Value]:
    """The facts of a case that nobody is asked for, where they are not as usual."""
    usual: dict[str, Value] = {**dict.fromkeys(MACHINE, False), "claims_amazon": True}
    return {
        name: value for name, value in case.facts.items() if name in usual and value != usual[name]
    }


REMEMBERED: dict[object, Decision | Question] = {}


def remembered_step(
    setting: Setting, flow: str, facts: Facts, silence: Silence = NOT_SILENT
) -> Decision | Question:
    """The engine's step, taken once for the same arguments (their order included).

    A moment that has not happened is one that was asked for in vain.
    """
    not_yet = frozenset(name for name, value in facts.items() if value == NOT_YET)
    if not_yet:
        facts = {name: value for name, value in facts.items() if name not in not_yet}
        silence = replace(silence, skipped=silence.skipped | not_yet)
    key = (id(setting.policy), setting.now, flow, tuple(facts.items()), silence)
    if key not in REMEMBERED:
        REMEMBERED[key] = step(setting, flow, facts, silence)
    return REMEMBERED[key]


def walk_through(case: Case) -> tuple[Decision, int]:
    """Walk to the end of an interview: the decision, and the questions until it was reached."""
    walk = Walk(partial(present, case.now), case.flow, given_of(case))
    answers = answers_of(case)
    questions = 0
    while True:
        result, fact = walk.advance()
        if fact is None:
            assert isinstance(result, Decision), case
            return result, questions
        questions += isinstance(result, Question)
        walk.answer(fact, answers[fact])


def loop_through(case: Case, choose: Callable[[Sequence[str]], str]) -> Decision:
    """Ask the one-shot step again and again, as another program can: any of its needs."""
    facts = given_of(case)
    by_question = {put: name for name, put in PUT_AS.items()}
    while True:
        result = remembered_step(present(case.now), case.flow, facts)
        if isinstance(result, Decision):
            return result
        name = by_question.get(chosen := choose(result.needs), chosen)
        assert name not in facts, f"{name} is known and asked again"
        facts[name] = case.facts.get(name, NOT_YET)


def fits(case: Case, known: Facts) -> bool:
    """Whether a case agrees with what is known; ``missing`` counts only of what was sent."""
    sent = case.facts.get("stage") in {"shipped", "delivered"}
    return all(
        case.facts[name] == value for name, value in known.items() if name != "missing" or sent
    )


def partial_facts(flow: str) -> Iterator[tuple[dict[str, Value], tuple[Case, ...]]]:
    """Every partial assignment of the deciding facts, with the complete cases that fit it."""
    every = distinct_cases(flow)
    deciding = DECIDING[flow]
    answers = [(None, *dict.fromkeys(case.facts[name] for case in every)) for name in deciding]
    for values in product(*answers):
        known = {
            name: value for name, value in zip(deciding, values, strict=True) if value is not None
        }
        left = tuple(case for case in every if fits(case, known))
        if left:
            yield known, left


def pairs_that_differ(
    flow: str, left: Sequence[Case], fact: str, *, along: frozenset[str] = frozenset()
) -> bool:
    """Whether two cases, alike but for a fact (and others along), come to different things."""
    others = [name for name in DECIDING[flow] if name != fact and name not in along]
    groups: dict[tuple[Value, ...], list[Case]] = {}
    for case in left:
        groups.setdefault(tuple(case.facts[name] for name in others), []).append(case)
    return any(
        one.facts[fact] != other.facts[fact] and one.verdict.result != other.verdict.result
        for group in groups.values()
        for one, other in combinations(group, 2)
    )


def fewest_questions(flow: str) -> int:
    """The worst case of the best of all ways to ask, even of those that no fixed order has."""
    rules = {id(case): case.verdict.result for case in distinct_cases(flow)}
    best: dict[frozenset[int], int] = {}

    def worst(left: Sequence[Case]) -> int:
        if len({rules[id(case)] for case in left}) == 1:
            return 0
        key = frozenset(map(id, left))
        if key not in best:
            best[key] = 1 + min(
                max(worst(group) for group in groups)
                for fact in DECIDING[flow]
                if len(groups := _groups(fact, left)) > 1
            )
        return best[key]

    def _groups(fact: str, left: Sequence[Case]) -> list[list[Case]]:
        if fact in ASKED_ONLY_IF:
            condition, values = ASKED_ONLY_IF[fact]
            if not all(case.facts[condition] in values for case in left):
                return []
        found: dict[Value, list[Case]] = {}
        for case in left:
            found.setdefault(case.facts[fact], []).append(case)
        return list(found.values())

    return worst(distinct_cases(flow))


def worst_case_of_order(flow: str, order: Sequence[str]) -> int:
    """The worst case where the facts are asked in this order, as far as they still matter."""
    rules = {id(case): case.verdict.result for case in distinct_cases(flow)}

    def worst(left: Sequence[Case]) -> int:
        if len({rules[id(case)] for case in left}) == 1:
            return 0
        fact = next(name for name in order if may_be_asked(name, left) and matters(name, left))
        return 1 + max(worst(group) for group in groups_of(fact, left).values())

    def may_be_asked(fact: str, left: Sequence[Case]) -> bool:
        condition, values = ASKED_ONLY_IF.get(fact, (fact, None))
        return values is None or all(case.facts[condition] in values for case in left)

    def groups_of(fact: str, left: Sequence[Case]) -> dict[Value, list[Case]]:
        found: dict[Value, list[Case]] = {}
        for case in left:
            found.setdefault(case.facts[fact], []).append(case)
        return found

    def matters(fact: str, left: Sequence[Case]) -> bool:
        reachable = {
            frozenset(rules[id(case)] for case in group) for group in groups_of(fact, left).values()
        }
        return len(reachable) > 1 or pairs_that_differ(flow, left, fact)

    return worst(distinct_cases(flow))


def some_other_answer(case: Case, fact: str) -> Value | None:
    """Another answer to a question than the case's own."""
    now: datetime = case.now
    other: dict[str, tuple[Value | None, ...]] = {
        "stage": STAGES,
        "seller": ("amazon", "marketplace"),
        "shipped_by": ("amazon", "seller"),
        "change": ("address", "gift"),
        "reason": ("invoice", "question-before-order"),
        "destination": ("spain", "ceuta"),
        "ordered_at": (now, now.replace(year=now.year - 1)),
        "contacted_at": (None, now.replace(year=now.year - 1)),
        "sender": tuple(said for (name, _), said in SAID.items() if name == "sender_is"),
        "link": tuple(said for (name, _), said in SAID.items() if name == "links_lead"),
    }
    given = answers_of(case)[fact]
    return next(value for value in other.get(fact, YES_NO) if value != given)
