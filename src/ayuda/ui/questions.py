"""Putting one fact to a person, whatever its kind."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Final, Protocol

import msgspec

from ayuda.engine.windows import FactValue, Setting
from ayuda.errors import AyudaError
from ayuda.mail.stated_values import parse_stated, stated_links
from ayuda.model import Fact
from ayuda.texts import Texts
from ayuda.ui.number_questions import NumberQuestion
from ayuda.ui.prompts import CHANGE, ENOUGH, WAY_OUT, Choice, Prompter, SteppedBack, letters
from ayuda.ui.spoken_questions import AGAIN, MomentQuestion
from ayuda.ui.spoken_states import stands_alone
from ayuda.ui.spoken_words import Words
from ayuda.ui.text_questions import TextQuestion
from ayuda.view.wording import Wording, wording_as_of

UNKNOWN: Final = "?unknown"
ENOUGH_KNOWN: Final = "?enough"
BACK: Final = "?back"
NONE: Final = "?none"
NONE_LETTER: Final = "n"


class Answered(msgspec.Struct, frozen=True):
    """A value that was given; None where it is not known."""

    value: FactValue | None


class GoBack(msgspec.Struct, frozen=True):
    """The wish to change an answer; ``one_step``: the one before."""

    one_step: bool = False


class Enough(msgspec.Struct, frozen=True):
    """The wish to decide now, with what is known."""


Reply = Answered | GoBack | Enough


class Understanding(Protocol):
    """What makes a value of what is typed."""

    def objection(self, typed: str) -> str | None:
        """What is to be said against a typed text; None where it can be taken."""

    def value(self, typed: str) -> FactValue | None:
        """The value that it is, once a person has said what is right; None to type it again."""


class _Replied(Exception):
    """A way out that was typed where something else is to be typed."""

    def __init__(self, reply: Reply) -> None:
        super().__init__()
        self.reply = reply


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
        except _Replied as replied:
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
        ways_out = self._ways_out(fact)
        key = self.prompter.choose(question, hint, [*choices, *ways_out], default)
        return self._way_out(key) or Answered(values[key])

    def _ask_several(self, fact: Fact) -> Reply:
        """Several values of a choice at once; that none of them is so is an answer, too."""
        choices = [Choice(value, self.wording.text(words)) for value, words in fact.values.items()]
        none = Choice(NONE, self.texts.say("walk.none"), NONE_LETTER)
        question, hint = self.question(fact)
        ticked = self.prompter.tick(question, hint, choices, [none, *self._ways_out(fact)])
        if isinstance(ticked, tuple):
            return Answered(ticked)
        return self._way_out(ticked) or Answered(())

    def _ways_out(self, fact: Fact) -> list[Choice]:
        """What else can be chosen at every question, with the same keys.

        Where figures are typed they are letters of what they are called: any figure may be meant.
        """
        unknown = self.wording.text(fact.unknown) if fact.unknown else ""
        ways = [Choice(UNKNOWN, unknown or self.texts.say("walk.unknown"), WAY_OUT)]
        if self._enough:
            ways.append(Choice(ENOUGH_KNOWN, self.texts.say("walk.enough"), ENOUGH))
        back = self.texts.say("walk.back" if self._back else "walk.menu")
        ways.append(Choice(BACK, back, CHANGE))
        if fact.kind != "number":
            return ways
        bare = [Choice(way.key, way.label) for way in ways]
        return [
            Choice(way.key, way.label, letter)
            for way, letter in zip(bare, letters(bare), strict=True)
        ]

    @staticmethod
    def _way_out(key: str) -> Reply | None:
        replies: dict[str, Reply] = {
            UNKNOWN: Answered(None),
            ENOUGH_KNOWN: Enough(),
            BACK: GoBack(),
        }
        return replies.get(key)

    def _typing_keys(self, examples: str, fact: Fact) -> str:
        """How to type an answer, where there are ``examples``, and the ways out of typing it."""
        ways = "; ".join(
            self.texts.say("trace.because", name=way.letter, value=way.label)
            for way in self._ways_out(fact)
        )
        return f"{examples}\n{ways}".strip()

    def _take_way_out(self, typed: str, fact: Fact, *, empty: bool) -> None:
        """Leave the typing where one of its ways out was typed, or where ``empty`` nothing was."""
        typed = typed.strip().casefold()
        for way in self._ways_out(fact):
            reply = self._way_out(way.key)
            chosen = typed == way.letter or (not typed and empty and way.key == UNKNOWN)
            if chosen and reply is not None:
                raise _Replied(reply)

    def _ask_typed(
        self, fact: Fact, asked: Understanding, examples: str, *, unit: str = ""
    ) -> Reply:
        """What is typed, once it is understood; an empty line is that it is not known."""

        def objection(typed: str) -> str | None:
            self._take_way_out(typed, fact, empty=True)
            return asked.objection(typed)

        question, hint = self.question(fact)
        if unit:
            question = self.texts.say("walk.question_unit", question=question, unit=unit)
        keys = _joined(hint, self._typing_keys(examples, fact))
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
            self._take_way_out(typed, fact, empty=not asked.state_choices())
            return asked.objection(typed) if typed.strip() else None

        question, hint = self.question(fact)
        keys = self._typing_keys(asked.keys, fact)
        while True:
            typed = self.prompter.write(question, _joined(hint, keys), objection).strip()
            try:
                moment = asked.value(typed) if typed else self._chosen_state(asked, fact)
            except SteppedBack:
                continue
            if moment is not None:
                return Answered(moment)

    def _chosen_state(self, asked: MomentQuestion, fact: Fact) -> datetime | None:
        """A moment in the state that is chosen; None to type it after all."""
        states = asked.state_choices()
        again = Choice(AGAIN, self.texts.say("walk.type_it"))
        question, hint = self.question(fact)
        choices = [*(choice for choice, _ in states), *self._ways_out(fact), again]
        key = self.prompter.choose(question, hint, choices)
        reply = self._way_out(key)
        if reply is not None:
            raise _Replied(reply)
        return next((moment for choice, moment in states if choice.key == key), None)

    def _objection(
        self, name: str, fact: Fact, *, empty: bool = True
    ) -> Callable[[str], str | None]:
        """What speaks against a text that is typed; a way out of typing is taken at once.

        With ``empty`` an empty line is the answer that it is not known.
        """

        def check(typed: str) -> str | None:
            self._take_way_out(typed, fact, empty=empty)
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
        keys = _joined(hint, self._typing_keys("", fact))
        typed = self.prompter.write(question, keys, self._objection(name, fact))
        return Answered(self._stated(typed, name, fact))

    def _ask_links(self, name: str, fact: Fact) -> Reply:
        """Links, line by line, until an empty line; one at once is that there are none."""
        question, hint = self.question(fact)
        keys = _joined(hint, self._typing_keys(self.texts.say("walk.links_keys"), fact))
        links: list[str] = []
        while True:
            check = self._objection(name, fact, empty=not links)
            typed = self.prompter.write(question, keys, check)
            if not typed.strip():
                return Answered(tuple(links))
            links += stated_links([typed], self.wording.fact_name(name))


def _joined(hint: str, keys: str) -> str:
    return f"{hint}\n{keys}" if hint else keys
