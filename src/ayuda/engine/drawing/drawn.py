"""Cases that are drawn, then decided: of flows in which several facts decide something together.

What the diagram tells of a way to the rule is taken from it: values, classes of numbers, the states
of windows that hang on one moment. The rest is guessed so that what is compared comes out as the
way has it. Whether a case came to the rule is for the engine to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from random import Random

from ayuda.engine.drawing.guesses import (
    DAY,
    MINUTE,
    at_a_whole_minute,
    day_of_operand,
    everyday_number,
    guessed_moments,
    in_steps,
    is_on_its_side,
    near_an_end,
    solved_day,
    solved_number,
    turning_spans,
)
from ayuda.engine.drawing.paths import Ways, path_to_rule
from ayuda.engine.knowledge import Contradiction, learn
from ayuda.engine.results import Answer
from ayuda.engine.samples import Sample, class_of
from ayuda.engine.space import Space
from ayuda.engine.stretches import is_not_yet, moments_in
from ayuda.engine.variables import Variable, values_of
from ayuda.engine.windows import FactValue, Setting, moment_of, window_state
from ayuda.model import GIVEN, MALFORMED, NOW, UNKNOWN, Derived, Fact
from ayuda.policy.language.causes import is_plain, is_relation
from ayuda.policy.language.conditions import NO_STATE, Known, all_hold
from ayuda.policy.language.masks import example_of

MOST_GUESSES = 40
"""How many values of one fact are looked at for one that the way allows."""
SOLVED = 0.7
"""How often a fact is made to fit a comparison with another one."""
BLANK = 0.3
"""How often a fact of which a blank is an answer is blank, where nothing says whether it is."""
DAYS = ("date", "moment")
MOST_DAYS = 40_000
"""Longer differences of days are no help for guessing."""


def must_be_drawn(space: Space) -> bool:
    """Whether something hangs on more than one fact, or on more of a moment than its windows."""
    return any(_hangs_together(space, variable) for variable in space.variables)


def _hangs_together(space: Space, variable: Variable) -> bool:
    fact = space.facts.get(variable.name)
    if fact is None:
        return bool(variable.facts) or variable.name == NOW
    is_tested = variable.name in variable.shows
    return fact.kind == "date" or (fact.kind == "moment" and (is_tested or fact.time != "past"))


def drawn_facts(
    setting: Setting, space: Space, ways: Ways, draw: Random
) -> dict[str, FactValue] | None:
    """All that a customer could tell of a case on a way to the rule; None where nothing fits."""
    return facts_on(setting, space, path_to_rule(space, ways, draw), draw)


def facts_on(
    setting: Setting, space: Space, path: Sequence[int], draw: Random, *, whole: bool = False
) -> dict[str, FactValue] | None:
    """All that a customer could tell of a case with these answers; None where nothing fits.

    With ``whole`` also what nobody would ask for, but the case hangs on.
    """
    answers = {
        variable.name: variable.answers[at]
        for variable, at in zip(space.variables, path, strict=True)
    }
    shown: dict[str, Known] = dict(space.constant)
    for variable, at in zip(space.variables, path, strict=True):
        shown.update({name: values[at] for name, values in variable.shows.items()})
    drawing = _Drawing(setting, space, answers, draw)
    for name, fact in space.facts.items():
        if fact.ask is None:
            continue
        hangs_on_it = whole and fact.otherwise is None
        if not hangs_on_it and all_hold(fact.asked_if, shown) is False:
            continue
        if not drawing.choose(name, fact):
            return None
    return drawing.facts


class _Drawing:
    """The facts of one case, chosen one after the other."""

    def __init__(
        self, setting: Setting, space: Space, answers: Mapping[str, Answer], draw: Random
    ) -> None:
        self.facts: dict[str, FactValue] = {}
        self._setting = setting
        self._space = space
        self._answers = answers
        self._draw = draw
        self._relations = {
            name: setting.policy.derived[name]
            for name in answers
            if is_relation(setting.policy, name)
        }

        self._spans = (*turning_spans(setting.policy), *_spans_apart(self._relations, answers))

    def choose(self, name: str, fact: Fact) -> bool:
        """Choose a fact's value, or that nothing is told of it; False where no value fits."""
        answer = self._answers.get(name)
        states, sample = _taken_apart(answer)
        if self._is_blank(fact, answer, states, sample):
            if fact.unstated == UNKNOWN:
                self.facts[name] = UNKNOWN
            return True
        value = self._value(name, fact, answer, states, sample)
        if value is not None:
            self.facts[name] = value
        return value is not None or fact.kind in {"address", "links"}

    def _is_blank(
        self, fact: Fact, answer: Answer | None, states: Mapping[str, Known], sample: Sample | None
    ) -> bool:
        if answer is None:
            can_be = fact.unstated == UNKNOWN
            return can_be and self._draw.random() < BLANK
        if sample is not None and sample.value in {UNKNOWN, NO_STATE}:
            return True
        return is_not_yet(self._setting, states) or NO_STATE in states.values()

    def _value(
        self,
        name: str,
        fact: Fact,
        answer: Answer | None,
        states: Mapping[str, Known],
        sample: Sample | None,
    ) -> FactValue | None:
        if is_plain(fact):
            return self._listed(fact, answer)
        if fact.several:
            return self._several(fact, sample)
        if fact.kind == "number":
            return self._number(name, fact, sample)
        if fact.kind in DAYS:
            return self._day(name, fact, states, sample)
        if fact.kind == "text":
            is_given = sample is None or sample.value == GIVEN
            return example_of(fact.mask or "") if is_given else MALFORMED
        return None

    def _listed(self, fact: Fact, answer: Answer | None) -> FactValue:
        """The value that the way has, or any where it has none."""
        if isinstance(answer, str | bool):
            return answer
        return self._draw.choice(values_of(fact))

    def _several(self, fact: Fact, sample: Sample | None) -> FactValue:
        if sample is not None and isinstance(sample.value, tuple):
            return sample.value
        return tuple(value for value in fact.values if self._draw.random() < BLANK)

    # ------------------------------------------------------------------ numbers

    def _number(self, name: str, fact: Fact, sample: Sample | None) -> Decimal | None:
        for number in islice(self._numbers(name, fact, sample), MOST_GUESSES):
            found = in_steps(fact, number)
            if self._is_in_class(name, found, sample):
                return found
        return None

    def _numbers(self, name: str, fact: Fact, sample: Sample | None) -> Iterator[Decimal]:
        step = Decimal(1).scaleb(-fact.decimals)
        while True:
            if self._draw.random() < SOLVED:
                yield from self._solved_numbers(name)
            if sample is not None and sample.ranges:
                yield near_an_end(sample.ranges, step, self._draw, (fact.min, fact.max))
            else:
                yield everyday_number(fact, self._draw)

    def _solved_numbers(self, name: str) -> Iterator[Decimal]:
        for derived_id, derived, other in self._comparisons(name):
            known = self.facts.get(other) or self._values().get(other)
            if isinstance(known, Decimal):
                wanted = self._answers[derived_id]
                found = solved_number(derived, name, wanted, known, self._draw)
                if found is not None:
                    yield found

    def _comparisons(self, name: str) -> Iterator[tuple[str, Derived, str]]:
        """The comparisons of a fact that are tested, each with what it is compared with."""
        for derived_id, derived in self._relations.items():
            operands = derived.same or derived.difference or derived.percent_of or ("", "")
            if name in operands:
                yield derived_id, derived, operands[operands[0] == name]

    def _values(self) -> Mapping[str, Known]:
        """All that can be computed from what is chosen so far."""
        try:
            return learn(self._setting, self._space, self.facts).knowledge.values
        except Contradiction:
            return {}

    # -------------------------------------------------------- days and moments

    def _day(
        self, name: str, fact: Fact, states: Mapping[str, Known], sample: Sample | None
    ) -> FactValue | None:
        if not self._can_be_now(fact, sample):
            return None
        for moment in islice(self._moments(name, fact, states, sample), MOST_GUESSES):
            if self._fits(name, fact, moment, states, sample):
                return self._setting.day_of(moment) if fact.kind == "date" else moment
        return None

    def _can_be_now(self, fact: Fact, sample: Sample | None) -> bool:
        """Whether any day of a class lies on the side of today on which the fact has to be."""
        ranges = () if sample is None else sample.ranges
        today = self._setting.day_of(self._setting.now)
        if not ranges or fact.time == "any":
            return True
        if fact.time == "past":
            return any(not isinstance(low, date) or low <= today for low, _ in ranges)
        return any(not isinstance(high, date) or high >= today for _, high in ranges)

    def _moments(
        self, name: str, fact: Fact, states: Mapping[str, Known], sample: Sample | None
    ) -> Iterator[datetime]:
        """Guesses: what a comparison, a stretch or a tested day ask for, then any."""
        setting, draw = self._setting, self._draw
        guesses = guessed_moments(setting, fact, self.facts, self._spans, draw)
        edges = [*self._edges(fact, states), *_days_at_ends(sample)]
        while True:
            if draw.random() < SOLVED:
                for day in self._solved_days(name):
                    moment = moment_of(day, setting)
                    if moment is not None:
                        yield at_a_whole_minute(setting, fact, moment, draw)
            if edges and draw.random() < SOLVED:
                moment = moment_of(draw.choice(edges), setting)
                if moment is not None:
                    yield at_a_whole_minute(setting, fact, moment, draw)
            yield next(guesses)

    def _edges(self, fact: Fact, states: Mapping[str, Known]) -> list[date]:
        """Moments at the ends of a stretch of windows that count on from a past moment."""
        if not states or fact.time != "past":
            return []
        ends = moments_in(self._setting, states)
        if ends is None:
            return []
        unit = DAY if fact.kind == "date" else MINUTE
        first, last = ends
        return [last, last - unit, *(() if first is None else (first + unit, first + 2 * unit))]

    def _solved_days(self, name: str) -> Iterator[date]:
        for derived_id, derived, other in self._comparisons(name):
            known = day_of_operand(self._setting, other, self.facts, self._values())
            if known is not None:
                found = solved_day(derived, name, self._answers[derived_id], known, self._draw)
                if found is not None:
                    yield found

    def _fits(
        self,
        name: str,
        fact: Fact,
        moment: datetime,
        states: Mapping[str, Known],
        sample: Sample | None,
    ) -> bool:
        setting = self._setting
        day = setting.day_of(moment)
        if not is_on_its_side(setting, fact, moment):
            return False
        value: FactValue = day if fact.kind == "date" else moment
        found = {window: window_state(setting, window, {name: value}) for window in states}
        if any(one is None or one.state != states[window] for window, one in found.items()):
            return False
        return self._is_in_class(name, day, sample)

    def _is_in_class(self, name: str, value: Known, sample: Sample | None) -> bool:
        if sample is None or name not in self._space.place:
            return True
        tests = self._space.variables[self._space.place[name]].classes.get(name, ())
        return class_of(tests, value) == class_of(tests, sample.value)


def _taken_apart(answer: Answer | None) -> tuple[dict[str, Known], Sample | None]:
    """The states of windows in an answer, and its class of values."""
    if isinstance(answer, Sample):
        return {}, answer
    if not isinstance(answer, tuple):
        return {}, None
    states: dict[str, Known] = {
        name: state for name, state in answer if not isinstance(state, Sample)
    }
    return states, next((part for _, part in answer if isinstance(part, Sample)), None)


def _spans_apart(
    relations: Mapping[str, Derived], answers: Mapping[str, Answer]
) -> Iterator[timedelta]:
    """By how many days differences are told apart, a day if by none."""
    yield DAY
    for name, derived in relations.items():
        answer = answers[name]
        if (
            derived.difference is not None
            and derived.within == "days"
            and isinstance(answer, Sample)
        ):
            for end in (end for ends in answer.ranges for end in ends):
                if isinstance(end, Decimal) and 1 < abs(end) < MOST_DAYS:
                    yield abs(int(end)) * DAY


def _days_at_ends(sample: Sample | None) -> list[date]:
    """The first and the last day of the stretches of a class of days."""
    ranges = () if sample is None else sample.ranges
    return [end for ends in ranges for end in ends if isinstance(end, date)]
