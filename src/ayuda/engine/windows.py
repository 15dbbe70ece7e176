"""Windows: the only arithmetic with time.

Moments are datetimes in UTC, so that differences are elapsed time whatever a clock change does;
days, months and working days are those of the policy's time zone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import assert_never
from zoneinfo import ZoneInfo

import msgspec

from ayuda.calendar import Calendar
from ayuda.model import NOW, UNKNOWN, Policy, Window
from ayuda.moments import start_of_day
from ayuda.policy.language.causes import names_of
from ayuda.policy.language.conditions import Known
from ayuda.policy.language.length import (
    MONTHS_OF_YEAR,
    Days,
    Elapsed,
    Months,
    Span,
    WorkingDays,
    clock_of_end,
    ends_with_a_day,
    length_name,
    span_of,
    unit_of,
)

FactValue = str | bool | Decimal | date | datetime | tuple[str, ...]
Facts = Mapping[str, FactValue]
"""What is known of a case, by fact id; moments are in UTC."""
INSTANT = timedelta(microseconds=1)
ELAPSED = ("minutes", "hours")
NOTHING: Mapping[str, Known] = {}
DAY = timedelta(days=1)


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

    def day_of(self, moment: datetime) -> date:
        """The day of the policy's time zone in which a moment lies."""
        return moment.astimezone(self.zone).date()


class WindowState(msgspec.Struct, frozen=True):
    """A window as it stands now, or at the moment at which it is to be seen.

    ``until`` is the moment at which its first state ends, kept when it is past; ``seconds_left``
    are whole seconds until then, 0 when it is past. Moments are in UTC.
    """

    id: str
    state: str
    begins: datetime
    until: datetime
    seconds_left: int


# ------------------------------------------------------------------------ ends


def until(
    window: Window, begins: datetime, setting: Setting, values: Mapping[str, Known] = NOTHING
) -> datetime:
    """The moment at which the window's first state ends.

    ``values`` has the number on which its length hangs, if it hangs on one.
    """
    return end_of(window, length_of(window, values), begins, setting)


def length_of(window: Window, values: Mapping[str, Known] = NOTHING) -> Span:
    """A window's length. Raises ValueError where what gives it is not known."""
    name = length_name(window.lasts)
    count = None if name is None else values.get(name)
    return span_of(window.lasts, int(count) if isinstance(count, Decimal) else None)


def end_of(window: Window, span: Span, begins: datetime, setting: Setting) -> datetime:
    """The moment at which a window of that length ends.

    Days, months and working days are counted from the day of the beginning, which is not one of
    them, and end at the midnight after the last; so has Regulation (EEC, Euratom) 1182/71, article
    3, and the Spanish civil code, article 5. Where the last day is closed and the window says so,
    it ends with the working day after or before it. To an instant, they end on that day at the
    time of the beginning.
    """
    sign = -1 if window.back else 1
    zone = setting.zone
    match span:
        case Elapsed(duration):
            moment = begins + sign * duration
            if not ends_with_a_day(window):
                return moment
            last = setting.day_of(moment)
        case Days(count):
            last = setting.day_of(begins) + sign * count * DAY
        case Months(count):
            last = months_after(setting.day_of(begins), sign * count)
        case WorkingDays(count):
            last = setting.calendar.working_day_after(setting.day_of(begins), sign * count)
        case _:
            assert_never(span)
    last = _open_day(window, last, setting.calendar)
    if ends_with_a_day(window):
        return start_of_day(last + DAY, zone)
    clock = clock_of_end(window) or begins.astimezone(zone).time()
    return datetime.combine(last, clock, tzinfo=zone).astimezone(UTC)


