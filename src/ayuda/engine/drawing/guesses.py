"""Numbers, days and moments that may make a case what it is wanted to be: close to where it turns.

What several of them have to be together (the difference of two, the end of a window that counts
from the latest of two) is guessed from those that are chosen already; the engine says whether it
fits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from ayuda.engine.computed import day_seen
from ayuda.engine.samples import Range, Sample
from ayuda.engine.variables import values_of
from ayuda.engine.windows import FactValue, Setting, moment_of, window_end
from ayuda.model import NOW, Derived, Fact, Policy
from ayuda.moments import start_of_day
from ayuda.policy.language.causes import exact, is_plain
from ayuda.policy.language.conditions import Known
from ayuda.policy.language.length import length_name, unit_of

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
SPANS = {
    "minutes": MINUTE,
    "hours": timedelta(hours=1),
    "days": DAY,
    "weeks": timedelta(weeks=1),
    "months": timedelta(days=30.44),
    "years": timedelta(days=365.25),
    "working_days": timedelta(days=1.4),
}
"""How long about the units of windows are."""
EVERYDAY = (4, 20, 200)
"""How far numbers that nothing cuts lie from their least one."""
FULL_PERCENT = 100
OFFICE_HOURS = (8, 20)
SLIP = 3
"""How many days a guess is moved at most."""


def turning_spans(policy: Policy) -> tuple[timedelta, ...]:
    """How long windows last, about."""
    found: list[timedelta] = []
    for window in policy.windows.values():
        unit, count = unit_of(window.lasts)
        counts = (count,) if isinstance(count, int) else _counts(policy, window.lasts)
        found += (number * SPANS[unit] for number in counts)
    return tuple(dict.fromkeys(found))


def _counts(policy: Policy, lasts: object) -> Iterator[int]:
    """The numbers that a table gives for a length."""
    table = policy.tables.get(length_name(lasts) or "")  # type: ignore[arg-type]
    for row in () if table is None else table.rows:
        value = exact(row["value"])
        if isinstance(value, Decimal):
            yield int(value)


def near_an_end(
    ranges: Sequence[Range],
    step: Decimal,
    draw: Random,
    outer: Sequence[Decimal | None] = (),
) -> Decimal:
    """A number in one of these stretches, at or near one of its ends.

    The ``outer`` ends of the line, at which nothing turns, are only taken where there is no other.
    """
    low, high = draw.choice(ranges)
    known = [end for end in (low, high) if isinstance(end, Decimal)] or [Decimal(0)]
    ends = [end for end in known if end not in outer] or known[:1]
    end = draw.choice(ends)
    inwards = 1 if end == low or (low is None and high is None) else -1
    way = draw.choice([0, 1, 1, EVERYDAY[0], EVERYDAY[1]])
    size = step if way < EVERYDAY[0] else max(step, Decimal(1))
    return end + inwards * size * (way if way < EVERYDAY[0] else draw.randrange(way))


def everyday_number(fact: Fact, draw: Random) -> Decimal:
    """A number as people state it where nothing hangs on which one it is."""
    least = fact.min if fact.min is not None else Decimal(0)
    return least + draw.randrange(draw.choice(EVERYDAY))


def in_steps(fact: Fact, number: Decimal) -> Decimal:
    """A number with as many decimals as the fact has, within its ends."""
    found = number.quantize(Decimal(1).scaleb(-fact.decimals), ROUND_HALF_UP)
    if fact.min is not None:
        found = max(found, fact.min)
    return found if fact.max is None else min(found, fact.max)


def solved_number(
    derived: Derived, name: str, wanted: object, other: Decimal, draw: Random
) -> Decimal | None:
    """The number that makes a comparison what is wanted of it, the other operand being known."""
    if derived.same is not None:
        return other if wanted is True else other + draw.randrange(1, EVERYDAY[0])
    if not isinstance(wanted, Sample) or not wanted.ranges:
        return None
    target = near_an_end(wanted.ranges, Decimal(1), draw)
    if derived.difference is not None:
        return other + target if derived.difference[0] == name else other - target
    if derived.percent_of is None:
        return None
    if derived.percent_of[0] == name:
        return other * target / FULL_PERCENT
    return other * FULL_PERCENT / target if target else None


def solved_day(
    derived: Derived, name: str, wanted: object, other: date, draw: Random
) -> date | None:
    """The day that makes a comparison of days what is wanted of it."""
    if derived.same is not None:
        return other if wanted is True else other - draw.randrange(1, EVERYDAY[0]) * DAY
    if derived.difference is None or not isinstance(wanted, Sample) or not wanted.ranges:
        return None
    per_day = {"days": 1, "hours": 24, "minutes": 24 * 60}[derived.within]
    target = int(near_an_end(wanted.ranges, Decimal(1), draw) / per_day)
    try:
        return other + (target if derived.difference[0] == name else -target) * DAY
    except OverflowError:
        return None


def day_of_operand(
    setting: Setting, name: str, facts: Mapping[str, FactValue], values: Mapping[str, Known]
) -> date | None:
    """The day that an operand is known to be: a fact's, today, the last day of a window."""
    if name == NOW:
        return setting.day_of(setting.now)
    window = setting.policy.windows.get(name)
    if window is None:
        day = day_seen(setting, facts.get(name))
        return day if isinstance(day, date) else None
    end = window_end(setting, window, facts, values)
    return None if end is None else setting.day_of(end - timedelta(microseconds=1))


