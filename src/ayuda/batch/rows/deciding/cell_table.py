"""The rows of a flow by what their cells say, each kind of row worked out once by the engine.

A row is made of one digit for each fact and each window that decides: 0 where it is unknown, else
the place of its value or state. Digits are looked up in tables, in groups: a table gives, for what
is left of the rules after the groups before it and for the digits of its own, what is left then.
Rows of which the same is left come to the same; no table has a place for every combination.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from math import prod

import msgspec

from ayuda.engine.decide import certain_rule, rule_or_question
from ayuda.engine.diagram import Tests
from ayuda.engine.knowledge import Contradiction, Silence, Situation, learn_values
from ayuda.engine.results import Question
from ayuda.engine.space import Space, space_of
from ayuda.engine.variables import Variable, values_of
from ayuda.engine.windows import state_names, state_not_yet
from ayuda.model import Flow, Policy, Rule, Value
from ayuda.policy.language.causes import is_plain
from ayuda.policy.language.conditions import names

MOST_PLACES = 50_000
"""Of one table. A flow that needs more is decided row by row."""
ONE_BY_ONE = -1
"""The verdict on a row that the engine must see itself."""
IGNORED_ROW = -2
"""The verdict on a row that nobody is to decide. No table has it."""
FIRST_UNANSWERED = -2
"""The verdict on the first kind of row that no rule decides for certain; -3 is the second."""
SILENT = Silence(everywhere=True)


class Digit(msgspec.Struct, frozen=True):
    """One place of a row's number: a fact or a window, and the values of 1, 2 and so on."""

    name: str
    values: tuple[Value, ...]

    @property
    def size(self) -> int:
        """How many digits there can be."""
        return len(self.values) + 1


class Group(msgspec.Struct, frozen=True):
    """Digits that are looked up together, the first weighing most, and their table.

    The table has, for each state that can come in, what comes out for every number of the digits.
    """

    digits: tuple[Digit, ...]
    table: tuple[int, ...]

    @property
    def size(self) -> int:
        """How many numbers the digits make."""
        return prod(digit.size for digit in self.digits)


Begun = tuple[tuple[str, Value | None], ...]
"""The states of windows; None where that of their moment is not known."""


class Left(msgspec.Struct, frozen=True):
    """What is left of the rules once some digits are known.

    ``alive`` are the patterns that do not fail, ``unknown`` the variables on which they hang, both
    as bits; ``hidden`` the answers to facts of which it is open whether their guard holds, and
    ``begun`` the states of windows that must agree with others still to come.
    """

    alive: int
    unknown: int = 0
    hidden: tuple[tuple[int, int], ...] = ()
    begun: Begun = ()


LACKING = Left(0, -1)
"""What is left of rows that cannot be, or lack a fact for which the tables have no room."""


