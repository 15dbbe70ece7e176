"""The words people use for times, of every language at once; they stand in the texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from ayuda.late_patterns import late
from ayuda.texts import Texts

Tags = frozenset[str]
"""What a word may stand for: ``unit:hour``, ``number:6``, ``ago``; several at once."""

UNITS = ("second", "minute", "hour", "day", "week", "fortnight", "month")
PARTS = (
    *("before_noon", "after_noon", "small_hours", "early_morning", "morning", "forenoon"),
    *("midday", "afternoon", "evening", "night", "at_night"),
)
LISTED = {"weekdays": 0, "months": 1, "numbers": 0, "ordinals": 1}
"""Keys whose words are listed in order, and the number of the first of them."""
LONGEST_PHRASE = 7
LONGEST_TEXT = 30
"""How many words of a text are read at most; nobody says a time in more."""
SHORTEST_TYPED, SHORTEST_MEANT, SHORTEST_REPLACED = 4, 4, 5
"""How many letters a word and what it may be a slip for have at least; and where one is another."""

MARKS = str.maketrans(dict.fromkeys('!?¿¡()[]{}"«»“”;\u2026', " ") | {"\u2044": "/"})
PRIMES = str.maketrans(dict.fromkeys("\u00b4\u2018\u2019\u2032", "'") | {"\u00ba": "\u00b0"})
FIGURES = late(r"[0-9]+(?:[:./-][0-9]+)*")
DECIMAL = late(r"[0-9]{1,3}(?:\.[0-9]|,[0-9]{1,2})")
PARTED = late(r"([0-9]+(?:[:.,/-][0-9]+)*)([^0-9:.,/-].*)")
HOURS_MINUTES = late(r"([0-9]{1,3})h([0-9]{1,2})")
BETWEEN_WORD_AND_FIGURES = late(r"(?<=[0-9])[./-](?=[^\W\d_]{3})|(?<=[^\W\d_]{3})[/-](?=[0-9])")
HOUR_AND_MINUTES = late(r"(?<![0-9'])([0-9]{1,2})'([0-5][0-9])(?![0-9'])")
"""``9'30``, as it is written in Spain."""
WORD_BEFORE_FIGURES = late(r"([^\W\d_]{2,})\.?([0-9].*)")


TIMES = frozenset({"noon", "midnight", *(f"number:{hour}" for hour in range(1, 13))})
"""What a time of day may begin with."""
MEANT_BY_NO_SLIP = frozenset({"fillers", "been", "will", "unrelated"})


class Token(msgspec.Struct, frozen=True):
    """A word, a phrase or figures, and what it may stand for."""

    text: str
    tags: Tags = frozenset()


class Words(msgspec.Struct, frozen=True):
    """The words of all languages for times, folded: what each phrase may stand for.

    ``known`` are the single words of all phrases, and ``meant`` those that a slip may stand for.
    ``endings`` make a time a rough one ("tenish").
    """

    phrases: Mapping[str, Tags]
    known: frozenset[str]
    meant: frozenset[str]
    endings: tuple[str, ...]

    def tokens(self, text: str) -> list[Token]:
        """A folded text as figures, words and phrases ("day before yesterday", "p. m.")."""
        words = [part for word in _blanks(text).split() for part in self._apart(word)]
        tokens: list[Token] = []
        while words:
            length = self._phrase_length(words)
            phrase = " ".join(words[:length])
            tokens.append(Token(phrase, self.phrases.get(phrase, frozenset())))
            words = words[length:]
        return tokens

    def _phrase_length(self, words: Sequence[str]) -> int:
        for length in range(min(LONGEST_PHRASE, len(words)), 1, -1):
            if " ".join(words[:length]) in self.phrases:
                return length
        return 1

    def _apart(self, word: str) -> list[str]:
        """``20min`` is ``20 min``, ``1h30m`` is ``1 h 30 m``, ``half-past`` is ``half past``."""
        whole = word in self.phrases or HOURS_MINUTES.fullmatch(word) or DECIMAL.fullmatch(word)
        bare = word.strip(".:-")
        if whole:
            return [word]
        if FIGURES.fullmatch(bare) or not bare:
            return [bare] * bool(bare)
        pieces = self._pieces(word)
        if len(pieces) > 1:
            return [part for piece in pieces for part in self._apart(piece)]
        return [word if word in self.known else self._spelled(bare)]

    def _pieces(self, word: str) -> list[str]:
        """Where a word comes apart."""
        amount = HOURS_MINUTES.match(word)
        if amount and word[amount.end() :] in self.phrases:
            return [amount[1], "h", amount[2], word[amount.end() :]]
        parted = PARTED.fullmatch(word)
        if parted:
            return [parted[1], parted[2]]
        named = WORD_BEFORE_FIGURES.fullmatch(word)
        if named and named[1] in self.phrases:
            return [named[1], named[2]]
        for ending in self.endings:
            stem = word.removesuffix(ending).rstrip("-")
            if stem != word and not self.phrases.get(stem, frozenset()).isdisjoint(TIMES):
                return [stem, ending]
        return [piece for piece in re.split("[,-]", word) if piece]

    def _spelled(self, word: str) -> str:
        """The word that a slip of one letter was meant for; the slip where that is in doubt."""
        if word in self.known or len(word) < SHORTEST_TYPED:
            return word
        near = sorted(
            other
            for other in self.known
            if len(other) >= SHORTEST_TYPED - 1 and _one_slip(word, other)
        )
        kinds = {self.phrases.get(other, frozenset({other})) for other in near}
        return near[0] if len(kinds) == 1 and self.meant.issuperset(near) else word


