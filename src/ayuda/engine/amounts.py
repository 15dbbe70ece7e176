"""Amounts: sums to be told, of lines that hold. They never decide.

Numbers are exact until a line, and at last the sum, is rounded; halves go away from zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Context, Decimal, localcontext
from fractions import Fraction

import msgspec

from ayuda.engine.computed import CaseFacts, day_operand
from ayuda.model import Amount, AmountLine, Interest, Policy
from ayuda.policy.language.causes import causes_of_amount, exact
from ayuda.policy.language.conditions import Known, holds

DAYS_OF_YEAR = 365
"""What a yearly rate is divided by for each day, in leap years too."""
STEPS = {"cent": Decimal("0.01"), "whole": Decimal(1)}
DAY = timedelta(days=1)
EXACT = Context(prec=200)
"""Of sums and products of numbers, each of which has 24 digits at most."""


class LineValue(msgspec.Struct, frozen=True):
    """A line that counts: its place in the amount, and its value."""

    place: int
    value: Decimal


class AmountValue(msgspec.Struct, frozen=True):
    """What an amount comes to; None, without lines, where facts that it ``needs`` are not known.

    ``bounded`` says that its floor or cap stands for the sum of the lines.
    """

    id: str
    value: Decimal | None
    lines: tuple[LineValue, ...] = ()
    bounded: bool = False
    needs: tuple[str, ...] = ()


def amount_value(
    policy: Policy, name: str, values: Mapping[str, Known], case: CaseFacts
) -> AmountValue:
    """An amount for these values."""
    with localcontext(EXACT):
        return _amount_value(policy, name, values, case)


def _amount_value(
    policy: Policy, name: str, values: Mapping[str, Known], case: CaseFacts
) -> AmountValue:
    amount = policy.amounts[name]
    lines: list[LineValue] = []
    for place, line in enumerate(amount.lines):
        verdict = holds(line.when, values)
        if verdict is False:
            continue
        value = _line_value(policy, line, values, case) if verdict else None
        if value is None:
            return _unknown(policy, name, values, case)
        lines.append(LineValue(place, rounded(value, amount)))
    total = sum((line.value for line in lines), Decimal(0))
    least, most = (
        None if bound is None else _number(bound, values) for bound in (amount.floor, amount.cap)
    )
    if (amount.floor is not None and least is None) or (amount.cap is not None and most is None):
        return _unknown(policy, name, values, case)
    kept = total if least is None else max(total, rounded(least, amount))
    kept = kept if most is None else min(kept, rounded(most, amount))
    return AmountValue(name, kept.quantize(STEPS[amount.round]), tuple(lines), kept != total)


def _unknown(
    policy: Policy, name: str, values: Mapping[str, Known], case: CaseFacts
) -> AmountValue:
    """An amount that is not known, with the facts that it hangs on and nobody has stated."""
    causes = causes_of_amount(policy, name)
    needs = [cause for cause in causes if cause not in case.facts and cause not in values]
    return AmountValue(name, None, needs=tuple(needs))


def rounded(value: Fraction, amount: Amount) -> Decimal:
    """A value to the amount's step, a half away from zero."""
    step = Fraction(STEPS[amount.round])
    steps = abs(value) / step
    whole = (2 * steps.numerator + steps.denominator) // (2 * steps.denominator)
    return Decimal(-whole if value < 0 else whole) * STEPS[amount.round]


def _line_value(
    policy: Policy, line: AmountLine, values: Mapping[str, Known], case: CaseFacts
) -> Fraction | None:
    if line.interest is not None:
        return _interest(policy, line.interest, values, case)
    return _product(line.times, values)


def _product(parts: Sequence[str | int | float], values: Mapping[str, Known]) -> Fraction | None:
    product = Fraction(1)
    for part in parts:
        number = _number(part, values)
        if number is None:
            return None
        product *= number
    return product


def _number(part: str | float, values: Mapping[str, Known]) -> Fraction | None:
    value = values.get(part) if isinstance(part, str) else exact(part)
    return Fraction(value) if isinstance(value, Decimal | Fraction) else None


def _interest(
    policy: Policy, interest: Interest, values: Mapping[str, Known], case: CaseFacts
) -> Fraction | None:
    """Simple interest, for every day after the first up to and with the last at its own rate."""
    principal = _product(interest.on, values)
    first, last = (
        day_operand(policy, name, values, case) for name in (interest.begins, interest.to)
    )
    if principal is None or not isinstance(first, date) or not isinstance(last, date):
        return None
    steps = policy.rates[interest.rates].steps
    percents = Fraction(0)
    for place, step in enumerate(steps):
        begins = max(first + DAY, step.begins)
        following = steps[place + 1].begins if place + 1 < len(steps) else last + DAY
        days = (min(last + DAY, following) - begins).days
        percents += max(0, days) * Fraction(step.percent)
    return principal * percents / (100 * DAYS_OF_YEAR)
