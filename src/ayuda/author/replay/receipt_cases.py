"""The case of a receipt: what was decided then, to be decided by any policy."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from ayuda.author.replay.receipts import Receipt
from ayuda.calendar import Calendar
from ayuda.case import Case, Result, advance, decide, read_facts
from ayuda.engine.results import Question
from ayuda.engine.windows import FactValue, Setting
from ayuda.errors import AyudaError
from ayuda.model import GIVEN, MALFORMED, UNKNOWN, Fact, Policy
from ayuda.moments import parse_moment
from ayuda.policy.language.masks import example_of, fits
from ayuda.view.after.decided import OUTSIDE

UNFIT = (MALFORMED, "?")
"""Texts of which at least one does not fit any mask."""


class ReceiptCase(msgspec.Struct, frozen=True):
    """A case with the setting of its own day, and where its receipt is."""

    where: str
    setting: Setting
    case: Case
    receipt: Receipt


class Calendars:
    """The calendars of a policy by region, each made once."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._known: dict[str | None, Calendar] = {}

    def of(self, region: str | None) -> Calendar:
        """The calendar of a region. Raises AyudaError for one that the country does not have."""
        if region not in self._known:
            calendar = Calendar(self._policy.country, region, self._policy.holidays)
            calendar.settle_region("region")
            self._known[region] = calendar
        return self._known[region]


def case_of_receipt(
    policy: Policy, receipt: Receipt, where: str, calendars: Calendars
) -> ReceiptCase:
    """The case as this policy understands it. Raises AyudaError where it does not."""
    flow = policy.flows.get(receipt.flow)
    if flow is None:
        allowed = ", ".join(policy.flows)
        raise AyudaError.of(where, "unknown-flow", value=receipt.flow, allowed=allowed)
    now = parse_moment(receipt.now, ZoneInfo(policy.time_zone), where)
    setting = Setting(policy, now, calendars.of(receipt.region))
    asked: dict[str, Any] = {}
    found: dict[str, FactValue] = {}
    for name, value in receipt.facts.items():
        fact = policy.facts.get(name)
        if fact is not None and fact.ask is None and name in flow.facts:
            found[name] = _found_value(fact, value, name)
        else:
            asked[name] = value
    for name, state in receipt.left_out.items():
        fact = policy.facts.get(name)
        if fact is None or fact.kind not in OUTSIDE:
            asked[name] = state if fact is None else _stand_in(fact, state)
    facts = {**read_facts(setting, receipt.flow, asked, str), **found}
    return ReceiptCase(where, setting, Case(receipt.flow, facts), receipt)


def decided_case(one: ReceiptCase) -> Result:
    """What a case comes to, where it was decided without what nobody could say. Raises as decide.

    A person who was asked in vain may have come further than a call that could ask nobody.
    """
    result = decide(one.setting, one.case)
    if not isinstance(result.answer, Question) or not one.receipt.unknown:
        return result
    facts = one.setting.policy.facts
    skipped = {name for name in one.receipt.unknown if name in facts}
    skipped |= {source for name in skipped if (source := facts[name].read_from) is not None}
    return advance(one.setting, one.case, skipped)


def _found_value(fact: Fact, value: object, name: str) -> FactValue:
    """What was found in a message; nobody is asked for it."""
    if fact.kind == "yes-no" and isinstance(value, bool):
        return value
    if isinstance(value, str) and value in fact.values:
        return value
    allowed = ", ".join(fact.values)
    raise AyudaError.of(name, "unknown-value", value=str(value), allowed=allowed)


def _stand_in(fact: Fact, state: str) -> str:
    """A text that decides as the one that was left out: only whether it fits its mask counts."""
    if state == UNKNOWN:
        return UNKNOWN
    if state == GIVEN:
        return example_of(fact.mask or "")
    return next(text for text in UNFIT if not fits(text, fact.mask or ""))
