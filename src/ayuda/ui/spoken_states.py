"""What is only as exact as needed is enough: the window states that a stretch of time has.

As its beginning moves on, a window goes from the state after its end to the first, and from there
to the one before it has begun, and never back. So a stretch has one state where its two ends have
the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

import msgspec

from ayuda.engine.results import Decision, Question
from ayuda.engine.variables import windows_of
from ayuda.engine.windows import Setting, length_of, state_names, window_state
from ayuda.model import NOW, Condition, Policy
from ayuda.policy.language.causes import names_of
from ayuda.policy.language.conditions import names
from ayuda.policy.language.length import Elapsed, length_name
from ayuda.ui.spoken_meaning import SECOND, Stretch
from ayuda.ui.spoken_time import Tense

States = tuple[tuple[str, str], ...]
"""The state of each window, by window id."""
MARGIN = timedelta(minutes=5)
"""How long a state that was told goes on, at least, while the interview does."""
LONGEST_AGO = timedelta(days=1000)
"""How far back a window's first state is looked for."""


def windows_that_decide(policy: Policy, result: Decision | Question, fact: str) -> tuple[str, ...]:
    """The windows counted from a moment whose states can still change something."""
    flow = policy.flows[result.flow]
    counted = [name for name in windows_of(policy, flow) if policy.windows[name].begins == fact]
    if isinstance(result, Decision):
        return tuple(counted)
    answers = [prospect.answer for prospect in result.prospects if prospect.fact == fact]
    telling = {name for answer in answers if isinstance(answer, tuple) for name, _ in answer}
    for notice in flow.notices:
        telling.update(names(notice.when))
    for outcome in {rule.outcome for rule in flow.rules}:
        for step in policy.outcomes[outcome].steps:
            telling.update(names(step.when))
    return tuple(name for name in counted if name in telling)


def stands_alone(policy: Policy, fact: str) -> bool:
    """Whether nothing hangs on a moment but the states of windows that it alone decides.

    Else what is exact enough for these may not be for the rest: a difference, a day that is tested,
    a window that counts from the later of two.
    """
    windows = policy.windows
    counted = {name for name, window in windows.items() if window.begins == fact}
    for window in windows.values():
        begins = window.begins
        if window.seen_at == fact or (not isinstance(begins, str) and fact in names_of(begins)):
            return False
        if not isinstance(begins, str) and begins.end_of in counted:
            return False
    own = [windows[name] for name in counted]
    if any(length_name(one.lasts) or one.seen_at not in {None, NOW} for one in own):
        return False
    return not ({fact, *counted} & _computed_from(policy) or fact in _tested(policy))


def _computed_from(policy: Policy) -> set[str]:
    """What derived facts, scores and amounts are computed from."""
    found: set[str] = set()
    for derived in policy.derived.values():
        found.update(*filter(None, (derived.same, derived.difference, derived.percent_of)))
        found.update(name for branch in derived.first or () for name in names(branch.when))
    for score in policy.scores.values():
        found.update(name for points in score.points for name in names(points.when))
    for amount in policy.amounts.values():
        for line in amount.lines:
            found.update(names(line.when))
            if line.interest is not None:
                found |= {line.interest.begins, line.interest.to}
    return found


def _tested(policy: Policy) -> set[str]:
    """What is tested anywhere: a moment, by its day."""
    tests: list[Condition] = [fact.asked_if for fact in policy.facts.values()]
    tests += [one.when for fact in policy.facts.values() for one in fact.implied]
    tests += [step.when for outcome in policy.outcomes.values() for step in outcome.steps]
    for flow in policy.flows.values():
        tests += [rule.when for rule in flow.rules]
        tests += [notice.when for notice in flow.notices]
    return {name for when in tests for name in names(when)}


