"""Two policies in one: what both have alike under one name, the rest under names of their own.

Only what decides is kept: no words, no statements, nothing that is shown. Conditions that are
lists become derived facts, so that both flows look at the same variables.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec
from msgspec import structs

from ayuda.engine.joint.renamed import NO_OUTCOME, NO_WORDS, Renamed, bare_part
from ayuda.engine.variables import can_be_not_yet
from ayuda.engine.windows import Setting
from ayuda.model import (
    NOW,
    UNKNOWN,
    Check,
    Condition,
    Derived,
    Fact,
    Flow,
    Outcome,
    Policy,
    Rule,
    When,
    Window,
)
from ayuda.policy.language.causes import computed_of, straight_causes
from ayuda.policy.language.length import clock_of_end, ends_with_a_day, unit_of

NEW = "new "
"""Before a name of the new policy that the old one does not have, or has otherwise."""
CUTS = "cuts"
"""The flow whose conditions cut cases for both flows."""


class Joint(msgspec.Struct, frozen=True):
    """The old and the new policy as far as they decide a flow, in the same names.

    ``cut`` is a policy of both, whose one flow has all facts and all conditions. ``apart`` are the
    facts of both that no case can state for both: they are of another kind. ``same_calendar`` says
    whether days are counted alike.
    """

    old: Policy
    new: Policy
    cut: Policy
    apart: tuple[str, ...]
    same_calendar: bool


def own_name(name: str) -> str:
    """What a joint policy's name is called in its own policy."""
    return name.removeprefix(NEW)


def is_new(name: str) -> bool:
    """Whether a name is one that only the new policy has, or has so."""
    return name.startswith(NEW)


def joint_policies(old: Setting, new: Setting, flow_id: str) -> Joint:
    """Both policies in the same names, for a flow that both have."""
    same_calendar = _calendar(old) == _calendar(new)
    names = _Names(old.policy, new.policy, same_calendar=same_calendar)
    first, second = Renamed(old.policy, lambda name: name), Renamed(new.policy, names.joint)
    facts = {**second.facts(), **first.facts()}
    windows = {**first.windows(), **second.windows()}
    derived: dict[str, Derived] = {}
    scores = {**first.scores(derived), **second.scores(derived)}
    derived |= {**first.derived(), **second.derived()}
    tables = {**first.tables(), **second.tables()}
    old_flow, new_flow = first.flow(flow_id, derived), second.flow(flow_id, derived)
    computed = {"windows": windows, "derived": derived, "scores": scores, "tables": tables}
    both = [name for name in old_flow.facts if name in new_flow.facts]
    merged = {name: _merged(first.facts()[name], second.facts()[name]) for name in both}
    apart = tuple(name for name, fact in merged.items() if fact is None)
    cut_facts = {**facts, **{name: fact for name, fact in merged.items() if fact is not None}}
    order = dict.fromkeys((*old_flow.facts, *new_flow.facts))
    conditions = [
        *_conditions(old_flow, first.facts()),
        *_conditions(new_flow, second.facts()),
        *(
            bounds
            for name in both
            for bounds in _bounds(name, first.facts()[name], second.facts()[name])
        ),
    ]
    rules = tuple(Rule(id=CUTS, when=when, outcome=NO_OUTCOME) for when in conditions if when)
    bare = {
        name: structs.replace(fact, asked_if={}, implied=()) for name, fact in cut_facts.items()
    }
    cut_flow = Flow(title=NO_WORDS, about=NO_WORDS, facts=tuple(order), rules=rules)
    return Joint(
        _policy(old.policy, {**facts, **first.facts()}, old_flow, computed),
        _policy(new.policy, {**facts, **second.facts()}, new_flow, computed),
        _policy(old.policy, bare, cut_flow, computed),
        apart,
        same_calendar,
    )


def is_alike(joint: Joint) -> bool:
    """Whether both flows are the same but for words and what is shown: nothing can differ."""
    (old,), (new,) = joint.old.flows.values(), joint.new.flows.values()
    return (
        set(old.facts) == set(new.facts)
        and [rule.when for rule in old.rules] == [rule.when for rule in new.rules]
        and all(joint.old.facts[name] == joint.new.facts[name] for name in old.facts)
        and not can_be_not_yet(joint.old).symmetric_difference(can_be_not_yet(joint.new))
    )


