"""The stretches into which the windows of one moment cut all moments."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Literal, assert_never

from ayuda.engine.windows import state_names
from ayuda.model import Window
from ayuda.policy.language.length import (
    Days,
    Elapsed,
    Months,
    Span,
    WorkingDays,
    clock_of_end,
    ends_with_a_day,
    span_of,
)

Stretch = tuple[tuple[str, str], ...]
"""The state of each window that counts from a moment, by id."""
NO_BASES: Mapping[str, Window] = {}
DAY = timedelta(days=1)
SHORTEST_MONTH, LONGEST_MONTH = 28, 31
CLOCK_CHANGE = timedelta(hours=3)
"""More than the clocks of any zone have changed at once."""
LONGEST_CLOSED = timedelta(days=30)
"""Longer than a country has been closed."""


def stretches(
    windows: Mapping[str, Window],
    *,
    time: Literal["past", "future", "any"] = "past",
    whole_day: bool = False,
    bases: Mapping[str, Window] = NO_BASES,
) -> tuple[Stretch, ...]:
    """The stretches into which the windows of one moment cut all moments, latest first.

    What can only end in one order does; all else may end in either. Windows that count back have
    ended for a moment that is past, but for those whose end is moved to later, and those that count
    on have not begun for one to come, but for the present itself (and today, of ``whole_day``
    ones). ``bases`` are the windows at whose end some of them begin: where one of the two
    counts back, nobody can say on which side of the moment the other ends, nor whether one has
    begun that can be still to come.
    """
    loose = {
        name: windows[name]
        for name, base in bases.items()
        if name in windows and (base.back or windows[name].back or windows[name].not_yet)
    }
    own = {name: window for name, window in windows.items() if name not in loose}
    back = {name: window for name, window in own.items() if window.back}
    onward = {name: window for name, window in own.items() if not window.back}
    before = tuple(
        (name, window.not_yet or state_names(window)[0]) for name, window in onward.items()
    )
    combined: list[Stretch] = []
    if time != "past":
        combined += [(*before, *stretch) for stretch in _cut(back)]
    moved = {name for name, window in back.items() if _can_outlast_its_moment(window)}
    early = {
        name
        for name, window in onward.items()
        if _can_end_at_once(window, whole_day=whole_day)
        or (name in bases and _can_end_at_once(bases[name], whole_day=whole_day))
    }
    combined += [
        (*stretch, *after)
        for stretch in (_cut(onward) if time != "future" else _begun(onward, early))
        for after in _ended(back, moved)
    ]
    for name, window in loose.items():
        states = dict.fromkeys((*state_names(window), window.not_yet or state_names(window)[0]))
        combined = [(*stretch, (name, state)) for stretch in combined for state in states]
    return tuple(dict.fromkeys(combined))


def _can_outlast_its_moment(window: Window) -> bool:
    """Whether a window that counts back can go on after the moment from which it counts."""
    span = span_of(window.lasts)
    with_a_day = ends_with_a_day(window)
    by_the_clock = isinstance(span, Elapsed) and with_a_day
    is_last_at_its_end = window.edge == state_names(window)[1]
    at_midnight = isinstance(span, Days | WorkingDays) and span.count == 1 and with_a_day
    at_the_edge = at_midnight and window.edge is not None and not is_last_at_its_end
    return by_the_clock or at_the_edge or window.if_closed_day == "next-working-day"


def _can_end_at_once(window: Window, *, whole_day: bool) -> bool:
    """Whether a window can be over at the moment that it begins, or on that day."""
    if window.if_closed_day == "previous-working-day":
        return True
    span = span_of(window.lasts)
    by_the_clock = isinstance(span, Elapsed) and not ends_with_a_day(window)
    return whole_day and by_the_clock and _bounds(span, window)[0] <= DAY + CLOCK_CHANGE


def _begun(windows: Mapping[str, Window], early: Collection[str]) -> list[Stretch]:
    """The combinations of those that have just begun: all lasting but for early ends."""
    lasting = {name: state_names(window)[0] for name, window in windows.items()}
    return [
        stretch
        for stretch in _cut(windows)
        if all(state == lasting[name] or name in early for name, state in stretch)
    ]


def _ended(windows: Mapping[str, Window], late: Collection[str]) -> list[Stretch]:
    """The combinations of those that are over, but for late ends."""
    over = {name: state_names(window)[1] for name, window in windows.items()}
    return [
        stretch
        for stretch in _cut(windows)
        if all(state == over[name] or name in late for name, state in stretch)
    ]


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
    """What orders the ends of one kind: the length, and whether the end belongs to it."""
    included = window.edge == state_names(window)[0]
    length = _bounds(span_of(window.lasts), window)[0]
    return -length if window.back else length, included  # Counted back, the longer one ends first.


def _can_be(one: tuple[str, Window, bool], other: tuple[str, Window, bool]) -> bool:
    """Whether one of two windows can be over, and the other not, as far as their order goes."""
    if one[2] == other[2]:
        return True
    (over_id, over, _), (lasting_id, lasting, _) = (one, other) if one[2] else (other, one)
    chained = _end_of(over), _end_of(lasting)
    if chained != (None, None):
        # What begins where another ends goes on after it.
        return chained[0] != lasting_id if not over.back else chained[1] != over_id
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
    moves = ends_with_a_day(window) or clock_of_end(window) is not None
    whole_day = DAY if moves else timedelta()
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
