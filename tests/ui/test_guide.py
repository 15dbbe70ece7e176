"""A person led through a flow, by a prompter that has its answers ready."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from support.builtin import NOW, POLICY, setting
from support.builtin import texts as texts_of

from ayuda.engine.windows import FactValue, Setting
from ayuda.errors import ExitCode, Problem
from ayuda.model import LANGUAGES, Language
from ayuda.ui.guide import Guide
from ayuda.ui.prompts import Choice, SteppedBack, letters, numbers, wrapped
from ayuda.ui.questions import Questioner
from ayuda.ui.spoken_time import understand
from ayuda.ui.spoken_words import Words, words_of
from ayuda.ui.walk import Walk
from ayuda.ui.ways_out import UNKNOWN, Answered, Enough, GoBack

TEXTS = texts_of("en")


class Scripted:
    """A prompter that answers from a list, and keeps what was objected to."""

    plain = True

    def __init__(self, answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.objections: list[str] = []
        self.asked: list[str] = []

    def choose(self, question: str, hint: str, choices: Sequence[Choice], default: str = "") -> str:
        self.asked.append(question)
        wanted = self.answers.pop(0)
        assert wanted in {choice.key for choice in choices}, (question, wanted, hint, default)
        return wanted

    def write(self, question: str, hint: str, check: Callable[[str], str | None]) -> str:
        self.asked.append(f"{question} {hint}")
        while True:
            typed = self.answers.pop(0)
            objection = check(typed)
            if objection is None:
                return typed
            self.objections.append(objection)

    def offer(self, choices: Sequence[Choice], default: str) -> str:
        return default

    def offer_height(self, choices: Sequence[Choice]) -> int:
        return len(choices)

    def tell(self, text: str) -> None:
        self.asked.append(text)


def spoken() -> Words:
    return words_of([texts_of(language) for language in LANGUAGES])


def ticking(step: timedelta) -> Callable[[], Setting]:
    """A setting whose present moves on each time that it is looked at."""

    def moments() -> Iterator[datetime]:
        now = NOW
        while True:
            yield now
            now += step

    clock = moments()
    return lambda: setting(next(clock))


def questioner(prompter: Scripted, settings: Callable[[], Setting]) -> Questioner:
    return Questioner(prompter, TEXTS, settings, spoken)


def test_a_time_is_read_as_of_the_moment_it_is_typed_and_not_of_the_start() -> None:
    settings = ticking(timedelta(minutes=10))
    asked = questioner(Scripted(["5 min", "right"]), settings)
    settings()
    reply = asked.ask("ordered_at", can_go_back=False)
    assert isinstance(reply, Answered)
    assert isinstance(reply.value, datetime)
    assert reply.value > NOW + timedelta(minutes=5)


@pytest.mark.parametrize(("waits", "outcome"), [(0, "cancel-now"), (31, "contact-seller")])
def test_a_walk_is_decided_as_of_its_end(
    waits: int, outcome: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The customer looks for the answer to the second question for so many minutes."""
    present = NOW

    class Slow(Scripted):
        def choose(
            self, question: str, hint: str, choices: Sequence[Choice], default: str = ""
        ) -> str:
            nonlocal present
            present += timedelta(minutes=waits)
            return super().choose(question, hint, choices, default)

    facts = {"stage": "placed", "ordered_at": NOW, "bundle": False}
    guide = Guide(Slow(["marketplace"]), TEXTS, lambda: setting(present), spoken)
    assert guide.lead("cancel", facts) == 0
    assert POLICY.outcomes[outcome].title.en in capsys.readouterr().out


def _objection(code: str, slip: str) -> str:
    message = TEXTS.message(Problem("", code, {"value": slip}))
    return f"{message.what} {message.hint}"


@pytest.mark.parametrize("slip", ["00", "no lo sé", "ana", "?"])
def test_what_is_no_address_is_asked_again_and_not_judged(slip: str) -> None:
    prompter = Scripted([slip, "De: Amazon <x@amazon.es>"])
    reply = questioner(prompter, setting).ask("sender", can_go_back=False)
    assert reply == Answered("x@amazon.es")
    assert prompter.objections == [_objection("no-address", slip)]


@pytest.mark.parametrize("slip", ["00", "ninguno", "no hay"])
def test_what_is_no_link_is_asked_again_and_not_judged(slip: str) -> None:
    prompter = Scripted([slip, "hxxps://amazon[.]es/a", "<https://a.es>, https://b.es", ""])
    reply = questioner(prompter, setting).ask("link", can_go_back=False)
    assert reply == Answered(("https://amazon.es/a", "https://a.es", "https://b.es"))
    assert prompter.objections == [_objection("no-link", slip)]


