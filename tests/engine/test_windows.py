"""Deadlines: elapsed time across clock changes, both sides of every edge, working days."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.builtin import MADRID, POLICY, decide, moment, setting, wording
from support.contract import Value

from ayuda.engine.decide import step
from ayuda.engine.results import Decision
from ayuda.engine.windows import WindowState, until, window_state
from ayuda.errors import AyudaError
from ayuda.model import Step, Text
from ayuda.moments import in_zone, parse_moment
from ayuda.view.document import plain_facts

MICROSECOND = timedelta(microseconds=1)
SECOND = timedelta(seconds=1)


def state(window: str, begins: str, now: str, region: str | None = None) -> WindowState:
    """A window as it stands; ``begins`` is the fact's moment."""
    fact = POLICY.windows[window].begins
    found = window_state(setting(moment(now), region), window, {fact: moment(begins)})
    assert found is not None
    return found


def test_the_windows_last_as_long_as_the_contract_says() -> None:
    lengths = {
        name: (window.begins, window.lasts.minutes, window.lasts.hours, window.lasts.working_days)
        for name, window in POLICY.windows.items()
    }
    assert lengths == {
        "marketplace_cancel": ("ordered_at", 30, None, None),
        "bundle_wait": ("ordered_at", None, 72, None),
        "cancellation_reply": ("now", None, 1, None),
        "seller_reply": ("contacted_at", None, None, 2),
    }


def test_the_windows_have_the_states_of_the_contract_in_order() -> None:
    assert {name: list(window.states) for name, window in POLICY.windows.items()} == {
        "marketplace_cancel": ["open", "closed"],
        "bundle_wait": ["waiting", "open"],
        "cancellation_reply": ["pending"],
        "seller_reply": ["unasked", "pending", "overdue"],
    }


ENDS = {
    # Madrid puts its clocks back on 25 October 2026 and forward on 29 March 2026.
    "30 minutes over the clocks going back": (
        "marketplace_cancel",
        "2026-10-25T02:45:00+02:00",
        "2026-10-25T02:15:00+01:00",
    ),
    "30 minutes up to the clocks going back": (
        "marketplace_cancel",
        "2026-10-25T02:30:00+02:00",
        "2026-10-25T02:00:00+01:00",
    ),
    "30 minutes within the repeated hour": (
        "marketplace_cancel",
        "2026-10-25T02:15:00+01:00",
        "2026-10-25T02:45:00+01:00",
    ),
    "30 minutes over the clocks going forward": (
        "marketplace_cancel",
        "2026-03-29T01:45:00+01:00",
        "2026-03-29T03:15:00+02:00",
    ),
    "72 hours over the clocks going back": (
        "bundle_wait",
        "2026-10-24T12:00:00+02:00",
        "2026-10-27T11:00:00+01:00",
    ),
    "72 hours over the clocks going forward": (
        "bundle_wait",
        "2026-03-28T12:00:00+01:00",
        "2026-03-31T13:00:00+02:00",
    ),
    "30 minutes over the turn of the year": (
        "marketplace_cancel",
        "2026-12-31T23:45:00+01:00",
        "2027-01-01T00:15:00+01:00",
    ),
    "72 hours over the end of a leap February": (
        "bundle_wait",
        "2028-02-27T08:00:00+01:00",
        "2028-03-01T08:00:00+01:00",
    ),
}


@pytest.mark.parametrize("name", ENDS)
def test_a_window_of_minutes_or_hours_is_elapsed_time(name: str) -> None:
    window, begins, end = ENDS[name]
    assert in_zone(state(window, begins, begins).until, MADRID) == end


@pytest.mark.parametrize("name", ENDS)
def test_the_edge_lies_where_the_window_ends_also_over_a_clock_change(name: str) -> None:
    window, begins, end = ENDS[name]
    first, last = POLICY.windows[window].states
    inside = window == "marketplace_cancel"
    found = [
        state(window, begins, in_zone(moment(end) + shift, MADRID)).state
        for shift in (-SECOND, -MICROSECOND, timedelta(0), MICROSECOND, SECOND)
    ]
    assert found == [first, first, first if inside else last, last, last]


