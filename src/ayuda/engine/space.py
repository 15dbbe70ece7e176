"""A flow's space of cases: its variables, guards, bans and rules, worked out once for a policy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from ayuda.engine.compiled import (
    causes_of,
    compared_in,
    compiled,
    computed_in,
    facts_behind,
    listed_conditions,
)
from ayuda.engine.diagram import Assumption, Computed, Diagram, Guard, Tests
from ayuda.engine.variables import (
    DAYS,
    VALUED,
    Variable,
    can_be_not_yet,
    case_variables,
    constant_states,
    facts_that_decide,
    windows_of,
)
from ayuda.engine.windows import Facts, state_not_yet
from ayuda.model import NOW, UNKNOWN, Condition, Flow, Policy, Rule, Test, When
from ayuda.policy.language.causes import exact, single_moment
from ayuda.policy.language.conditions import Known, accepts

YES_NO = (True, False)
NEVER: Tests = ((0, 0),)
"""Tests that no case passes."""
Shown = tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...] | None]
"""An outcome, the windows and amounts shown with it, and the flows to go on with, where it
names them."""
Assumed = frozenset[tuple[int, int]]
"""Places of variables, each with the answer that is assumed of it."""


class Space:
    """What is known of a flow before any case of it. It keeps no policy, so none is kept alive.

    ``hidden`` are the facts whose guard can hide their answer, with the value shown then.
    """

    def __init__(self, policy: Policy, flow: Flow, variables: Iterable[Variable]) -> None:
        self.flow = flow
        self.facts = {name: policy.facts[name] for name in flow.facts}
        self.finite = {name: fact for name, fact in self.facts.items() if fact.kind in VALUED}
        self.windows = windows_of(policy, flow)
        self.constant = constant_states(policy, flow, self.windows)
        moments = {name: single_moment(policy, policy.windows[name]) for name in policy.windows}
        self.moments = {name: moment for name, moment in moments.items() if moment in self.facts}
        """The windows that hang on one fact of the flow and on nothing else, with that fact."""
        self.related = {*self.windows} - self.moments.keys() - self.constant.keys()
        self.can_be_not_yet = can_be_not_yet(policy) & self.facts.keys()
        states = {name: state_not_yet(policy.windows[name]) for name in self.windows}
        self.from_now = [
            (name, state)
            for name, state in states.items()
            if state is not None and name not in self.constant
        ]
        self.deciding = facts_that_decide(policy, flow)
        variables = [*variables]
        listed = listed_conditions(policy, flow, {name for one in variables for name in one.shows})
        variables += [Variable(name, YES_NO, {name: YES_NO}) for name in listed]
        self._listed = {id(condition): name for name, condition in listed.items()}
        self.computed_names = computed_in(policy, flow, self.related)
        self.dated = frozenset(
            (
                *(name for name, fact in self.facts.items() if fact.kind in DAYS),
                *({NOW} - policy.facts.keys()),
            )
        )
        """What is seen by its day: a notice or a step may look at it, if no rule does."""
        self.blank = [
            name
            for name, fact in self.facts.items()
            if fact.unstated == UNKNOWN and fact.kind in DAYS
        ]
        """The dates and moments of which a blank is an answer."""
        self.assumable = [
            (name, fact)
            for name, fact in self.finite.items()
            if fact.default is not None or fact.unstated is not None
        ]
        self.compared = compared_in(policy, self.computed_names)
        self._causes = {
            variable.name: causes_of(policy, listed, variable.name) for variable in variables
        }
        self.variables = self._causes_first(variables)
        self.place = {variable.name: at for at, variable in enumerate(self.variables)}
        self.places_of: dict[str, tuple[int, ...]] = {}
        for at, variable in enumerate(self.variables):
            for name in variable.facts:
                self.places_of[name] = (*self.places_of.get(name, ()), at)
        self._shown = {
            name: (at, values)
            for at, variable in enumerate(self.variables)
            for name, values in variable.shows.items()
        }
        self.hidden = [
            (name, self._telling(fact.asked_if), exact(fact.otherwise))
            for name, fact in self.finite.items()
            if fact.otherwise is not None and self.tests(fact.asked_if) != NEVER
        ]
        self.always_hidden = {
            name: exact(fact.otherwise)
            for name, fact in self.finite.items()
            if fact.otherwise is not None and self.tests(fact.asked_if) == NEVER
        }
        self.implications = [
            (name, self._telling(implication.when), implication.value)
            for name, fact in self.finite.items()
            if name in self._shown  # Not so where only the facts that decide are looked at.
            for implication in fact.implied
            if self.tests(implication.when) != NEVER
        ]
        self.bans = [self.tests(when, (name, value)) for name, when, value in self.implications]
        self.banned = {self.variables[place].name for ban in self.bans for place, _ in ban}
        self.can_entangle = bool(self.bans) or any(
            key in {name for name, _, _ in self.hidden}
            for _, guard, _ in self.hidden
            for key in guard
        )
        self._facts_behind = {
            name: variable.facts or facts_behind(policy, listed, variable.name)
            for variable in self.variables
            for name in variable.shows
        }
        self.rules = [self.tests_of(rule.when) for rule in flow.rules]
        self.computed: dict[int, Computed] = {
            place: found
            for place, variable in enumerate(self.variables)
            if not variable.facts
            and (found := compiled(policy, listed, variable, self.tests)) is not None
        }
        self.guards = {
            self.place[name]: Guard(
                self.tests(fact.asked_if), self.answer(name, exact(fact.otherwise))
            )
            for name, fact in self.finite.items()
            if fact.otherwise is not None and name in self.place
        }
        results: dict[Shown, int] = {}
        self.results = [results.setdefault(comes_to(rule), len(results)) for rule in flow.rules]
        self.results.append(len(results))
        self.whole = tuple((1 << len(variable.answers)) - 1 for variable in self.variables)
        self._diagrams: dict[Any, Diagram] = {}

    def _causes_first(self, variables: Sequence[Variable]) -> list[Variable]:
        """The variables in their order, but each behind those on which it or its guard hangs.

        What is computed comes right behind the last of those.
        """
        by_name = {name: variable.name for variable in variables for name in variable.shows}
        hangs_on = {
            one.name: {by_name.get(key, key) for key in self._hangs_on(one.name)} - {one.name}
            for one in variables
        }
        waiting = sorted(variables, key=lambda one: bool(one.facts))
        ordered: list[Variable] = []
        while waiting:
            left = {variable.name for variable in waiting}
            following = next((one for one in waiting if not hangs_on[one.name] & left), waiting[0])
            waiting.remove(following)
            ordered.append(following)
        return ordered

    def _hangs_on(self, name: str) -> tuple[str, ...]:
        """What a variable's answer is computed from, or its fact's guard looks at."""
        guard = self.facts[name].asked_if if name in self.facts else {}
        return (*guard, *self._causes[name])

    def _telling(self, when: When) -> When:
        """The tests without those that every case passes."""
        return {
            name: test
            for name, test in when.items()
            if name in self._shown
            and not all(accepts(test, value) for value in self._shown[name][1])
        }

    def tests_of(self, condition: Condition) -> Tests:
        """The tests of a condition; one that is a list is looked at as computed."""
        if isinstance(condition, dict):
            return self.tests(condition)
        return self.tests({self._listed[id(condition)]: True})

    def tests(self, when: When, broken: tuple[str, Known] | None = None) -> Tests:
        """Tests by places and answers; ``broken`` adds that a fact has another value than that."""
        found: dict[int, int] = {}
        for name, test in when.items():
            if name in self._shown:
                place, mask = self._mask(name, test)
                found[place] = found.get(place, -1) & mask
            elif name not in self.constant or not accepts(test, self.constant[name]):
                return NEVER
        if broken is not None:
            place, values = self._shown[broken[0]]
            mask = sum(1 << at for at, value in enumerate(values) if value != broken[1])
            found[place] = found.get(place, -1) & mask
        if not all(found.values()):
            return NEVER
        return tuple(
            (place, mask)
            for place, mask in sorted(found.items())
            if mask != (1 << len(self.variables[place].answers)) - 1
        )

    def _mask(self, name: str, test: Test) -> tuple[int, int]:
        place, values = self._shown[name]
        return place, sum(1 << at for at, value in enumerate(values) if accepts(test, value))

    def facts_behind(self, name: str) -> tuple[str, ...]:
        """The facts that answer what shows a name: itself, or those from which it is computed."""
        return self._facts_behind[name]

    def place_of(self, name: str) -> int:
        """The place of the variable that shows a name."""
        return self._shown[name][0]

    def answer(self, name: str, value: Known) -> int:
        """The place of the answer of a fact's variable that shows this value."""
        seen = self.variables[self.place[name]].answers_seen({name: value})
        return (seen & -seen).bit_length() - 1

    def with_blanks(self, facts: Facts, is_silent: Callable[[str], bool]) -> Facts:
        """Facts, and as unknown the dates and moments of which nobody can say more."""
        blank = {name: UNKNOWN for name in self.blank if name not in facts and is_silent(name)}
        return {**facts, **blank} if blank else facts

    # --------------------------------------------------------------- diagrams

    def diagram(self, assumed: Assumed = frozenset()) -> Diagram:
        """The diagram of the flow's rules."""
        return self._made(assumed, "rules", self.rules)

    def cases_diagram(self, bans: Sequence[Tests], rule: Tests = ()) -> Diagram:
        """The diagram of the cases that these bans leave, with a rule for some or all of them."""
        sizes = [len(variable.answers) for variable in self.variables]
        return Diagram(sizes, self.guards, [], bans, [rule], self.computed)

    def is_seen(self, name: str) -> bool:
        """Whether tests of a name tell cases of the flow apart, or are always alike in all."""
        return name in self._shown or name in self.constant

    def values_diagram(self, place: int, assumed: Assumed) -> Diagram:
        """The diagram whose rules are what a variable can be seen as, answer by answer."""
        answers = range(len(self.variables[place].answers))
        return self._made(assumed, place, [((place, 1 << answer),) for answer in answers])

    def guard_diagram(self, name: str, guard: When, assumed: Assumed) -> Diagram:
        """The diagram whose first rule is a fact's guard, and whose second is everything else."""
        return self._made(assumed, ("guard", name), [self.tests(guard), ()])

    def guarded_diagram(self, name: str, guard: When, assumed: Assumed, *, holds: bool) -> Diagram:
        """The diagram of the rules over the cases in which a fact's guard holds, or fails."""
        tests = self.tests(guard)
        bans = (
            [((place, self.whole[place] & ~mask),) for place, mask in tests] if holds else [tests]
        )
        return self._made(assumed, ("guarded", name, holds), self.rules, bans)

    def diagram_with(self, name: str, value: int, assumed: Assumed) -> Diagram:
        """The diagram of the rules over the cases in which a fact is seen to have that answer."""
        place = self.place[name]
        others = self.whole[place] & ~(1 << value)
        return self._made(assumed, ("with", name, value), self.rules, [((place, others),)])

    def diagram_of(
        self, assumed: Assumed, rules: Sequence[Tests], bans: Sequence[Tests]
    ) -> Diagram:
        """A diagram of these rules, which is not remembered; the bans are further ones."""
        return self._new(assumed, rules, bans)

    def _made(
        self, assumed: Assumed, key: object, rules: Sequence[Tests], more: Sequence[Tests] = ()
    ) -> Diagram:
        found = self._diagrams.get((assumed, key))
        if found is None:
            found = self._diagrams[assumed, key] = self._new(assumed, rules, more)
        return found

    def _new(self, assumed: Assumed, rules: Sequence[Tests], more: Sequence[Tests]) -> Diagram:
        return Diagram(
            [len(variable.answers) for variable in self.variables],
            self.guards,
            [
                Assumption(place, answer, self.excuses(place, answer))
                for place, answer in sorted(assumed)
            ],
            [*self.bans, *more],
            rules,
            self.computed,
        )

    def excuses(self, place: int, answer: int) -> tuple[Tests, ...]:
        """What lets a variable give its assumed answer up: a ban that the answer would break."""
        excuses = [
            tuple(test for test in ban if test[0] != place)
            for ban in self.bans
            if any(at == place and mask >> answer & 1 for at, mask in ban)
        ]
        guard = self.guards.get(place)
        if guard is not None:
            excuses += [((at, self.whole[at] & ~mask),) for at, mask in guard.tests]
        return tuple(excuses)


def comes_to(rule: Rule) -> Shown:
    """What a rule's case comes to: its outcome, the windows and amounts it shows, where it goes on.

    Two rules that come to the same need no question between them.
    """
    return rule.outcome, rule.windows, rule.amounts, rule.next


def space_of(policy: Policy, flow_id: str) -> Space:
    """A flow's space, made when it is first asked for and remembered as long as the policy."""
    spaces: dict[str, Space] = vars(policy).setdefault("spaces", {})
    found = spaces.get(flow_id)
    if found is None:
        flow = policy.flows[flow_id]
        variables = case_variables(policy, flow, windows_of(policy, flow))
        found = spaces[flow_id] = Space(policy, flow, variables)
    return found
