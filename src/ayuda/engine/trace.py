"""Why a case came to its decision: rule by rule, what was looked at and what it said."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from ayuda.engine.results import Decision
from ayuda.model import Policy, Rule
from ayuda.policy.language.conditions import NO_STATE, Known, accepts, tests_of


class TraceEntry(msgspec.Struct, frozen=True):
    """One rule that was looked at.

    ``because`` has, for a rule that held, every fact and window it looks at; for one that did
    not, those that made it fail. A value is None where nobody stated it.
    """

    rule: Rule
    held: bool
    because: Mapping[str, Known | None]


def trace(policy: Policy, decision: Decision) -> tuple[TraceEntry, ...]:
    """The rules from the first to the one that decided, each with what made it fail or hold."""
    rules = policy.flows[decision.flow].rules
    values = decision.knowledge.values
    unstated = {
        name
        for name in decision.knowledge.assumed
        if name in policy.facts and policy.facts[name].default is None
    }
    entries = []
    for rule in rules:
        held = rule is decision.rule
        because = {
            name: None if name in unstated or values[name] == NO_STATE else values[name]
            for name, test in tests_of(rule.when)
            if name in values and (held or not accepts(test, values[name]))
        }
        entries.append(TraceEntry(rule, held, because))
        if held:
            break
    return tuple(entries)
