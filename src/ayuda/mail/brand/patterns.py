"""Words of the policy made patterns: folded as a message is before it is searched."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from functools import cache

from ayuda.mail.shown.lookalikes import fold

NOTHING = r"(?!)"
_DEPTH = 2
_FEW = 3
_DRAWN = {"a": "[a4@]", "e": "[e3]", "i": "[i1!]", "l": "[l1|]", "m": "(?:m|rn)", "o": "[o0]"}


@cache
def listed(words: tuple[str, ...]) -> str:
    """Any of these whole words; of none it makes a pattern that matches nothing.

    A word that ends in a mark (``d'``) is whole with what follows it. Scripts that part no words
    have no whole ones.
    """
    latin, others = _by_script(words)
    closed = _alternatives(word for word in latin if word[-1].isalnum())
    opened = _alternatives(word for word in latin if not word[-1].isalnum())
    ends = "|".join(filter(None, (closed and rf"(?:{closed})(?![a-z0-9])", opened)))
    return _either(ends and rf"(?<![a-z0-9])(?:{ends})", _alternatives(others))


@cache
def begun(words: tuple[str, ...]) -> str:
    """Any word that begins with one of these."""
    latin, others = _by_script(words)
    begins = _alternatives(latin)
    return _either(begins and rf"(?<![a-z0-9])(?:{begins})", _alternatives(others))


def as_written(words: Iterable[str]) -> str:
    """Any of these, whatever stands around them."""
    return _either(_alternatives({one for word in words for one in spellings(word)}))


def spellings(word: str) -> frozenset[str]:
    """A word folded from small and from capital letters.

    A letter can look like one of ASCII in one case alone (a Cyrillic T).
    """
    cases = (word,) if word.isascii() else (word, word.capitalize(), word.upper())
    return frozenset(map(fold, cases))


def drawn(name: str) -> str:
    """A pattern of a name, each letter also as the digit or the letters that look like it."""
    return "".join(map(drawn_letter, fold(name)))


def drawn_letter(letter: str) -> str:
    """A letter, or what looks like it."""
    return _DRAWN.get(letter, re.escape(letter))


def _by_script(words: Iterable[str]) -> tuple[list[str], list[str]]:
    """Folded words, those that begin with a letter of ASCII apart."""
    folded = {spelling for word in words for spelling in spellings(word) if spelling}
    return [word for word in folded if word[0].isascii()], [
        word for word in folded if not word[0].isascii()
    ]


def _either(*patterns: str) -> str:
    given = [pattern for pattern in patterns if pattern]
    return f"(?:{'|'.join(given)})" if given else NOTHING


def _alternatives(words: Iterable[str]) -> str:
    """Any of these words, the longest first, parted by what they begin with.

    That is much faster than one after the other: a letter that begins none ends the search.
    """
    return _branches(sorted(set(words)), _DEPTH)


def _branches(words: list[str], depth: int) -> str:
    """A pattern of sorted words, of which the first ``depth`` letters are taken out."""
    if len(words) < _FEW or depth == 0:
        return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    groups = itertools.groupby(words, key=lambda word: word[:1])
    branches = [
        f"{re.escape(first)}(?:{_branches([word[1:] for word in group], depth - 1)})"
        for first, group in groups
        if first
    ]
    empty = [""] if words[0] == "" else []
    return "|".join([*branches, *empty])
