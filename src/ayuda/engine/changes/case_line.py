"""The line on which a fact of a case can move, with all places at which something may change."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from ayuda.engine.changes.groups import Group
from ayuda.engine.changes.moves import (
    Around,
    Line,
    dates_of,
    day_line,
    moment_line,
    number_line,
    reach_of,
    winds_by_day,
)
from ayuda.engine.changes.sight import Sight
from ayuda.engine.computed import CaseFacts, day_operand
from ayuda.engine.knowledge import Contradiction, learn
from ayuda.engine.samples import days_in
from ayuda.engine.windows import Facts, moment_of
from ayuda.model import Test


def line_of(sight: Sight, group: Group, case: Facts, name: str) -> Line | None:
    """The places where a fact can be, with those at which it is looked at."""
    space, fact, known = sight.space, sight.space.facts[name], sight.facts.get(name)
    tests: list[Test] = []
    if name in space.place:
        tests += space.variables[space.place[name]].classes.get(name, ())
    same = _same(sight, group, case, name)
    if fact.kind == "number":
        number = known if isinstance(known, Decimal) else None
        return number_line(fact, number, tests, (n for n in same if isinstance(n, Decimal)))
    shown = [one for place in group.places for one in space.variables[place].shows]
    windows = sight.setting.policy.windows
    stated = (moment_of(case.get(key), sight.setting) for key in group.facts)
    around = Around(
        frozenset({*dates_of(same), *(day for test in tests for day in days_in(test))}),
        tuple(moment for moment in stated if moment is not None),
        any(one in windows and winds_by_day(windows[one]) for one in shown),
        reach_of(sight.setting.policy, space),
    )
    if fact.kind == "moment":
        at = known if isinstance(known, datetime) else None
        return moment_line(sight.setting, fact, at, around)
    return day_line(sight.setting, fact, known if isinstance(known, date) else None, around)


def _same(sight: Sight, group: Group, case: Facts, name: str) -> list[object]:
    """What a fact is compared with for being the same."""
    policy = sight.setting.policy
    found: list[object] = []
    wanted = [
        operands
        for place in group.relations
        for one in sight.space.variables[place].shows
        if one in policy.derived and (operands := policy.derived[one].same) and name in operands
    ]
    if not wanted:
        return []
    try:
        values = learn(sight.setting, sight.space, case, sight.silence).knowledge.values
    except Contradiction:
        return []
    for operands in wanted:
        for other in operands:
            if other != name:
                given = CaseFacts(sight.setting, case)
                found.append(day_operand(policy, other, values, given))
    return found
