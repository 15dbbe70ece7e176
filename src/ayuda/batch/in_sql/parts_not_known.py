"""What in a flow no statement knows of: such a flow is decided by ``ayuda batch`` alone."""

from __future__ import annotations

from collections.abc import Iterator

from ayuda.engine.space import space_of
from ayuda.model import NOW, Policy, Window
from ayuda.policy.language.causes import LISTED, is_relation
from ayuda.policy.language.length import (
    Elapsed,
    WorkingDays,
    ends_with_a_day,
    length_name,
    span_of,
)


def parts_not_known(policy: Policy, flow_id: str) -> Iterator[str]:
    """The ids of these parts; none for most flows.

    Statements know choices, yes/no facts, moments that are past, windows of elapsed time or of
    working days from one of them, and what is computed from those without comparing times.
    """
    space = space_of(policy, flow_id)
    for name in policy.flows[flow_id].facts:
        fact = policy.facts[name]
        if fact.ask is None:
            continue
        is_moment = fact.kind == "moment" and fact.time == "past"
        if fact.several or not (fact.kind in LISTED or is_moment):
            yield name
    for variable in space.variables:
        name = variable.name
        if (name == NOW and NOW not in policy.facts) or is_relation(policy, name):
            yield name
        yield from (key for key in variable.shows if key in policy.facts and key in space.dated)
        yield from (
            key
            for key in variable.shows
            if key in policy.windows and not _is_known(policy.windows[key])
        )


def _is_known(window: Window) -> bool:
    if not isinstance(window.begins, str) or window.seen_at or length_name(window.lasts):
        return False
    if window.back or window.if_closed_day is not None:
        return False
    is_elapsed = isinstance(span_of(window.lasts), Elapsed)
    if not is_elapsed and not isinstance(span_of(window.lasts), WorkingDays):
        return False
    return is_elapsed != ends_with_a_day(window)
