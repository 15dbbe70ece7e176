"""The rows of a flow by what their cells say, each kind of row worked out once by the engine.

A row is made of one digit for each fact and each window that decides: 0 where it is unknown, else
the place of its value or state. Digits are looked up in tables, in groups: a table gives, for what
is left of the rules after the groups before it and for the digits of its own, what is left then.
Rows of which the same is left come to the same; no table has a place for every combination.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import TypeAlias, cast

import msgspec

from ayuda.batch.rows.deciding.row_variables import (
    SILENT,
    Digit,
    blank_state,
    of_blank,
    row_digits,
    row_variables,
    size_of,
)
from ayuda.batch.rows.deciding.sums_of_rows import ComputedOfRows
from ayuda.engine.computed import CaseFacts, compute
from ayuda.engine.decide import certain_rule, rule_or_question
from ayuda.engine.diagram import Tests
from ayuda.engine.knowledge import Contradiction, Situation, learn_values
from ayuda.engine.results import Question
from ayuda.engine.space import Space, space_of
from ayuda.engine.variables import Variable
from ayuda.engine.windows import Facts, Setting
from ayuda.model import Policy, Rule
from ayuda.policy.language.causes import is_relation
from ayuda.policy.language.conditions import Known

MOST_PLACES = 50_000
"""Of one table. A flow that needs more is decided row by row."""
ONE_BY_ONE = -1
"""The verdict on a row that the engine must see itself."""
IGNORED_ROW = -2
"""The verdict on a row that nobody is to decide. No table has it."""
FIRST_UNANSWERED = -2
"""The verdict on the first kind of row that no rule decides for certain; -3 is the second."""
NO_CASE = CaseFacts(cast("Setting", None), {})
"""Nothing that tables know of is computed from moments: those are states by then."""


class Group(msgspec.Struct, frozen=True):
    """Digits that are looked up together, the first weighing most, and their table.

    The table has, for each state that can come in, what comes out for every number of the digits.
    """

    digits: tuple[Digit, ...]
    table: tuple[int, ...]

    @property
    def size(self) -> int:
        """How many numbers the digits make."""
        return size_of(self.digits)


Begun: TypeAlias = "tuple[tuple[str, Known | None], ...]"
"""The states of windows; None where that of their moment is not known."""


class Left(msgspec.Struct, frozen=True):
    """What is left of the rules once some digits are known.

    ``alive`` are the patterns that do not fail, ``unknown`` the variables on which they hang, both
    as bits; ``hidden`` the answers to facts of which it is open whether their guard holds,
    ``begun`` the states of windows that must agree with others still to come, and ``sums`` what
    has been added up so far.
    """

    alive: int
    unknown: int = 0
    hidden: tuple[tuple[int, int], ...] = ()
    begun: Begun = ()
    sums: tuple[int, ...] = ()


LACKING = Left(0, -1)
"""What is left of rows that cannot be, or lack a fact for which the tables have no room."""


class CellTable:
    """The tables of a flow, over the facts that some column may state.

    Where the tables would be too large, rows that lack a fact that may matter are left to the
    engine; ``groups`` is None where even those of all others would be. ``today`` is the day of
    the present, where no column says it.
    """

    def __init__(
        self, policy: Policy, flow_id: str, stated: Collection[str], today: date | None = None
    ) -> None:
        self.policy = policy
        self.flow_id = flow_id
        self.flow = policy.flows[flow_id]
        self.space = space_of(policy, flow_id)
        rows = Space(policy, self.flow, row_variables(policy, self.flow, self.space))
        self._rows = rows
        self.digits: tuple[Digit, ...] = tuple(row_digits(policy, rows, stated))
        self._digit_of = {digit.name: digit for digit in self.digits}
        asking = self._asking_guards()
        patterns: list[Tests] = [*(guard.tests for guard in rows.guards.values()), *asking.values()]
        self._guard_bit = {place: 1 << at for at, place in enumerate(rows.guards)}
        self._owners = [1 << place for place in rows.guards] + list(asking)
        self._computed = ComputedOfRows(rows.computed, patterns)
        self._listed = len(patterns)
        """The place of the first pattern that is a ban or a rule."""
        patterns += [*rows.bans, *rows.rules]
        self._whole = (1 << len(patterns)) - 1
        self._seen = [sum(1 << place for place, _ in tests) for tests in patterns]
        self._computed.look_at(self._seen)
        self._never = sum(
            1 << at for at, tests in enumerate(patterns) if not all(mask for _, mask in tests)
        )
        self._passes = _passes(rows.variables, patterns)
        self._of_blank = [
            of_blank(policy, self.space, rows, variable, today) for variable in rows.variables
        ]
        self._said_of_blank = {
            variable.name: said
            for variable, said in zip(rows.variables, self._of_blank, strict=True)
        }
        self._together = dict(self._shown_together())
        self._in_doubt = sum(
            1 << place
            for place, variable in enumerate(rows.variables)
            if variable.name in self.space.related or is_relation(policy, variable.name)
        )
        """What hangs on several moments or numbers: tables do not know which of them lack."""
        self._examples: list[dict[str, Known]] = []
        self._whole_rows = False
        self.groups = self._make_groups()
        if self.groups is None:
            self._whole_rows = True
            self.groups = self._make_groups()

    @property
    def is_whole(self) -> bool:
        """Whether the tables have room for all rows: none is left to the engine that can be."""
        return self.groups is not None and not self._whole_rows

    def variable(self, name: str) -> Variable:
        """What rows differ in by that name."""
        return self._rows.variables[self._rows.place_of(name)]

    def space_variable(self, name: str) -> Variable:
        """What the engine's cases differ in by that name."""
        return self.space.variables[self.space.place_of(name)]

    def _asking_guards(self) -> dict[int, Tests]:
        """The guards that only say whether a fact is asked, by the variables that show the fact."""
        found: dict[int, Tests] = {}
        for name, fact in self.space.facts.items():
            owner = sum(
                1 << place
                for place, variable in enumerate(self._rows.variables)
                if variable.name == name or self.space.moments.get(variable.name) == name
            )
            if owner and fact.asked_if and fact.otherwise is None:
                found[owner] = self._rows.tests(fact.asked_if)
        return found

    def _shown_together(self) -> Iterator[tuple[str, Variable]]:
        """What is seen of one moment, by name: its windows, and its day."""
        for variable in self._rows.variables:
            name = variable.name
            if name in self.space.windows or name in self.space.dated:
                yield name, self.space.variables[self.space.place_of(name)]

    # ----------------------------------------------------------------- tables

    def _make_groups(self) -> tuple[Group, ...] | None:
        """The groups: as many digits in each as fit into a table."""
        coming = {self._start(): dict[str, Known]()}
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
            going: dict[Left, dict[str, Known]] = {}
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
        self, steps: list[tuple[int, Digit | None]], left: Left, example: dict[str, Known]
    ) -> Iterator[tuple[Left, dict[str, Known]]]:
        """What is left after each number of the digits, in their order, with an example of it."""
        reached = [(left, example)]
        for place, digit in steps:
            following: list[tuple[Left, dict[str, Known]]] = []
            known: dict[Left, list[Left]] = {}
            name = self._rows.variables[place].name
            said = (self._of_blank[place], *(digit.values if digit else ()))
            # What a blank says of a fact, the engine knows by itself.
            told = (said[0] if name in self.space.windows else None, *said[1:])
            for state, values in reached:
                if state not in known:
                    known[state] = [self._after(state, place, value) for value in said]
                for after, value in zip(known[state], told, strict=True):
                    following.append((after, values if value is None else {**values, name: value}))
            reached = following
        yield from reached

    def _begun(self, left: Left, place: int, value: Known | None) -> Begun | None:
        """What is seen of a moment of which there is more to come; None for what cannot be."""
        name = self._rows.variables[place].name
        moment = self._together.get(name)
        if moment is None:
            return left.begun
        told = [pair for pair in left.begun if pair[0] in moment.shows] + [(name, value)]
        states = [pair for pair in told if pair[1] is not None]
        if not self._agree(told) or not any(
            all(moment.shows[key][at] == state for key, state in states)
            for at in range(len(moment.answers))
        ):
            return None
        others = tuple(pair for pair in left.begun if pair[0] not in moment.shows)
        coming = self._rows.variables[place + 1 :]
        return (*others, *told) if any(one.name in moment.shows for one in coming) else others

    def _agree(self, told: list[tuple[str, Known | None]]) -> bool:
        """Whether of one moment's windows all are known, or none is."""
        known = {value is not None for name, value in told if name in self.space.moments}
        return known != {True, False}

    def _start(self) -> Left:
        return Left(self._whole & ~self._never, sums=self._computed.nothing)

    def _after(self, left: Left, place: int, value: Known | None) -> Left:
        """What is left once a variable is known to have a value, or not to be known."""
        begun = None if left == LACKING else self._begun(left, place, value)
        if begun is None:
            return LACKING
        variable = self._rows.variables[place]
        bit = 1 << place
        answer = None if value is None else variable.answers.index(value)
        if place in self._rows.computed:
            answer = self._computed.answer(place, left.alive, left.unknown, left.sums)
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
            unknown = left.unknown | bit
            return self._reduced(place, Left(left.alive, unknown, hidden, begun, left.sums))
        alive = left.alive & self._passes[place][answer]
        return self._reduced(place, Left(alive, left.unknown, hidden, begun, left.sums))

    def _reduced(self, place: int, left: Left) -> Left:
        """The same without what cannot matter any more."""
        alive, unknown = left.alive, left.unknown
        open_places = unknown | ~((1 << place + 1) - 1)
        hanging = 0
        for at in range(self._listed, len(self._seen)):
            bit = 1 << at
            if not alive & bit:
                continue
            hanging |= self._seen[at]
            if not self._seen[at] & open_places:
                alive &= (bit << 1) - 1
                break
        for at, owner in enumerate(self._owners):
            if owner & open_places:
                hanging |= self._seen[at]
            else:
                alive &= ~(1 << at)
        hanging, alive, sums = self._computed.reduced(hanging, alive, open_places, left.sums)
        unknown &= hanging
        if unknown & self._in_doubt or (unknown and self._whole_rows):
            return LACKING
        kept = tuple(pair for pair in left.hidden if unknown >> pair[0] & 1)
        return Left(alive, unknown, kept, left.begun, sums)

    def _verdict(self, left: Left, example: dict[str, Known], places: dict[Left, int]) -> int:
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

    def _situation(self, known: dict[str, Known]) -> Situation:
        """What is known of such a row. Raises Contradiction."""
        space = self.space
        states: dict[str, Known] = dict(space.constant)
        begun = {space.moments.get(name, name) for name in known}
        for name in space.windows:
            if name in known:
                states[name] = known[name]
            elif space.moments.get(name) not in begun and self._blank_state(name) is not None:
                states[name] = str(self._blank_state(name))
        for name in space.dated:
            if name in known:
                states[name] = known[name]
            elif (said := self._said_of_blank.get(name)) is not None:
                states[name] = said
        derived = self.policy.derived
        states |= {name: value for name, value in known.items() if name in derived}
        stated = {name: value for name, value in known.items() if name not in states}
        given = cast("Facts", stated)
        return learn_values(space, states, stated, given, SILENT, self._complete)

    def _blank_state(self, name: str) -> str | None:
        """The state of a window whose moment is blank; None where that leaves it open."""
        moment = self.space.moments.get(name)
        return None if moment is None else blank_state(self.policy, self.space, name, moment)

    def _complete(self, values: dict[str, Known]) -> None:
        """Add what is computed from values, none of it from moments."""
        for name in self.space.computed_names:
            is_given = name in self.policy.windows or is_relation(self.policy, name)
            if name not in values and not is_given:
                value = compute(self.policy, name, values, NO_CASE)
                if value is not None:
                    values[name] = value


def _passes(variables: list[Variable], patterns: list[Tests]) -> list[list[int]]:
    """For each variable's answers the patterns, as bits, that do not fail by them."""
    whole = (1 << len(patterns)) - 1
    found = [[whole] * len(variable.answers) for variable in variables]
    for at, tests in enumerate(patterns):
        for place, mask in tests[: len(tests) if variables else 0]:
            for answer in range(len(found[place])):
                if not mask >> answer & 1:
                    found[place][answer] &= ~(1 << at)
    return found


def _size(digit: Digit | None) -> int:
    return 1 if digit is None else digit.size
