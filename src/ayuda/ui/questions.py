"""Putting one fact to a person, whatever its kind."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Final

import msgspec

from ayuda.engine.windows import FactValue, Setting
from ayuda.errors import AyudaError
from ayuda.mail.stated_values import parse_stated, stated_links
from ayuda.model import Fact
from ayuda.texts import Texts
from ayuda.ui.prompts import CHANGE, WAY_OUT, Choice, Prompter
from ayuda.ui.spoken_questions import AGAIN, MomentQuestion
from ayuda.ui.spoken_words import Words
from ayuda.view.wording import Wording, wording_as_of

UNKNOWN: Final = "?unknown"
BACK: Final = "?back"


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
        self,
        name: str,
        *,
        can_go_back: bool,
        accusing: Collection[object] = frozenset(),
        windows: Sequence[str] | None = None,
    ) -> Reply:
        """Ask for a fact until there is an answer; none of the ``accusing`` ones is preselected.

        ``windows`` are those whose states a moment is asked for; else all that count from it.
        """
        fact = self.wording.policy.facts[name]
        if fact.kind == "moment":
            return self._ask_moment(name, fact, windows, can_go_back=can_go_back)
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
        return self._way_out(self._menu_of_empty(fact, can_go_back=can_go_back))

    def _menu_of_empty(self, fact: Fact, known: Sequence[Choice] = (), *, can_go_back: bool) -> str:
        again = Choice(AGAIN, self.texts.say("walk.type_it"))
        question, hint = self.question(fact)
        choices = [*known, *self._ways_out(fact, can_go_back=can_go_back), again]
        return self.prompter.choose(question, hint, choices)

    def _ask_moment(
        self, name: str, fact: Fact, windows: Sequence[str] | None, *, can_go_back: bool
    ) -> Reply:
        if windows is None:
            known = self.wording.policy.windows
            windows = [window for window in known if known[window].begins == name]
        asked = MomentQuestion(
            self.prompter, self.texts, self._settings, self._spoken, name, fact, windows
        )
        question, hint = self.question(fact)
        keys = self.texts.say("walk.date_keys" if fact.accepts_date else "walk.moment_keys")
        while True:
            typed = self.prompter.write(question, _joined(hint, keys), asked.objection).strip()
            if typed:
                moment = asked.moment(typed)
                if moment is not None:
                    return Answered(moment)
                continue
            states = asked.state_choices()
            shown = [choice for choice, _ in states]
            key = self._menu_of_empty(fact, shown, can_go_back=can_go_back)
            chosen = next((moment for choice, moment in states if choice.key == key), None)
            reply = self._way_out(key) if chosen is None else Answered(chosen)
            if reply is not None:
                return reply

    def _objection(self, name: str, fact: Fact) -> Callable[[str], str | None]:
        def check(typed: str) -> str | None:
            if not typed.strip():
                return None
            try:
                self._stated(typed, name, fact)
            except AyudaError as error:
                message = self.texts.message(error.problems[0])
                return f"{message.what} {message.hint}"
            return None

        return check

    def _stated(self, typed: str, name: str, fact: Fact) -> FactValue:
        return parse_stated(self._settings(), fact, typed, self.wording.fact_name(name))

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
