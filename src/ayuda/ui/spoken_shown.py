"""What a typed time is shown back as, and what hangs on it, in words."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

import msgspec

from ayuda.model import Fact
from ayuda.ui.spoken_meaning import Stretch
from ayuda.ui.spoken_states import StateReader, States
from ayuda.view.wording import Wording

EXAMPLE_HOUR: Final = 18


class ShownTimes(msgspec.Struct, frozen=True):
    """Words for times that were typed for one fact, all as of one present."""

    wording: Wording
    states: StateReader
    fact: Fact

    def shown_back(self, stretch: Stretch) -> tuple[str, str]:
        """A question whether it is right, and what it counts as."""
        say = self.wording.texts.say
        if self.fact.kind == "date":
            return say("walk.day_back", day=self.full_day(self.day_of(stretch))), ""
        if stretch.moment is None:
            return self._stretch_back(stretch)
        moment = self.words(stretch)
        seconds = int((self.wording.now - stretch.latest).total_seconds())
        if seconds == 0:
            return say("walk.moment_now", moment=moment), ""
        span = self.wording.span(abs(seconds))
        if seconds < 0:
            return say("walk.moment_ahead", moment=moment, span=span), ""
        return say("walk.moment_back", moment=moment, span=span), ""

    def _stretch_back(self, stretch: Stretch) -> tuple[str, str]:
        say = self.wording.texts.say
        states = self.states.decided(stretch)
        if stretch.whole_day and (self.fact.accepts_date or not states):
            day = self.day_of(stretch)
            words = self.full_day(day) if day > self._today else self.wording.day(day)
            return say("walk.day_back", day=words), ""
        told = {"stretch": self.words(stretch), "states": self.told(states or ())}
        return say("walk.stretch_back", **told), self.counts_as(stretch)

    def counts_as(self, stretch: Stretch) -> str:
        """A sentence that says as which moment a stretch counts."""
        counted = self.states.counted(stretch)
        key = "counts_as_earliest" if counted.latest == stretch.earliest else "counts_as"
        return self.wording.texts.say(f"walk.{key}", moment=self.words(counted))

    def words(self, stretch: Stretch) -> str:
        """A stretch in words: a moment, a day, what was before a moment, or between two."""
        wording = self.wording
        if stretch.whole_day or self.fact.kind == "date":
            day = self.day_of(stretch)
            ahead = day > self._today or self.fact.kind == "date"
            return self.full_day(day) if ahead else wording.day(day)
        last = self._moment(stretch.latest)
        if stretch.earliest is None:
            return wording.texts.say("walk.or_earlier", moment=last)
        if stretch.moment is not None:
            return last
        ends = [one.astimezone(wording.zone) for one in (stretch.earliest, stretch.latest)]
        day = ends[0].date()
        if ends[1].date() == day and not any(map(_is_repeated, ends)):
            hours = {"first": f"{ends[0]:%H:%M}", "last": f"{ends[1]:%H:%M}"}
            return wording.texts.say("walk.between_hours", day=wording.day(day), **hours)
        return wording.texts.say("walk.between", first=self._moment(stretch.earliest), last=last)

    def day_of(self, stretch: Stretch) -> date:
        """The day in which a stretch ends."""
        return stretch.latest.astimezone(self.wording.zone).date()

    def full_day(self, day: date) -> str:
        """A day with its date, however near it is: "tomorrow, Friday 27 November"."""
        near, full = self.wording.day(day), self.wording.full_day(day)
        return (
            full if near == full else self.wording.texts.say("walk.day_near", near=near, day=full)
        )

    def told(self, states: States) -> str:
        """The names of window states; with the window's, where the name tells no length."""
        wording = self.wording
        told = []
        for window, state in states:
            name = wording.policy.windows[window].states[state].name
            words = wording.text(name)
            tells = f"{{{window}}}" in name.words(wording.texts.language)
            because = {"name": wording.fact_name(window), "value": words}
            told.append(words if tells else wording.texts.say("trace.because", **because))
        if not told:
            return wording.fact_name(self.states.fact)
        return wording.texts.listed(told, "and")

    # ---------------------------------------------------------------- examples

    def example(self) -> str:
        """A time that could be an answer: yesterday's, or tomorrow's where it is to come."""
        days = 1 if self.fact.time == "future" else -1
        beside = self.wording.now.astimezone(self.wording.zone) + timedelta(days=days)
        if self.fact.kind == "date":
            return f"{beside.day}/{beside.month}/{beside.year}"
        return self.wording.moment(beside.replace(hour=EXAMPLE_HOUR, minute=0, second=0))

    def example_in(self, stretch: Stretch) -> str:
        """A moment such as a person would say, on the last day of the stretch if it can be."""
        latest, earliest = stretch.latest, stretch.earliest
        local = latest.astimezone(self.wording.zone)
        said = local.replace(hour=EXAMPLE_HOUR, minute=0, second=0, microsecond=0)
        fitting = (
            one
            for one in (said, latest - timedelta(hours=1))
            if one <= latest and (earliest is None or one >= earliest)
        )
        return self.wording.moment(next(fitting, latest))

    @property
    def _today(self) -> date:
        return self.wording.now.astimezone(self.wording.zone).date()

    def _moment(self, moment: datetime) -> str:
        """A moment in words; of a time that the clocks repeated, which of the two."""
        wording = self.wording
        local = moment.astimezone(wording.zone)
        if not _is_repeated(local):
            return wording.moment(moment)
        time = f"{local:%H:%M}"
        said = wording.texts.say("moments.at", day=wording.day(local.date()), time=time)
        return wording.texts.say(
            "walk.after_change" if local.fold else "walk.before_change", moment=said
        )


def _is_repeated(local: datetime) -> bool:
    """Whether the clocks show a local time twice."""
    return local.replace(fold=1 - local.fold).utcoffset() != local.utcoffset()
