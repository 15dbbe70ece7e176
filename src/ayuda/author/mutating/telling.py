"""A case that two policies decide otherwise, with no fact in it that is not needed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import islice
from random import Random
from typing import Literal, cast

import msgspec

from ayuda.author.cases.running import End, end_of
from ayuda.author.mutating.change import Mutant
from ayuda.author.mutating.joint import CannotCompare, Joint, Way
from ayuda.author.mutating.pools import Pool, pool_of, presents
from ayuda.calendar import Calendar
from ayuda.engine.diagram import TooManyNodes
from ayuda.engine.samples import Sample
from ayuda.engine.variables import tests_in
from ayuda.engine.windows import FactValue, Setting
from ayuda.errors import AyudaError
from ayuda.model import NOW, Policy, Test
from ayuda.moments import start_of_day
from ayuda.policy.language.causes import is_plain

MOST_WAYS = 40
"""How many ways on which two diagrams differ are looked at for a case."""
TRIES_A_WAY, TRIES_AT_RANDOM, TRIES_IF_ALIKE = 150, 4000, 400
LEFT_OUT = 0.3
"""How often a fact is left unstated, where any case is looked for."""

Verdict = Literal["differs", "same", "open"]


class Told(msgspec.Struct, frozen=True):
    """A case that tells two policies apart, and what it comes to under the first.

    ``until`` are the windows whose ends have to be told where nothing else is otherwise.
    """

    facts: Mapping[str, FactValue]
    now: datetime
    end: End
    until: tuple[str, ...] = ()


class Comparison(msgspec.Struct, frozen=True):
    """Whether any case of a flow is decided otherwise; ``open`` where neither was shown."""

    verdict: Verdict
    told: Told | None = None


def compare(policy: Policy, mutant: Mutant, flow_id: str, now: datetime) -> Comparison:
    """Compare what a policy and a mutant of it decide in a flow.

    They are the same where the diagrams show that all cases with no contradiction in them, all
    facts known, are decided alike, and no case with fewer facts was found that is not.
    """
    search = _Search(policy, mutant, flow_id, now)
    try:
        joint = Joint(policy, mutant.policy, flow_id, mutant.unstated)
        ways = sorted(islice(joint.differences(), MOST_WAYS), key=lambda way: not way.is_case)
    except (CannotCompare, TooManyNodes):
        told = search.at_random(None, TRIES_AT_RANDOM) or search.by_deadline
        return Comparison("open" if told is None else "differs", told)
    told = search.along(joint, ways)
    if told is None:
        told = search.at_random(joint, TRIES_AT_RANDOM if ways else TRIES_IF_ALIKE)
    told = told or search.by_deadline
    if told is not None:
        return Comparison("differs", search.shortened(told))
    return Comparison("open" if any(way.is_case for way in ways) else "same")


class _Search:
    """Looks for a case by deciding many under both policies."""

    def __init__(self, policy: Policy, mutant: Mutant, flow_id: str, now: datetime) -> None:
        self._old, self._new = policy, mutant.policy
        self.by_deadline: Told | None = None
        """A case in which nothing but the end of a window is another."""
        self._flow, self._unstated = flow_id, mutant.unstated
        self._calendar = Calendar(policy.country, None, policy.holidays)
        self._draw = Random(f"{mutant.path} {mutant.becomes} {flow_id}")  # noqa: S311
        self._tests: dict[str, list[Test]] = {}
        for one in (self._old, self._new):
            for name, tests in tests_in(one, one.flows[flow_id]).items():
                self._tests.setdefault(name, []).extend(tests)
        setting = Setting(policy, now, self._calendar)
        self._presents = [now, start_of_day(setting.day_of(now), setting.zone)]
        if NOW in self._tests:
            self._presents += presents(now, self._tests[NOW])
        self._pools: dict[tuple[str, datetime], Pool] = {}

    def along(self, joint: Joint, ways: list[Way]) -> Told | None:
        """A case on one of the ways on which two diagrams differ."""
        for way in ways:
            fixed: dict[str, FactValue] = {}
            for place, answer in way.path.items():
                variable = joint.space.variables[place]
                fact = joint.space.facts.get(variable.name)
                if fact is None or variable.name == self._unstated:
                    continue
                value = variable.answers[answer]
                if is_plain(fact):
                    fixed[variable.name] = cast("FactValue", value)
                elif isinstance(value, Sample) and fact.several:
                    fixed[variable.name] = cast("FactValue", value.value)
            for tried in range(TRIES_A_WAY):
                now = self._present(first=tried < TRIES_A_WAY / 2)
                told = self._try(joint, fixed, now, whole=tried % 2 == 0)
                if told is not None:
                    return told
        return None

    def at_random(self, joint: Joint | None, tries: int) -> Told | None:
        """Any case."""
        for tried in range(tries):
            told = self._try(
                joint, {}, self._present(first=tried < tries / 4), whole=tried % 3 == 0
            )
            if told is not None:
                return told
        return None

    def _present(self, *, first: bool) -> datetime:
        """The present that is told with the least words, or any."""
        return self._presents[0] if first else self._draw.choice(self._presents)

    def _try(
        self, joint: Joint | None, fixed: Mapping[str, FactValue], now: datetime, *, whole: bool
    ) -> Told | None:
        facts: dict[str, FactValue] = {}
        for name in self._old.flows[self._flow].facts:
            value = fixed.get(name)
            if value is not None and self._draw.random() < LEFT_OUT / 2:
                continue
            if value is None and (whole or self._draw.random() > LEFT_OUT):
                value = self._draw.choice(self._pool(joint, name, now))
            if value is not None:
                facts[name] = value
        told = self.told(facts, now)
        if told is not None and told.until:
            self.by_deadline = self.by_deadline or told
            return None
        return told

    def _pool(self, joint: Joint | None, name: str, now: datetime) -> Pool:
        if (name, now) not in self._pools:
            policy = self._old if joint is None else joint.policy
            space = None if joint is None else joint.space
            setting = Setting(policy, now, self._calendar)
            found = pool_of(setting, space, name, self._tests.get(name, ()))
            self._pools[name, now] = found or [None]
        return self._pools[name, now]

    def told(self, facts: Mapping[str, FactValue], now: datetime) -> Told | None:
        """The case, if the first policy decides it and the other does not decide it so."""
        try:
            end = end_of(Setting(self._old, now, self._calendar), self._flow, facts)
            if end.rule is None:
                return None
            other = end_of(Setting(self._new, now, self._calendar), self._flow, facts)
        except (AyudaError, OverflowError):
            return None
        if (other.outcome, other.rule) != (end.outcome, end.rule):
            return Told(facts, now, end)
        moved = tuple(name for name in end.until if end.until[name] != other.until.get(name))
        return Told(facts, now, end, moved) if moved else None

    def shortened(self, told: Told) -> Told:
        """The case without the facts that it can do without."""
        for name in reversed(self._old.flows[self._flow].facts):
            if name in told.facts:
                rest = {key: value for key, value in told.facts.items() if key != name}
                shorter = self.told(rest, told.now)
                if shorter is not None and bool(shorter.until) == bool(told.until):
                    told = shorter
        return told


def is_as_told(told: Told, end: End) -> bool:
    """Whether a case comes to what it says once it is written down."""
    is_end = (end.outcome, end.rule) == (told.end.outcome, told.end.rule)
    return is_end and all(end.until.get(name) == told.end.until[name] for name in told.until)
