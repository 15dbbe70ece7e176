"""What a flow's cases differ in: facts with their answers, and what conditions see of each.

Moments are cut wherever a window that counts from them changes its state, and lines of numbers and
days where a test of the flow cuts them, so that a handful of answers stand for all there can be.
What several facts decide together (a window that counts from the latest of two, the difference of
two numbers) is a variable of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from itertools import product

import msgspec

from ayuda.engine.cuts import Stretch, stretches
from ayuda.engine.results import Answer
from ayuda.engine.samples import Sample, class_of, day_samples, number_samples, samples_of
from ayuda.engine.windows import state_names, state_not_yet
from ayuda.model import (
    NOW,
    UNKNOWN,
    Condition,
    Derived,
    Fact,
    Flow,
    Lookup,
    Policy,
    Score,
    Test,
    Value,
    Window,
)
from ayuda.policy.language.causes import (
    conditions_of_amount,
    given_causes,
    is_listed,
    is_plain,
    is_relation,
    possible_values,
    single_moment,
)
from ayuda.policy.language.conditions import NO_STATE, Known, names, tests_of

VALUED = ("choice", "yes-no", "number", "text")
"""The kinds of facts whose value is what was answered, and so can be settled and assumed."""
DAYS = ("date", "moment")
"""The kinds from which windows count."""
EXACTNESS = 6
"""How many decimals a percentage or a time apart is taken apart by, where a test cuts it."""
Tested = Mapping[str, Sequence[Test]]
"""By name the tests of it that cut a flow's cases."""


class Variable(msgspec.Struct, frozen=True, dict=True):
    """Something in which cases differ, and its answers.

    ``shows`` has, by the name that conditions use, the value under each answer; of a name in
    ``classes`` that value stands for all that pass the same of these tests. ``facts`` are those
    that answer it: its own name, or several.
    """

    name: str
    answers: tuple[Answer, ...]
    shows: Mapping[str, tuple[Known, ...]]
    classes: Tested = {}
    facts: tuple[str, ...] = ()

    def answers_seen(self, values: Mapping[str, Known]) -> int:
        """The answers, as bits, that show what is known of the names that the variable shows."""
        seen = (1 << len(self.answers)) - 1
        for name in self.shows:
            if name in values:
                seen &= self._showing(name, values[name])
        return seen

    def _showing(self, name: str, value: Known) -> int:
        """The answers that show a value of a name, or one that no test tells from it."""
        same = sum(1 << at for at, shown in enumerate(self.shows[name]) if shown == value)
        tests = self.classes.get(name)
        return same if tests is None else same | self._alike[name].get(class_of(tests, value), 0)

    @cached_property
    def _alike(self) -> Mapping[str, Mapping[tuple[bool, ...], int]]:
        """The answers by name and class of what they show: it is asked of many values."""
        found: dict[str, dict[tuple[bool, ...], int]] = {}
        for name, tests in self.classes.items():
            classes = found[name] = {}
            for at, shown in enumerate(self.shows.get(name, ())):
                own = class_of(tests, shown)
                classes[own] = classes.get(own, 0) | 1 << at
        return found


def values_of(fact: Fact) -> tuple[Value, ...]:
    """The values that a plain choice or a yes/no fact can have, in the order of asking."""
    return (True, False) if fact.kind == "yes-no" else tuple(fact.values)


def conditions_of(policy: Policy, flow: Flow) -> Iterator[Condition]:
    """What a flow's rules and its facts' guards and implications look at."""
    for rule in flow.rules:
        yield rule.when
    for name in flow.facts:
        fact = policy.facts[name]
        yield fact.asked_if
        for implication in fact.implied:
            yield implication.when


def tests_in(policy: Policy, flow: Flow) -> dict[str, list[Test]]:
    """By name the tests that cut the flow's cases, also those of what is computed for them."""
    found: dict[str, list[Test]] = {}
    waiting: list[Condition] = list(conditions_of(policy, flow))
    seen: set[str] = set()
    while waiting:
        for name, test in tests_of(waiting.pop(0)):
            found.setdefault(name, []).append(test)
            if name not in seen:
                seen.add(name)
                waiting += _conditions_behind(policy, name)
                if isinstance(policy.derived.get(name), Derived) and policy.derived[name].same:
                    waiting += [{operand: ()} for operand in policy.derived[name].same or ()]
    return found


def _conditions_behind(policy: Policy, name: str) -> list[Condition]:
    """The conditions that a computed name looks at, as far as cases are cut by them."""
    derived, score, table = (
        policy.derived.get(name),
        policy.scores.get(name),
        policy.tables.get(name),
    )
    if isinstance(score, Score):
        return [points.when for points in score.points]
    if isinstance(table, Lookup):
        return [dict.fromkeys(table.by, ())]
    if derived is None:
        return []
    if derived.highest is not None:
        return [points.when for one in derived.highest for points in policy.scores[one].points]
    return [branch.when for branch in derived.first or ()]


