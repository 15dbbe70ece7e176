"""What a solver says of a flow, from the policy's words alone: nothing here is the engine's.

A choice is the place of its value, yes or no is a truth value, a number counts its smallest steps,
a moment is how many seconds ago it was. Windows last minutes or hours.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

import z3

from ayuda.model import NOW, Check, Condition, Fact, Flow, Policy, Rule, Test, Window

FLOW = "f"
Result = tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]


class Encoded:
    """A flow's cases as constraints, and its rules as formulas over them."""

    def __init__(self, policy: Policy, flow_id: str = FLOW, context: Encoded | None = None) -> None:
        self.policy, self.flow = policy, policy.flows[flow_id]
        self.facts = {name: policy.facts[name] for name in self.flow.facts}
        self.answers: dict[str, Any] = context.answers if context else {}
        self.not_yet: dict[str, Any] = context.not_yet if context else {}
        self.bounds: list[Any] = context.bounds if context else []
        if context is None:
            for name, fact in self.facts.items():
                self._declare(name, fact)
        self.value = cache(self._value)
        self.state = cache(self._state)
        self.rules = [self.condition(rule.when) for rule in self.flow.rules]
        self.possible = [*self.bounds, *self._implications()]

    # ------------------------------------------------------------------- facts

    def _declare(self, name: str, fact: Fact) -> None:
        if fact.kind == "yes-no":
            self.answers[name] = z3.Bool(name)
            return
        answer = self.answers[name] = z3.Int(name)
        if fact.kind == "choice":
            self.bounds += [answer >= 0, answer < len(fact.values)]
        elif fact.kind == "number":
            self.bounds += [] if fact.min is None else [answer >= steps(fact, fact.min)]
            self.bounds += [] if fact.max is None else [answer <= steps(fact, fact.max)]
        else:
            self.bounds.append(answer >= 0)
            begun = [window for window in self.policy.windows.values() if window.begins == name]
            may_wait = any(window.not_yet is not None for window in begun)
            self.not_yet[name] = z3.Bool(f"{name} not yet") if may_wait else z3.BoolVal(val=False)

    def _value(self, name: str) -> Any:  # noqa: ANN401 - a formula
        """What conditions see of a fact."""
        fact, answer = self.facts[name], self.answers[name]
        if fact.otherwise is None:
            return answer
        return z3.If(self.condition(fact.asked_if), answer, self.literal(name, fact.otherwise))

    def literal(self, name: str, value: Any) -> Any:  # noqa: ANN401 - as it is written
        fact = self.facts[name]
        if fact.kind == "choice":
            return z3.IntVal(list(fact.values).index(value))
        if fact.kind == "yes-no":
            return z3.BoolVal(value)
        return z3.IntVal(steps(fact, Decimal(str(value))))

    def _implications(self) -> Iterator[Any]:
        seen = {*self.facts, *(name for name in self.policy.windows if self._has_states(name))}
        for name, fact in self.facts.items():
            for implication in fact.implied:
                if seen.issuperset(implication.when):
                    holds = self.condition(implication.when)
                    follows = self.value(name) == self.literal(name, implication.value)
                    yield z3.Implies(holds, follows)

    # ----------------------------------------------------------------- windows

    def _has_states(self, name: str) -> bool:
        window = self.policy.windows[name]
        known = window.begins == NOW or window.begins in self.facts
        return known or window.else_now or window.not_yet is not None

    def _state(self, name: str, state: str) -> Any:  # noqa: ANN401 - a formula
        """Whether a window has a state."""
        window = self.policy.windows[name]
        first, last = ends(window)
        if window.begins == NOW:
            return z3.BoolVal(state == first)
        waiting = window.not_yet or (first if window.else_now else None)
        if window.begins not in self.answers:
            return z3.BoolVal(state == waiting)
        begins = str(window.begins)
        age, lasts = self.answers[begins], seconds(window)
        at_the_edge = window.edge or last
        running = z3.Or(
            z3.And(age < lasts, z3.BoolVal(state == first)),
            z3.And(age == lasts, z3.BoolVal(state == at_the_edge)),
            z3.And(age > lasts, z3.BoolVal(state == last)),
        )
        return z3.If(self.not_yet[begins], z3.BoolVal(state == waiting), running)

    # -------------------------------------------------------------- conditions

    def condition(self, condition: Condition) -> Any:  # noqa: ANN401 - a formula
        many = (condition,) if isinstance(condition, dict) else condition
        return z3.Or(
            [z3.And([self.test(name, test) for name, test in tests.items()]) for tests in many]
        )

    def test(self, name: str, test: Test) -> Any:  # noqa: ANN401 - a formula
        if not isinstance(test, Check):
            written = test if isinstance(test, tuple) else (test,)
            return z3.Or([self.equals(name, value) for value in written])
        parts = []
        if test.excludes is not None:
            excluded = test.excludes if isinstance(test.excludes, tuple) else (test.excludes,)
            parts += [z3.Not(self.equals(name, value)) for value in excluded]
            if name in self.policy.windows:
                states = self.policy.windows[name].states
                parts.append(z3.Or([self.state(name, one) for one in states]))
        if name in self.facts and self.facts[name].kind == "number":
            value, scale = self.value(name), 10 ** self.facts[name].decimals
            for bound, holds in (
                (test.at_least, lambda number, limit: number >= limit),
                (test.above, lambda number, limit: number > limit),
                (test.at_most, lambda number, limit: number <= limit),
                (test.below, lambda number, limit: number < limit),
            ):
                if bound is not None:
                    over, under = (bound * scale).as_integer_ratio()
                    parts.append(holds(value * under, over))
        return z3.And(parts)

    def equals(self, name: str, value: Any) -> Any:  # noqa: ANN401 - as it is written
        if name in self.policy.windows:
            return self.state(name, value)
        return self.value(name) == self.literal(name, value)

    # ----------------------------------------------------------------- results

    def results(self) -> list[Result]:
        """What each rule comes to."""
        return [self.result(rule) for rule in self.flow.rules]

    def result(self, rule: Rule) -> Result:
        onward = self.policy.outcomes[rule.outcome].next if rule.next is None else rule.next
        return rule.outcome, rule.windows, rule.amounts, onward

    def comes_to(self, numbers: Mapping[Result, int], *, without: int | None = None) -> Any:  # noqa: ANN401
        """The number of what a case comes to; -1 where no rule holds."""
        found: Any = z3.IntVal(-1)
        for place in reversed(range(len(self.rules))):
            if place != without:
                own = z3.IntVal(numbers[self.result(self.flow.rules[place])])
                found = z3.If(self.rules[place], own, found)
        return found


