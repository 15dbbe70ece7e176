"""Numbers, days, texts and several values at a real terminal, in both languages and both modes."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.builtin import texts as texts_of
from terminal_driver import CTRL_C, DOWN, ENTER, ESCAPE, Open, Terminal

from ayuda.cache import Cache
from ayuda.model import LANGUAGES, Language
from ayuda.policy.load import load

PATH = Path(__file__).parents[1] / "support" / "policies" / "every_kind.toml"
POLICY = load(PATH, Cache()).policy
NOW = "2026-11-26T12:00"
IBAN = "ES12 3456 7890 1234 5678 9012"
ACCESSIBLE = {"AYUDA_ACCESSIBLE": "1"}
BOTH = pytest.mark.parametrize("language", LANGUAGES)
GIVEN = {
    "price": "50",
    "nights": "3",
    "booked_on": "2026-11-20",
    "arrives_on": "2026-12-20",
    "leaves_at": "2026-12-01T10:00",
    "extras": "parking",
    "booking": "AB-1234",
}


def given(*but: str) -> list[str]:
    options = ((name, value) for name, value in GIVEN.items() if name not in but)
    return [word for name, value in options for word in (f"--{name.replace('_', '-')}", value)]


def question(fact: str, language: Language) -> str:
    asked = POLICY.facts[fact].ask
    assert asked is not None
    return asked.words(language)


def say(language: Language, key: str, **words: str) -> str:
    return texts_of(language).say(key, **words)


def start(open_terminal: Open, language: Language, *more: str, **options: object) -> Terminal:
    terminal: Terminal = open_terminal(
        "stay", "--policy", str(PATH), "--now", NOW, "--lang", language, *more, **options
    )
    return terminal


def title(language: Language, outcome: str = "paid-back") -> str:
    return POLICY.outcomes[outcome].title.words(language)


@BOTH
@pytest.mark.parametrize("columns", [80, 40])
def test_a_walk_through_every_kind_comes_to_its_end(
    open_terminal: Open, language: Language, columns: int
) -> None:
    terminal = start(open_terminal, language, columns=columns)
    right = say(language, "walk.right")
    terminal.wait_for_line(question("price", language))
    terminal.type("1.250")
    terminal.choose({"en": "€1250", "es": "1250 €"}[language])
    terminal.wait_for_line(question("nights", language))
    terminal.type({"en": "3 nights", "es": "3 noches"}[language])
    terminal.wait_for_line(question("booked_on", language))
    terminal.type({"en": "last Friday", "es": "el viernes pasado"}[language])
    terminal.choose(right)
    terminal.wait_for_line(question("arrives_on", language))
    terminal.type({"en": "in three weeks", "es": "dentro de tres semanas"}[language])
    terminal.choose(right)
    terminal.wait_for_line(question("leaves_at", language))
    terminal.type({"en": "tomorrow at 18:30", "es": "mañana a las 18:30"}[language])
    terminal.choose(right)
    terminal.wait_for("[ ] 3)")
    terminal.send("2" + ENTER)
    terminal.wait_for_line(question("booking", language))
    terminal.type("AB-1234")
    terminal.wait_for_line(question("iban", language))
    terminal.type(IBAN)
    terminal.wait_for(title(language))
    assert "> •••" in terminal.text
    assert IBAN not in terminal.text
    terminal.choose(say(language, "walk.done"))
    assert terminal.wait_for_end() == 0
    assert terminal.attributes_are_as_before()
    assert terminal.cursor_is_visible


@BOTH
def test_ticks_are_set_and_taken_back_by_numbers_space_and_arrows(
    open_terminal: Open, language: Language
) -> None:
    terminal = start(open_terminal, language, *given("extras"))
    values = [text.words(language) for text in POLICY.facts["extras"].values.values()]
    terminal.wait_for(f"[ ] 3) {values[2]}")
    terminal.send(ENTER)
    none = say(language, "walk.none")
    terminal.wait_for(say(language, "walk.nothing_ticked", none=none))
    terminal.send("1")
    terminal.wait_for(f"[x] 1) {values[0]}")
    terminal.send("1" + DOWN + " ")
    terminal.wait_for(f"[x] 2) {values[1]}")
    assert f"[ ] 1) {values[0]}" in terminal.text
    terminal.send(ENTER)
    terminal.wait_for(f"? {question('extras', language)} {values[1]}")
    terminal.wait_for_line(question("iban", language))
    terminal.send(ESCAPE)
    terminal.wait_for(f"[ ] 3) {values[2]}")
    terminal.send("n")
    terminal.wait_for(f"? {question('extras', language)} {none}")
    terminal.wait_for_line(question("iban", language))
    terminal.send(CTRL_C)
    assert terminal.wait_for_end() == 130
    assert terminal.attributes_are_as_before()


@BOTH
def test_a_text_that_does_not_fit_can_be_kept(open_terminal: Open, language: Language) -> None:
    terminal = start(open_terminal, language, *given("booking"))
    terminal.wait_for_line(question("booking", language))
    terminal.type("zz")
    terminal.choose(say(language, "walk.keep"))
    terminal.wait_for(title(language, "kept"))


@BOTH
@pytest.mark.parametrize("env", [ACCESSIBLE, {"TERM": "dumb"}, {**ACCESSIBLE, "NO_COLOR": "1"}])
def test_in_plain_lines_several_are_typed_and_what_is_personal_is_not_echoed(
    open_terminal: Open, language: Language, env: dict[str, str]
) -> None:
    terminal = start(open_terminal, language, *given("extras", "price"), env=env, columns=40)
    terminal.wait_for(question("price", language).split()[-1])
    terminal.type("50 €")
    terminal.wait_for(say(language, "walk.ticks_typed"))
    names = [text.words(language) for text in POLICY.facts["extras"].values.values()]
    terminal.type("4")
    terminal.wait_for("4")
    terminal.type(f"1, {names[1].casefold()}")
    terminal.wait_for(f"{names[0]}, {names[1]}")
    terminal.wait_for(question("iban", language))
    terminal.settle()
    terminal.type(IBAN)
    terminal.wait_for(title(language))
    assert "> •••" in terminal.text
    assert IBAN not in terminal.text
    assert b"\x1b[" not in terminal.raw.partition("•••".encode())[0]


@BOTH
def test_leaving_where_nothing_is_echoed_leaves_the_terminal_as_it_was(
    open_terminal: Open, language: Language
) -> None:
    terminal = start(open_terminal, language, *given(), env=ACCESSIBLE)
    terminal.wait_for(question("iban", language))
    terminal.settle()
    terminal.send("ES12" + CTRL_C)
    assert terminal.wait_for_end() == 130
    assert "ES12" not in terminal.text
    assert terminal.attributes_are_as_before()


@BOTH
@pytest.mark.parametrize("env", [{}, ACCESSIBLE])
def test_why_and_the_answers_to_change_keep_what_is_personal(
    open_terminal: Open, language: Language, env: dict[str, str]
) -> None:
    terminal = start(open_terminal, language, *given(), "--iban", IBAN, "--why", env=env)
    terminal.wait_for(say(language, "walk.done"))
    terminal.send("9")
    terminal.wait_for(say(language, "walk.back_cancel"))
    assert IBAN not in terminal.text
    assert "•••" in terminal.text
