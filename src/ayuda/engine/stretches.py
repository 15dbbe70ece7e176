"""The moments that lie in a stretch: those at which all windows have the states it names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import assert_never

from ayuda.engine.length import Elapsed, WorkingDays, span_of
from ayuda.engine.windows import Setting, end_of, state_names
from ayuda.model import Value, Window
from ayuda.moments import start_of_day

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


def moments_in(
    setting: Setting, states: Mapping[str, Value]
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
        edge = _earliest_lasting(setting, window)
        if state == lasting:
            first = edge if first is None else max(first, edge)
        else:
            last = min(last, edge - SECOND)
    return None if first is not None and first > last else (first, last)


def is_not_yet(setting: Setting, states: Mapping[str, Value]) -> bool:
    """Whether a stretch is that the moment has not happened."""
    windows = setting.policy.windows
    return any(
        windows[name].not_yet is not None and windows[name].not_yet == state
        for name, state in states.items()
    )


def _earliest_lasting(setting: Setting, window: Window) -> datetime:
    """The earliest beginning, to the second, of a window that has not ended yet."""
    now = setting.now
    included = window.edge == state_names(window)[0]
    span = span_of(window.lasts)
    match span:
        case Elapsed(duration):
            return now - duration + (timedelta() if included else SECOND)
        case WorkingDays():
            day = now.astimezone(setting.zone).date()
            begins = start_of_day(day, setting.zone)
            while True:
                before = start_of_day(day - DAY, setting.zone)
                end = end_of(span, before, setting)
                if not (end > now or (included and end == now)):
                    return begins
                day, begins = day - DAY, before
        case _:
            assert_never(span)
