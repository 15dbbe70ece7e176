"""The reminder: the deadlines of a decision as a calendar's file, each with an alarm."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
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
OF_A_DAY = tuple(timedelta(hours=hours) for hours in (-15, 9, 14, 18, 21, 23, 24))
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
        event.add("dtstamp", decided.setting.now.astimezone(UTC))
        last_day = _last_day(decided, state) if ends_with_a_day(window) else None
        _add_times(event, state, last_day)
        event.add("summary", summary)
        event.add("description", f"{wording.deadline(state.until, window)}\n{note}")
        event.add("transp", "TRANSPARENT")
        event.add_component(_alarm(summary, decided, state, last_day))
        yield event


def _last_day(decided: Decided, state: WindowState) -> date:
    """The day with which a window ends: its end is the midnight after it."""
    return decided.setting.day_of(state.until - timedelta(seconds=1))


def _add_times(event: Event, state: WindowState, last_day: date | None) -> None:
    """When it is: all of the day with which the window ends, or an instant."""
    if last_day is None:
        event.add("dtstart", state.until.astimezone(UTC))
    else:
        event.add("dtstart", last_day)
        event.add("dtend", last_day + timedelta(days=1))


def _alarm(summary: str, decided: Decided, state: WindowState, last_day: date | None) -> Alarm:
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", _trigger(decided, state, last_day))
    return alarm


def _trigger(decided: Decided, state: WindowState, last_day: date | None) -> timedelta:
    """When the alarm goes off, from the beginning of the event: never in the past."""
    now = decided.setting.now
    if last_day is None:
        left = state.until - now
        return -next(before for before in BEFORE if before * 2 <= left)
    begins = datetime.combine(last_day, time(), decided.setting.zone)
    return next(at for at in OF_A_DAY if begins + at > now)


def _uid(decided: Decided, state: WindowState) -> str:
    """What tells the event from all others, and is the same for the same one."""
    parts = (
        decided.setting.policy.id,
        decided.decision.flow,
        decided.ref or "",
        state.id,
        state.begins.astimezone(UTC).isoformat(),
        state.until.astimezone(UTC).isoformat(),
    )
    return f"{sha256(chr(0).join(parts).encode()).hexdigest()[:32]}@ayuda"
