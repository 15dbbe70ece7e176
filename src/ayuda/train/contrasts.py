"""Pairs of calls: one fact apart, and so with another outcome."""

from __future__ import annotations

from datetime import datetime, timedelta

from ayuda.engine.changes.nearest import nearest_change
from ayuda.engine.diagram import TooManyNodes
from ayuda.engine.drawing.drawn import must_be_drawn
from ayuda.engine.drawing.guesses import neighbours_of
from ayuda.engine.space import Space, space_of
from ayuda.engine.stretches import SECOND, is_not_yet, moments_in
from ayuda.engine.windows import FactValue, Setting
from ayuda.policy.language.causes import is_plain
from ayuda.train.cards import ShownCase
from ayuda.train.cases import MINUTE, rule_of, states_in, whole_minute

NEAR = timedelta(minutes=5)
"""Up to so far a moment is moved for a contrast before another fact is changed."""


def contrast_of(setting: Setting, case: ShownCase) -> tuple[ShownCase, str] | None:
    """The nearest case in which one fact is another and the outcome too, and that fact."""
    setting = Setting(setting.policy, case.now, setting.calendar)
    moved = _moved(setting, case)
    if moved is not None:
        return moved
    if must_be_drawn(space_of(setting.policy, case.flow)):
        return _changed(setting, case)
    try:
        change = nearest_change(setting, case.flow, case.facts)
    except (TooManyNodes, ValueError):
        return None
    if change is None or len(change.facts) != 1:
        return None
    [(name, value)] = change.facts.items()
    facts = {key: known for key, known in case.facts.items() if key != name}
    if value is not None:
        if isinstance(value, datetime):
            value = _in_whole_minutes(setting, case, name, value)
        facts[name] = value
    before, after = (rule_of(setting, case.flow, known) for known in (case.facts, facts))
    if after is None or not _differ(space_of(setting.policy, case.flow), before, after):
        return None
    return ShownCase(case.flow, facts, case.now, case.region), name


def _changed(setting: Setting, case: ShownCase) -> tuple[ShownCase, str] | None:
    """The case in which one fact is another of those nearest to it, and so the outcome."""
    space = space_of(setting.policy, case.flow)
    before = rule_of(setting, case.flow, case.facts)
    for name, value in sorted(case.facts.items(), key=lambda pair: is_plain(space.facts[pair[0]])):
        for other in neighbours_of(setting, space.facts[name], value):
            facts = {**case.facts, name: other}
            after = rule_of(setting, case.flow, facts)
            if after is not None and _differ(space, before, after):
                return ShownCase(case.flow, facts, case.now, case.region), name
    return None


def _moved(setting: Setting, case: ShownCase) -> tuple[ShownCase, str] | None:
    """The case in which one moment lies just beyond where a window changes, and so the outcome."""
    space = space_of(setting.policy, case.flow)
    before = rule_of(setting, case.flow, case.facts)
    found: list[tuple[timedelta, str, dict[str, FactValue]]] = []
    for variable in space.variables:
        known = case.facts.get(variable.name)
        if not isinstance(known, datetime):
            continue
        for answer in variable.answers:
            states = states_in(answer)
            if states is None:
                continue
            ends = None if is_not_yet(setting, states) else moments_in(setting, states)
            if ends is None:
                continue
            low = known if ends[0] is None else whole_minute(ends[0] + MINUTE - SECOND)
            moment = min(max(known, low), whole_minute(ends[1]))
            facts = {**case.facts, variable.name: moment}
            after = rule_of(setting, case.flow, facts)
            if after is not None and _differ(space, before, after) and moment >= low:
                found.append((abs(moment - known), variable.name, facts))
    if not found or min(one[0] for one in found) > NEAR:
        return None
    _, name, facts = min(found, key=lambda one: one[0])
    return ShownCase(case.flow, facts, case.now, case.region), name


def _differ(space: Space, before: str | None, after: str) -> bool:
    """Whether two rules come to two outcomes."""
    outcomes = {rule.id: rule.outcome for rule in space.flow.rules}
    return before is not None and outcomes[before] != outcomes[after]


def _in_whole_minutes(setting: Setting, case: ShownCase, name: str, moment: datetime) -> datetime:
    """The moment that people can say which is nearest to one, with the same outcome."""
    wanted = rule_of(setting, case.flow, {**case.facts, name: moment})
    down = whole_minute(moment)
    for near in (down, down + MINUTE):
        if (
            near <= setting.now
            and rule_of(setting, case.flow, {**case.facts, name: near}) == wanted
        ):
            return near
    return moment
