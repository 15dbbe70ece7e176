"""Windows: the only arithmetic with time.

Moments are datetimes in UTC, so that differences are elapsed time whatever a clock change does;
only working days look at the days of the policy's time zone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import assert_never
from zoneinfo import ZoneInfo

import msgspec

from ayuda.calendar import Calendar
from ayuda.engine.length import Elapsed, Span, WorkingDays, span_of
from ayuda.model import NOW, Policy, Window
from ayuda.moments import start_of_day

FactValue = str | bool | datetime | tuple[str, ...]
Facts = Mapping[str, FactValue]
"""What is known of a case, by fact id; moments are in UTC."""


class Setting(msgspec.Struct, frozen=True):
    """What a decision is taken with besides the facts: the policy, the present, the calendar.

    ``now`` is in UTC.
    """

    policy: Policy
    now: datetime
    calendar: Calendar

    @property
    def zone(self) -> ZoneInfo:
        """The policy's time zone."""
        return ZoneInfo(self.policy.time_zone)


class WindowState(msgspec.Struct, frozen=True):
    """A window as it stands now.

    ``until`` is the moment at which its first state ends, kept when it is past; ``seconds_left``
    are whole seconds until then, 0 when it is past. Moments are in UTC.
    """

    id: str
    state: str
    begins: datetime
    until: datetime
    seconds_left: int


def until(window: Window, begins: datetime, setting: Setting) -> datetime:
    """The moment at which the window's first state ends."""
    return end_of(span_of(window.lasts), begins, setting)


def end_of(span: Span, begins: datetime, setting: Setting) -> datetime:
    """The moment at which a span that begins then is over.

    Working days end at the midnight after the last of them.
    """
    match span:
        case Elapsed(duration):
            return begins + duration
        case WorkingDays(count):
            zone = setting.zone
            day = begins.astimezone(zone).date()
            last = setting.calendar.working_day_after(day, count)
            return start_of_day(last + timedelta(days=1), zone)
        case _:
            assert_never(span)


def state_at(window: Window, end: datetime, now: datetime) -> str:
    """The window's state at ``now``, given the moment at which its first state ends."""
    first, last = state_names(window)
    if now == end:
        return window.edge or last
    return first if now < end else last


def state_names(window: Window) -> tuple[str, str]:
    """The states while the window lasts and after it (the same one where it has but one)."""
    states = [name for name in window.states if name != window.not_yet]
    return states[0], states[-1]


def state_not_yet(window: Window) -> str | None:
    """The state while the window's moment has not happened; None where there is none.

    A window that then counts from now is in its first state.
    """
    if window.not_yet is not None:
        return window.not_yet
    return state_names(window)[0] if window.else_now else None


def window_state(setting: Setting, window_id: str, facts: Facts) -> WindowState | None:
    """The window as it stands for these facts; None while its beginning is not known.

    A window whose moment is unknown counts from now where the policy says so, or has a state
    for that.
    """
    window = setting.policy.windows[window_id]
    begins = setting.now if window.begins == NOW else facts.get(window.begins)
    state = None
    if not isinstance(begins, datetime):
        state = state_not_yet(window)
        if state is None:
            return None
        begins = setting.now
    end = until(window, begins, setting)
    left = max(0, (end - setting.now) // timedelta(seconds=1))
    state = state or state_at(window, end, setting.now)
    return WindowState(window_id, state, begins, end, left)
