"""Asking for a moment or a day: what is typed, what it may mean, and what of it is enough."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Final

import msgspec

from ayuda.engine.windows import Setting
from ayuda.errors import AyudaError
from ayuda.model import Fact
from ayuda.moments import FIRST_YEAR, LAST_YEAR, start_of_day
from ayuda.texts import Texts
from ayuda.ui.prompts import Choice, Prompter
from ayuda.ui.spoken_meaning import NoMoment, Stretch
from ayuda.ui.spoken_shown import ShownTimes
from ayuda.ui.spoken_states import StateReader
from ayuda.ui.spoken_time import understand
from ayuda.ui.spoken_words import Words
from ayuda.view.wording import Wording, wording_as_of

RIGHT: Final = "right"
AGAIN: Final = "?again"


class MomentQuestion(msgspec.Struct, frozen=True):
    """Understands what is typed for one fact that is a moment, or a date.

    ``windows`` are those whose states hang on it; ``alone`` says that nothing else does, so that
    what has one state is exact enough. All is as of the moment that it is asked.
    """

    prompter: Prompter
    texts: Texts
    settings: Callable[[], Setting]
    spoken: Callable[[], Words]
    name: str
    fact: Fact
    windows: Sequence[str]
    alone: bool = True

    @property
    def states(self) -> StateReader:
        """The states that moments have, as of now."""
        windows = self.windows if self.alone else ()
        return StateReader(self.settings(), self.name, windows, self.fact.time)

    @property
    def wording(self) -> Wording:
        """The words as of now."""
        return wording_as_of(self.texts, self.settings())

    @property
    def shown(self) -> ShownTimes:
        """Words for times, as of now."""
        return ShownTimes(self.wording, self.states, self.fact)

    @property
    def keys(self) -> str:
        """Examples of what may be typed, and whether there is more to choose from."""
        if self.fact.kind == "date":
            return self.texts.say(f"walk.day_keys_{self.fact.time}")
        if self.fact.time != "past":
            examples = self.texts.say(f"walk.moment_keys_{self.fact.time}")
        else:
            dated = self.fact.accepts_date
            examples = self.texts.say("walk.date_keys" if dated else "walk.moment_keys")
        more = self.texts.say("walk.more_choices") if self.state_choices() else ""
        return f"{examples} {more}".strip()

    def objection(self, typed: str) -> str | None:
        """What is to be said against a typed text; None where it can be counted, or is empty."""
        if not typed.strip():
            return None
        try:
            self._readings(typed)
        except AyudaError as error:
            message = self.texts.message(error.problems[0])
            return f"{message.what} {message.hint}"
        return None

    def moment(self, typed: str) -> datetime | None:
        """The moment that a typed text counts as, once a person has said what is right.

        None where it is to be typed again.
        """
        chosen = self._chosen(typed)
        if chosen is None:
            return None
        if chosen.whole_day and self.fact.accepts_date:
            return start_of_day(self.shown.day_of(chosen), self.wording.zone)
        return self.states.counted(chosen).latest

    def value(self, typed: str) -> datetime | date | None:
        """The moment, or the day, that a typed text counts as; None to type it again."""
        if self.fact.kind != "date":
            return self.moment(typed)
        chosen = self._chosen(typed)
        return None if chosen is None else self.shown.day_of(chosen)

    def state_choices(self) -> list[tuple[Choice, datetime, str]]:
        """The states that a moment can be in, to choose from: what each counts as, and its words.

        None where there is but one, and where more hangs on the moment than they tell.
        """
        asked = self.windows and self.alone and self.fact.kind == "moment"
        shown = self.shown
        found = list(shown.states.choices()) if asked else []
        return [
            (
                Choice(f"?state{place}", shown.told(states)),
                shown.states.counted(stretch).latest,
                shown.counts_as(stretch),
            )
            for place, (states, stretch) in enumerate(found)
            if len(found) > 1
        ]

    # ---------------------------------------------------------- understanding

    def _chosen(self, typed: str) -> Stretch | None:
        try:
            readings = self._readings(typed)
        except AyudaError:  # The clock went on between the objection and this.
            return None
        return self._which(typed, readings) if len(readings) > 1 else self._confirmed(readings[0])

    def _readings(self, typed: str) -> tuple[Stretch, ...]:
        """What was typed may mean, each exact enough. Raises AyudaError."""
        setting = self.settings()
        try:
            readings = understand(typed, self.spoken(), setting.now, setting.zone, self.fact.time)
        except NoMoment as refused:
            raise self._unclear(typed, refused) from refused
        for stretch in readings:
            if not self._is_exact(stretch):
                raise self._inexact(typed, stretch)
        return self._each_day_once(readings) if self.fact.kind == "date" else readings

    def _is_exact(self, stretch: Stretch) -> bool:
        if self.fact.kind == "date":
            ends = (stretch.earliest, stretch.latest)
            days = {end and end.astimezone(self.wording.zone).date() for end in ends}
            return len(days) == 1
        if stretch.moment is not None or (stretch.whole_day and self.fact.accepts_date):
            return True
        return self.alone and self.states.decided(stretch) is not None

    def _each_day_once(self, readings: Sequence[Stretch]) -> tuple[Stretch, ...]:
        days: dict[date, Stretch] = {}
        for stretch in readings:
            days.setdefault(self.shown.day_of(stretch), stretch)
        return tuple(days.values())

    def _unclear(self, typed: str, refused: NoMoment) -> AyudaError:
        """Why what was typed is no time that can be meant, and what would be right."""
        wording, where, reason = self.wording, self.name, refused.reason
        if reason == "skipped-by-clocks":
            beside = [wording.moment(moment) for moment in refused.moments]
            words = {"value": typed, "first": beside[0], "second": beside[1]}
            return AyudaError.of(where, "skipped-by-clocks", **words)
        if reason == "year-out-of-range":
            words = {"value": typed, "first": str(FIRST_YEAR), "last": str(LAST_YEAR)}
            return AyudaError.of(where, "year-out-of-range", **words)
        words = {"value": typed, "now": wording.moment(wording.now)}
        code = self._code(reason)
        return AyudaError.of(where, code, example=self.shown.example(), **words)

    def _code(self, reason: str) -> str:
        """The problem of a text that is no such time."""
        is_day = self.fact.kind == "date"
        code = "still-to-come"
        if reason == "has-been":
            code = "has-been"
        elif reason == "too-vague":
            code = "too-vague" if self.fact.time == "past" else "moment-needed"
            code = "day-needed" if is_day else code
        elif reason != "still-to-come":
            code = "not-understood-ahead" if self.fact.time == "future" else "not-understood"
            code = "not-understood-day" if is_day else code
        return code

    def _inexact(self, typed: str, stretch: Stretch) -> AyudaError:
        """What hangs on a time that was not said exactly enough."""
        shown = self.shown
        if self.fact.kind == "date":
            return AyudaError.of(self.name, "day-needed", value=typed, example=shown.example())
        example = shown.example_in(stretch)
        if not self.alone:
            return AyudaError.of(self.name, "moment-needed", value=typed, example=example)
        states = self.texts.listed([shown.told(one) for one in self.states.either(stretch)])
        return AyudaError.of(self.name, "time-needed", value=typed, states=states, example=example)

    # ---------------------------------------------------------------- asking back

    def _confirmed(self, stretch: Stretch) -> Stretch | None:
        """Show it back: it counts only once a person has said that it is right."""
        shown, hint = self.shown.shown_back(stretch)
        right = Choice(RIGHT, self.texts.say("walk.right"))
        again = Choice(AGAIN, self.texts.say("walk.again"))
        chosen = self.prompter.choose(shown, hint, [right, again], default=RIGHT)
        return stretch if chosen == RIGHT else None

    def _which(self, typed: str, readings: Sequence[Stretch]) -> Stretch | None:
        """Ask which of several is meant, by one key."""
        choices = [Choice(str(n), self.shown.words(stretch)) for n, stretch in enumerate(readings)]
        choices.append(Choice(AGAIN, self.texts.say("walk.neither")))
        chosen = self.prompter.choose(self.texts.say("walk.which", value=typed), "", choices)
        return None if chosen == AGAIN else readings[int(chosen)]
