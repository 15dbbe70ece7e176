"""The one front door: a case in, what it comes to and what was found in it out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

import msgspec

from ayuda.engine.decide import step
from ayuda.engine.knowledge import NOT_SILENT, Silence
from ayuda.engine.numbers import checked_number
from ayuda.engine.results import Decision, Question
from ayuda.engine.stated import (
    NONE,
    blank_facts,
    check_time,
    checked_day,
    chosen,
    is_silent,
)
from ayuda.engine.windows import Facts, FactValue, Setting
from ayuda.errors import AyudaError, Problem
from ayuda.mail.evidence import Evidence, Finding
from ayuda.mail.evidence_of_facts import NO_MESSAGE, judge_facts
from ayuda.mail.stated_values import parse_stated, stated_links
from ayuda.model import Fact, Policy
from ayuda.moments import in_utc

Stated = str | bool | int | Decimal | date | datetime | Iterable[str]
"""A fact as it is stated: a choice's id, yes or no, a number, a day, a moment, an address,
links."""
Meant = Callable[[Fact, str, str], str]
"""What finds the id of the value that a text means: the fact, the text, where it is stated."""


class Case(msgspec.Struct, frozen=True):
    """What is stated: the flow, the facts, and what a message says."""

    flow: str
    facts: Facts
    message: Evidence = NO_MESSAGE


class Result(msgspec.Struct, frozen=True):
    """What a case came to, and what was found in what was stated of a message.

    ``facts`` are those that it was decided by, and ``silence`` what nobody could say.
    """

    answer: Decision | Question
    findings: tuple[Finding, ...]
    facts: Facts
    silence: Silence


def read_facts(
    setting: Setting,
    flow: str,
    stated: Mapping[str, Stated],
    called: Callable[[str], str],
    meant: Meant | None = None,
) -> dict[str, FactValue]:
    """The facts that are stated, by id; ``called`` is what a fact goes by where it is stated.

    ``meant`` finds the value of a choice by what a person calls it. Raises AyudaError with every
    problem of the facts.
    """
    policy = setting.policy
    askable = [name for name in policy.flows[flow].facts if policy.facts[name].ask is not None]
    facts: dict[str, FactValue] = {}
    problems: list[Problem] = []
    for name, value in stated.items():
        if name not in askable:
            words = {"value": str(name), "allowed": ", ".join(askable)}
            problems.append(Problem(str(name), "unknown-fact", words))
            continue
        try:
            fact, where = policy.facts[name], called(name)
            if meant is not None and fact.kind == "choice" and isinstance(value, str):
                value = meant(fact, value, where)  # noqa: PLW2901 - what the value stands for
            facts[name] = _read(setting, fact, value, where)
        except AyudaError as error:
            problems.extend(error.problems)
    if problems:
        raise AyudaError(problems)
    return facts


def _read(setting: Setting, fact: Fact, value: Stated, where: str) -> FactValue:
    if fact.kind == "yes-no":
        if isinstance(value, bool):
            return value
        raise AyudaError.of(where, "unknown-value", value=str(value), allowed="True, False")
    if isinstance(value, str):
        return parse_stated(setting, fact, value, where)
    if fact.kind == "moment" and isinstance(value, datetime):
        moment = in_utc(value, setting.zone, where)
        check_time(setting, fact, moment, where)
        return moment
    if fact.kind == "date" and isinstance(value, date) and not isinstance(value, datetime):
        return checked_day(setting, fact, value, where)
    if fact.kind == "number" and isinstance(value, int | Decimal) and not isinstance(value, bool):
        return checked_number(fact, Decimal(value), where)
    if fact.several and isinstance(value, Iterable):
        words = list(value)
        if all(isinstance(word, str) for word in words):
            return chosen(fact, words or [NONE], where)
    if fact.kind == "links" and isinstance(value, Iterable):
        links = tuple(value)
        if all(isinstance(link, str) for link in links):
            return stated_links(links, where)
    allowed = ", ".join(fact.values) or fact.kind
    raise AyudaError.of(where, "unknown-value", value=str(value), allowed=allowed)


def decide(setting: Setting, case: Case) -> Result:
    """Decide where nobody can be asked. Raises Contradiction."""
    policy = setting.policy
    judged = judge_facts(policy, case.facts, case.message)
    silence = silence_of(policy, case.flow, judged.facts)
    answer = step(setting, case.flow, judged.facts, silence)
    return Result(answer, judged.findings, judged.facts, silence)


def silence_of(policy: Policy, flow_id: str, facts: Facts) -> Silence:
    """What nobody can say more of, where nobody can be asked."""
    flow = policy.flows[flow_id]
    if is_silent(policy, flow, facts):
        return Silence(everywhere=True)
    blank = blank_facts(policy, flow)
    return Silence(skipped=blank) if blank else NOT_SILENT


def advance(setting: Setting, case: Case, skipped: Collection[str]) -> Result:
    """Decide, or ask a person, who was asked for the ``skipped`` facts in vain.

    Raises Contradiction.
    """
    judged = judge_facts(setting.policy, case.facts, case.message)
    silence = Silence(skipped=frozenset(skipped))
    answer = step(setting, case.flow, judged.facts, silence)
    return Result(answer, judged.findings, judged.facts, silence)
