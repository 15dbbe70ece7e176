"""The calendar's file, read back by two other readers, around clock changes and New Year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import icalendar
import pytest
import vobject
from support.builtin import MADRID, POLICY, POLICY_FILE, decide, moment, setting, texts

from ayuda.calendar import Calendar
from ayuda.engine.windows import FactValue, Setting
from ayuda.view.after.decided import Decided
from ayuda.view.after.reminder import reminder_of

STARTS = ("2026-03-26T00:29", "2026-10-22T00:29", "2026-12-29T00:29", "2028-02-28T00:29")
HOURS = range(0, 24 * 6, 5)


def written(now: datetime, flow: str = "contact-seller", **facts: FactValue) -> bytes:
    made = Decided(setting(now), decide(flow, facts, now), POLICY_FILE.sha256, "T-1")
    return reminder_of(made, texts()) or b""


def events(content: bytes) -> Iterator[tuple[Any, timedelta, Any]]:
    """The beginning of each event and when its alarm goes off, as one reader and as another."""
    one = icalendar.Calendar.from_ical(content).walk("VEVENT")
    other = vobject.readOne(content.decode()).vevent_list
    for event, same in zip(one, other, strict=True):
        [alarm] = event.walk("VALARM")
        assert alarm["trigger"].dt == same.valarm.trigger.value
        assert event["dtstart"].dt == same.dtstart.value
        assert str(event["uid"]) == same.uid.value
        yield event["dtstart"].dt, alarm["trigger"].dt, same


def at(begins: date, trigger: timedelta) -> datetime:
    """The instant of an alarm."""
    if isinstance(begins, datetime):
        return begins + trigger
    return datetime.combine(begins, time(), MADRID) + trigger


@pytest.mark.parametrize("start", STARTS)
def test_an_alarm_goes_off_between_the_present_and_the_deadline(start: str) -> None:
    for hours in HOURS:
        now = moment(start) + timedelta(hours=hours)
        for ago in (0, 10, 30):
            asked = decide_facts(now - timedelta(hours=ago))
            deadlines = decide("contact-seller", asked, now).windows
            for (begins, trigger, _), state in zip(
                events(written(now, **asked)), deadlines, strict=False
            ):
                assert now < at(begins, trigger) <= state.until, (now, begins, trigger)


@pytest.mark.parametrize("now", ["2026-11-23T23:29", "2026-11-23T23:59:59"])
def test_late_on_the_last_day_it_goes_off_at_its_end_at_the_latest(now: str) -> None:
    asked = decide_facts(moment("2026-11-19T12:00"))
    [(begins, trigger, _)] = events(written(moment(now), **asked))
    assert begins == date(2026, 11, 23)
    assert moment(now) < at(begins, trigger) <= moment("2026-11-24T00:00")


def decide_facts(contacted_at: datetime) -> dict[str, FactValue]:
    return {"reason": "after-order", "seller": "marketplace", "contacted_at": contacted_at}


def test_a_file_is_the_same_wherever_the_present_was_told() -> None:
    """Instants are in UTC, so that no file needs the rules of a time zone in it."""
    now = moment("2026-11-23T12:00")
    facts = {"stage": "placed", "seller": "marketplace", "ordered_at": now, "bundle": False}
    there = Setting(POLICY, now.astimezone(MADRID), Calendar(POLICY.country, None))
    made = Decided(there, decide("cancel", facts, there.now), POLICY_FILE.sha256, "T-1")
    content = reminder_of(made, texts()) or b""
    assert content == written(now, "cancel", **facts)
    assert b"TZID" not in content
    assert content.count(b"BEGIN:VEVENT") == 2


def test_its_lines_are_of_the_length_and_have_the_ends_that_calendars_read() -> None:
    content = written(moment("2026-11-23T12:00"), **decide_facts(moment("2026-11-23T10:00")))
    lines = content.split(b"\r\n")
    assert lines.pop() == b""
    assert all(len(line) <= 75 for line in lines)
    assert not any(b"\n" in line or b"\r" in line for line in lines)
