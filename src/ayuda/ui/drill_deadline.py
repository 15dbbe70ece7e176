"""A deadline that a trainee types: what it may mean as an answer to a card."""

from __future__ import annotations

from datetime import datetime

import msgspec

from ayuda.errors import Problem
from ayuda.moments import in_zone
from ayuda.train.deal import Dealt
from ayuda.train.grading import given_of
from ayuda.train.options import Option
from ayuda.ui.spoken_deadlines import DeadlineWords, deadlines


class TypedDeadline(msgspec.Struct, frozen=True):
    """Understands what is typed for a card that asks for a deadline."""

    card: Dealt
    words: DeadlineWords

    def objection(self, typed: str) -> str | None:
        """What speaks against a typed text; None where it means something."""
        if self.meant(typed):
            return None
        problem = Problem("given", "not-a-deadline", {"value": typed})
        message = self.card.wording.texts.message(problem)
        return f"{message.what} {message.hint}"

    def meant(self, typed: str) -> tuple[Option, ...]:
        """The answers that a text may mean, each once; none for what is not understood."""
        wording = self.card.wording
        found: dict[str, Option] = {}
        for moment in deadlines(typed, self.words, wording.now, wording.zone):
            given = given_of(self.card, in_zone(moment, wording.zone))
            found.setdefault(given, Option(given, moment_words(self.card, given)))
        return tuple(found.values())


def moment_words(card: Dealt, given: str) -> str:
    """A moment that answers a card, as its deadline is told."""
    window = card.wording.policy.windows[card.window or ""]
    return card.wording.deadline(datetime.fromisoformat(given), window)
