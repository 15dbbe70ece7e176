"""The moments that lie in a stretch: those at which all windows have the states it names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from ayuda.engine.windows import Setting, state_names, until, window_state
from ayuda.moments import start_of_day
from ayuda.policy.language.causes import single_moment
from ayuda.policy.language.conditions import Known
from ayuda.policy.language.length import Elapsed, span_of

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


def moments_in(
    setting: Setting, states: Mapping[str, Known]
) -> tuple[datetime | None, datetime] | None:
    """The first (None: there is none) and the last moment, to the second, of a stretch.

    None where no moment has these states.
    """
    first: datetime | None = None
    last = setting.now
    for name, state in states.items():
        window = setting.policy.windows[name]
        lasting, over = state_names(window)
        if lasting == over:
            continue
        edge = _earliest_lasting(setting, name)
        if state == lasting:
            first = edge if first is None else max(first, edge)
        else:
            last = min(last, edge - SECOND)
    return None if first is not None and first > last else (first, last)


def is_not_yet(setting: Setting, states: Mapping[str, Known]) -> bool:
    """Whether a stretch is that the moment has not happened."""
    windows = setting.policy.windows
    return any(
        windows[name].not_yet is not None and windows[name].not_yet == state
        for name, state in states.items()
    )


def _earliest_lasting(setting: Setting, name: str) -> datetime:
    """The earliest beginning, to the second, of a window that has not ended yet."""
    window = setting.policy.windows[name]
    last = _lasts(setting, name, setting.now)
    outer = DAY
    while _lasts(setting, name, setting.now + (-outer if last else outer)) == last:
        outer *= 2
    over, lasting = (-outer, timedelta()) if last else (timedelta(), outer)
    while lasting - over > SECOND:
        middle = over + (lasting - over) // SECOND // 2 * SECOND
        if _lasts(setting, name, setting.now + middle):
            lasting = middle
        else:
            over = middle
    found = setting.now + lasting
    if isinstance(span_of(window.lasts), Elapsed):
        return found
    day = start_of_day(setting.day_of(found), setting.zone)
    return day if _lasts(setting, name, day) else found


def _lasts(setting: Setting, name: str, begins: datetime) -> bool:
    """Whether a window that begins then has not ended yet."""
    window = setting.policy.windows[name]
    moment = single_moment(setting.policy, window)
    end = until(window, begins, setting)
    if moment is not None and not isinstance(window.begins, str):
        state = window_state(setting, name, {moment: begins})
        end = end if state is None else state.until
    return end > setting.now or (window.edge == state_names(window)[0] and end == setting.now)
