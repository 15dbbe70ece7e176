"""The words people use for times, of every language at once; they stand in the texts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta

import msgspec

from ayuda.texts import Texts

LENGTHS = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "quarter_hour": timedelta(minutes=15),
    "half_hour": timedelta(minutes=30),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}
SHARES = {"and_half": 2, "and_quarter": 4}
HALVES = ("morning", "forenoon", "afternoon", "night")
LONGEST_PHRASE = 4
AMOUNT = re.compile(r"(\d{1,5})([^\W\d]+\.?|['\u2019\u2032])\Z")


class Words(msgspec.Struct, frozen=True):
    """The words of all languages for times, folded: what each one stands for."""

    single: Mapping[str, str]
    weekdays: Mapping[str, int]
    months: Mapping[str, int]
    numbers: Mapping[str, int]

    def meaning(self, tokens: Sequence[str], place: int = 0) -> str:
        """The kind of the word at a place; empty where none is or it has no kind."""
        return self.single.get(tokens[place], "") if place < len(tokens) else ""

    def tokens(self, text: str) -> list[str]:
        """A folded text as words, phrases ("day before yesterday", "p. m.") and figures."""
        joined: list[str] = []
        words = text.replace(",", " ").split()
        while words:
            length = self._phrase_length(words)
            joined += self._apart(" ".join(words[:length]))
            words = words[length:]
        return [self._in_figures(joined, place) for place in range(len(joined))]

    def _phrase_length(self, words: list[str]) -> int:
        for length in range(min(LONGEST_PHRASE, len(words)), 1, -1):
            phrase = " ".join(words[:length])
            if phrase in self.single or phrase in self.numbers:
                return length
        return 1

    def _apart(self, word: str) -> list[str]:
        """``20min`` is ``20 min``."""
        amount = AMOUNT.match(word)
        apart = amount is not None and self.single.get(amount[2]) in LENGTHS
        return [amount[1], amount[2]] if amount and apart else [word]

    def _in_figures(self, tokens: list[str], place: int) -> str:
        """A number word in figures; "a" is one only before a unit, for it is "a mediodía" too."""
        one = self.meaning(tokens, place) == "article" and self.meaning(tokens, place + 1)
        if one in LENGTHS:
            return "1"
        return str(self.numbers.get(tokens[place], tokens[place]))


def words_of(languages: Sequence[Texts]) -> Words:
    """Collect the words for times of several languages."""
    single: dict[str, str] = {}
    listed: dict[str, dict[str, int]] = {"weekdays": {}, "months": {}, "numbers": {}}
    for texts in languages:
        for meaning, forms in texts.get("spoken_time").items():
            if meaning in listed:
                first = 0 if meaning == "weekdays" else 1
                listed[meaning].update(
                    {fold(form): n for n, group in enumerate(forms, first) for form in group}
                )
            else:
                single.update({fold(form): meaning for form in forms})
    return Words(single, **listed)


def fold(text: str) -> str:
    """Lower case without accents, blanks folded; an accent typed for a prime is one."""
    from unicodedata import combining, normalize

    primes = text.replace("\u00b4", "'")
    plain = "".join(c for c in normalize("NFKD", primes.casefold()) if not combining(c))
    return " ".join(plain.split())


def hour_of_day(hour: int, half: str) -> int | None:
    """The hour from 0 to 23 that a said hour is in a part of the day; None where it is in none.

    "12 am" and "12 de la noche" are midnight, "12 pm" and "12 de la mañana" noon.
    """
    midnight_first = {12: 0, **{said: said for said in range(12)}}
    after_noon = {said: said + 12 for said in range(1, 12)} | {said: said for said in range(12, 24)}
    parts = {
        "morning": midnight_first,
        "forenoon": {said: said for said in range(13)},
        "afternoon": after_noon,
        "night": {**after_noon, **{said: midnight_first[said] for said in (12, 0, 1, 2, 3, 4, 5)}},
    }
    return parts[half].get(hour)
