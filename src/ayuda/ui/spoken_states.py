"""What is only as exact as needed is enough: the window states that a stretch of time has.

A window's state changes once, and only from the one after its end to the first as its beginning
comes nearer to the present. So a stretch has one state where its two ends have the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import msgspec

from ayuda.engine.results import Decision, Question
from ayuda.engine.variables import windows_of
from ayuda.engine.windows import Setting, length_of, state_names, window_state
from ayuda.model import Policy
from ayuda.policy.language.conditions import names
from ayuda.policy.language.length import Elapsed
from ayuda.ui.spoken_meaning import SECOND, Stretch

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


class StateReader(msgspec.Struct, frozen=True):
    """The states of some windows that count from one fact, as of a setting's present."""

    setting: Setting
    fact: str
    windows: Sequence[str]

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
        moment = stretch.earliest
        if stretch.moment is None:
            for name in self.windows:
                span = length_of(self.setting.policy.windows[name])
                if not isinstance(span, Elapsed):
                    continue  # Working days end at a midnight, not while people talk.
                left = moment + span.duration - self.setting.now
                if timedelta() <= left < MARGIN:
                    moment = min(moment + MARGIN - left, stretch.latest)
        return Stretch(moment, moment)

    def choices(self) -> Iterator[tuple[States, Stretch]]:
        """Every combination of states that some moment of the past has, the latest first."""
        begins = {self._first_running(name) for name in self.windows}
        latest = self.setting.now
        for first in sorted((one for one in begins if one is not None), reverse=True):
            yield self._at(latest), Stretch(first, latest)
            latest = first - SECOND
        if latest < self.setting.now:
            yield self._at(latest), Stretch(None, latest)

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
