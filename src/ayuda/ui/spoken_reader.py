"""Reading a typed time word by word: into a day, a time of day, or a span that has passed."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from ayuda.ui.spoken_words import Words

CLOCK = re.compile(r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2})h?|h)?(?P<half>[ap]\.?m\.?)?\Z")
NUMERIC_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?\Z")
AMOUNT = re.compile(r"(\d{1,5})([^\W\d]*)\Z")
UNITS = ("second", "minute", "hour", "day", "week")
WHOLE_DAYS = ("day", "week")
HALVES = ("morning", "forenoon", "afternoon", "night")
LONGEST_PHRASE = 4
LONGEST_SPAN = timedelta(weeks=99_999)


class Reader:
    """Reads a folded text word by word into a day, a time of day, or a span that has passed."""

    def __init__(self, words: Words, now: datetime) -> None:
        self.words = words
        self.now = now
        self.day: date | None = None
        self.weekday: int | None = None
        self.by_weekday = False
        self.clock: time | None = None
        self.elapsed: timedelta | None = None
        self.only_days = True
        self.said: set[str] = set()

    def read(self, text: str) -> bool:
        """Whether every word was understood, and all together means one moment or day."""
        tokens = self._phrases(text.replace(",", " ").split())
        while tokens:
            used = self._take(tokens)
            if not used:
                return False
            tokens = tokens[used:]
        return self._settle_span() and self._settle_weekday() and self._means_something()

    def _means_something(self) -> bool:
        alone = self.day is None and self.clock is None
        return alone if self.elapsed is not None else not alone and "ago" not in self.said

    def _settle_span(self) -> bool:
        """Whole days that have passed name a day where a time goes with them."""
        if self.elapsed is None or self.clock is None or not (self.only_days and self.elapsed):
            return True
        if self.day is not None or self.weekday is not None:
            return False
        self.day = self.now.date() - self.elapsed
        self.elapsed = None
        self.said.discard("ago")
        return True

    def _settle_weekday(self) -> bool:
        """A weekday alone is the last one that was; beside a date it must be that date's."""
        if self.weekday is None:
            return "last" not in self.said
        if self.day is not None:
            return self.day.weekday() == self.weekday
        today = self.now.date()
        back = (today.weekday() - self.weekday) % 7
        if not back and "last" in self.said:
            back = 7
        self.day = today - timedelta(days=back)
        self.by_weekday = True
        return True

    def _phrases(self, tokens: list[str]) -> list[str]:
        """Join words that mean something only together ("day before yesterday", "p. m.")."""
        joined: list[str] = []
        while tokens:
            for length in range(LONGEST_PHRASE, 0, -1):
                phrase = " ".join(tokens[:length])
                if length == 1 or (len(tokens) >= length and phrase in self.words.single):
                    joined.append("1" if self._meaning(phrase) == "one" else phrase)
                    tokens = tokens[length:]
                    break
        return joined

    def _meaning(self, word: str) -> str:
        return self.words.single.get(word, "")

    def _take(self, tokens: list[str]) -> int:
        """How many words at the start were understood as one thing."""
        word = tokens[0]
        following = tokens[1] if len(tokens) > 1 else ""
        meaning = self._meaning(word)
        if meaning in {"fillers", "ago", "at", "last"}:
            self.said.add(meaning)
            return 1
        if meaning in {"now", "today", "yesterday", "before_yesterday", "noon", "midnight"}:
            return self._take_word(meaning)
        if word in self.words.weekdays:
            return self._set_weekday(self.words.weekdays[word])
        return (
            self._take_span(word, following)
            or self._take_date(word, tokens)
            or self._take_clock(word, following)
        )

    def _take_word(self, meaning: str) -> int:
        if meaning == "now":
            return self._add_span(timedelta(), 1)
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
        unit = self._meaning(amount[2] if attached else following)
        if unit not in UNITS or (unit == "hour" and self._awaits_clock(int(amount[1]))):
            return 0
        self.only_days = self.only_days and unit in WHOLE_DAYS
        return self._add_span(timedelta(**{f"{unit}s": int(amount[1])}), 1 if attached else 2)

    def _awaits_clock(self, hour: int) -> bool:
        """Whether hours are a time of day: ``a las 18 h``, ``ayer 18h``."""
        named = "at" in self.said or self.day is not None or self.weekday is not None
        return named and self.elapsed is None and hour < 24

    def _add_span(self, span: timedelta, used: int) -> int:
        self.elapsed = (self.elapsed or timedelta()) + span
        return used if self.elapsed <= LONGEST_SPAN else 0

    def _take_date(self, word: str, tokens: list[str]) -> int:
        """``22/11``, ``22/11/2026``, ``22 nov``, ``22 de noviembre de 2026``."""
        numeric = NUMERIC_DATE.match(word)
        if numeric and not (re.fullmatch(r"\d{1,2}\.\d{2}", word)):
            return self._set_date(int(numeric[1]), int(numeric[2]), numeric[3], 1)
        rest = [(place, token) for place, token in enumerate(tokens[1:5], 1) if self._counts(token)]
        if not word.isdecimal() or not rest or rest[0][1] not in self.words.months:
            return 0
        used = rest[0][0] + 1
        year = None
        if len(rest) > 1 and re.fullmatch(r"\d{4}", rest[1][1]):
            year, used = rest[1][1], rest[1][0] + 1
        return self._set_date(int(word), self.words.months[rest[0][1]], year, used)

    def _counts(self, token: str) -> bool:
        return self._meaning(token) != "fillers"

    def _set_date(self, day: int, month: int, year: str | None, used: int) -> int:
        today = self.now.date()
        century = 2000 if year is not None and len(year) == 2 else 0
        try:
            said = date(century + int(year) if year else today.year, month, day)
            if year is None and said > today:
                said = said.replace(year=today.year - 1)
        except ValueError:
            return 0
        return used if self._set_day(said) else 0

    def _take_clock(self, word: str, following: str) -> int:
        """``10:40``, ``10.40 h``, ``10h40``, ``6pm``, ``6 p.m.``, ``6 de la tarde``."""
        clock = CLOCK.match(word)
        if clock is None:
            return 0
        hour: int | None = int(clock["hour"])
        meaning = self._meaning(following)
        spoken = meaning if meaning in {*HALVES, "hour"} else ""
        if word.isdecimal() and not spoken and not ("at" in self.said and int(word) > 12):
            return 0
        half = {"a": "morning", "p": "afternoon"}.get((clock["half"] or "")[:1])
        if half is None and spoken in HALVES:
            half = spoken
        elif half is not None and spoken:
            return 0
        hour = hour if half is None else hour_of_day(int(clock["hour"]), half)
        if hour is None or not self._set_clock(hour, int(clock["minute"] or 0)):
            return 0
        return 2 if spoken else 1

    def _set_weekday(self, weekday: int) -> int:
        if self.weekday is not None:
            return int(self.weekday == weekday)
        self.weekday = weekday
        return 1

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


def hour_of_day(hour: int, half: str) -> int | None:
    """The hour from 0 to 23 that a said hour is in a part of the day; None where it is in none.

    "12 am" and "12 de la noche" are midnight, "12 pm" and "12 de la mañana" noon.
    """
    midnight_first = {12: 0, **{said: said for said in range(12)}}
    after_noon = {said: said + 12 for said in range(1, 12)} | {said: said for said in range(12, 24)}
    parts = {
        "morning": midnight_first,
        "forenoon": {said: said for said in range(1, 13)},
        "afternoon": after_noon,
        "night": {**after_noon, **{said: midnight_first[said] for said in (12, 0, 1, 2, 3, 4, 5)}},
    }
    return parts[half].get(hour)
