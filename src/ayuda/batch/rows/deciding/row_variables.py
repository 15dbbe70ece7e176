"""What the rows of a flow differ in, and which flows can be decided by tables.

A row has a digit for each fact and each window that decides: 0 where its cell is blank, else the
place of its value, of the class that its number, day, text or set of values is in, or of the state.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from decimal import Decimal
from math import prod
from typing import cast

import msgspec
from msgspec import structs

from ayuda.engine.knowledge import Silence, assumption_of
from ayuda.engine.results import Answer
from ayuda.engine.samples import Sample, class_of, day_samples, samples_of
from ayuda.engine.space import Space, space_of
from ayuda.engine.variables import DAYS, EXACTNESS, Variable, values_of
from ayuda.engine.windows import state_names, state_not_yet
from ayuda.model import NOW, UNKNOWN, Derived, Fact, Flow, Policy, Window
from ayuda.policy.language.causes import (
    computed_of,
    given_causes,
    is_plain,
    is_relation,
    straight_causes,
)
from ayuda.policy.language.conditions import NO_STATE, Known, names

SILENT = Silence(everywhere=True)


class Digit(msgspec.Struct, frozen=True):
    """One place of a row's number: a fact or a window, and the values of 1, 2 and so on."""

    name: str
    values: tuple[Known, ...]

    @property
    def size(self) -> int:
        """How many digits there can be."""
        return len(self.values) + 1


def size_of(digits: Collection[Digit]) -> int:
    """How many numbers digits make."""
    return prod(digit.size for digit in digits)


# ------------------------------------------------------------------- variables


def row_variables(policy: Policy, flow: Flow, space: Space) -> list[Variable]:
    """What rows differ in: facts that decide or settle others, windows, and what is computed."""
    wanted = set(space.deciding) | space.banned
    wanted |= {name for name, guard, _ in space.hidden for name in (name, *guard)}
    tested = {name for rule in flow.rules for name in names(rule.when)}
    for name in wanted & set(space.facts):
        tested.update(space.facts[name].asked_if)
        tested.update(key for one in space.facts[name].implied for key in one.when)
    behind = set(_behind(policy, wanted | tested))
    wanted |= behind
    tested |= behind
    found: list[Variable] = []
    for name in space.facts:
        if name in wanted:
            found += _of_fact(policy, space, name)
    if NOW in tested and is_classed(space, NOW):
        found.append(_classes(space, NOW, None))
    for name in space.windows:
        if name in tested and name not in space.constant:
            window = policy.windows[name]
            states = tuple(dict.fromkeys((*state_names(window), state_not_yet(window))))
            known = tuple(state for state in states if state is not None)
            if state_not_yet(window) is None and _is_answer(space, space.moments.get(name)):
                known = (*known, NO_STATE)
            facts = tuple(fact for fact in given_causes(policy, name) if fact != NOW)
            if not space.facts.keys().isdisjoint(facts):
                found.append(Variable(name, known, {name: known}, facts=facts))
    found += [
        variable
        for variable in space.variables
        if variable.name in tested and computed_of(policy, variable.name) is not None
    ]
    return [_plainly(one) if is_relation(policy, one.name) else one for one in found]


def _plainly(variable: Variable) -> Variable:
    """A comparison by its values alone."""
    values = variable.shows[variable.name]
    return structs.replace(variable, answers=cast("tuple[Answer, ...]", values))


def _behind(policy: Policy, wanted: Collection[str]) -> Iterator[str]:
    """What computed names look at, and those that they look at."""
    for name in wanted:
        if computed_of(policy, name) is not None:
            causes = straight_causes(policy, name)
            yield from causes
            yield from _behind(policy, causes)


def _of_fact(policy: Policy, space: Space, name: str) -> Iterator[Variable]:
    fact = policy.facts[name]
    if is_plain(fact):
        yield Variable(name, values_of(fact), {name: values_of(fact)}, facts=(name,))
    elif name in space.place and name in space.variables[space.place[name]].classes:
        yield _classes(space, name, fact)


def is_classed(space: Space, name: str) -> bool:
    """Whether tests cut the values of a fact (or the day of the present) into classes."""
    return any(name in variable.classes for variable in space.variables)


def _is_answer(space: Space, moment: str | None) -> bool:
    """Whether a blank of a moment says something: that it is unknown, or has not happened."""
    if moment is None:
        return False
    return moment in space.can_be_not_yet or space.facts[moment].unstated == UNKNOWN


def _classes(space: Space, name: str, fact: Fact | None) -> Variable:
    """A number, a text, a set of values or a day: a value for each class of them."""
    tests = space.variables[space.place_of(name)].classes[name]
    samples = day_samples(tests) if fact is None else samples_of(fact, tests)
    values = tuple(sample.value for sample in samples)
    if name in space.can_be_not_yet and UNKNOWN not in values:
        values = (*values, NO_STATE)
    facts = () if fact is None else (name,)
    return Variable(name, cast("tuple[Answer, ...]", values), {name: values}, {name: tests}, facts)


def samples_seen(variable: Variable, fact: Fact | None) -> tuple[Sample, ...]:
    """The classes of such a variable, in the order of its answers."""
    tests = variable.classes[variable.name]
    return day_samples(tests) if fact is None else samples_of(fact, tests)


def class_place(variable: Variable, value: Known) -> int | None:
    """The place of the answer that stands for a value, counted from 0; None if there is none."""
    tests = variable.classes[variable.name]
    own = class_of(tests, value)
    places = enumerate(variable.shows[variable.name])
    return next((at for at, shown in places if class_of(tests, shown) == own), None)


