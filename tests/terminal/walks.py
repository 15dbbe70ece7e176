"""Walking through a flow as a person does, with the words of the policy in one language."""

from __future__ import annotations

from functools import cache

from terminal_driver import ENTER, Terminal

from ayuda.cache import Cache
from ayuda.model import Fact, Language, Policy
from ayuda.policy.load import built_in_path, load
from ayuda.texts import Texts, load_texts

NOW = "2026-11-23T12:00:00+01:00"
"""A Monday noon in Madrid."""

Answer = str | bool | None
"""An answer: a value's id, yes or no, something to type; None for "I don't know"."""


@cache
def built_in() -> Policy:
    return load(built_in_path(), Cache()).policy


@cache
def words(language: Language) -> Texts:
    return load_texts(language, Cache())


def say(language: Language, key: str, **values: str) -> str:
    """One of the program's own texts."""
    return words(language).say(key, **values)


def question(fact: str, language: Language) -> str:
    """The words in which a fact is asked for."""
    ask = built_in().facts[fact].ask
    assert ask is not None
    asked: str = getattr(ask, language)
    return asked


def hint(fact: str, language: Language) -> str:
    """The words that say where to look."""
    found = built_in().facts[fact].hint
    assert found is not None
    shown: str = getattr(found, language)
    return shown


def label(fact: str, answer: Answer, language: Language) -> str:
    """The words of an answer in a menu."""
    definition: Fact = built_in().facts[fact]
    if answer is None:
        unknown = definition.unknown
        return str(getattr(unknown, language)) if unknown else say(language, "walk.unknown")
    if isinstance(answer, bool):
        return say(language, "facts.yes" if answer else "facts.no")
    words_of: str = getattr(definition.values[answer], language)
    return words_of


def title(outcome: str, language: Language) -> str:
    found: str = getattr(built_in().outcomes[outcome].title, language)
    return found


def flow_title(flow: str, language: Language) -> str:
    found: str = getattr(built_in().flows[flow].title, language)
    return found


def answer(
    terminal: Terminal, fact: str, given: Answer, language: Language, *, arrows: bool = False
) -> None:
    """Wait for the question about a fact and answer it."""
    kind = built_in().facts[fact].kind
    asked = question(fact, language)
    if kind in {"choice", "yes-no"}:
        terminal.wait_for_question(asked)
        terminal.choose(label(fact, given, language), arrows=arrows)
        return
    terminal.wait_for(f"? {asked}")
    if given is None:
        terminal.type("0")
        return
    terminal.type(str(given))
    if kind == "moment":
        terminal.choose(say(language, "walk.right"), arrows=arrows)
    elif kind == "links":
        terminal.wait_until(
            lambda: terminal.flowing.count(asked) == 2, "the question about links once more"
        )
        terminal.send(ENTER)


def finish(terminal: Terminal, language: Language, *, arrows: bool = False) -> int:
    """Choose "Done" in the menu after the outcome; the exit code."""
    terminal.wait_for_menu(say(language, "walk.done"))
    terminal.choose(say(language, "walk.done"), arrows=arrows)
    return terminal.wait_for_end()
