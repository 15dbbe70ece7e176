"""The nearest change in the whole language: no other change that is tried is nearer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import combinations, product
from random import Random

import pytest
from support.language.cases import CasesOfFlow
from support.language.comparing import setting_of
from support.language.drawn_cases import drawn_cases
from support.language.page import Page
from support.language.random_language import random_language
from support.language.values import BLANK, NOT_YET

from ayuda.engine.changes.nearest import nearest_change
from ayuda.engine.decide import step
from ayuda.engine.diagram import TooManyNodes
from ayuda.engine.knowledge import Contradiction, Silence
from ayuda.engine.results import Decision
from ayuda.engine.windows import FactValue, Setting

SEEDS = range(60)
CASES = 3
MOST_TRIED = 400
NO_MOVE = timedelta()
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
Changed = Mapping[str, FactValue | None]


def outcome_of(
    setting: Setting, facts: Mapping[str, FactValue], changed: Changed, silence: Silence
) -> str | None:
    merged = {**facts, **changed}
    gone = frozenset(name for name, value in changed.items() if value is None)
    stated = {name: value for name, value in merged.items() if value is not None}
    try:
        found = step(setting, "f", stated, Silence(silence.everywhere, silence.skipped | gone))
    except Contradiction:
        return None
    return found.rule.outcome if isinstance(found, Decision) else None


def moved_by(facts: Mapping[str, FactValue], changed: Changed) -> timedelta:
    moved = NO_MOVE
    for name, value in changed.items():
        before = facts.get(name)
        if isinstance(before, date) and isinstance(value, date):
            moved += abs(value - before)
    return moved


def tried(
    cases: CasesOfFlow, setting: Setting, name: str, facts: Mapping[str, FactValue], random: Random
) -> list[FactValue | None]:
    """Values of a fact on both sides of what is tested, near what is stated, and drawn ones."""
    fact, known = cases.facts[name], facts.get(name)
    if fact.ask is None:
        return []
    values: list[object] = [value for value in cases.pools[name] if value is not BLANK]
    if fact.kind == "number":
        step_of = Decimal(1).scaleb(-fact.decimals)
        numbers = [Decimal(random.randint(-45, 45)) for _ in range(10)]
        numbers += [Decimal(number) + side * step_of for number in (0, 1) for side in (-1, 0, 1)]
        least, most = fact.min, fact.max
        values += [
            number
            for number in numbers
            if (least is None or number >= least) and (most is None or number <= most)
        ]
    for stated in (*facts.values(), setting.now):
        if fact.kind == "moment" and isinstance(stated, datetime):
            values += [stated + count * SECOND for count in (-1, 0, 1)]
            values += [stated + random.randint(-20, 20) * DAY for _ in range(3)]
        elif fact.kind == "date" and isinstance(stated, date):
            day = setting.day_of(stated) if isinstance(stated, datetime) else stated
            values += [day + random.randint(-20, 20) * DAY for _ in range(5)]
    found = [None if value is NOT_YET else value for value in values]
    return [
        value
        for value in dict.fromkeys(found)
        if value != known and is_in_time(setting, fact.time, value)
    ]


def is_in_time(setting: Setting, time: str, value: object) -> bool:
    if not isinstance(value, date) or time == "any":
        return True
    now = setting.now if isinstance(value, datetime) else setting.day_of(setting.now)
    return value <= now if time == "past" else value >= now


def changes_tried(
    cases: CasesOfFlow,
    setting: Setting,
    facts: Mapping[str, FactValue],
    number: int,
    random: Random,
) -> Iterator[Changed]:
    values = {name: tried(cases, setting, name, facts, random) for name in cases.facts}
    found: list[Changed] = [
        dict(zip(names, chosen, strict=True))
        for names in combinations(cases.facts, number)
        for chosen in product(*(values[name] for name in names))
    ]
    yield from random.sample(found, min(len(found), MOST_TRIED))


@pytest.mark.parametrize("seed", SEEDS)
def test_no_change_that_is_tried_is_nearer_than_the_nearest(seed: int) -> None:
    drawn = random_language(seed)
    setting = setting_of(drawn.policy, drawn.now)
    cases = CasesOfFlow(Page(drawn.policy, "f", drawn.now))
    random = Random(seed)
    for case in drawn_cases(cases, random, CASES):
        facts: dict[str, FactValue] = dict(case.known)  # type: ignore[arg-type]
        silence = Silence(case.silent, case.skipped)
        before = outcome_of(setting, facts, {}, silence)
        if before is None:
            continue
        try:
            found = nearest_change(setting, "f", facts, silence)
        except TooManyNodes:
            continue
        most = (3, NO_MOVE) if found is None else (len(found.facts), found.moved)
        if found is not None:
            assert outcome_of(setting, facts, found.facts, silence) == found.outcome != before
            assert moved_by(facts, found.facts) == found.moved
        for number in range(1, min(most[0], 2) + 1):
            for changed in changes_tried(cases, setting, facts, number, random):
                if (number, moved_by(facts, changed)) < most:
                    after = outcome_of(setting, facts, changed, silence)
                    assert after in {None, before}, (changed, after, found)