class StateReader(msgspec.Struct, frozen=True):
    """The states of some windows that count from one fact, as of a setting's present."""

    setting: Setting
    fact: str
    windows: Sequence[str]
    time: Tense = "past"

    def decided(self, stretch: Stretch) -> States | None:
        """The states that every moment of a stretch has; None where they are not the same."""
        latest, earliest = self.either(stretch)
        return latest if latest == earliest else None

    def either(self, stretch: Stretch) -> tuple[States, States]:
        """The states at the two ends of a stretch, those of its latest moment first."""
        earliest = self._last() if stretch.earliest is None else self._at(stretch.earliest)
        return self._at(stretch.latest), earliest

    def counted(self, stretch: Stretch) -> Stretch:
        """The one moment that a decided stretch counts as.

        It is the start, for then no deadline is told later than it may be; the end where there is
        no start. Where a state would end at once it is moved on, so that it holds for MARGIN: what
        the customer said must not be overtaken by the clock while the interview goes on.
        """
        if stretch.earliest is None:
            return Stretch(stretch.latest, stretch.latest)
        moment, now = stretch.earliest, self.setting.now
        if stretch.moment is None:
            if stretch.latest > now and moment < now + MARGIN:
                moment = min(max(moment, now + MARGIN), stretch.latest)
            for name in self.windows:
                window = self.setting.policy.windows[name]
                span = length_of(window)
                if not isinstance(span, Elapsed):
                    continue  # Working days end at a midnight, not while people talk.
                left = moment + span.duration * (-1 if window.back else 1) - now
                if timedelta() <= left < MARGIN:
                    moment = min(moment + MARGIN - left, stretch.latest)
        return Stretch(moment, moment)

    def choices(self) -> Iterator[tuple[States, Stretch]]:
        """Every combination of states that some moment of the past has, the latest first.

        Of moments that may be to come, the earliest first.
        """
        if self.time != "past":
            yield from self._choices_ahead()
            return
        begins = {self._first_running(name) for name in self.windows}
        latest = self.setting.now
        for first in sorted((one for one in begins if one is not None), reverse=True):
            yield self._at(latest), Stretch(first, latest)
            latest = first - SECOND
        if latest < self.setting.now:
            yield self._at(latest), Stretch(None, latest)

    def _choices_ahead(self) -> Iterator[tuple[States, Stretch]]:
        now, past = self.setting.now, self.time == "any"
        begins = now - LONGEST_AGO if past else now
        last = int((now + LONGEST_AGO - begins).total_seconds())
        places = [0, *self._changes(begins, 0, last), last + 1]
        for first, behind in pairwise(places):
            earliest = None if past and not first else begins + first * SECOND
            latest = begins + (behind - 1) * SECOND
            yield self._at(latest), Stretch(earliest, latest)

    def _changes(self, begins: datetime, first: int, last: int) -> Iterator[int]:
        """The seconds between two, from ``begins``, at which some state is another."""
        if self._at(begins + first * SECOND) == self._at(begins + last * SECOND):
            return
        if last - first == 1:
            yield last
            return
        middle = (first + last) // 2
        yield from self._changes(begins, first, middle)
        yield from self._changes(begins, middle, last)

    def _at(self, moment: datetime) -> States:
        return tuple((name, self._state(name, moment)) for name in self.windows)

    def _last(self) -> States:
        windows = self.setting.policy.windows
        return tuple((name, state_names(windows[name])[1]) for name in self.windows)

    def _state(self, name: str, moment: datetime) -> str:
        found = window_state(self.setting, name, {self.fact: moment})
        assert found is not None
        return found.state

    def _first_running(self, name: str) -> datetime | None:
        """The first second from which on the window is in its first state; None: from ever."""
        first, last = state_names(self.setting.policy.windows[name])
        past, running = -int(LONGEST_AGO.total_seconds()), 0
        if first == last or self._state(name, self.setting.now) != first:
            return None
        if self._state(name, self.setting.now + past * SECOND) == first:
            return None
        while running - past > 1:
            middle = (past + running) // 2
            if self._state(name, self.setting.now + middle * SECOND) == first:
                running = middle
            else:
                past = middle
        return self.setting.now + running * SECOND
