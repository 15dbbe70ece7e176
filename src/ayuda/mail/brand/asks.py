"""Sentences that ask for personal or payment data. They are evidence and never decide alone."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Literal

import msgspec

from ayuda.late_patterns import late
from ayuda.mail.shown.lookalikes import unfolded
from ayuda.model import MailAsks

Asked = Literal["asks-personal-data", "asks-payment-update"]

_SENTENCE_END = late(r"[.!?](?=\s)|\n")
_LONGEST = 300
_CODE_LENGTH = 40
"""Characters around a thing in which the name of a code that holds it stands."""
_THINGS = 60
"""Mentions of such data that are looked at."""


class Asks(msgspec.Struct, frozen=True, dict=True):
    """The request words of a policy, by language, made ready for finding."""

    languages: Mapping[str, MailAsks]

    def find(self, text: str, folded: str) -> Iterator[tuple[Asked, str]]:
        """The first sentence that asks for each kind of data; a denial asks for nothing."""
        if not any(thing in folded for thing in self._things):
            return  # The pattern takes longer to make than most messages to judge.
        found: set[Asked] = set()
        for thing in itertools.islice(self._pattern.finditer(folded), _THINGS):
            asked = self._things[thing[0][1:]]
            if asked in found:
                continue
            start, end = _sentence(folded, thing.start() + 1, thing.end())
            sentence = folded[start:end]
            if self._is_code(folded, thing.start() + 1, thing.end()):
                continue
            if self._verbs.search(sentence) and not self._denials.search(sentence):
                found.add(asked)
                yield asked, unfolded(text, folded, start, end)[: 2 * _LONGEST]

    def calls(self, folded: str) -> bool:
        """Whether a short text asks somebody to call, to write or to pay."""
        return self._calls.search(folded) is not None

    def _is_code(self, folded: str, start: int, end: int) -> bool:
        """Whether a thing is part of the name of a code that is used once."""
        around = folded[max(0, start - _CODE_LENGTH) : end + _CODE_LENGTH]
        offset = start - max(0, start - _CODE_LENGTH)
        return any(
            code.start() <= offset and code.end() >= offset + end - start
            for code in self._codes.finditer(around)
        )

    @cached_property
    def _codes(self) -> re.Pattern[str]:
        return re.compile(_any(word for asks in self.languages.values() for word in asks.codes))

    @cached_property
    def _calls(self) -> re.Pattern[str]:
        words = _any(word for asks in self.languages.values() for word in asks.calls)
        return re.compile(rf"(?<![a-z0-9]){words}(?![a-z0-9])")

    @cached_property
    def _things(self) -> dict[str, Asked]:
        things: dict[str, Asked] = {}
        for asks in self.languages.values():
            things.update(dict.fromkeys(asks.payment, "asks-payment-update"))
            things.update(dict.fromkeys(asks.personal, "asks-personal-data"))
        return things

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """A thing with the mark before it: to try only where a word begins is much faster."""
        return re.compile(r"[\s\"'(\[:,>-]" + _branches(sorted(self._things)))

    @cached_property
    def _verbs(self) -> re.Pattern[str]:
        words = (word for asks in self.languages.values() for word in asks.verbs)
        return re.compile(rf"(?<![a-z]){_any(words)}")

    @cached_property
    def _denials(self) -> re.Pattern[str]:
        words = (word for asks in self.languages.values() for word in asks.denials)
        return re.compile(rf"(?<![a-z]){_any(words)}")


def _any(words: Iterator[str]) -> str:
    ordered = sorted(set(words), key=len, reverse=True)
    return "(?:" + "|".join(map(re.escape, ordered)) + ")" if ordered else r"(?!)"


def _branches(words: list[str]) -> str:
    """A pattern of words with what they begin with in common taken out; the shortest wins."""
    if not words:
        return r"(?!)"
    if words[0] == "":
        return ""
    groups = itertools.groupby(words, key=lambda word: word[0])
    branches = [re.escape(key) + _branches([word[1:] for word in group]) for key, group in groups]
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The span of the sentence around a span, cut to a length that a person can read."""
    begin = max(0, start - _LONGEST)
    for stop in _SENTENCE_END.finditer(text, begin, start):
        begin = stop.end()
    after = _SENTENCE_END.search(text, end, end + _LONGEST)
    return begin, after.end() if after else min(len(text), end + _LONGEST)