def test_the_answer_to_a_cancellation_is_due_an_hour_from_now_over_a_clock_change() -> None:
    now = moment("2026-10-25T02:30:00+02:00")
    found = window_state(setting(now), "cancellation_reply", {})
    assert found is not None
    assert in_zone(found.until, MADRID) == "2026-10-25T02:30:00+01:00"
    assert (found.state, found.seconds_left) == ("pending", 3600)


SECONDS_LEFT = [
    ("marketplace_cancel", "10:00:00", "10:00:00", 1800),
    ("marketplace_cancel", "10:00:00", "10:10:00", 1200),
    ("marketplace_cancel", "10:00:00", "10:29:59", 1),
    ("marketplace_cancel", "10:00:00", "10:29:59.250000", 0),
    ("marketplace_cancel", "10:00:00", "10:30:00", 0),
    ("marketplace_cancel", "10:00:00", "10:30:01", 0),
    ("marketplace_cancel", "10:00:00", "18:00:00", 0),
    ("bundle_wait", "10:00:00", "11:00:00", 71 * 3600),
]


@pytest.mark.parametrize(("window", "begins", "now", "left"), SECONDS_LEFT)
def test_the_seconds_left_are_whole_and_never_negative(
    window: str, begins: str, now: str, left: int
) -> None:
    found = state(window, f"2026-11-24T{begins}+01:00", f"2026-11-24T{now}+01:00")
    assert found.seconds_left == left


def test_the_end_is_kept_when_it_is_past() -> None:
    found = state("marketplace_cancel", "2026-11-20T10:00:00+01:00", "2026-11-24T10:00:00+01:00")
    assert in_zone(found.until, MADRID) == "2026-11-20T10:30:00+01:00"
    assert (found.state, found.seconds_left) == ("closed", 0)


@pytest.mark.parametrize("window", ["marketplace_cancel", "bundle_wait"])
@given(
    begins=st.datetimes(
        min_value=moment("2020-01-01T00:00:00").replace(tzinfo=None),
        max_value=moment("2035-01-01T00:00:00").replace(tzinfo=None),
        timezones=st.sampled_from([MADRID]),
        allow_imaginary=False,
    )
)
def test_a_window_is_as_long_on_every_day_of_the_year(window: str, begins: object) -> None:
    start = moment(str(begins))
    lasts = {"marketplace_cancel": timedelta(minutes=30), "bundle_wait": timedelta(hours=72)}
    assert until(POLICY.windows[window], start, setting(start)) - start == lasts[window]


