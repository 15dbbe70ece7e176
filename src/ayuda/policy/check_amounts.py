"""What is wrong with amounts and rates: numbers that are none, lines that say nothing."""

from __future__ import annotations

from collections.abc import Mapping

from ayuda.late_patterns import late
from ayuda.model import AmountLine, Fact, Interest, Policy
from ayuda.policy.check_conditions import Found, condition_problems, named
from ayuda.policy.check_numbers import day_names, is_number, number_names
from ayuda.policy.language.causes import causes_of_amount

MOST_FACTORS = 3
MOST_PRINCIPAL_FACTORS = 2
CURRENCY = late(r"[A-Z]{3}\Z")


def amount_problems(policy: Policy) -> Found:
    """The problems of all amounts and rates."""
    for name, amount in policy.amounts.items():
        path = f"amounts.{name}"
        if not amount.lines:
            yield f"{path}.lines", "no-values", {}
        if amount.unit not in policy.units and not CURRENCY.match(amount.unit):
            yield f"{path}.unit", "unknown-unit", named(amount.unit, ["EUR", *policy.units])
        for place, line in enumerate(amount.lines):
            inner = f"{path}.lines[{place}]"
            yield from condition_problems(
                f"{inner}.when", line.when, policy, policy.facts, outcome=False
            )
            yield from _line_problems(inner, policy, line)
        for key in ("floor", "cap"):
            bound = getattr(amount, key)
            if isinstance(bound, str) and not is_number(policy, bound):
                yield f"{path}.{key}", "no-number", named(bound, number_names(policy))
        ends = (amount.floor, amount.cap)
        if not any(end is None or isinstance(end, str) for end in ends) and ends[0] > ends[1]:  # type: ignore[operator]
            yield f"{path}.cap", "bounds-cross", {"value": "floor, cap"}
    for name, rates in policy.rates.items():
        days = [step.begins for step in rates.steps]
        if not days or days != sorted(set(days)):
            yield f"rates.{name}.steps", "rates-out-of-order", {}


def _line_problems(path: str, policy: Policy, line: AmountLine) -> Found:
    if bool(line.times) == (line.interest is not None):
        yield path, "line-of-nothing", {}
    if len(line.times) > MOST_FACTORS:
        yield f"{path}.times", "too-many-factors", {"most": str(MOST_FACTORS)}
    for place, part in enumerate(line.times):
        if isinstance(part, str) and not is_number(policy, part):
            yield f"{path}.times[{place}]", "no-number", named(part, number_names(policy))
    if line.interest is not None:
        yield from _interest_problems(f"{path}.interest", policy, line.interest)


def _interest_problems(path: str, policy: Policy, interest: Interest) -> Found:
    if not 0 < len(interest.on) <= MOST_PRINCIPAL_FACTORS:
        yield f"{path}.on", "too-many-factors", {"most": str(MOST_PRINCIPAL_FACTORS)}
    for place, part in enumerate(interest.on):
        if isinstance(part, str) and not is_number(policy, part):
            yield f"{path}.on[{place}]", "no-number", named(part, number_names(policy))
    for key, day in (("from", interest.begins), ("to", interest.to)):
        if day not in day_names(policy):
            yield f"{path}.{key}", "no-day", named(day, day_names(policy))
    if interest.rates not in policy.rates:
        yield f"{path}.rates", "unknown-rates", named(interest.rates, policy.rates)


def shown_amount_problems(
    path: str, policy: Policy, amount: str, facts: Mapping[str, Fact]
) -> Found:
    """An amount that a rule shows is made of what its flow has."""
    try:
        causes = causes_of_amount(policy, amount)
    except RecursionError:
        return
    outside = [cause for cause in causes if cause in policy.facts and cause not in facts]
    if outside:
        yield path, "computed-outside", {"value": amount, "facts": ", ".join(outside)}