@pytest.mark.parametrize("fact", ["sender", "link", "ordered_at", "contacted_at"])
@pytest.mark.parametrize(
    ("typed", "reply"),
    [("0", Answered(None)), ("9", GoBack()), ("8", Enough())],
)
def test_the_keys_of_the_ways_out_mean_the_same_wherever_something_is_typed(
    fact: str, typed: str, reply: object
) -> None:
    asked = questioner(Scripted([typed]), setting)
    assert asked.ask(fact, can_go_back=True, enough=True) == reply


@pytest.mark.parametrize("fact", ["sender", "link", "ordered_at", "stage", "bundle"])
def test_a_step_back_leads_back_from_every_kind_of_question(fact: str) -> None:
    class Back(Scripted):
        def choose(
            self, question: str, hint: str, choices: Sequence[Choice], default: str = ""
        ) -> str:
            raise SteppedBack

        def write(self, question: str, hint: str, check: Callable[[str], str | None]) -> str:
            raise SteppedBack

    assert questioner(Back([]), setting).ask(fact, can_go_back=True) == GoBack(one_step=True)


@pytest.mark.parametrize("key", ["walk.moment_keys", "walk.date_keys"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_examples_of_times_are_as_people_say_them_and_understood(
    language: Language, key: str
) -> None:
    told = texts_of(language).say(key)
    examples = re.sub(r"^\w+ \w+:? |\. .*", "", told).split(", ")
    assert len(examples) == 4
    for example in examples:
        assert not re.search(r"\d{4}-\d", example)
        assert len(understand(example, spoken(), NOW, ZoneInfo(POLICY.time_zone))) >= 1


def test_no_text_of_the_prompt_has_a_moment_in_iso() -> None:
    for language in LANGUAGES:
        walk = texts_of(language).get("walk")
        assert not [text for text in walk.values() if re.search(r"\d{4}-\d", text)]


@pytest.mark.parametrize("count", [1, 9, 10, 34, 35, 200])
def test_a_menu_of_any_length_has_letters_that_are_unique_or_missing(count: int) -> None:
    keys = [Choice(str(number), "same label") for number in range(count)]
    for find in (letters, numbers):
        given = [letter for letter in find([*keys, Choice("out", "Leave", "0")]) if letter]
        assert len(given) == len(set(given))
        assert given[-1] == "0"


def test_a_text_is_wrapped_to_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    lines = wrapped("word " * 30 + "\nsecond", indent=2)
    assert max(map(len, lines)) < 40
    assert lines[-1] == "  second"


def test_of_given_facts_that_contradict_the_last_said_counts() -> None:
    walk = Walk(partial(setting, NOW), "cancel", {"seller": "marketplace", "shipped_by": "seller"})
    walk.advance()
    assert set(walk.changeable) == {"seller", "shipped_by"}
    walk.give("seller", "amazon")
    assert walk.given == {"seller": "amazon"}
    walk.give("seller", None)
    walk.answer("stage", "placed")
    _, fact = walk.advance()
    assert (walk.given, walk.known("seller"), fact) == ({}, None, "bundle")


def test_leaving_at_any_prompt_goes_through(capsys: pytest.CaptureFixture[str]) -> None:
    class Leaving(Scripted):
        def choose(
            self, question: str, hint: str, choices: Sequence[Choice], default: str = ""
        ) -> str:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Guide(Leaving([]), TEXTS, partial(setting, NOW), spoken).lead("cancel", {})
    assert capsys.readouterr().out == ""


class Hasty(Scripted):
    """Takes whatever a menu begins at, at every question about a message."""

    def __init__(self) -> None:
        super().__init__([])
        self.taken: list[str] = []

    def choose(self, question: str, hint: str, choices: Sequence[Choice], default: str = "") -> str:
        self.taken.append(default or choices[0].key)
        return self.taken[-1]

    def write(self, question: str, hint: str, check: Callable[[str], str | None]) -> str:
        assert check("") is None
        return ""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"sender": "no-reply@amazon.es"},
        {"link": ("https://www.amazon.es/",)},
        {"sender": "no-reply@amazon.es", "asks_payment_update": True},
        {"proven": True, "sender": "no-reply@amazon.es"},
    ],
)
def test_enter_at_every_question_accuses_nobody(
    language: Language, facts: dict[str, FactValue], capsys: pytest.CaptureFixture[str]
) -> None:
    guide = Guide(Hasty(), texts_of(language), partial(setting, NOW), spoken)
    assert guide.lead("check-email", facts) != ExitCode.NOTABLE
    assert POLICY.outcomes["fraudulent"].title.en not in capsys.readouterr().out


def test_of_answers_that_accuse_none_is_where_a_menu_begins() -> None:
    prompter = Hasty()
    asked = questioner(prompter, setting)
    asked.ask("asks_personal_data", can_go_back=False, accusing={True})
    asked.ask("asks_personal_data", can_go_back=False, accusing={True, False})
    asked.ask("asks_personal_data", can_go_back=False)
    assert prompter.taken == ["no", UNKNOWN, "yes"]
