"""Policies with a few changes, and what a brute force says of a pair of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta
from itertools import product
from random import Random

from msgspec import structs

from ayuda.author.comparing.decided import Label, decided, told_apart
from ayuda.author.comparing.flow import FlowComparison
from ayuda.calendar import Calendar
from ayuda.engine.joint.space import JointSpace, shown_name
from ayuda.engine.samples import class_of
from ayuda.engine.variables import can_be_not_yet
from ayuda.engine.windows import FactValue, Setting, state_not_yet, window_state
from ayuda.model import Fact, Length, Policy, Rule
from ayuda.policy.check import problems_of
from ayuda.policy.language.conditions import NO_STATE, Known
from support.random_policies import PRESENT, WORDS, Draw, random_policy

MINUTES = (0, 1, 29, 30, 31, 44, 45, 46, 59, 60, 61, 119, 120, 121)
LENGTHS = (Length(minutes=30), Length(minutes=45), Length(hours=1), Length(hours=2))
Cell = tuple[int, ...]


def as_of_present(policy: Policy) -> Setting:
    return Setting(policy, PRESENT, Calendar(policy.country))


def changed_policy(policy: Policy, seed: int) -> Policy:
    """The policy with one to three changes; without problems."""
    random = Random(seed)
    while True:
        changed = policy
        for _ in range(random.randint(1, 3)):
            changed = random.choice((_rule, _rule, _gone, _order, _window, _fact, _value))(
                changed, random
            )
        if not problems_of("", changed):
            return changed


def _with_rules(policy: Policy, rules: list[Rule]) -> Policy:
    flow = structs.replace(policy.flows["f"], rules=tuple(rules))
    return structs.replace(policy, flows={"f": flow})


def _rule(policy: Policy, random: Random) -> Policy:
    rules = list(policy.flows["f"].rules)
    at = random.randrange(len(rules))
    draw = Draw(random)
    draw.finite = [name for name, fact in policy.facts.items() if fact.kind != "moment"]
    draw.values = {name: _values(policy.facts[name]) for name in draw.finite}
    draw.windows = policy.windows
    draw.states = {name: tuple(window.states) for name, window in policy.windows.items()}
    drawn = draw.rule(at, list(policy.outcomes))
    when = rules[at].when if at == len(rules) - 1 else drawn.when
    rules[at] = structs.replace(rules[at], outcome=drawn.outcome, when=when)
    return _with_rules(policy, rules)


def _values(fact: Fact) -> tuple[str | bool, ...]:
    return (True, False) if fact.kind == "yes-no" else tuple(fact.values)


def _gone(policy: Policy, random: Random) -> Policy:
    rules = list(policy.flows["f"].rules)
    if len(rules) > 1:
        rules.pop(random.randrange(len(rules) - 1))
    return _with_rules(policy, rules)


def _order(policy: Policy, random: Random) -> Policy:
    *rules, last = policy.flows["f"].rules
    random.shuffle(rules)
    return _with_rules(policy, [*rules, last])


def _window(policy: Policy, random: Random) -> Policy:
    if not policy.windows:
        return policy
    name = random.choice(list(policy.windows))
    window = policy.windows[name]
    changed = random.choice(
        (
            structs.replace(window, lasts=random.choice(LENGTHS)),
            structs.replace(window, edge="on" if window.edge is None else None),
        )
    )
    return structs.replace(policy, windows={**policy.windows, name: changed})


def _fact(policy: Policy, random: Random) -> Policy:
    """Other guards and implications."""
    name = random.choice(list(policy.facts))
    fact = policy.facts[name]
    fewer = fact.implied[1:] if random.random() < 0.5 else fact.implied
    guarded = {} if random.random() < 0.5 else fact.asked_if
    otherwise = fact.otherwise if guarded else None
    changed = structs.replace(fact, implied=fewer, asked_if=guarded, otherwise=otherwise)
    return structs.replace(policy, facts={**policy.facts, name: changed})


def _value(policy: Policy, random: Random) -> Policy:
    """A value more."""
    names = [name for name, fact in policy.facts.items() if fact.kind == "choice"]
    if not names:
        return policy
    name = random.choice(names)
    values = {**policy.facts[name].values, "more": WORDS}
    changed = structs.replace(policy.facts[name], values=values)
    return structs.replace(policy, facts={**policy.facts, name: changed})


def pairs(seeds: range) -> Iterator[tuple[int, Policy, Policy]]:
    """Random policies, each with a changed one, or the other way round."""
    for seed in seeds:
        old = random_policy(seed)
        new = changed_policy(old, seed)
        yield (seed, new, old) if seed % 3 == 0 else (seed, old, new)


# -------------------------------------------------------------- a brute force


def all_cases(
    old: Policy, new: Policy, deciding: Collection[str] | None = None
) -> Iterator[dict[str, FactValue]]:
    """Cases of every cell of the flow ``f`` of either policy, over these facts or all."""
    names = list(dict.fromkeys((*old.flows["f"].facts, *new.flows["f"].facts)))
    lists: list[list[FactValue | None]] = []
    names = [name for name in names if deciding is None or name in deciding]
    for name in names:
        facts = [policy.facts[name] for policy in (old, new) if name in policy.facts]
        if facts[0].kind == "moment":
            moments: list[FactValue | None] = [PRESENT - timedelta(minutes=one) for one in MINUTES]
            if any(name in can_be_not_yet(policy) for policy in (old, new)):
                moments.append(None)
            lists.append(moments)
        else:
            lists.append(list(dict.fromkeys(value for fact in facts for value in _values(fact))))
    for chosen in product(*lists):
        told = zip(names, chosen, strict=True)
        yield {name: value for name, value in told if value is not None}


def cell_of(space: JointSpace, facts: Mapping[str, FactValue]) -> Cell:
    """The answers of a case, by the place of the variable; of what is computed the first."""
    found = []
    for place, variable in enumerate(space.variables):
        if place in space.computed:
            found.append(0)
            continue
        seen = _seen(space, variable.name, tuple(variable.shows), facts)
        found.append(
            next(
                at
                for at in range(len(variable.answers))
                if all(
                    variable.shows[name][at] == value
                    or (
                        name in variable.classes
                        and class_of(variable.classes[name], variable.shows[name][at])
                        == class_of(variable.classes[name], value)
                    )
                    for name, value in seen.items()
                )
            )
        )
    return tuple(found)


def _seen(
    space: JointSpace, own: str, names: tuple[str, ...], facts: Mapping[str, FactValue]
) -> dict[str, Known]:
    seen: dict[str, Known] = {}
    for name in names:
        side, called = shown_name(name)
        setting = space.settings[side]
        if called not in setting.policy.windows:
            seen[name] = facts[name]
        elif own not in facts:
            seen[name] = state_not_yet(setting.policy.windows[called]) or NO_STATE
        else:
            state = window_state(setting, called, {own: facts[own]})
            seen[name] = NO_STATE if state is None else state.state
    return seen


def regions_holding(comparison: FlowComparison, cell: Cell) -> list[int]:
    """The regions, by place, in which a cell lies."""
    assert comparison.space is not None
    variables = comparison.space.variables
    return [
        at
        for at, region in enumerate(comparison.regions)
        if all(
            variable.name not in region.answers
            or variable.answers[answer] in region.answers[variable.name]
            for variable, answer in zip(variables, cell, strict=True)
        )
    ]


def by_brute_force(old: Setting, new: Setting, facts: Mapping[str, FactValue]) -> Label | None:
    """What differs of a case."""
    return told_apart(decided(old, "f", facts), decided(new, "f", facts))
