"""Conditions in three values: they hold, they fail, or it is not known yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ayuda.model import Condition, Not, Test, Value, When


def alternatives(condition: Condition) -> tuple[When, ...]:
    """The sets of tests of a condition, any of which makes it hold."""
    return (condition,) if isinstance(condition, dict) else condition


def accepts(test: Test, value: Value) -> bool:
    """Whether a known value passes a test."""
    if isinstance(test, Not):
        return not accepts(test.values, value)
    return value in test if isinstance(test, tuple) else value == test


def holds(condition: Condition, known: Mapping[str, Value]) -> bool | None:
    """Whether a condition holds for what is known: yes, no, or None while it is open."""
    if isinstance(condition, dict):
        return all_hold(condition, known)
    still_open = False
    for tests in condition:
        verdict = all_hold(tests, known)
        if verdict:
            return True
        still_open = still_open or verdict is None
    return None if still_open else False


def all_hold(tests: When, known: Mapping[str, Value]) -> bool | None:
    """Whether every test holds: yes, no (one fails), or None while one is open."""
    still_open = False
    for name, test in tests.items():
        value = known.get(name)
        if value is None:
            still_open = True
        elif test != value and not accepts(test, value):
            return False
    return None if still_open else True


def names(condition: Condition) -> Iterator[str]:
    """The facts, windows (and ``outcome``) that a condition looks at, in its order."""
    for tests in alternatives(condition):
        yield from tests
