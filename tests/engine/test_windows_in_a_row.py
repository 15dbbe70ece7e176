"""A window that counts from the end of another goes on with the day after that one."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from support.random_policies import WORDS
from support.small_policies import small, window

from ayuda.calendar import Calendar
from ayuda.engine.windows import Setting, window_state
from ayuda.model import Beginning, Fact, Length
from ayuda.moments import start_of_day

FIRST = date(2026, 9, 22)
"""A Tuesday, with which the first window ends."""


@pytest.mark.parametrize(
    ("lasts", "more", "last"),
    [
        (Length(days=2), {}, date(2026, 9, 24)),
        (Length(weeks=1), {}, date(2026, 9, 29)),
        (Length(months=1), {}, date(2026, 10, 22)),
        (Length(working_days=4), {}, date(2026, 9, 28)),
        (Length(days=3), {"back": True}, date(2026, 9, 19)),
        (Length(hours=24), {"ends": "end-of-day"}, date(2026, 9, 23)),
        (Length(hours=48), {}, date(2026, 9, 24)),
        (Length(days=2), {"ends": "instant"}, date(2026, 9, 24)),
    ],
)
def test_a_window_goes_on_with_the_day_after_that_with_which_the_other_ends(
    lasts: Length, more: dict[str, object], last: date
) -> None:
    facts = {"t": Fact(kind="date", name=WORDS, ask=WORDS)}
    windows = {
        "one": window("open", "over", lasts=Length(days=21)),
        "two": window("open", "over", lasts=lasts, begins=Beginning(end_of="one"), **more),
    }
    policy = small(facts, [({}, "o")], windows)
    setting = Setting(policy, datetime(2026, 9, 10, tzinfo=UTC), Calendar("ES"))
    state = window_state(setting, "two", {"t": date(2026, 9, 1)})
    assert state is not None
    assert state.begins == start_of_day(date(2026, 9, 23), setting.zone)
    assert state.until == start_of_day(date.fromordinal(last.toordinal() + 1), setting.zone)
