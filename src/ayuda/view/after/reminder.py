"""The reminder: the deadlines of a decision as a calendar's file, each with an alarm."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from ayuda.engine.windows import WindowState
from ayuda.errors import AyudaError
from ayuda.policy.language.length import ends_with_a_day
from ayuda.texts import Texts
from ayuda.view.after.decided import Decided
from ayuda.view.after.lasting import lasting_wording
from ayuda.view.after.note import note_of
from ayuda.view.wording import Wording

if TYPE_CHECKING:
    from icalendar import Alarm, Event

OPTION = "--ics"
PRODUCER = "-//ayuda//ayuda//EN"
BEFORE = tuple(
    timedelta(minutes=minutes) for minutes in (24 * 60, 3 * 60, 60, 30, 15, 10, 5, 2, 1, 0)
)
"""How long before an instant an alarm may go off; the first that is less than half of the time."""
OF_A_DAY = tuple(timedelta(hours=hours) for hours in (-15, 9, 14, 18, 21, 23))
"""When one goes off for the end of a day, from its beginning: 9:00 on the day before, …"""


def load_icalendar(wanted_by: str = OPTION) -> None:
    """Load what writes calendars. Raises AyudaError where it is not installed.

    ``wanted_by`` is what asked for one: the option, or a key.
    """
    try:
        import icalendar  # noqa: F401 - whether it is there is all that is asked
    except ModuleNotFoundError:
        raise AyudaError.of(wanted_by, "icalendar-not-installed") from None


def reminder_of(decided: Decided, texts: Texts, wanted_by: str = OPTION) -> bytes | None:
    """The calendar's file, for an option or a key; None where no deadline is to come.

    Raises AyudaError where what writes it is not installed.
    """
    if not decided.deadlines:
        return None
    load_icalendar(wanted_by)
    from icalendar import Calendar

    wording = lasting_wording(texts, decided.setting)
    wording = wording.of_case(decided.decision.knowledge.values)
    calendar = Calendar()
    calendar.add("prodid", PRODUCER)
    calendar.add("version", "2.0")
    for event in _events(wording, decided):
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _events(wording: Wording, decided: Decided) -> Iterator[Event]:
    from icalendar import Event

    policy = wording.policy
    flow = wording.text(policy.flows[decided.decision.flow].title)
    note = note_of(decided, wording.texts)
    for state in decided.deadlines:
        window = policy.windows[state.id]
        words = {"deadline": wording.text(window.name), "flow": flow}
        summary = wording.texts.say("after.reminder", **words)
        if decided.ref:
            summary = f"{summary} ({decided.ref})"
        event = Event()
        event.add("uid", _uid(decided, state))
        event.add("dtstamp", decided.setting.now)
        _add_times(event, decided, state, whole_day=ends_with_a_day(window))
        event.add("summary", summary)
        event.add("description", f"{wording.deadline(state.until, window)}\n{note}")
        event.add("transp", "TRANSPARENT")
        event.add_component(_alarm(summary, decided, state, whole_day=ends_with_a_day(window)))
        yield event


def _add_times(event: Event, decided: Decided, state: WindowState, *, whole_day: bool) -> None:
    """When it is: an instant, or all of the day with which the window ends."""
    if whole_day:
        last = decided.setting.day_of(state.until - timedelta(seconds=1))
        event.add("dtstart", last)
        event.add("dtend", last + timedelta(days=1))
    else:
        event.add("dtstart", state.until)


def _alarm(summary: str, decided: Decided, state: WindowState, *, whole_day: bool) -> Alarm:
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", _trigger(decided.setting.now, state, whole_day=whole_day))
    return alarm


def _trigger(now: datetime, state: WindowState, *, whole_day: bool) -> timedelta:
    """When the alarm goes off, from the beginning of the event: never in the past."""
    if whole_day:
        begins = state.until - timedelta(days=1)
        return next((at for at in OF_A_DAY if begins + at > now), OF_A_DAY[-1])
    left = state.until - now
    return -next(before for before in BEFORE if before * 2 <= left)


def _uid(decided: Decided, state: WindowState) -> str:
    """What tells the event from all others, and is the same for the same one."""
    parts = (
        decided.setting.policy.id,
        decided.decision.flow,
        decided.ref or "",
        state.id,
        state.begins.isoformat(),
        state.until.isoformat(),
    )
    return f"{sha256(chr(0).join(parts).encode()).hexdigest()[:32]}@ayuda"
