"""The documents of scripts against the examples of the contract, and going on into other flows."""

from __future__ import annotations

from itertools import chain

import pytest
from msgspec import structs
from support.builtin import (
    FLOWS,
    NO_CACHE,
    NOW,
    POLICY,
    POLICY_FILE,
    answer,
    decide,
    moment,
    wording,
)
from support.contract import Case, Value, cases

from ayuda.engine.results import Decision, Question
from ayuda.errors import Problem
from ayuda.model import LANGUAGES, Text
from ayuda.texts import load_texts
from ayuda.view.command_line import command_line, handed_over
from ayuda.view.document import decision_document, error_document, question_document
from ayuda.view.pages import decision_page

TWENTY_MINUTES: dict[str, Value] = {
    "stage": "placed",
    "seller": "marketplace",
    "shipped_by": "seller",
    "bundle": False,
    "ordered_at": moment("2026-11-24T09:50:00+01:00"),
}


def test_the_example_of_the_contract_is_told_as_the_contract_has_it() -> None:
    found = decision_document(wording(), POLICY_FILE, decide("cancel", TWENTY_MINUTES))
    assert (found["format"], found["flow"]) == ("ayuda.decision/1", "cancel")
    assert (found["outcome"], found["rule"]) == ("cancel-now", "marketplace-in-time")
    assert found["windows"][0] == {
        "id": "marketplace_cancel",
        "state": "open",
        "from": "2026-11-24T09:50:00+01:00",
        "until": "2026-11-24T10:20:00+01:00",
        "seconds_left": 1200,
    }
    assert found["facts"] == {
        "stage": "placed",
        "seller": "marketplace",
        "shipped_by": "seller",
        "bundle": False,
        "bundle_item_shipped": False,
        "ordered_at": "2026-11-24T09:50:00+01:00",
    }
    assert found["trace"][1] == {
        "rule": "on-its-way",
        "held": False,
        "because": {"stage": "placed"},
    }
    assert found["policy"] == {"id": "amazon-es-2021", "sha256": POLICY_FILE.sha256}
    assert (found["now"], found["lang"]) == ("2026-11-24T10:00:00+01:00", "en")


def test_what_is_needed_is_told_as_the_contract_has_it() -> None:
    result = answer("cancel", {"stage": "placed", "seller": "marketplace"})
    assert isinstance(result, Question)
    found = question_document(wording(), result)
    assert found["format"] == "ayuda.question/1"
    assert found["facts"] == {"stage": "placed", "seller": "marketplace"}
    [need] = found["needs"]
    assert (need["fact"], need["option"], need["values"]) == ("ordered_at", "--ordered-at", None)


NEEDS: dict[str, tuple[str, object]] = {
    "stage": ("--stage", ["placed", "preparing", "shipped", "delivered"]),
    "seller": ("--seller", ["amazon", "marketplace"]),
    "shipped_by": ("--shipped-by", ["amazon", "seller"]),
    "bundle": ("--bundle", [True, False]),
    "bundle_item_shipped": ("--bundle-item-shipped", [True, False]),
    "ordered_at": ("--ordered-at", None),
}


def test_each_need_has_its_option_and_its_values() -> None:
    result = answer("cancel", {})
    assert isinstance(result, Question)
    needs = question_document(wording(), result)["needs"]
    assert {need["fact"]: (need["option"], need["values"]) for need in needs} == NEEDS


def test_an_error_is_told_as_the_contract_has_it() -> None:
    texts = load_texts("en", NO_CACHE)
    words = {"value": "plced", "allowed": "placed, preparing", "nearest": "placed"}
    message = texts.message(Problem("--stage", "unknown-value-nearest", words))
    found = error_document([message])
    assert found["format"] == "ayuda.error/1"
    [problem] = found["problems"]
    assert set(problem) == {"where", "what", "hint"}
    assert problem["where"] == "--stage"
    assert "plced" in problem["what"]
    assert "placed" in problem["hint"]


def test_a_delivered_product_goes_on_to_track_as_missing() -> None:
    decision = decide("return", {"stage": "delivered", "seller": "amazon"})
    line = command_line(wording(), "track", handed_over(POLICY, "track", decision))
    assert line == "ayuda track --stage delivered --missing --seller amazon"


def test_the_facts_are_carried_over_into_the_next_flow() -> None:
    decision = decide("track", {"stage": "placed", "seller": "amazon"})
    assert handed_over(POLICY, "cancel", decision) == {"stage": "placed", "seller": "amazon"}


ALL_CASES = list(chain.from_iterable(cases(flow, edges=False) for flow in FLOWS[:5]))


def test_what_is_carried_over_never_contradicts_itself() -> None:
    for case in ALL_CASES:
        decision = decide(case.flow, case.facts, case.now)
        following = decision.outcome.next if decision.rule.next is None else decision.rule.next
        for flow in following:
            answer(flow, handed_over(POLICY, flow, decision), case.now)


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        ({"stage": "placed", "bundle": False}, "ayuda cancel --stage placed --no-bundle"),
        (
            {"ordered_at": NOW, "bundle": True},
            "ayuda cancel --bundle --ordered-at 2026-11-24T10:00:00+01:00",
        ),
    ],
)
def test_a_command_states_the_facts_in_the_policys_order(
    facts: dict[str, Value], line: str
) -> None:
    assert command_line(wording(), "cancel", facts) == line


