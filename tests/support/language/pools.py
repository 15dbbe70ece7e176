"""Answers that stand for all that a fact can have: on both sides of whatever a flow tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import partial
from itertools import product
from math import ceil, floor

from ayuda.model import NOW, Beginning, Check, Condition, Fact, Policy, Test
from support.language.computed import Case, Page, lengths_of, not_yet_of, sources
from support.language.values import BLANK, NOT_YET, Answer, Nothing, exact

YEARS = timedelta(days=365 * 14)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
Point = date
"""A day or a moment."""


def conditions(policy: Policy, flow: str) -> Iterator[Condition]:
    """Every condition of a flow, and of what its conditions name."""
    for rule in policy.flows[flow].rules:
        yield rule.when
    for notice in policy.flows[flow].notices:
        yield notice.when
    for outcome in policy.outcomes.values():
        for step in outcome.steps:
            yield step.when
    for fact in policy.facts.values():
        yield fact.asked_if
        for implication in fact.implied:
            yield implication.when
    for derived in policy.derived.values():
        for branch in derived.first or ():
            yield branch.when
    for score in policy.scores.values():
        for point in score.points:
            yield point.when
    for amount in policy.amounts.values():
        for line in amount.lines:
            yield line.when


def tests_of(policy: Policy, flow: str, name: str) -> Iterator[Test]:
    """Every test of a name."""
    for condition in conditions(policy, flow):
        for tests in (condition,) if isinstance(condition, dict) else condition:
            if name in tests:
                yield tests[name]


def bounds(policy: Policy, flow: str, name: str) -> set[Fraction]:
    """The numbers that tests of a name are about."""
    found: set[Fraction] = set()
    for test in tests_of(policy, flow, name):
        written: tuple[object, ...] = test if isinstance(test, tuple) else (test,)
        if isinstance(test, Check):
            excluded = test.excludes
            written = excluded if isinstance(excluded, tuple) else (excluded,)
            written = (*written, test.at_least, test.above, test.at_most, test.below)
        found |= {
            exact(value)
            for value in written
            if isinstance(value, int | Decimal) and not isinstance(value, bool)
        }
    return found


def days_tested(policy: Policy, flow: str, name: str) -> set[date]:
    """The days that tests of a name are about."""
    checks = [test for test in tests_of(policy, flow, name) if isinstance(test, Check)]
    named = [day for test in checks for day in (test.begins, test.after, test.until, test.before)]
    return {day for day in named if day is not None}


def is_joint(policy: Policy) -> bool:
    """Whether windows or comparisons hang on several facts at once, or may.

    So do tests of a moment by its day and its windows, or windows of different kinds, together: the
    page lets them end in any order.
    """
    comparisons = any(
        derived.first is None and derived.highest is None for derived in policy.derived.values()
    )
    windows = any(
        isinstance(window.begins, Beginning)
        or window.seen_at is not None
        or any(isinstance(count, str) for count in lengths_of(window))
        for window in policy.windows.values()
    )
    begun = [source for window in policy.windows.values() for source in sources(window)]
    tested = {
        name
        for flow in policy.flows
        for name, fact in policy.facts.items()
        if fact.kind in {"date", "moment"} and days_tested(policy, flow, name)
    }
    return comparisons or windows or len(begun) != len({*begun}) or bool(tested)


def _solo(difference: tuple[str, str] | None) -> bool:
    return difference is not None and NOW in difference


class Pools:
    """The pools of a flow's facts."""

    def __init__(self, page: Page) -> None:
        self.page, self.policy = page, page.policy
        self.by_fact = {name: self.pool(name) for name in page.flow.facts}

    def pool(self, name: str) -> list[Answer]:
        fact = self.policy.facts[name]
        found: list[Answer]
        if fact.kind == "yes-no":
            found = [True, False]
        elif fact.kind == "choice":
            found = list(fact.values)
            if fact.several:
                sides = product(*((True, False) for _ in found))
                found = [
                    tuple(value for value, chosen in zip(fact.values, side, strict=True) if chosen)
                    for side in sides
                ]
        elif fact.kind == "number":
            found = list(self.numbers(name, fact))
        elif fact.kind == "text":
            found = ["ES12", "es 1 2", *(("x", "123") if fact.mask else ())]
        else:
            found = list(self.points(name, fact))
            if not_yet_of(self.policy, name):
                found.append(NOT_YET)
        return [*found, BLANK] if fact.unstated == "unknown" and is_open(fact) else found

    # ---------------------------------------------------------------- numbers

    def numbers(self, name: str, fact: Fact) -> list[Decimal]:
        """Both sides of every bound, and the ends."""
        step = Fraction(1, 10**fact.decimals)
        lowest = exact(fact.min) if fact.min is not None else Fraction(-50)
        highest = exact(fact.max) if fact.max is not None else Fraction(50)
        wanted = {lowest, highest}
        for bound in bounds(self.policy, self.page.flow_id, name):
            below, above = floor(bound / step) * step, ceil(bound / step) * step
            wanted |= {below - step, below, above, above + step}
        inside = sorted(value for value in wanted if lowest <= value <= highest)
        return [Decimal(value.numerator) / Decimal(value.denominator) for value in inside]

    # -------------------------------------------------------- days and moments

    def points(self, name: str, fact: Fact) -> list[Answer]:
        """Both sides of every day or moment at which something that hangs on it changes."""
        whole_days = fact.kind == "date"
        now = self.page.now
        today = self.page.clock.day_of(now)
        first: Point = today - YEARS if whole_days else now - YEARS
        last: Point = today + YEARS if whole_days else now + YEARS
        lowest = (today if whole_days else now) if fact.time == "future" else first
        highest = (today if whole_days else now) if fact.time == "past" else last
        step = DAY if whole_days else SECOND
        wanted: set[Point] = {lowest, highest, today if whole_days else now}
        for signature in self.signatures(name, whole_days=whole_days):
            for target in (0, 1):
                flip = first_at(first, last, step, partial(reaches, signature, target))
                if flip is not None:
                    wanted |= {flip - step, flip, flip + step}
        return sorted(value for value in wanted if lowest <= value <= highest)

    def signatures(self, name: str, *, whole_days: bool) -> Iterator[Callable[[Point], int]]:
        """What grows with a day or moment, seen as -1, 0 or 1."""
        page, clock = self.page, self.page.clock
        for day in days_tested(self.policy, page.flow_id, name):
            yield lambda at, day=day: sign_of(clock.point(at).day.toordinal() - day.toordinal())
        for key, window in self.policy.windows.items():
            if window.begins != name:
                continue
            yield lambda at: sign_of((clock.point(at).moment - page.now).total_seconds())
            if all(not isinstance(count, str) for count in lengths_of(window)):
                yield lambda at, key=key: self.end_sign(name, at, key)
        for key, derived in self.policy.derived.items():
            pair = derived.difference
            if pair is None or name not in pair or not _solo(pair):
                continue
            for bound in bounds(self.policy, page.flow_id, key):
                turned = -1 if pair[0] == NOW else 1
                yield lambda at, key=key, bound=bound, turned=turned: self.less(
                    name, at, key, bound, turned
                )

    def end_sign(self, name: str, at: Point, window: str) -> int:
        end = Case(self.page, {name: at}).end(window)
        assert end is not None
        return sign_of((end.moment - self.page.now).total_seconds())

    def less(self, name: str, at: Point, key: str, bound: Fraction, turned: int) -> int:
        value = Case(self.page, {name: at}).derived(self.policy.derived[key])
        assert isinstance(value, Fraction)
        return sign_of((value - bound) * turned)


def is_open(fact: Fact) -> bool:
    """Whether a blank is an answer to facts of this kind."""
    return fact.kind in {"number", "date", "moment", "text"}


def sign_of(value: float | Fraction) -> int:
    """-1, 0 or 1."""
    return (value > 0) - (value < 0)


def reaches(signature: Callable[[Point], int], target: int, at: Point) -> bool:
    """Whether a signature has got to a target."""
    return signature(at) >= target


def first_at(
    first: Point, last: Point, step: timedelta, holds: Callable[[Point], bool]
) -> Point | None:
    """The first day or moment at which something holds that goes on holding."""
    count = (last - first) // step
    if holds(first) or not holds(last):
        return None
    low, high = 0, count
    while high - low > 1:
        middle = (low + high) // 2
        if holds(first + step * middle):
            high = middle
        else:
            low = middle
    return first + step * high


__all__ = ["Nothing", "Pools", "conditions", "is_joint"]