def guessed_moments(
    setting: Setting,
    fact: Fact,
    facts: Mapping[str, FactValue],
    spans: Sequence[timedelta],
    draw: Random,
) -> Iterator[datetime]:
    """Moments about such a span, or two, from now or from one that is chosen, without end."""
    bases = [setting.now]
    bases += [moment for value in facts.values() if (moment := moment_of(value, setting))]
    while True:
        span = draw.choice(spans)
        way = draw.choice(("one", "part", "both"))
        if way == "part":
            span = span * draw.random()
        elif way == "both":
            span += draw.choice(spans)
        ahead = draw.choice((-1, 1))
        slip = draw.randrange(-SLIP, SLIP + 1)
        moment = draw.choice(bases) + ahead * span
        moment += slip * (DAY if fact.kind == "date" or span > SLIP * DAY else MINUTE)
        yield at_a_whole_minute(setting, fact, moment, draw)


def at_a_whole_minute(setting: Setting, fact: Fact, moment: datetime, draw: Random) -> datetime:
    """A moment as people state it: of a date its beginning."""
    if fact.kind == "date":
        return start_of_day(setting.day_of(moment), setting.zone)
    if abs(moment - setting.now) > SLIP * DAY and draw.random() < 1 / 2:
        day = start_of_day(setting.day_of(moment), setting.zone)
        return day + timedelta(hours=draw.randrange(*OFFICE_HOURS))
    return moment.replace(second=0, microsecond=0)


def neighbours_of(setting: Setting, fact: Fact, value: FactValue) -> Iterator[FactValue]:
    """Values of a fact next to one: a little more or less, or any other of a short list."""
    if is_plain(fact):
        yield from (other for other in values_of(fact) if other != value)
    elif isinstance(value, Decimal):
        step = Decimal(1).scaleb(-fact.decimals)
        near = (
            in_steps(fact, value + way * size) for size in {step, Decimal(1)} for way in (1, -1)
        )
        yield from (number for number in near if number != value)
    elif isinstance(value, datetime):
        near_moments = (value + way * size for size in (MINUTE, DAY) for way in (1, -1))
        yield from (one for one in near_moments if is_on_its_side(setting, fact, one))
    elif isinstance(value, date):
        for way in (1, -1, 2, -2):
            moment = moment_of(value + way * DAY, setting)
            if moment is not None and is_on_its_side(setting, fact, moment):
                yield value + way * DAY


def is_on_its_side(setting: Setting, fact: Fact, moment: datetime) -> bool:
    """Whether a moment, or of a date its day, lies where the fact has to: past, or to come."""
    if fact.time == "any":
        return True
    day, today = setting.day_of(moment), setting.day_of(setting.now)
    if fact.kind == "date":
        return day <= today if fact.time == "past" else day >= today
    return moment <= setting.now if fact.time == "past" else moment >= setting.now
