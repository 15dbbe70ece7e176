"""Amounts with their lines: ``docs/policy.md``, "Amounts"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from ayuda.model import Interest
from support.language.computed import Case
from support.language.values import exact, rounded

DAYS_OF_A_YEAR = 365


@dataclass(frozen=True)
class Told:
    """An amount: its sum and its lines by their place; None where a number is not known."""

    total: Fraction | None
    lines: tuple[tuple[int, Fraction], ...]


def amount(case: Case, name: str) -> Told:
    """An amount of a whole case."""
    said = case.policy.amounts[name]
    digits = 2 if said.round == "cent" else 0
    lines: list[tuple[int, Fraction]] = []
    for place, line in enumerate(said.lines):
        if not case.holds(line.when):
            continue
        if line.interest is None:
            value = product(case, line.times)
        else:
            value = interest(case, line.interest)
        if value is None:
            return Told(None, ())
        lines.append((place, rounded(value, digits)))
    total = sum((value for _, value in lines), Fraction(0))
    for bound, pick in ((said.floor, max), (said.cap, min)):
        if bound is not None:
            limit = number(case, bound)
            if limit is None:
                return Told(None, ())
            total = pick(total, limit)
    return Told(total, tuple(lines))


def number(case: Case, written: str | float) -> Fraction | None:
    """A number that is written down, or the one under a name."""
    if not isinstance(written, str):
        return exact(written)
    value = case.value(written)
    return value if isinstance(value, Fraction) else None


def product(case: Case, factors: tuple[str | int | float, ...]) -> Fraction | None:
    """The product of numbers; None where one is not known."""
    found = Fraction(1)
    for factor in factors:
        value = number(case, factor)
        if value is None:
            return None
        found *= value
    return found


def interest(case: Case, said: Interest) -> Fraction | None:
    """Interest for each day after one up to and with another, each at the rate of its own day."""
    principal = product(case, said.on)
    begins, to = case.point(said.begins), case.point(said.to)
    if principal is None or begins is None or to is None:
        return None
    steps = case.policy.rates[said.rates].steps
    percent_days = Fraction(0)
    day = begins.day
    while day < to.day:
        day += timedelta(days=1)
        current = [step.percent for step in steps if step.begins <= day]
        percent_days += exact(current[-1]) if current else 0
    return principal * percent_days / 100 / DAYS_OF_A_YEAR
