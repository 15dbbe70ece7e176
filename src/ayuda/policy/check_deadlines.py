"""What is wrong with the deadlines that texts name: a decision must show the windows it names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ayuda.model import OUTCOME, Check, Condition, Policy, Rule, Test, Text, When, Written
from ayuda.policy.check_conditions import Found, named
from ayuda.policy.language.conditions import alternatives
from ayuda.texts import PLACEHOLDER

DEADLINE_WORDS = frozenset({"until", "left"})
"""What can be told of a window: ``{window.until}``, the moment, and ``{window.left}``."""


def deadline_problems(policy: Policy) -> Found:
    """Texts that name a deadline which some decision that has them does not show."""
    everywhere = [rule for flow in policy.flows.values() for rule in flow.rules]
    for name, outcome in policy.outcomes.items():
        rules = [rule for rule in everywhere if rule.outcome == name]
        path = f"outcomes.{name}"
        yield from _of_text(policy, f"{path}.title", outcome.title, rules)
        if outcome.say is not None:
            saying = [rule for rule in rules if rule.say is None]
            yield from _of_text(policy, f"{path}.say", outcome.say, saying)
        for place, step in enumerate(outcome.steps):
            having = [rule for rule in rules if _together(step.when, rule)]
            yield from _of_text(policy, f"{path}.steps[{place}].text", step.text, having)
    for name, flow in policy.flows.items():
        for place, rule in enumerate(flow.rules):
            if rule.say is not None:
                yield from _of_text(policy, f"flows.{name}.rules[{place}].say", rule.say, [rule])
        for place, notice in enumerate(flow.notices):
            having = [rule for rule in flow.rules if _together(notice.when, rule)]
            yield from _of_text(policy, f"flows.{name}.notices[{place}].text", notice.text, having)


def deadlines_in(text: Text) -> Iterator[tuple[str, str]]:
    """The windows whose deadlines a text names, each with what it tells of it."""
    for words in text.in_every_language():
        for placeholder in PLACEHOLDER.findall(words):
            window, dot, what = placeholder.partition(".")
            if dot:
                yield window, what


def _amounts_in(policy: Policy, text: Text) -> list[str]:
    """The amounts that a text names."""
    found = (name for words in text.in_every_language() for name in PLACEHOLDER.findall(words))
    return [name for name in dict.fromkeys(found) if name in policy.amounts]


def _of_text(policy: Policy, path: str, text: Text, rules: Sequence[Rule]) -> Found:
    for amount in _amounts_in(policy, text):
        silent = next((rule for rule in rules if amount not in rule.amounts), None)
        if silent is not None:
            yield path, "amount-not-shown", {"value": amount, "rule": silent.id}
    for window, what in dict.fromkeys(deadlines_in(text)):
        if window not in policy.windows:
            continue  # told as a placeholder that stands for nothing
        if what not in DEADLINE_WORDS:
            allowed = [f"{{{window}.{word}}}" for word in sorted(DEADLINE_WORDS)]
            yield path, "unknown-placeholder", named(f"{{{window}.{what}}}", allowed)
            continue
        for rule in rules:
            if window not in rule.windows:
                yield path, "deadline-not-shown", {"value": window, "rule": rule.id}
                break


def _together(condition: Condition, rule: Rule) -> bool:
    """Whether a condition can hold in a decision of a rule, as far as their tests tell."""
    if not isinstance(condition, dict):
        return any(_together(tests, rule) for tests in condition)
    outcome = condition.get(OUTCOME)
    if outcome is not None and not _allows(outcome, rule.outcome):
        return False
    return any(not _contradict(condition, when) for when in alternatives(rule.when))


def _contradict(one: When, other: When) -> bool:
    return any(
        name in other and not any(_allows(other[name], value) for value in _values(test))
        for name, test in one.items()
        if not isinstance(test, Check)
    )


def _values(test: Written | tuple[Written, ...]) -> tuple[object, ...]:
    return test if isinstance(test, tuple) else (test,)


def _allows(test: Test, value: object) -> bool:
    if isinstance(test, Check):
        return test.excludes is None or value not in _values(test.excludes)
    return value in _values(test)
