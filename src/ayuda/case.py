"""The one front door: a case in, what it comes to and what was found in it out."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from ayuda.engine.decide import step
from ayuda.engine.knowledge import NOT_SILENT, Silence
from ayuda.engine.results import Decision, Question
from ayuda.engine.stated import is_silent
from ayuda.engine.windows import Facts, Setting
from ayuda.mail.evidence import Evidence, Finding
from ayuda.mail.evidence_of_facts import NO_MESSAGE, judge_facts


class Case(msgspec.Struct, frozen=True):
    """What is stated: the flow, the facts, and what a message says."""

    flow: str
    facts: Facts
    message: Evidence = NO_MESSAGE


class Result(msgspec.Struct, frozen=True):
    """What a case came to, and what was found in what was stated of a message."""

    answer: Decision | Question
    findings: tuple[Finding, ...]


def decide(setting: Setting, case: Case) -> Result:
    """Decide where nobody can be asked. Raises Contradiction."""
    policy = setting.policy
    judged = judge_facts(policy, case.facts, case.message)
    silent = is_silent(policy, policy.flows[case.flow], judged.facts)
    silence = Silence(everywhere=True) if silent else NOT_SILENT
    return Result(step(setting, case.flow, judged.facts, silence), judged.findings)


def advance(setting: Setting, case: Case, skipped: Collection[str]) -> Result:
    """Decide, or ask a person, who was asked for the ``skipped`` facts in vain.

    Raises Contradiction.
    """
    judged = judge_facts(setting.policy, case.facts, case.message)
    silence = Silence(skipped=frozenset(skipped))
    return Result(step(setting, case.flow, judged.facts, silence), judged.findings)
