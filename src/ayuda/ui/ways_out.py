"""What can be replied to a question besides its answer: not to know, to go back, to stop asking."""

from __future__ import annotations

from typing import Final

import msgspec

from ayuda.engine.windows import FactValue
from ayuda.model import Fact
from ayuda.texts import Texts
from ayuda.ui.prompts import CHANGE, ENOUGH, WAY_OUT, Choice, letters

UNKNOWN: Final = "?unknown"
ENOUGH_KNOWN: Final = "?enough"
BACK: Final = "?back"


class Answered(msgspec.Struct, frozen=True):
    """A value that was given; None where it is not known."""

    value: FactValue | None


class GoBack(msgspec.Struct, frozen=True):
    """The wish to change an answer; ``one_step``: the one before."""

    one_step: bool = False


class Enough(msgspec.Struct, frozen=True):
    """The wish to decide now, with what is known."""


Reply = Answered | GoBack | Enough


class Replied(Exception):
    """A way out that was typed where something else is to be typed."""

    def __init__(self, reply: Reply) -> None:
        super().__init__()
        self.reply = reply


class WaysOut:
    """The ways out of one question: what they are called, their keys, and what they reply.

    ``unknown`` is what not to know is called. ``enough`` says whether the case is settled without
    this fact, and ``can_go_back`` whether there is an answer to change, else there is the menu.
    Where figures are typed their keys are letters of what they are called: any figure may be meant.
    """

    def __init__(
        self, texts: Texts, fact: Fact, unknown: str, *, enough: bool, can_go_back: bool
    ) -> None:
        self._texts = texts
        ways = [Choice(UNKNOWN, unknown or texts.say("walk.unknown"), WAY_OUT)]
        if enough:
            ways.append(Choice(ENOUGH_KNOWN, texts.say("walk.enough"), ENOUGH))
        back = texts.say("walk.back" if can_go_back else "walk.menu")
        ways.append(Choice(BACK, back, CHANGE))
        if fact.kind == "number":
            bare = [Choice(way.key, way.label) for way in ways]
            found = letters(bare)
            ways = [
                Choice(way.key, way.label, letter) for way, letter in zip(bare, found, strict=True)
            ]
        self.choices = ways

    @staticmethod
    def reply(key: str) -> Reply | None:
        """What a key replies; None for one that is no way out."""
        replies: dict[str, Reply] = {
            UNKNOWN: Answered(None),
            ENOUGH_KNOWN: Enough(),
            BACK: GoBack(),
        }
        return replies.get(key)

    def told(self, examples: str) -> str:
        """How to type an answer, where there are ``examples``, and the ways out of typing it."""
        ways = "; ".join(
            self._texts.say("trace.because", name=way.letter, value=way.label)
            for way in self.choices
        )
        return f"{examples}\n{ways}".strip()

    def take(self, typed: str, *, empty: bool) -> None:
        """Leave the typing where a way out was typed, or where ``empty`` nothing was.

        Raises Replied.
        """
        typed = typed.strip().casefold()
        for way in self.choices:
            reply = self.reply(way.key)
            chosen = typed == way.letter or (not typed and empty and way.key == UNKNOWN)
            if chosen and reply is not None:
                raise Replied(reply)
