"""The stretches into which the windows of one moment cut all moments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Literal, assert_never

from ayuda.engine.windows import state_names, state_not_yet
from ayuda.model import Window
from ayuda.policy.language.length import (
    Days,
    Elapsed,
    Months,
    Span,
    WorkingDays,
    ends_with_a_day,
    span_of,
)

Stretch = tuple[tuple[str, str], ...]
"""The state of each window that counts from a moment, by id."""
DAY = timedelta(days=1)
SHORTEST_MONTH, LONGEST_MONTH = 28, 31
CLOCK_CHANGE = timedelta(hours=3)
"""More than the clocks of any zone have changed at once."""
LONGEST_CLOSED = timedelta(days=30)
"""Longer than a country has been closed."""


def stretches(
    windows: Mapping[str, Window],
    *,
    not_yet: bool,
    time: Literal["past", "future", "any"] = "past",
) -> tuple[Stretch, ...]:
    """The stretches into which the windows of one moment cut all moments, latest first.

    What can only end in one order does; all else may end in either. Windows that count back have
    ended for a moment that is past, and those that count on have not begun for one to come; what
    counts from where another one ends follows from that one's state.
    With ``not_yet`` the last stretch is that the moment has not happened.
    """
    first = {name: window for name, window in windows.items() if _end_of(window) is None}
    back = {name: window for name, window in first.items() if window.back}
    onward = {name: window for name, window in first.items() if not window.back}
    before = tuple(
        (name, window.not_yet or state_names(window)[0]) for name, window in onward.items()
    )
    late = {name: window for name, window in back.items() if _can_end_late(window)}
    over = tuple(
        (name, state_names(window)[1]) for name, window in back.items() if name not in late
    )
    combined: list[Stretch] = []
    if time != "past":
        combined += [(*before, *stretch) for stretch in _cut(back)]
        # Such a day may be today, and a moment the present: then they have just begun.
        begun = [stretch for stretch in _cut(onward) if _has_just_begun(onward, stretch)]
        combined += [(*stretch, *over, *last) for stretch in begun for last in _cut(late)]
    if time != "future":
        combined += [(*stretch, *over, *last) for stretch in _cut(onward) for last in _cut(late)]
    for name in (name for name in windows if name not in first):
        combined = [
            (*stretch, (name, state))
            for stretch in combined
            for state in _following(windows, name, dict(stretch))
        ]
    if not_yet:
        combined.append(tuple((name, str(state_not_yet(windows[name]))) for name, _ in combined[0]))
    return tuple(dict.fromkeys(combined))


def _can_end_late(window: Window) -> bool:
    """Whether a window that counts back may end after its moment, with that day or a later one."""
    is_day_of_clock = isinstance(span_of(window.lasts), Elapsed) and ends_with_a_day(window)
    return is_day_of_clock or window.if_closed_day == "next-working-day"


def _following(
    windows: Mapping[str, Window], name: str, states: Mapping[str, str]
) -> tuple[str, ...]:
    """The states of a window that counts from where another ends, given that one's state."""
    window = windows[name]
    other_id = str(_end_of(window))
    other = windows.get(other_id)
    lasting, over = state_names(window)
    if other is None:
        return tuple(dict.fromkeys(filter(None, (window.not_yet, lasting, over))))
    closed = window.if_closed_day
    is_over = states[other_id] == state_names(other)[1]
    is_lasting = states[other_id] != state_names(other)[1] or len(set(state_names(other))) == 1
    found: list[str] = []
    if is_over:
        can_last = not window.back or closed == "next-working-day"
        found += [lasting, over] if can_last else [over]
    if is_lasting and window.back:
        found += [lasting, over]
    elif is_lasting:
        found.append(window.not_yet or lasting)
        if other.edge == states[other_id]:
            found.append(lasting)  # At the very moment of the end.
        if closed == "previous-working-day" and window.not_yet is None:
            found.append(over)
    return tuple(dict.fromkeys(found))


def _has_just_begun(windows: Mapping[str, Window], stretch: Stretch) -> bool:
    """Whether a stretch can be that of today: only short windows are over by then."""
    return all(
        state != state_names(windows[name])[1]
        or len(set(state_names(windows[name]))) == 1
        or _bounds(span_of(windows[name].lasts), windows[name])[0] < DAY + CLOCK_CHANGE
        for name, state in stretch
    )


def _cut(windows: Mapping[str, Window]) -> list[Stretch]:
    """The combinations of lasting and over that can be, all lasting first."""
    ordered = sorted(windows.items(), key=lambda item: _in_order(item[1]))
    found: list[dict[str, bool]] = [{}]
    for name, window in ordered:
        found = [
            {**seen, name: is_over}
            for seen in found
            for is_over in (False, True)
            if all(
                _can_be((other, windows[other], was_over), (name, window, is_over))
                for other, was_over in seen.items()
            )
        ]
    kinds = sorted(windows, key=lambda name: _kind(windows[name]))
    return [
        tuple((name, state_names(windows[name])[seen[name]]) for name in kinds) for seen in found
    ]


def _in_order(window: Window) -> tuple[int, timedelta, bool]:
    return (_kind(window), *_end(window))


def _kind(window: Window) -> int:
    """Windows of one kind end in the order of their lengths."""
    span = span_of(window.lasts)
    match span:
        case Elapsed():
            kind = 0
        case WorkingDays():
            kind = 1
        case Days():
            kind = 2
        case Months():
            kind = 3
        case _:
            assert_never(span)
    ways: Sequence[object] = (None, "next-working-day", "previous-working-day")
    same_day = ends_with_a_day(window) == (kind != 0)
    return (kind * len(ways) + ways.index(window.if_closed_day)) * 2 + (not same_day)


def _end(window: Window) -> tuple[timedelta, bool]:
    """What orders the ends of windows of one kind: the length, and whether the end belongs to it."""
    included = window.edge == state_names(window)[0]
    length = _bounds(span_of(window.lasts), window)[0]
    return -length if window.back else length, included  # Counted back, the longer one ends first.


def _can_be(one: tuple[str, Window, bool], other: tuple[str, Window, bool]) -> bool:
    """Whether one of two windows can be over, and the other not, as far as their order goes."""
    if one[2] == other[2]:
        return True
    over, lasting = (one[1], other[1]) if one[2] else (other[1], one[1])
    if _kind(over) == _kind(lasting):
        return _end(over) < _end(lasting)
    longer, shorter = (over, lasting) if over.back else (lasting, over)
    shortest, _ = _bounds(span_of(shorter.lasts), shorter)
    _, longest = _bounds(span_of(longer.lasts), longer)
    return longest is None or shortest <= longest


def _end_of(window: Window) -> str | None:
    return None if isinstance(window.begins, str) else window.begins.end_of


def _bounds(span: Span, window: Window) -> tuple[timedelta, timedelta | None]:
    """The least and the most that a window lasts; None where nobody can say."""
    whole_day = DAY if ends_with_a_day(window) else timedelta()
    match span:
        case Elapsed(duration):
            least, most = duration, duration
        case Days(count):
            least, most = count * DAY, count * DAY
        case Months(count):
            least, most = count * SHORTEST_MONTH * DAY, count * LONGEST_MONTH * DAY
        case WorkingDays(count):
            return count * DAY - (whole_day + CLOCK_CHANGE), None
        case _:
            assert_never(span)
    if isinstance(span, Elapsed) and not whole_day:
        return least, most
    around = CLOCK_CHANGE + (LONGEST_CLOSED if window.if_closed_day else timedelta())
    if window.back:
        return least - whole_day - around, most + around
    return least - around, most + whole_day + around
