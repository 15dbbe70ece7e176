"""Windows as law counts them: days, weeks, months, years, working days, back, and from several."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import convert, structs
from support.builtin import POLICY

from ayuda.calendar import Calendar
from ayuda.engine.windows import Setting, months_after, until, window_state
from ayuda.model import Length, Window
from ayuda.moments import parse_moment, start_of_day

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
SETTING = Setting(POLICY, NOW, Calendar("ES"))
ZONE = SETTING.zone
STATES = {
    "open": {"name": {"en": "open", "es": "abierto"}, "says": {"en": "o", "es": "a"}},
    "closed": {"name": {"en": "closed", "es": "cerrado"}, "says": {"en": "c", "es": "c"}},
}


def window(lasts: dict[str, int], **more: object) -> Window:
    name = {"en": "Window", "es": "Plazo"}
    plain = {"name": name, "from": "ordered_at", "lasts": lasts, "states": STATES, **more}
    return convert(plain, Window)


def last_day(lasts: dict[str, int], begins: str, **more: object) -> str:
    """The last day of a window that ends with a day."""
    end = until(window(lasts, **more), start_of_day(date.fromisoformat(begins), ZONE), SETTING)
    assert end == start_of_day(SETTING.day_of(end), ZONE)
    return SETTING.day_of(end - timedelta(seconds=1)).isoformat()


DAYS: dict[str, tuple[dict[str, int], str, str]] = {
    # Regulation 1182/71, article 3: the day of the event does not count, the last counts whole.
    "fourteen days": ({"days": 14}, "2026-03-01", "2026-03-15"),
    "fourteen days over the end of a month": ({"days": 14}, "2026-11-20", "2026-12-04"),
    "the same day": ({"days": 0}, "2026-03-01", "2026-03-01"),
    # Código Civil, article 5: three days from 1 July end with the 4th.
    "three days": ({"days": 3}, "2026-07-01", "2026-07-04"),
    "a day over the change to summer time": ({"days": 1}, "2026-03-28", "2026-03-29"),
    "a day over the change to winter time": ({"days": 1}, "2026-10-24", "2026-10-25"),
    "three weeks end on the same day of the week": ({"weeks": 3}, "2026-03-12", "2026-04-02"),
    # Two months from 15 March end with 15 May.
    "two months": ({"months": 2}, "2026-03-15", "2026-05-15"),
    "a month from the last day of a longer one": ({"months": 1}, "2026-01-31", "2026-02-28"),
    "a month into a leap year's February": ({"months": 1}, "2024-01-31", "2024-02-29"),
    "a month from 30 January": ({"months": 1}, "2026-01-30", "2026-02-28"),
    "a month from the last of February": ({"months": 1}, "2026-02-28", "2026-03-28"),
    "a month from the last of a month of 30 days": ({"months": 1}, "2026-04-30", "2026-05-30"),
    "twelve months over two years": ({"months": 14}, "2026-12-31", "2028-02-29"),
    "a year": ({"years": 1}, "2026-11-26", "2027-11-26"),
    "a year from a leap day": ({"years": 1}, "2024-02-29", "2025-02-28"),
    "four years from a leap day": ({"years": 4}, "2024-02-29", "2028-02-29"),
    "three years from the day before the law": ({"years": 3}, "2021-12-31", "2024-12-31"),
    # Friday 4 December 2026; the 7th works, the 8th is a holiday.
    "two working days": ({"working_days": 2}, "2026-12-04", "2026-12-09"),
}


@pytest.mark.parametrize("case", DAYS)
def test_a_window_ends_with_its_last_day(case: str) -> None:
    lasts, begins, last = DAYS[case]
    assert last_day(lasts, begins) == last


BACK: dict[str, tuple[dict[str, int], str, str]] = {
    "seven days before": ({"days": 7}, "2026-11-20", "2026-11-13"),
    "two weeks before": ({"weeks": 2}, "2026-12-24", "2026-12-10"),
    "a month before the last day of a longer month": ({"months": 1}, "2026-03-31", "2026-02-28"),
    "a year before a leap day": ({"years": 1}, "2028-02-29", "2027-02-28"),
    "two working days before, over a weekend and a holiday": (
        {"working_days": 2},
        "2026-12-09",
        "2026-12-04",
    ),
}


@pytest.mark.parametrize("case", BACK)
def test_a_window_can_count_back(case: str) -> None:
    lasts, begins, last = BACK[case]
    assert last_day(lasts, begins, back=True) == last


CLOSED: dict[str, tuple[str, str, str]] = {
    # the day on which it would end, the key, the day with which it ends
    "a working day stays": ("2026-11-26", "next-working-day", "2026-11-26"),
    "a Saturday": ("2026-11-28", "next-working-day", "2026-11-30"),
    "a Sunday": ("2026-11-29", "next-working-day", "2026-11-30"),
    "a holiday": ("2026-12-08", "next-working-day", "2026-12-09"),
    "a Sunday before a holiday that is moved to": ("2026-12-06", "next-working-day", "2026-12-07"),
    "a Saturday, moved back": ("2026-11-28", "previous-working-day", "2026-11-27"),
    "New Year, moved back": ("2027-01-01", "previous-working-day", "2026-12-31"),
}


@pytest.mark.parametrize("case", CLOSED)
def test_a_closed_last_day_moves_where_the_window_says_so(case: str) -> None:
    ends, key, last = CLOSED[case]
    begins = (date.fromisoformat(ends) - timedelta(days=10)).isoformat()
    assert last_day({"days": 10}, begins) == ends
    assert last_day({"days": 10}, begins, if_closed_day=key) == last


def test_holidays_of_the_policy_stand_for_those_of_the_country() -> None:
    own = Calendar("ES", None, [date(2026, 11, 26)])
    setting = structs.replace(SETTING, calendar=own)
    made = window({"working_days": 1})
    end = until(made, start_of_day(date(2026, 11, 25), ZONE), setting)
    assert setting.day_of(end - timedelta(seconds=1)) == date(2026, 11, 27)
    end = until(made, start_of_day(date(2026, 12, 7), ZONE), setting)
    assert setting.day_of(end - timedelta(seconds=1)) == date(2026, 12, 8)


@pytest.mark.parametrize(
    ("country", "day", "after"),
    [("FR", "2026-07-13", "2026-07-15"), ("US", "2026-07-02", "2026-07-06")],
)
def test_the_holidays_of_other_countries_are_known(country: str, day: str, after: str) -> None:
    found = Calendar(country).working_day_after(date.fromisoformat(day), 1)
    assert found == date.fromisoformat(after)


INSTANTS: dict[str, tuple[dict[str, object], str, str]] = {
    "hours are elapsed time": ({"hours": 24}, "2026-03-28T12:00", "2026-03-29T13:00+02:00"),
    "days to an instant keep the hour": ({"days": 1}, "2026-03-28T12:00", "2026-03-29T12:00+02:00"),
    "a month to an instant": ({"months": 1}, "2026-01-31T08:30", "2026-02-28T08:30+01:00"),
    "an hour that the clocks skip comes later": (
        {"days": 1},
        "2026-03-28T02:30",
        "2026-03-29T03:30+02:00",
    ),
    "an hour that comes twice is the first": (
        {"days": 1},
        "2026-10-24T02:30",
        "2026-10-25T02:30+02:00",
    ),
}


@pytest.mark.parametrize("case", INSTANTS)
def test_a_window_can_end_at_an_instant(case: str) -> None:
    lasts, begins, ends = INSTANTS[case]
    made = window(lasts, ends="instant")  # type: ignore[arg-type]
    moment = parse_moment(begins, ZONE, "")
    assert until(made, moment, SETTING) == datetime.fromisoformat(ends).astimezone(UTC)


def test_a_window_can_end_at_a_time_of_its_last_day() -> None:
    made = window({"days": 2}, back=True, ends="18:00")
    end = until(made, start_of_day(date(2026, 12, 24), ZONE), SETTING)
    assert end == parse_moment("2026-12-22T18:00", ZONE, "")
    moved = window({"days": 2}, back=True, ends="18:00", if_closed_day="previous-working-day")
    end = until(moved, start_of_day(date(2026, 12, 22), ZONE), SETTING)
    assert end == parse_moment("2026-12-18T18:00", ZONE, "")


def test_hours_can_end_with_the_day_in_which_they_do() -> None:
    made = window({"hours": 3}, ends="end-of-day")
    end = until(made, parse_moment("2026-11-26T22:00", ZONE, ""), SETTING)
    assert end == start_of_day(date(2026, 11, 28), ZONE)


@given(st.dates(date(1971, 1, 1), date(2190, 12, 31)), st.integers(-1200, 1200))
def test_months_keep_the_number_of_the_day_or_take_the_last(day: date, count: int) -> None:
    after = months_after(day, count)
    assert (after.year * 12 + after.month) - (day.year * 12 + day.month) == count
    following = after + timedelta(days=1)
    assert after.day == day.day or (after.day < day.day and following.month != after.month)


@given(
    st.dates(date(1990, 1, 1), date(2090, 12, 31)),
    st.integers(0, 3),
    st.sampled_from(["days", "weeks", "months", "years", "working_days"]),
    st.integers(1, 30),
    st.booleans(),
)
def test_a_later_beginning_never_ends_earlier(
    day: date, later: int, unit: str, count: int, back: bool
) -> None:
    made = window({unit: count}, back=back)
    one, other = (
        until(made, start_of_day(day + timedelta(days=more), ZONE), SETTING) for more in (0, later)
    )
    assert one <= other


FROM_SEVERAL: dict[str, tuple[dict[str, object], dict[str, str], str | None]] = {
    "the latest of two": (
        {"from": {"latest": ["ordered_at", "contacted_at"]}},
        {"ordered_at": "2026-11-01T10:00", "contacted_at": "2026-11-20T10:00"},
        "open",
    ),
    "the earliest of two": (
        {"from": {"earliest": ["ordered_at", "contacted_at"]}},
        {"ordered_at": "2026-11-01T10:00", "contacted_at": "2026-11-20T10:00"},
        "closed",
    ),
    "one of two is not known": (
        {"from": {"latest": ["ordered_at", "contacted_at"]}},
        {"ordered_at": "2026-11-01T10:00"},
        None,
    ),
    "in time when they told us": (
        {"seen_at": "contacted_at"},
        {"ordered_at": "2026-11-01T10:00", "contacted_at": "2026-11-14T10:00"},
        "open",
    ),
    "too late when they told us": (
        {"seen_at": "contacted_at"},
        {"ordered_at": "2026-11-01T10:00", "contacted_at": "2026-11-16T00:00"},
        "closed",
    ),
    "nobody knows when they told us": (
        {"seen_at": "contacted_at"},
        {"ordered_at": "2026-11-01T10:00"},
        None,
    ),
}


@pytest.mark.parametrize("case", FROM_SEVERAL)
def test_a_window_can_hang_on_several_moments(case: str) -> None:
    more, stated, state = FROM_SEVERAL[case]
    made = window({"days": 14}, **more)
    policy = structs.replace(POLICY, windows={**POLICY.windows, "made": made})
    setting = structs.replace(SETTING, policy=policy)
    facts = {name: parse_moment(text, ZONE, "") for name, text in stated.items()}
    found = window_state(setting, "made", facts)
    assert (found.state if found else None) == state


def test_a_window_can_count_from_where_another_ends() -> None:
    first = window({"days": 14})
    second = window({"months": 1}, **{"from": {"end_of": "first"}})
    policy = structs.replace(POLICY, windows={**POLICY.windows, "first": first, "second": second})
    setting = structs.replace(SETTING, policy=policy)
    found = window_state(setting, "second", {"ordered_at": start_of_day(date(2026, 11, 1), ZONE)})
    assert found is not None
    # The first ends with the 15th, and a month from the 15th ends with the 15th.
    assert SETTING.day_of(found.until - timedelta(seconds=1)) == date(2026, 12, 15)


def test_a_length_can_come_from_a_number() -> None:
    made = structs.replace(window({"days": 1}), lasts=Length(days="nights"))
    policy = structs.replace(POLICY, windows={**POLICY.windows, "made": made})
    setting = structs.replace(SETTING, policy=policy)
    begins = {"ordered_at": start_of_day(date(2026, 11, 24), ZONE)}
    states = [window_state(setting, "made", begins, {"nights": Decimal(n)}) for n in (1, 2, 3)]
    assert [state.state for state in states if state] == ["closed", "open", "open"]
    assert window_state(setting, "made", begins) is None
