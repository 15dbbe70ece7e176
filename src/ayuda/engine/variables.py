"""What a flow's cases differ in: facts with their answers, and what conditions see of each.

Moments are cut wherever a window that counts from them changes its state, so that a handful of
stretches stand for all moments.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, assert_never

import msgspec

from ayuda.engine.conditions import names
from ayuda.engine.length import Elapsed, WorkingDays, span_of
from ayuda.engine.results import Answer
from ayuda.engine.windows import state_names, state_not_yet
from ayuda.model import NOW, Fact, Flow, Policy, Value, Window

FINITE = ("choice", "yes-no")
Stretch = tuple[tuple[str, str], ...]
"""The state of each window that counts from a moment, by id."""


class Variable(msgspec.Struct, frozen=True):
    """Something in which cases differ, and its answers.

    ``shows`` has, by the name that conditions use, the value under each answer.
    """

    name: str
    answers: tuple[Answer, ...]
    shows: Mapping[str, tuple[Value, ...]]


def values_of(fact: Fact) -> tuple[Value, ...]:
    """The values that a finite fact can have, in the order of asking."""
    return (True, False) if fact.kind == "yes-no" else tuple(fact.values)


def finite_facts(policy: Policy, flow: Flow) -> dict[str, Fact]:
    """The flow's facts with finitely many values, in the order of asking."""
    facts = {name: policy.facts[name] for name in flow.facts}
    return {name: fact for name, fact in facts.items() if fact.kind in FINITE}


def windows_of(policy: Policy, flow: Flow) -> tuple[str, ...]:
    """The windows that a flow shows or whose state it looks at, in its steps too, each once."""
    found: dict[str, None] = {}
    for rule in flow.rules:
        found.update(dict.fromkeys((*names(rule.when), *rule.windows)))
    for rule in flow.rules:
        for step in policy.outcomes[rule.outcome].steps:
            found.update(dict.fromkeys(names(step.when)))
    for notice in flow.notices:
        found.update(dict.fromkeys(names(notice.when)))
    for name in flow.facts:
        fact = policy.facts[name]
        found.update(dict.fromkeys(fact.asked_if))
        for implication in fact.implied:
            found.update(dict.fromkeys(implication.when))
    return tuple(name for name in found if name in policy.windows)


def constant_states(policy: Policy, flow: Flow, windows: Iterable[str]) -> dict[str, str]:
    """The states of those windows that no fact of the flow can change."""
    constant: dict[str, str] = {}
    for name in windows:
        window = policy.windows[name]
        state: str | None = None
        if window.begins == NOW:
            state = state_names(window)[0]
        elif window.begins not in flow.facts:
            state = state_not_yet(window)
        elif window.not_yet is None and len(window.states) == 1:
            state = state_names(window)[0]
        if state is not None:
            constant[name] = state
    return constant


def case_variables(policy: Policy, flow: Flow, windows: Iterable[str]) -> list[Variable]:
    """The facts whose answers conditions can tell apart, in the flow's order."""
    begun: dict[str, dict[str, Window]] = {}
    for name in windows:
        window = policy.windows[name]
        begun.setdefault(window.begins, {})[name] = window
    found: list[Variable] = []
    for name in flow.facts:
        fact = policy.facts[name]
        if fact.kind in FINITE:
            values = values_of(fact)
            found.append(Variable(name, values, {name: values}))
        elif name in begun:
            cut = stretches(begun[name], not_yet=name in can_be_not_yet(policy))
            states = [dict(stretch) for stretch in cut]
            shows = {window: tuple(seen[window] for seen in states) for window in states[0]}
            found.append(Variable(name, cut, shows))
    return found


def can_be_not_yet(policy: Policy) -> frozenset[str]:
    """The moments of which it is known that they may not have happened yet."""
    windows = policy.windows.values()
    return frozenset(window.begins for window in windows if window.not_yet is not None)


def stretches(windows: Mapping[str, Window], *, not_yet: bool) -> tuple[Stretch, ...]:
    """The stretches into which the windows of one moment cut all moments, latest first.

    Windows of minutes and hours open and end in one order, those of working days too; one of
    each kind may end in either order. With ``not_yet`` the last stretch is that the moment has not
    happened.
    """
    elapsed: dict[str, tuple[timedelta, bool]] = {}
    counted: dict[str, tuple[int, bool]] = {}
    for name, window in windows.items():
        included = window.edge == state_names(window)[0]
        span = span_of(window.lasts)
        match span:
            case Elapsed(duration):
                elapsed[name] = (duration, included)
            case WorkingDays(count):
                counted[name] = (count, included)
            case _:
                assert_never(span)
    combined = [
        (*stretch, *more)
        for stretch in _chain(windows, elapsed)
        for more in _chain(windows, counted)
    ]
    if not_yet:
        states = {name: state_not_yet(windows[name]) for name, _ in combined[0]}
        combined.append(tuple((name, str(state)) for name, state in states.items()))
    return tuple(dict.fromkeys(combined))


def _chain(windows: Mapping[str, Window], ends: Mapping[str, tuple[Any, bool]]) -> list[Stretch]:
    """The stretches of windows that end in the order of ``ends``.

    At the very moment of an end a window still lasts whose edge belongs to it.
    """
    cuts = [None, *sorted(set(ends.values()))]
    return [
        tuple(
            (name, state_names(windows[name])[cut is not None and end <= cut])
            for name, end in ends.items()
        )
        for cut in cuts
    ]


def facts_that_decide(policy: Policy, flow: Flow) -> tuple[str, ...]:
    """The facts that the rules look at, straight or through windows, guards and implications."""
    wanted = {name for rule in flow.rules for name in names(rule.when)}
    while True:
        more = set(wanted)
        for name in wanted:
            if name in policy.windows:
                more.add(policy.windows[name].begins)
            elif name in flow.facts:
                fact = policy.facts[name]
                more.update(fact.asked_if)
                more.update(key for implication in fact.implied for key in implication.when)
        if more == wanted:
            return tuple(name for name in flow.facts if name in wanted)
        wanted = more
