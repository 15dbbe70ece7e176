"""Cases of a policy as the engine takes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import cast

import msgspec

from ayuda.calendar import Calendar
from ayuda.case import Stated, read_facts
from ayuda.engine.windows import FactValue, Setting
from ayuda.errors import AyudaError, Problem
from ayuda.model import Ago, ExampleCase, Policy, WrittenValue
from ayuda.moments import parse_moment
from ayuda.policy.cases_beside import PlacedCase

ANY_PRESENT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
"""The present of a case that names none: nothing hangs on it, or it would have to name one."""


class ReadCase(msgspec.Struct, frozen=True):
    """A case as it is decided: its facts, the present, the calendar, and what it says."""

    flow: str
    where: str
    says: ExampleCase
    facts: Mapping[str, FactValue]
    now: datetime
    calendar: Calendar
    until: Mapping[str, datetime] = {}

    def under(self, policy: Policy) -> Setting:
        """What the case is decided with under a policy with the same calendar."""
        return Setting(policy, self.now, self.calendar)


def read_cases(policy: Policy, placed: Iterable[PlacedCase]) -> list[ReadCase]:
    """Cases read. Raises AyudaError with all that cannot be stated of any of them."""
    found: list[ReadCase] = []
    problems: list[Problem] = []
    calendars = _Calendars(policy)
    for one in placed:
        try:
            found.append(_read(policy, one, calendars))
        except AyudaError as error:
            problems += error.problems
    if problems:
        raise AyudaError(problems)
    return found


class _Calendars:
    """The calendar of each region, made once."""

    def __init__(self, policy: Policy) -> None:
        self._whole = Calendar(policy.country, None, policy.holidays)
        self._known: dict[str, Calendar] = {}

    def of(self, region: str | None, where: str) -> Calendar:
        if region is None:
            return self._whole
        if region not in self._known:
            found = self._whole.in_region(region)
            found.settle_region(where)
            self._known[region] = found
        return self._known[region]


def _read(policy: Policy, placed: PlacedCase, calendars: _Calendars) -> ReadCase:
    case, where = placed.case, placed.where
    told = case.now or placed.now
    calendar = calendars.of(case.region, f"{where}.region")
    setting = Setting(policy, ANY_PRESENT, calendar)
    now = ANY_PRESENT if told is None else parse_moment(told, setting.zone, f"{where}.now")
    facts = facts_of(Setting(policy, now, calendar), placed.flow, case, where)
    until = {
        name: parse_moment(text, setting.zone, f"{where}.until.{name}")
        for name, text in case.until.items()
    }
    return ReadCase(placed.flow, where, case, facts, now, calendar, until)


def facts_of(setting: Setting, flow_id: str, case: ExampleCase, where: str) -> dict[str, FactValue]:
    """The facts of a case. Raises AyudaError with each that cannot be stated."""
    known = setting.policy.facts
    asked = {
        name: _stated(setting, known[name].kind, value)
        for name, value in case.facts.items()
        if known[name].ask is not None
    }
    read = read_facts(setting, flow_id, asked, lambda name: f"{where}.facts.{name}")
    worked_out: dict[str, FactValue] = {
        name: cast("FactValue", value)  # Its values are ids, or yes and no.
        for name, value in case.facts.items()
        if known[name].ask is None
    }
    return {**read, **worked_out}


def _stated(setting: Setting, kind: str, value: WrittenValue | tuple[str, ...] | Ago) -> Stated:
    """A value as a call from Python states it."""
    if isinstance(value, Ago):
        moment = setting.now - span_of(value)
        return setting.day_of(moment) if kind == "date" else moment
    return Decimal(repr(value)) if isinstance(value, float) else value


def span_of(ago: Ago) -> timedelta:
    """How long before the present a moment was."""
    return timedelta(days=ago.days or 0, hours=ago.hours or 0, minutes=ago.minutes or 0)
