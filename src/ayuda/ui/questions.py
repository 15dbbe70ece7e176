"""Putting one fact to a person, whatever its kind."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Final, Protocol

from ayuda.engine.windows import FactValue, Setting
from ayuda.errors import AyudaError
from ayuda.mail.stated_values import parse_stated, stated_links
from ayuda.model import Fact
from ayuda.texts import Texts
from ayuda.ui.number_questions import NumberQuestion
from ayuda.ui.prompts import Choice, Prompter, SteppedBack, wrapped
from ayuda.ui.spoken_questions import AGAIN, MomentQuestion
from ayuda.ui.spoken_states import stands_alone
from ayuda.ui.spoken_words import Words
from ayuda.ui.text_questions import TextQuestion
from ayuda.ui.ways_out import UNKNOWN, Answered, GoBack, Replied, Reply, WaysOut
from ayuda.view.wording import Wording, wording_as_of

NONE: Final = "?none"
NONE_LETTER: Final = "n"


class Understanding(Protocol):
    """What makes a value of what is typed."""

    def objection(self, typed: str) -> str | None:
        """What is to be said against a typed text; None where it can be taken."""

    def value(self, typed: str) -> FactValue | None:
        """The value that it is, once a person has said what is right; None to type it again."""


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
        self._back = self._enough = False

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
        enough: bool = False,
        windows: Sequence[str] | None = None,
    ) -> Reply:
        """Ask for a fact until there is an answer; none of the ``accusing`` ones is preselected.

        ``can_go_back`` says whether there is an answer to change, else there is the menu;
        ``enough`` whether the case is settled without this fact. ``windows`` are those whose
        states a moment is asked for; else all that count from it.
        """
        self._back, self._enough = can_go_back, enough
        try:
            return self._ask(name, accusing, windows)
        except Replied as replied:
            return replied.reply
        except SteppedBack:
            return GoBack(one_step=True)

    def _ask(self, name: str, accusing: Collection[object], windows: Sequence[str] | None) -> Reply:
        fact = self.wording.policy.facts[name]
        match fact.kind:
            case "moment" | "date":
                return self._ask_moment(name, fact, windows)
            case "number":
                number = NumberQuestion(self.prompter, self.texts, self.wording, name, fact)
                return self._ask_typed(fact, number, number.keys, unit=number.unit)
            case "text":
                text = TextQuestion(self.prompter, self.texts, self._settings(), fact)
                return self._ask_typed(fact, text, text.keys)
            case "address":
                return self._ask_address(name, fact)
            case "links":
                return self._ask_links(name, fact)
            case _:
                return self._ask_several(fact) if fact.several else self._ask_choice(fact, accusing)

    def question(self, fact: Fact) -> tuple[str, str]:
        """The words of a question, and where to find its answer."""
        hint = self.wording.text(fact.hint) if fact.hint else ""
        hint = self.texts.say("walk.hint", hint=hint) if hint else ""
        return (self.wording.text(fact.ask) if fact.ask else "", hint)

    def _ask_choice(self, fact: Fact, accusing: Collection[object]) -> Reply:
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
        ways_out = self._ways_out(fact).choices
        key = self.prompter.choose(question, hint, [*choices, *ways_out], default)
        return WaysOut.reply(key) or Answered(values[key])

    def _ask_several(self, fact: Fact) -> Reply:
        """Several values of a choice at once; that none of them is so is an answer, too."""
        choices = [Choice(value, self.wording.text(words)) for value, words in fact.values.items()]
        none = Choice(NONE, self.texts.say("walk.none"), NONE_LETTER)
        question, hint = self.question(fact)
        ticked = self.prompter.tick(question, hint, choices, [none, *self._ways_out(fact).choices])
        if isinstance(ticked, tuple):
            return Answered(ticked)
        return WaysOut.reply(ticked) or Answered(())

    def _ways_out(self, fact: Fact) -> WaysOut:
        unknown = self.wording.text(fact.unknown) if fact.unknown else ""
        return WaysOut(self.texts, fact, unknown, enough=self._enough, can_go_back=self._back)

    def _ask_typed(
        self, fact: Fact, asked: Understanding, examples: str, *, unit: str = ""
    ) -> Reply:
        """What is typed, once it is understood; an empty line is that it is not known."""

        def objection(typed: str) -> str | None:
            self._ways_out(fact).take(typed, empty=True)
            return asked.objection(typed)

        question, hint = self.question(fact)
        if unit:
            question = self.texts.say("walk.question_unit", question=question, unit=unit)
        keys = _joined(hint, self._ways_out(fact).told(examples))
        more = {"personal": True} if fact.personal else {}
        while True:
            typed = self.prompter.write(question, keys, objection, **more)
            try:
                value = asked.value(typed.strip())
            except SteppedBack:
                continue
            if value is not None:
                return Answered(value)

    def _ask_moment(self, name: str, fact: Fact, windows: Sequence[str] | None) -> Reply:
        """A moment that is typed; an empty line offers the states that there are to choose."""
        if windows is None:
            known = self.wording.policy.windows
            windows = [window for window in known if known[window].begins == name]
        asked = MomentQuestion(
            self.prompter,
            self.texts,
            self._settings,
            self._spoken,
            name,
            fact,
            windows,
            stands_alone(self.wording.policy, name),
        )

        def objection(typed: str) -> str | None:
            self._ways_out(fact).take(typed, empty=not asked.state_choices())
            return asked.objection(typed) if typed.strip() else None

        question, hint = self.question(fact)
        keys = self._ways_out(fact).told(asked.keys)
        while True:
            typed = self.prompter.write(question, _joined(hint, keys), objection).strip()
            try:
                moment = asked.value(typed) if typed else self._chosen_state(asked, fact)
            except SteppedBack:
                continue
            if moment is not None:
                return Answered(moment)

    def _chosen_state(self, asked: MomentQuestion, fact: Fact) -> datetime | None:
        """A moment in the state that is chosen, which is told; None to type it after all."""
        states = asked.state_choices()
        again = Choice(AGAIN, self.texts.say("walk.type_it"))
        question, hint = self.question(fact)
        choices = [*(choice for choice, _, _ in states), *self._ways_out(fact).choices, again]
        key = self.prompter.choose(question, hint, choices)
        reply = WaysOut.reply(key)
        if reply is not None:
            raise Replied(reply)
        for choice, moment, told in states:
            if choice.key == key:
                self.prompter.tell("\n".join(wrapped(told, indent=2)))
                return moment
        return None

    def _objection(
        self, name: str, fact: Fact, *, empty: bool = True
    ) -> Callable[[str], str | None]:
        """What speaks against a text that is typed; a way out of typing is taken at once.

        With ``empty`` an empty line is the answer that it is not known.
        """

        def check(typed: str) -> str | None:
            self._ways_out(fact).take(typed, empty=empty)
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

    def _ask_address(self, name: str, fact: Fact) -> Reply:
        question, hint = self.question(fact)
        keys = _joined(hint, self._ways_out(fact).told(""))
        typed = self.prompter.write(question, keys, self._objection(name, fact))
        return Answered(self._stated(typed, name, fact))

    def _ask_links(self, name: str, fact: Fact) -> Reply:
        """Links, line by line, until an empty line; one at once is that there are none."""
        question, hint = self.question(fact)
        keys = _joined(hint, self._ways_out(fact).told(self.texts.say("walk.links_keys")))
        links: list[str] = []
        while True:
            check = self._objection(name, fact, empty=not links)
            typed = self.prompter.write(question, keys, check)
            if not typed.strip():
                return Answered(tuple(links))
            links += stated_links([typed], self.wording.fact_name(name))


def _joined(hint: str, keys: str) -> str:
    return f"{hint}\n{keys}" if hint else keys
