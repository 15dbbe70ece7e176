"""What a call is refused for, in words."""

from __future__ import annotations

from collections.abc import Sequence

from ayuda.errors import Problem
from ayuda.texts import Message, Texts


def messages_of(texts: Texts, problems: Sequence[Problem]) -> list[Message]:
    """Problems in words; those of a path in a file have its line and column, as in a check."""
    if not any(": " in problem.where for problem in problems):
        return [texts.message(problem) for problem in problems]
    from ayuda.author.check.located import Locator

    locator = Locator()
    return [locator.message(texts, problem) for problem in problems]