SELLER_REPLIES = {
    "an ordinary Tuesday": ("2026-11-24T10:00", None, "2026-11-27T00:00:00+01:00"),
    "the last second of a day": ("2026-11-24T23:59:59", None, "2026-11-27T00:00:00+01:00"),
    "the first second of a day": ("2026-11-25T00:00:00", None, "2026-11-28T00:00:00+01:00"),
    "half past midnight, the day before in UTC": (
        "2026-11-25T00:30",
        None,
        "2026-11-28T00:00:00+01:00",
    ),
    "Thursday, over the weekend": ("2026-11-19T12:00", None, "2026-11-24T00:00:00+01:00"),
    "Friday": ("2026-11-27T12:00", None, "2026-12-02T00:00:00+01:00"),
    "Saturday": ("2026-11-28T12:00", None, "2026-12-02T00:00:00+01:00"),
    "Sunday": ("2026-11-29T12:00", None, "2026-12-02T00:00:00+01:00"),
    "8 December on a Tuesday": ("2026-12-04T12:00", None, "2026-12-10T00:00:00+01:00"),
    "8 December itself": ("2026-12-08T12:00", None, "2026-12-11T00:00:00+01:00"),
    "8 December on a Monday, 6 on a Saturday": (
        "2025-12-04T12:00",
        None,
        "2025-12-10T00:00:00+01:00",
    ),
    "6 December on a Friday, 8 on a Sunday": (
        "2024-12-04T12:00",
        None,
        "2024-12-10T00:00:00+01:00",
    ),
    "Good Friday 2026": ("2026-04-01T12:00", None, "2026-04-07T00:00:00+02:00"),
    "Good Friday 2025": ("2025-04-16T12:00", None, "2025-04-22T00:00:00+02:00"),
    "Good Friday 2024": ("2024-03-27T12:00", None, "2024-04-02T00:00:00+02:00"),
    "1 November on a Sunday is not moved": (
        "2026-10-30T12:00",
        None,
        "2026-11-04T00:00:00+01:00",
    ),
    "1 November on a Friday": ("2024-10-31T12:00", None, "2024-11-06T00:00:00+01:00"),
    "12 October on a Monday": ("2026-10-09T12:00", None, "2026-10-15T00:00:00+02:00"),
    "the turn of the year": ("2025-12-30T12:00", None, "2026-01-03T00:00:00+01:00"),
    "New Year's Eve": ("2026-12-31T12:00", None, "2027-01-06T00:00:00+01:00"),
    "Epiphany": ("2026-01-05T12:00", None, "2026-01-09T00:00:00+01:00"),
    "over the clocks going back": ("2026-10-22T12:00", None, "2026-10-27T00:00:00+01:00"),
    "over the clocks going forward": ("2026-03-26T12:00", None, "2026-03-31T00:00:00+02:00"),
    "Saint John's in Catalonia": ("2026-06-22T12:00", "CT", "2026-06-26T00:00:00+02:00"),
    "the same days elsewhere": ("2026-06-22T12:00", None, "2026-06-25T00:00:00+02:00"),
    "Easter Monday in Catalonia": ("2026-04-01T12:00", "CT", "2026-04-08T00:00:00+02:00"),
    "6 December moved to Monday in Madrid": (
        "2026-12-04T12:00",
        "MD",
        "2026-12-11T00:00:00+01:00",
    ),
    "1 November moved to Monday in Madrid": (
        "2026-10-30T12:00",
        "MD",
        "2026-11-05T00:00:00+01:00",
    ),
    "Maundy Thursday in Madrid": ("2026-04-01T12:00", "MD", "2026-04-08T00:00:00+02:00"),
}


@pytest.mark.parametrize("name", SELLER_REPLIES)
def test_the_seller_answers_by_the_end_of_the_second_working_day(name: str) -> None:
    contacted, region, end = SELLER_REPLIES[name]
    for now, expected in (
        (moment(contacted), "pending"),
        (moment(end) - SECOND, "pending"),
        (moment(end) - MICROSECOND, "pending"),
        (moment(end), "overdue"),
        (moment(end) + timedelta(days=40), "overdue"),
    ):
        found = state("seller_reply", contacted, in_zone(now, MADRID), region)
        assert (in_zone(found.until, MADRID), found.state) == (end, expected)


def test_a_date_of_contact_counts_as_that_day() -> None:
    contacted = parse_moment("2026-11-24", MADRID, "--contacted-at", date_allowed=True)
    assert in_zone(contacted, MADRID) == "2026-11-24T00:00:00+01:00"
    facts: dict[str, Value] = {"reason": "after-order", "contacted_at": contacted}
    [window] = decide("contact-seller", facts, moment("2026-11-26T09:00")).windows
    assert in_zone(window.until, MADRID) == "2026-11-27T00:00:00+01:00"


@pytest.mark.parametrize(
    ("flow", "facts"),
    [
        ("contact-seller", {"reason": "after-order"}),
        ("return", {"stage": "shipped", "shipped_by": "seller"}),
        ("cancel", {"stage": "delivered", "shipped_by": "seller"}),
    ],
)
def test_a_seller_who_was_not_contacted_is_unasked_and_answers_counting_from_now(
    flow: str, facts: dict[str, Value]
) -> None:
    now = moment("2026-12-04T12:00")
    [window] = decide(flow, facts, now).windows
    assert (window.id, window.state, window.begins) == ("seller_reply", "unasked", now)
    assert in_zone(window.until, MADRID) == "2026-12-10T00:00:00+01:00"


