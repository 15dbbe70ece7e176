"""Concrete cases of two policies' flow: facts that have the answers of a way through both diagrams.

A moment is looked for among those at which a window of either policy changes, and what lies
between; what several facts decide together is guessed. Whether a case is what it should be is for
both engines to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from functools import cached_property
from random import Random

from ayuda.engine.joint.moments import DAY, MINUTE, OUTWARD, Moments, MomentSearch, is_on_its_side
from ayuda.engine.joint.policies import CUTS, own_name
from ayuda.engine.joint.space import JointSpace
from ayuda.engine.joint.spans import Spans
from ayuda.engine.samples import Sample, class_of
from ayuda.engine.variables import DAYS, Variable, tests_in
from ayuda.engine.windows import FactValue
from ayuda.model import GIVEN, MALFORMED, NOW, UNKNOWN, Check, Fact
from ayuda.policy.language.causes import is_relation, possible_values
from ayuda.policy.language.conditions import Known, all_hold
from ayuda.policy.language.masks import example_of

HALF = 0.5
SIDES = (-1, 0, 1)
MOST_DRAWN = 8
"""How many days are drawn to find one that has the answer it should have."""


class JointCases:
    """The cases of a space at one present."""

    def __init__(self, space: JointSpace) -> None:
        self._space = space
        self.settings = space.settings
        self._now = space.settings[0].now
        silent = space.silent
        self._silent = None if silent is None else space.variables[silent].name
        self._flows = (space.joint.old.flows[CUTS], space.joint.new.flows[CUTS])
        self._tests = tests_in(space.joint.cut, space.joint.cut.flows[CUTS])
        self._moments: dict[int, Moments] = {}
        self._near: dict[object, list[Decimal]] = {}
        self._all_days: dict[object, list[FactValue | None]] = {}
        self._classes: dict[tuple[int, tuple[bool, ...]], list[Decimal]] = {}
        self._spans = Spans(space.settings[0], space.joint.cut, self._compared)
        self._searches: dict[int, MomentSearch] = {}
        self.hangs_together = any(
            variable.facts and variable.name not in space.joint.cut.facts
            for variable in space.variables
        )

    # ---------------------------------------------------------------- answers

    def masks(self) -> dict[int, int]:
        """By place of a variable the answers, as bits, that some case has at this present."""
        found: dict[int, int] = {}
        for place, variable in enumerate(self._space.variables):
            if variable.name == NOW:
                found[place] = self._mask_of_today(variable)
            elif self._is_of_a_day(variable):
                known = self.moments_at(place)
                found[place] = sum(1 << at for at, values in known.items() if values)
        return found

    def _mask_of_today(self, variable: Variable) -> int:
        today = self.settings[0].day_of(self._now)
        return variable.answers_seen({NOW: today}) if NOW in variable.shows else -1

    def _is_of_a_day(self, variable: Variable) -> bool:
        fact = self._space.joint.cut.facts.get(variable.name)
        return fact is not None and fact.kind in DAYS

    def moments_at(self, place: int) -> Moments:
        """The values of a day's or a moment's variable by answer."""
        if place not in self._moments:
            self._moments[place] = self._moments_found(place).by_answer()
        return self._moments[place]

    def _moments_found(self, place: int) -> MomentSearch:
        if place not in self._searches:
            variable = self._space.variables[place]
            fact = self._space.joint.cut.facts[variable.name]
            self._searches[place] = MomentSearch(self.settings, variable, fact)
        return self._searches[place]

    # ------------------------------------------------------------------ cases

    def case(
        self, answers: Mapping[int, int], draw: Random | None = None
    ) -> dict[str, FactValue] | None:
        """Facts that have these answers, by place of the variable; None where nothing has them.

        What is not told has its first answer. Without ``draw`` it is the plainest case.
        """
        facts: dict[str, FactValue] = {}
        by_name = {variable.name: at for at, variable in enumerate(self._space.variables)}
        shown = self._shown(answers)
        for name in self._space.joint.cut.flows[CUTS].facts:
            if name == self._silent:
                continue
            fact = self._space.joint.cut.facts[name]
            everything = draw is not None and draw.random() < HALF
            if not everything and self._is_never_asked(name, shown):
                continue
            place = by_name.get(name)
            if fact.kind in DAYS and self.hangs_together and draw is not None:
                wanted = None if place is None else self._answer_of(place, answers)
                apart = self._apart(fact, place, wanted, facts, draw)
                if apart is not None:
                    facts[own_name(name)] = apart
                    continue
            if place is None:
                values = self._any(name, fact, draw) if self.hangs_together else ()
            else:
                at = self._answer_of(place, answers)
                values = self._values(place, at, fact, draw)
                if not values:
                    return None
            value = (draw.choice(values) if draw else values[0]) if values else None
            if value is not None:
                facts[own_name(name)] = value
        return facts

    def _apart(
        self,
        fact: Fact,
        place: int | None,
        at: int | None,
        facts: Mapping[str, FactValue],
        draw: Random,
    ) -> FactValue | None:
        """A day so far from another as a window lasts, with this answer; as often as not none."""
        if draw.random() < HALF:
            return None
        for _ in range(MOST_DRAWN):
            value = self._spans.drawn(fact, facts, draw)
            if value is None:
                continue
            if place is None or self._moments_found(place).answer_of(value) == at:
                return value
        return None

    def _answer_of(self, place: int, answers: Mapping[int, int]) -> int:
        """The answer that is told, or the first that both policies know and that can be now."""
        if place in answers:
            return answers[place]
        lacks = 0
        for mask in self._space.unknown.get(place, ()):
            lacks |= mask
        variable = self._space.variables[place]
        can_be = self.masks_of(place) & ~lacks
        return next((at for at in range(len(variable.answers)) if can_be >> at & 1), 0)

    def masks_of(self, place: int) -> int:
        """The answers of one variable, as bits, that some case has at this present."""
        variable = self._space.variables[place]
        if not self._is_of_a_day(variable):
            return (1 << len(variable.answers)) - 1
        return sum(1 << at for at, values in self.moments_at(place).items() if values)

    def _shown(self, answers: Mapping[int, int]) -> dict[str, Known]:
        known: dict[str, Known] = {}
        for place, at in answers.items():
            variable = self._space.variables[place]
            if place not in self._space.computed:
                known.update({name: values[at] for name, values in variable.shows.items()})
        return known

    def _is_never_asked(self, name: str, shown: Mapping[str, Known]) -> bool:
        """Whether a fact's guard fails on each side that has the fact, and it is hidden there."""
        guards = [
            (policy.facts[name].asked_if, policy.facts[name].otherwise)
            for policy, flow in zip(
                (self._space.joint.old, self._space.joint.new), self._flows, strict=True
            )
            if name in flow.facts
        ]
        return all(
            otherwise is not None and all_hold(guard, shown) is False for guard, otherwise in guards
        )

    def _values(
        self, place: int, at: int, fact: Fact, draw: Random | None
    ) -> Sequence[FactValue | None]:
        """The values that an answer has, the best to tell first."""
        answer = self._space.variables[place].answers[at]
        if fact.kind in DAYS:
            return self._days_of(place, at, fact, draw)
        if isinstance(answer, str | bool):
            return (answer,)
        if not isinstance(answer, Sample):
            return ()
        if fact.kind == "text" and answer.value != UNKNOWN:
            return (example_of(fact.mask or "") if answer.value == GIVEN else MALFORMED,)
        near: Sequence[FactValue | None] = ()
        if fact.kind == "number" and draw is not None and self.hangs_together:
            near = self._numbers_of(place, fact, answer)
        return near or (answer.value,)  # type: ignore[return-value]

    def _days_of(
        self, place: int, at: int, fact: Fact, draw: Random | None
    ) -> Sequence[FactValue | None]:
        found = self.moments_at(place).get(at, [])
        if draw is None or not self.hangs_together or None in found or UNKNOWN in found:
            return found
        search = self._moments_found(place)
        return [*found, *(one for one in self._days(fact) if search.answer_of(one) == at)]

    def _numbers_of(self, place: int, fact: Fact, sample: Sample) -> list[Decimal]:
        """Numbers of a class; none of what is no number."""
        variable = self._space.variables[place]
        tests = variable.classes.get(variable.name, ())
        wanted = class_of(tests, sample.value)
        if sample.value == UNKNOWN:
            return []
        if (place, wanted) not in self._classes:
            found = [
                one for one in self._numbers(variable.name, fact) if class_of(tests, one) == wanted
            ]
            self._classes[place, wanted] = found
        return self._classes[place, wanted]

    def _any(self, name: str, fact: Fact, draw: Random | None) -> Sequence[FactValue | None]:
        """Values of a fact that only decides together with others."""
        if fact.kind == "number":
            return self._numbers(name, fact)
        if fact.kind in DAYS:
            unknown: list[FactValue | None] = [UNKNOWN] if fact.unstated == UNKNOWN else []
            return [*self._days(fact), *unknown] if draw is not None else self._days(fact)
        return ()

    @cached_property
    def _cuts(self) -> list[Decimal]:
        """The numbers by which comparisons are told apart."""
        return sorted({Decimal(0), Decimal(1), Decimal(100), *self._compared})

    @cached_property
    def _compared(self) -> list[Decimal]:
        """The bounds of what is compared, as the policies write them."""
        found: set[Decimal] = set()
        for name, tests in self._tests.items():
            if is_relation(self._space.joint.cut, name):
                found |= {bound for test in tests for bound in _bounds(test)}
        return sorted(found)

    def _numbers(self, name: str, fact: Fact) -> list[Decimal]:
        """Numbers of a fact at and beside all that is tested and compared.

        What is near what tables give is there more often: it is drawn as often as all else.
        """
        if name not in self._near:
            self._near[name] = self._find_numbers(name, fact)
        return self._near[name]

    def _find_numbers(self, name: str, fact: Fact) -> list[Decimal]:
        step = Decimal(1).scaleb(-fact.decimals)
        bases = {Decimal(0), Decimal(1), Decimal(10), Decimal(100), Decimal(1000)}
        bases |= {end for end in (fact.min, fact.max) if end is not None}
        bases |= {
            bound for tests in self._tests.values() for test in tests for bound in _bounds(test)
        }
        found = set(bases)
        for cut in self._cuts:
            found |= {base + sign * cut for base in bases for sign in (-1, 1)}
            found |= {base * cut / 100 for base in bases}
        close = set(self._close(name))
        near, beside = (
            sorted(
                one
                for one in {
                    base.quantize(step) + side * step for base in bases_of for side in SIDES
                }
                if (fact.min is None or one >= fact.min) and (fact.max is None or one <= fact.max)
            )
            for bases_of in (found, close)
        )
        often = len(near) // len(beside) if beside else 0
        return [*near, *beside * often]

    def _close(self, name: str) -> Iterator[Decimal]:
        """Numbers beside what tables and branches give, where a fact is compared with that."""
        cut = self._space.joint.cut
        for computed, one in cut.derived.items():
            pair = one.difference or one.percent_of or ()
            if name not in pair:
                continue
            bounds = {bound for test in self._tests.get(computed, ()) for bound in _bounds(test)}
            for other in (other for other in pair if other in cut.tables or other in cut.derived):
                for value in possible_values(cut, other):
                    if isinstance(value, Decimal):
                        yield from (
                            value + sign * by for by in {Decimal(0), *bounds} for sign in (-1, 1)
                        )

    def _days(self, fact: Fact) -> list[FactValue | None]:
        """Days or moments at and beside the spans by which they are compared."""
        key = (fact.kind, fact.time)
        if key not in self._all_days:
            self._all_days[key] = self._find_days(fact)
        return self._all_days[key]

    def _find_days(self, fact: Fact) -> list[FactValue | None]:
        setting = self.settings[0]
        spans = {timedelta(), *OUTWARD[:3], *OUTWARD[12:18]}
        for cut in self._cuts:
            if abs(cut) < 40_000:  # noqa: PLR2004 - longer ones lead out of the calendar
                spans |= {
                    timedelta(days=float(cut)),
                    timedelta(hours=float(cut)),
                    timedelta(minutes=float(cut)),
                }
        found: list[FactValue | None] = []
        for span in sorted(spans, key=abs):
            for sign in (-1, 1):
                for side in (timedelta(), -DAY, DAY, MINUTE, -MINUTE):
                    moment = self._now + sign * span + side
                    if is_on_its_side(setting, fact, moment):
                        value = setting.day_of(moment) if fact.kind == "date" else moment
                        if value not in found:
                            found.append(value)
        return found


def _bounds(test: object) -> Iterator[Decimal]:
    if isinstance(test, Check):
        for bound in (test.at_least, test.above, test.at_most, test.below):
            if bound is not None:
                yield bound
