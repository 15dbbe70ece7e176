"""For which other moments a decision stays as it is, in all but the moments it tells.

It is said only where moments decide by windows that count from one of them, and nothing of the
policy looks at a day or a moment otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec

from ayuda.engine.variables import DAYS, conditions_of, windows_of
from ayuda.engine.windows import ELAPSED, Facts, Setting, moment_of, until, window_state
from ayuda.model import NOW, Condition, Flow, Policy
from ayuda.policy.language.causes import conditions_of_amount, given_causes, single_moment
from ayuda.policy.language.conditions import names
from ayuda.policy.language.length import ends_with_a_day, unit_of

SECOND = timedelta(seconds=1)


class Distance(msgspec.Struct, frozen=True):
    """How many seconds after a fact's moment the present may be; None where any number may."""

    fact: str
    least: int | None
    most: int | None


class Steadiness(msgspec.Struct, frozen=True):
    """What has to stay as it is: how far the present is from facts, and the days of these.

    ``days`` are facts, or ``now``, whose day of the calendar may not be another. ``ends`` has by
    window how many seconds after its moment it ends; not of one that ends with a day.
    """

    distances: tuple[Distance, ...]
    days: frozenset[str]
    ends: dict[str, int]


def steadiness(setting: Setting, flow_id: str, facts: Facts) -> Steadiness | None:
    """For which moments a decision of these facts stays; None where that cannot be said so."""
    policy = setting.policy
    flow = policy.flows[flow_id]
    if _looks_at_days(policy, flow):
        return None
    found = _Found()
    for name, value in facts.items():
        fact = policy.facts[name]
        if fact.kind == "date":
            found.days.add(NOW)
        elif isinstance(value, datetime) and fact.time is not None:
            is_past = fact.time == "past"
            found.distances.append(Distance(name, 0 if is_past else None, None if is_past else 0))
    if not all(_is_steady(setting, name, facts, found) for name in _windows(policy, flow)):
        return None
    return Steadiness(tuple(found.distances), frozenset(found.days), found.ends)


class _Found(msgspec.Struct):
    """What has been found so far."""

    distances: list[Distance] = []
    days: set[str] = set()
    ends: dict[str, int] = {}


def _is_steady(setting: Setting, window_id: str, facts: Facts, found: _Found) -> bool:
    """Whether it can be said how long a window stays as it is; what is found of it is added."""
    window = setting.policy.windows[window_id]
    origin = window.begins
    if not isinstance(origin, str) or single_moment(setting.policy, window) is None or window.back:
        return False
    begins = setting.now if origin == NOW else moment_of(facts.get(origin), setting)
    if ends_with_a_day(window):
        found.days.update({NOW} if begins is None else {NOW, origin})
        if begins is not None and origin != NOW:
            found.distances.append(_same_side(origin, begins, setting.now))
        return True
    if unit_of(window.lasts)[0] not in ELAPSED or window.if_closed_day is not None:
        return False
    start = setting.now if begins is None else begins
    found.ends[window_id] = (until(window, start, setting) - start) // SECOND
    if begins is not None and origin != NOW:
        least, most = _same_state(setting, window_id, facts, begins, found.ends[window_id])
        found.distances.append(Distance(origin, least, most))
    return True


def _windows(policy: Policy, flow: Flow) -> Iterator[str]:
    """The windows that can have a part in what a decision of the flow says."""
    offers = (name for other in policy.flows.values() for name in names(other.offered_if))
    for name in dict.fromkeys((*windows_of(policy, flow), *offers)):
        if name in policy.windows:
            yield name


def _looks_at_days(policy: Policy, flow: Flow) -> bool:
    """Whether a condition or an amount looks at a day or a moment otherwise than by a state."""
    amounts = [policy.amounts[name] for rule in flow.rules for name in rule.amounts]
    if any(line.interest is not None for amount in amounts for line in amount.lines):
        return True
    for condition in _conditions(policy, flow):
        for name in names(condition):
            causes = () if name in policy.windows else given_causes(policy, name)
            for cause in causes:
                if cause == NOW or policy.facts[cause].kind in DAYS:
                    return True
    return False


def _conditions(policy: Policy, flow: Flow) -> Iterator[Condition]:
    """Those of a flow, and those that its decisions' notices, steps and ways on look at."""
    yield from conditions_of(policy, flow)
    yield from (notice.when for notice in flow.notices)
    for rule in flow.rules:
        for amount in rule.amounts:
            yield from conditions_of_amount(policy.amounts[amount])
        yield from (step.when for step in policy.outcomes[rule.outcome].steps)
    yield from (other.offered_if for other in policy.flows.values())


def _same_side(fact: str, begins: datetime, now: datetime) -> Distance:
    return Distance(fact, 0, None) if begins <= now else Distance(fact, None, -1)


def _same_state(
    setting: Setting, window_id: str, facts: Facts, begins: datetime, length: int
) -> tuple[int | None, int | None]:
    """How many seconds the present may be from where a window begins, for the state it has."""

    def state_after(seconds: int) -> str | None:
        then = msgspec.structs.replace(setting, now=begins + seconds * SECOND)
        seen = window_state(then, window_id, facts)
        return None if seen is None else seen.state

    firsts = sorted({0, length, length + 1})
    stretches = [(None, -1), *zip(firsts, [*(one - 1 for one in firsts[1:]), None], strict=True)]
    states = [state_after(-1 if least is None else least) for least, _ in stretches]
    passed = (setting.now - begins) // SECOND
    at = max(i for i, (least, _) in enumerate(stretches) if least is None or least <= passed)
    first = last = at
    while first > 0 and states[first - 1] == states[at]:
        first -= 1
    while last + 1 < len(states) and states[last + 1] == states[at]:
        last += 1
    return stretches[first][0], stretches[last][1]
