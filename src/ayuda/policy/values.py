"""What no value of a policy file may be, in whatever table it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from math import isfinite
from unicodedata import category

from ayuda.errors import AyudaError, Problem
from ayuda.model import LANGUAGES

DEEPEST = 32
"""How many tables and lists may stand within one another; a policy needs a dozen."""
LARGEST_NUMBER = 2**63 - 1
"""Of TOML: a number over it is none that every reader has."""
MOST_DIGITS, MOST_DECIMALS = 15, 9
"""Of a number, before and behind its point: what is longer is a slip of the keyboard."""
UNSEEN = frozenset({"Cc", "Cf", "Zl", "Zp"})
"""Categories of characters that change how others are shown, or how a terminal works."""
JOINERS = frozenset("\u00ad\u200c\u200d")
"""Those of them that words and emoji are written with."""
LAYOUT = frozenset("\n\t")
"""What a text for people of several lines is written with; nothing else has lines."""


def value_problems(file: str, tables: object, *, are_words: bool = False) -> Iterator[Problem]:
    """The values, and keys, that a policy may have nowhere; ``are_words`` where all are texts.

    Raises AyudaError for tables that are nested too deeply. They are walked without recursion.
    """
    waiting: list[tuple[str, int, object]] = [("", 0, tables)]
    while waiting:
        path, depth, value = waiting.pop()
        if depth > DEEPEST:
            raise AyudaError.of(f"{file}: {path}", "toml-too-deep")
        is_deep = depth == DEEPEST  # Below it, nothing is fine.
        before, behind = f"{path}." if path else "", ""
        inner: Iterable[tuple[object, object]] = ()
        if isinstance(value, dict):
            inner = value.items()
            odd = [key for key in value if not key.isprintable() and _unseen(key)]
            yield from (_problem(file, path, _unseen(key)) for key in odd)
        elif isinstance(value, list):
            inner = enumerate(value)
            before, behind = f"{path}[", "]"
        looked_at = [
            (f"{before}{key}{behind}", child)
            for key, child in inner
            if is_deep or type(child) is not str or not child.isprintable()
        ]
        waiting += [(place, depth + 1, child) for place, child in reversed(looked_at)]
        if isinstance(value, str) and not value.isprintable():
            is_text = are_words or path.rpartition(".")[2] in LANGUAGES
            allowed = LAYOUT if is_text else frozenset[str]()
            if _unseen(value, allowed):
                yield _problem(file, path, _unseen(value, allowed))
        if isinstance(value, int) and not -LARGEST_NUMBER - 1 <= value <= LARGEST_NUMBER:
            yield Problem(f"{file}: {path}", "number-too-large")
        elif isinstance(value, int | float) and not is_exact(float(value)):
            yield long_number(f"{file}: {path}", str(value))


def is_exact(number: float, written: str | None = None) -> bool:
    """Whether a number is one that is computed with, and is what was written."""
    if not isfinite(number) or abs(number) >= 10**MOST_DIGITS:
        return False
    own = Decimal(repr(number))
    exponent = own.normalize().as_tuple().exponent
    is_short = isinstance(exponent, int) and exponent >= -MOST_DECIMALS
    return is_short and (written is None or own == Decimal(written))


def long_number(where: str, written: str) -> Problem:
    """The problem of a number that is none that is computed with."""
    words = {"value": written, "digits": str(MOST_DIGITS), "decimals": str(MOST_DECIMALS)}
    return Problem(where, "number-too-long", words)


def _problem(file: str, path: str, unseen: str) -> Problem:
    return Problem(f"{file}: {path or '(top)'}", "unseen-character", {"value": unseen})


def _unseen(text: str, allowed: frozenset[str] = frozenset()) -> str:
    """The first character of a text that nobody sees, by its number; empty where there is none."""
    if text.isprintable():
        return ""
    known = JOINERS | allowed
    hidden = (char for char in text if category(char) in UNSEEN and char not in known)
    return next((f"U+{ord(char):04X}" for char in hidden), "")