class CellTable:
    """The tables of a flow, over the facts that some column may state.

    Where the tables would be too large, rows that lack a fact that may matter are left to the
    engine; ``groups`` is None where even those of all others would be.
    """

    def __init__(self, policy: Policy, flow_id: str, stated: Collection[str]) -> None:
        self.policy = policy
        self.flow_id = flow_id
        self.flow = policy.flows[flow_id]
        self.space = space_of(policy, flow_id)
        rows = Space(policy, self.flow, row_variables(policy, self.flow, self.space))
        self._rows = rows
        self.digits: tuple[Digit, ...] = tuple(_digits(policy, rows, stated))
        self._digit_of = {digit.name: digit for digit in self.digits}
        asking = self._asking_guards()
        self._patterns: list[Tests] = [
            *(guard.tests for guard in rows.guards.values()),
            *asking.values(),
            *rows.bans,
            *rows.rules,
        ]
        self._guard_bit = {place: 1 << at for at, place in enumerate(rows.guards)}
        self._owners = [1 << place for place in rows.guards] + list(asking)
        self._seen = [sum(1 << place for place, _ in tests) for tests in self._patterns]
        self._never = sum(
            1 << at for at, tests in enumerate(self._patterns) if not all(mask for _, mask in tests)
        )
        self._examples: list[dict[str, Value]] = []
        self._whole_rows = False
        self.groups = self._make_groups()
        if self.groups is None:
            self._whole_rows = True
            self.groups = self._make_groups()

    @property
    def is_whole(self) -> bool:
        """Whether the tables have room for all rows: none is left to the engine that can be."""
        return self.groups is not None and not self._whole_rows

    def _asking_guards(self) -> dict[int, Tests]:
        """The guards that only say whether a fact is asked, by the variables that show the fact."""
        found: dict[int, Tests] = {}
        for name, fact in self.space.facts.items():
            owner = sum(
                1 << place
                for place, variable in enumerate(self._rows.variables)
                if variable.name == name or self._begins(variable) == name
            )
            if owner and fact.asked_if and fact.otherwise is None:
                found[owner] = self._rows.tests(fact.asked_if)
        return found

    def _begins(self, variable: Variable) -> str | None:
        window = self.policy.windows.get(variable.name)
        return None if window is None else str(window.begins)

    # ----------------------------------------------------------------- tables

    def _make_groups(self) -> tuple[Group, ...] | None:
        """The groups: as many digits in each as fit into a table."""
        coming = {self._start(): dict[str, Value]()}
        groups: list[Group] = []
        waiting = list(self._steps())
        while waiting or not groups:
            taken: list[tuple[int, Digit | None]] = []
            size = len(coming)
            while waiting and size * _size(waiting[0][1]) <= MOST_PLACES:
                taken.append(waiting.pop(0))
                size *= _size(taken[-1][1])
            if waiting and not taken:
                return None
            table: list[int] = []
            going: dict[Left, dict[str, Value]] = {}
            places: dict[Left, int] = {}
            for left, example in coming.items():
                for after, values in self._through(taken, left, example):
                    if not waiting:
                        table.append(self._verdict(after, values, places))
                    else:
                        going.setdefault(after, values)
                        table.append(places.setdefault(after, len(places)))
            digits = tuple(digit for _, digit in taken if digit is not None)
            groups.append(Group(digits, tuple(table)))
            coming = going
        return tuple(groups)

    def _steps(self) -> Iterator[tuple[int, Digit | None]]:
        """The variables by place, with the digit of each that has one."""
        for place, variable in enumerate(self._rows.variables):
            yield place, self._digit_of.get(variable.name)

    def _through(
        self, steps: list[tuple[int, Digit | None]], left: Left, example: dict[str, Value]
    ) -> Iterator[tuple[Left, dict[str, Value]]]:
        """What is left after each number of the digits, in their order, with an example of it."""
        reached = [(left, example)]
        for place, digit in steps:
            following: list[tuple[Left, dict[str, Value]]] = []
            known: dict[Left, list[Left]] = {}
            said = self._said(place, digit)
            for state, values in reached:
                if state not in known:
                    known[state] = [self._after(state, place, value) for value in said]
                for after, value in zip(known[state], said, strict=True):
                    name = self._rows.variables[place].name
                    told = values if value is None else {**values, name: value}
                    following.append((after, told))
            reached = following
        yield from reached

    def _begun(self, left: Left, place: int, value: Value | None) -> Begun | None:
        """The states of windows whose moment has more of them to come; None for what cannot be."""
        name = self._rows.variables[place].name
        window = self.policy.windows.get(name)
        if window is None:
            return left.begun
        moment = self.space.variables[self.space.place[str(window.begins)]]
        told = [pair for pair in left.begun if pair[0] in moment.shows] + [(name, value)]
        states = [pair for pair in told if pair[1] is not None]
        fits = not states or len(states) == len(told)
        if not fits or not any(
            all(moment.shows[key][at] == state for key, state in states)
            for at in range(len(moment.answers))
        ):
            return None
        others = tuple(pair for pair in left.begun if pair[0] not in moment.shows)
        coming = self._rows.variables[place + 1 :]
        return (*others, *told) if any(one.name in moment.shows for one in coming) else others

    def _said(self, place: int, digit: Digit | None) -> tuple[Value | None, ...]:
        """What each digit says of a variable; 0 is that its moment has not happened, if it may."""
        variable = self._rows.variables[place]
        unknown = None
        window = self.policy.windows.get(variable.name)
        if window is not None and window.begins in self.space.can_be_not_yet:
            unknown = state_not_yet(window)
        return (unknown, *(digit.values if digit else ()))

    def _start(self) -> Left:
        return Left(((1 << len(self._patterns)) - 1) & ~self._never)

    def _after(self, left: Left, place: int, value: Value | None) -> Left:
        """What is left once a variable is known to have a value, or not to be known."""
        begun = None if left == LACKING else self._begun(left, place, value)
        if begun is None:
            return LACKING
        variable = self._rows.variables[place]
        bit = 1 << place
        answer = None if value is None else variable.answers.index(value)
        hidden = left.hidden
        guard = self._rows.guards.get(place)
        if guard is not None:
            own = self._guard_bit[place]
            tested = sum(1 << at for at, _ in guard.tests)
            if not left.alive & own:
                answer = guard.otherwise
            elif tested & left.unknown:
                hidden = hidden if answer is None else (*hidden, (place, answer))
                answer = None
        if answer is None:
            return self._reduced(place, Left(left.alive, left.unknown | bit, hidden, begun))
        alive = left.alive
        for at, tests in enumerate(self._patterns):
            if alive >> at & 1 and any(
                where == place and not mask >> answer & 1 for where, mask in tests
            ):
                alive &= ~(1 << at)
        return self._reduced(place, Left(alive, left.unknown, hidden, begun))

    def _reduced(self, place: int, left: Left) -> Left:
        """The same without what cannot matter any more."""
        alive, unknown = left.alive, left.unknown
        passed = (1 << place + 1) - 1
        first = len(self._owners)
        hanging = 0
        for at in range(first, len(self._patterns)):
            bit = 1 << at
            if not alive & bit:
                continue
            hanging |= self._seen[at]
            if not self._seen[at] & (unknown | ~passed):
                alive &= (bit << 1) - 1
                break
        for at, owner in enumerate(self._owners):
            if owner & (unknown | ~passed):
                hanging |= self._seen[at]
            else:
                alive &= ~(1 << at)
        unknown &= hanging
        if unknown and self._whole_rows:
            return LACKING
        kept = tuple(pair for pair in left.hidden if unknown >> pair[0] & 1)
        return Left(alive, unknown, kept, left.begun)

    def _verdict(self, left: Left, example: dict[str, Value], places: dict[Left, int]) -> int:
        """The place of the rule that decides such rows, ONE_BY_ONE, or the number of the kind."""
        if left == LACKING:
            return ONE_BY_ONE
        if left not in places:
            try:
                situation = self._situation(example)
                rule = certain_rule(self.flow, situation.knowledge.values)
            except Contradiction:
                places[left] = ONE_BY_ONE
            else:
                if rule is None:
                    places[left] = FIRST_UNANSWERED - len(self._examples)
                    self._examples.append(example)
                else:
                    places[left] = self.flow.rules.index(rule)
        return places[left]

    # ---------------------------------------------------------------- answers

    def answer(self, verdict: int) -> Rule | Question:
        """What a kind of row comes to that no rule decides for certain."""
        example = self._examples[FIRST_UNANSWERED - verdict]
        return rule_or_question(self._situation(example), self.flow_id, SILENT)

    def _situation(self, known: dict[str, Value]) -> Situation:
        """What is known of such a row. Raises Contradiction."""
        windows = self.policy.windows
        states: dict[str, Value] = dict(self.space.constant)
        begun = {windows[name].begins for name in known if name in windows}
        for name in self.space.windows:
            if name in known:
                states[name] = known[name]
            elif windows[name].begins in self.space.can_be_not_yet - begun:
                states[name] = str(state_not_yet(windows[name]))
        stated = {name: value for name, value in known.items() if name not in windows}
        return learn_values(self.space, states, stated, dict(stated), SILENT)


