"""What is wrong with derived facts, scores and tables: names, values, circles, long chains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

from ayuda.model import Derived, Lookup, Policy
from ayuda.policy.check_conditions import Found, condition_problems, named
from ayuda.policy.check_numbers import day_names, is_day, is_number, number_names, unit_problems
from ayuda.policy.language.causes import (
    computed_of,
    exact,
    is_listed,
    listed_values,
    straight_causes,
)

WAYS = ("first", "same", "difference", "percent_of", "highest")
MOST_STEPS = 2
MOST_POINTS = 10_000
"""How far a score may reach, all its points together."""
MOST_ROWS = 20_000
VALUE = "value"


def computed_problems(policy: Policy) -> Found:
    """The problems of all that is computed."""
    circles = set(_circles(policy))
    for circle in dict.fromkeys(tuple(sorted(circle)) for circle in circles):
        yield _path(policy, circle[0]), "computed-circle", {"value": ", ".join(circle)}
    if circles:
        return
    for name, derived in policy.derived.items():
        yield from _derived_problems(f"derived.{name}", policy, derived)
    yield from _score_problems(policy)
    for name, table in policy.tables.items():
        yield from _table_problems(f"tables.{name}", policy, table)
    for name in (*policy.derived, *policy.scores, *policy.tables):
        if _steps(policy, name) > MOST_STEPS:
            yield _path(policy, name), "computed-too-deep", {"value": name}


def _score_problems(policy: Policy) -> Found:
    for name, score in policy.scores.items():
        path = f"scores.{name}.points"
        if not score.points:
            yield path, "no-values", {}
        if sum(abs(points.add) for points in score.points) > MOST_POINTS:
            yield path, "too-many-points", {"most": str(MOST_POINTS)}
        for place, points in enumerate(score.points):
            inner = f"{path}[{place}].when"
            yield from condition_problems(inner, points.when, policy, policy.facts, outcome=False)


def _path(policy: Policy, name: str) -> str:
    part = "derived" if name in policy.derived else "scores" if name in policy.scores else "tables"
    return f"{'windows' if name in policy.windows else part}.{name}"


def _circles(policy: Policy) -> list[tuple[str, ...]]:
    """The names that hang on each other in a circle, each circle once for each way into it."""
    found: list[tuple[str, ...]] = []
    finished: set[str] = set()

    def walk(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            found.append(path[path.index(name) :])
        elif name not in finished:
            for cause in straight_causes(policy, name):
                walk(cause, (*path, name))
            finished.add(name)

    for name in (*policy.derived, *policy.scores, *policy.tables, *policy.windows):
        walk(name, ())
    return found


def _steps(policy: Policy, name: str) -> int:
    """How many computed names stand one behind the other up to this one; windows count as none."""
    before = (_steps(policy, cause) for cause in straight_causes(policy, name))
    return max(before, default=0) + (computed_of(policy, name) is not None)


def _derived_problems(path: str, policy: Policy, derived: Derived) -> Found:
    ways = [way for way in WAYS if getattr(derived, way) is not None]
    if len(ways) != 1:
        yield path, "one-way", {"value": ", ".join(ways) or "-", "allowed": ", ".join(WAYS)}
        return
    yield from unit_problems(path, policy, derived.unit)
    if derived.first is not None:
        yield from _first_problems(path, policy, derived)
    elif derived.highest is not None:
        for place, score in enumerate(derived.highest):
            if score not in policy.scores:
                yield f"{path}.highest[{place}]", "unknown-score", named(score, policy.scores)
        if not derived.highest:
            yield f"{path}.highest", "no-values", {}
    else:
        yield from _operand_problems(path, policy, derived, ways[0])


def _first_problems(path: str, policy: Policy, derived: Derived) -> Found:
    branches = derived.first or ()
    if not branches or branches[-1].when != {}:
        yield f"{path}.first", "no-last-case", {}
    for place, branch in enumerate(branches):
        inner = f"{path}.first[{place}].when"
        yield from condition_problems(inner, branch.when, policy, policy.facts, outcome=False)
    values = [exact(branch.value) for branch in branches]
    yield from _values_problems(f"{path}.first", f"{path}.values", values, derived.values)


def _values_problems(
    path: str, words: str, values: Sequence[object], known: Mapping[str, object]
) -> Found:
    """Values are all ids, which have words, or all yes and no, or all numbers."""
    if len({type(value) for value in values}) > 1:
        yield path, "mixed-values", {}
        return
    for value in dict.fromkeys(values):
        if isinstance(value, str) and value not in known:
            yield words, "value-without-words", {"value": value}


def _operand_problems(path: str, policy: Policy, derived: Derived, way: str) -> Found:
    operands: tuple[str, str] = getattr(derived, way)
    numbers = [is_number(policy, name) for name in operands]
    days = [is_day(policy, name) for name in operands]
    listed = [is_listed(policy, name) and name not in policy.windows for name in operands]
    fits = all(numbers) or (way != "percent_of" and all(days)) or (way == "same" and all(listed))
    if not fits:
        allowed = number_names(policy) + (day_names(policy) if way != "percent_of" else [])
        yield f"{path}.{way}", "not-comparable", named(", ".join(operands), allowed)
    if derived.within != "days" and not (way == "difference" and all(days)):
        yield f"{path}.in", "key-not-for-kind", {"value": "in", "allowed": "difference"}


def _table_problems(path: str, policy: Policy, table: Lookup) -> Found:
    yield from unit_problems(path, policy, table.unit)
    unfit = [
        name
        for name in table.by
        if not is_listed(policy, name) or name in policy.windows or name == VALUE
    ]
    for name in unfit:
        yield f"{path}.by", "table-by", {"value": name}
    if unfit or not table.by:
        if not table.by:
            yield f"{path}.by", "no-values", {}
        return
    yield from _row_problems(path, policy, table)
    values = [exact(row[VALUE]) for row in table.rows if VALUE in row]
    yield from _values_problems(f"{path}.rows", f"{path}.values", values, table.values)


def _row_problems(path: str, policy: Policy, table: Lookup) -> Found:
    """Every combination of what a table goes by has exactly one row."""
    choices = [listed_values(policy, name) for name in table.by]
    if max(_size(choices), len(table.rows)) > MOST_ROWS:
        yield f"{path}.by", "too-many-rows", {"most": str(MOST_ROWS)}
        return
    rows: dict[tuple[object, ...], int] = {}
    columns = {*table.by, VALUE}
    for place, row in enumerate(table.rows):
        inner = f"{path}.rows[{place}]"
        if row.keys() != columns:
            yield inner, "table-row-odd", {"allowed": ", ".join((*table.by, VALUE))}
            continue
        key = tuple(row[name] for name in table.by)
        if key in rows:
            yield inner, "table-row-twice", {"value": _said(key)}
        rows[key] = place
    combined = set(product(*choices))
    for found, place in rows.items():
        if found not in combined:
            yield f"{path}.rows[{place}]", "table-row-unknown", {"value": _said(found)}
    for wanted in product(*choices):
        if wanted not in rows:
            yield f"{path}.rows", "table-row-missing", {"value": _said(wanted)}


def _size(choices: Sequence[tuple[object, ...]]) -> int:
    size = 1
    for values in choices:
        size *= len(values)
    return size


def _said(key: tuple[object, ...]) -> str:
    return ", ".join(str(part).lower() if isinstance(part, bool) else str(part) for part in key)
