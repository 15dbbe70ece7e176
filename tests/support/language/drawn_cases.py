"""Random cases of a policy: whole ones, aimed at where something changes, and parts of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random

import msgspec

from support.language.cases import CasesOfFlow
from support.language.computed import Case
from support.language.pools import bounds
from support.language.values import BLANK, NOT_YET, Answer

KINDS = ("whole", "silent", "partial", "partial", "skipped")
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


class DrawnCase(msgspec.Struct, frozen=True):
    """What is known, and who is silent; ``whole`` is the case that it is a part of."""

    known: dict[str, Answer]
    silent: bool
    skipped: frozenset[str]
    whole: dict[str, Answer]


def drawn_cases(cases: CasesOfFlow, random: Random, count: int) -> Iterator[DrawnCase]:
    """Some cases; whatever they are, none has an answer that a fact cannot have."""
    for _ in range(count):
        whole = whole_case(cases, random)
        kind = random.choice(KINDS)
        share = {"whole": 1.0, "silent": 0.7, "partial": 0.6, "skipped": 0.5}[kind]
        known = {
            name: answer
            for name, answer in whole.items()
            if answer not in (BLANK, NOT_YET) and random.random() < share
        }
        left = [name for name in whole if name not in known]
        skipped = {name for name in left if kind == "skipped" and random.random() < 0.4}
        silent = kind == "silent" or (
            kind == "whole" and any(answer in (BLANK, NOT_YET) for answer in whole.values())
        )
        yield DrawnCase(known, silent, frozenset(skipped), whole)


def whole_case(cases: CasesOfFlow, random: Random) -> dict[str, Answer]:
    """An answer for every fact, often right where a window ends or a difference is at a bound."""
    whole = {name: random.choice(answers) for name, answers in cases.pools.items()}
    for name, fact in cases.facts.items():
        if fact.kind == "number" and random.random() < 0.3 and whole[name] is not BLANK:
            lowest = Decimal(-40) if fact.min is None else fact.min
            highest = Decimal(40) if fact.max is None else fact.max
            whole[name] = Decimal(random.randint(int(lowest), int(highest)))
        elif fact.kind in {"date", "moment"} and random.random() < 0.4:
            answer = whole[name]
            if isinstance(answer, date):
                whole[name] = fitted(cases, name, near_now(cases, answer, random))
    for _ in range(random.choice((0, 1, 2))):
        aim(cases, whole, random)
    return whole


def near_now(cases: CasesOfFlow, answer: date, random: Random) -> date:
    page = cases.page
    if isinstance(answer, datetime):
        return page.now + timedelta(minutes=random.randint(-40000, 40000))
    return page.clock.day_of(page.now) + DAY * random.randint(-40, 40)


def fitted(cases: CasesOfFlow, name: str, answer: date) -> date:
    """The answer, or the nearest that the fact can have."""
    page, time = cases.page, cases.facts[name].time
    present: date = page.now if isinstance(answer, datetime) else page.clock.day_of(page.now)
    if time == "past":
        return min(answer, present)
    return max(answer, present) if time == "future" else answer


def aim(cases: CasesOfFlow, whole: dict[str, Answer], random: Random) -> None:
    """Move a day or moment so that a window ends now, or a difference is what a test names."""
    dated = [name for name, answer in whole.items() if isinstance(answer, date)]
    if not dated:
        return
    name = random.choice(dated)
    answer = whole[name]
    assert isinstance(answer, date)
    gap = random.choice(list(gaps(cases, whole)) or [timedelta(0)])
    is_moment = isinstance(answer, datetime)
    nudge = random.choice((-1, 0, 0, 1)) * (random.choice((SECOND, DAY)) if is_moment else DAY)
    sign = random.choice((1, 1, -1))
    shift = sign * gap + nudge
    if not is_moment:
        shift = timedelta(days=round(shift / DAY))
    if abs(shift) < timedelta(days=4000):
        whole[name] = fitted(cases, name, answer + shift)


def gaps(cases: CasesOfFlow, whole: dict[str, Answer]) -> Iterator[timedelta]:
    """How much is missing until something changes."""
    case = Case(cases.page, whole)
    policy = cases.policy
    for name, window in policy.windows.items():
        end = case.end(name)
        seen = cases.page.clock.point(cases.page.now)
        if window.seen_at is not None:
            told = case.point(window.seen_at)
            seen = told or seen
        if end is not None:
            yield seen.moment - end.moment
    for name, derived in policy.derived.items():
        if derived.difference is None:
            continue
        value = case.value(name)
        if isinstance(value, Fraction):
            unit = {"days": 86400, "hours": 3600, "minutes": 60}[derived.within]
            for bound in bounds(policy, cases.page.flow_id, name):
                yield timedelta(seconds=int((bound - value) * unit))