def row_variables(policy: Policy, flow: Flow, space: Space) -> list[Variable]:
    """What rows differ in: facts that decide or settle others, and windows that are tested."""
    wanted = set(space.deciding) | space.banned
    wanted |= {name for name, guard, _ in space.hidden for name in (name, *guard)}
    tested = {name for rule in flow.rules for name in names(rule.when)}
    for name in wanted & set(space.facts):
        tested.update(space.facts[name].asked_if)
        tested.update(key for one in space.facts[name].implied for key in one.when)
    found: list[Variable] = []
    for name, fact in space.finite.items():
        if name in wanted and is_plain(fact):
            found.append(Variable(name, values_of(fact), {name: values_of(fact)}))
    for name in space.windows:
        window = policy.windows[name]
        if name in tested and name not in space.constant and window.begins in space.facts:
            states = tuple(dict.fromkeys((*state_names(window), state_not_yet(window))))
            known = tuple(state for state in states if state is not None)
            found.append(Variable(name, known, {name: known}))
    return found


def has_tables(policy: Policy, flow_id: str) -> bool:
    """Whether a flow is of the kind that tables are made for; any other is decided row by row.

    It compares nothing but listed values, and windows that count on from one moment each.
    """
    space = space_of(policy, flow_id)
    if any(rule.amounts for rule in policy.flows[flow_id].rules):
        return False
    return not space.computed and all(
        len(variable.facts) == 1 and not variable.classes and _is_usual(policy, variable)
        for variable in space.variables
    )


def _is_usual(policy: Policy, variable: Variable) -> bool:
    windows = [policy.windows[name] for name in variable.shows if name in policy.windows]
    return all(
        isinstance(window.begins, str)
        and policy.facts[window.begins].kind == "moment"
        and not window.back
        and policy.facts[window.begins].time == "past"
        for window in windows
    )


def _values(variable: Variable) -> tuple[Value, ...]:
    return tuple(value for value in variable.shows[variable.name] if isinstance(value, str | bool))


def _digits(policy: Policy, rows: Space, stated: Collection[str]) -> Iterator[Digit]:
    for variable in rows.variables:
        window = policy.windows.get(variable.name)
        if window is None:
            if variable.name in stated:
                yield Digit(variable.name, _values(variable))
        elif window.begins in stated:
            yield Digit(variable.name, state_names(window))


def _size(digit: Digit | None) -> int:
    return 1 if digit is None else digit.size
