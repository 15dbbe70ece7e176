"""Windows: the only arithmetic with time.

Moments are datetimes in UTC, so that differences are elapsed time whatever a clock change does;
only working days look at the days of the policy's time zone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from ayuda.calendar import Calendar
from ayuda.model import NOW, Length, Policy, Window
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


def elapsed_length(lasts: Length) -> timedelta | None:
    """The length of a window of minutes or hours; None for one of working days."""
    if lasts.minutes is not None:
        return timedelta(minutes=lasts.minutes)
    return None if lasts.hours is None else timedelta(hours=lasts.hours)


def until(window: Window, begins: datetime, setting: Setting) -> datetime:
    """The moment at which the window's first state ends.

    Working days end at the midnight after the last of them.
    """
    length = elapsed_length(window.lasts)
    if length is not None:
        return begins + length
    zone = setting.zone
    day = begins.astimezone(zone).date()
    last = setting.calendar.working_day_after(day, window.lasts.working_days or 0)
    return start_of_day(last + timedelta(days=1), zone)


def state_at(window: Window, end: datetime, now: datetime) -> str:
    """The window's state at ``now``, given the moment at which its first state ends."""
    first, last = state_names(window)
    if now == end:
        return window.edge or last
    return first if now < end else last


def state_names(window: Window) -> tuple[str, str]:
    """The states while the window lasts and after it (the same one where it has but one)."""
    states = tuple(window.states)
    return states[0], states[-1]


def begins_at(window: Window, facts: Facts, now: datetime) -> datetime | None:
    """The moment from which the window counts; None while that is not known."""
    if window.begins == NOW:
        return now
    moment = facts.get(window.begins)
    if isinstance(moment, datetime):
        return moment
    return now if window.else_now else None


def window_state(setting: Setting, window_id: str, facts: Facts) -> WindowState | None:
    """The window as it stands for these facts; None while its beginning is not known."""
    window = setting.policy.windows[window_id]
    begins = begins_at(window, facts, setting.now)
    if begins is None:
        return None
    end = until(window, begins, setting)
    left = max(0, (end - setting.now) // timedelta(seconds=1))
    return WindowState(window_id, state_at(window, end, setting.now), begins, end, left)
