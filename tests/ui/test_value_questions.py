"""Asking for numbers, days, times to come, texts and several values, of a policy that has all."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from support.builtin import NO_CACHE, moment
from support.builtin import texts as texts_of

from ayuda.calendar import Calendar
from ayuda.cli.value_words import value_meant
from ayuda.engine.windows import FactValue, Setting
from ayuda.model import LANGUAGES, Beginning, Derived, Fact, Language, Length, Policy, Text
from ayuda.policy.load import load
from ayuda.ui.guide import Guide
from ayuda.ui.prompts import Choice, SteppedBack
from ayuda.ui.questions import NONE, Questioner
from ayuda.ui.spoken_states import MARGIN, StateReader, stands_alone
from ayuda.ui.spoken_time import Tense
from ayuda.ui.spoken_words import words_of
from ayuda.ui.ways_out import UNKNOWN, Answered, GoBack
from ayuda.view.command_line import command_line
from ayuda.view.wording import HIDDEN, Wording

PATH = Path(__file__).parents[1] / "support" / "policies" / "every_kind.toml"
POLICY = load(PATH, NO_CACHE).policy
NOW = moment("2026-11-26T12:00")
"""A Thursday."""
WORDS = words_of([texts_of(language) for language in LANGUAGES])
IBAN = "ES12 3456 7890 1234 5678 9012"
BACK = object()
BOTH = pytest.mark.parametrize("language", LANGUAGES)


class Person:
    """A prompter that types, ticks and chooses from a list, and keeps what it was told."""

    plain = True

    def __init__(self, *answers: object) -> None:
        self.answers = list(answers)
        self.told: list[str] = []
        self.personal: list[bool] = []

    def _next(self) -> object:
        answer = self.answers.pop(0)
        if answer is BACK:
            raise SteppedBack
        return answer

    def choose(self, question: str, hint: str, choices: Sequence[Choice], default: str = "") -> str:
        del default
        self.told += [question, hint, *(choice.label for choice in choices)]
        wanted = self._next()
        return next(one.key for one in choices if wanted in {one.key, one.label})

    def write(
        self,
        question: str,
        hint: str,
        check: Callable[[str], str | None],
        *,
        personal: bool = False,
    ) -> str:
        self.told += [question, hint]
        self.personal.append(personal)
        while True:
            typed = str(self._next())
            objection = check(typed)
            if objection is None:
                return typed
            self.told.append(objection)

    def tick(
        self, question: str, hint: str, choices: Sequence[Choice], ways: Sequence[Choice]
    ) -> str | tuple[str, ...]:
        self.told += [question, hint, *(one.label for one in (*choices, *ways))]
        answer = self._next()
        assert isinstance(answer, str | tuple)
        assert set(answer) <= {one.key for one in choices} or answer in {one.key for one in ways}
        return answer

    def offer(self, choices: Sequence[Choice], default: str) -> str:
        del choices
        return default

    def offer_height(self, choices: Sequence[Choice]) -> int:
        return len(choices)

    def tell(self, text: str) -> None:
        self.told.append(text)


def settings(policy: Policy = POLICY) -> Callable[[], Setting]:
    return lambda: Setting(policy, NOW, Calendar("ES"))


def ask(person: Person, fact: str, language: Language = "en", policy: Policy = POLICY) -> object:
    asked = Questioner(person, texts_of(language), settings(policy), lambda: WORDS)
    return asked.ask(fact, can_go_back=True)


ANSWERS: list[tuple[str, tuple[object, ...], FactValue]] = [
    ("price", ("50",), Decimal(50)),
    ("price", ("€12,50",), Decimal("12.5")),
    ("price", ("0",), Decimal(0)),
    ("price", ("9",), Decimal(9)),
    ("price", ("8",), Decimal(8)),
    ("price", ("1.250", "1250"), Decimal(1250)),
    ("price", ("1,250", "1.25"), Decimal("1.25")),
    ("price", ("1.250", "?again", "1250"), Decimal(1250)),
    ("price", ("1.250", BACK, "1250"), Decimal(1250)),
    ("price", ("1.250,5", "1250,5"), Decimal("1250.5")),
    ("price", ("20000", "200"), Decimal(200)),
    ("nights", ("3 noches",), Decimal(3)),
    ("nights", ("2,5", "2"), Decimal(2)),
    ("booked_on", ("ayer", "right"), date(2026, 11, 25)),
    ("booked_on", ("last Friday", "right"), date(2026, 11, 20)),
    ("booked_on", ("15 de marzo", "right"), date(2026, 3, 15)),
    ("booked_on", ("15/3/2026", "right"), date(2026, 3, 15)),
    ("booked_on", ("2026-03-15", "right"), date(2026, 3, 15)),
    ("booked_on", ("ayer a las 6 de la tarde", "right"), date(2026, 11, 25)),
    ("booked_on", ("mañana", "hoy", "right"), date(2026, 11, 26)),
    ("booked_on", ("last week", "3 days ago", "right"), date(2026, 11, 23)),
    ("booked_on", ("ayer", "?again", "anteayer", "right"), date(2026, 11, 24)),
    ("booked_on", ("ayer", BACK, "anteayer", "right"), date(2026, 11, 24)),
    ("arrives_on", ("mañana", "right"), date(2026, 11, 27)),
    ("arrives_on", ("hoy", "right"), date(2026, 11, 26)),
    ("arrives_on", ("next Friday", "Friday 4 December"), date(2026, 12, 4)),
    ("arrives_on", ("in three weeks", "right"), date(2026, 12, 17)),
    ("arrives_on", ("3 May", "right"), date(2027, 5, 3)),
    ("arrives_on", ("ayer", "dentro de un mes", "el 15", "right"), date(2026, 12, 15)),
    ("leaves_at", ("tomorrow at 18:30", "right"), moment("2026-11-27T18:30")),
    ("leaves_at", ("dentro de 3 días a las 10:00", "right"), moment("2026-11-29T10:00")),
    ("leaves_at", ("hace 2 horas", "in 2 hours", "right"), moment("2026-11-26T14:00")),
    ("leaves_at", ("tomorrow", "tomorrow 6pm", "right"), moment("2026-11-27T18:00")),
    ("booking", ("AB-1234",), "AB-1234"),
    ("booking", ("ab - 1234",), "ab - 1234"),
    ("booking", ("zz", "keep"), "zz"),
    ("booking", ("zz", "?again", "zz-0001"), "zz-0001"),
    ("iban", (IBAN,), IBAN),
    ("extras", (("parking", "cot"),), ("parking", "cot")),
    ("extras", (NONE,), ()),
]
FACTS = tuple(POLICY.flows["stay"].facts)


@pytest.mark.parametrize(("fact", "said", "value"), ANSWERS)
def test_what_is_said_is_the_value(fact: str, said: tuple[object, ...], value: FactValue) -> None:
    person = Person(*said)
    assert ask(person, fact) == Answered(value)
    assert not person.answers


@pytest.mark.parametrize("fact", FACTS)
def test_a_step_back_leads_back_from_every_kind(fact: str) -> None:
    assert ask(Person(BACK), fact) == GoBack(one_step=True)


@BOTH
@pytest.mark.parametrize("fact", FACTS)
def test_not_to_know_is_a_way_out_of_every_kind(fact: str, language: Language) -> None:
    if fact == "extras":
        assert ask(Person(UNKNOWN), fact, language) == Answered(None)
        return
    letter = {"en": "i", "es": "a"}[language] if POLICY.facts[fact].kind == "number" else "0"
    person = Person(letter)
    assert ask(person, fact, language) == Answered(None)
    assert f"{letter}: {texts_of(language).say('walk.unknown')}" in person.told[1]


@pytest.mark.parametrize("fact", [fact for fact in FACTS if fact not in {"extras", "leaves_at"}])
def test_an_empty_line_is_not_to_know(fact: str) -> None:
    assert ask(Person(""), fact) == Answered(None)


@BOTH
def test_the_unit_stands_in_the_question_and_the_ends_below(language: Language) -> None:
    price, nights = Person("50"), Person("3")
    ask(price, "price", language)
    ask(nights, "nights", language)
    assert price.told[0].endswith("(€)")
    assert nights.told[0].endswith({"en": "(nights)", "es": "(noches)"}[language])
    assert {"en": "from 1 night to 30 nights", "es": "de 1 noche a 30 noches"}[
        language
    ] in nights.told[1]


REFUSALS = [
    ("price", "20000", "from €0 to €10000", "de 0 € a 10000 €"),
    ("price", "1.250,5", "1250.5", "1250,5"),
    ("price", "12,345678", "2 decimals", "2 decimales"),
    ("price", "50 $", "€", "€"),
    ("price", "much", "12.5", "12,5"),
    ("nights", "2,5", "12", "12"),
    ("nights", "0", "1 night", "1 noche"),
    ("booked_on", "mañana", "25/11/2026", "25/11/2026"),
    ("booked_on", "the other day", "25/11/2026", "25/11/2026"),
    ("booked_on", "last week", "25/11/2026", "25/11/2026"),
    ("booked_on", "blue", "25/11/2026", "25/11/2026"),
    ("arrives_on", "ayer", "27/11/2026", "27/11/2026"),
    ("arrives_on", "next week", "27/11/2026", "27/11/2026"),
    ("leaves_at", "ayer", "tomorrow at 18:00", "mañana a las 18:00"),
    ("leaves_at", "soon", "18:30", "18:30"),
    ("booking", "a" * 201, "200", "200"),
]


@BOTH
@pytest.mark.parametrize(("fact", "typed", "english", "spanish"), REFUSALS)
def test_a_refusal_says_what_would_be_right(
    fact: str, typed: str, english: str, spanish: str, language: Language
) -> None:
    person = Person(typed, BACK)
    ask(person, fact, language)
    objection = person.told[-1].replace("\u00a0", " ")
    assert {"en": english, "es": spanish}[language] in objection


@BOTH
def test_a_day_is_read_back_with_its_date_however_near(language: Language) -> None:
    person = Person("mañana", "right")
    ask(person, "arrives_on", language)
    assert {"en": "tomorrow, Friday 27 November", "es": "mañana, el viernes 27 de noviembre"}[
        language
    ] in person.told[2]


@BOTH
@pytest.mark.parametrize("time", ["past", "future", "any"])
@pytest.mark.parametrize("fact", ["booked_on", "leaves_at"])
def test_the_examples_at_each_question_are_understood(
    fact: str, time: Tense, language: Language
) -> None:
    facts = {**POLICY.facts, fact: replace(POLICY.facts[fact], time=time)}
    policy = replace(POLICY, facts=facts)
    person = Person(BACK)
    ask(person, fact, language, policy)
    shown = person.told[1].split("\n")[0]
    examples = re.sub(r"^\w+ \w+:? |\. .*|\.$", "", shown).split(", ")
    assert len(examples) == 4
    for example in examples:
        trying = Person(example, "right")
        with suppress(StopIteration):  # Several are offered to choose from.
            ask(trying, fact, language, policy)
        assert len(trying.told) > 2
        assert "?" in trying.told[2], trying.told


# ------------------------------------------------------------------ states to choose from


def test_of_a_window_that_counts_back_the_states_of_what_is_to_come_are_offered() -> None:
    person = Person("", "more than 24 hours before it leaves")
    reply = ask(person, "leaves_at")
    assert isinstance(reply, Answered)
    assert reply.value is not None
    assert reply.value > NOW + MARGIN  # type: ignore[operator]
    reader = StateReader(settings()(), "leaves_at", ("bus",), "future")
    found = list(reader.choices())
    assert [dict(states)["bus"] for states, _ in found] == ["closed", "open"]
    for states, stretch in found:
        counted = reader.counted(stretch)
        later = StateReader(
            Setting(POLICY, NOW + MARGIN * 0.9, Calendar("ES")), "leaves_at", ("bus",), "future"
        )
        assert later.decided(counted) == states


@pytest.mark.parametrize("time", ["past", "future", "any"])
@pytest.mark.parametrize("back", [False, True])
@pytest.mark.parametrize("lasts", [Length(hours=24), Length(days=3), Length(working_days=2)])
def test_states_can_be_chosen_of_every_moment_and_are_right(
    time: Tense, back: bool, lasts: Length
) -> None:
    facts = {**POLICY.facts, "leaves_at": replace(POLICY.facts["leaves_at"], time=time)}
    windows = {"bus": replace(POLICY.windows["bus"], back=back, lasts=lasts)}
    policy = replace(POLICY, facts=facts, windows=windows)
    reader = StateReader(settings(policy)(), "leaves_at", ("bus",), time)
    found = list(reader.choices())
    for states, stretch in found:
        assert reader.decided(reader.counted(stretch)) == states
    assert len({states for states, _ in found}) == len(found)
    person = Person("", *([] if len(found) > 1 else ["i"]), BACK, BACK)
    ask(person, "leaves_at", policy=policy)


def _with(**more: Any) -> Policy:  # noqa: ANN401 - a window's own keys
    windows = {
        **POLICY.windows,
        "other": replace(POLICY.windows["bus"], back=False, **more),
    }
    return replace(POLICY, windows=windows)


HANGING = [
    _with(begins=Beginning(latest=("leaves_at", "booked_on"))),
    _with(begins=Beginning(end_of="bus")),
    _with(seen_at="leaves_at", begins="booked_on"),
    _with(begins="leaves_at", seen_at="booked_on"),
    _with(begins="leaves_at", lasts=Length(days="nights")),
    replace(
        POLICY,
        derived={
            "late": Derived(
                name=Text(en="x", es="x"), difference=("leaves_at", "booked_on"), unit="night"
            )
        },
    ),
]


@pytest.mark.parametrize("policy", HANGING)
def test_no_states_are_offered_where_more_than_one_moment_decides(policy: Policy) -> None:
    assert stands_alone(POLICY, "leaves_at")
    assert not stands_alone(policy, "leaves_at")
    person = Person("", BACK)
    assert ask(person, "leaves_at", policy=policy) == Answered(None)
    person = Person("tomorrow", "tomorrow at 18:30", "right")
    assert ask(person, "leaves_at", policy=policy) == Answered(moment("2026-11-27T18:30"))
    assert "not exact enough" in " ".join(person.told)


def test_more_choices_are_only_promised_where_there_are_some() -> None:
    promised = texts_of("en").say("walk.more_choices")
    for policy, there in ((POLICY, True), (HANGING[0], False)):
        person = Person(BACK)
        ask(person, "leaves_at", policy=policy)
        assert (promised in person.told[1]) is there


# ------------------------------------------------------------------ what is personal


def test_a_personal_text_is_asked_for_as_such_and_told_to_nobody() -> None:
    person = Person("ES12", "?again", IBAN)
    assert ask(person, "iban") == Answered(IBAN)
    assert person.personal == [True, True]
    assert "ES12" not in " ".join(person.told)
    wording = Wording(POLICY, texts_of("en"), NOW)
    assert wording.fact_value("iban", IBAN) == HIDDEN
    line = command_line(wording, "stay", {"iban": IBAN, "booking": "AB-1234"})
    assert line == "ayuda stay --booking AB-1234 --iban IBAN"


@BOTH
@pytest.mark.parametrize("why", [False, True])
def test_a_whole_walk_comes_to_its_end_and_keeps_to_itself_what_is_personal(
    language: Language, why: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    person = Person(
        "50",
        "3",
        *("ayer", "right"),
        *("mañana", "right"),
        *("dentro de 3 días a las 10:00", "right"),
        ("parking",),
        "AB-1234",
        IBAN,
    )
    guide = Guide(person, texts_of(language), settings(), lambda: WORDS, why=why)
    assert guide.lead("stay", {}) == 0
    shown = capsys.readouterr()
    assert POLICY.outcomes["paid-back"].title.words(language) in shown.out
    assert IBAN not in shown.out + shown.err + " ".join(person.told)


def test_nothing_known_of_anything_comes_to_an_end_too(capsys: pytest.CaptureFixture[str]) -> None:
    person = Person("i", "i", "0", "0", "0", UNKNOWN, "0", "0")
    guide = Guide(person, texts_of("en"), settings(), lambda: WORDS)
    assert guide.lead("stay", {}) in {0, 3}
    assert "Traceback" not in capsys.readouterr().err


@given(st.text(max_size=12))
def test_nothing_that_is_typed_breaks_a_question(typed: str) -> None:
    for fact in FACTS:
        if fact == "extras":
            continue
        person = Person(typed, *[BACK] * 4)
        try:
            ask(person, fact)
        except StopIteration:
            pytest.fail(repr(typed))


def test_a_fact_of_each_kind_is_in_the_policy() -> None:
    kinds = {(fact.kind, fact.time, fact.several) for fact in POLICY.facts.values()}
    assert {kind for kind, *_ in kinds} == {"number", "date", "moment", "choice", "text"}
    assert ("moment", "future", False) in kinds
    assert isinstance(POLICY.facts["iban"], Fact)


@pytest.mark.parametrize(
    ("option", "meant"),
    [
        ("cot,parking", "cot,parking"),
        ("parking, cot", "parking,cot"),
        ("Una cuna,aparcamiento", "cot,parking"),
        ("cot", "cot"),
        ("none", "none"),
    ],
)
def test_the_option_of_several_takes_ids_and_words_with_commas(option: str, meant: str) -> None:
    assert value_meant(POLICY.facts["extras"], option, "--extras") == meant