def _blanks(text: str) -> str:
    """A text whose marks are blanks, without its full stop; a comma stays between figures."""
    text = HOUR_AND_MINUTES.sub(r"\1:\2", BETWEEN_WORD_AND_FIGURES.sub(" ", text))
    text = re.sub(r",(?![0-9])|(?<![0-9]),", " ", text.translate(MARKS).rstrip(" ."))
    return " ".join(text.replace("~", " ~ ").replace("@", " @ ").split())


def _one_slip(typed: str, meant: str) -> bool:
    """Whether a letter is missing, too many, another, or two beside each other are exchanged.

    Another letter makes another word of a short one: "soon" is not meant for "noon".
    """
    if abs(len(typed) - len(meant)) > 1 or typed == meant:
        return False
    replaceable = len(meant) >= SHORTEST_REPLACED
    pairs = enumerate(zip(typed, meant, strict=False))
    start = next((n for n, (one, other) in pairs if one != other), min(len(typed), len(meant)))
    typed, meant = typed[start:], meant[start:]
    return (
        typed[1:] == meant
        or typed == meant[1:]
        or (typed[1:] == meant[1:] and replaceable)
        or (typed[:2] == meant[1::-1] and typed[2:] == meant[2:])
    )


def words_of(languages: Sequence[Texts]) -> Words:
    """Collect the words for times of several languages."""
    found: dict[str, set[str]] = {}
    for texts in languages:
        for tag, forms in _tagged(texts.get("spoken_time")):
            for form in map(fold, forms):
                for ending in {form, form.removesuffix(".")}:
                    found.setdefault(ending, set()).add(tag)
    phrases = {phrase: frozenset(tags) for phrase, tags in found.items()}
    known = {word for phrase in phrases for word in phrase.split()}
    fillers = {word for word in known if phrases.get(word, frozenset("-")) <= MEANT_BY_NO_SLIP}
    long = {word for word in known if len(word) >= SHORTEST_MEANT and word.isalpha()}
    endings = tuple(sorted(word for word, tags in phrases.items() if "about_ending" in tags))
    return Words(phrases, frozenset(known), frozenset(long - fillers), endings)


def _tagged(table: Mapping[str, Any]) -> Iterable[tuple[str, Sequence[str]]]:
    for key, forms in table.items():
        if key == "tens":
            yield from ((f"tens:{n}", group) for n, group in enumerate(forms, 2))
        elif key in LISTED:
            kind = key.removesuffix("s")
            yield from ((f"{kind}:{n}", group) for n, group in enumerate(forms, LISTED[key]))
        elif key in UNITS:
            yield f"unit:{key}", forms
        elif key in PARTS:
            yield f"part:{key}", forms
        else:
            yield key, forms


def fold(text: str) -> str:
    """Lower case without accents, blanks folded; an accent typed for a prime is one."""
    from unicodedata import combining, normalize

    primes = text.translate(PRIMES)
    plain = "".join(c for c in normalize("NFKD", primes.casefold()) if not combining(c))
    return " ".join(plain.split())
