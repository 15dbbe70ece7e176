"""What each of two policies makes of one case, by the engine itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

import msgspec

from ayuda.case import Case, decide
from ayuda.engine.joint.space import shown_by
from ayuda.engine.knowledge import Contradiction
from ayuda.engine.results import Decision, NoRuleHolds
from ayuda.engine.space import Shown
from ayuda.engine.variables import DAYS, can_be_not_yet, facts_that_decide
from ayuda.engine.windows import FactValue, Setting
from ayuda.model import UNKNOWN, Fact, Policy, Rule
from ayuda.policy.language.causes import is_plain


class Verdict(msgspec.Struct, frozen=True):
    """What one policy makes of a case: the rule that decides and its outcome, by id.

    ``comes_to`` is the outcome with the windows and amounts that are shown, and where to go on.
    """

    outcome: str
    rule: str
    comes_to: Shown


class Difference(msgspec.Struct, frozen=True):
    """A case that the two policies decide otherwise: facts by id, as of that present."""

    facts: Mapping[str, FactValue]
    now: datetime
    old: Verdict | None
    new: Verdict | None


def decided(setting: Setting, flow_id: str, facts: Mapping[str, FactValue]) -> Verdict | None:
    """What a policy makes of a case; None where it has no such case or does not decide it.

    Facts that its flow does not have are not told to it.
    """
    policy = setting.policy
    flow = policy.flows[flow_id]
    own = {name: value for name, value in facts.items() if name in flow.facts}
    if not all(_is_known(policy.facts[name], value) for name, value in own.items()):
        return None
    if any(
        name not in own
        and policy.facts[name].kind in DAYS
        and policy.facts[name].unstated != UNKNOWN
        and name not in can_be_not_yet(policy)
        for name in facts_that_decide(policy, flow)
    ):
        return None
    try:
        answer = decide(setting, Case(flow_id, own)).answer
    except (Contradiction, NoRuleHolds):
        return None
    if not isinstance(answer, Decision):
        return None
    return verdict_of(policy, answer.rule)


def verdict_of(policy: Policy, rule: Rule) -> Verdict:
    """What a rule makes of the cases that it decides."""
    return Verdict(rule.outcome, rule.id, shown_by(policy, rule))


Label = tuple[str | None, str | None, bool]
"""The old and the new outcome, and whether only something else that is shown differs."""


def told_apart(old: Verdict | None, new: Verdict | None) -> Label | None:
    """What differs of a case; None where nothing does."""
    before = None if old is None else old.outcome
    after = None if new is None else new.outcome
    if before != after:
        return (before, after, False)
    if old is not None and new is not None and old.comes_to != new.comes_to:
        return (before, after, True)
    return None


def _is_known(fact: Fact, value: FactValue) -> bool:
    """Whether a policy's fact can have a value."""
    if value == UNKNOWN and fact.kind in {"number", "text", *DAYS}:
        return fact.unstated == UNKNOWN
    if is_plain(fact):
        return isinstance(value, bool) if fact.kind == "yes-no" else value in fact.values
    if fact.several and isinstance(value, tuple):
        return fact.values.keys() >= set(value)
    if fact.kind == "number" and isinstance(value, Decimal):
        above = fact.max is not None and value > fact.max
        return not (above or (fact.min is not None and value < fact.min))
    return True
