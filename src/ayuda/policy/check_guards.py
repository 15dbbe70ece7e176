"""What makes a flow's decisions wrong or unreachable: guards, implications and windows together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from ayuda.model import NOW, Fact, Flow, Policy, Test, Value, When
from ayuda.policy.check_conditions import Found, can_be_known, safe_causes
from ayuda.policy.language.causes import computed_of
from ayuda.policy.language.conditions import accepts


def guard_problems(policy: Policy) -> Found:
    """Guards that hang on each other in a circle, or on what their flow does not have."""
    told: set[frozenset[str]] = set()
    for name, flow in policy.flows.items():
        facts = {fact: policy.facts[fact] for fact in flow.facts if fact in policy.facts}
        for place, fact in enumerate(flow.facts):
            for key in policy.facts[fact].asked_if if fact in facts else ():
                if not _has(policy, facts, key):
                    values = {"value": fact, "guard": key}
                    yield f"flows.{name}.facts[{place}]", "guard-outside", values
        for circle in _circles(policy, facts):
            if frozenset(circle) not in told:
                told.add(frozenset(circle))
                chain = " → ".join((*circle, circle[0]))
                yield f"facts.{circle[0]}.asked_if", "guard-circle", {"value": chain}


def _has(policy: Policy, facts: Mapping[str, Fact], name: str) -> bool:
    """Whether a flow of these facts can know a fact or a window."""
    if name in policy.windows:
        return can_be_known(policy, policy.windows[name], name, facts)
    causes = safe_causes(policy, name) if computed_of(policy, name) else (name,)
    return all(cause in facts or cause not in policy.facts for cause in causes)


def _circles(policy: Policy, facts: Mapping[str, Fact]) -> Iterator[tuple[str, ...]]:
    """The circles in which guards hang on each other, each from its first fact on."""
    finished: set[str] = set()
    for fact in facts:
        if fact in finished:
            continue
        path: list[str] = []
        waiting: list[Iterator[str]] = [iter((fact,))]
        while waiting:
            name = next(waiting[-1], None)
            if name is None:
                waiting.pop()
                if path:
                    finished.add(path.pop())
            elif name in path:
                yield tuple(path[path.index(name) :])
            elif name not in finished:
                path.append(name)
                waiting.append(_hangs_on(policy, facts, name))


def _hangs_on(policy: Policy, facts: Mapping[str, Fact], name: str) -> Iterator[str]:
    for key in facts[name].asked_if:
        yield from (fact for fact in safe_causes(policy, key) if fact in facts)


def shown_window_problems(path: str, policy: Policy, flow: Flow) -> Found:
    """Windows that a rule shows and that its flow can never count."""
    facts = {fact: policy.facts[fact] for fact in flow.facts if fact in policy.facts}
    for place, rule in enumerate(flow.rules):
        for name in rule.windows:
            window = policy.windows.get(name)
            if window is not None and not can_be_known(policy, window, name, facts):
                lacking = [cause for cause in safe_causes(policy, name) if cause not in facts]
                values = {"value": name, "fact": ", ".join(lacking)}
                yield f"{path}.rules[{place}].windows", "window-without-fact", values


def not_yet_problems(policy: Policy) -> Found:
    """States for the time before a moment that are none, or that another window lacks."""
    with_state = {
        window.begins: name
        for name, window in reversed(policy.windows.items())
        if window.not_yet is not None and isinstance(window.begins, str)
    }
    for name, window in policy.windows.items():
        path = f"windows.{name}.not_yet"
        if window.not_yet is not None:
            if window.begins == NOW:
                yield path, "not-yet-from-now", {}
            elif window.not_yet not in window.states:
                allowed = ", ".join(window.states)
                yield path, "unknown-value", {"value": window.not_yet, "allowed": allowed}
        elif window.begins in with_state and not window.else_now:
            values = {"value": name, "other": with_state[window.begins]}
            yield f"windows.{name}", "not-yet-missing", values


def implication_problems(policy: Policy) -> Found:
    """Implications of one fact that can hold together and say different things."""
    for name, fact in policy.facts.items():
        for (_, one), (place, other) in combinations(enumerate(fact.implied), 2):
            if one.value != other.value and _overlap(policy, name, one.when, other.when):
                values = {"value": _said(other.value), "other": _said(one.value)}
                yield f"facts.{name}.implied[{place}]", "implied-overlap", values


def _said(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else value


def _overlap(policy: Policy, fact: str, one: When, other: When) -> bool:
    """Whether two sets of tests can hold together, for all that the other facts' own say."""
    left: dict[str, set[Value]] = {}
    for when in (one, other):
        for key, test in when.items():
            passing = {value for value in _values(policy, key) if _passes(test, value)}
            left[key] = left[key] & passing if key in left else passing
    changed = True
    while changed and all(left.values()):
        changed = False
        for key in left.keys() & policy.facts.keys() - {fact}:
            for implication in policy.facts[key].implied:
                certain = all(
                    name in left and all(_passes(test, value) for value in left[name])
                    for name, test in implication.when.items()
                )
                if certain and left[key] - {implication.value}:
                    left[key] &= {implication.value}
                    changed = True
    return all(left.values())


def _values(policy: Policy, name: str) -> tuple[Value, ...]:
    if name in policy.windows:
        return tuple(policy.windows[name].states)
    fact = policy.facts.get(name)
    values: tuple[Value, ...] = () if fact is None else tuple(fact.values)
    return (True, False) if fact is not None and fact.kind == "yes-no" else values


def _passes(test: Test, value: Value) -> bool:
    return accepts(test, value)
