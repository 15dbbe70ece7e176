"""Training at a real terminal, by keys alone: in each language, with signs and without."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from support.calling import call_here
from terminal_driver import BACKSPACE, CTRL_C, ENTER, ESCAPE, Open, Terminal
from walks import NOW, say

from ayuda.model import LANGUAGES, Language

BOTH = pytest.mark.parametrize("language", LANGUAGES)
WAYS = pytest.mark.parametrize("accessible", [False, True], ids=["keys", "accessible"])
SIZE = {"columns": 80, "lines": 24}


def train(
    open_terminal: Open, language: Language, *calls: str, accessible: bool = False, **size: int
) -> Terminal:
    env = {"AYUDA_ACCESSIBLE": "yes"} if accessible else {}
    words = ("train", *calls, "--now", NOW, "--lang", language)
    return open_terminal(*words, env=env, **{**SIZE, **size})


Kept = Callable[[str], list[dict[str, Any]]]


@pytest.fixture
def kept(
    person: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> Kept:
    """The answers that are kept of a profile."""

    def answers(profile: str) -> list[dict[str, Any]]:
        call = ("train", "export", "--profile", profile)
        called = call_here(call, person, monkeypatch, capfdbinary)
        assert called.code == 0, called
        return [json.loads(line) for line in called.out.splitlines()]

    return answers


def bottom(terminal: Terminal, count: int = 3) -> str:
    """The last lines that are not empty: the end of what is asked just now."""
    return "\n".join([line for line in terminal.lines if line][-count:])


def asked(terminal: Terminal, last: str) -> None:
    """Wait until a menu stands at the bottom of the screen whose end has these words."""

    def there() -> bool:
        shown = bottom(terminal)
        return last in shown and (">" in terminal.text or shown.endswith(":"))

    terminal.wait_until(there, f"a menu that ends with {last!r}")
    terminal.settle(0.2)


def card(terminal: Terminal, language: Language, item: int, total: int) -> None:
    """Wait until a card's question stands there."""
    place = say(language, "train.place", flow="", now="", number=str(item), total=str(total))
    terminal.wait_for(place.rpartition("·")[2].strip())
    asked(terminal, say(language, "train.stop"))


def answer_one(terminal: Terminal, language: Language, key: str = "1", sure: str = "1") -> None:
    """Answer the question that stands there, say how sure, and read what is told of it."""
    terminal.send(key)
    asked(terminal, say(language, "train.sureness.guess"))
    terminal.send(sure)
    asked(terminal, say(language, "train.next"))


@BOTH
@WAYS
def test_cards_are_answered_by_two_keys_and_told_of_at_once(
    open_terminal: Open, kept: Kept, language: Language, accessible: bool
) -> None:
    profile = f"keys-{language}-{accessible}"
    calls = ("cancel", "--kind", "outcome", "--count", "3", "--seed", "3", "--profile", profile)
    terminal = train(open_terminal, language, *calls, accessible=accessible)
    for item in range(1, 4):
        card(terminal, language, item, 3)
        answer_one(terminal, language)
        grades = [say(language, f"train.grades.{grade}") for grade in ("right", "wrong")]
        assert any(grade in terminal.text for grade in grades)
        assert len(kept(profile)) == item
        terminal.send("1" if accessible else ENTER)
    assert terminal.wait_for_end() == 0
    assert terminal.attributes_are_as_before()
    answers = kept(profile)
    assert [answer["item"] for answer in answers] == [0, 1, 2]
    assert {answer["sure"] for answer in answers} == {"sure"}
    assert {answer["lang"] for answer in answers} == {language}


@BOTH
def test_a_deadline_is_typed_as_people_say_it(
    open_terminal: Open, kept: Kept, language: Language
) -> None:
    profile = f"typed-{language}"
    calls = ("cancel", "--kind", "deadline", "--count", "1", "--seed", "3", "--profile", profile)
    terminal = train(open_terminal, language, *calls)
    terminal.wait_for(say(language, "train.deadline_keys").split(".")[0])
    terminal.settle()
    terminal.type("a long time from here")
    terminal.wait_for(say(language, "problems.not-a-deadline.hint"))
    terminal.settle()
    terminal.send(BACKSPACE * 30)
    terminal.type({"en": "in 90 min", "es": "en 90 min"}[language])
    asked(terminal, say(language, "train.sureness.guess"))
    terminal.send(ESCAPE)
    terminal.wait_for(say(language, "train.deadline_keys").split(".")[0])
    terminal.settle()
    terminal.type("")
    asked(terminal, say(language, "train.stop"))
    answer_one(terminal, language)
    terminal.send("0")
    assert terminal.wait_for_end() == 0
    [answer] = kept(profile)
    assert answer["kind"] == "deadline"
    assert answer["given"] == answer["options"][0]


@BOTH
@WAYS
def test_an_interview_is_led_by_keys(
    open_terminal: Open, kept: Kept, language: Language, accessible: bool
) -> None:
    profile = f"interview-{language}-{accessible}"
    calls = ("cancel", "--interview", "--count", "1", "--seed", "3", "--profile", profile)
    terminal = train(open_terminal, language, *calls, accessible=accessible)
    card(terminal, language, 1, 1)
    terminal.send("1")
    terminal.settle(1)
    terminal.send("8")
    asked(terminal, say(language, "train.stop"))
    terminal.settle()
    answer_one(terminal, language)
    terminal.send("1" if accessible else ENTER)
    asked(terminal, say(language, "train.stop"))
    answer_one(terminal, language)
    terminal.send("0")
    assert terminal.wait_for_end() == 0
    kinds = [answer["kind"] for answer in kept(profile)]
    assert kinds == ["question", "question", "not-promised"]


@BOTH
def test_ctrl_c_keeps_every_answer_and_ends_with_130(
    open_terminal: Open, kept: Kept, language: Language
) -> None:
    profile = f"interrupted-{language}"
    calls = ("return", "--kind", "outcome", "--count", "9", "--seed", "3", "--profile", profile)
    terminal = train(open_terminal, language, *calls)
    card(terminal, language, 1, 9)
    answer_one(terminal, language)
    terminal.send(ENTER)
    card(terminal, language, 2, 9)
    terminal.send("1")
    asked(terminal, say(language, "train.sureness.guess"))
    terminal.send("2")
    asked(terminal, say(language, "train.next"))
    terminal.send(CTRL_C)
    assert terminal.wait_for_end() == 130
    assert "Traceback" not in terminal.text
    assert terminal.attributes_are_as_before()
    assert len(kept(profile)) == 2
