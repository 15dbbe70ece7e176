"""What is wrong with conditions: facts, windows and values that are not there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ayuda.model import NOW, OUTCOME, Check, Condition, Fact, Policy, Test, When, Window

Found = Iterator[tuple[str, str, dict[str, str]]]
"""Problems before they are bound to a file: path, code, values."""


def condition_problems(
    path: str, condition: Condition, policy: Policy, facts: Mapping[str, Fact]
) -> Found:
    """What is wrong with a condition of a notice or a step, which may test the outcome too."""
    if isinstance(condition, dict):
        yield from when_problems(path, condition, policy, facts, outcome=True)
        return
    for place, tests in enumerate(condition):
        yield from when_problems(f"{path}[{place}]", tests, policy, facts, outcome=True)


def when_problems(
    path: str, when: When, policy: Policy, facts: Mapping[str, Fact], *, outcome: bool = False
) -> Found:
    """What is wrong with a set of tests: each names a known fact or window, and its values."""
    for name, test in when.items():
        if outcome and name == OUTCOME:
            allowed = list(policy.outcomes)
        elif name in facts and facts[name].kind in {"choice", "yes-no"}:
            fact = facts[name]
            for value in _tested(test):
                if not allows(fact, value):
                    yield f"{path}.{name}", "unknown-value", stated_value(fact, value)
            continue
        elif name in policy.windows and can_be_known(policy.windows[name], facts):
            allowed = list(policy.windows[name].states)
        else:
            yield f"{path}.{name}", "unknown-fact", named(name, [*facts, *policy.windows])
            continue
        for value in _tested(test):
            if value not in allowed:
                yield f"{path}.{name}", "unknown-value", named(str(value), allowed)


def can_be_known(window: Window, facts: Mapping[str, Fact]) -> bool:
    """Whether the window counts from now, or from a moment that is among the facts."""
    counts_anyway = window.else_now or window.not_yet is not None
    return window.begins == NOW or counts_anyway or window.begins in facts


def _tested(test: Test) -> tuple[object, ...]:
    if isinstance(test, Check):
        return _tested(test.excludes)
    return test if isinstance(test, tuple) else (test,)


def allows(fact: Fact, value: object) -> bool:
    """Whether a finite fact can have a value."""
    if fact.kind == "yes-no":
        return isinstance(value, bool)
    return isinstance(value, str) and value in fact.values


def stated_value(fact: Fact, value: object) -> dict[str, str]:
    """A value that a fact does not have, with those that it has, for a problem's words."""
    allowed = ["true", "false"] if fact.kind == "yes-no" else list(fact.values)
    return named(str(value), allowed)


def named(value: str, allowed: Mapping[str, object] | list[str]) -> dict[str, str]:
    """A name that is not there, with those that are, for a problem's words."""
    return {"value": value, "allowed": ", ".join(allowed)}