def months_after(day: date, count: int) -> date:
    """The day of the same number so many months later (or earlier), or else that month's last."""
    months = day.year * MONTHS_OF_YEAR + day.month - 1 + count
    year, month = divmod(months, MONTHS_OF_YEAR)
    following = date((months + 1) // MONTHS_OF_YEAR, (months + 1) % MONTHS_OF_YEAR + 1, 1)
    return date(year, month + 1, min(day.day, (following - DAY).day))


def _open_day(window: Window, day: date, calendar: Calendar) -> date:
    """The day with which a window ends that would end with this one."""
    if window.if_closed_day is None:
        return day
    step = DAY if window.if_closed_day == "next-working-day" else -DAY
    while not calendar.is_working_day(day):
        day += step
    return day


# ----------------------------------------------------------------------- states


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


def moment_of(value: object, setting: Setting) -> datetime | None:
    """The moment that a fact's value is, a date being its beginning; None for any other value."""
    if isinstance(value, datetime):
        return value
    return start_of_day(value, setting.zone) if isinstance(value, date) else None


def begins_at(
    setting: Setting, window: Window, facts: Facts, values: Mapping[str, Known] = NOTHING
) -> datetime | None:
    """The moment from which a window counts; None while it is not known.

    Of several facts those are left out that are known to be unknown, if there are others.
    """
    begins = window.begins
    if isinstance(begins, str):
        return setting.now if begins == NOW else moment_of(facts.get(begins), setting)
    if begins.end_of is not None:
        other = setting.policy.windows[begins.end_of]
        start = begins_at(setting, other, facts, values)
        known = start is not None and length_is_known(other, values)
        return until(other, start, setting, values) if known and start is not None else None
    moments: list[datetime] = []
    for name in names_of(begins):
        moment = setting.now if name == NOW else moment_of(facts.get(name), setting)
        if moment is not None:
            moments.append(moment)
        elif facts.get(name) != UNKNOWN:
            return None
    if not moments:
        return None
    return max(moments) if begins.latest is not None else min(moments)


def _counted_from(policy: Policy, window: Window, begins: datetime) -> datetime:
    """From when days are counted: of where a window ends with a day, from within that day."""
    return begins - INSTANT if counts_from_last_day(policy, window) else begins


def counts_from_last_day(policy: Policy, window: Window) -> bool:
    """Whether a window counts days from the last one of another, not from the midnight after it."""
    begun = window.begins
    by_the_clock = unit_of(window.lasts)[0] in ELAPSED or not ends_with_a_day(window)
    if isinstance(begun, str) or begun.end_of is None or by_the_clock:
        return False
    return ends_with_a_day(policy.windows[begun.end_of])


def length_is_known(window: Window, values: Mapping[str, Known]) -> bool:
    """Whether how long a window lasts is known."""
    name = length_name(window.lasts)
    return name is None or isinstance(values.get(name), Decimal)


def seen_at(setting: Setting, window: Window, facts: Facts) -> datetime | None:
    """The moment at which a window's state is to be told; None while it is not known.

    It is the present where that moment is known to be unknown.
    """
    told = None if window.seen_at is None else facts.get(window.seen_at)
    if window.seen_at is None or told == UNKNOWN:
        return setting.now
    return moment_of(told, setting)


def window_end(
    setting: Setting, window: Window, facts: Facts, values: Mapping[str, Known] = NOTHING
) -> datetime | None:
    """Where a window ends, from whatever moment it is seen; None while that is not known."""
    if not length_is_known(window, values):
        return None
    begins = begins_at(setting, window, facts, values)
    if begins is None:
        if state_not_yet(window) is None:
            return None
        begins = setting.now
    return until(window, _counted_from(setting.policy, window, begins), setting, values)


def window_state(
    setting: Setting, window_id: str, facts: Facts, values: Mapping[str, Known] = NOTHING
) -> WindowState | None:
    """The window as it stands for these facts; None while its beginning is not known.

    A window whose moment is unknown counts from now where the policy says so, or has a state
    for that.
    """
    window = setting.policy.windows[window_id]
    begins, at = begins_at(setting, window, facts, values), seen_at(setting, window, facts)
    if at is None or not length_is_known(window, values):
        return None
    state = None
    if begins is None:
        state = state_not_yet(window)
        if state is None:
            return None
        begins = setting.now
    elif begins > at and not window.back:
        state = window.not_yet or state_names(window)[0]
    elif window.begins == NOW and window.seen_at is None and length_name(window.lasts) is None:
        state = state_names(window)[1 if window.back else 0]
    end = until(window, _counted_from(setting.policy, window, begins), setting, values)
    left = max(0, (end - at) // timedelta(seconds=1))
    state = state or state_at(window, end, at)
    return WindowState(window_id, state, begins, end, left)
