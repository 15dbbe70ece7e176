"""One whole case: every value that conditions see, the rule that wins, and what is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fractions import Fraction
from functools import cached_property
from zoneinfo import ZoneInfo

from ayuda.model import NOW, OUTCOME, Beginning, Condition, Derived, Flow, Policy, Rule, Window
from support.language.time import Clock, Point
from support.language.values import (
    BLANK,
    NO_STATE,
    NOT_YET,
    Answer,
    Nothing,
    Seen,
    exact,
    fits,
    is_one,
    passes,
)

Result = tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]
"""What a case comes to: outcome, windows, amounts, the flows to go on with."""
HOURS_OR_MINUTES = {"hours": 3600, "minutes": 60}


@dataclass(frozen=True)
class Page:
    """A flow of a policy, read as of a moment."""

    policy: Policy
    flow_id: str
    now: datetime

    @cached_property
    def flow(self) -> Flow:
        return self.policy.flows[self.flow_id]

    @cached_property
    def clock(self) -> Clock:
        return Clock(ZoneInfo(self.policy.time_zone), frozenset(self.policy.holidays or ()))


UNITS = ("minutes", "hours", "days", "weeks", "months", "years", "working_days")


def lengths_of(window: Window) -> tuple[int | str | None, ...]:
    """How long a window lasts, by every unit."""
    return tuple(getattr(window.lasts, unit) for unit in UNITS)


def states_in_order(window: Window) -> list[str]:
    """The states while it lasts and after it."""
    return [state for state in window.states if state != window.not_yet]


class Case:
    """A case with an answer to every fact; ``forced`` are values that hold whatever else says."""

    def __init__(
        self, page: Page, answers: Mapping[str, Answer], forced: Mapping[str, Seen] | None = None
    ) -> None:
        self.page = page
        self.policy = page.policy
        self.answers = answers
        self.known: dict[str, Seen] = dict(forced or {})

    # ----------------------------------------------------------------- values

    def value(self, name: str) -> Seen:
        """What conditions see under a name."""
        if name not in self.known:
            self.known[name] = self._worked_out(name)
        return self.known[name]

    def _worked_out(self, name: str) -> Seen:
        policy = self.policy
        if name == NOW:
            return self.page.clock.day_of(self.page.now)
        if name in policy.windows:
            return self.state(policy.windows[name])
        if name in policy.derived:
            return self.derived(policy.derived[name])
        if name in policy.scores:
            points = policy.scores[name].points
            return Fraction(sum(point.add for point in points if self.holds(point.when)))
        if name in policy.tables:
            return self.looked_up(name)
        return self.fact(name)

    def fact(self, name: str) -> Seen:
        fact = self.policy.facts[name]
        if fact.otherwise is not None and not self.holds(fact.asked_if):
            return BLANK if fact.kind not in {"choice", "yes-no"} else fact.otherwise
        return self.shown(name)

    def shown(self, name: str) -> Seen:
        """The answer as tests see it, whatever the guard says."""
        fact, answer = self.policy.facts[name], self.answers[name]
        if isinstance(answer, Nothing):
            return "unknown" if fact.kind == "text" else answer
        if fact.kind == "number":
            return Fraction(answer)  # type: ignore[arg-type]
        if fact.kind == "text":
            assert isinstance(answer, str)
            return "malformed" if fact.mask and not fits(fact.mask, answer) else "given"
        if isinstance(answer, tuple):
            return frozenset(answer)
        if isinstance(answer, datetime):
            return self.page.clock.day_of(answer)
        assert isinstance(answer, str | bool | date)
        return answer

    def holds(self, condition: Condition, **more: Seen) -> bool:
        """Whether a condition holds; ``more`` are values under names of their own."""
        if not isinstance(condition, dict):
            return any(self.holds(tests, **more) for tests in condition)
        return all(
            passes(test, more[name] if name in more else self.value(name))
            for name, test in condition.items()
        )

    def looked_up(self, name: str) -> Seen:
        table = self.policy.tables[name]
        for row in table.rows:
            if all(is_one(row[key], self.value(key)) for key in table.by):
                return self.written(row["value"])
        return BLANK

    @staticmethod
    def written(value: str | bool | float) -> Seen:
        return value if isinstance(value, str | bool) else exact(value)

    def derived(self, derived: Derived) -> Seen:
        if derived.first is not None:
            holding = (branch for branch in derived.first if self.holds(branch.when))
            return self.written(next(holding).value)
        if derived.highest is not None:
            points = {name: self.value(name) for name in derived.highest}
            best = max(points.values())  # type: ignore[type-var]
            return next(name for name in derived.highest if points[name] == best)
        if derived.same is not None:
            one, other = (self.value(name) for name in derived.same)
            return BLANK if self._lacks(one, other) else one == other
        if derived.difference is not None:
            return self.difference(*derived.difference, derived.within)
        assert derived.percent_of is not None
        one, other = (self.value(name) for name in derived.percent_of)
        if self._lacks(one, other) or other == 0:
            return BLANK
        assert isinstance(one, Fraction)
        assert isinstance(other, Fraction)
        return one * 100 / other

    @staticmethod
    def _lacks(*values: object) -> bool:
        return any(isinstance(value, Nothing) or value is None for value in values)

    def difference(self, first: str, second: str, within: str) -> Seen:
        values = [self.value(name) for name in (first, second)]
        if all(isinstance(value, Fraction) for value in values):
            return values[0] - values[1]  # type: ignore[operator,return-value]
        if not all(self.is_dated(name) for name in (first, second)):
            return BLANK
        points = [self.point(name) for name in (first, second)]
        if points[0] is None or points[1] is None:
            return BLANK
        if within == "days":
            return Fraction((points[0].day - points[1].day).days)
        seconds = int((points[0].moment - points[1].moment).total_seconds())
        return Fraction(seconds, HOURS_OR_MINUTES[within])

    def is_dated(self, name: str) -> bool:
        """Whether a name has a day: a window by its last one."""
        fact = self.policy.facts.get(name)
        is_day = fact is not None and fact.kind in {"date", "moment"}
        return is_day or name == NOW or name in self.policy.windows

    # ---------------------------------------------------------------- windows

    def point(self, name: str) -> Point | None:
        """Where a day, a moment, the present or a window's end lies."""
        if name in self.policy.windows:
            return self.end(name)
        if name == NOW:
            return self.page.clock.point(self.page.now)
        answer = self.answers[name]
        if self.fact(name) is BLANK or not isinstance(answer, date):
            return None
        return self.page.clock.point(answer)

    def begins(self, window: Window) -> Point | None:
        begins = window.begins
        if not isinstance(begins, Beginning):
            return self.point(begins)
        if begins.end_of is not None:
            return self.end(begins.end_of)
        stated = [
            name
            for name in begins.latest or begins.earliest or ()
            if name == NOW or self.value(name) is not BLANK
        ]
        points = [self.point(name) for name in stated]
        if None in points or not points:
            return None
        in_order = sorted(points, key=lambda point: point.moment)  # type: ignore[union-attr]
        return in_order[-1] if begins.latest else in_order[0]

    def length(self, window: Window) -> tuple[str, int] | None:
        for unit, count in zip(UNITS, lengths_of(window), strict=True):
            if isinstance(count, int):
                return unit, count
            if count is not None:
                value = self.value(count)
                return (unit, int(value)) if isinstance(value, Fraction) else None
        raise AssertionError(window)

    def end(self, name: str) -> Point | None:
        """Where a window ends; None where that is not known."""
        window = self.policy.windows[name]
        begins, length = self.begins(window), self.length(window)
        if begins is None and window.not_yet is not None:
            begins = self.page.clock.point(self.page.now)
        if begins is None or length is None:
            return None
        unit, count = length
        if window.back:
            count = -count
        clock, closed = self.page.clock, window.if_closed_day
        return clock.end(begins, unit, count, ends=window.ends, closed=closed)

    def state(self, window: Window) -> Seen:
        first, last = states_in_order(window)[0], states_in_order(window)[-1]
        fixed = not any(isinstance(count, str) for count in lengths_of(window))
        if window.begins == NOW and fixed and not window.back:
            return first
        begins = self.begins(window)
        if begins is None:
            return window.not_yet or (first if window.else_now else NO_STATE)
        name = next(key for key, value in self.policy.windows.items() if value is window)
        end = self.end(name)
        seen = self.page.now.astimezone(UTC)
        if window.seen_at is not None:
            told = self.point(window.seen_at)
            if told is None and self.value(window.seen_at) is not BLANK:
                return NO_STATE
            seen = told.moment if told else seen
        if end is None:
            return NO_STATE
        if not window.back and begins.moment > seen:
            return window.not_yet or first
        if seen == end.moment:
            return window.edge or last
        return first if seen < end.moment else last

    # ------------------------------------------------------------------ rules

    @cached_property
    def winner(self) -> Rule:
        """The first rule that holds."""
        return next(rule for rule in self.page.flow.rules if self.holds(rule.when))

    @cached_property
    def result(self) -> Result:
        """What the case comes to."""
        rule = self.winner
        onward = self.policy.outcomes[rule.outcome].next if rule.next is None else rule.next
        return rule.outcome, rule.windows, rule.amounts, onward

    def notices(self) -> tuple[str, ...]:
        """The remarks that are shown."""
        outcome = self.winner.outcome
        return tuple(
            notice.id
            for notice in self.page.flow.notices
            if self.holds(notice.when, **{OUTCOME: outcome})
        )

    def steps(self) -> tuple[int, ...]:
        """The places of the outcome's steps that are shown."""
        outcome = self.winner.outcome
        steps = self.policy.outcomes[outcome].steps
        return tuple(
            place for place, step in enumerate(steps) if self.holds(step.when, **{OUTCOME: outcome})
        )

    def broken(self) -> bool:
        """Whether an implication is."""
        return any(
            self.holds(implication.when) and self.value(name) != implication.value
            for name in self.page.flow.facts
            for implication in self.policy.facts[name].implied
        )


def not_yet_of(policy: Policy, name: str) -> bool:
    """Whether a moment may not have happened: some window that counts from it says so."""
    return any(
        window.not_yet is not None and name in sources(window) for window in policy.windows.values()
    )


def sources(window: Window) -> tuple[str, ...]:
    """The facts that a window counts from, straight."""
    begins = window.begins
    if isinstance(begins, Beginning):
        return begins.latest or begins.earliest or ()
    return (begins,)


__all__ = ["BLANK", "NOT_YET", "Case", "Page", "Result", "not_yet_of", "sources"]
