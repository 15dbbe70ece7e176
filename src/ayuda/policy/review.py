"""When a policy is to be held against its source again."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from ayuda.model import Policy
from ayuda.policy.check_conditions import Found

MOST_DAYS = 36_525
"""A hundred years: what is longer is a slip of the keyboard."""
DAYS = {"days": 1, "months": 30, "years": 365}
"""About how long each unit is."""
MONTHS_OF_YEAR = 12


def review_problems(policy: Policy) -> Found:
    """A span that is none, or one that counts from no day."""
    if policy.review_every is None:
        return
    units = msgspec.structs.asdict(policy.review_every)
    given = {unit: count for unit, count in units.items() if count is not None}
    fits = (count >= 1 and count * DAYS[unit] <= MOST_DAYS for unit, count in given.items())
    if len(given) != 1 or not all(fits):
        yield "review_every", "bad-review", {}
    if policy.reviewed is None:
        yield "review_every", "review-without-day", {}


def review_due(policy: Policy) -> date | None:
    """The day on which the next review is due; None where the policy says nothing of it."""
    day, every = policy.reviewed, policy.review_every
    if day is None or every is None:
        return None
    if every.days is not None:
        return day + timedelta(days=every.days) if day.year < date.max.year - 100 else date.max
    from calendar import monthrange

    months = (every.months or 0) + (every.years or 0) * MONTHS_OF_YEAR
    year, month = divmod(day.year * MONTHS_OF_YEAR + day.month - 1 + months, MONTHS_OF_YEAR)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
