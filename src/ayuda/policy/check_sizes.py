"""What is too large to be looked at: choices of which too many values are tested."""

from __future__ import annotations

from collections.abc import Iterator

from ayuda.model import Check, Condition, Flow, Lookup, Policy, Score, Test
from ayuda.policy.check_conditions import Found
from ayuda.policy.language.causes import computed_of
from ayuda.policy.language.conditions import tests_of

MOST_TESTED = 12
"""How many values of a choice of several a flow may test: each doubles its cases."""


def size_problems(policy: Policy) -> Found:
    """The choices of several values of which some flow tests too many."""
    for name, flow in policy.flows.items():
        tested: dict[str, set[str]] = {}
        for fact, test in _tests_in(policy, flow):
            if fact in policy.facts and policy.facts[fact].several and isinstance(test, Check):
                named = (*(test.any or ()), *(test.all or ()), *(test.none or ()))
                tested.setdefault(fact, set()).update(named)
        for fact, values in tested.items():
            if len(values) > MOST_TESTED:
                words = {"value": fact, "number": str(len(values)), "most": str(MOST_TESTED)}
                yield f"flows.{name}.rules", "too-many-values", words


def _tests_in(policy: Policy, flow: Flow) -> Iterator[tuple[str, Test]]:
    """The tests of a flow's rules and guards, and of what is computed for them."""
    guards = [policy.facts[fact].asked_if for fact in flow.facts if fact in policy.facts]
    waiting: list[Condition] = [*(rule.when for rule in flow.rules), *guards]
    seen: set[str] = set()
    while waiting:
        for name, test in tests_of(waiting.pop()):
            yield name, test
            if name not in seen:
                seen.add(name)
                waiting += _conditions_behind(policy, name)


def _conditions_behind(policy: Policy, name: str) -> Iterator[Condition]:
    part = computed_of(policy, name)
    looked_at: tuple[str, ...] = ()
    if isinstance(part, Score):
        yield from (points.when for points in part.points)
    elif isinstance(part, Lookup):
        looked_at = part.by
    elif part is not None:
        yield from (branch.when for branch in part.first or ())
        for operands in (part.same, part.difference, part.percent_of, part.highest):
            looked_at += operands or ()
    tests: dict[str, Test] = dict.fromkeys(looked_at, ())
    yield tests
