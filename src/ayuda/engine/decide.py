"""The engine's one step: what is known of a case leads to a decision or to a question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from ayuda.engine.computed import CaseFacts
from ayuda.engine.knowledge import NOT_SILENT, Knowledge, Silence, Situation, learn, states_from_now
from ayuda.engine.results import Decision, Question
from ayuda.engine.space import Space, space_of
from ayuda.engine.windows import Facts, Setting, window_state
from ayuda.model import OUTCOME, Condition, Flow, Rule
from ayuda.policy.language.causes import conditions_of_amount, given_causes
from ayuda.policy.language.conditions import Known, all_hold, holds, names

if TYPE_CHECKING:
    from ayuda.engine.amounts import AmountValue


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
    space = space_of(setting.policy, flow_id)
    situation = learn(setting, space, facts, silence)
    found = rule_or_question(situation, flow_id, silence)
    if isinstance(found, Question):
        return found
    return _decision(setting, flow_id, found, situation, facts, silence)


def rule_or_question(
    situation: Situation, flow_id: str, silence: Silence = NOT_SILENT
) -> Rule | Question:
    """The rule that decides what is known, or what to ask. Raises NoRuleHolds."""
    rule = certain_rule(situation.space.flow, situation.knowledge.values)
    if rule is not None:
        return rule
    from ayuda.engine.interview import inquire

    return inquire(situation, flow_id, silence.skipped)


def certain_rule(flow: Flow, values: Mapping[str, Known]) -> Rule | None:
    """The rule that holds where every rule above it fails for certain."""
    for rule in flow.rules:
        verdict = holds(rule.when, values)
        if verdict:
            return rule
        if verdict is None:
            return None
    return None


def _decision(
    setting: Setting,
    flow_id: str,
    rule: Rule,
    situation: Situation,
    facts: Facts,
    silence: Silence,
) -> Decision:
    space, learnt = situation.space, situation.knowledge
    outcome = setting.policy.outcomes[rule.outcome]
    values = states_from_now(space, learnt.values)
    known = {**values, OUTCOME: rule.outcome}
    facts = space.with_blanks(facts, silence.of)
    states = {window: window_state(setting, window, facts, values) for window in rule.windows}
    shown = [state for state in states.values() if state is not None]
    notices = [(notice, holds(notice.when, known)) for notice in space.flow.notices]
    steps = [(step, holds(step.when, known)) for step in outcome.steps]
    amounts = _amounts(setting, rule, values, facts)
    asks: tuple[str, ...] = ()
    if (
        len(values) > len(learnt.values)
        or len(shown) < len(states)
        or any(amount.value is None for amount in amounts)
        or any(verdict is None for _, verdict in (*notices, *steps))
    ):
        conditions: list[Condition] = [notice.when for notice in space.flow.notices]
        conditions += [step.when for step in outcome.steps]
        conditions += [{window: ()} for window, state in states.items() if state is None]
        for amount in amounts:
            if amount.value is None:
                conditions += conditions_of_amount(setting.policy.amounts[amount.id])
        asks = _open_facts(
            setting, space, conditions, {**learnt.values, OUTCOME: rule.outcome}, silence
        )
    return Decision(
        flow_id,
        rule,
        outcome,
        tuple(shown),
        tuple([notice for notice, verdict in notices if verdict]),
        tuple([step for step, verdict in steps if verdict]),
        Knowledge(learnt.facts, values, learnt.assumed, learnt.given),
        asks,
        amounts,
    )


def _amounts(
    setting: Setting, rule: Rule, values: Mapping[str, Known], facts: Facts
) -> tuple[AmountValue, ...]:
    """The amounts that a rule shows. Most show none: nothing is loaded for those."""
    if not rule.amounts:
        return ()
    from ayuda.engine.amounts import amount_value

    case = CaseFacts(setting, facts)
    return tuple(amount_value(setting.policy, name, values, case) for name in rule.amounts)


def _open_facts(
    setting: Setting,
    space: Space,
    conditions: Iterable[Condition],
    known: Mapping[str, Known],
    silence: Silence,
) -> tuple[str, ...]:
    """The facts, neither known nor skipped, on which conditions of what is shown hang.

    So do the facts on which their guards hang.
    """
    policy = setting.policy
    wanted: set[str] = set()
    waiting = [condition for condition in conditions if holds(condition, known) is None]
    while waiting:
        for name in names(waiting.pop()):
            if name in known:
                continue
            for fact in given_causes(policy, name):
                if fact in known or fact not in space.facts or fact in wanted:
                    continue
                wanted.add(fact)
                if all_hold(policy.facts[fact].asked_if, known) is None:
                    waiting.append(policy.facts[fact].asked_if)
    return tuple(
        name
        for name in space.flow.facts
        if name in wanted
        and name not in silence.skipped
        and policy.facts[name].ask is not None
        and all_hold(policy.facts[name].asked_if, known)
    )