# --------------------------------------------------------------------- digits


def row_digits(policy: Policy, rows: Space, stated: Collection[str]) -> Iterator[Digit]:
    """The digits of rows with columns that state these facts (and NOW)."""
    for place, variable in enumerate(rows.variables):
        name = variable.name
        window = policy.windows.get(name)
        if place in rows.computed:
            continue
        if is_relation(policy, name):
            if {*variable.facts} <= {*stated}:
                yield Digit(name, variable.shows[name])
        elif window is None:
            if name in stated:
                blank = (UNKNOWN, NO_STATE)
                values = tuple(value for value in variable.shows[name] if value not in blank)
                yield Digit(name, values if variable.classes else variable.shows[name])
        elif set(variable.facts) <= set(stated):
            yield Digit(name, window_digits(policy, window))


def window_digits(policy: Policy, window: Window) -> tuple[str, ...]:
    """The states that a window can be seen in whose moments are known."""
    states = state_names(window)
    return (*states, str(window.not_yet)) if can_come_later(policy, window) else states


def can_come_later(policy: Policy, window: Window) -> bool:
    """Whether a window's moment may be known and still to come, and it has a state for that."""
    if window.not_yet is None or window.back:
        return False
    if not isinstance(window.begins, str) or window.seen_at is not None:
        return True
    return window.begins != NOW and policy.facts[window.begins].time != "past"


def of_blank(
    policy: Policy, space: Space, rows: Space, variable: Variable, today: date | None
) -> Known | None:
    """What a blank cell (or none) says of a variable; None where it leaves it open."""
    name = variable.name
    if name in policy.windows:
        moment = space.moments.get(name)
        return None if moment is None else blank_state(policy, space, name, moment)
    if name == NOW:
        return None if today is None else _shown(variable, today)
    fact = space.facts.get(name)
    if fact is None:
        return None
    if fact.kind in DAYS:
        not_yet = NO_STATE if name in space.can_be_not_yet else None
        return UNKNOWN if fact.unstated == UNKNOWN else not_yet
    if name in space.banned or not (rows.computed or variable.classes):
        return None
    value = assumption_of(name, fact, SILENT)
    return _shown(variable, value) if value is not None and variable.classes else value


def blank_state(policy: Policy, space: Space, name: str, moment: str) -> str | None:
    """The state of a window whose one moment is blank; None where that leaves it open."""
    state = state_not_yet(policy.windows[name]) or NO_STATE
    return state if _is_answer(space, moment) else None


def _shown(variable: Variable, value: Known) -> Known | None:
    """What stands for a value among the answers; None where nothing does."""
    place = class_place(variable, value)
    return None if place is None else variable.shows[variable.name][place]


# ---------------------------------------------------------------------- flows


def has_tables(policy: Policy, flow_id: str) -> bool:
    """Whether a flow is of the kind that tables are made for; any other is decided row by row.

    It shows no amount, compares nothing but two numbers or days as they are stated, and tests none
    more finely than a cell can say it.
    """
    if any(rule.amounts for rule in policy.flows[flow_id].rules):
        return False
    return all(_is_told(policy, variable) for variable in space_of(policy, flow_id).variables)


def _is_told(policy: Policy, variable: Variable) -> bool:
    name = variable.name
    if is_relation(policy, name):
        return is_comparable(policy, name) and _is_on_grid(variable.answers, _step(policy, name))
    fact = policy.facts.get(name)
    if fact is None or fact.kind not in {"number", "text"}:
        return True
    if fact.kind == "text":
        return (fact.mask or "").isascii()
    return _is_on_grid(samples_of(fact, variable.classes[name]), _step(policy, name))


def _step(policy: Policy, name: str) -> Decimal:
    """By how much values differ at least, as the engine takes a line of numbers apart."""
    names = operands_of(policy.derived[name]) if name in policy.derived else (name,)
    if NOW in names:
        return Decimal(1).scaleb(-EXACTNESS)
    facts = (policy.facts[fact] for fact in names if fact in policy.facts)
    decimals = max((fact.decimals for fact in facts), default=0)
    return Decimal(1).scaleb(-min(decimals, MOST_DECIMALS))


def _is_on_grid(answers: Sequence[Answer], step: Decimal) -> bool:
    """Whether no test is finer than what it tests."""
    samples = (answer for answer in answers if isinstance(answer, Sample))
    ends = (end for sample in samples for pair in sample.ranges for end in pair)
    return all(end % step == 0 for end in ends if isinstance(end, Decimal))


def operands_of(derived: Derived) -> tuple[str, ...]:
    """The two that a derived fact compares."""
    return derived.same or derived.difference or ()


def is_comparable(policy: Policy, name: str) -> bool:
    """Whether tables know such a comparison: of two numbers or days that nothing else settles."""
    derived = policy.derived[name]
    operands = operands_of(derived)
    if not operands or (derived.difference is not None and derived.within != "days"):
        return False
    facts = [policy.facts.get(operand) for operand in operands if operand != NOW]
    settled = (
        fact is None
        or fact.otherwise is not None
        or fact.default is not None
        or bool(fact.implied)
        or (fact.unstated is not None and fact.unstated != UNKNOWN)
        for fact in facts
    )
    if any(settled):
        return False
    kinds = {_kind(fact.kind) for fact in facts if fact is not None}
    return kinds == {"day"} or (kinds == {"number"} and NOW not in operands)


def _kind(kind: str) -> str:
    return "day" if kind in DAYS else kind


MOST_DECIMALS = 9
"""Of a number in a cell: as many as the engine reads."""
