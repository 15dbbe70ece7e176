"""The line on which a fact's moment, day or number moves, as whole numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import ROUND_FLOOR, Decimal

import msgspec

from ayuda.engine.numbers import checked_number
from ayuda.engine.samples import numbers_in
from ayuda.engine.space import Space
from ayuda.engine.windows import FactValue, Setting
from ayuda.model import Fact, Policy, Test, Window
from ayuda.moments import FIRST_YEAR, LAST_YEAR, start_of_day
from ayuda.policy.language.length import (
    Days,
    Elapsed,
    Months,
    WorkingDays,
    clock_of_end,
    ends_with_a_day,
    length_name,
    span_of,
)

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
SLACK = timedelta(days=40)
"""More than holidays and a clock change move the end of a window."""
LONGEST_MONTH = 31
MOST_NUMBER = 10**15
MOST_DAYS = 1500
"""Over how many days each single one is looked at."""
LONGEST = timedelta(days=365 * 60)
"""What a window lasts at most whose length a fact or a table gives."""


class Line(msgspec.Struct, frozen=True):
    """The places where a fact can be: seconds from now, days, or steps of a number.

    ``edges`` are those at which something else may be seen; ``near`` is where it is, or where to
    look first.
    """

    first: int
    last: int
    edges: frozenset[int]
    near: int


def reach_of(policy: Policy, space: Space) -> timedelta:
    """Further from all moments of a case no window of a flow changes."""
    found = SLACK
    for name in space.windows:
        found += _longest(policy.windows[name])
        begins = policy.windows[name].begins
        if not isinstance(begins, str) and begins.end_of is not None:
            found += _longest(policy.windows[begins.end_of])
    units = {"hours": timedelta(hours=1), "minutes": timedelta(minutes=1)}
    for variable in space.variables:
        derived = policy.derived.get(variable.name)
        if derived is not None and derived.difference is not None:
            unit = units.get(derived.within, DAY)
            tests = variable.classes.get(variable.name, ())
            cuts = [abs(int(number)) + 1 for test in tests for number in numbers_in(test)]
            found += min(sum(cuts), MOST_NUMBER // 10**9) * unit
    return found


def _longest(window: Window) -> timedelta:
    if length_name(window.lasts) is not None:
        return LONGEST
    match span_of(window.lasts):
        case Elapsed(duration):
            return duration + SLACK
        case Days(count):
            return count * DAY + SLACK
        case Months(count):
            return count * LONGEST_MONTH * DAY + SLACK
        case WorkingDays(count):
            return 2 * count * DAY + SLACK
    raise AssertionError(window)


def winds_by_day(window: Window) -> bool:
    """Whether a later beginning may end earlier: a later day's end keeps an earlier hour."""
    if ends_with_a_day(window) or clock_of_end(window) is not None:
        return False
    by_the_clock = length_name(window.lasts) is None and isinstance(span_of(window.lasts), Elapsed)
    return not by_the_clock or window.if_closed_day is not None


class Around(msgspec.Struct, frozen=True):
    """What a moment is looked at for: days, the moments of other facts, each day by itself.

    ``reach`` is how far from all of those something may still change.
    """

    days: frozenset[date]
    moments: tuple[datetime, ...]
    by_day: bool
    reach: timedelta


def moment_line(
    setting: Setting, fact: Fact, known: datetime | None, around: Around
) -> Line | None:
    """The seconds to which a moment can be moved; None where they are too many to look at."""
    zone, now = setting.zone, setting.now
    tested = {day for day in around.days if _is_year(day)}
    starts = [start_of_day(day + side * DAY, zone) for day in tested for side in (0, 1)]
    others = [now, *around.moments]
    all_there = [*others, *starts, *((known,) if known else ())]
    low, high = _within(min(all_there), max(all_there), around.reach)
    low, high = (low if fact.time != "future" else now), (high if fact.time != "past" else now)
    if around.by_day:
        if high - low > MOST_DAYS * DAY:
            return None
        first, count = setting.day_of(low), (high - low) // DAY + 2
        starts += [start_of_day(first + at * DAY, zone) for at in range(count)]
    edges = {_seconds(moment, now) + side for moment in (*starts, *others) for side in (-1, 0, 1)}
    near = _seconds(known or now, now)
    return Line(_seconds(low, now), _seconds(high, now), frozenset({*edges, near}), near)


def day_line(setting: Setting, fact: Fact, known: date | None, around: Around) -> Line | None:
    """The days to which a date can be moved; None where they are too many to look at."""
    today = setting.day_of(setting.now)
    tested = {day for day in around.days if _is_year(day)} | {today}
    tested |= {setting.day_of(moment) for moment in around.moments}
    all_there = [day.toordinal() for day in (*tested, *((known,) if known else ()))]
    low = max(min(all_there) - around.reach.days, date(FIRST_YEAR, 1, 1).toordinal())
    high = min(max(all_there) + around.reach.days, date(LAST_YEAR, 12, 31).toordinal())
    low = low if fact.time != "future" else today.toordinal()
    high = high if fact.time != "past" else today.toordinal()
    if around.by_day and high - low > MOST_DAYS:
        return None
    edges = {day.toordinal() + side for day in tested for side in (-1, 0, 1)}
    edges |= {*range(low, high)} if around.by_day else set()
    near = (known or today).toordinal()
    return Line(low, high, frozenset({*edges, near}), near)


def number_line(
    fact: Fact, known: Decimal | None, tests: Iterable[Test], numbers: Iterable[Decimal]
) -> Line:
    """The steps of a number from its least to its greatest value."""
    least = -MOST_NUMBER if fact.min is None else _steps(fact, fact.min)
    most = MOST_NUMBER if fact.max is None else _steps(fact, fact.max)
    cuts = {number for test in tests for number in numbers_in(test)} | {Decimal(0), *numbers}
    edges = {_steps(fact, cut) + side for cut in cuts for side in (-1, 0, 1)}
    near = _steps(fact, Decimal(0) if known is None else known)
    return Line(least, most, frozenset({*edges, near}), min(max(near, least), most))


def value_at(setting: Setting, fact: Fact, place: int) -> FactValue:
    """What a fact is stated as that stands there."""
    if fact.kind == "moment":
        return setting.now + place * SECOND
    if fact.kind == "date":
        return date.fromordinal(place)
    return checked_number(fact, Decimal(place).scaleb(-fact.decimals), "")


def _steps(fact: Fact, number: Decimal) -> int:
    return int(number.scaleb(fact.decimals).to_integral_value(ROUND_FLOOR))


def _seconds(moment: datetime, now: datetime) -> int:
    return (moment - now) // SECOND


def _is_year(day: date) -> bool:
    return FIRST_YEAR < day.year < LAST_YEAR


def _within(low: datetime, high: datetime, reach: timedelta) -> tuple[datetime, datetime]:
    """Both ends moved outwards, but not beyond what can be stated."""
    first = low.replace(year=FIRST_YEAR, month=1, day=2)
    last = low.replace(year=LAST_YEAR, month=12, day=30)
    return (
        low - reach if low - first > reach else first,
        high + reach if last - high > reach else last,
    )


def dates_of(values: Iterable[object]) -> Iterator[date]:
    """Those of values that are days."""
    yield from (one for one in values if isinstance(one, date) and not isinstance(one, datetime))
