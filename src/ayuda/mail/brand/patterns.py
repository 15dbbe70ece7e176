"""Words of the policy made patterns: folded as a message is before it is searched."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ayuda.mail.shown.lookalikes import fold

NOTHING = r"(?!)"
_DRAWN = {"a": "[a4@]", "e": "[e3]", "i": "[i1!]", "l": "[l1|]", "m": "(?:m|rn)", "o": "[o0]"}


def listed(words: Iterable[str]) -> str:
    """Any of these whole words; of none it makes a pattern that matches nothing."""
    alternatives = _alternatives(words)
    return rf"(?<![a-z0-9])(?:{alternatives})(?![a-z0-9])" if alternatives else NOTHING


def begun(words: Iterable[str]) -> str:
    """Any word that begins with one of these."""
    alternatives = _alternatives(words)
    return rf"(?<![a-z0-9])(?:{alternatives})" if alternatives else NOTHING


def drawn(name: str) -> str:
    """A pattern of a name, each letter also as the digit or the letters that look like it."""
    return "".join(map(drawn_letter, fold(name)))


def drawn_letter(letter: str) -> str:
    """A letter, or what looks like it."""
    return _DRAWN.get(letter, re.escape(letter))


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(set(map(fold, words)), key=len, reverse=True)))
