"""Values of facts at which decisions may turn: both sides of every edge of two policies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import cast

from ayuda.engine.samples import Sample
from ayuda.engine.space import Space
from ayuda.engine.stretches import moments_in
from ayuda.engine.variables import Variable
from ayuda.engine.windows import FactValue, Setting, moment_of, state_names
from ayuda.model import MALFORMED, UNKNOWN, Check, Fact, Policy, Test
from ayuda.moments import FIRST_YEAR, LAST_YEAR
from ayuda.policy.language.causes import given_causes, is_plain
from ayuda.policy.language.masks import example_of

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
HALF_A_DAY = timedelta(hours=12)
MOST_SPAN = timedelta(days=20_000)
Pool = list[FactValue | None]
"""What may be stated of a fact; None that nothing is."""


def pool_of(setting: Setting, space: Space | None, name: str, tested: Iterable[Test]) -> Pool:
    """What is worth stating of a fact under a policy with all windows and tests of both."""
    fact = setting.policy.facts[name]
    if is_plain(fact):
        values = (True, False) if fact.kind == "yes-no" else tuple(fact.values)
        return [*values, None]
    is_cut = space is not None and name in space.place
    variable = space.variables[space.place[name]] if space is not None and is_cut else None
    blank: Pool = [UNKNOWN] if fact.unstated == UNKNOWN else []
    if fact.several:
        return [*_sampled(variable, tuple), None]
    if fact.kind == "number":
        return [*_numbers(fact, variable, tested), *blank, None]
    if fact.kind in {"date", "moment"}:
        return [*_days(setting, name, fact, tested), *blank, None]
    if fact.kind == "text":
        return [example_of(fact.mask or ""), *((MALFORMED,) if fact.mask else ()), *blank, None]
    return [None]


def presents(now: datetime, tested: Iterable[Test]) -> list[datetime]:
    """The present, and one on each side of each day that it is tested for."""
    found = [now]
    for day in days_tested(tested):
        moved = now + (day - now.date()) * 1
        found += [moved - DAY, moved, moved + DAY]
    return [one for one in dict.fromkeys(found) if FIRST_YEAR < one.year < LAST_YEAR]


def days_tested(tested: Iterable[Test]) -> Iterator[date]:
    """The days at which tests are cut."""
    for test in tested:
        if isinstance(test, Check):
            for day in (test.begins, test.after, test.until, test.before):
                if day is not None:
                    yield day


def _sampled(variable: Variable | None, kind: type) -> Iterator[FactValue]:
    for answer in variable.answers if variable is not None else ():
        if isinstance(answer, Sample) and isinstance(answer.value, kind):
            yield cast("FactValue", answer.value)


def _numbers(fact: Fact, variable: Variable | None, tested: Iterable[Test]) -> Iterator[Decimal]:
    step = Decimal(1).scaleb(-fact.decimals)
    found: dict[Decimal, None] = {}
    for answer in variable.answers if variable is not None else ():
        if not isinstance(answer, Sample):
            continue
        ends = (answer.value, *(end for ends in answer.ranges for end in ends))
        found.update({end: None for end in ends if isinstance(end, Decimal)})
    for test in tested:
        if isinstance(test, Check):
            bounds = (test.at_least, test.above, test.at_most, test.below)
            found.update({one: None for one in bounds if one is not None})
    found.update(dict.fromkeys((Decimal(0), Decimal(1), Decimal(10), Decimal(100))))
    found.update({end: None for end in (fact.min, fact.max) if end is not None})
    for number in [*found]:
        for near in (number, number - step, number + step):
            found[near] = None
    return iter([one for one in found if _is_taken(fact, one)])


def _is_taken(fact: Fact, number: Decimal) -> bool:
    low, high = fact.min, fact.max
    in_steps = number == round(number, fact.decimals)
    return in_steps and (low is None or number >= low) and (high is None or number <= high)


def _days(setting: Setting, name: str, fact: Fact, tested: Iterable[Test]) -> Iterator[FactValue]:
    now = setting.now
    found: dict[datetime, None] = {}
    for edge in (now, *edges(setting, name)):
        found.update(dict.fromkeys((edge, edge - MINUTE, edge + MINUTE, edge - DAY, edge + DAY)))
    noons = [
        moment + HALF_A_DAY
        for day in days_tested(tested)
        if (moment := moment_of(day, setting)) is not None
    ]
    apart = [now + sign * span for span in spans(setting.policy) for sign in (1, -1)]
    for near in (*noons, *apart):
        found.update(dict.fromkeys((near, near - DAY, near + DAY)))
    days: dict[FactValue, None] = {}
    for moment in found:
        whole = moment.replace(second=0, microsecond=0)
        if FIRST_YEAR < whole.year < LAST_YEAR and _is_on_its_side(setting, fact, whole):
            days[setting.day_of(whole) if fact.kind == "date" else whole] = None
    return iter(days)


def _is_on_its_side(setting: Setting, fact: Fact, moment: datetime) -> bool:
    """Whether a day or a moment is past, or still to come, where the fact has to be."""
    turn: timedelta = moment - setting.now
    if fact.kind == "date":
        turn = setting.day_of(moment) - setting.day_of(setting.now)
    return not (
        (fact.time == "past" and turn > timedelta())
        or (fact.time == "future" and turn < timedelta())
    )


def edges(setting: Setting, name: str) -> Iterator[datetime]:
    """The moments of a fact at which a window that hangs on it turns."""
    policy = setting.policy
    for window_id, window in policy.windows.items():
        if name not in given_causes(policy, window_id):
            continue
        lasting, over = state_names(window)
        if lasting == over:
            continue
        try:
            found = moments_in(setting, {window_id: lasting})
        except (ValueError, KeyError, OverflowError):
            continue  # How long it lasts hangs on something else.
        if found is not None and found[0] is not None:
            yield found[0]


def spans(policy: Policy) -> Iterator[timedelta]:
    """How far apart days are told apart by the windows and differences of a policy."""
    for window in policy.windows.values():
        lasts = window.lasts
        for days, count in (
            (1, lasts.days),
            (7, lasts.weeks),
            (30, lasts.months),
            (365, lasts.years),
            (1, lasts.working_days),
        ):
            if isinstance(count, int) and days * count * DAY < MOST_SPAN:
                yield days * count * DAY
        if isinstance(lasts.hours, int) and lasts.hours * MINUTE * 60 < MOST_SPAN:
            yield timedelta(hours=lasts.hours)
