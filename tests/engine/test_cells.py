"""Over all cases of all flows: one rule decides each, it is the contract's, and all are counted."""

from __future__ import annotations

from collections import Counter

import pytest
from support.builtin import FLOWS, POLICY, answer, decide, setting
from support.contract import (
    LINKS,
    MACHINE,
    RULES,
    SENDERS,
    Case,
    Value,
    bundle_wait,
    cases,
    marketplace_cancel,
    seller_reply,
)
from support.random_policies import PRESENT, random_policy
from support.reading import Reading
from support.small_policies import choice, small, yes_no

from ayuda.engine.counting import count_cases
from ayuda.engine.decide import step
from ayuda.engine.knowledge import Contradiction
from ayuda.engine.results import Decision
from ayuda.engine.variables import facts_that_decide
from ayuda.model import Implication


def settled(when: dict[str, str], value: bool) -> Implication:
    return Implication(when=when, value=value)


CELLS = {
    "track": 288,
    "cancel": 108,
    "modify": 96,
    "return": 12,
    "contact-seller": 36,
    "check-email": 24576,
}
"""The cells of all facts of a flow: products of the contract's values without contradictions."""
DECIDING_CELLS = {**CELLS, "track": 12}
"""The cells of those facts alone that decide: not those that only a notice or a text needs."""
STATES = {
    "marketplace_cancel": marketplace_cancel,
    "bundle_wait": bundle_wait,
    "seller_reply": seller_reply,
}
WINDOWS_OF_MOMENTS = {
    ("cancel", "ordered_at"): ("marketplace_cancel", "bundle_wait"),
    ("modify", "ordered_at"): ("marketplace_cancel",),
    ("contact-seller", "contacted_at"): ("seller_reply",),
}

Key = frozenset[tuple[str, object]]


def key_of_case(case: Case) -> Key:
    """The cell in which a case of the contract lies."""
    found: set[tuple[str, object]] = set()
    for name, value in case.facts.items():
        if (case.flow, name) not in WINDOWS_OF_MOMENTS:
            found.add((name, value))
    for (flow, _), windows in WINDOWS_OF_MOMENTS.items():
        if flow == case.flow:
            found.update((window, STATES[window](case.facts, case.now)) for window in windows)
    return frozenset(found)


def told(decision: Decision) -> tuple[str, str, tuple[str, ...], tuple[str, ...]]:
    """What the contract fixes of a decision."""
    return (
        decision.rule.id,
        decision.rule.outcome,
        tuple(window.id for window in decision.windows),
        tuple(notice.id for notice in decision.notices),
    )


def test_the_policy_has_the_flows_of_the_contract() -> None:
    assert set(POLICY.flows) == set(FLOWS)


@pytest.mark.parametrize("flow", FLOWS)
def test_the_rules_stand_in_the_order_of_the_contract(flow: str) -> None:
    assert tuple(rule.id for rule in POLICY.flows[flow].rules) == RULES[flow]


@pytest.mark.parametrize("flow", FLOWS)
def test_the_number_of_cells_is_recorded(flow: str) -> None:
    every = count_cases(POLICY, flow, all_facts=True)
    deciding = count_cases(POLICY, flow)
    assert (every.total, deciding.total) == (CELLS[flow], DECIDING_CELLS[flow])


@pytest.mark.parametrize("flow", FLOWS)
def test_each_rule_decides_as_many_cells_as_the_contract_has_for_it(flow: str) -> None:
    rule_of = {key_of_case(case): case.verdict.rule for case in cases(flow)}
    assert count_cases(POLICY, flow, all_facts=True).cases == Counter(rule_of.values())


@pytest.mark.parametrize("flow", FLOWS)
def test_each_rule_decides_as_many_deciding_cells_as_the_contract_has_for_it(flow: str) -> None:
    deciding = facts_that_decide(POLICY, POLICY.flows[flow])
    seen = {name for fact in deciding for name in (fact, *WINDOWS_OF_MOMENTS.get((flow, fact), ()))}
    rule_of = {
        frozenset(item for item in key_of_case(case) if item[0] in seen): case.verdict.rule
        for case in cases(flow)
    }
    assert count_cases(POLICY, flow).cases == Counter(rule_of.values())


@pytest.mark.parametrize("seed", range(40))
def test_a_rule_has_cases_if_it_wins_one(seed: int) -> None:
    policy = random_policy(seed)
    reading = Reading(policy, "f", PRESENT)
    winning = {policy.flows["f"].rules[reading.winner(world)].id for world in reading.worlds}
    counted = count_cases(policy, "f").cases
    assert {rule for rule, number in counted.items() if number} == winning


