"""The engine's one step: what is known of a case leads to a decision or to a question."""

from __future__ import annotations

from collections.abc import Mapping

from ayuda.engine.conditions import all_hold, holds, names
from ayuda.engine.knowledge import NOT_SILENT, Knowledge, Silence, learn
from ayuda.engine.results import Decision, Question
from ayuda.engine.windows import Facts, Setting, window_state
from ayuda.model import OUTCOME, Condition, Flow, Policy, Rule, Value


def step(
    setting: Setting,
    flow_id: str,
    facts: Facts,
    silence: Silence = NOT_SILENT,
) -> Decision | Question:
    """Decide the case, or say what to ask.

    ``silence`` names the facts that were asked and are not known, or says that nobody can be
    asked at all. Raises Contradiction and NoRuleHolds.
    """
    policy = setting.policy
    flow = policy.flows[flow_id]
    knowledge = learn(setting, flow, facts, silence)
    found = rule_or_question(policy, flow_id, knowledge, silence)
    if isinstance(found, Question):
        return found
    return _decision(setting, flow_id, found, knowledge, facts, silence)


def rule_or_question(
    policy: Policy, flow_id: str, knowledge: Knowledge, silence: Silence = NOT_SILENT
) -> Rule | Question:
    """The rule that decides what is known, or what to ask. Raises NoRuleHolds."""
    rule = certain_rule(policy.flows[flow_id], knowledge.values)
    if rule is not None:
        return rule
    from ayuda.engine.interview import inquire

    return inquire(policy, flow_id, knowledge, silence.skipped)


def certain_rule(flow: Flow, values: Mapping[str, Value]) -> Rule | None:
    """The rule that holds where every rule above it fails for certain."""
    for rule in flow.rules:
        verdict = all_hold(rule.when, values)
        if verdict:
            return rule
        if verdict is None:
            return None
    return None


def _decision(
    setting: Setting,
    flow_id: str,
    rule: Rule,
    knowledge: Knowledge,
    facts: Facts,
    silence: Silence,
) -> Decision:
    policy = setting.policy
    flow = policy.flows[flow_id]
    outcome = policy.outcomes[rule.outcome]
    known = {**knowledge.values, OUTCOME: rule.outcome}
    shown = [window_state(setting, window, facts) for window in rule.windows]
    return Decision(
        flow_id,
        rule,
        outcome,
        tuple(state for state in shown if state is not None),
        tuple(notice for notice in flow.notices if holds(notice.when, known)),
        tuple(step for step in outcome.steps if holds(step.when, known)),
        knowledge,
        _open_facts(setting, flow, rule, facts, silence),
    )


def _open_facts(
    setting: Setting, flow: Flow, rule: Rule, facts: Facts, silence: Silence
) -> tuple[str, ...]:
    """The facts, neither known nor skipped, on which a notice or a step of the outcome hangs."""
    policy = setting.policy
    known = dict(learn(setting, flow, facts, silence, windows_else_now=False).values)
    known[OUTCOME] = rule.outcome
    conditions: list[Condition] = [notice.when for notice in flow.notices]
    conditions += [step.when for step in policy.outcomes[rule.outcome].steps]
    wanted: set[str] = set()
    for condition in conditions:
        if holds(condition, known) is None:
            wanted.update(name for name in names(condition) if name not in known)
    wanted = {policy.windows[name].begins if name in policy.windows else name for name in wanted}
    return tuple(
        name
        for name in flow.facts
        if name in wanted
        and name not in silence.skipped
        and policy.facts[name].ask is not None
        and all_hold(policy.facts[name].asked_if, known)
    )
