"""What the names of a policy hang on: facts, windows, and all that is computed from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from ayuda.model import (
    NOW,
    Amount,
    Beginning,
    Condition,
    Derived,
    Fact,
    Lookup,
    Policy,
    Score,
    Window,
    WrittenValue,
)
from ayuda.policy.language.conditions import Known, alternatives, names
from ayuda.policy.language.length import length_name

Computed = Derived | Score | Lookup
LISTED = ("choice", "yes-no")


def computed_of(policy: Policy, name: str) -> Computed | None:
    """What computes a name; None for a fact or a window."""
    return policy.derived.get(name) or policy.scores.get(name) or policy.tables.get(name)


def straight_causes(policy: Policy, name: str) -> tuple[str, ...]:
    """The names that a computed name or a window looks at itself; none for a fact."""
    window = policy.windows.get(name)
    if window is not None:
        return _causes_of_window(window)
    part = computed_of(policy, name)
    if isinstance(part, Score):
        found = [key for points in part.points for key in names(points.when)]
    elif isinstance(part, Lookup):
        found = list(part.by)
    elif part is None:
        found = []
    else:
        found = [key for branch in part.first or () for key in names(branch.when)]
        for operands in (part.same, part.difference, part.percent_of, part.highest):
            found += operands or ()
    return tuple(dict.fromkeys(found))


def _causes_of_window(window: Window) -> tuple[str, ...]:
    begins = window.begins
    other = None if isinstance(begins, str) else begins.end_of
    more = (other, window.seen_at, length_name(window.lasts))
    found = (*names_of(begins), *(name for name in more if name is not None))
    return tuple(name for name in dict.fromkeys(found) if name != NOW)


def names_of(begins: str | Beginning) -> tuple[str, ...]:
    """The facts from which a window counts, straight."""
    if isinstance(begins, str):
        return (begins,)
    return begins.latest or begins.earliest or ()


def given_causes(policy: Policy, name: str) -> tuple[str, ...]:
    """The facts on which a name hangs in the end, or ``now``: itself, if it is one.

    Every step of a search asks for them, so they are remembered as long as the policy.
    """
    if name in policy.facts or name == NOW:
        return (name,)
    known: dict[str, tuple[str, ...]] = vars(policy).setdefault("given_causes", {})
    found = known.get(name)
    if found is None:
        causes = straight_causes(policy, name)
        given = (fact for cause in causes for fact in given_causes(policy, cause))
        found = known[name] = tuple(dict.fromkeys(given))
    return found


def in_order(policy: Policy, wanted: Sequence[str]) -> tuple[str, ...]:
    """These computed names and windows and those that they hang on, causes first."""
    found: dict[str, None] = {}

    def add(name: str) -> None:
        for cause in straight_causes(policy, name):
            add(cause)
        if name not in policy.facts and name != NOW:
            found[name] = None

    for name in wanted:
        add(name)
    return tuple(found)


def is_plain(fact: Fact) -> bool:
    """Whether a fact has one of a few listed values."""
    return fact.kind in LISTED and not fact.several


def is_relation(policy: Policy, name: str) -> bool:
    """Whether a derived fact compares numbers or days, so that no list of cases says what it is."""
    derived = policy.derived.get(name)
    if derived is None:
        return False
    if derived.same is not None:
        return not all(is_listed(policy, operand) for operand in derived.same)
    return derived.difference is not None or derived.percent_of is not None


def is_listed(policy: Policy, name: str) -> bool:
    """Whether a name has one of a few listed values: ids, or yes and no."""
    fact = policy.facts.get(name)
    if fact is not None:
        return fact.kind in {"choice", "yes-no"} and not fact.several
    derived, table = policy.derived.get(name), policy.tables.get(name)
    if derived is not None and derived.first is not None:
        return not any(_is_number(branch.value) for branch in derived.first)
    if table is not None:
        return not any(_is_number(row.get("value")) for row in table.rows)
    return derived is not None and derived.difference is None and derived.percent_of is None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def exact(value: WrittenValue) -> Known:
    """A value as it is computed with: a number as exact as it is written."""
    if isinstance(value, float):
        return Decimal(repr(value))
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def branches_of(
    policy: Policy, name: str
) -> Iterator[tuple[tuple[Mapping[str, object], ...], Known]]:
    """The cases of a listed computed name, each as sets of tests with the value where one holds."""
    part = computed_of(policy, name)
    if isinstance(part, Lookup):
        for row in part.rows:
            yield ({fact: row[fact] for fact in part.by},), exact(row["value"])
    elif isinstance(part, Derived) and part.first is not None:
        for branch in part.first:
            yield alternatives(branch.when), exact(branch.value)


def listed_values(policy: Policy, name: str) -> tuple[Known, ...]:
    """The values that a name with listed ones can have, each once."""
    fact = policy.facts.get(name)
    if fact is None:
        return tuple(dict.fromkeys(possible_values(policy, name)))
    return (True, False) if fact.kind == "yes-no" else tuple(fact.values)


def possible_values(policy: Policy, name: str) -> Iterator[Known]:
    """The values that a listed derived fact, a score or a table can have."""
    derived, score, table = (
        policy.derived.get(name),
        policy.scores.get(name),
        policy.tables.get(name),
    )
    if score is not None:
        adds = [points.add for points in score.points]
        least, most = sum(n for n in adds if n < 0), sum(n for n in adds if n > 0)
        yield from map(Decimal, range(least, most + 1))
    elif table is not None:
        yield from (exact(row["value"]) for row in table.rows)
    elif derived is not None and derived.first is not None:
        yield from (exact(branch.value) for branch in derived.first)
    elif derived is not None and derived.highest is not None:
        yield from derived.highest
    elif derived is not None and derived.same is not None:
        yield from (True, False)


def single_moment(policy: Policy, window: Window) -> str | None:
    """The one fact (or ``now``) that a window's state hangs on besides the present.

    None where it hangs on several, or on how long it is.
    """
    if window.seen_at is not None or length_name(window.lasts) is not None:
        return None
    begins = window.begins
    if not isinstance(begins, str) and begins.end_of is not None:
        other = policy.windows.get(begins.end_of)
        is_chain = other is None or _end_of(other) is not None
        return None if other is None or is_chain else single_moment(policy, other)
    found = names_of(begins)
    return found[0] if len(found) == 1 else None


def _end_of(window: Window) -> str | None:
    return None if isinstance(window.begins, str) else window.begins.end_of


def conditions_of_amount(amount: Amount) -> Iterator[Condition]:
    """What an amount looks at: its lines' conditions, and their numbers as tests that are open."""
    for line in amount.lines:
        yield line.when
    for name in numbers_of(amount):
        yield {name: ()}


def numbers_of(amount: Amount) -> Iterator[str]:
    """The ids of the numbers and days that an amount is made of."""
    for line in amount.lines:
        interest = line.interest
        more = () if interest is None else (*interest.on, interest.begins, interest.to)
        yield from (part for part in (*line.times, *more) if isinstance(part, str) and part != NOW)
    yield from (bound for bound in (amount.floor, amount.cap) if isinstance(bound, str))


def causes_of_amount(policy: Policy, name: str) -> tuple[str, ...]:
    """The given facts on which an amount hangs."""
    amount = policy.amounts[name]
    looked_at = [key for line in amount.lines for key in names(line.when)]
    found = (
        cause for part in (*looked_at, *numbers_of(amount)) for cause in given_causes(policy, part)
    )
    return tuple(cause for cause in dict.fromkeys(found) if cause != NOW)
