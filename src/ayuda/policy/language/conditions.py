"""Conditions in three values: they hold, they fail, or it is not known yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from ayuda.model import Check, Condition, Test, When

if TYPE_CHECKING:
    from fractions import Fraction  # Few policies need it, and it takes time to load.

Known: TypeAlias = "str | bool | Decimal | Fraction | date | tuple[str, ...]"
"""A value that conditions see: an id, yes/no, a number, a day of the policy's time zone, ids."""
NO_STATE = ""
"""What is seen of a window that counts from a blank, and of the day of what has not happened:
no test holds."""


def alternatives(condition: Condition) -> tuple[When, ...]:
    """The sets of tests of a condition, any of which makes it hold."""
    return (condition,) if isinstance(condition, dict) else condition


def accepts(test: Test, value: Known) -> bool:
    """Whether a known value passes a test."""
    if isinstance(value, str) and value == NO_STATE:  # A number takes long to differ from a text.
        return False
    if isinstance(test, Check):
        return _passes(test, value)
    return value in test if isinstance(test, tuple) else value == test


def _passes(check: Check, value: Known) -> bool:
    """Whether a value passes a check; no bound holds of what is unknown."""
    if check.excludes is not None:
        return not accepts(check.excludes, value)
    if isinstance(value, tuple):
        chosen = set(value)
        return (
            (check.any is None or not chosen.isdisjoint(check.any))
            and (check.all is None or chosen.issuperset(check.all))
            and (check.none is None or chosen.isdisjoint(check.none))
        )
    if isinstance(value, date):
        return (
            (check.begins is None or value >= check.begins)
            and (check.after is None or value > check.after)
            and (check.until is None or value <= check.until)
            and (check.before is None or value < check.before)
        )
    if isinstance(value, str | bool):
        return False
    return (
        (check.at_least is None or value >= check.at_least)
        and (check.above is None or value > check.above)
        and (check.at_most is None or value <= check.at_most)
        and (check.below is None or value < check.below)
    )


def holds(condition: Condition, known: Mapping[str, Known]) -> bool | None:
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


def all_hold(tests: When, known: Mapping[str, Known]) -> bool | None:
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


def tests_of(condition: Condition) -> Iterator[tuple[str, Test]]:
    """The tests of a condition, each with the name that it looks at."""
    for tests in alternatives(condition):
        yield from tests.items()
