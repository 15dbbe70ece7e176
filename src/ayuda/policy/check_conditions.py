"""What is wrong with conditions: names and values that are not there, tests that do not fit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from ayuda.model import (
    GIVEN,
    MALFORMED,
    NOW,
    OUTCOME,
    UNKNOWN,
    Check,
    Condition,
    Fact,
    Policy,
    Test,
    When,
    Window,
)
from ayuda.policy.language.causes import computed_of, given_causes, is_listed, possible_values

Found = Iterator[tuple[str, str, dict[str, str]]]
"""Problems before they are bound to a file: path, code, values."""
NUMBER_BOUNDS = ("at_least", "above", "at_most", "below")
DAY_BOUNDS = ("from", "after", "until", "before")
SETS = ("any", "all", "none")
BOUND_KEYS = {"from": "begins", "not": "excludes"}
TESTED_KINDS = ("choice", "yes-no", "number", "date", "moment", "text")


def condition_problems(
    path: str,
    condition: Condition,
    policy: Policy,
    facts: Mapping[str, Fact],
    *,
    outcome: bool = True,
) -> Found:
    """What is wrong with a condition, which may test the outcome too."""
    if isinstance(condition, dict):
        yield from when_problems(path, condition, policy, facts, outcome=outcome)
        return
    if not condition:
        yield path, "empty-list", {}
    for place, tests in enumerate(condition):
        yield from when_problems(f"{path}[{place}]", tests, policy, facts, outcome=outcome)


def when_problems(
    path: str, when: When, policy: Policy, facts: Mapping[str, Fact], *, outcome: bool = False
) -> Found:
    """What is wrong with a set of tests: each names a known fact or window, and its values."""
    for name, test in when.items():
        inner = f"{path}.{name}"
        if outcome and name == OUTCOME:
            yield from _listed_problems(inner, test, list(policy.outcomes))
        elif name == NOW and NOW not in facts:
            yield from _bounded_problems(inner, name, test, DAY_BOUNDS, [])
        elif name in facts and facts[name].kind in TESTED_KINDS:
            yield from _fact_problems(inner, name, facts[name], test)
        elif name in policy.windows and can_be_known(policy, policy.windows[name], name, facts):
            yield from _listed_problems(inner, test, list(policy.windows[name].states))
        elif computed_of(policy, name) is not None:
            yield from _computed_problems(inner, policy, name, test, facts)
        elif name in policy.amounts:
            yield inner, "amount-tested", {"value": name}
        else:
            yield inner, *_unknown(name, policy, facts)


def _unknown(name: str, policy: Policy, facts: Mapping[str, Fact]) -> tuple[str, dict[str, str]]:
    """Why a name cannot be tested here: it is none, or what it needs is not among the facts."""
    if name in policy.windows:
        lacking = [cause for cause in safe_causes(policy, name) if cause not in facts]
        return "window-without-fact", {"value": name, "fact": ", ".join(lacking)}
    fact = policy.facts.get(name)
    if fact is not None and fact.kind not in TESTED_KINDS:
        return "fact-not-tested", {"value": name}
    if fact is not None:
        return "fact-not-in-flow", {"value": name}
    windows = (key for key, one in policy.windows.items() if can_be_known(policy, one, key, facts))
    tested = (key for key, one in facts.items() if one.kind in TESTED_KINDS)
    known = [*tested, *windows, *policy.derived, *policy.scores, *policy.tables]
    return "unknown-fact", named(name, known)


def _fact_problems(path: str, name: str, fact: Fact, test: Test) -> Found:
    blank = [UNKNOWN] if fact.unstated == UNKNOWN else []
    if fact.several:
        yield from _chosen_problems(path, fact, test)
    elif fact.kind in {"choice", "yes-no"}:
        yield from _listed_problems(
            path, test, [True, False] if fact.kind == "yes-no" else list(fact.values)
        )
    elif fact.kind == "number":
        yield from _bounded_problems(path, name, test, NUMBER_BOUNDS, blank)
    elif fact.kind == "text":
        yield from _listed_problems(
            path, test, [GIVEN, *([MALFORMED] if fact.mask else []), *blank]
        )
    else:
        yield from _bounded_problems(path, name, test, DAY_BOUNDS, blank)


def _computed_problems(
    path: str, policy: Policy, name: str, test: Test, facts: Mapping[str, Fact]
) -> Found:
    outside = [cause for cause in safe_causes(policy, name) if cause not in facts and cause != NOW]
    if outside:
        yield path, "computed-outside", {"value": name, "facts": ", ".join(outside)}
    elif name in policy.derived and policy.derived[name].same is not None:
        yield from _listed_problems(path, test, [True, False, UNKNOWN])
    elif is_listed(policy, name):
        yield from _listed_problems(path, test, list(possible_values(policy, name)))
    else:
        derived = policy.derived.get(name)
        is_compared = derived is not None and derived.first is None
        blank = [UNKNOWN] if is_compared else []
        yield from _bounded_problems(path, name, test, NUMBER_BOUNDS, blank)


def safe_causes(policy: Policy, name: str) -> tuple[str, ...]:
    """The facts behind a name; none where they go round in a circle, which is told elsewhere."""
    try:
        return given_causes(policy, name)
    except RecursionError:
        return ()


def _listed_problems(path: str, test: Test, allowed: list[object]) -> Found:
    """A name with listed values is one of them, or none of some."""
    keys = _keys(test)
    if isinstance(test, Check) and (test.excludes is None or len(keys) > 1):
        yield path, "wrong-test", _possible(keys, [*map(_written, allowed), "not"])
        return
    for value in _tested(test):
        if not any(value == one and type(value) is type(one) for one in allowed):
            yield path, "unknown-value", named(_written(value), [*map(_written, allowed)])


def _bounded_problems(
    path: str, name: str, test: Test, bounds: tuple[str, ...], blank: list[str]
) -> Found:
    """A line is tested by its bounds, numbers by whole numbers too, and by being unknown."""
    keys = _keys(test)
    numbers = bounds is NUMBER_BOUNDS
    if isinstance(test, Check) and not (keys == ["not"] or (keys and set(keys) <= set(bounds))):
        yield path, "wrong-test", _possible(keys, [*bounds, "not", *blank])
        return
    if test == () or (isinstance(test, Check) and test.excludes == ()):
        yield path, "empty-test", {}
    for value in _tested(test):
        is_number = isinstance(value, int) and not isinstance(value, bool)
        if value not in blank and not (numbers and is_number):
            yield path, "wrong-test", _possible([_written(value)], [*bounds, "not", *blank])
    if isinstance(test, Check) and _is_empty(test):
        yield path, "bounds-cross", {"value": name}


def _is_empty(check: Check) -> bool:
    """Whether no value lies between the bounds of a check."""
    lows = [(check.at_least, False), (check.above, True)]
    highs = [(check.at_most, False), (check.below, True)]
    crossed = any(
        low is not None and high is not None and (low > high or (low == high and (open_ or other)))
        for low, open_ in lows
        for high, other in highs
    )
    days = [(check.begins, False), (check.after, True)]
    ends = [(check.until, False), (check.before, True)]
    return crossed or any(
        low is not None and high is not None and (low > high or (low == high and (open_ or other)))
        for low, open_ in days
        for high, other in ends
    )


def _chosen_problems(path: str, fact: Fact, test: Test) -> Found:
    keys = _keys(test)
    if not isinstance(test, Check) or not keys or not set(keys) <= set(SETS):
        said = keys or [_written(value) for value in _tested(test)]
        yield path, "wrong-test", _possible(said, list(SETS))
        return
    for key in keys:
        if not getattr(test, key):
            yield f"{path}.{key}", "empty-test", {}
        for value in getattr(test, key):
            if value not in fact.values:
                yield f"{path}.{key}", "unknown-value", named(value, list(fact.values))


def _keys(test: Test) -> list[str]:
    """The keys of a check, as the file has them."""
    if not isinstance(test, Check):
        return []
    return [
        key
        for key in ("not", *NUMBER_BOUNDS, *DAY_BOUNDS, *SETS)
        if getattr(test, BOUND_KEYS.get(key, key)) is not None
    ]


def _possible(said: list[str], allowed: list[str]) -> dict[str, str]:
    return {"value": ", ".join(said) or "{}", "allowed": ", ".join(allowed)}


def can_be_known(policy: Policy, window: Window, name: str, facts: Mapping[str, Fact]) -> bool:
    """Whether the window counts from now, or from moments that are among the facts."""
    if window.else_now or window.not_yet is not None:
        return True
    return all(cause in facts or cause == NOW for cause in safe_causes(policy, name))


def _tested(test: Test | None) -> tuple[object, ...]:
    if isinstance(test, Check):
        return () if test.excludes is None else _tested(test.excludes)
    return test if isinstance(test, tuple) else (test,)


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def allows(fact: Fact, value: object) -> bool:
    """Whether a fact can have a value that the policy gives it."""
    if fact.several:
        return False
    if fact.kind == "yes-no":
        return isinstance(value, bool)
    if fact.kind == "number":
        return value == UNKNOWN or _is_taken(fact, value)
    if fact.kind in {"date", "moment", "text"}:
        return value == UNKNOWN
    return isinstance(value, str) and value in fact.values


def _is_taken(fact: Fact, value: object) -> bool:
    """Whether a number is one that the fact can have."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    number = Decimal(repr(value))
    is_fine = number == round(number, fact.decimals)
    return (
        is_fine
        and (fact.min is None or number >= fact.min)
        and (fact.max is None or number <= fact.max)
    )


def stated_value(fact: Fact, value: object) -> dict[str, str]:
    """A value that a fact does not have, with those that it has, for a problem's words."""
    allowed = ["true", "false"] if fact.kind == "yes-no" else list(fact.values)
    if fact.kind not in {"choice", "yes-no"}:
        allowed = [UNKNOWN, *(_numbers_taken(fact) if fact.kind == "number" else [])]
    return named(str(value), allowed)


def _numbers_taken(fact: Fact) -> list[str]:
    """The numbers that a fact can have, for a problem's words."""
    ends = [
        f"{sign} {end:f}" for sign, end in (("≥", fact.min), ("≤", fact.max)) if end is not None
    ]
    return [*ends, f"{1 / Decimal(10**fact.decimals):f}"]


def named(value: str, allowed: Mapping[str, object] | list[str]) -> dict[str, str]:
    """A name that is not there, with those that are, for a problem's words."""
    return {"value": value, "allowed": ", ".join(allowed)}
