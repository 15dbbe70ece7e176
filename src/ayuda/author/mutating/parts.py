"""Rules, facts, windows and what is computed, each changed in one place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ayuda.author.mutating.change import (
    Change,
    Changes,
    removed,
    replaced,
    swapped,
    with_field,
    within,
)
from ayuda.author.mutating.conditions import (
    Vocabulary,
    changed_condition,
    changed_when,
    next_value,
)
from ayuda.author.toml_values import written
from ayuda.model import (
    Beginning,
    Branch,
    Derived,
    Fact,
    Implication,
    Lookup,
    Points,
    Rule,
    Score,
    Window,
)
from ayuda.policy.language.causes import is_plain

CLOSED = {"next-working-day": "previous-working-day", "previous-working-day": "next-working-day"}
UNITS = {"days": "hours", "hours": "minutes", "minutes": "hours"}


def _in(part: Any, name: str) -> Callable[[Any], Any]:  # noqa: ANN401 - any struct
    return lambda value: with_field(part, name, value)


def _set(path: str, part: Any, name: str, value: object, key: str = "") -> Change[Any]:  # noqa: ANN401
    """One field with another value; None takes it away."""
    was, kind = written(getattr(part, name)), "removed" if value is None else "changed"
    becomes = "" if value is None else written(value)
    return Change(f"{path}.{key or name}", kind, was, becomes, with_field(part, name, value))  # type: ignore[arg-type]


def changed_rules(
    known: Vocabulary, path: str, rules: tuple[Rule, ...]
) -> Changes[tuple[Rule, ...]]:
    """Rules in another order, without one, with another outcome or another test."""
    yield from swapped(path, rules, lambda rule: rule.id)
    yield from removed(path, rules, lambda rule: rule.id, least=1)
    outcomes = list(dict.fromkeys(rule.outcome for rule in rules))

    def changed(inner: str, rule: Rule) -> Changes[Rule]:
        other = next_value(outcomes, rule.outcome)
        if other is not None:
            yield _set(inner, rule, "outcome", other)
        conditions = changed_condition(known, f"{inner}.when", rule.when)
        yield from within(conditions, _in(rule, "when"))

    yield from replaced(path, rules, changed)


def changed_fact(known: Vocabulary, path: str, fact: Fact) -> Changes[Fact]:
    """What settles a fact, hides it, or stands for it; not what is stated where nobody can be."""
    yield from within(changed_when(known, f"{path}.asked_if", fact.asked_if), _in(fact, "asked_if"))
    if fact.otherwise is not None:
        yield from _other_value(path, fact, "otherwise")
    inner = f"{path}.implied"
    yield from within(removed(inner, fact.implied, _implies), _in(fact, "implied"))

    def changed(place: str, one: Implication) -> Changes[Implication]:
        yield from within(changed_when(known, f"{place}.when", one.when), _in(one, "when"))
        other = next_value(values_of(fact), one.value)
        if other is not None:
            yield _set(place, one, "value", other)

    yield from within(replaced(inner, fact.implied, changed), _in(fact, "implied"))


def changed_silence(path: str, fact: Fact) -> Changes[Fact]:
    """What a fact is where it is not stated."""
    if fact.default is not None:
        yield from _other_value(path, fact, "default")
    if fact.unstated in values_of(fact):
        yield from _other_value(path, fact, "unstated")


def _other_value(path: str, fact: Fact, field: str) -> Changes[Fact]:
    value = getattr(fact, field)
    if is_plain(fact):
        other = next_value(values_of(fact), value)
        if other is not None:
            yield _set(path, fact, field, other)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        for step in (1, -1):
            yield _set(path, fact, field, value + step)


def values_of(fact: Fact) -> tuple[object, ...]:
    """The values of a plain fact; none of any other."""
    if not is_plain(fact):
        return ()
    return (True, False) if fact.kind == "yes-no" else tuple(fact.values)


def _implies(one: Implication) -> str:
    return f"{written(one.when)}: {written(one.value)}"


def changed_window(path: str, window: Window) -> Changes[Window]:
    """A window that lasts longer or less long, ends or counts otherwise."""
    lasts = window.lasts
    for unit in lasts.__struct_fields__:
        count = getattr(lasts, unit)
        for other in (count + 1, count - 1) if isinstance(count, int) else ():
            yield from within(
                iter([_set(f"{path}.lasts", lasts, unit, other)]), _in(window, "lasts")
            )
    states = [state for state in window.states if state != window.not_yet]
    if len(states) > 1:
        edge = window.edge or states[-1]
        other_edge = states[0] if edge == states[-1] else states[-1]
        was = written(edge)
        changed = with_field(window, "edge", other_edge)
        yield Change(f"{path}.edge", "changed", was, written(other_edge), changed)
    if window.not_yet is None and window.begins != "now":
        yield _set(path, window, "else_now", not window.else_now)
    yield _set(path, window, "back", not window.back)
    if window.if_closed_day is not None:
        yield _set(path, window, "if_closed_day", None)
        yield _set(path, window, "if_closed_day", CLOSED[window.if_closed_day])
    for field in ("ends", "seen_at"):
        if getattr(window, field) is not None:
            yield _set(path, window, field, None)
    if isinstance(window.begins, Beginning) and window.begins.end_of is None:
        begins = window.begins
        turned = Beginning(latest=begins.earliest, earliest=begins.latest)
        field, other_field = ("latest", "earliest")[:: 1 if begins.latest else -1]
        yield Change(
            f"{path}.from", "changed", field, other_field, with_field(window, "begins", turned)
        )


def changed_derived(known: Vocabulary, path: str, derived: Derived) -> Changes[Derived]:
    """A derived fact with its branches in another order, or one changed, or compared otherwise."""
    if derived.first is not None:
        inner = f"{path}.first"
        branches = derived.first
        values = list(dict.fromkeys(branch.value for branch in branches))

        def changed(place: str, branch: Branch) -> Changes[Branch]:
            other: list[object] = [next_value(values, branch.value)]
            if isinstance(branch.value, int | float) and not isinstance(branch.value, bool):
                other = [branch.value + 1, branch.value - 1]
            for value in other:
                if value is not None:
                    yield _set(place, branch, "value", value)
            conditions = changed_condition(known, f"{place}.when", branch.when)
            yield from within(conditions, _in(branch, "when"))

        for changes in (
            swapped(inner, branches, lambda one: written(one.value)),
            removed(inner, branches, lambda one: written(one.value), least=1),
            replaced(inner, branches, changed),
        ):
            yield from within(changes, _in(derived, "first"))
    for field in ("difference", "percent_of"):
        pair = getattr(derived, field)
        if pair is not None:
            turned = with_field(derived, field, pair[::-1])
            yield Change(f"{path}.{field}", "swapped", written(pair[0]), written(pair[1]), turned)
    if derived.highest is not None:
        yield from within(
            swapped(f"{path}.highest", derived.highest, written), _in(derived, "highest")
        )


def changed_score(known: Vocabulary, path: str, score: Score) -> Changes[Score]:
    """A score with one of its additions changed or left out."""
    inner = f"{path}.points"

    def changed(place: str, points: Points) -> Changes[Points]:
        yield _set(place, points, "add", points.add + 1)
        yield _set(place, points, "add", points.add - 1)
        conditions = changed_condition(known, f"{place}.when", points.when)
        yield from within(conditions, _in(points, "when"))

    for changes in (
        removed(inner, score.points, lambda one: f"{one.add:+d}", least=1),
        replaced(inner, score.points, changed),
    ):
        yield from within(changes, _in(score, "points"))


def changed_table(path: str, table: Lookup) -> Changes[Lookup]:
    """A table with another value in one of its rows."""
    values = list(dict.fromkeys(row["value"] for row in table.rows if "value" in row))

    def changed(place: str, row: dict[str, Any]) -> Changes[dict[str, Any]]:
        value = row["value"]
        others: list[object] = [next_value(values, value)]
        if isinstance(value, int | float) and not isinstance(value, bool):
            others = [value + 1, value - 1]
        for other in others:
            if other is not None:
                was, becomes = written(value), written(other)
                yield Change(f"{place}.value", "changed", was, becomes, {**row, "value": other})

    yield from within(replaced(f"{path}.rows", table.rows, changed), _in(table, "rows"))
