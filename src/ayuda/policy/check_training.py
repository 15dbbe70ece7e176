"""What is wrong with what a policy says for training: sentences of customers, and whole calls."""

from __future__ import annotations

from ayuda.model import Ago, Fact, Policy
from ayuda.policy.check_conditions import Found, allows, named, stated_value
from ayuda.texts import PLACEHOLDER

WHEN = "when"
"""What stands for the moment in a sentence that tells one."""
AT, NOT_YET = "at", "not-yet"
MOST_DAYS = 3650


def training_problems(policy: Policy) -> Found:
    """The problems of all sentences and calls."""
    for name, fact in policy.facts.items():
        yield from _tells_problems(f"facts.{name}.tells", fact)
    for flow_id, flow in policy.flows.items():
        seen: set[str] = set()
        for place, scenario in enumerate(flow.scenarios):
            path = f"flows.{flow_id}.scenarios[{place}]"
            if scenario.id in seen:
                yield f"{path}.id", "repeated-id", {"value": scenario.id}
            seen.add(scenario.id)
            known = {name: policy.facts[name] for name in flow.facts if name in policy.facts}
            askable = {name: fact for name, fact in known.items() if fact.ask is not None}
            for name, value in scenario.facts.items():
                inner = f"{path}.facts.{name}"
                if name not in askable:
                    yield inner, "unknown-fact", named(name, askable)
                else:
                    yield from _stated_problems(inner, askable[name], value)


def _tells_problems(path: str, fact: Fact) -> Found:
    """Sentences are for values that there are, and those of a moment say when."""
    # A yes/no fact that lacks the words of one of its values is told of elsewhere.
    known = {"moment": [AT, NOT_YET], "yes-no": ["yes", "no"]}.get(fact.kind, list(fact.values))
    for key, sentences in fact.tells.items():
        if key not in known:
            yield f"{path}.{key}", "unknown-value", named(key, known)
        if fact.kind != "moment" or key != AT:
            continue
        for place, text in enumerate(sentences):
            if any(WHEN not in PLACEHOLDER.findall(words) for words in text.in_every_language()):
                yield f"{path}.{key}[{place}]", "no-moment-told", {"value": f"{{{WHEN}}}"}


def _stated_problems(path: str, fact: Fact, value: object) -> Found:
    """A value of a call is one that the fact can have; a moment is told by how long ago it was."""
    if fact.kind == "moment":
        given = (
            [n for n in (value.minutes, value.hours, value.days) if n is not None]
            if isinstance(value, Ago)
            else []
        )
        if len(given) != 1 or not 0 <= given[0] <= MOST_DAYS * 24 * 60:
            yield path, "no-time-ago", {"value": "{ minutes = 29 }"}
    elif isinstance(value, Ago):
        yield path, "unknown-value", stated_value(fact, "")
    elif fact.kind in {"choice", "yes-no"} and not allows(fact, value):
        yield path, "unknown-value", stated_value(fact, value)
