"""Words that stay true: in a ticket and in a letter a day has its date and its year."""

from __future__ import annotations

from datetime import date

from ayuda.engine.windows import Setting
from ayuda.texts import Texts
from ayuda.view.wording import Wording


class LastingWording(Wording, frozen=True, dict=True):
    """Words that name every day in full, for whoever reads them on another day."""

    def day(self, day: date) -> str:
        """A day by its weekday and date, with the year."""
        return self.fixed_day(day)

    def full_day(self, day: date) -> str:
        """The same."""
        return self.fixed_day(day)


def lasting_wording(texts: Texts, setting: Setting) -> Wording:
    """The words of a setting's policy and of the program that stay true."""
    return LastingWording(setting.policy, texts, setting.now)


def one_line(text: str) -> str:
    """A text without its line breaks."""
    return " ".join(text.split())
