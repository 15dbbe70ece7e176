"""Reading a typed time word by word: into a day, a time of day, or a span that has passed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from ayuda.moments import parse_day
from ayuda.ui.spoken_meaning import Meaning
from ayuda.ui.spoken_words import HALVES, LENGTHS, SHARES, Words, hour_of_day

CLOCK = re.compile(
    r"(?P<hour>\d{1,2})(?::(?P<minutes>\d{2}):(?P<second>[0-5]\d)h?|[:.h](?P<minute>\d{2})h?|h)?"
    r"(?P<half>[ap]\.?m\.?)?\Z"
)
NUMERIC_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?\Z")
TIME_OR_DATE = re.compile(r"\d{1,2}\.\d{2}\Z")
"""``10.40`` is a time; ``22.11`` is a day where another time stands behind it."""
DAY_WORDS = {
    "today": (0, ""),
    "this_morning": (0, "forenoon"),
    "this_afternoon": (0, "afternoon"),
    "tonight": (0, "night"),
    "yesterday": (1, ""),
    "last_night": (1, "night"),
    "before_yesterday": (2, ""),
}


class Reader(Meaning):
    """Reads a folded text word by word into what it means."""

    def __init__(self, words: Words, now: datetime) -> None:
        super().__init__(now)
        self.words = words

    def read(self, text: str) -> bool:
        """Whether every word was understood, and all together means one moment or day."""
        tokens = self.words.tokens(text)
        while tokens:
            used = self._take(tokens)
            if not used:
                return False
            tokens = tokens[used:]
        return self.settle()

    def _take(self, tokens: list[str]) -> int:
        """How many words at the start were understood as one thing."""
        meaning = self.words.meaning(tokens)
        if meaning in {"fillers", "article", "ago", "at", "last"}:
            self.said.add(meaning)
            return 1
        if meaning in DAY_WORDS:
            return self._take_day_word(meaning)
        if meaning in HALVES:
            return self.set_part(meaning)
        if meaning == "now":
            return self.add_span(timedelta(), 1)
        if meaning in {"noon", "midnight"}:
            self.half_said = True
            return self.set_clock(time(12 if meaning == "noon" else 0))
        return (
            self._take_date(tokens)
            or self._take_weekday(tokens[0])
            or self._take_span(tokens)
            or self._take_clock(tokens)
            or self._take_minutes(tokens)
        )

    def _take_day_word(self, meaning: str) -> int:
        back, part = DAY_WORDS[meaning]
        if not self.set_day(self.now.date() - timedelta(days=back)):
            return 0
        self.said.add("day")
        return self.set_part(part) if part else 1

    def _take_weekday(self, word: str) -> int:
        if word not in self.words.weekdays or self.weekday not in {None, self.words.weekdays[word]}:
            return 0
        self.weekday = self.words.weekdays[word]
        return 1

    def _take_span(self, tokens: list[str]) -> int:
        """``20 min``, ``1 h 30 min``, ``media hora``, ``hora y media``, ``2 and a half hours``."""
        figures = re.fullmatch(r"\d{1,5}", tokens[0]) is not None
        number, used = (int(tokens[0]), 1) if figures else (1, 0)
        unit, share = self.words.meaning(tokens, used), self.words.meaning(tokens, used + 1)
        if figures and unit in SHARES:
            unit, share = share, unit
        whole = figures or unit in {"quarter_hour", "half_hour"}
        if unit not in LENGTHS or not (whole or share in SHARES):
            return 0
        if unit == "hour" and self.awaits_clock(number):
            return 0
        if 13 <= number <= 23 and tokens[1] in {"h", "h."}:
            self.hours_or_clock = number
        self.units.append(unit)
        span = LENGTHS[unit] * number
        if share in SHARES:
            self.hours_or_clock = None
            return self.add_span(span + LENGTHS[unit] / SHARES[share], used + 2)
        return self.add_span(span, used + 1)

    def _take_minutes(self, tokens: list[str]) -> int:
        """``hace 20``, ``hace 1 hora y 20``: a number that ends what is ago counts minutes."""
        ends = not any(map(self._counts, tokens[1:]))
        if not (ends and "ago" in self.said and self.units in ([], ["hour"])):
            return 0
        if not re.fullmatch(r"\d{1,3}", tokens[0]) or int(tokens[0]) < 2:
            return 0
        self.units.append("minute")
        return self.add_span(timedelta(minutes=int(tokens[0])), 1)

    def _take_date(self, tokens: list[str]) -> int:
        """``22/11``, ``2026-11-22``, ``22 nov``, ``22 de noviembre de 2026``, ``nov 22, 2026``."""
        day = parse_day(tokens[0])
        if day is not None:
            return self.set_day(day)
        numeric = NUMERIC_DATE.match(tokens[0])
        if numeric and not (TIME_OR_DATE.match(tokens[0]) and not _tells_time(tokens[1:])):
            return self._set_date(int(numeric[1]), int(numeric[2]), numeric[3], 1)
        said = [(used, token) for used, token in enumerate(tokens[:5], 1) if self._counts(token)]
        (_, number), (used, month), (with_year, year) = (*said, (0, ""), (0, ""))[:3]
        months = self.words.months
        if number in months and year not in months and not self._measures(year):
            number, month = month, number
        if not re.fullmatch(r"\d{1,2}", number) or month not in months:
            return 0
        if re.fullmatch(r"\d{4}", year):
            return self._set_date(int(number), months[month], year, with_year)
        return self._set_date(int(number), months[month], None, used)

    def _counts(self, token: str) -> bool:
        return self.words.single.get(token) != "fillers"

    def _measures(self, token: str) -> bool:
        """Whether a word makes a number before it an hour or a span: ``mar 6 pm`` is no date."""
        return self.words.single.get(token, "") in {*HALVES, *SHARES, *LENGTHS}

    def _set_date(self, day: int, month: int, year: str | None, used: int) -> int:
        today = self.now.date()
        century = 2000 if year is not None and len(year) == 2 else 0
        try:
            said = date(century + int(year) if year else today.year, month, day)
            if year is None and said > today:
                said = said.replace(year=today.year - 1)
        except ValueError:
            return 0
        return used if self.set_day(said) else 0

    def _take_clock(self, tokens: list[str]) -> int:
        """``10:40``, ``10.40 h``, ``10h40``, ``6pm``, ``6 de la tarde``, ``a las 6 y media``."""
        clock = CLOCK.match(tokens[0])
        if clock is None:
            return 0
        hour, minute, used = int(clock["hour"]), int(clock["minutes"] or clock["minute"] or 0), 1
        bare = tokens[0].isdecimal()
        if bare and self.words.meaning(tokens, 1) in SHARES:
            minute, used = 60 // SHARES[self.words.meaning(tokens, 1)], 2
        following = self.words.meaning(tokens, used)
        spoken = following if following in {*HALVES, "hour"} else ""
        half = {"a": "morning", "p": "afternoon"}.get((clock["half"] or "")[:1], "")
        if (bare and not spoken and not self.awaits_hour(hour)) or (half and spoken):
            return 0
        half = spoken if spoken in HALVES else half
        placed = hour_of_day(hour, half) if half else hour
        if placed is None or placed > 23 or minute > 59:
            return 0
        self.half_said = bool(half)
        self.either_half = bare and not spoken and 1 <= hour <= 12
        taken = self.set_clock(time(placed, minute, int(clock["second"] or 0)))
        return used + bool(spoken) if taken else 0


def _tells_time(tokens: Sequence[str]) -> bool:
    """Whether a time of day is among words, as nothing else is written."""
    return any(CLOCK.match(token) and not token.isdecimal() for token in tokens)
