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
    exact,
    given_causes,
    in_order,
    is_listed,
    is_relation,
    listed_values,
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
        return Sums((adds,), _class_of_sum(variable, [add for _, add in adds]))
    if derived is not None and derived.highest is not None:
        sums = tuple(_adds(listed, policy.scores[one].points, tests) for one in derived.highest)
        return Sums(sums, lambda totals: totals.index(max(totals)))
    if derived is not None and derived.same is not None and is_listed(policy, name):
        return Cases((*_alike(policy, derived.same, tests), ((), 1)))
    if name in policy.tables:
        return Cases((*_rows(policy, variable, tests), ((), 0)))
    return _first(policy, variable, tests) if derived is not None and derived.first else None


def _first(policy: Policy, variable: Variable, tests: TestsOf) -> Computed:
    """The cases of a derived fact, of which the first that holds says what it is."""
    cases = [
        (tests(cast("When", when)), _answer(variable, value))
        for whens, value in branches_of(policy, variable.name)
        for when in whens
    ]
    return Cases((*cases, ((), 0)))


def _rows(policy: Policy, variable: Variable, tests: TestsOf) -> Iterator[tuple[Tests, int]]:
    """The patterns of a table, of which one holds in each case: as few as rows can be put together.

    Rows that differ in the value of one name alone and lead to one answer are one pattern.
    """
    table = policy.tables[variable.name]
    tested: dict[tuple[str, Known], dict[int, int]] = {}
    answers: dict[Known, int] = {}
    found: dict[tuple[Tests, int], None] = {}
    for row in table.rows:
        value = exact(row["value"])
        if value not in answers:
            answers[value] = _answer(variable, value)
        pattern: dict[int, int] = {}
        for name in table.by:
            key = (name, cast("Known", row[name]))
            if key not in tested:
                tested[key] = dict(tests(cast("When", {name: row[name]})))
            pattern |= tested[key]
            if not all(tested[key].values()):
                break  # A case that the flow does not have.
        else:
            found[tuple(pattern.items()), answers[value]] = None
    for at in range(len(table.by)):
        found = _together(found, at, len(table.by))
    for together, answer in found:
        yield tuple(sorted(together)), answer


def _together(
    rows: Mapping[tuple[Tests, int], None], at: int, size: int
) -> dict[tuple[Tests, int], None]:
    """Rows that differ in one test alone, put together; of rows that lack a test each by itself."""
    masks: dict[tuple[Tests, int, Tests, int], int] = {}
    found: dict[tuple[Tests, int], None] = {}
    for pattern, answer in rows:
        if len(pattern) < size:
            found[pattern, answer] = None
            continue
        key = (pattern[:at], pattern[at][0], pattern[at + 1 :], answer)
        masks[key] = masks.get(key, 0) | pattern[at][1]
    for (before, place, behind, answer), mask in masks.items():
        found[(*before, (place, mask), *behind), answer] = None
    return found


def _answer(variable: Variable, value: Known) -> int:
    seen = variable.answers_seen({variable.name: value})
    return (seen & -seen).bit_length() - 1


def _adds(
    listed: Listed, points: Sequence[Points], tests: TestsOf
) -> tuple[tuple[Tests, int], ...]:
    """What is added where; once for all points of the same tests."""
    found: dict[Tests, int] = {}
    for one in points:
        when = one.when
        if not isinstance(when, dict):
            when = {next(key for key, condition in listed.items() if condition is one.when): True}
        where = tests(when)
        found[where] = found.get(where, 0) + one.add
    return tuple(found.items())


def _class_of_sum(variable: Variable, adds: Sequence[int]) -> Callable[[Sequence[int]], int]:
    """From a score's sum to the class it is in."""
    least, most = sum(add for add in adds if add < 0), sum(add for add in adds if add > 0)
    answers = [_answer(variable, Decimal(total)) for total in range(least, most + 1)]
    return lambda totals: answers[totals[0] - least]


def _alike(
    policy: Policy, operands: tuple[str, str], tests: TestsOf
) -> Iterator[tuple[Tests, int]]:
    """The patterns in which two names have one value."""
    one, other = operands
    values = listed_values(policy, other)
    for value in listed_values(policy, one):
        if value in values:
            yield tests(cast("When", {one: value, other: value})), 0
