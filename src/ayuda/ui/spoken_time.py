"""Moments as people type them: ``10:40``, ``20 min``, ``ayer 18:00``, ``yesterday 6pm``, ISO.

The words of every language are understood at once; they stand in the texts. All is read as of
a present moment, in the policy's time zone, and the past is meant: a bare time that is still to
come today was yesterday, a weekday is the last one that was.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

from ayuda.errors import AyudaError
from ayuda.moments import localize, parse_moment
from ayuda.texts import Texts

CLOCK = re.compile(r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2})h?|h)?\s*(?P<half>[ap]\.?m\.?)?\Z")
NUMERIC_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?\Z")
AMOUNT = re.compile(r"(\d{1,5})([^\W\d]*)\Z")
UNITS = ("second", "minute", "hour", "day", "week")
ISO_START = re.compile(r"\d{4}-?(\d{2}|W)")


class SpokenMoment(msgspec.Struct, frozen=True):
    """A moment that was understood, in UTC; ``whole_day`` where only a day was said."""

    moment: datetime
    whole_day: bool = False


class Words(msgspec.Struct, frozen=True):
    """The words of all languages for times, folded: what each one stands for."""

    single: Mapping[str, str]
    weekdays: Mapping[str, int]
    months: Mapping[str, int]


def words_of(languages: Sequence[Texts]) -> Words:
    """Collect the words for times of several languages."""
    single: dict[str, str] = {}
    weekdays: dict[str, int] = {}
    months: dict[str, int] = {}
    for texts in languages:
        table = texts.get("spoken_time")
        for meaning, forms in table.items():
            if meaning == "weekdays":
                weekdays.update(
                    {fold(form): day for day, group in enumerate(forms) for form in group}
                )
            elif meaning == "months":
                months.update(
                    {fold(form): month for month, group in enumerate(forms, 1) for form in group}
                )
            else:
                single.update({fold(form): meaning for form in forms})
    return Words(single, weekdays, months)


def fold(text: str) -> str:
    """Lower case without accents, blanks folded."""
    from unicodedata import combining, normalize

    plain = "".join(c for c in normalize("NFKD", text.casefold()) if not combining(c))
    return " ".join(plain.split())


def understand(
    text: str, words: Words, now: datetime, zone: ZoneInfo, where: str, *, date_allowed: bool
) -> SpokenMoment:
    """What a typed text means. Raises AyudaError, naming ``where``, for what means nothing."""
    typed = text.strip()
    if ISO_START.match(typed):
        try:
            day = date.fromisoformat(typed)
        except ValueError:
            return SpokenMoment(parse_moment(typed, zone, where))
        if date_allowed:
            return SpokenMoment(_at(day, time(), zone, where), whole_day=True)
    reader = _Reader(words, now.astimezone(zone))
    if not reader.read(fold(typed)):
        raise AyudaError.of(where, "not-understood", value=text)
    if reader.elapsed is not None:
        if reader.day is not None or reader.clock is not None:
            raise AyudaError.of(where, "not-understood", value=text)
        return SpokenMoment(now - reader.elapsed)
    if reader.clock is None:
        if reader.day is None:
            raise AyudaError.of(where, "not-understood", value=text)
        if not date_allowed:
            raise AyudaError.of(where, "date-without-time", value=text)
        return SpokenMoment(_at(reader.day, time(), zone, where), whole_day=True)
    return SpokenMoment(_clock_moment(reader, now, zone, where))


def _clock_moment(reader: _Reader, now: datetime, zone: ZoneInfo, where: str) -> datetime:
    """A time of day on the day that was said, or on the last day that had it."""
    assert reader.clock is not None
    if reader.day is not None:
        moment = _at(reader.day, reader.clock, zone, where)
        if reader.by_weekday and moment > now:
            return _at(reader.day - timedelta(days=7), reader.clock, zone, where)
        return moment
    today = now.astimezone(zone).date()
    moment = _at(today, reader.clock, zone, where)
    return moment if moment <= now else _at(today - timedelta(days=1), reader.clock, zone, where)


def _at(day: date, clock: time, zone: ZoneInfo, where: str) -> datetime:
    return localize(datetime.combine(day, clock), zone, where).astimezone(UTC)


class _Reader:
    """Reads a folded text word by word into a day, a time of day, or a span that has passed."""

    def __init__(self, words: Words, now: datetime) -> None:
        self.words = words
        self.now = now
        self.day: date | None = None
        self.by_weekday = False
        self.clock: time | None = None
        self.elapsed: timedelta | None = None

    def read(self, text: str) -> bool:
        """Whether every word was understood."""
        tokens = self._phrases(text.replace(",", " ").split())
        while tokens:
            used = self._take(tokens)
            if not used:
                return False
            tokens = tokens[used:]
        return True

    def _phrases(self, tokens: list[str]) -> list[str]:
        """Join words that mean something only together ("day before yesterday", "6 pm")."""
        joined: list[str] = []
        while tokens:
            for length in (4, 3, 2, 1):
                phrase = " ".join(tokens[:length])
                if length == 1 or (len(tokens) >= length and phrase in self.words.single):
                    joined.append(phrase)
                    tokens = tokens[length:]
                    break
        return joined

    def _take(self, tokens: list[str]) -> int:
        """How many words at the start were understood as one thing."""
        word = tokens[0]
        following = tokens[1] if len(tokens) > 1 else ""
        meaning = self.words.single.get(word, "")
        if meaning in {"fillers", "ago"}:
            return 1
        if meaning in {"now", "today", "yesterday", "before_yesterday", "noon", "midnight"}:
            return self._take_word(meaning)
        if word in self.words.weekdays:
            self.by_weekday = True
            return self._set_day(self._last_weekday(self.words.weekdays[word]))
        return (
            self._take_span(word, following)
            or self._take_date(word, tokens)
            or self._take_clock(word, following)
        )

    def _take_word(self, meaning: str) -> int:
        if meaning == "now":
            self.elapsed = timedelta()
            return 1
        if meaning in {"noon", "midnight"}:
            return self._set_clock(12 if meaning == "noon" else 0, 0)
        days = {"today": 0, "yesterday": 1, "before_yesterday": 2}[meaning]
        return self._set_day(self.now.date() - timedelta(days=days))

    def _take_span(self, word: str, following: str) -> int:
        """``20 min``, ``2h``, ``1 h 30 min``: a span that has passed."""
        amount = AMOUNT.match(word)
        if amount is None:
            return 0
        attached = bool(amount[2])
        unit = self.words.single.get(amount[2] if attached else following, "")
        if unit not in UNITS:
            return 0
        span = timedelta(**{f"{unit}s": int(amount[1])})
        self.elapsed = (self.elapsed or timedelta()) + span
        return 1 if attached else 2

    def _take_date(self, word: str, tokens: list[str]) -> int:
        """``22/11``, ``22/11/2026``, ``22 nov``, ``22 de noviembre de 2026``."""
        numeric = NUMERIC_DATE.match(word)
        if numeric and not (re.fullmatch(r"\d{1,2}\.\d{2}", word)):
            return self._set_date(int(numeric[1]), int(numeric[2]), numeric[3], 1)
        rest = [(place, token) for place, token in enumerate(tokens[1:4], 1) if self._counts(token)]
        if not word.isdecimal() or not rest or rest[0][1] not in self.words.months:
            return 0
        used = rest[0][0] + 1
        year = None
        if len(rest) > 1 and re.fullmatch(r"\d{4}", rest[1][1]):
            year, used = rest[1][1], rest[1][0] + 1
        return self._set_date(int(word), self.words.months[rest[0][1]], year, used)

    def _counts(self, token: str) -> bool:
        return self.words.single.get(token) != "fillers"

    def _set_date(self, day: int, month: int, year: str | None, used: int) -> int:
        today = self.now.date()
        try:
            said = date(int(year) if year else today.year, month, day)
            if year is None and said > today:
                said = said.replace(year=today.year - 1)
        except ValueError:
            return 0
        return used if self._set_day(said) else 0

    def _take_clock(self, word: str, following: str) -> int:
        """``10:40``, ``10.40``, ``10h40``, ``6pm``, ``6 p.m.``."""
        half = self.words.single.get(following, "")
        spoken_half = half in {"morning", "afternoon"}
        clock = CLOCK.match(word)
        if clock is None:
            return 0
        if word.isdecimal() and not spoken_half:
            return 0
        hour = int(clock["hour"])
        suffix = clock["half"] or ""
        if suffix or spoken_half:
            if not 1 <= hour <= 12:
                return 0
            afternoon = suffix.startswith("p") or half == "afternoon"
            hour = hour % 12 + (12 if afternoon else 0)
        return (1 + spoken_half) if self._set_clock(hour, int(clock["minute"] or 0)) else 0

    def _set_day(self, day: date) -> int:
        if self.day is not None:
            return int(self.day == day)
        self.day = day
        return 1

    def _set_clock(self, hour: int, minute: int) -> int:
        if self.clock is not None or hour > 23 or minute > 59:
            return 0
        self.clock = time(hour, minute)
        return 1

    def _last_weekday(self, weekday: int) -> date:
        today = self.now.date()
        return today - timedelta(days=(today.weekday() - weekday) % 7)
