"""What is computed from facts: derived facts, scores, tables; and what each of them hangs on.

Each is worked out from what is known, or is not known itself. ``docs/policy.md`` says what they
mean.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

import msgspec

from ayuda.engine.windows import Facts, Setting, moment_of, window_end
from ayuda.model import NOW, UNKNOWN, Derived, Lookup, Policy, Score
from ayuda.policy.language.causes import computed_of, exact, given_causes, is_listed
from ayuda.policy.language.conditions import NO_STATE, Known, holds
from ayuda.policy.language.length import ends_with_a_day

HUNDRED = 100
INSTANT = timedelta(microseconds=1)
SPANS = {"hours": timedelta(hours=1), "minutes": timedelta(minutes=1)}


class CaseFacts(msgspec.Struct, frozen=True):
    """What a value may be computed from besides other values: the facts as given, the present."""

    setting: Setting
    facts: Facts


def compute(
    policy: Policy, name: str, values: Mapping[str, Known], case: CaseFacts
) -> Known | None:
    """The value of a derived fact, a score or a table; None while it is not known."""
    part = computed_of(policy, name)
    if isinstance(part, Score):
        return _score(part, values)
    if isinstance(part, Lookup):
        key = tuple(values.get(fact) for fact in part.by)
        return None if None in key else _rows_of(policy, name).get(key)
    if part is None:
        return None
    if part.first is not None:
        return _first(part, values)
    if part.highest is not None:
        return _highest(policy, part.highest, values)
    return _compared(policy, part, values, case)


def _score(score: Score, values: Mapping[str, Known]) -> Known | None:
    total = 0
    for points in score.points:
        verdict = holds(points.when, values)
        if verdict is None:
            return None
        total += points.add if verdict else 0
    return Decimal(total)


def _first(derived: Derived, values: Mapping[str, Known]) -> Known | None:
    for branch in derived.first or ():
        verdict = holds(branch.when, values)
        if verdict is None:
            return None
        if verdict:
            return exact(branch.value)
    return None


def _highest(policy: Policy, scores: Sequence[str], values: Mapping[str, Known]) -> str | None:
    found = [_score(policy.scores[name], values) for name in scores]
    totals = [total for total in found if isinstance(total, Decimal)]
    return scores[totals.index(max(totals))] if len(totals) == len(scores) else None


def _rows_of(policy: Policy, name: str) -> Mapping[tuple[Known | None, ...], Known]:
    """A table by the values that it goes by; made once for a policy."""
    made: dict[str, dict[tuple[Known | None, ...], Known]] = vars(policy).setdefault("rows", {})
    if name not in made:
        table = policy.tables[name]
        made[name] = {
            tuple(row[fact] for fact in table.by): exact(row["value"])  # type: ignore[misc]
            for row in table.rows
        }
    return made[name]


# ------------------------------------------------------------------- compared


def _compared(
    policy: Policy, derived: Derived, values: Mapping[str, Known], case: CaseFacts
) -> Known | None:
    """What two numbers or days come to; unknown where one of them is."""
    operands = derived.same or derived.difference or derived.percent_of or ()
    if derived.difference is not None and derived.within != "days":
        moments = [_moment(policy, name, values, case) for name in operands]
        return _apart(moments, SPANS[derived.within])
    one, other = (_operand(policy, name, values, case) for name in operands)
    if one is None or other is None:
        return None
    are_listed = all(is_listed(policy, operand) for operand in operands)
    if NO_STATE in (one, other) or (UNKNOWN in (one, other) and not are_listed):
        return UNKNOWN
    if derived.same is not None:
        return one == other
    if isinstance(one, date) and isinstance(other, date):
        return Decimal((one - other).days)
    return _of_numbers(one, other, is_share=derived.percent_of is not None)


def _of_numbers(one: Known, other: Known, *, is_share: bool) -> Known:
    """The first of two numbers less the second, or as a percentage of it; unknown of nothing."""
    no_number = (str, bool, tuple, date)
    if isinstance(one, no_number) or isinstance(other, no_number) or (is_share and other == 0):
        return UNKNOWN
    if not is_share and isinstance(one, Decimal) and isinstance(other, Decimal):
        return one - other
    from fractions import Fraction

    if is_share:
        return Fraction(one) * HUNDRED / Fraction(other)
    return Fraction(one) - Fraction(other)


def _operand(
    policy: Policy, name: str, values: Mapping[str, Known], case: CaseFacts
) -> Known | None:
    """A number, an id, or a day: of a fact, of today, or the last one of a window."""
    if name in policy.windows:
        if not is_settled(policy, name, values, case):
            return None
        window = policy.windows[name]
        end = window_end(case.setting, window, case.facts, values)
        if end is None:
            return UNKNOWN
        last = end - INSTANT if ends_with_a_day(window) else end
        return case.setting.day_of(last)
    if name == NOW:
        return case.setting.day_of(case.setting.now)
    if name in policy.facts and policy.facts[name].kind in {"date", "moment"}:
        return day_seen(case.setting, case.facts.get(name)) or values.get(name)
    return values.get(name)


def is_settled(policy: Policy, name: str, values: Mapping[str, Known], case: CaseFacts) -> bool:
    """Whether nothing more can be learnt of what a window hangs on."""
    return all(
        fact == NOW
        or fact in values
        or (fact in case.facts and policy.facts[fact].kind in {"date", "moment"})
        for fact in given_causes(policy, name)
    )


def day_operand(
    policy: Policy, name: str, values: Mapping[str, Known], case: CaseFacts
) -> Known | None:
    """The day that a date, a moment, a window's end or ``now`` is; None while it is not known."""
    return _operand(policy, name, values, case)


def _moment(
    policy: Policy, name: str, values: Mapping[str, Known], case: CaseFacts
) -> datetime | str | None:
    if name == NOW:
        return case.setting.now
    if name in policy.windows:
        if not is_settled(policy, name, values, case):
            return None
        return window_end(case.setting, policy.windows[name], case.facts, values) or UNKNOWN
    moment = moment_of(case.facts.get(name), case.setting)
    return UNKNOWN if moment is None and values.get(name) in {UNKNOWN, NO_STATE} else moment


def _apart(moments: Sequence[datetime | str | None], unit: timedelta) -> Known | None:
    """How much later the first of two moments is, in that unit."""
    if None in moments:
        return None
    one, other = moments
    if isinstance(one, str) or isinstance(other, str):
        return UNKNOWN
    assert one is not None
    assert other is not None
    from fractions import Fraction

    return Fraction((one - other) // INSTANT, unit // INSTANT)


def day_seen(setting: Setting, value: object) -> date | str | None:
    """A date or a moment as its day in the policy's time zone; None for anything else."""
    if isinstance(value, datetime):
        return setting.day_of(value)
    return value if isinstance(value, date) or value == UNKNOWN else None