def test_a_command_writes_the_contrary_of_missing_as_the_contract_does() -> None:
    line = command_line(wording(), "track", {"stage": "shipped", "missing": False})
    assert line == "ayuda track --stage shipped --not-missing"


IMPORTANT = {
    # what an agent must say so that the customer does no harm
    "do not order again before the confirmation": ("modify", "reorder-after-confirmation"),
    "promise nothing when cancelling": ("cancel", "not-guaranteed"),
    "promise nothing when modifying": ("modify", "not-guaranteed"),
}


@pytest.mark.parametrize("name", IMPORTANT)
def test_what_prevents_harm_stands_out(name: str) -> None:
    flow, notice = IMPORTANT[name]
    [found] = [part for part in POLICY.flows[flow].notices if part.id == notice]
    assert found.important


@pytest.mark.parametrize("outcome", ["request-cancellation", "request-cancellation-and-reorder"])
def test_what_to_do_if_a_request_is_refused_is_among_the_steps_and_stands_out(
    outcome: str,
) -> None:
    for case in ALL_CASES:
        if case.verdict.outcome == outcome and case.facts["stage"] == "preparing":
            steps = decide(case.flow, case.facts, case.now).steps
            assert any("S33" in step.cites and step.important for step in steps)


def test_the_steps_of_return_online_begin_with_what_is_not_there() -> None:
    first = POLICY.outcomes["return-online"].steps[0]
    assert first.when == {}
    assert "S18" in first.cites


def test_the_same_step_is_never_told_twice() -> None:
    for case in ALL_CASES:
        texts = told_steps(case)
        assert len(set(texts)) == len(texts)


def told_steps(case: Case) -> list[str]:
    """The steps of a case in English."""
    decision = decide(case.flow, case.facts, case.now)
    return [wording().text(step.text) for step in decision.steps]


@pytest.mark.parametrize("flow", FLOWS[:5])
def test_every_step_of_a_reached_outcome_is_told_in_some_case(flow: str) -> None:
    told: set[str] = set()
    reached: set[str] = set()
    for case in ALL_CASES:
        told.update(told_steps(case))
        reached.add(case.verdict.outcome)
    mine = {rule.outcome for rule in POLICY.flows[flow].rules}
    assert mine <= reached
    for outcome in mine:
        for step in POLICY.outcomes[outcome].steps:
            assert wording().text(step.text) in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_days_of_a_year_without_official_holidays_are_told_as_provisional(language: str) -> None:
    def told(contacted: str) -> str:
        facts: dict[str, Value] = {"reason": "after-order", "contacted_at": moment(contacted)}
        now = moment(contacted)
        decision = decide("contact-seller", facts, now)
        return decision_document(wording(language, now), POLICY_FILE, decision)["reading"]

    assert POLICY.holidays_until == 2026
    assert "2027" not in told("2026-12-23T10:00:00+01:00")
    assert "2027" not in told("2026-12-29T10:00:00+01:00")
    assert "2027" in told("2026-12-30T10:00:00+01:00")
    assert "2028" in told("2028-03-01T10:00:00+01:00")


def saying(decision: Decision, text: Text | None) -> Decision:
    """The decision with another sentence for the customer, of its outcome and not of its rule."""
    return structs.replace(
        decision,
        rule=structs.replace(decision.rule, say=None),
        outcome=structs.replace(decision.outcome, say=text),
    )


def test_what_is_said_to_the_customer_is_told_with_its_deadline_or_is_null() -> None:
    text = Text(en="Until {cancellation_reply.until}.", es="Hasta {cancellation_reply.until}.")
    result = decide("cancel", TWENTY_MINUTES)
    told = saying(result, text)
    found = decision_document(wording(), POLICY_FILE, told)
    assert found["say"] == "Until today at 11:00."
    assert decision_page(wording(), told).say == found["say"]
    silent = saying(result, None)
    assert decision_document(wording(), POLICY_FILE, silent)["say"] is None
    assert decision_page(wording(), silent).say == ""


@pytest.mark.parametrize(
    ("say", "ordered", "told"),
    [
        (None, "09:40", (False, "some 10 minutes")),
        ("Now.", "09:40", (False, "some 10 minutes")),
        ("Until {marketplace_cancel.until}.", "09:40", (True, "some 10 minutes")),
        ("Until {cancellation_reply.until}.", "09:40", (False, "some 10 minutes")),
        ("{marketplace_cancel.left}!", "09:40", (False, "")),
        ("Until {marketplace_cancel.until}: {marketplace_cancel.left}.", "09:40", (True, "")),
        ("It was until {marketplace_cancel.until}.", "08:00", (False, "")),
    ],
)
def test_a_deadline_is_said_where_its_moment_is_still_to_come_and_what_is_said_names_it(
    say: str | None, ordered: str, told: tuple[bool, str]
) -> None:
    facts = {**TWENTY_MINUTES, "ordered_at": moment(f"2026-11-24T{ordered}+01:00")}
    result = decide("cancel", facts)
    text = None if say is None else Text(en=say, es=say)
    result = saying(result, text)
    first = decision_page(wording(), result).deadlines[0]
    assert (first.is_said, first.left.replace("\xa0", " ")) == told
    assert first.text.startswith("It c")
