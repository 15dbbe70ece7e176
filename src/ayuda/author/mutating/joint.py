"""A flow of two policies over the same cases: two diagrams, and the cases at which they differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from ayuda.author.mutating.renamed import (
    names_changed,
    parts_beside,
    renamed_condition,
    renamed_when,
)
from ayuda.engine.diagram import Assumption, Diagram, Guard, Node, Tests, TooManyNodes
from ayuda.engine.space import NEVER, Space
from ayuda.engine.variables import case_variables, windows_of
from ayuda.model import Fact, Flow, Policy, Rule
from ayuda.policy.language.causes import exact

MOST_PAIRS = 200_000
"""How many pairs of nodes are walked over."""
ENDS = ("asked_if", "implied")
Path = dict[int, int]
"""The answers on a way through both diagrams, by the places of their variables."""


class Way(msgspec.Struct, frozen=True):
    """A way at whose end two diagrams differ; ``is_case`` if it is one of a possible case.

    Else it is one of facts that contradict each other, in the first policy and not in the other.
    """

    path: Path
    is_case: bool


class CannotCompare(Exception):
    """The two cannot be laid over the same variables."""


class Joint:
    """A flow of two policies; ``unstated`` is a fact that nobody states, of which each has its own.

    Raises CannotCompare.
    """

    def __init__(self, old: Policy, new: Policy, flow_id: str, unstated: str | None = None) -> None:
        called = names_changed(old, new)
        before, after = old.flows[flow_id], new.flows[flow_id]
        facts = [name for name in before.facts if name in new.facts]
        guards = [Rule(id=ENDS[0], when=new.facts[name].asked_if, outcome="") for name in facts]
        implied = [
            Rule(id=ENDS[1], when=one.when, outcome="")
            for name in facts
            for one in new.facts[name].implied
        ]
        further = [
            msgspec.structs.replace(rule, when=renamed_condition(called, rule.when))
            for rule in (*after.rules, *guards, *implied)
        ]
        bare = [_bare(rule) for rule in (*before.rules, *further)]
        flow = msgspec.structs.replace(before, rules=tuple(bare), notices=())
        outcomes = {
            name: msgspec.structs.replace(outcome, steps=())
            for name, outcome in old.outcomes.items()
        }
        some = next(iter(outcomes.values()))
        parts = parts_beside(called, old, new)
        self.policy = msgspec.structs.replace(old, outcomes={"": some, **outcomes}, **parts)
        self.space = _space(self.policy, flow)
        count = len(before.rules)
        self._ends = [(rule.id, rule.outcome) for rule in before.rules]
        self._new_ends = [(rule.id, rule.outcome) for rule in after.rules]
        own = {name: old.facts[name] for name in facts}
        others = {
            name: msgspec.structs.replace(
                fact,
                asked_if=renamed_when(called, fact.asked_if),
                implied=tuple(
                    msgspec.structs.replace(one, when=renamed_when(called, one.when))
                    for one in fact.implied
                ),
            )
            for name in facts
            for fact in (new.facts[name],)
        }
        rules = self.space.rules
        self._apart = self.space.place.get(unstated) if unstated is not None else None
        self.old = self._diagram(own, rules[:count], unstated)
        self.new = self._diagram(others, rules[count : count + len(after.rules)], unstated)

    def _diagram(
        self, facts: Mapping[str, Fact], rules: Sequence[Tests], unstated: str | None
    ) -> Diagram:
        space = self.space
        guards: dict[int, Guard] = {}
        bans: list[Tests] = []
        for name, fact in facts.items():
            if name not in space.place or name not in space.finite:
                continue
            place = space.place[name]
            if fact.otherwise is not None:
                tests = space.tests(fact.asked_if)
                if tests != NEVER and any(at >= place for at, _ in tests):
                    raise CannotCompare(name)
                guards[place] = Guard(tests, space.answer(name, exact(fact.otherwise)))
            bans += [
                space.tests(one.when, (name, one.value))
                for one in fact.implied
                if space.tests(one.when) != NEVER
            ]
        assumptions = []
        if unstated is not None and unstated in space.place:
            fact = facts[unstated]
            value = fact.unstated if fact.unstated is not None else fact.default
            if value is not None:
                place = space.place[unstated]
                answer = space.answer(unstated, exact(value))
                assumptions = [_assumption(space, place, answer, bans, guards)]
        sizes = [len(variable.answers) for variable in space.variables]
        return Diagram(sizes, guards, assumptions, bans, rules, space.computed)

    def ends(self, old: int | None, new: int | None) -> tuple[object, object]:
        """What two winners come to: rule and outcome; None where no case is possible."""
        first = None if old is None else self._ends[old] if old < len(self._ends) else ""
        second = None if new is None else self._new_ends[new] if new < len(self._new_ends) else ""
        return first, second

    def differences(self) -> Iterator[Way]:
        """Ways at whose ends the two come to something else, each once; none: all are alike.

        Raises TooManyNodes.
        """
        alike: set[tuple[Node, Node]] = set()
        yield from self._below(self.old.root, self.new.root, {}, alike)

    def _below(
        self, old: Node, new: Node, path: Path, alike: set[tuple[Node, Node]]
    ) -> Iterator[Way]:
        if (old, new) in alike:
            return
        if len(alike) > MOST_PAIRS:
            raise TooManyNodes((old[0],))
        alike.add((old, new))
        last = self.old.last
        if old[0] == last and new[0] == last:
            first, second = self.ends(self.old.winner(old), self.new.winner(new))
            if first != second and not (self._apart is not None and second is None):
                yield Way(dict(path), is_case=first is not None)
            return
        level = min(old[0], new[0])
        olds = self.old.children(old) if old[0] == level else None
        news = self.new.children(new) if new[0] == level else None
        answers = range(len(self.space.variables[level].answers))
        others = [answers if level == self._apart else (answer,) for answer in answers]
        for answer in answers:
            path[level] = answer
            for other in others[answer]:
                yield from self._below(
                    old if olds is None else olds[answer],
                    new if news is None else news[other],
                    path,
                    alike,
                )
        del path[level]


def _bare(rule: Rule) -> Rule:
    """A rule with nothing but its condition and its outcome."""
    return Rule(id=rule.id, when=rule.when, outcome=rule.outcome)


def _space(policy: Policy, flow: Flow) -> Space:
    return Space(policy, flow, case_variables(policy, flow, windows_of(policy, flow)))


def _assumption(
    space: Space, place: int, answer: int, bans: Sequence[Tests], guards: Mapping[int, Guard]
) -> Assumption:
    """An answer that is given up for a ban that it would break, or where it is hidden."""
    excuses = [
        tuple(test for test in ban if test[0] != place)
        for ban in bans
        if any(at == place and mask >> answer & 1 for at, mask in ban)
    ]
    if place in guards:
        excuses += [((at, space.whole[at] & ~mask),) for at, mask in guards[place].tests]
    return Assumption(place, answer, tuple(excuses))
