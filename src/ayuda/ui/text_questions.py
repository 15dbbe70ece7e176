"""Asking for a text: how it has to look, and keeping one that does not."""

from __future__ import annotations

from typing import Final

import msgspec

from ayuda.engine.stated import parse_value
from ayuda.engine.windows import Setting
from ayuda.errors import AyudaError
from ayuda.model import Fact
from ayuda.policy.language.masks import DIGIT, EITHER, LETTER, fits
from ayuda.texts import Texts
from ayuda.ui.prompts import Choice, Prompter

KEEP: Final = "keep"
AGAIN: Final = "?again"
SIGNS: Final = {DIGIT: "digit", LETTER: "letter", EITHER: "either"}


class TextQuestion(msgspec.Struct, frozen=True):
    """Takes what is typed for one fact that is a text, as it is typed."""

    prompter: Prompter
    texts: Texts
    setting: Setting
    fact: Fact

    def objection(self, typed: str) -> str | None:
        """What is to be said against a text: only that it is too long."""
        try:
            parse_value(self.setting, self.fact, typed, "")
        except AyudaError as error:
            message = self.texts.message(error.problems[0])
            return f"{message.what} {message.hint}"
        return None

    def value(self, typed: str) -> str | None:
        """The text; None to type it again, as it does not fit.

        One that does not fit can be kept, since rules may decide on that. It is not shown again:
        it may be nobody's business.
        """
        mask = self.fact.mask
        if mask is None or fits(typed, mask):
            return typed
        choices = [
            Choice(AGAIN, self.texts.say("walk.again")),
            Choice(KEEP, self.texts.say("walk.keep")),
        ]
        asked = self.texts.say("walk.misfit", mask=mask)
        return typed if self.prompter.choose(asked, "", choices) == KEEP else None

    @property
    def keys(self) -> str:
        """How it has to look, with what the signs of the mask stand for."""
        mask = self.fact.mask
        if mask is None:
            return ""
        signs = [
            self.texts.say(f"walk.mask_{name}") for sign, name in SIGNS.items() if sign in mask
        ]
        return self.texts.say("walk.mask_keys", mask=mask, signs="; ".join(signs))