def windows_of(policy: Policy, flow: Flow) -> tuple[str, ...]:
    """The windows that a flow shows or whose state it looks at, in its steps too, each once."""
    found: dict[str, None] = {}
    for rule in flow.rules:
        found.update(dict.fromkeys((*names(rule.when), *rule.windows)))
    for rule in flow.rules:
        for step in policy.outcomes[rule.outcome].steps:
            found.update(dict.fromkeys(names(step.when)))
    for notice in flow.notices:
        found.update(dict.fromkeys(names(notice.when)))
    for amount in {amount: None for rule in flow.rules for amount in rule.amounts}:
        for condition in conditions_of_amount(policy.amounts[amount]):
            found.update(dict.fromkeys(names(condition)))
    for name in flow.facts:
        fact = policy.facts[name]
        found.update(dict.fromkeys(fact.asked_if))
        for implication in fact.implied:
            found.update(dict.fromkeys(implication.when))
    for name in tuple(found):
        found.update(dict.fromkeys(_windows_behind(policy, name)))
    return tuple(name for name in found if name in policy.windows)


def _windows_behind(policy: Policy, name: str) -> Iterator[str]:
    """The windows whose state a computed name looks at."""
    for condition in _conditions_behind(policy, name):
        for cause in names(condition):
            yield cause
            yield from _windows_behind(policy, cause)
    derived = policy.derived.get(name)
    for operands in (derived.same, derived.difference, derived.percent_of) if derived else ():
        for operand in operands or ():
            yield from _windows_behind(policy, operand)


def constant_states(policy: Policy, flow: Flow, windows: Iterable[str]) -> dict[str, str]:
    """The states of those windows that no fact of the flow can change."""
    constant: dict[str, str] = {}
    for name in windows:
        window = policy.windows[name]
        state: str | None = None
        moment = single_moment(policy, window)
        if moment == NOW:
            state = state_names(window)[1 if window.back else 0]
        elif set(given_causes(policy, name)).isdisjoint((*flow.facts, NOW)):
            state = state_not_yet(window)
        elif moment is not None and window.not_yet is None and len(window.states) == 1:
            is_certain = policy.facts[moment].unstated != UNKNOWN
            state = state_names(window)[0] if is_certain else None
        if state is not None:
            constant[name] = state
    return constant


def case_variables(policy: Policy, flow: Flow, windows: Iterable[str]) -> list[Variable]:
    """The facts whose answers conditions can tell apart, in the flow's order, then all else.

    What is computed comes last: its answers hang on those of others.
    """
    tested = tests_in(policy, flow)
    begun: dict[str, dict[str, Window]] = {}
    related: list[str] = []
    constant = constant_states(policy, flow, windows := tuple(windows))
    for name in windows:
        moment = single_moment(policy, policy.windows[name])
        if moment is None:
            related += [name] if name in tested and name not in constant else []
        else:
            begun.setdefault(moment, {})[name] = policy.windows[name]
    found: list[Variable] = []
    for name in flow.facts:
        fact = policy.facts[name]
        tests = tested.get(name, ())
        if is_plain(fact):
            values = values_of(fact)
            found.append(Variable(name, values, {name: values}, facts=(name,)))
        elif fact.kind in DAYS and (name in begun or tests):
            found.append(_of_moment(policy, name, begun.get(name, {}), tests))
        elif fact.kind in VALUED and tests:
            found.append(_sampled(name, samples_of(fact, tests), tests, (name,)))
    if NOW in tested and NOW not in policy.facts:
        found.append(_sampled(NOW, day_samples(tested[NOW]), tested[NOW], ()))
    found += _relations(policy, related, tested)
    found += _computed(policy, tested)
    return found


def _sampled(
    name: str, samples: Sequence[Sample], tests: Sequence[Test], facts: tuple[str, ...]
) -> Variable:
    shown = {name: tuple(sample.value for sample in samples)}
    return Variable(name, tuple(samples), shown, {name: tests}, facts)


def _of_moment(
    policy: Policy, name: str, windows: Mapping[str, Window], tests: Sequence[Test]
) -> Variable:
    """A date or a moment: the stretches of its windows, and the days that are tested."""
    fact = policy.facts[name]
    cut = _stretches_of(policy, fact, windows)
    empty = {key: state_not_yet(window) or NO_STATE for key, window in windows.items()}
    lacking: tuple[str, ...] = (UNKNOWN,) if fact.unstated == UNKNOWN else ()
    if not lacking and name in can_be_not_yet(policy):
        lacking = (NO_STATE,)
    if not tests:
        ends = tuple(tuple((key, empty[key]) for key, _ in cut[0]) for _ in lacking)
        answers = tuple(dict.fromkeys((*cut, *ends)))
        shows: dict[str, tuple[Known, ...]] = {
            window: tuple(dict(answer)[window] for answer in answers) for window in windows
        }
        return Variable(name, answers, shows, facts=(name,))
    days = [day for day in samples_of(fact, tests) if day.value != UNKNOWN]
    combined = [(dict(stretch), day) for stretch, day in product(cut, days)]
    combined += [(empty, Sample(value)) for value in lacking]
    shows = {window: tuple(seen[window] for seen, _ in combined) for window in windows}
    shows[name] = tuple(day.value for _, day in combined)
    seen_days: list[Answer] = [
        (*seen.items(), (name, day)) if windows else day for seen, day in combined
    ]
    return Variable(name, tuple(seen_days), shows, {name: tests}, (name,))


