"""Asking for a number: what is typed, with its unit or without, and what is asked back."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import Final

import msgspec

from ayuda.errors import Problem
from ayuda.model import Fact
from ayuda.texts import Texts
from ayuda.ui.prompts import Choice, Prompter
from ayuda.ui.typed_numbers import (
    NoNumber,
    Signs,
    decimals_of,
    is_ambiguous,
    numbers_meant,
    signs_of,
)
from ayuda.view.quantities import SYMBOLS
from ayuda.view.wording import Wording

AGAIN: Final = "?again"


class NumberQuestion(msgspec.Struct, frozen=True, dict=True):
    """Understands what is typed for one fact that is a number."""

    prompter: Prompter
    texts: Texts
    wording: Wording
    name: str
    fact: Fact

    def objection(self, typed: str) -> str | None:
        """What is to be said against a typed text; None where it is a number that is taken."""
        try:
            numbers_meant(typed, self.fact, self._signs)
        except NoNumber as refused:
            return self._told(typed, refused)
        return None

    def value(self, typed: str) -> Decimal | None:
        """The number that was typed, asked back where it may be another; None to type it again."""
        numbers = numbers_meant(typed, self.fact, self._signs)
        if not is_ambiguous(typed, self.fact):
            return numbers[0]
        choices = [Choice(str(number), self._quantity(number)) for number in numbers]
        choices.append(Choice(AGAIN, self.texts.say("walk.neither")))
        asked = self.texts.say("walk.which_number", value=typed.strip())
        chosen = self.prompter.choose(asked, "", choices)
        return None if chosen == AGAIN else Decimal(chosen)

    @property
    def keys(self) -> str:
        """What may be typed: the ends that there are."""
        ends = self._ends()
        return self.texts.say("walk.number_keys", ends=ends) if ends else ""

    @property
    def unit(self) -> str:
        """The unit as it stands in the question; empty where there is none."""
        unit = self.fact.unit
        if unit is None:
            return ""
        if unit in self.wording.policy.units:
            return self.wording.template(self.wording.policy.units[unit].other)
        return SYMBOLS.get(unit, unit)

    # ----------------------------------------------------------------- words

    @cached_property
    def _signs(self) -> Signs:
        return signs_of(self.wording.policy, self.texts, self.fact.unit)

    def _told(self, typed: str, refused: NoNumber) -> str:
        """Why a text is not taken, and what would be right."""
        quantities = self.wording.quantities
        words = {"value": typed.strip(), "unit": self.unit}
        example = self._example()
        words["example"] = quantities.number(example, decimals_of(example))
        code = "typed-number"
        if refused.reason == "unit":
            code = "typed-number-unit"
        elif refused.reason == "range":
            code = "typed-number-range"
            words["ends"] = self._ends()
        elif refused.reason == "decimals":
            code = "typed-number-decimals" if self.fact.decimals else "typed-number-whole"
            words["decimals"] = self.texts.count("decimal", self.fact.decimals)
        elif refused.meant is not None:
            code = "typed-number-marks"
            words["right"] = quantities.number(refused.meant, decimals_of(refused.meant))
        return self._message(code, words)

    def _message(self, code: str, words: dict[str, str]) -> str:
        message = self.texts.message(Problem(self.name, code, words))
        return f"{message.what} {message.hint}"

    def _ends(self) -> str:
        """The least and the greatest number that is taken, as far as there are such."""
        least, most = self.fact.min, self.fact.max
        words = {}
        if least is not None:
            words["least"] = self._quantity(least)
        if most is not None:
            words["most"] = self._quantity(most)
        key = {0: "", 1: "least" if least is not None else "most", 2: "between"}[len(words)]
        return self.texts.say(f"quantities.{key}", **words) if key else ""

    def _example(self) -> Decimal:
        """A number that would be taken."""
        least, most = self.fact.min, self.fact.max
        example = Decimal("12.5") if self.fact.decimals else Decimal(12)
        if least is not None and example < least:
            return least
        return most if most is not None and example > most else example

    def _quantity(self, number: Decimal) -> str:
        return self.wording.quantities.quantity(number, self.fact.unit, decimals_of(number))
