"""The values of a choice as people say them: by their words, in whatever language."""

from __future__ import annotations

from ayuda.engine.stated import NONE
from ayuda.errors import AyudaError, Problem
from ayuda.likeness import nearest, plain
from ayuda.model import Fact

CLOSE = 0.5
"""How alike a slip and a value's words must be: there are few values that could be meant."""


def value_meant(fact: Fact, text: str, where: str) -> str:
    """The id of the value that a text means, or of several those of all that it lists.

    Raises AyudaError for one that may mean several values, or is a slip of one.
    """
    if not fact.several:
        return _one_meant(fact, text, where)
    words = [word.strip() for word in text.split(",")]
    return ",".join(word if word == NONE else _one_meant(fact, word, where) for word in words)


def _one_meant(fact: Fact, text: str, where: str) -> str:
    """The id of the value that a text means; the text as it is where it means none.

    An id is itself. Else a text means the value whose id or words it is, or begins, without regard
    to case, accents and punctuation. Raises AyudaError for one that may mean several values, or is
    a slip of one.
    """
    words = plain(text)
    if text in fact.values or not words or not text.isprintable():
        return text
    called = [
        (name, value)
        for value, said in fact.values.items()
        for name in (value, *said.in_every_language())
    ]
    found = {value for name, value in called if plain(name) == words} or {
        value for name, value in called if plain(name).startswith(words)
    }
    if len(found) == 1:
        return found.pop()
    allowed = ", ".join(fact.values)
    if found:
        candidates = ", ".join(value for value in fact.values if value in found)
        raise AyudaError.of(where, "ambiguous-value", value=text, candidates=candidates)
    near = nearest(text, dict(called), CLOSE)
    if near is None:
        return text
    values = {"value": text, "allowed": allowed, "nearest": near}
    raise AyudaError([Problem(where, "unknown-value-nearest", values)])