def _stretches_of(policy: Policy, fact: Fact, windows: Mapping[str, Window]) -> tuple[Stretch, ...]:
    """The stretches of a fact's windows; one without states if it has none."""
    if not windows:
        return ((),)
    bases = {
        name: policy.windows[window.begins.end_of]
        for name, window in windows.items()
        if not isinstance(window.begins, str) and window.begins.end_of is not None
    }
    return stretches(windows, time=fact.time, whole_day=fact.kind == "date", bases=bases)


def _relations(policy: Policy, windows: Sequence[str], tested: Tested) -> Iterator[Variable]:
    """What hangs on several facts at once: windows of the same ones together, and comparisons."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for name in windows:
        groups.setdefault(tuple(sorted(given_causes(policy, name))), []).append(name)
    for group in groups.values():
        lacking = (NO_STATE,) if _can_lack(policy, group[0]) else ()
        states = [(*_states_of(policy.windows[name]), *lacking) for name in group]
        answers = tuple(tuple(zip(group, chosen, strict=True)) for chosen in product(*states))
        shows = {name: tuple(dict(answer)[name] for answer in answers) for name in group}
        yield Variable(group[0], answers, shows, facts=_facts_behind(policy, group[0]))
    for name, tests in tested.items():
        if is_relation(policy, name):
            derived = policy.derived[name]
            facts = _facts_behind(policy, name)
            if derived.same is not None:
                values = (True, False, *((UNKNOWN,) if _can_lack(policy, name) else ()))
                yield Variable(name, values, {name: values}, facts=facts)
                continue
            dense = derived.percent_of is not None or derived.within != "days"
            step = decimal_step(EXACTNESS if dense else _decimals(policy, name))
            more = (UNKNOWN,)
            yield _sampled(name, number_samples(tests, step, None, None, more), tests, facts)


def _states_of(window: Window) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*state_names(window), *filter(None, (state_not_yet(window),)))))


def _can_be_unknown(policy: Policy, name: str) -> bool:
    return any(
        policy.facts[fact].unstated == UNKNOWN
        for fact in given_causes(policy, name)
        if fact in policy.facts
    )


def _can_lack(policy: Policy, name: str) -> bool:
    """Whether what a window hangs on can be a blank, or not have happened."""
    causes = given_causes(policy, name)
    return _can_be_unknown(policy, name) or not can_be_not_yet(policy).isdisjoint(causes)


def _facts_behind(policy: Policy, name: str) -> tuple[str, ...]:
    return tuple(fact for fact in given_causes(policy, name) if fact != NOW)


def _decimals(policy: Policy, name: str) -> int:
    """How many decimals a number can have that is a difference of others."""
    fact = policy.facts.get(name)
    if fact is not None:
        return fact.decimals
    if name in policy.windows or name == NOW:
        return 0
    derived = policy.derived.get(name)
    operands = (derived.difference if derived else None) or ()
    return max((_decimals(policy, operand) for operand in operands), default=EXACTNESS)


def decimal_step(decimals: int) -> Decimal:
    """The least amount by which numbers of so many decimals differ."""
    return Decimal(1).scaleb(-decimals)


def _computed(policy: Policy, tested: Tested) -> Iterator[Variable]:
    """Derived facts, scores and tables that are tested, with the classes of their values."""
    for name, tests in tested.items():
        if is_relation(policy, name) or name in policy.facts:
            continue
        values = tuple(dict.fromkeys(possible_values(policy, name)))
        if not values:
            continue
        if is_listed(policy, name):
            yield Variable(name, values, {name: values})  # type: ignore[arg-type]
        else:
            classes: dict[tuple[bool, ...], Known] = {}
            for value in values:
                classes.setdefault(class_of(tests, value), value)
            yield _sampled(name, tuple(map(Sample, classes.values())), tests, ())


def can_be_not_yet(policy: Policy) -> frozenset[str]:
    """The moments of which it is known that they may not have happened yet."""
    windows = policy.windows.values()
    return frozenset(
        moment
        for window in windows
        if window.not_yet is not None
        and isinstance(moment := single_moment(policy, window) or window.begins, str)
        and moment != NOW
    )


def facts_that_decide(policy: Policy, flow: Flow, also: Iterable[str] = ()) -> tuple[str, ...]:
    """The facts that the rules look at, straight or through what is computed, guards and so on.

    ``also`` are facts that count as if rules looked at them.
    """
    wanted = {*also, *(name for rule in flow.rules for name in names(rule.when))}
    while True:
        more = set(wanted)
        for name in wanted:
            if name in flow.facts:
                fact = policy.facts[name]
                more.update(fact.asked_if)
                more.update(key for implication in fact.implied for key in implication.when)
            elif name not in policy.facts and name != NOW:
                more.update(given_causes(policy, name))
        if more == wanted:
            return tuple(name for name in flow.facts if name in wanted)
        wanted = more
