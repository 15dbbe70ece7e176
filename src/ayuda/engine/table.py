"""The table of cells of a flow: the decision of every case there can be, looked up.

What ``step`` works out rule by rule for one case, this has worked out before for all of them,
for those who decide many cases with all facts known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from ayuda.engine.cells import cells, deciding_rule, facts_that_decide
from ayuda.engine.results import Answer
from ayuda.engine.windows import Facts, elapsed_length, state_names
from ayuda.model import Flow, Policy, Rule, Window

Lookup = Callable[[Facts, datetime], Rule | None]
"""Facts (all that decide, with what they imply) and the present in UTC to the rule, or None."""


def decision_table(policy: Policy, flow: Flow) -> dict[tuple[Answer, ...], Rule]:
    """The rule of every cell, by the answers to the facts that decide, in the flow's order."""
    deciding = facts_that_decide(policy, flow)
    table: dict[tuple[Answer, ...], Rule] = {}
    for cell in cells(policy, flow, deciding):
        key = tuple(cell.answers[name] for name in deciding)
        table[key] = deciding_rule(flow, cell.values)
    return table


def compile_lookup(policy: Policy, flow: Flow) -> Lookup:
    """A function that decides cases of which all deciding facts are known.

    Only windows of minutes and hours may decide the flow; ValueError otherwise. A case that the
    table does not have (a contradiction, a fact that is missing) gives None.
    """
    deciding = facts_that_decide(policy, flow)
    moments = [name for name in deciding if policy.facts[name].kind == "moment"]
    if len(moments) > 1:
        raise ValueError("more than one moment decides this flow")
    finite = tuple(name for name in deciding if name not in moments)
    table = decision_table(policy, flow)
    if not moments:
        return lambda facts, _now: table.get(tuple(map(facts.get, finite)))  # type: ignore[arg-type]
    [moment] = moments
    place = deciding.index(moment)
    by_stretch: dict[tuple[tuple[str, str], ...], dict[tuple[Answer, ...], Rule]] = {}
    for key, rule in table.items():
        stretch = key[place]
        assert isinstance(stretch, tuple)
        by_stretch.setdefault(stretch, {})[key[:place] + key[place + 1 :]] = rule
    return _lookup_with_moment(policy, moment, finite, by_stretch)


def _lookup_with_moment(
    policy: Policy,
    moment: str,
    finite: tuple[str, ...],
    by_stretch: Mapping[tuple[tuple[str, str], ...], dict[tuple[Answer, ...], Rule]],
) -> Lookup:
    windows = {name: policy.windows[name] for name, _ in next(iter(by_stretch))}
    edges = sorted({_edge(window) for window in windows.values()})
    tables = [by_stretch[_stretch(windows, edges[:count])] for count in range(len(edges) + 1)]

    def lookup(facts: Facts, now: datetime) -> Rule | None:
        begins = facts.get(moment)
        if not isinstance(begins, datetime):
            return None
        passed = now - begins
        count = 0
        for length, included in edges:
            if passed > length or (passed == length and not included):
                count += 1
        return tables[count].get(tuple(map(facts.get, finite)))  # type: ignore[arg-type]

    return lookup


def _edge(window: Window) -> tuple[timedelta, bool]:
    """When the first state ends, and whether that very moment still belongs to it."""
    length = elapsed_length(window.lasts)
    if length is None:
        raise ValueError("a window of working days decides this flow")
    return length, window.edge == state_names(window)[0]


def _stretch(
    windows: Mapping[str, Window], passed: list[tuple[timedelta, bool]]
) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, state_names(window)[_edge(window) in passed]) for name, window in windows.items()
    )
