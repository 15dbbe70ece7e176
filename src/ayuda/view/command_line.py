"""The same case as one command line to copy."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from datetime import date, datetime

from ayuda.engine.knowledge import Knowledge
from ayuda.engine.results import Decision
from ayuda.engine.stated import NONE
from ayuda.engine.windows import Facts, FactValue
from ayuda.model import Policy, option_names
from ayuda.texts import visible
from ayuda.view.wording import Wording, defanged

PROGRAM = "ayuda"


def command_line(wording: Wording, flow: str, facts: Facts, extra: Sequence[str] = ()) -> str:
    """The command that decides this case again; ``extra`` are options that are no facts."""
    words = [PROGRAM, flow]
    for name, value in carried_facts(wording.policy, flow, facts).items():
        words.extend(_option(wording, name, value))
    return visible(shlex.join([*words, *extra]), longest=None)


def carried_facts(policy: Policy, flow: str, facts: Facts) -> dict[str, FactValue]:
    """Those facts that a flow can be told: the ones that it has and that a person states."""
    definitions = policy.facts
    return {
        name: facts[name]
        for name in policy.flows[flow].facts
        if name in facts and definitions[name].ask is not None
    }


def told_facts(knowledge: Knowledge) -> dict[str, FactValue]:
    """The facts that were given, without those that only follow from them."""
    return {name: value for name, value in knowledge.facts.items() if name in knowledge.given}


def handed_over(policy: Policy, flow: str, decision: Decision) -> dict[str, FactValue]:
    """What a decision tells the flow that goes on: what was told, and what the outcome implies."""
    known = {**told_facts(decision.knowledge), **decision.outcome.hands_over}
    return carried_facts(policy, flow, known)


def _option(wording: Wording, name: str, value: FactValue) -> list[str]:
    yes, *no = option_names(name, wording.policy.facts[name])
    if isinstance(value, bool):
        return [yes] if value else no
    fact = wording.policy.facts[name]
    if fact.personal:
        return [yes, placeholder(name)]
    if isinstance(value, tuple) and not fact.several:
        return [word for part in value for word in (yes, defanged(part, None))]
    return [yes, _written(wording, name, value)]


def _written(wording: Wording, name: str, value: FactValue) -> str:
    """A value as its option takes it."""
    if isinstance(value, tuple):
        return ",".join(value) or NONE
    if isinstance(value, datetime):
        return wording.option_value(name, value)
    if not isinstance(value, str):
        return value.isoformat() if isinstance(value, date) else f"{value:f}"
    is_address = wording.policy.facts[name].kind == "address"
    return defanged(value, None) if is_address else value


def placeholder(name: str) -> str:
    """The word that stands for a personal text, to be replaced by it."""
    return name.replace("_", "-").upper()
