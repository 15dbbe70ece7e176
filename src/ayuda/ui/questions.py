"""Putting one fact to a person, whatever its kind."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final

import msgspec

from ayuda.engine.stated import check_not_future
from ayuda.engine.windows import FactValue, Setting
from ayuda.errors import AyudaError
from ayuda.mail.stated_values import parse_stated, stated_links
from ayuda.model import Fact
from ayuda.texts import Texts
from ayuda.ui.prompts import CHANGE, WAY_OUT, Choice, Prompter
from ayuda.ui.spoken_time import SpokenMoment, understand
from ayuda.ui.spoken_words import Words
from ayuda.view.wording import Wording, wording_as_of

UNKNOWN: Final = "?unknown"
BACK: Final = "?back"
AGAIN: Final = "?again"


class Answered(msgspec.Struct, frozen=True):
    """A value that was given; None where it is not known."""

    value: FactValue | None


class GoBack(msgspec.Struct, frozen=True):
    """The wish to change an earlier answer."""


Reply = Answered | GoBack


class Questioner:
    """Asks for facts with a prompter, in one language, each as of the moment it is asked."""

    def __init__(
        self,
        prompter: Prompter,
        texts: Texts,
        settings: Callable[[], Setting],
        spoken: Callable[[], Words],
    ) -> None:
        self.prompter = prompter
        self.texts = texts
        self._settings = settings
        self._spoken = spoken

    @property
    def wording(self) -> Wording:
        """The words as of now."""
        return wording_as_of(self.texts, self._settings())

    def ask(
        self, name: str, *, can_go_back: bool, accusing: Collection[object] = frozenset()
    ) -> Reply:
        """Ask for a fact until there is an answer; none of the ``accusing`` ones is preselected."""
        fact = self.wording.policy.facts[name]
        if fact.kind == "moment":
            return self._ask_moment(name, fact, can_go_back=can_go_back)
        if fact.kind == "address":
            return self._ask_text(name, fact, can_go_back=can_go_back)
        if fact.kind == "links":
            return self._ask_links(name, fact, can_go_back=can_go_back)
        return self._ask_choice(fact, accusing, can_go_back=can_go_back)

    def question(self, fact: Fact) -> tuple[str, str]:
        """The words of a question, and where to find its answer."""
        hint = self.wording.text(fact.hint) if fact.hint else ""
        hint = self.texts.say("walk.hint", hint=hint) if hint else ""
        return (self.wording.text(fact.ask) if fact.ask else "", hint)

    def _ask_choice(self, fact: Fact, accusing: Collection[object], *, can_go_back: bool) -> Reply:
        values: dict[str, FactValue]
        if fact.kind == "yes-no":
            values = {"yes": True, "no": False}
            labels = {key: self.texts.say(f"facts.{key}") for key in values}
        else:
            values = {value: value for value in fact.values}
            labels = {value: self.wording.text(words) for value, words in fact.values.items()}
        choices = [Choice(key, labels[key]) for key in values]
        question, hint = self.question(fact)
        harmless = [key for key, value in values.items() if value not in accusing]
        default = "" if len(harmless) == len(values) else next(iter(harmless), UNKNOWN)
        ways_out = self._ways_out(fact, can_go_back=can_go_back)
        key = self.prompter.choose(question, hint, [*choices, *ways_out], default)
        return self._way_out(key) or Answered(values[key])

    def _ways_out(self, fact: Fact, *, can_go_back: bool) -> list[Choice]:
        unknown = (
            self.wording.text(fact.unknown) if fact.unknown else self.texts.say("walk.unknown")
        )
        ways = [Choice(UNKNOWN, unknown, WAY_OUT)]
        return [*ways, Choice(BACK, self.texts.say("walk.back"), CHANGE)] if can_go_back else ways

    @staticmethod
    def _way_out(key: str) -> Reply | None:
        if key == BACK:
            return GoBack()
        return Answered(None) if key == UNKNOWN else None

    def _empty(self, fact: Fact, *, can_go_back: bool) -> Reply | None:
        """What an empty line means: a small menu; None to type after all."""
        again = Choice(AGAIN, self.texts.say("walk.type_it"))
        question, hint = self.question(fact)
        choices = [*self._ways_out(fact, can_go_back=can_go_back), again]
        return self._way_out(self.prompter.choose(question, hint, choices))

    def _ask_moment(self, name: str, fact: Fact, *, can_go_back: bool) -> Reply:
        question, hint = self.question(fact)
        keys = self.texts.say("walk.date_keys" if fact.accepts_date else "walk.moment_keys")
        while True:
            typed = self.prompter.write(question, _joined(hint, keys), self._objection(name, fact))
            if not typed:
                reply = self._empty(fact, can_go_back=can_go_back)
                if reply is not None:
                    return reply
                continue
            spoken = self._understand(typed, name, fact)
            if self._is_right(spoken):
                return Answered(spoken.moment)

    def _understand(self, typed: str, name: str, fact: Fact) -> SpokenMoment:
        where = self.wording.fact_name(name)
        setting = self._settings()
        spoken = understand(
            typed, self._spoken(), setting.now, setting.zone, where, date_allowed=fact.accepts_date
        )
        check_not_future(setting, spoken.moment, where)
        return spoken

    def _objection(self, name: str, fact: Fact) -> Callable[[str], str | None]:
        def check(typed: str) -> str | None:
            if not typed.strip():
                return None
            try:
                if fact.kind == "moment":
                    self._understand(typed, name, fact)
                else:
                    self._stated(typed, name, fact)
            except AyudaError as error:
                message = self.texts.message(error.problems[0])
                return f"{message.what} {message.hint}"
            return None

        return check

    def _stated(self, typed: str, name: str, fact: Fact) -> FactValue:
        return parse_stated(self._settings(), fact, typed, self.wording.fact_name(name))

    def _is_right(self, spoken: SpokenMoment) -> bool:
        """Show the moment back: it counts only once a person has said that it is right."""
        wording = self.wording
        seconds = int((wording.now - spoken.moment).total_seconds())
        if spoken.whole_day:
            day = spoken.moment.astimezone(wording.zone).date()
            shown = self.texts.say("walk.day_back", day=wording.day(day))
        elif seconds == 0:
            shown = self.texts.say("walk.moment_now", moment=wording.moment(spoken.moment))
        else:
            shown = self.texts.say(
                "walk.moment_back",
                moment=wording.moment(spoken.moment),
                span=wording.span(seconds),
            )
        right = Choice("right", self.texts.say("walk.right"))
        again = Choice(AGAIN, self.texts.say("walk.again"))
        return self.prompter.choose(shown, "", [right, again], default="right") == "right"

    def _ask_text(self, name: str, fact: Fact, *, can_go_back: bool) -> Reply:
        question, hint = self.question(fact)
        keys = _joined(hint, self.texts.say("walk.text_keys"))
        while True:
            typed = self.prompter.write(question, keys, self._objection(name, fact))
            if typed.strip():
                return Answered(self._stated(typed, name, fact))
            reply = self._empty(fact, can_go_back=can_go_back)
            if reply is not None:
                return reply

    def _ask_links(self, name: str, fact: Fact, *, can_go_back: bool) -> Reply:
        question, hint = self.question(fact)
        keys = _joined(hint, self.texts.say("walk.links_keys"))
        links: list[str] = []
        while (typed := self.prompter.write(question, keys, self._objection(name, fact))).strip():
            links += stated_links([typed], self.wording.fact_name(name))
        if links:
            return Answered(tuple(links))
        return self._empty(fact, can_go_back=can_go_back) or self._ask_links(
            name, fact, can_go_back=can_go_back
        )


def _joined(hint: str, keys: str) -> str:
    return f"{hint}\n{keys}" if hint else keys
