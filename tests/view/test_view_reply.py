"""The text for the customer, for each case that the built-in policy has of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest
from support.builtin import POLICY, POLICY_FILE, texts
from support.labelled_cases import cases_of, decided_of, policy_of

from ayuda.author.cases.reading import read_cases
from ayuda.case import Case, decide
from ayuda.engine.results import Decision
from ayuda.model import LANGUAGES, Language
from ayuda.policy.cases_beside import all_cases
from ayuda.view.after.decided import Decided
from ayuda.view.after.lasting import lasting_wording
from ayuda.view.after.reply import is_for_customers, reply_of

BOTH = pytest.mark.parametrize("language", LANGUAGES)


@cache
def decided_cases() -> tuple[Decided, ...]:
    """Every case, decided."""
    return tuple(_decided_cases())


def _decided_cases() -> Iterator[Decided]:
    for case in read_cases(POLICY, all_cases(POLICY_FILE).cases):
        setting = case.under(POLICY)
        answer = decide(setting, Case(case.flow, case.facts)).answer
        if isinstance(answer, Decision):
            yield Decided(setting, answer, POLICY_FILE.sha256)


def test_the_cases_come_to_every_outcome() -> None:
    found = {one.decision.rule.outcome for one in decided_cases()}
    assert found == set(POLICY.outcomes)


@BOTH
def test_every_deadline_to_come_is_told_once_as_a_moment_in_a_sentence(language: Language) -> None:
    for one in decided_cases():
        reply = reply_of(one, texts(language)) or ""
        wording = lasting_wording(texts(language), one.setting)
        for state in one.deadlines:
            window = POLICY.windows[state.id]
            assert wording.deadline(state.until, window) in reply, (one.decision.rule.id, reply)
            assert f"\n{wording.text(window.name)}: " not in reply, "a label is no sentence"


@BOTH
def test_no_line_is_told_twice(language: Language) -> None:
    for one in decided_cases():
        lines = re.sub(r"(?m)^\d+\. ", "", reply_of(one, texts(language)) or "").split("\n")
        told = [line for line in lines if line]
        assert len(set(told)) == len(told), one.decision.rule.id


@BOTH
def test_the_names_of_procedures_are_for_the_agent(language: Language) -> None:
    titles = {getattr(flow.title, language) for flow in POLICY.flows.values()}
    for outcome in POLICY.outcomes.values():
        told = [
            getattr(step.text, language)
            for step in outcome.steps
            if is_for_customers(POLICY, step.text)
        ]
        found = {
            (title, text) for title in titles for text in told if re.search(f"[“«]{title}", text)
        }
        assert not found


@pytest.mark.parametrize("name", POLICY.outcomes)
def test_what_is_not_promised_does_not_deny_what_is_said(name: str) -> None:
    """A letter that says “it cannot be cancelled” promises nothing of the sort anyway."""
    outcome = POLICY.outcomes[name]
    assert outcome.say is not None
    denied = re.compile(r"\b(?:cannot|can no longer|nothing to) (?:be )?(\w+)")
    for text in outcome.not_promised:
        of_promise = set(re.findall(r"\w+", text.en))
        assert not of_promise & set(denied.findall(outcome.say.en)), (outcome.say.en, text.en)


# ------------------------------------------------------------------ policies for the agent


OF_THE_COOKBOOK = ("airline", "consumer-law", "library", "order-risk")


@BOTH
@pytest.mark.parametrize("name", OF_THE_COOKBOOK)
def test_a_policy_that_does_not_say_otherwise_has_its_steps_for_the_agent(
    name: str, language: Language
) -> None:
    file = policy_of(name)
    outcomes = set()
    for row in cases_of(name):
        setting, decision = decided_of(name, row)
        if (decision.rule.outcome in outcomes) or outcomes.add(decision.rule.outcome):
            continue
        reply = reply_of(Decided(setting, decision, file.sha256), texts(language))
        assert (reply is None) == (decision.say is None)
        if reply is None:
            continue
        wording = lasting_wording(texts(language), setting).of_case(decision.knowledge.values)
        said = wording.deadlines(decision)
        for step in decision.steps:
            assert wording.text(step.text, **said) not in reply
        answer = wording.template(decision.say or decision.outcome.title)
        for state in decision.windows:
            if f"{{{state.id}.until}}" in answer:
                continue
            says = file.policy.windows[state.id].states[state.state].says
            until = wording.deadline(state.until, file.policy.windows[state.id])
            assert wording.text(says, until=until, left="") not in reply


@BOTH
@pytest.mark.parametrize("name", OF_THE_COOKBOOK)
def test_a_sum_that_is_said_is_not_told_again(name: str, language: Language) -> None:
    file = policy_of(name)
    for row in cases_of(name):
        setting, decision = decided_of(name, row)
        wording = lasting_wording(texts(language), setting)
        said = wording.template(decision.say or decision.outcome.title)
        reply = reply_of(Decided(setting, decision, file.sha256), texts(language)) or ""
        for amount in decision.amounts:
            if amount.value is not None and "{" + amount.id + "}" in said:
                assert wording.text(file.policy.amounts[amount.id].name) + ":" not in reply
