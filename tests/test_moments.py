"""Moments: every way to write one is read to its last digit or refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.moments import DATES, READ, REFUSED

from ayuda.errors import AyudaError, Problem
from ayuda.moments import in_zone, parse_day, parse_moment

MADRID = ZoneInfo("Europe/Madrid")


def refusal(text: str, *, date_allowed: bool = False) -> Problem:
    """Why a text is no moment."""
    with pytest.raises(AyudaError) as caught:
        parse_moment(text, MADRID, "--at", date_allowed=date_allowed)
    [problem] = caught.value.problems
    assert problem.where == "--at"
    return problem


@pytest.mark.parametrize("date_allowed", [False, True])
@pytest.mark.parametrize("text", READ)
def test_a_moment_is_read_to_its_last_digit(text: str, date_allowed: bool) -> None:
    found = parse_moment(text, MADRID, "--at", date_allowed=date_allowed)
    assert found == datetime.fromisoformat(READ[text]).replace(tzinfo=UTC)
    assert found.tzinfo is UTC


@pytest.mark.parametrize("date_allowed", [False, True])
@pytest.mark.parametrize("text", REFUSED)
def test_what_is_written_otherwise_is_refused(text: str, date_allowed: bool) -> None:
    assert refusal(text, date_allowed=date_allowed).code == REFUSED[text]


@pytest.mark.parametrize("text", DATES)
def test_a_date_is_a_moment_only_where_a_date_is_enough(text: str) -> None:
    assert refusal(text).code == "date-without-time"
    found = parse_moment(text, MADRID, "--at", date_allowed=True).astimezone(MADRID)
    assert found.date() == parse_day(text)
    assert (found.hour, found.minute, found.second) == (0, 0, 0)


@pytest.mark.parametrize("text", ["2200-01-01", "22000101", "1969-12-31", "0001-01-01"])
def test_a_date_of_another_century_is_refused(text: str) -> None:
    assert refusal(text, date_allowed=True).code == "year-out-of-range"


def test_a_time_that_occurs_twice_is_refused_with_both_offsets() -> None:
    values = refusal("2026-10-25T02:30").values
    assert values["first"] == "2026-10-25T02:30:00+02:00"
    assert values["second"] == "2026-10-25T02:30:00+01:00"


def test_a_time_that_is_skipped_is_refused_with_those_around_it() -> None:
    values = refusal("2026-03-29T02:30").values
    assert values["first"] == "2026-03-29T01:30:00+01:00"
    assert values["second"] == "2026-03-29T03:30:00+02:00"


WITHIN = st.datetimes(datetime(1970, 1, 2), datetime(2199, 12, 30))  # noqa: DTZ001 - of any zone
OFFSETS = st.integers(-23 * 60 - 59, 23 * 60 + 59)
SEPARATORS = st.sampled_from("Tt ")


@given(moment=WITHIN, minutes=OFFSETS, mark=SEPARATORS, parts=st.integers(0, 9))
def test_whatever_is_written_in_either_form_comes_back(
    moment: datetime, minutes: int, mark: str, parts: int
) -> None:
    sign, (hours, rest) = "-" if minutes < 0 else "+", divmod(abs(minutes), 60)
    fraction = f".{moment.microsecond:06}000"[: parts + 1] if parts else ""
    cut = moment.microsecond - moment.microsecond % 10 ** max(6 - parts, 0) if parts else 0
    meant = moment.replace(microsecond=cut, tzinfo=timezone(timedelta(minutes=minutes))).astimezone(
        UTC
    )
    extended = f"%Y-%m-%d{mark}%H:%M:%S{fraction}{sign}{hours:02}:{rest:02}"
    basic = f"%Y%m%d{mark}%H%M%S{fraction}{sign}{hours:02}{rest:02}"
    for form in (extended, basic):
        assert parse_moment(moment.strftime(form), MADRID, "--at") == meant


@given(moment=WITHIN, zone=st.sampled_from(["Europe/Madrid", "Africa/Monrovia", "Asia/Kathmandu"]))
def test_what_is_written_in_any_zone_is_read_again(moment: datetime, zone: str) -> None:
    exact = moment.replace(tzinfo=UTC)
    assert parse_moment(in_zone(exact, ZoneInfo(zone)), MADRID, "--at") == exact


EXAMPLES = ("2026-11-22T10:40:30.5", "20261122T104030", "2026-11-22 10:40", "2026-11-22")
TYPED = [*" 0259:.,+-TtZzWwé\u0663\u2212_/\n"]
DAY_AND_HOUR = len("20261122T10")


@pytest.mark.parametrize("example", EXAMPLES)
def test_no_digit_is_left_out_of_what_is_read(example: str) -> None:
    """Whatever two characters are changed, put in or left out, short of an offset."""
    read = 0
    for text in _changed(_changed({example})):
        if {"+", "-"} & set(text.strip()[DAY_AND_HOUR:]):
            continue
        try:
            found = parse_moment(text, ZoneInfo("UTC"), "--at", date_allowed=True)
        except AyudaError:
            continue
        read += 1
        digits = "".join(filter(str.isdigit, text))
        assert f"{found:%Y%m%d%H%M%S%f}".startswith(digits), text
    assert read > 100


def _changed(texts: set[str]) -> set[str]:
    return {
        text[:place] + character + text[place + skipped :]
        for text in texts
        for place in range(len(text) + 1)
        for skipped in (0, 1)
        for character in ("", *TYPED)
    }


@given(text=st.text() | st.text("0123456789-:.,TtZz+W "), date_allowed=st.booleans())
def test_any_text_is_a_moment_or_a_problem(text: str, date_allowed: bool) -> None:
    try:
        found = parse_moment(text, MADRID, "--at", date_allowed=date_allowed)
    except AyudaError:
        assert refusal(text, date_allowed=date_allowed).code
    else:
        assert date(1969, 12, 31) <= found.date() <= date(2199, 12, 31)