class Verdicts:
    """What a solver says of a flow."""

    def __init__(self, policy: Policy, flow_id: str = FLOW) -> None:
        self.encoded = Encoded(policy, flow_id)
        self.flow: Flow = self.encoded.flow
        self.solver = z3.Solver()
        self.solver.add(*self.encoded.possible)
        self.at = {rule.id: place for place, rule in enumerate(self.flow.rules)}

    def can(self, *formulas: Any) -> bool:  # noqa: ANN401 - formulas
        """Whether a case can be in which all of these hold."""
        found = self.solver.check(*formulas)
        assert found != z3.unknown
        return bool(found == z3.sat)

    def is_complete(self) -> bool:
        """Whether a rule holds in every case."""
        return not self.can(*map(z3.Not, self.encoded.rules))

    def findings(self) -> Iterator[tuple[str, str]]:
        """The code and the rule of all that is to be found of rules."""
        rules, results = self.encoded.rules, self.encoded.results()
        numbers = {result: number for number, result in enumerate(dict.fromkeys(results))}
        whole = self.encoded.comes_to(numbers)
        for place, rule in enumerate(self.flow.rules):
            holds, before = rules[place], [z3.Not(one) for one in rules[:place]]
            if not self.can(holds):
                yield "rule-impossible", rule.id
            elif not self.can(holds, *before):
                differs = self.can(holds, whole != numbers[results[place]])
                yield "rule-covered" if differs else "rule-covered-alike", rule.id
            elif not self.can(whole != self.encoded.comes_to(numbers, without=place)):
                yield "rule-needless", rule.id

    def covered_by(self, rule_id: str, others: Collection[str]) -> bool:
        """Whether earlier ones of the others hold wherever a rule does."""
        place = self.at[rule_id]
        wanted = [self.at[other] for other in others]
        rules = self.encoded.rules
        return all(other < place for other in wanted) and not self.can(
            rules[place], *(z3.Not(rules[other]) for other in wanted)
        )

    def is_minimal(self, rule_id: str, others: Collection[str]) -> bool:
        """Whether these others cover the rule, and none of them can be left out."""
        return self.covered_by(rule_id, others) and not any(
            self.covered_by(rule_id, [one for one in others if one != left_out])
            for left_out in others
        )


def can_differ(old: Policy, new: Policy, *, decided: bool = False, shown: bool = True) -> bool:
    """Whether a case comes to different things in two policies over the same facts and windows.

    With ``decided`` both have to decide it; without ``shown`` the outcome has to change.
    """
    first = Encoded(old)
    second = Encoded(new, context=first)
    results = dict.fromkeys((*first.results(), *second.results()))
    outcomes = list(dict.fromkeys(outcome for outcome, *_ in results))
    numbers = {
        result: number if shown else outcomes.index(result[0])
        for number, result in enumerate(results)
    }
    solver = z3.Solver()
    before, after = first.comes_to(numbers), second.comes_to(numbers)
    solver.add(*first.possible, *second.possible, before != after)
    if decided:
        solver.add(before != -1, after != -1)
    found = solver.check()
    assert found != z3.unknown
    return bool(found == z3.sat)


def steps(fact: Fact, number: Decimal) -> int:
    """How many of its smallest steps a number is."""
    return int(number.scaleb(fact.decimals))


def ends(window: Window) -> tuple[str, str]:
    """The states of a window while it lasts and after it."""
    states = [state for state in window.states if state != window.not_yet]
    return states[0], states[-1]


def seconds(window: Window) -> int:
    """How long a window lasts."""
    minutes, hours = window.lasts.minutes or 0, window.lasts.hours or 0
    assert isinstance(minutes, int)
    assert isinstance(hours, int)
    return minutes * 60 + hours * 3600


__all__: Sequence[str] = ("Encoded", "Verdicts", "can_differ")
