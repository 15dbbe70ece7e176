"""What is computed, as the diagram needs it: patterns of answers, and sums over them.

A condition that is a list, of which any may hold, is looked at as a derived fact without a name of
its own, which is so where one of its sets of tests holds.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import cast

from ayuda.engine.diagram import Cases, Computed, Sums, Tests
from ayuda.engine.variables import Variable, conditions_of
from ayuda.model import NOW, Condition, Flow, Points, Policy, When
from ayuda.policy.language.causes import (
    branches_of,
    given_causes,
    in_order,
    is_listed,
    is_relation,
    possible_values,
    straight_causes,
)
from ayuda.policy.language.conditions import Known, alternatives, names

Listed = Mapping[str, Condition]
"""Conditions that are lists, by the names that they have in the space."""
TestsOf = Callable[[When], Tests]


def listed_conditions(policy: Policy, flow: Flow, shown: Collection[str]) -> dict[str, Condition]:
    """The conditions that are lists, of rules and of the points of computed variables."""
    found: dict[str, Condition] = {}
    points = [
        one.when for name in scores_shown(policy, shown) for one in policy.scores[name].points
    ]
    for condition in (*conditions_of(policy, flow), *points):
        if not isinstance(condition, dict) and all(
            id(condition) != id(one) for one in found.values()
        ):
            found[f"any of {len(found)}"] = condition
    return found


def scores_shown(policy: Policy, shown: Collection[str]) -> Iterator[str]:
    """The scores that these names are, or the highest of which they are."""
    for name in shown:
        if name in policy.scores:
            yield name
        elif name in policy.derived:
            yield from policy.derived[name].highest or ()


def computed_in(policy: Policy, flow: Flow, windows: Collection[str]) -> tuple[str, ...]:
    """What can be computed from a flow's facts, and these windows: causes first."""
    every = (*policy.derived, *policy.scores, *policy.tables, *windows)
    known = {*flow.facts, NOW}
    within = [name for name in every if known.issuperset(given_causes(policy, name))]
    return tuple(
        name for name in in_order(policy, within) if name in windows or name not in policy.windows
    )


def compared_in(policy: Policy, computed: Collection[str]) -> frozenset[str]:
    """The facts on which comparisons among what is computed hang."""
    compared = (name for name in computed if is_relation(policy, name))
    return frozenset(fact for name in compared for fact in given_causes(policy, name))


def causes_of(policy: Policy, listed: Listed, name: str) -> tuple[str, ...]:
    """The names that a variable looks at itself, if it is computed."""
    if name in listed:
        return tuple(names(listed[name]))
    if name in policy.facts or name in policy.windows:
        return ()
    found = straight_causes(policy, name)
    points = [one for score in scores_shown(policy, (name,)) for one in policy.scores[score].points]
    in_lists = (key for one in points for key, condition in listed.items() if condition is one.when)
    in_scores = (key for one in points for key in names(one.when))
    return (*found, *in_scores, *in_lists)


def facts_behind(policy: Policy, listed: Listed, name: str) -> tuple[str, ...]:
    """The given facts on which a computed variable hangs."""
    causes = causes_of(policy, listed, name)
    found = (
        fact for cause in causes if cause not in listed for fact in given_causes(policy, cause)
    )
    return tuple(fact for fact in dict.fromkeys(found) if fact in policy.facts)


def compiled(policy: Policy, listed: Listed, variable: Variable, tests: TestsOf) -> Computed | None:
    """How a variable's answer is computed; None for one that is given."""
    name = variable.name
    if name in listed:
        yes = [(tests(when), 0) for when in alternatives(listed[name])]
        return Cases((*yes, ((), 1)))
    derived = policy.derived.get(name)
    if name in policy.scores:
        adds = _adds(listed, policy.scores[name].points, tests)
        return Sums((adds,), _class_of_sum(variable))
    if derived is not None and derived.highest is not None:
        sums = tuple(_adds(listed, policy.scores[one].points, tests) for one in derived.highest)
        return Sums(sums, lambda totals: totals.index(max(totals)))
    if derived is not None and derived.same is not None and is_listed(policy, name):
        return Cases((*_alike(policy, derived.same, tests), ((), 1)))
    if name in policy.tables or (derived is not None and derived.first is not None):
        cases = [
            (tests(cast("When", when)), _answer(variable, value))
            for whens, value in branches_of(policy, name)
            for when in whens
        ]
        return Cases((*cases, ((), 0)))
    return None


def _answer(variable: Variable, value: Known) -> int:
    seen = variable.answers_seen({variable.name: value})
    return (seen & -seen).bit_length() - 1


def _adds(
    listed: Listed, points: Sequence[Points], tests: TestsOf
) -> tuple[tuple[Tests, int], ...]:
    found = []
    for one in points:
        when = one.when
        if not isinstance(when, dict):
            when = {next(key for key, condition in listed.items() if condition is one.when): True}
        found.append((tests(when), one.add))
    return tuple(found)


def _class_of_sum(variable: Variable) -> Callable[[Sequence[int]], int]:
    """From a score's sum to the class it is in."""
    return lambda totals: _answer(variable, Decimal(totals[0]))


def _alike(
    policy: Policy, operands: tuple[str, str], tests: TestsOf
) -> Iterator[tuple[Tests, int]]:
    """The patterns in which two names have one value."""
    one, other = operands
    values = _values(policy, other)
    for value in _values(policy, one):
        if value in values:
            yield tests(cast("When", {one: value, other: value})), 0


def _values(policy: Policy, name: str) -> tuple[Known, ...]:
    fact = policy.facts.get(name)
    if fact is None:
        return tuple(possible_values(policy, name))
    return (True, False) if fact.kind == "yes-no" else tuple(fact.values)
