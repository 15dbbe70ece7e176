"""The finite space of cases: every combination of fact values and window states there can be.

Moments are cut at the windows' edges, so that a handful of stretches stand for all moments.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

import msgspec

from ayuda.engine.conditions import all_hold, names
from ayuda.engine.knowledge import (
    Contradiction,
    finite_facts,
    settle,
    values_of,
    windows_of,
)
from ayuda.engine.results import Answer, NoRuleHolds
from ayuda.engine.windows import elapsed_length, state_names
from ayuda.model import NOW, Fact, Flow, Policy, Rule, Value


class Cell(msgspec.Struct, frozen=True):
    """One case: the answer to each fact, and the values the conditions see (states too)."""

    answers: Mapping[str, Answer]
    values: Mapping[str, Value]


def stretches(policy: Policy, flow: Flow, fact: str) -> tuple[tuple[tuple[str, str], ...], ...]:
    """The stretches into which the windows of a moment fact cut all moments, latest first.

    Windows of minutes and hours open and end in one order; those of working days may end
    before or after them, so their states combine freely.
    """
    windows = {
        name: policy.windows[name]
        for name in windows_of(policy, flow)
        if policy.windows[name].begins == fact
    }
    elapsed = {name: elapsed_length(window.lasts) for name, window in windows.items()}
    edges = sorted({length for length in elapsed.values() if length is not None})
    combined: list[tuple[tuple[str, str], ...]] = [
        tuple(
            (name, state_names(windows[name])[_is_over(length, reached)])
            for name, length in elapsed.items()
            if length is not None
        )
        for reached in (None, *edges)
    ]
    for name, length in elapsed.items():
        if length is None:
            states = dict.fromkeys(state_names(windows[name]))
            combined = [(*stretch, (name, state)) for stretch in combined for state in states]
    return tuple(combined)


def _is_over(length: timedelta, reached: timedelta | None) -> bool:
    return reached is not None and length <= reached


def constant_states(policy: Policy, flow: Flow) -> dict[str, str]:
    """The states of the windows that do not hang on any fact of the flow: they count from now."""
    return {
        name: state_names(policy.windows[name])[0]
        for name in windows_of(policy, flow)
        if policy.windows[name].begins == NOW
        or (policy.windows[name].begins not in flow.facts and policy.windows[name].else_now)
    }


def answers_of(policy: Policy, flow: Flow, fact: str) -> tuple[Answer, ...]:
    """Every answer that the cells tell apart for a fact, in the order of asking."""
    definition = policy.facts[fact]
    if definition.kind == "moment":
        return stretches(policy, flow, fact)
    return values_of(definition)


def facts_that_decide(policy: Policy, flow: Flow) -> tuple[str, ...]:
    """The facts that the rules look at, straight or through windows and other facts."""
    wanted = {name for rule in flow.rules for name in names(rule.when)}
    wanted |= {policy.windows[name].begins for name in wanted if name in policy.windows}
    while True:
        more = set(wanted)
        for name in wanted & set(flow.facts):
            fact = policy.facts[name]
            more.update(fact.asked_if)
            more.update(key for implication in fact.implied for key in implication.when)
        if more == wanted:
            return tuple(name for name in facts_of_cells(policy, flow) if name in wanted)
        wanted = more


def facts_of_cells(policy: Policy, flow: Flow) -> tuple[str, ...]:
    """All facts whose answers the cells can tell apart: finite ones, and moments with windows."""
    begun = {policy.windows[name].begins for name in windows_of(policy, flow)}
    finite = finite_facts(policy, flow)
    return tuple(name for name in flow.facts if name in finite or name in begun)


def cells(
    policy: Policy, flow: Flow, facts: Iterable[str], known: Mapping[str, Value] | None = None
) -> Iterator[Cell]:
    """Every cell over these facts that agrees with the values already known, each once.

    ``known`` holds finite facts and the states of windows whose moment is known.
    """
    finite = finite_facts(policy, flow)
    start = {**constant_states(policy, flow), **(known or {})}
    seen: set[tuple[Answer | None, ...]] = set()
    wanted = tuple(facts)
    for answers, values in _branches(policy, flow, finite, wanted, start):
        key = tuple(answers.get(name) for name in wanted)
        if key not in seen:
            seen.add(key)
            yield Cell(answers, values)


def _branches(
    policy: Policy,
    flow: Flow,
    finite: Mapping[str, Fact],
    wanted: tuple[str, ...],
    values: Mapping[str, Value],
) -> Iterator[tuple[dict[str, Answer], dict[str, Value]]]:
    try:
        settled = settle(finite, values)
    except Contradiction:
        return
    still_open = next((name for name in wanted if not _is_answered(policy, name, settled)), None)
    if still_open is None:
        yield {name: _answer(policy, flow, name, settled) for name in wanted}, settled
        return
    for answer in answers_of(policy, flow, still_open):
        more = dict(answer) if isinstance(answer, tuple) else {still_open: answer}
        yield from _branches(policy, flow, finite, wanted, {**settled, **more})


def _is_answered(policy: Policy, name: str, values: Mapping[str, Value]) -> bool:
    if name in values:
        return True
    begun = [window for window, rule in policy.windows.items() if rule.begins == name]
    return any(window in values for window in begun)


def _answer(policy: Policy, flow: Flow, name: str, values: Mapping[str, Value]) -> Answer:
    if policy.facts[name].kind != "moment":
        return values[name]
    states = dict.fromkeys(
        window for window in windows_of(policy, flow) if policy.windows[window].begins == name
    )
    return tuple((window, str(values[window])) for window in states if window in values)


def deciding_rule(flow: Flow, values: Mapping[str, Value]) -> Rule:
    """The first rule that holds for a cell's values. Raises NoRuleHolds where none does."""
    for rule in flow.rules:
        if all_hold(rule.when, values):
            return rule
    raise NoRuleHolds(str(dict(values)))
