"""Whether a region would have changed a decision: exactly where one's holidays move a deadline."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.builtin import MADRID, POLICY, decide, moment, setting

from ayuda.calendar import Calendar
from ayuda.engine.regions import region_that_matters
from ayuda.engine.windows import FactValue

REGIONS = Calendar(POLICY.country).regions()
WRITTEN: dict[str, FactValue] = {"reason": "after-order"}


def last_day(day: date, region: str | None) -> date:
    """The 2nd working day after a day, counted one by one."""
    calendar = Calendar(POLICY.country, region)
    left = 2
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5 and day not in calendar.holidays(day.year)
    return day


@given(
    day=st.dates(date(2018, 1, 1), date(2035, 12, 20)), hour=st.integers(0, 23), back=st.integers(0)
)
def test_a_region_matters_where_it_gives_another_deadline_and_nowhere_else(
    day: date, hour: int, back: int
) -> None:
    now = datetime(day.year, day.month, day.day, hour, tzinfo=MADRID).astimezone(UTC)
    written = now - timedelta(hours=back % 400)
    facts = {**WRITTEN, "contacted_at": written} if back else WRITTEN
    found = region_that_matters(setting(now), decide("contact-seller", facts, now))
    begins = written.astimezone(MADRID).date() if back else day
    alone = last_day(begins, None)
    moved = [region for region in REGIONS if last_day(begins, region) != alone]
    assert found == (moved[0] if moved else None)
    if found is not None:
        ends = [
            decide("contact-seller", facts, now, region).windows[0].until
            for region in (None, found)
        ]
        assert ends[0] < ends[1]


NEAR = moment("2026-12-04T10:00")
"""Before Monday the 7th of December, a holiday of some regions."""


@pytest.mark.parametrize(
    ("flow", "facts", "region", "found"),
    [
        ("contact-seller", WRITTEN, None, "AN"),
        ("contact-seller", WRITTEN, "CT", None),
        ("contact-seller", WRITTEN, "AN", None),
        ("cancel", {"stage": "shipped", "shipped_by": "seller"}, None, "AN"),
        ("cancel", {"stage": "placed", "seller": "amazon", "bundle": False}, None, None),
        ("return", {"stage": "shipped", "seller": "amazon"}, None, None),
        ("track", {"stage": "placed"}, None, None),
    ],
)
def test_only_a_deadline_that_is_told_and_no_region_that_is_set(
    flow: str, facts: dict[str, FactValue], region: str | None, found: str | None
) -> None:
    decision = decide(flow, facts, NEAR, region)
    assert region_that_matters(setting(NEAR, region), decision) == found
