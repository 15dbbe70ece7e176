"""Conditions with one test changed, or left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, cast

from ayuda.author.mutating.change import Change, Changes, removed, replaced, with_field
from ayuda.author.toml_values import written
from ayuda.model import (
    GIVEN,
    MALFORMED,
    OUTCOME,
    UNKNOWN,
    Check,
    Condition,
    Fact,
    Policy,
    Test,
    When,
    Written,
)
from ayuda.policy.language.causes import computed_of, is_listed, is_plain, listed_values

NUMBERS = ("at_least", "above", "at_most", "below")
DAYS = ("begins", "after", "until", "before")
SETS = ("any", "all", "none")
ONE = Decimal(1)


class Vocabulary:
    """What the names of a policy can be seen as: the values that tests can be changed to."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy

    def values(self, name: str) -> tuple[object, ...]:
        """The listed values of a name; none where it has no list."""
        policy = self._policy
        fact = policy.facts.get(name)
        if name in policy.windows:
            return tuple(policy.windows[name].states)
        if name == OUTCOME:
            return tuple(policy.outcomes)
        if fact is not None and not is_plain(fact):
            return _values_of(fact)
        derived = policy.derived.get(name)
        if derived is not None and derived.same is not None:
            return (True, False)
        is_known = fact is not None or computed_of(policy, name) is not None
        return listed_values(policy, name) if is_known and is_listed(policy, name) else ()

    def step(self, name: str) -> Decimal:
        """By how much a number is changed: the least that it can be told by."""
        part = self._policy.facts.get(name) or computed_of(self._policy, name)
        return ONE.scaleb(-getattr(part, "decimals", 0))


def _values_of(fact: Fact) -> tuple[str, ...]:
    """What conditions see of a text, and of a choice of several values."""
    if fact.kind == "text":
        blank = (UNKNOWN,) if fact.unstated == UNKNOWN else ()
        return (GIVEN, *((MALFORMED,) if fact.mask else ()), *blank)
    return tuple(fact.values)


def changed_condition(known: Vocabulary, path: str, condition: Condition) -> Changes[Condition]:
    """Each test changed or left out; of several sets each left out."""
    if isinstance(condition, dict):
        for when in changed_when(known, path, condition):
            yield Change(when.path, when.kind, when.was, when.becomes, when.part)
        return
    for one in removed(path, condition, written, least=1):
        yield Change(one.path, one.kind, one.was, one.becomes, one.part)
    for other in replaced(path, condition, lambda inner, when: changed_when(known, inner, when)):
        yield Change(other.path, other.kind, other.was, other.becomes, other.part)


def changed_when(known: Vocabulary, path: str, when: When) -> Changes[When]:
    """Each test of a set left out, and each in its changes."""
    for name, test in when.items():
        inner = f"{path}.{name}"
        rest = {key: value for key, value in when.items() if key != name}
        yield Change(inner, "removed", written(test), "", rest)
        for other in other_tests(known, name, test):
            changed = {**when, name: other}
            yield Change(inner, "changed", written(test), written(other), changed)


def other_tests(known: Vocabulary, name: str, test: Test) -> Iterator[Test]:
    """A test changed once in each way: another value, one less, one more, a bound moved."""
    if isinstance(test, bool):
        yield not test
    elif isinstance(test, int):
        yield from (test + 1, test - 1)
    elif isinstance(test, str):
        other = next_value(known.values(name), test)
        if other is not None:
            yield cast("Written", other)
    elif isinstance(test, tuple):
        yield from _other_lists(known.values(name), test)
    else:
        yield from _other_checks(known, name, test)


def next_value(values: Sequence[object], value: object) -> object | None:
    """The value that follows one in a list, or the first; None where there is no other."""
    if value not in values:
        return next(iter(values), None)
    other = values[(values.index(value) + 1) % len(values)]
    return None if other == value else other


def _other_lists(values: Sequence[object], listed: Sequence[Any]) -> Iterator[Test]:
    if len(listed) > 1:
        for at in range(len(listed)):
            yield (*listed[:at], *listed[at + 1 :])
    missing: Any = next((value for value in values if value not in listed), None)
    if missing is not None:
        yield (*listed, missing)
    elif listed and all(isinstance(one, int) and not isinstance(one, bool) for one in listed):
        yield (*listed, max(listed) + 1)


def _other_checks(known: Vocabulary, name: str, check: Check) -> Iterator[Test]:
    given: Mapping[str, object] = {
        field: value
        for field in check.__struct_fields__
        if (value := getattr(check, field)) is not None
    }
    for field, value in given.items():
        if len(given) > 1:
            yield with_field(check, field, None)
        if isinstance(value, date):
            moved: list[object] = [value + timedelta(days=1), value - timedelta(days=1)]
        elif isinstance(value, Decimal):
            moved = [value + known.step(name), value - known.step(name)]
        elif field in SETS:
            assert isinstance(value, tuple)
            moved = list(_other_lists(known.values(name), value))
        else:
            moved = list(other_tests(known, name, value))  # type: ignore[arg-type]
        for other in moved:
            yield with_field(check, field, other)
