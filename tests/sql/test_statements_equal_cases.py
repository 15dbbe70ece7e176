"""A statement decides as a single call does: on every cell, at every edge, on random rows."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from msgspec import structs
from support.builtin import POLICY, moment
from support.databases import Database, Row
from support.random_policies import PRESENT, partial_cases, random_policy

from ayuda.calendar import Calendar
from ayuda.case import Case, decide
from ayuda.engine.knowledge import Contradiction
from ayuda.engine.results import Decision
from ayuda.engine.stated import judges_evidence
from ayuda.engine.variables import values_of
from ayuda.engine.windows import Setting
from ayuda.model import Policy
from ayuda.moments import start_of_day
from ayuda.policy.language.length import Elapsed, span_of

FLOWS = tuple(name for name, flow in POLICY.flows.items() if not judges_evidence(POLICY, flow))
SECOND, MICROSECOND, DAY = timedelta(seconds=1), timedelta(microseconds=1), timedelta(days=1)
NOW = datetime(2026, 12, 9, 11, 30, 15, tzinfo=UTC)
"""The day after two holidays: windows of working days are at their most uneven."""


def facts_of(policy: Policy, flow: str) -> tuple[str, ...]:
    return tuple(name for name in policy.flows[flow].facts if policy.facts[name].ask is not None)


def expected(setting: Setting, flow: str, names: Sequence[str], row: Row) -> Row:
    """Outcome, rule, needs and problem by a single call of the engine."""
    facts = {name: value for name, value in zip(names, row, strict=True) if value is not None}
    wrong = dict(_wrong(setting, facts))
    if wrong:
        return (None, None, None, ", ".join(f"{name}: {code}" for name, code in wrong.items()))
    try:
        answer = decide(setting, Case(flow, facts)).answer
    except Contradiction:
        return (None, None, None, "contradiction")
    if isinstance(answer, Decision):
        return (answer.rule.outcome, answer.rule.id, None, None)
    return (None, None, " ".join(answer.needs), None)


def _wrong(setting: Setting, facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in facts.items():
        fact = setting.policy.facts[name]
        if fact.kind in {"choice", "yes-no"} and value not in values_of(fact):
            yield name, "unknown-value"
        elif fact.kind == "moment" and value > setting.now:
            yield name, "moment-in-future"


def edge_moments(setting: Setting, fact: str) -> list[datetime]:
    """Moments on both sides of every edge of the windows that count from a fact."""
    now = setting.now
    moments = {now, now - SECOND, now + SECOND, now + MICROSECOND}
    moments |= {now - timedelta(days=400), now - timedelta(days=9000)}
    for window in setting.policy.windows.values():
        if window.begins != fact:
            continue
        span = span_of(window.lasts)
        if isinstance(span, Elapsed):
            moments |= {now - span.duration + n * SECOND for n in (-1, 0, 1)}
            moments |= {now - span.duration + n * MICROSECOND for n in (-1, 1)}
            continue
        today = now.astimezone(setting.zone).date()
        for days in range(-1, 12):
            midnight = start_of_day(today - days * DAY, setting.zone)
            moments |= {midnight - MICROSECOND, midnight}
    return sorted(moments)


def every_row(setting: Setting, flow: str) -> list[Row]:
    """Every combination of values, known or not, with the moments at the edges."""
    places: list[list[Any]] = []
    for name in facts_of(setting.policy, flow):
        fact = setting.policy.facts[name]
        known = edge_moments(setting, name) if fact.kind == "moment" else values_of(fact)
        places.append([None, *known])
    return list(product(*places))


def setting_as_of(text: str, region: str | None = None, policy: Policy = POLICY) -> Setting:
    return Setting(policy, moment(text), Calendar(policy.country, region))


def assert_equal(
    database: Database, setting: Setting, flow: str, names: Sequence[str], rows: Sequence[Row]
) -> None:
    found = database.decided(setting, flow, names, rows)
    for row, told in zip(rows, found, strict=True):
        assert told == expected(setting, flow, names, row), row


@pytest.mark.parametrize("flow", FLOWS)
def test_every_cell_on_both_sides_of_every_edge_is_decided_as_a_single_call_does(
    flow: str, database: Database
) -> None:
    setting = Setting(POLICY, NOW, Calendar("ES"))
    assert_equal(database, setting, flow, facts_of(POLICY, flow), every_row(setting, flow))


UNEVEN = (
    ("2026-03-29T00:00:00+01:00", None),  # the night in which the clocks go forward
    ("2026-03-29T03:10:00+02:00", None),
    ("2026-03-30T00:00:00+02:00", None),
    ("2026-10-25T02:30:00+02:00", None),  # and the one in which they go back
    ("2026-10-25T02:30:00+01:00", None),
    ("2026-10-26T00:00:00+01:00", None),
    ("2026-04-06T12:00:00+02:00", None),  # Easter
    ("2026-04-06T12:00:00+02:00", "CT"),
    ("2026-04-07T12:00:00+02:00", "CT"),
    ("2026-09-14T12:00:00+02:00", "CT"),
    ("2026-09-15T00:00:00+02:00", "AS"),
    ("2026-01-01T00:00:00+01:00", None),
    ("2026-12-31T23:59:59.999999+01:00", "MD"),
)


@pytest.mark.parametrize(("now", "region"), UNEVEN)
def test_clock_changes_holidays_and_regions_count_as_in_a_single_call(
    now: str, region: str | None, database: Database
) -> None:
    setting = setting_as_of(now, region)
    rows = every_row(setting, "contact-seller")
    assert_equal(database, setting, "contact-seller", facts_of(POLICY, "contact-seller"), rows)
    draw = random.Random(now)
    rows = draw.sample(every_row(setting, "cancel"), 500)
    assert_equal(database, setting, "cancel", facts_of(POLICY, "cancel"), rows)


def test_a_region_changes_what_is_decided(database: Database) -> None:
    names, row = facts_of(POLICY, "contact-seller"), ("after-order", None, None)
    contacted = moment("2026-09-09T12:00+02:00")
    rules = {
        region: database.decided(
            setting_as_of("2026-09-12T00:00+02:00", region),
            "contact-seller",
            names,
            [(*row, contacted)],
        )[0][1]
        for region in (None, "CT", "EX")
    }
    assert rules == {None: "after-order", "CT": "reply-pending", "EX": "after-order"}


ZONES = ("Pacific/Kiritimati", "America/St_Johns", "America/Sao_Paulo", "America/Havana")


@pytest.mark.parametrize("edge", ["pending", None])
@pytest.mark.parametrize("zone", ZONES)
def test_days_are_those_of_the_policys_time_zone(
    zone: str, edge: str | None, database: Database
) -> None:
    window = structs.replace(POLICY.windows["seller_reply"], edge=edge)
    windows = {**POLICY.windows, "seller_reply": window}
    policy = structs.replace(POLICY, time_zone=zone, windows=windows)
    names = facts_of(policy, "contact-seller")
    for now in (
        start_of_day(date(2026, 12, 9), Setting(policy, NOW, Calendar("ES")).zone),
        start_of_day(date(2026, 11, 2), Setting(policy, NOW, Calendar("ES")).zone) + MICROSECOND,
        datetime(2026, 3, 9, 4, tzinfo=UTC),
    ):
        setting = Setting(policy, now, Calendar("ES"))
        rows = every_row(setting, "contact-seller")
        assert_equal(database, setting, "contact-seller", names, rows)


RANDOM_ROWS = 20_000


@pytest.mark.parametrize("flow", FLOWS)
def test_random_rows_are_decided_as_single_calls_are(flow: str, database: Database) -> None:
    draw = random.Random(flow)
    setting = Setting(POLICY, NOW, Calendar("ES", "MD"))
    names = facts_of(POLICY, flow)
    edges = {
        name: edge_moments(setting, name) for name in names if POLICY.facts[name].kind == "moment"
    }
    rows = [
        tuple(random_cell(draw, name, edges.get(name, [])) for name in names)
        for _ in range(RANDOM_ROWS // len(FLOWS))
    ]
    assert_equal(database, setting, flow, names, rows)


def random_cell(draw: random.Random, name: str, edges: Sequence[datetime]) -> Any:  # noqa: ANN401
    fact = POLICY.facts[name]
    chance = draw.random()
    if chance < 0.12:
        return None
    if fact.kind == "moment":
        if chance < 0.4:
            return draw.choice(edges)
        return NOW - timedelta(microseconds=draw.randrange(-(10**10), 10**12))
    if chance < 0.14 and fact.kind == "choice":
        return draw.choice(("", " ", "PLACED", "placed ", "amazón", "no", "'", "%s", "{{", "\\"))
    return draw.choice(values_of(fact))


@pytest.mark.parametrize("part", range(4))
def test_random_policies_are_decided_as_single_calls_are(part: int, database: Database) -> None:
    for seed in range(part, 60, 4):
        policy = random_policy(seed)
        setting = Setting(policy, PRESENT, Calendar("ES"))
        names = facts_of(policy, "f")
        known = [case for case, _, _ in partial_cases(policy, random.Random(seed), 150)]
        rows = [tuple(case.get(name) for name in names) for case in known]
        assert_equal(database, setting, "f", names, rows)
