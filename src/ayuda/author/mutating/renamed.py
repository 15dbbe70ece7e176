"""Two policies in one: what differs of windows and computed names stands beside what it was."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from ayuda.model import (
    Beginning,
    Branch,
    Condition,
    Derived,
    Length,
    Lookup,
    Points,
    Policy,
    Score,
    When,
    Window,
)
from ayuda.policy.language.causes import straight_causes

MARK = "__changed"
"""What is put behind the name of a window or of something computed that is another now."""
COMPUTED = ("windows", "derived", "scores", "tables")
Names = Mapping[str, str]


def names_changed(old: Policy, new: Policy) -> dict[str, str]:
    """The windows and computed names that may be seen otherwise, each with its further name."""
    found = {
        name
        for kind in COMPUTED
        for name, part in getattr(new, kind).items()
        if getattr(old, kind).get(name) != part
    }
    names = [name for kind in COMPUTED for name in getattr(new, kind)]
    before = -1
    while len(found) != before:
        before = len(found)
        found |= {
            name
            for name in names
            if not found.isdisjoint((*straight_causes(old, name), *straight_causes(new, name)))
        }
    return {name: f"{name}{MARK}" for name in found}


def renamed_condition(called: Names, condition: Condition) -> Condition:
    """A condition that looks at the further names."""
    if isinstance(condition, dict):
        return renamed_when(called, condition)
    return tuple(renamed_when(called, when) for when in condition)


def renamed_when(called: Names, when: When) -> When:
    """A set of tests that looks at the further names."""
    return {called.get(name, name): test for name, test in when.items()}


def parts_beside(called: Names, old: Policy, new: Policy) -> dict[str, dict[str, Any]]:
    """The windows and all that is computed of two policies, the new ones by their further names."""
    change: dict[str, Callable[[Names, Any], Any]] = {
        "windows": _window,
        "derived": _derived,
        "scores": _score,
        "tables": _table,
    }
    return {
        kind: {
            **getattr(old, kind),
            **{
                called[name]: change[kind](called, part)
                for name, part in getattr(new, kind).items()
                if name in called
            },
        }
        for kind in COMPUTED
    }


def _each(called: Names, listed: tuple[str, ...] | None) -> Any:  # noqa: ANN401 - of any length
    return None if listed is None else tuple(called.get(name, name) for name in listed)


def _window(called: Names, window: Window) -> Window:
    lasts = {
        unit: called.get(count, count) if isinstance(count, str) else count
        for unit in window.lasts.__struct_fields__
        if (count := getattr(window.lasts, unit)) is not None
    }
    begins = window.begins
    if isinstance(begins, Beginning):
        end_of = begins.end_of
        begins = Beginning(
            latest=_each(called, begins.latest),
            earliest=_each(called, begins.earliest),
            end_of=None if end_of is None else called.get(end_of, end_of),
        )
    return msgspec.structs.replace(window, lasts=Length(**lasts), begins=begins)


def _derived(called: Names, derived: Derived) -> Derived:
    first = derived.first and tuple(
        Branch(when=renamed_condition(called, branch.when), value=branch.value)
        for branch in derived.first
    )
    return msgspec.structs.replace(
        derived,
        first=first,
        same=_each(called, derived.same),
        difference=_each(called, derived.difference),
        percent_of=_each(called, derived.percent_of),
        highest=_each(called, derived.highest),
    )


def _score(called: Names, score: Score) -> Score:
    points = tuple(
        Points(when=renamed_condition(called, one.when), add=one.add) for one in score.points
    )
    return msgspec.structs.replace(score, points=points)


def _table(called: Names, table: Lookup) -> Lookup:
    by = tuple(called.get(name, name) for name in table.by)
    rows = tuple({called.get(key, key): value for key, value in row.items()} for row in table.rows)
    return msgspec.structs.replace(table, by=by, rows=rows)