REFUSED = {
    "a date where a time is needed": ("2026-11-24", "date-without-time"),
    "an impossible date": ("2026-02-30T10:00", "not-a-moment"),
    "an impossible hour": ("2026-02-20T25:00", "not-a-moment"),
    "a word": ("yesterday", "not-a-moment"),
    "nothing": ("", "not-a-moment"),
    "a year long past": ("0026-11-24T10:00", "year-out-of-range"),
    "the last year there is": ("9999-12-31T23:59:59-23:00", "year-out-of-range"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_moment_that_cannot_be_is_refused_naming_the_option(name: str) -> None:
    text, code = REFUSED[name]
    with pytest.raises(AyudaError) as refused:
        parse_moment(text, MADRID, "--ordered-at")
    [problem] = refused.value.problems
    assert (problem.where, problem.code) == ("--ordered-at", code)


@pytest.mark.parametrize(
    ("text", "code", "meant"),
    [
        ("2026-10-25T02:30", "time-occurs-twice", ["00:30", "01:30"]),
        ("2026-03-29T02:30", "time-never-occurs", ["00:30", "01:30"]),
    ],
)
def test_a_local_time_that_a_clock_change_skips_or_repeats_is_refused_with_both_offsets(
    text: str, code: str, meant: list[str]
) -> None:
    with pytest.raises(AyudaError) as refused:
        parse_moment(text, MADRID, "--ordered-at")
    [problem] = refused.value.problems
    assert (problem.where, problem.code) == ("--ordered-at", code)
    named = [problem.values["first"], problem.values["second"]]
    assert {moment[-6:] for moment in named} == {"+01:00", "+02:00"}
    read = sorted(parse_moment(moment, MADRID, "--ordered-at") for moment in named)
    assert [f"{moment:%H:%M}" for moment in read] == meant


def test_what_is_named_in_place_of_a_skipped_time_is_a_time_that_the_clocks_show() -> None:
    with pytest.raises(AyudaError) as refused:
        parse_moment("2026-03-29T02:30", MADRID, "--ordered-at")
    [problem] = refused.value.problems
    for named in (problem.values["first"], problem.values["second"]):
        assert in_zone(parse_moment(named, MADRID, "--now"), MADRID) == named


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2026-11-24T10:00", "2026-11-24T10:00:00+01:00"),
        ("2026-11-24 10:00:05", "2026-11-24T10:00:05+01:00"),
        ("2026-11-24T09:00Z", "2026-11-24T10:00:00+01:00"),
        ("2026-07-01T10:00", "2026-07-01T10:00:00+02:00"),
        ("2026-10-25T02:30+02:00", "2026-10-25T02:30:00+02:00"),
        ("2026-10-25T02:30+01:00", "2026-10-25T02:30:00+01:00"),
        ("2026-03-29T01:59:59", "2026-03-29T01:59:59+01:00"),
        ("2026-03-29T03:00", "2026-03-29T03:00:00+02:00"),
        ("2026-10-25T03:00", "2026-10-25T03:00:00+01:00"),
    ],
)
def test_a_moment_is_read_in_madrid_or_with_its_offset_and_printed_with_one(
    text: str, written: str
) -> None:
    read = parse_moment(text, MADRID, "--now")
    assert in_zone(read, MADRID) == written
    assert plain_facts(wording(), {"ordered_at": read}) == {"ordered_at": written}


def test_a_step_may_hang_on_a_window_that_no_rule_looks_at() -> None:
    replace = msgspec.structs.replace
    text = Text(en="Within the hour.", es="En una hora.")
    step_now = Step(text=text, when={"cancellation_reply": "pending"})
    step_never = Step(text=text, when={"marketplace_cancel": "open"})
    outcome = replace(POLICY.outcomes["not-trackable"], steps=(step_now, step_never))
    policy = replace(POLICY, outcomes={**POLICY.outcomes, "not-trackable": outcome})
    facts = {"stage": "shipped", "trackable": False, "missing": False}
    decision = step(replace(setting(), policy=policy), "track", facts)
    assert isinstance(decision, Decision)
    assert decision.steps == (step_now,)
