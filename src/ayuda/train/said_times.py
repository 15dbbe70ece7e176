"""Moments as customers say them on the phone, to the minute: "yesterday at half past six"."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from ayuda.texts import fill
from ayuda.view.wording import Wording

LONGEST_SPAN = 60
"""Up to so many minutes ago a moment may be told as a span."""
AS_A_SPAN, IN_WORDS = 0.5, 0.8
"""How often a moment is told as a span, and a time in words ("half past nine"), where it can be."""
FIVE, HALF, HOUR = 5, 30, 60
NOON, WEEK = 12, 7
PARTS_FROM = (0, 6, 12, 18, 20, 21)
"""The hours from which parts of the day have other names in some language."""


def said_moment(wording: Wording, moment: datetime, draw: Random) -> str:
    """A moment, of a whole minute, in words that mean no other one; a span ago only of the past."""
    ago = (wording.now - moment) // timedelta(minutes=1)
    if 0 <= ago <= LONGEST_SPAN and draw.random() < AS_A_SPAN:
        return _span(wording, ago)
    local = moment.astimezone(wording.zone)
    if local.replace(fold=1 - local.fold).utcoffset() != local.utcoffset():
        return _on(wording, local.date(), wording.moment(moment))  # The clocks repeat this time.
    time, day = _time(wording, local, draw), said_day(wording, local.date())
    if time is None:
        return wording.texts.say("moments.at", day=day, time=f"{local:%H:%M}")
    place = max(at for at, hour in enumerate(PARTS_FROM) if hour <= local.hour)
    if _days_ago(wording, local.date()) == 0:
        part = wording.texts.get("callers.parts_of_today")[place]
        return wording.texts.say("callers.today_at", part=part, time=time)
    part = wording.texts.get("callers.parts_of_a_day")[place]
    return wording.texts.say("callers.day_at", day=day, time=time, part=part)


def said_day(wording: Wording, day: date) -> str:
    """A day as customers say it: "yesterday", "on Saturday", "on Friday 6 November"."""
    days = _days_ago(wording, day)
    if days == 2:  # noqa: PLR2004 - the day before yesterday
        return wording.texts.say("callers.before_yesterday")
    if 2 < days < WEEK:  # noqa: PLR2004 - those after it have names of their own
        weekday = wording.texts.get("moments.weekdays")[day.weekday()]
        return wording.texts.say("callers.on_weekday", weekday=weekday)
    return _on(wording, day, wording.day(day))


def _on(wording: Wording, day: date, words: str) -> str:
    """Words for a moment in a sentence: "on Monday", but "yesterday"."""
    near = abs(_days_ago(wording, day)) <= 1
    return wording.texts.say("callers.near" if near else "callers.on_day", moment=words)


def _days_ago(wording: Wording, day: date) -> int:
    return (wording.now.astimezone(wording.zone).date() - day).days


def _span(wording: Wording, minutes: int) -> str:
    if minutes == 0:
        return wording.texts.say("callers.just_now")
    if minutes == HALF:
        return wording.texts.say("callers.half_an_hour_ago")
    if minutes == HOUR:
        return wording.texts.say("callers.an_hour_ago")
    return wording.texts.say("callers.ago", span=wording.texts.count("minute", minutes))


def _time(wording: Wording, local: datetime, draw: Random) -> str | None:
    """The time on a clock of twelve hours; None about noon and midnight, where it is in doubt."""
    fives, rest = divmod(local.minute, FIVE)
    in_words = not rest and draw.random() < IN_WORDS
    named = local.hour + (in_words and local.minute > HALF)
    if local.hour % NOON == 0 or named % NOON == 0:
        return None
    hour = wording.texts.get("callers.hours")[named % NOON - 1]
    if in_words:
        return fill(wording.texts.get("callers.in_fives")[fives], {"hour": hour})
    one = local.hour % NOON == 1
    return wording.texts.say(
        "callers.figures_of_one" if one else "callers.figures",
        hour=str(local.hour % NOON),
        minute=f"{local:%M}",
    )