def test_what_a_fact_settles_leaves_no_case_where_its_guard_says_otherwise() -> None:
    facts = {
        "b": yes_no(asked_if={"c": "q"}, otherwise=False, implied=(settled({"a": "p"}, True),)),
        "c": choice("q", "r"),
        "a": choice("p", "q"),
    }
    policy = small(facts, [({"a": "p", "c": "r"}, "one"), ({"a": "p"}, "two"), ({}, "three")])
    assert count_cases(policy, "f").cases["r0"] == 0
    assert count_cases(policy, "f").cases["r1"] > 0


@pytest.mark.parametrize("flow", FLOWS)
def test_the_engine_agrees_with_the_contract_on_every_case(flow: str) -> None:
    for case in cases(flow):
        verdict = case.verdict
        expected = (verdict.rule, verdict.outcome, verdict.windows, verdict.notices)
        assert told(decide(flow, case.facts, case.now)) == expected, case


@pytest.mark.parametrize("flow", ["cancel", "modify", "contact-seller"])
def test_the_windows_have_the_states_of_the_contract_in_every_case(flow: str) -> None:
    for case in cases(flow):
        for window in decide(flow, case.facts, case.now).windows:
            expected = (
                "pending"
                if window.id == "cancellation_reply"
                else STATES[window.id](case.facts, case.now)
            )
            assert window.state == expected, case


@pytest.mark.parametrize("flow", FLOWS)
def test_every_notice_is_shown_in_some_case(flow: str) -> None:
    shown = {notice for case in cases(flow) for notice in case.verdict.notices}
    assert {notice.id for notice in POLICY.flows[flow].notices} == shown


CONTRADICTIONS: dict[str, tuple[str, dict[str, Value]]] = {
    "Amazon sells and the seller ships": (
        "cancel",
        {"seller": "amazon", "shipped_by": "seller"},
    ),
    "the same in modify": ("modify", {"seller": "amazon", "shipped_by": "seller"}),
    "the same in return": ("return", {"seller": "amazon", "shipped_by": "seller"}),
    "an item of no bundle was sent": (
        "cancel",
        {"bundle": False, "bundle_item_shipped": True},
    ),
}


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_contradictory_facts_are_refused_whatever_else_is_known(name: str) -> None:
    flow, facts = CONTRADICTIONS[name]
    for case in cases(flow, edges=False):
        with pytest.raises(Contradiction):
            step(setting(case.now), flow, {**case.facts, **facts})


IMPLIED: dict[str, tuple[str, dict[str, Value], dict[str, Value]]] = {
    "Amazon ships what Amazon sells": (
        "cancel",
        {"seller": "amazon"},
        {"shipped_by": "amazon"},
    ),
    "what a seller ships is sold by one": (
        "return",
        {"shipped_by": "seller"},
        {"seller": "marketplace"},
    ),
    "of no bundle was anything sent": (
        "cancel",
        {"bundle": False},
        {"bundle_item_shipped": False},
    ),
    "before it is sent nothing is missing": (
        "track",
        {"stage": "placed", "missing": True},
        {"missing": False},
    ),
}


@pytest.mark.parametrize("name", IMPLIED)
def test_what_follows_from_a_fact_is_known(name: str) -> None:
    flow, given, expected = IMPLIED[name]
    knowledge = answer(flow, given).knowledge
    assert {fact: knowledge.values[fact] for fact in expected} == expected


@pytest.mark.parametrize("stage", ["placed", "preparing"])
def test_missing_may_be_stated_of_what_was_not_sent_and_changes_nothing(stage: str) -> None:
    assert decide("track", {"stage": stage, "missing": True}).rule.id == "not-sent-yet"


@pytest.mark.parametrize("flow", ["cancel", "modify", "return"])
def test_a_fact_that_does_not_matter_may_be_given(flow: str) -> None:
    bare: dict[str, Value] = {"stage": "shipped", "seller": "amazon"}
    whole = next(
        case.facts
        for case in cases(flow, edges=False)
        if case.facts["stage"] == "shipped" and case.facts["seller"] == "amazon"
    )
    assert told(decide(flow, bare)) == told(decide(flow, {**whole, **bare}))


def test_an_unstated_fact_of_an_email_is_no_evidence() -> None:
    for sender in SENDERS[:-1]:
        for lead in LINKS:
            facts: dict[str, Value] = {"sender_is": sender, "links_lead": lead}
            silent: dict[str, Value] = {
                "claims_amazon": True,
                "asks_personal_data": False,
                "asks_payment_update": False,
                "in_my_orders": True,
                **dict.fromkeys(MACHINE, False),
            }
            assert told(decide("check-email", facts)) == told(
                decide("check-email", {**facts, **silent})
            )


def test_the_address_and_links_alone_never_make_a_message_genuine() -> None:
    for case in cases("check-email"):
        if not case.facts["proven"]:
            assert decide("check-email", case.facts).outcome is not POLICY.outcomes["genuine"]
