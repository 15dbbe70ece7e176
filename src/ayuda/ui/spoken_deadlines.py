"""Deadlines as people type them: ``10:40``, ``in 20 min``, ``mañana``, ``the end of Thursday``.

The words and the parts of a sentence are those of times that have been; here the present or what
is still to come is meant. A day alone is its end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from ayuda.errors import AyudaError
from ayuda.moments import has_form_of_moment, parse_moment, start_of_day
from ayuda.texts import Texts
from ayuda.ui.spoken_clocks import Clock
from ayuda.ui.spoken_dates import Day
from ayuda.ui.spoken_parts import hours_of
from ayuda.ui.spoken_reader import Reader
from ayuda.ui.spoken_said import Said
from ayuda.ui.spoken_words import LONGEST_TEXT, Words, fold, words_of

DAY = timedelta(days=1)
YEARS = (-1, 0, 1)


class DeadlineWords(msgspec.Struct, frozen=True):
    """The words of all languages for times, and what may stand before a deadline: "by"."""

    words: Words
    lead: tuple[str, ...]


def deadline_words(languages: Sequence[Texts]) -> DeadlineWords:
    """Collect the words of several languages."""
    lead = (
        phrase for texts in languages for phrase in texts.say("train.deadline_lead").split(", ")
    )
    return DeadlineWords(words_of(languages), tuple(lead))


def deadlines(
    text: str, known: DeadlineWords, now: datetime, zone: ZoneInfo
) -> tuple[datetime, ...]:
    """The moments in UTC that a typed deadline may mean, the earliest first; none if nothing."""
    words = known.words
    folded = _led_by_nothing(fold(text).strip(" .()"), known.lead)
    if len(folded) > LONGEST_TEXT * 12:
        return ()
    found: set[datetime] = set()
    if has_form_of_moment(folded):
        try:
            return (parse_moment(folded, zone, ""),)
        except AyudaError:
            return ()
    tokens = words.tokens(folded)
    meaning = _Coming(now, zone)
    for said in Reader(tokens).readings() if 0 < len(tokens) <= LONGEST_TEXT else ():
        try:
            found.update(meaning.ends(said))
        except (OverflowError, ValueError):
            continue  # A year that there is not.
    return tuple(sorted(found))


def _led_by_nothing(text: str, lead: Iterable[str]) -> str:
    """A text without what stands before it and adds nothing."""
    phrases = "|".join(re.escape(fold(phrase)) for phrase in sorted(lead, key=len, reverse=True))
    return re.sub(rf"\A(?:(?:{phrases})\s+)+", "", text) if phrases else text


class _Coming:
    """Works out what is meant, as of a present moment in a time zone."""

    def __init__(self, now: datetime, zone: ZoneInfo) -> None:
        self.now = now
        self.zone = zone
        self.today = now.astimezone(zone).date()

    def ends(self, said: Said) -> Iterator[datetime]:
        """The moments that are meant; none for what can only have been."""
        if said.ago or said.period or said.until is not None or said.bound == "after":
            return
        if said.now:
            yield self.now
            return
        if said.span is not None:
            if said.clock is None and not said.span.is_coarse:
                yield self.now + said.span.length
                return
            yield from self._on([self.today + said.span.length], said)
            return
        days = list(dict.fromkeys(self._days(said)))
        if days or said.clock is not None:
            yield from self._on(days, said)

    def _on(self, days: Sequence[date], said: Said) -> Iterator[datetime]:
        """The times of day on these days, or their ends; without a day, the next such time."""
        if said.clock is None:
            yield from (start_of_day(day + DAY, self.zone) for day in days)
            return
        if days:
            yield from self._times(days, said, said.clock)
            return
        today = [one for one in self._times([self.today], said, said.clock) if one >= self.now]
        yield from today or self._times([self.today + DAY], said, said.clock)

    def _times(self, days: Iterable[date], said: Said, clock: Clock) -> Iterator[datetime]:
        shifts = (0, 1) if clock.style == "midnight" else (0,)
        for day in days:
            for hour in hours_of(said, clock):
                for shift in shifts:
                    local = datetime.combine(day + shift * DAY, clock.time.replace(hour=hour))
                    yield from self._at(local)

    def _at(self, local: datetime) -> Iterator[datetime]:
        """The moments of a local time: one, two where the clocks go back, none where forward."""
        for fold_of in (0, 1):
            moment = local.replace(tzinfo=self.zone, fold=fold_of).astimezone(UTC)
            if moment.astimezone(self.zone).replace(tzinfo=None) == local:
                yield moment

    def _days(self, said: Said) -> Iterator[date]:
        """The days that may be meant; none where no day was said."""
        if said.days_ago is not None:
            yield self.today - timedelta(days=said.days_ago)
        elif said.day is not None:
            yield from self._dates(said.day)
        elif said.weekday is not None:
            ahead = (said.weekday - self.today.weekday()) % 7
            yield self.today + timedelta(days=ahead or 7)
            if not ahead:
                yield self.today

    def _dates(self, said: Day) -> Iterator[date]:
        """The date that is nearest to the present; of a day alone, the next such day."""
        if said.year is not None and said.month is not None:
            yield date(said.year, said.month, said.day)
            return
        if said.month is None:
            months = (divmod(self.today.year * 12 + self.today.month - 1 + n, 12) for n in range(3))
            found = (_date(year, month + 1, said.day) for year, month in months)
            yield from [day for day in found if day is not None and day >= self.today][:1]
            return
        years = (_date(self.today.year + more, said.month, said.day) for more in YEARS)
        known = [day for day in years if day is not None]
        yield from sorted(known, key=lambda day: abs(day - self.today))[:1]


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
