"""The words of an ordinary call, read without Typer: the same that Typer would make of them.

Whatever is not plain at once is left to Typer: a slip, a repetition, a value that looks like an
option, a page of help. So nothing is ever refused here, and no word has a meaning of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ayuda.cli.message import STANDARD_INPUT
from ayuda.cli.options import OWN, Option, flow_options
from ayuda.cli.run import run_flow, run_topics
from ayuda.cli.session import SHARED, Session


def plain_call(session: Session, words: Sequence[str]) -> Callable[[], int] | None:
    """What a call of a flow or of the program alone asks for; None where Typer is to read it.

    Raises AyudaError where the policy or the language, which its words hang on, cannot be had.
    """
    place = _behind_shared(words)
    if place is None or not _are_text(words):
        return None
    if place == len(words):
        return lambda: run_topics(session)
    name = words[place]
    if not _is_value(name) or name in OWN or name not in session.policy.flows:
        return None
    session.texts  # noqa: B018 - a language that there is not comes before any other slip
    options = understood(flow_options(session, name), words[place + 1 :])
    return None if options is None else lambda: run_flow(session, name, options)


def understood(options: Sequence[Option], words: Sequence[str]) -> dict[str, Any] | None:
    """What each option was given, as Typer would hand it over; None for anything unusual."""
    named = {name: option for option in options for name in option.names}
    argument = next((option for option in options if not option.names), None)
    said: dict[str, Any] = {}
    rest = iter(words)
    for word in rest:
        name, equals, value = word.partition("=")
        option = named.get(name)
        if option is None:
            if argument is None or argument.key in said or not _is_value(word):
                return None
            said[argument.key] = word
        elif option.takes == "nothing":
            if equals or option.key in said:
                return None
            said[option.key] = name == option.names[0]
        else:
            value = value if equals else next(rest, "")
            repeats = option.takes == "values"
            if not _is_value(value) or (option.key in said and not repeats):
                return None
            said[option.key] = [*said.get(option.key, ()), value] if repeats else value
    return {option.key: said.get(option.key, option.unsaid) for option in options}


def _behind_shared(words: Sequence[str]) -> int | None:
    """The place behind the options that stand before a command; None where they are not plain."""
    place = 0
    while place < len(words) and words[place] in SHARED:
        if words[place] in words[:place] or not _is_value("".join(words[place + 1 : place + 2])):
            return None
        place += 2
    return place


def _is_value(word: str) -> bool:
    """Whether a word can be nothing but a value: it is there, and no option."""
    return word == STANDARD_INPUT or (bool(word) and not word.startswith("-"))


def _are_text(words: Sequence[str]) -> bool:
    """Whether all words are text, and none bytes in disguise."""
    try:
        "".join(words).encode()
    except UnicodeEncodeError:
        return False
    return True
