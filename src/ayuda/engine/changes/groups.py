"""Which facts of a flow hang together: those that one comparison or one window looks at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from ayuda.engine.space import Space
from ayuda.model import NOW, Policy
from ayuda.policy.language.causes import given_causes, is_relation, straight_causes
from ayuda.policy.language.length import length_name

TWICE = 2
LONGEST_COUNTED = 1000
"""Of more days, months or hours than this no length that a fact gives is looked at."""


class Group(msgspec.Struct, frozen=True):
    """Facts, the places of all variables that they answer, and which of those compare them."""

    facts: tuple[str, ...]
    places: tuple[int, ...]
    relations: tuple[int, ...] = ()


def groups_of(policy: Policy, space: Space) -> list[Group]:
    """All facts of a flow, each in one group; what is in two groups hangs together in nothing."""
    joined: dict[str, set[str]] = {name: {name} for name in space.facts}
    related: dict[int, str] = {}
    for place, variable in enumerate(space.variables):
        if not variable.facts or variable.name in space.facts:
            continue
        together = _behind(policy, space, variable.shows)
        for name in tuple(together):
            together |= joined[name]
        for name in together:
            joined[name] = together
        if together:
            related[place] = min(together)
    found: list[Group] = []
    for name in space.facts:
        own = joined[name]
        if name == next(key for key in space.facts if key in own):
            relations = tuple(place for place, one in related.items() if one in own)
            places = {space.place[key] for key in own if key in space.place} | {*relations}
            facts = tuple(key for key in space.facts if key in own)
            found.append(Group(facts, tuple(sorted(places)), relations))
    return found


def _behind(policy: Policy, space: Space, names: Iterable[str]) -> set[str]:
    """The facts on which names hang, also through the guards and implications of those facts."""
    found: set[str] = set()
    waiting = [*names]
    while waiting:
        for cause in given_causes(policy, waiting.pop()):
            if cause in space.facts and cause not in found:
                found.add(cause)
                waiting += _looked_at(space, cause)
    return found


def _looked_at(space: Space, name: str) -> Iterator[str]:
    """What decides what a fact is seen as, besides what is stated of it."""
    fact = space.facts[name]
    yield from fact.asked_if if fact.otherwise is not None else ()
    for implication in fact.implied:
        yield from implication.when


def goes_one_way(policy: Policy, space: Space, group: Group, name: str) -> bool:
    """Whether all that a group compares only rises or only falls with a number or a day of it.

    That is between the values at which the fact itself is tested.
    """
    shown = [one for place in group.relations for one in space.variables[place].shows]
    through = [key for fact in group.facts for key in _looked_at(space, fact)]
    return all(_ways(policy, name, one) < TWICE for one in shown) and not any(
        key != name and name in given_causes(policy, key) for key in through
    )


def _ways(policy: Policy, name: str, seen: str) -> int:
    """In how many ways a number or a day enters what is computed; two stand for all that wind."""
    if seen in policy.facts or seen == NOW:
        return int(seen == name)
    causes = straight_causes(policy, seen)
    window, derived = policy.windows.get(seen), policy.derived.get(seen)
    if window is not None and length_name(window.lasts) == name and not _is_short(policy, name):
        return TWICE
    if window is None and not is_relation(policy, seen):  # It goes by steps, where it is tested.
        winds = any(key != name and name in given_causes(policy, key) for key in causes)
        return TWICE if winds else 0
    ways = sum(_ways(policy, name, cause) for cause in causes)
    is_same = derived is not None and derived.same is not None and name not in derived.same
    return TWICE * ways if is_same else ways


def _is_short(policy: Policy, name: str) -> bool:
    most = policy.facts[name].max if name in policy.facts else None
    return most is not None and most <= LONGEST_COUNTED
