"""What is wrong with windows: from what they count, how long, and when they are seen."""

from __future__ import annotations

import msgspec

from ayuda.model import NOW, UNKNOWN, Beginning, Policy, Window
from ayuda.policy.check_conditions import Found, named
from ayuda.policy.check_numbers import is_number
from ayuda.policy.language.causes import names_of
from ayuda.policy.language.length import (
    DAY_END,
    INSTANT_END,
    clock_of_end,
    ends_with_a_day,
    unit_of,
)

LONGEST = {
    "minutes": 1_000_000,
    "hours": 100_000,
    "days": 40_000,
    "weeks": 5_000,
    "months": 1_200,
    "years": 100,
    "working_days": 1_000,
}
"""Of a window; beyond it are slips of the keyboard, and years to count through."""


def beginning_problems(path: str, policy: Policy, window: Window) -> Found:
    """A window counts from moments and dates, or from another's end, and is seen at one."""
    moments = [key for key, fact in policy.facts.items() if fact.kind in {"moment", "date"}]
    begins = window.begins
    if isinstance(begins, Beginning):
        yield from _several_problems(f"{path}.from", policy, begins)
    for name in names_of(begins):
        if name != NOW and name not in moments:
            yield f"{path}.from", "unknown-fact", named(name, [NOW, *moments])
    if window.seen_at is not None and window.seen_at not in moments:
        yield f"{path}.seen_at", "unknown-fact", named(window.seen_at, moments)
    straight = names_of(begins) if isinstance(begins, str) else ()
    for name in straight:
        fact = policy.facts.get(name)
        if fact is not None and fact.unstated == UNKNOWN and window.not_yet is None:
            yield f"{path}.from", "blank-without-state", {"value": name}
    hangs_on_several = isinstance(begins, Beginning) or window.seen_at is not None
    if window.else_now and hangs_on_several:
        yield f"{path}.else_now", "else-now-of-several", {}


def _several_problems(path: str, policy: Policy, begins: Beginning) -> Found:
    given = [key for key, value in msgspec.structs.asdict(begins).items() if value is not None]
    if len(given) != 1 or (begins.end_of is None and not names_of(begins)):
        yield path, "bad-beginning", {}
        return
    if begins.end_of is None:
        return
    other = policy.windows.get(begins.end_of)
    if other is None:
        yield f"{path}.end_of", "unknown-window", named(begins.end_of, policy.windows)
    elif isinstance(other.begins, Beginning) and other.begins.end_of is not None:
        yield f"{path}.end_of", "windows-too-deep", {"value": begins.end_of}


def length_problems(path: str, policy: Policy, window: Window) -> Found:
    """A window lasts a whole number of one unit, which a number fact or a table may give."""
    units = msgspec.structs.asdict(window.lasts)
    given = {unit: length for unit, length in units.items() if length is not None}
    if len(given) != 1 or not all(_fits(policy, *pair) for pair in given.items()):
        yield f"{path}.lasts", "bad-length", {}
        return
    unit = unit_of(window.lasts)[0]
    clock = clock_of_end(window)
    if window.ends not in {None, INSTANT_END, DAY_END} and clock is None:
        allowed = [INSTANT_END, DAY_END, "18:00"]
        yield f"{path}.ends", "unknown-value", named(str(window.ends), allowed)
        return
    if clock is not None and unit in {"minutes", "hours"}:
        yield f"{path}.ends", "key-not-for-kind", {"value": "ends", "allowed": "days, …"}
    has_last_day = ends_with_a_day(window) or clock is not None
    if window.if_closed_day is not None and not has_last_day:
        yield f"{path}.if_closed_day", "ends-without-day", {"value": unit}


def _fits(policy: Policy, unit: str, length: int | str) -> bool:
    if isinstance(length, int):
        return (0 if unit == "days" else 1) <= length <= LONGEST[unit]
    fact, table = policy.facts.get(length), policy.tables.get(length)
    if fact is not None:
        bounded = fact.min is not None and fact.max is not None
        whole = is_number(policy, length) and not fact.decimals
        return bounded and whole and fact.min >= 0 and fact.max <= LONGEST[unit]  # type: ignore[operator]
    if table is None or not is_number(policy, length):
        return False
    values = [row.get("value") for row in table.rows]
    return all(isinstance(value, int) and 0 <= value <= LONGEST[unit] for value in values)
