"""What the rules for times of day, dates and spans share: the tokens of a text, and its numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ayuda.ui.spoken_words import Token


class Grammar:
    """Looking at the tokens of a text, and reading numbers.

    Each rule looks at the tokens from a place on, and gives every way to read them, each with the
    place behind it. Nothing is guessed: where words can be read in two ways, both are given.
    """

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens

    def has(self, place: int, *tags: str) -> bool:
        """Whether the token at a place may stand for one of these."""
        return 0 <= place < len(self.tokens) and not self.tokens[place].tags.isdisjoint(tags)

    def text(self, place: int) -> str:
        """The token at a place; empty behind the last."""
        return self.tokens[place].text if place < len(self.tokens) else ""

    def listed(self, place: int, kind: str) -> int | None:
        """Which of a list's words the token at a place is."""
        if place >= len(self.tokens):
            return None
        found = [tag for tag in self.tokens[place].tags if tag.startswith(f"{kind}:")]
        return int(found[0].partition(":")[2]) if found else None

    def past(self, place: int, *tags: str) -> int:
        """The place behind all tokens from here that stand for one of these."""
        while self.has(place, *tags):
            place += 1
        return place

    def numbers(self, place: int) -> Iterator[tuple[int, int]]:
        """``20``, ``veinte``, ``treinta y cinco``, ``twenty five``: up to 99 in words."""
        if re.fullmatch(r"[0-9]{1,5}", self.text(place)):
            yield int(self.text(place)), place + 1
        number = self.listed(place, "number")
        if number is not None:
            yield number, place + 1
        tens = self.listed(place, "tens")
        if tens is None:
            return
        if number is None:
            yield tens * 10, place + 1
        behind = self.past(place + 1, "and")
        ones = self.listed(behind, "number")
        if ones is not None and 0 < ones < 10:
            yield tens * 10 + ones, behind + 1

    def ordinals(self, place: int) -> Iterator[tuple[int, int]]:
        """``22nd``, ``twenty-second``, ``primero``."""
        if re.fullmatch(r"[0-9]{1,2}", self.text(place)) and self.has(place + 1, "ordinal_ending"):
            yield int(self.text(place)), place + 2
        ordinal = self.listed(place, "ordinal")
        if ordinal is not None:
            yield ordinal, place + 1
        if self.has(place, "thirtieth"):
            yield 30, place + 1
        tens, ones = self.listed(place, "tens"), self.listed(place + 1, "ordinal")
        if tens is not None and ones is not None and ones < 10:
            yield tens * 10 + ones, place + 2

    def behind_unit(self, place: int, unit: str) -> int:
        """The place behind a unit, where it stands here."""
        return place + 1 if self.has(place, f"unit:{unit}") else place
