"""Asking for a moment: what is typed, what it may mean, and what of it is enough."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec

from ayuda.engine.windows import Setting
from ayuda.errors import AyudaError
from ayuda.model import Fact
from ayuda.moments import FIRST_YEAR, LAST_YEAR
from ayuda.texts import Texts
from ayuda.ui.prompts import Choice, Prompter
from ayuda.ui.spoken_meaning import NoMoment, Stretch
from ayuda.ui.spoken_states import StateReader, States
from ayuda.ui.spoken_time import understand
from ayuda.ui.spoken_words import Words
from ayuda.view.wording import Wording, wording_as_of

RIGHT: Final = "right"
AGAIN: Final = "?again"
EXAMPLE_HOUR: Final = 18


class MomentQuestion(msgspec.Struct, frozen=True):
    """Understands what is typed for one fact that is a moment.

    ``windows`` are those whose states hang on it. All is as of the moment that it is asked.
    """

    prompter: Prompter
    texts: Texts
    settings: Callable[[], Setting]
    spoken: Callable[[], Words]
    name: str
    fact: Fact
    windows: Sequence[str]

    @property
    def states(self) -> StateReader:
        """The states that moments have, as of now."""
        return StateReader(self.settings(), self.name, self.windows)

    @property
    def wording(self) -> Wording:
        """The words as of now."""
        return wording_as_of(self.texts, self.settings())

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
        try:
            readings = self._readings(typed)
        except AyudaError:  # The clock went on between the objection and this.
            return None
        several = len(readings) > 1
        chosen = self._which(typed, readings) if several else self._confirmed(readings[0])
        return None if chosen is None else self.states.counted(chosen).latest

    def state_choices(self) -> list[tuple[Choice, datetime]]:
        """The states that a moment can be in, to choose from; none where there is but one."""
        found = list(self.states.choices()) if self.windows else []
        return [
            (Choice(f"?state{place}", self._told(states)), self.states.counted(stretch).latest)
            for place, (states, stretch) in enumerate(found)
            if len(found) > 1
        ]

    # ---------------------------------------------------------- understanding

    def _readings(self, typed: str) -> tuple[Stretch, ...]:
        """What was typed may mean, each exact enough. Raises AyudaError."""
        setting = self.settings()
        try:
            readings = understand(typed, self.spoken(), setting.now, setting.zone)
        except NoMoment as refused:
            raise self._unclear(typed, refused) from refused
        for stretch in readings:
            dated = stretch.whole_day and self.fact.accepts_date
            if stretch.moment is None and not dated and self.states.decided(stretch) is None:
                raise self._inexact(typed, stretch)
        return readings

    def _unclear(self, typed: str, refused: NoMoment) -> AyudaError:
        """Why what was typed is no moment that has been, and what would be right."""
        wording, where = self.wording, self.name
        yesterday = wording.now.astimezone(wording.zone) - timedelta(days=1)
        example = wording.moment(yesterday.replace(hour=EXAMPLE_HOUR, minute=0, second=0))
        if refused.reason == "skipped-by-clocks":
            first, second = (wording.moment(moment) for moment in refused.moments)
            return AyudaError.of(
                where, "skipped-by-clocks", value=typed, first=first, second=second
            )
        if refused.reason == "still-to-come":
            now = wording.moment(wording.now)
            return AyudaError.of(where, "still-to-come", value=typed, now=now, example=example)
        if refused.reason == "year-out-of-range":
            years = {"first": str(FIRST_YEAR), "last": str(LAST_YEAR)}
            return AyudaError.of(where, "year-out-of-range", value=typed, **years)
        if refused.reason == "too-vague":
            return AyudaError.of(where, "too-vague", value=typed, example=example)
        return AyudaError.of(where, "not-understood", value=typed)

    def _inexact(self, typed: str, stretch: Stretch) -> AyudaError:
        """What hangs on a time that was not said exactly enough."""
        states = self.texts.listed([self._told(one) for one in self.states.either(stretch)])
        example = self.wording.moment(self._example(stretch.latest, stretch.earliest))
        return AyudaError.of(self.name, "time-needed", value=typed, states=states, example=example)

    def _example(self, latest: datetime, earliest: datetime | None = None) -> datetime:
        """A moment such as a person would say, on the last day of the stretch if it can be."""
        local = latest.astimezone(self.wording.zone)
        said = local.replace(hour=EXAMPLE_HOUR, minute=0, second=0, microsecond=0)
        for one in (said, latest - timedelta(hours=1)):
            if one <= latest and (earliest is None or one >= earliest):
                return one
        return latest

    # ---------------------------------------------------------------- showing

    def _confirmed(self, stretch: Stretch) -> Stretch | None:
        """Show it back: it counts only once a person has said that it is right."""
        shown, hint = self._shown_back(stretch)
        right = Choice(RIGHT, self.texts.say("walk.right"))
        again = Choice(AGAIN, self.texts.say("walk.again"))
        chosen = self.prompter.choose(shown, hint, [right, again], default=RIGHT)
        return stretch if chosen == RIGHT else None

    def _shown_back(self, stretch: Stretch) -> tuple[str, str]:
        wording = self.wording
        if stretch.moment is None:
            states = self.states.decided(stretch)
            if stretch.whole_day and (self.fact.accepts_date or not states):
                return self.texts.say("walk.day_back", day=self._words(stretch)), ""
            counted = self.states.counted(stretch)
            shown = self.texts.say(
                "walk.stretch_back", stretch=self._words(stretch), states=self._told(states or ())
            )
            return shown, self.texts.say(
                "walk.counts_as_earliest"
                if counted.latest == stretch.earliest
                else "walk.counts_as",
                moment=self._words(counted),
            )
        seconds = int((wording.now - stretch.latest).total_seconds())
        moment = self._words(stretch)
        if seconds == 0:
            return self.texts.say("walk.moment_now", moment=moment), ""
        return self.texts.say("walk.moment_back", moment=moment, span=wording.span(seconds)), ""

    def _which(self, typed: str, readings: Sequence[Stretch]) -> Stretch | None:
        """Ask which of several is meant, by one key."""
        choices = [Choice(str(n), self._words(stretch)) for n, stretch in enumerate(readings)]
        choices.append(Choice(AGAIN, self.texts.say("walk.neither")))
        chosen = self.prompter.choose(self.texts.say("walk.which", value=typed), "", choices)
        return None if chosen == AGAIN else readings[int(chosen)]

    def _words(self, stretch: Stretch) -> str:
        """A stretch in words: a moment, a day, what was before a moment, or between two."""
        wording = self.wording
        if stretch.whole_day:
            return wording.day(stretch.latest.astimezone(wording.zone).date())
        last = self._moment_words(stretch.latest)
        if stretch.earliest is None:
            return self.texts.say("walk.or_earlier", moment=last)
        if stretch.moment is not None:
            return last
        ends = [one.astimezone(wording.zone) for one in (stretch.earliest, stretch.latest)]
        day = ends[0].date()
        if ends[1].date() == day and not any(map(_is_repeated, ends)):
            first, last = (f"{one:%H:%M}" for one in ends)
            return self.texts.say(
                "walk.between_hours", day=wording.day(day), first=first, last=last
            )
        return self.texts.say("walk.between", first=self._moment_words(stretch.earliest), last=last)

    def _moment_words(self, moment: datetime) -> str:
        """A moment in words; of a time that the clocks repeated, which of the two."""
        wording = self.wording
        local = moment.astimezone(wording.zone)
        if not _is_repeated(local):
            return wording.moment(moment)
        time = f"{local:%H:%M}"
        said = self.texts.say("moments.at", day=wording.day(local.date()), time=time)
        return self.texts.say(
            "walk.after_change" if local.fold else "walk.before_change", moment=said
        )

    def _told(self, states: States) -> str:
        """The names of window states; with the window's, where the name tells no length."""
        wording = self.wording
        told = []
        for window, state in states:
            name = wording.policy.windows[window].states[state].name
            words = wording.text(name)
            tells = f"{{{window}}}" in name.en
            because = {"name": wording.fact_name(window), "value": words}
            told.append(words if tells else self.texts.say("trace.because", **because))
        return self.texts.listed(told, "and") if told else wording.fact_name(self.name)


def _is_repeated(local: datetime) -> bool:
    """Whether the clocks show a local time twice."""
    return local.replace(fold=1 - local.fold).utcoffset() != local.utcoffset()
