"""The table of cells of a flow, numbered: what each cell comes to, worked out by the engine.

A cell's number is made of one digit for each fact and each window that decides: 0 where it is
unknown, else the place of its value or state. So a lookup in an array is the whole join.
"""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from ayuda.engine.cells import constant_states, facts_that_decide
from ayuda.engine.conditions import names
from ayuda.engine.decide import certain_rule, rule_or_question
from ayuda.engine.knowledge import (
    Contradiction,
    Knowledge,
    finite_facts,
    settle,
    values_of,
    windows_of,
)
from ayuda.engine.results import Question
from ayuda.engine.windows import state_names
from ayuda.model import Flow, Policy, Rule, Value

MOST_CELLS = 1 << 18
"""A flow with more cells is decided row by row: working all of them out would take too long."""
UNANSWERED = -2
"""The verdict of a cell that no rule decides: it is undecided, or contradicts itself."""


class Digit(msgspec.Struct, frozen=True):
    """One place of a cell's number: a fact or a window, and the values of 1, 2 and so on."""

    name: str
    values: tuple[Value, ...]
    weight: int


class CellTable:
    """The cells of a flow by number, over the facts that some column may state."""

    def __init__(self, policy: Policy, flow_id: str, stated: Collection[str]) -> None:
        self.policy = policy
        self.flow_id = flow_id
        self.flow = policy.flows[flow_id]
        self.digits = digits(policy, self.flow, stated)
        self.size = _size(self.digits)
        self._constant = constant_states(policy, self.flow)
        self._finite = finite_facts(policy, self.flow)

    def verdicts(self) -> list[int]:
        """For each cell the place of the rule that decides it for certain, else UNANSWERED."""
        places = {rule.id: place for place, rule in enumerate(self.flow.rules)}
        told: list[int] = []
        for number in range(self.size):
            try:
                rule = certain_rule(self.flow, self._knowledge(number).values)
            except Contradiction:
                rule = None
            told.append(UNANSWERED if rule is None else places[rule.id])
        return told

    def answer(self, number: int) -> Rule | Question:
        """What a cell comes to. Raises Contradiction for one that cannot occur."""
        return rule_or_question(self.policy, self.flow_id, self._knowledge(number))

    def _knowledge(self, number: int) -> Knowledge:
        """What is known in a cell, as ``learn`` has it for the facts of a case."""
        windows = self.policy.windows
        values = self._values(number)
        stated = {name: value for name, value in values.items() if name not in windows}
        known = settle(self._finite, stated)
        for name, fact in self._finite.items():
            if fact.default is not None:
                known.setdefault(name, fact.default)
        for name in windows_of(self.policy, self.flow):
            state = values.get(name, self._constant.get(name))
            if state is None and windows[name].else_now:
                state = state_names(windows[name])[0]
            if state is not None:
                known[name] = state
        return Knowledge(dict(stated), known, frozenset(), frozenset(stated))

    def _values(self, number: int) -> dict[str, Value]:
        values: dict[str, Value] = {}
        for digit in self.digits:
            place = number // digit.weight % (len(digit.values) + 1)
            if place:
                values[digit.name] = digit.values[place - 1]
        return values


def digits(policy: Policy, flow: Flow, stated: Collection[str]) -> tuple[Digit, ...]:
    """The digits of a flow's cell numbers.

    They are the stated facts that decide or settle others, and the windows that decide and count
    from a stated fact.
    """
    finite = finite_facts(policy, flow)
    wanted = set(facts_that_decide(policy, flow))
    for name, fact in finite.items():
        for implication in fact.implied:
            wanted |= {name, *implication.when}
        if fact.otherwise is not None:
            wanted |= {name, *fact.asked_if}
    tested = {name for rule in flow.rules for name in names(rule.when)}
    places: list[tuple[str, tuple[Value, ...]]] = [
        (name, values_of(fact)) for name, fact in finite.items() if name in wanted & set(stated)
    ]
    places += [
        (name, state_names(window))
        for name, window in policy.windows.items()
        if name in tested and window.begins in stated
    ]
    made: list[Digit] = []
    weight = 1
    for name, values in places:
        made.append(Digit(name, tuple(values), weight))
        weight *= len(values) + 1
    return tuple(made)


def _size(places: tuple[Digit, ...]) -> int:
    last = places[-1] if places else None
    return 1 if last is None else last.weight * (len(last.values) + 1)