def _calendar(setting: Setting) -> tuple[object, ...]:
    calendar = setting.calendar
    return setting.policy.time_zone, calendar.country, calendar.region, calendar.days


def is_clocked(window: Window) -> bool:
    """Whether a window hangs on no calendar: so many minutes or hours, to the instant."""
    by_days = ends_with_a_day(window) or clock_of_end(window) is not None
    return unit_of(window.lasts)[0] in {"minutes", "hours"} and not (
        by_days or window.if_closed_day
    )


class _Names:
    """Which parts of the new policy are those of the old one."""

    def __init__(self, old: Policy, new: Policy, *, same_calendar: bool) -> None:
        self._old = old
        self._new = new
        self._same_calendar = same_calendar
        self._same: dict[str, bool] = {}

    def joint(self, name: str) -> str:
        """The name of a part of the new policy in the joint one."""
        if name == NOW and NOW not in self._new.facts:
            return name
        return name if self._is_shared(name) else f"{NEW}{name}"

    def _is_shared(self, name: str) -> bool:
        found = self._same.get(name)
        if found is None:
            self._same[name] = False  # Nothing hangs on itself.
            found = self._same[name] = self._find_out(name)
        return found

    def _find_out(self, name: str) -> bool:
        old, new = self._old, self._new
        if name in new.facts:
            others = (old.windows, old.derived, old.scores, old.tables)
            return name in old.facts or not any(name in parts for parts in others)
        if name in new.windows:
            own, other = new.windows[name], old.windows.get(name)
            alike = other is not None and bare_part(own) == bare_part(other)
            alike = alike and (self._same_calendar or is_clocked(own))
            causes = straight_causes(new, name) if alike else ()
            return alike and all(self._is_known(cause) for cause in causes)
        own_part, other_part = computed_of(new, name), computed_of(old, name)
        if own_part is not None:
            alike = other_part is not None and bare_part(own_part) == bare_part(other_part)
            return alike and all(self._is_known(cause) for cause in straight_causes(new, name))
        return True

    def _is_known(self, cause: str) -> bool:
        if cause in self._new.facts:
            return cause in self._old.facts
        return self._is_shared(cause)


# ---------------------------------------------------------------------- both


def _policy(
    like: Policy, facts: dict[str, Fact], flow: Flow, computed: Mapping[str, Any]
) -> Policy:
    return Policy(
        format="ayuda.policy/1",
        id=like.id,
        title=NO_WORDS,
        source=NO_WORDS,
        time_zone=like.time_zone,
        country=like.country,
        statements={},
        facts=facts,
        outcomes={NO_OUTCOME: Outcome(title=NO_WORDS, steps=())},
        flows={CUTS: flow},
        **computed,
    )


def _conditions(flow: Flow, facts: Mapping[str, Fact]) -> list[Condition]:
    """What a flow's rules, guards and implications look at."""
    found: list[Condition] = [rule.when for rule in flow.rules]
    for name in flow.facts:
        found += [facts[name].asked_if, *(one.when for one in facts[name].implied)]
    return found


def _bounds(name: str, old: Fact, new: Fact) -> list[When]:
    """The tests that tell the numbers that both policies know from those that one does."""
    if old.kind != "number" or (old.min, old.max) == (new.min, new.max):
        return []
    return [
        {name: Check(at_least=fact.min, at_most=fact.max)}
        for fact in (old, new)
        if fact.min is not None or fact.max is not None
    ]


def _merged(old: Fact, new: Fact) -> Fact | None:
    """A fact that has the values of both; None where no value can be one of both."""
    times = {old.time, new.time} - {"any"}
    is_day = old.kind in {"date", "moment"}
    if (old.kind, old.several, old.mask) != (new.kind, new.several, new.mask) or (
        is_day and len(times) > 1
    ):
        return None
    unknown = [fact.unstated == UNKNOWN for fact in (old, new)]
    return structs.replace(
        old,
        values={**old.values, **new.values},
        min=_least(old.min, new.min),
        max=None if None in (old.max, new.max) else max(old.max, new.max),  # type: ignore[type-var]
        decimals=max(old.decimals, new.decimals),
        time=next(iter(times), "any"),
        unstated=UNKNOWN if (all(unknown) if is_day else any(unknown)) else None,
    )


def _least(old: Decimal | None, new: Decimal | None) -> Decimal | None:
    return None if old is None or new is None else min(old, new)
