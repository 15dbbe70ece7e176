"""Classes of values that the tests of a flow cannot tell apart, each with a value to stand for it.

What is tested cuts a line of numbers or days, and nothing else does; so a few classes are enough
for all values there can be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from typing import TypeAlias, TypeVar

import msgspec

from ayuda.model import GIVEN, MALFORMED, UNKNOWN, Check, Fact, Test
from ayuda.moments import FIRST_YEAR, LAST_YEAR
from ayuda.policy.language.conditions import Known, accepts

Range: TypeAlias = "tuple[Known | None, Known | None]"
"""From the first value to the last of a stretch of a line; None where it has no end."""
Tests = Sequence[Test]
Point = TypeVar("Point", Decimal, date)
ONE_DAY = timedelta(days=1)


class Sample(msgspec.Struct, frozen=True):
    """A class of values: one of them, and of numbers and days the stretches of the line."""

    value: Known
    ranges: tuple[Range, ...] = ()


def class_of(tests: Tests, value: Known) -> tuple[bool, ...]:
    """What tells the class of a value: which tests it passes."""
    return tuple([accepts(test, value) for test in tests])


def samples_of(fact: Fact, tests: Tests) -> tuple[Sample, ...]:
    """The classes of the values of a fact that is neither plain choice nor yes/no."""
    unknown = (UNKNOWN,) if fact.unstated == UNKNOWN else ()
    if fact.kind == "number":
        step = Decimal(1).scaleb(-fact.decimals)
        return number_samples(tests, step, fact.min, fact.max, unknown)
    if fact.kind in {"date", "moment"}:
        return day_samples(tests, unknown)
    if fact.kind == "text":
        states = (GIVEN, *((MALFORMED,) if fact.mask else ()), *unknown)
        return _classes(tests, states)
    return _classes(tests, _chosen(fact, tests))


def number_samples(
    tests: Tests,
    step: Decimal,
    least: Decimal | None = None,
    most: Decimal | None = None,
    more: tuple[str, ...] = (),
) -> tuple[Sample, ...]:
    """The classes of a line of numbers that are multiples of ``step``, within its ends."""
    cuts = {number for test in tests for number in numbers_in(test)} or {
        least or most or Decimal(0)
    }
    near = {number + side for number in cuts for side in (-step, 0, step)}
    near |= {end for end in (least, most) if end is not None}
    fitting = [
        number
        for number in sorted(near)
        if (least is None or number >= least) and (most is None or number <= most)
    ]
    return _lined(tests, fitting, (least, most), lambda number: number - step) + _classes(
        tests, more
    )


def day_samples(tests: Tests, more: tuple[str, ...] = ()) -> tuple[Sample, ...]:
    """The classes of all days."""
    cuts = {day for test in tests for day in days_in(test)} or {date(FIRST_YEAR, 1, 1)}
    first, last = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
    within = {
        min(max(day, first - ONE_DAY), last + ONE_DAY) for day in cuts
    }  # Ends of the calendar.
    near = {day + side * ONE_DAY for day in within for side in (-1, 0, 1)} | {first, last}
    fitting = sorted(day for day in near if first <= day <= last)
    lined = _lined(tests, fitting, (None, None), lambda day: day - ONE_DAY)
    return lined + _classes(tests, more)


def _lined(
    tests: Tests,
    points: Sequence[Point],
    ends: tuple[Point | None, Point | None],
    before: Callable[[Point], Point],
) -> tuple[Sample, ...]:
    """The classes of a line, given points on it in order that have every class among them."""
    found: dict[tuple[bool, ...], list[tuple[Point | None, Point | None]]] = {}
    values: dict[tuple[bool, ...], Point] = {}
    previous: tuple[bool, ...] | None = None
    for place, point in enumerate(points):
        own = class_of(tests, point)
        values.setdefault(own, point)
        if own != previous:
            if previous is not None:
                found[previous][-1] = (found[previous][-1][0], before(point))
            found.setdefault(own, []).append((ends[0] if not place else point, ends[1]))
        previous = own
    return tuple(Sample(values[own], tuple(ranges)) for own, ranges in found.items())


def _classes(tests: Tests, values: Iterable[Known]) -> tuple[Sample, ...]:
    found: dict[tuple[bool, ...], Known] = {}
    for value in values:
        found.setdefault(class_of(tests, value), value)
    return tuple(map(Sample, found.values()))


def _chosen(fact: Fact, tests: Tests) -> Iterator[tuple[str, ...]]:
    """The sets of a choice's values that tests can tell apart, in the order of its values."""
    tested = tested_values(tests)
    looked_at = [value for value in fact.values if value in tested]
    for size in range(len(looked_at) + 1):
        yield from combinations(looked_at, size)


def tested_values(tests: Iterable[Test]) -> frozenset[str]:
    """The values of a choice of several that tests name."""
    return frozenset(
        value
        for test in tests
        if isinstance(test, Check)
        for value in (*(test.any or ()), *(test.all or ()), *(test.none or ()))
    )


def numbers_in(test: Test) -> Iterator[Decimal]:
    """The numbers that a test names."""
    if isinstance(test, Check):
        for bound in (test.at_least, test.above, test.at_most, test.below):
            if bound is not None:
                yield bound
        if test.excludes is not None:
            yield from numbers_in(test.excludes)
        return
    for value in test if isinstance(test, tuple) else (test,):
        if isinstance(value, int):
            yield Decimal(value)


def days_in(test: Test) -> Iterator[date]:
    """The days that a test names."""
    if isinstance(test, Check):
        for day in (test.begins, test.after, test.until, test.before):
            if day is not None:
                yield day
