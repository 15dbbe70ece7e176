"""``docs/semantics.md`` once more, as a brute force over all possible cases.

Nothing here is taken from the engine; it looks at every case there can be, moments at both sides
of every edge included.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import product

from ayuda.model import (
    NOW,
    OUTCOME,
    Check,
    Condition,
    Fact,
    Flow,
    Policy,
    Test,
    Value,
    When,
    Window,
)

NOT_YET = "not yet"
Answer = Value | datetime
Facts = Mapping[str, Answer]
Result = tuple[str, tuple[str, ...], tuple[str, ...] | None]
SECOND = timedelta(seconds=1)


def passes(test: Test, value: Value) -> bool:
    if isinstance(test, Check):
        return not passes(test.excludes, value)
    return value in test if isinstance(test, tuple) else value == test


def both(first: bool | None, second: bool | None) -> bool | None:
    """Whether two things hold, of which either may be unknown."""
    if first is False or second is False:
        return False
    return None if None in {first, second} else True


def held(condition: Condition, known: Mapping[str, Value]) -> bool | None:
    """Whether a condition holds: yes, no, or not known."""
    if not isinstance(condition, dict):
        verdicts = {held(tests, known) for tests in condition}
        return True if True in verdicts else None if None in verdicts else False
    verdict: bool | None = True
    for name, test in condition.items():
        verdict = both(verdict, passes(test, known[name]) if name in known else None)
    return verdict


def length(window: Window) -> timedelta:
    minutes, hours = window.lasts.minutes, window.lasts.hours
    return timedelta(minutes=minutes or 0, hours=hours or 0)


def states_in_order(window: Window) -> list[str]:
    return [state for state in window.states if state != window.not_yet]


def state_of(window: Window, begins: Answer, now: datetime) -> str | None:
    """The state of a window; None where it has none."""
    first, last = states_in_order(window)[0], states_in_order(window)[-1]
    if not isinstance(begins, datetime):
        return window.not_yet or (first if window.else_now else None)
    end = begins + length(window)
    if now == end:
        return window.edge or last
    return first if now < end else last


@dataclass(frozen=True)
class World:
    """One case there can be: every answer, and the values that conditions see."""

    answers: tuple[tuple[str, Value], ...]
    values: Mapping[str, Value]


@dataclass(frozen=True)
class Silence:
    """What was asked in vain, or all."""

    everywhere: bool = False
    skipped: frozenset[str] = frozenset()

    def of(self, name: str) -> bool:
        return self.everywhere or name in self.skipped


@dataclass(frozen=True)
class Answered:
    """What the page says of what is known: decided, or what to ask."""

    rule: str | None
    notices: tuple[str, ...]
    needs: tuple[str, ...]
    fact: str | None


class Contradicted(Exception):
    """No case is possible."""


class Reading:
    """A flow of a policy, read word for word."""

    def __init__(self, policy: Policy, flow: str, now: datetime) -> None:
        self.policy = policy
        self.flow: Flow = policy.flows[flow]
        self.now = now
        self.facts: dict[str, Fact] = {name: policy.facts[name] for name in self.flow.facts}
        self.windows = dict(policy.windows)

    # ------------------------------------------------------------------ cases

    def moments(self, name: str) -> list[Answer]:
        """Moments on both sides of every edge of the windows that count from a fact."""
        begun = [window for window in self.windows.values() if window.begins == name]
        ages = {timedelta(0)}
        for window in begun:
            ages |= {length(window) - SECOND, length(window), length(window) + SECOND}
        found: list[Answer] = [self.now - age for age in sorted(ages)]
        return [*found, NOT_YET] if any(window.not_yet for window in begun) else found

    @cached_property
    def worlds(self) -> list[World]:
        """Every case that breaks no implication."""
        answers: dict[str, list[Answer]] = {}
        for name, fact in self.facts.items():
            if fact.kind == "moment":
                if any(window.begins == name for window in self.windows.values()):
                    answers[name] = self.moments(name)
            elif fact.kind == "yes-no":
                answers[name] = [True, False]
            elif fact.kind == "choice":
                answers[name] = list(fact.values)
        found: dict[tuple[tuple[str, Value], ...], World] = {}
        for chosen in product(*answers.values()):
            world = self.world(dict(zip(answers, chosen, strict=True)))
            if self.is_unbroken(world.values):
                found[world.answers] = world
        return list(found.values())

    def world(self, answers: Mapping[str, Answer]) -> World:
        values: dict[str, Value] = {}
        signs: list[tuple[str, Value]] = []
        for name, window in self.windows.items():
            begins = self.now if window.begins == NOW else answers.get(window.begins, NOT_YET)
            state = state_of(window, begins, self.now)
            if state is not None:
                values[name] = state
                signs.append((name, state))
        finite = {name: answer for name, answer in answers.items() if self.is_finite(name)}

        def value(name: str) -> Value:
            if name in values:
                return values[name]
            fact, answer = self.facts[name], finite[name]
            assert not isinstance(answer, datetime)
            if fact.otherwise is not None:
                guard = {key: value(key) for key in fact.asked_if}
                if not held(fact.asked_if, guard):
                    return fact.otherwise
            return answer

        values.update({name: value(name) for name in finite})
        signs += [
            (name, answer) for name, answer in finite.items() if not isinstance(answer, datetime)
        ]
        return World(tuple(signs), values)

    def is_finite(self, name: str) -> bool:
        return self.facts[name].kind in {"choice", "yes-no"}

    def is_unbroken(self, values: Mapping[str, Value]) -> bool:
        return all(
            values[name] == value for name, when, value in self.implications if held(when, values)
        )

    @cached_property
    def implications(self) -> list[tuple[str, When, Value]]:
        seen = {*self.facts, *(name for name in self.windows if self.is_known(name))}
        return [
            (name, implication.when, implication.value)
            for name, fact in self.facts.items()
            for implication in fact.implied
            if seen.issuperset(implication.when)
        ]

    def is_known(self, window: str) -> bool:
        found = self.windows[window]
        return (
            found.begins == NOW
            or found.begins in self.facts
            or found.else_now
            or found.not_yet is not None
        )

    def guard(self, name: str) -> When:
        return self.facts[name].asked_if

    # --------------------------------------------------------------- possible

    def assumed(self, known: Facts, silence: Silence) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for name, fact in self.facts.items():
            if name in known or not self.is_finite(name):
                continue
            silent = silence.of(fact.read_from or name)
            value = fact.unstated if silent and fact.unstated is not None else fact.default
            if value is not None:
                found[name] = value
        return found

    def possible(self, known: Facts, silence: Silence) -> list[World]:
        wanted: dict[str, Value] = {
            name: answer
            for name, answer in known.items()
            if self.is_finite(name) and not isinstance(answer, datetime)
        }
        for name, window in self.windows.items():
            begun = [other for other in self.windows.values() if other.begins == window.begins]
            in_vain = silence.of(window.begins) and any(other.not_yet for other in begun)
            if window.begins in self.facts and (window.begins in known or in_vain):
                begins = known.get(window.begins, NOT_YET)
                wanted[name] = str(state_of(window, begins, self.now))
        assumed = self.assumed(known, silence)
        return [
            world
            for world in self.worlds
            if wanted.items() <= dict(world.answers).items()
            and all(self.may_differ(world, name, value) for name, value in assumed.items())
        ]

    def may_differ(self, world: World, name: str, value: Value) -> bool:
        """Whether an assumption is kept, or may be given up in this case."""
        if world.values[name] == value:
            return True
        fact = self.facts[name]
        if fact.otherwise is not None and not held(fact.asked_if, world.values):
            return True
        return not self.is_unbroken({**world.values, name: value})

    def winner(self, world: World) -> int:
        return next(
            place for place, rule in enumerate(self.flow.rules) if held(rule.when, world.values)
        )

    def result(self, world: World) -> Result:
        rule = self.flow.rules[self.winner(world)]
        return rule.outcome, rule.windows, rule.next

    # ---------------------------------------------------------------- answers

    def answer(self, known: Facts, silence: Silence) -> Answered:
        """What the page says of what is known. Raises Contradicted."""
        possible = self.possible(known, silence)
        if not possible:
            raise Contradicted
        if len({self.result(world) for world in possible}) == 1:
            rule = self.reported(possible)
            return Answered(rule.id, self.notices(possible, rule.outcome), (), None)
        needs = self.needs(possible, set(self.assumed(known, silence)))
        following = self.following(possible, needs, silence)
        asked = tuple(dict.fromkeys(self.facts[name].read_from or name for name in needs))
        return Answered(None, (), asked, following)

    def reported(self, possible: Sequence[World]):  # noqa: ANN201
        winning = sorted({self.winner(world) for world in possible})
        certain = [
            place
            for place in winning
            if all(held(self.flow.rules[place].when, world.values) for world in possible)
        ]
        return self.flow.rules[(certain or winning)[0]]

    def notices(self, possible: Sequence[World], outcome: str) -> tuple[str, ...]:
        known = dict(self.certain(possible))
        for name, window in self.windows.items():
            state = state_of(window, NOT_YET, self.now)
            if name not in known and state is not None:
                known[name] = state
        known[OUTCOME] = outcome
        return tuple(notice.id for notice in self.flow.notices if held(notice.when, known))

    @staticmethod
    def certain(possible: Sequence[World]) -> Iterator[tuple[str, Value]]:
        for name, value in possible[0].values.items():
            if all(world.values.get(name) == value for world in possible):
                yield name, value

    def needs(self, possible: Sequence[World], assumed: set[str]) -> list[str]:
        found = {
            name
            for name in self.deciding
            if name not in assumed and self.can_change(possible, name)
        }
        if not found:
            found = {name for name in assumed if self.can_change(possible, name)}
        while True:
            hanging = {other for name in found for other in self.hangs_on(possible, name)}
            if hanging - assumed <= found:
                return self.in_order(possible, found)
            found |= hanging - assumed

    @cached_property
    def deciding(self) -> list[str]:
        wanted = {name for rule in self.flow.rules for name in rule.when}
        for _ in range(50):
            wanted |= {self.windows[name].begins for name in wanted if name in self.windows}
            for name in wanted & set(self.facts):
                fact = self.facts[name]
                wanted = wanted | set(fact.asked_if)
                wanted |= {key for implication in fact.implied for key in implication.when}
        return [name for name in self.facts if name in wanted]

    def fact_of(self, name: str) -> str:
        return self.windows[name].begins if name in self.windows else name

    def signs(self, name: str) -> tuple[str, ...]:
        """Under which names the answer to a fact stands in a world."""
        begun = tuple(key for key, window in self.windows.items() if window.begins == name)
        return begun or (name,)

    def can_change(self, possible: Sequence[World], name: str) -> bool:
        free = {sign for fact in (name, *self.tied(possible, name)) for sign in self.signs(fact)}
        own = self.signs(name)
        groups: dict[object, set[tuple[object, Result]]] = {}
        guard = self.guard(name)
        for world in possible:
            answers = dict(world.answers)
            holds = held(guard, world.values)
            if not holds and self.facts[name].otherwise is not None:
                continue
            rest = tuple(item for item in world.answers if item[0] not in free)
            sign = tuple(answers.get(key) for key in own)
            groups.setdefault((holds, rest), set()).add((sign, self.result(world)))
        return any(
            one[0] != other[0] and one[1] != other[1]
            for group in groups.values()
            for one in group
            for other in group
        )

    def tied(self, possible: Sequence[World], name: str) -> set[str]:
        groups = [self.ties(possible, *implication) for implication in self.implications]
        found = {name}
        while True:
            more = {other for group in groups if group & found for other in group}
            if more <= found:
                return found - {name}
            found |= more

    def ties(self, possible: Sequence[World], name: str, when: When, value: Value) -> set[str]:
        tests: dict[str, list[tuple[str, Test]]] = {}
        for key, test in when.items():
            tests.setdefault(self.fact_of(key), []).append((key, test))
        tests.setdefault(name, []).append((name, Check(excludes=value)))
        open_tests: set[str] = set()
        for fact, own in tests.items():
            verdicts = {held(dict_of(own), world.values) for world in possible}
            if verdicts == {False}:
                return set()
            if len(verdicts) > 1:
                open_tests.add(fact)
        found = set(open_tests)
        waiting = list(open_tests)
        while waiting:
            fact = waiting.pop()
            if self.facts[fact].otherwise is not None:
                more = self.hangs_on(possible, fact) - found
                found |= more
                waiting += more
        return found

    def hangs_on(self, possible: Sequence[World], name: str) -> set[str]:
        guard = self.guard(name)
        if len({held(guard, world.values) for world in possible}) == 1:
            return set()
        return {
            self.fact_of(key)
            for key, test in guard.items()
            if len({held({key: test}, world.values) for world in possible}) > 1
        }

    def guard_holds(self, possible: Sequence[World], name: str) -> bool | None:
        verdicts = {held(self.guard(name), world.values) for world in possible}
        return verdicts.pop() if len(verdicts) == 1 else None

    def in_order(self, possible: Sequence[World], found: set[str]) -> list[str]:
        waiting = [name for name in self.facts if name in found]
        ordered: list[str] = []
        late: list[str] = []
        while waiting:
            ready = [
                name
                for name in waiting
                if not (self.hangs_on(possible, name) - {name}) & set(waiting)
            ]
            following = (ready or waiting)[0]
            waiting.remove(following)
            failed = self.guard_holds(possible, following) is False
            (late if failed else ordered).append(following)
        return ordered + late

    def following(
        self, possible: Sequence[World], needs: Sequence[str], silence: Silence
    ) -> str | None:
        left = [
            name for name in needs if (self.facts[name].read_from or name) not in silence.skipped
        ]
        applies = [name for name in left if self.guard_holds(possible, name)]
        untold = [
            name
            for name in left
            if self.guard_holds(possible, name) is False and self.facts[name].otherwise is None
        ]
        found = (applies or untold or [None])[0]
        return None if found is None else self.facts[found].read_from or found


def dict_of(tests: Sequence[tuple[str, Test]]) -> When:
    return dict(tests)
