"""What conditions see, and when a test of it holds: ``docs/policy.md``, "Conditions"."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Any

from ayuda.model import Check, Test


class Nothing(Enum):
    """Answers that are no value."""

    BLANK = "unknown"
    """A blank, where that is an answer."""
    NOT_YET = "not yet"
    """Of a moment that has not happened."""
    NO_STATE = "no state"
    """Of a window that counts from something that is not known."""


BLANK, NOT_YET, NO_STATE = Nothing.BLANK, Nothing.NOT_YET, Nothing.NO_STATE
Answer = str | bool | Decimal | date | datetime | tuple[str, ...] | Nothing
Seen = str | bool | Fraction | date | frozenset[str] | Nothing
"""A value as tests see it: numbers exact, moments by their day."""


@cache
def exact(number: Decimal | float) -> Fraction:
    """A number as it is written."""
    return Fraction(str(number))


def is_one(written: object, value: Seen) -> bool:
    """Whether a value is the one that a test names."""
    if isinstance(written, bool) or isinstance(value, bool):
        return written is value
    if isinstance(value, Fraction):
        return isinstance(written, int | float | Decimal) and exact(written) == value
    return written == value


def listed(written: object) -> tuple[Any, ...]:
    """The values that a test names: one or several."""
    return written if isinstance(written, tuple) else (written,)


def passes(test: Test, value: Seen) -> bool:
    """Whether a value passes a test."""
    if value is BLANK:
        if isinstance(test, Check):
            return test.excludes is not None and "unknown" not in listed(test.excludes)
        return "unknown" in listed(test)
    if isinstance(value, Nothing):
        return False
    if not isinstance(test, Check):
        return any(is_one(written, value) for written in listed(test))
    return all(_verdicts(test, value))


def _verdicts(check: Check, value: Seen) -> Iterable[bool]:
    if check.excludes is not None:
        yield not any(is_one(written, value) for written in listed(check.excludes))
    for bound, holds in _bounds(check):
        yield holds(value, exact(bound) if isinstance(bound, int | float | Decimal) else bound)
    chosen = value if isinstance(value, frozenset) else frozenset()
    if check.any is not None:
        yield not chosen.isdisjoint(check.any)
    if check.all is not None:
        yield chosen.issuperset(check.all)
    if check.none is not None:
        yield chosen.isdisjoint(check.none)


def _bounds(check: Check) -> Iterable[tuple[Any, Callable[[Any, Any], bool]]]:
    named: tuple[tuple[object, Callable[[Any, Any], bool]], ...] = (
        (check.at_least, lambda value, bound: value >= bound),
        (check.above, lambda value, bound: value > bound),
        (check.at_most, lambda value, bound: value <= bound),
        (check.below, lambda value, bound: value < bound),
        (check.begins, lambda value, bound: value >= bound),
        (check.after, lambda value, bound: value > bound),
        (check.until, lambda value, bound: value <= bound),
        (check.before, lambda value, bound: value < bound),
    )
    return ((bound, holds) for bound, holds in named if bound is not None)


def fits(mask: str, text: str) -> bool:
    """Whether a text looks as its mask says; capitals and blanks do not matter."""
    wanted = "".join(mask.split())
    shown = "".join(text.split())
    if len(wanted) != len(shown):
        return False
    kinds: dict[str, Callable[[str], bool]] = {
        "9": lambda sign: sign in "0123456789",
        "a": str.isalpha,
        "*": str.isalnum,
    }
    return all(
        kinds[place](sign) if place in kinds else place.lower() == sign.lower()
        for place, sign in zip(wanted, shown, strict=True)
    )


def rounded(value: Fraction, digits: int) -> Fraction:
    """To so many digits behind the point, halves away from zero."""
    scale = 10**digits
    whole, rest = divmod(abs(value) * scale, 1)
    if rest * 2 >= 1:
        whole += 1
    return Fraction(whole if value >= 0 else -whole, scale)
