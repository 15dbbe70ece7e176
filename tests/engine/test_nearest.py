"""The nearest change against a brute force over all changes of few facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations, product
from random import Random

import pytest
from msgspec import structs
from support.builtin import POLICY, decide, moment, setting
from support.language.page import Page
from support.language.pools import Pools
from support.proving.random_flows import random_flow, some_facts
from support.random_policies import PRESENT, WORDS, partial_cases, random_policy
from support.small_policies import choice, small, window

from ayuda.calendar import Calendar
from ayuda.engine.changes.nearest import nearest_change, nearest_changes
from ayuda.engine.decide import step
from ayuda.engine.diagram import TooManyNodes
from ayuda.engine.knowledge import Contradiction, Silence
from ayuda.engine.results import Decision
from ayuda.engine.windows import FactValue, Setting
from ayuda.model import Beginning, Check, Derived, Fact, Policy

SILENT = Silence(everywhere=True)
SECOND = timedelta(seconds=1)
Facts = Mapping[str, FactValue]
Changed = Mapping[str, FactValue | None]


def outcome_of(where: Setting, facts: Facts) -> str | None:
    try:
        found = step(where, "f", facts, SILENT)
    except Contradiction:
        return None
    return found.rule.outcome if isinstance(found, Decision) else None


def with_changes(facts: Facts, changes: Changed) -> dict[str, FactValue]:
    merged = {**facts, **changes}
    return {name: value for name, value in merged.items() if value is not None}


def statements(policy: Policy, name: str, facts: Facts) -> list[FactValue | None]:
    """All that could be stated of a fact instead."""
    fact = policy.facts[name]
    values: list[FactValue | None] = list(fact.values)
    if fact.kind == "yes-no":
        values = [True, False]
    if fact.kind == "number":
        values = [*Pools(Page(policy, "f", PRESENT)).by_fact[name]]  # type: ignore[list-item]
    if fact.kind == "moment":
        ages = {timedelta(0)}
        for window in policy.windows.values():
            if window.begins == name:
                length = timedelta(minutes=window.lasts.minutes or 0, hours=window.lasts.hours or 0)
                ages |= {length - SECOND, length, length + SECOND}
        values = [PRESENT - age for age in ages]
        if any(window.begins == name and window.not_yet for window in policy.windows.values()):
            values.append(None)
    return [value for value in values if value != facts.get(name)]


def size_of(facts: Facts, changes: Changed) -> tuple[int, timedelta]:
    moved = timedelta()
    for name, value in changes.items():
        before = facts.get(name)
        if not isinstance(before, str | bool | tuple | Decimal | None) and value is not None:
            assert not isinstance(value, str | bool | tuple | Decimal)
            moved += abs(value - before)
    return len(changes), moved


def by_brute_force(
    where: Setting, facts: Facts, before: str, most: int
) -> tuple[int, timedelta] | None:
    policy = where.policy
    for number in range(1, most + 1):
        sizes = [
            size_of(facts, changes)
            for changes in changes_of(policy, facts, number)
            if outcome_of(where, with_changes(facts, changes)) not in {None, before}
        ]
        if sizes:
            return min(sizes)
    return None


def changes_of(policy: Policy, facts: Facts, number: int) -> Iterator[Changed]:
    for names in combinations(policy.flows["f"].facts, number):
        for values in product(*(statements(policy, name, facts) for name in names)):
            yield dict(zip(names, values, strict=True))


@pytest.mark.parametrize("seed", range(150))
def test_the_nearest_change_is_the_smallest_there_is(seed: int) -> None:
    policy = random_policy(seed)
    check_nearest(policy, [facts for facts, _, _ in partial_cases(policy, Random(seed), 6)])


@pytest.mark.parametrize("seed", range(1, 120, 2))
def test_the_nearest_change_is_the_smallest_where_numbers_are_tested(seed: int) -> None:
    policy = random_flow(seed)
    random = Random(seed)
    check_nearest(policy, [some_facts(policy, random) for _ in range(4)])


def check_nearest(policy: Policy, cases: Iterable[Facts]) -> None:
    where = Setting(policy, PRESENT, Calendar("ES"))
    for facts in cases:
        before = outcome_of(where, facts)
        if before is None:
            continue
        found = nearest_change(where, "f", facts, SILENT)
        expected = by_brute_force(where, facts, before, 2)
        if found is None:
            assert expected is None
            continue
        after = outcome_of(where, with_changes(facts, found.facts))
        assert (after, after != before) == (found.outcome, True)
        size = size_of(facts, found.facts)
        assert size[1] == found.moved
        if expected is None:
            assert size[0] > 2
        else:
            assert size == expected


def test_a_given_outcome_is_reached_by_the_fewest_facts() -> None:
    facts: dict[str, FactValue] = {
        "stage": "placed",
        "seller": "amazon",
        "bundle": False,
    }
    assert decide("cancel", facts).rule.id == "amazon-before-shipping"
    found = nearest_change(setting(), "cancel", facts, SILENT, "wait-for-bundle")
    assert found is not None
    assert found.facts == {
        "bundle": True,
        "bundle_item_shipped": True,
        "ordered_at": setting().now,
    }
    assert decide("cancel", {**facts, **found.facts}).rule.outcome == "wait-for-bundle"


def test_a_moment_is_moved_no_further_than_to_the_edge() -> None:
    facts: dict[str, FactValue] = {
        "stage": "placed",
        "seller": "marketplace",
        "ordered_at": moment("2026-11-24T09:00:00+01:00"),
    }
    found = nearest_change(setting(), "cancel", facts, SILENT, "cancel-now")
    assert found is not None
    assert found.facts == {"seller": "amazon", "bundle": False} or len(found.facts) == 1
    assert found.facts == {"ordered_at": moment("2026-11-24T09:30:00+01:00")}
    assert found.moved == timedelta(minutes=30)


def test_working_days_are_moved_to_the_midnight() -> None:
    where = setting(moment("2026-11-24T10:00:00+01:00"))
    assert POLICY.windows["seller_reply"].lasts.working_days == 2
    facts: dict[str, FactValue] = {
        "reason": "after-order",
        "contacted_at": moment("2026-11-17T12:00:00+01:00"),
    }
    found = nearest_change(where, "contact-seller", facts, SILENT, "wait-for-reply")
    assert found is not None
    assert set(found.facts) == {"contacted_at"}
    assert found.facts["contacted_at"] == moment("2026-11-20T00:00:00+01:00")


def test_what_nothing_leads_to_is_not_found() -> None:
    facts: dict[str, FactValue] = {"stage": "placed"}
    assert nearest_change(setting(), "return", facts, SILENT, "cancel-now") is None


def test_a_case_that_is_not_decided_has_no_outcome_to_turn() -> None:
    with pytest.raises(ValueError, match="stage"):
        nearest_change(setting(), "return", {"stage": "shipped"}, SILENT)


# ---------------------------------------------------- what hangs together

NUMBER = {"kind": "number", "name": WORDS, "ask": WORDS, "min": Decimal(0)}


def nearest(policy: Policy, facts: Facts) -> tuple[Changed, timedelta] | None:
    found = nearest_change(Setting(policy, PRESENT, Calendar("ES")), "f", facts, SILENT)
    return None if found is None else (found.facts, found.moved)


def test_a_number_is_moved_to_where_its_difference_to_another_is_tested() -> None:
    policy = small(
        {name: Fact(**NUMBER, decimals=2) for name in ("paid", "price")},
        [({"more": Check(at_least=Decimal(10))}, "one"), ({}, "other")],
    )
    more = Derived(name=WORDS, difference=("paid", "price"), within="days")
    policy = structs.replace(policy, derived={"more": more})
    assert nearest(policy, {"paid": Decimal("12.5"), "price": Decimal(5)}) == (
        {"paid": Decimal(15)},
        timedelta(),
    )


def test_of_two_moments_that_a_window_counts_from_the_one_that_matters_is_moved() -> None:
    facts = {name: Fact(kind="moment", name=WORDS, ask=WORDS) for name in ("t", "u")}
    latest = structs.replace(window("on", "off"), begins=Beginning(latest=("t", "u")))
    policy = small(facts, [({"w": "on"}, "one"), ({}, "other")], {"w": latest})
    hour = timedelta(hours=1)
    found = nearest(policy, {"t": PRESENT - hour, "u": PRESENT - 2 * hour})
    edge = hour / 2 - SECOND  # At its very end a window is over.
    assert found == ({"t": PRESENT - edge}, hour - edge)


def test_a_day_is_moved_to_the_day_that_is_tested() -> None:
    day = Fact(kind="date", name=WORDS, ask=WORDS, time="any")
    policy = small({"d": day}, [({"d": Check(begins=date(2026, 12, 24))}, "one"), ({}, "other")])
    assert nearest(policy, {"d": date(2026, 12, 1)}) == (
        {"d": date(2026, 12, 24)},
        timedelta(days=23),
    )
    assert nearest(policy, {"d": date(2027, 1, 6)}) == (
        {"d": date(2026, 12, 23)},
        timedelta(days=14),
    )


def test_of_a_choice_of_several_what_is_not_tested_stays() -> None:
    several = structs.replace(choice("p", "q", "r"), several=True)
    policy = small({"c": several}, [({"c": Check(all=("p", "q"))}, "one"), ({}, "other")])
    assert nearest(policy, {"c": ("p", "r")}) == ({"c": ("p", "q", "r")}, timedelta())
    assert nearest(policy, {"c": ("p", "q", "r")}) in [
        ({"c": ("p", "r")}, timedelta()),
        ({"c": ("q", "r")}, timedelta()),
    ]


def test_where_two_moments_would_have_to_move_together_nothing_is_said() -> None:
    facts = {name: Fact(kind="moment", name=WORDS, ask=WORDS) for name in ("t", "u")}
    latest = structs.replace(window("on", "off"), begins=Beginning(latest=("t", "u")))
    policy = small(facts, [({"w": "off"}, "one"), ({}, "other")], {"w": latest})
    where = Setting(policy, PRESENT, Calendar("ES"))
    now: Facts = {"t": PRESENT, "u": PRESENT}
    with pytest.raises(TooManyNodes):
        nearest_change(where, "f", now, SILENT)
    assert nearest_changes(where, "f", now, SILENT) == ()


def test_a_move_in_time_is_told_beside_another_fact() -> None:
    facts: dict[str, FactValue] = {
        "stage": "placed",
        "seller": "marketplace",
        "bundle": False,
        "ordered_at": moment("2026-11-24T09:26:00+01:00"),
    }
    found = nearest_changes(setting(), "cancel", facts, SILENT)
    assert [(dict(one.facts), one.outcome) for one in found] == [
        ({"ordered_at": moment("2026-11-24T09:30:00+01:00")}, "cancel-now"),
        ({"stage": "preparing"}, "request-cancellation"),
        ({"seller": "amazon"}, "cancel-now"),
    ]
