"""Numbers as people type them: ``12,5``, ``12.5``, ``50 €``, ``€50``, ``3 nights``.

A comma and a point both stand before decimals, in every language. Marks between thousands are not
taken: what may be one is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from decimal import Decimal

import msgspec

from ayuda.late_patterns import late
from ayuda.model import Fact, Policy
from ayuda.texts import Texts
from ayuda.ui.spoken_words import fold
from ayuda.view.quantities import PERCENT, SYMBOLS

THOUSANDS = 3
"""How many digits stand between two marks of thousands."""
LONGEST = 30
"""How many characters a number has at most; nobody counts further."""
MINUS = str.maketrans("\u2212\u2013", "--")
NUMBER = late(
    r"(?P<sign>-?)\s*(?P<before>[^\s0-9.,+-]*)\s*(?P<minus>[+-]?)\s*"
    r"(?P<digits>[.,]?[0-9](?:[0-9.,'\u2019\s]*[0-9])?)\s*(?P<after>[^0-9]*)"
)
PLAIN = late(r"(?P<whole>[0-9]*)(?:(?P<mark>[.,])(?P<fraction>[0-9]+))?")


class NoNumber(Exception):
    """What was typed is no number that can be taken.

    ``reason``: it is not written in ``figures``, has ``marks`` of thousands (``meant``: what it
    probably is), too many ``decimals``, lies out of ``range`` or is in another ``unit``.
    """

    def __init__(self, reason: str, meant: Decimal | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.meant = meant


class Signs(msgspec.Struct, frozen=True):
    """What may be typed with a number: the words of its own unit, folded, and those of others."""

    own: frozenset[str]
    others: frozenset[str]


def signs_of(policy: Policy, texts: Texts, unit: str | None) -> Signs:
    """The words of a fact's unit, in every language, and those of all others."""
    words = {name: _forms(policy, texts, name) for name in _units(policy)}
    if unit is not None and unit not in words:
        words[unit] = {fold(unit)}
    own = frozenset(words.pop(unit, set()) if unit is not None else ())
    others = frozenset(form for forms in words.values() for form in forms) - own
    return Signs(own, others)


def _units(policy: Policy) -> Iterable[str]:
    return (*policy.units, PERCENT, *SYMBOLS)


def _forms(policy: Policy, texts: Texts, unit: str) -> set[str]:
    if unit in policy.units:
        words = policy.units[unit]
        forms = [unit, *words.one.in_every_language(), *words.other.in_every_language()]
    elif unit == PERCENT:
        forms = [PERCENT, *texts.get("quantities.percent_words")]
    else:
        names = texts.get("quantities.currency_words")
        forms = [unit, SYMBOLS[unit], *names.get(unit, ())]
    return {fold(form).rstrip(".") for form in forms}


def numbers_meant(typed: str, fact: Fact, signs: Signs) -> tuple[Decimal, ...]:
    """The numbers that a typed text may be: one, or two where a mark may be one of thousands.

    Raises NoNumber.
    """
    found = NUMBER.fullmatch(typed.strip().translate(MINUS).rstrip(" .;:!?"))
    if found is None or len(typed) > LONGEST + max(map(len, signs.own), default=0):
        raise NoNumber("figures")
    _check_unit([found["before"], found["after"]], signs)
    if found["sign"] and found["minus"]:
        raise NoNumber("figures")
    negative = "-" in (found["sign"], found["minus"])
    numbers = _readings(found["digits"], fact.decimals)
    if negative:
        numbers = [one.copy_negate() if one else one for one in numbers]
    taken = [one for one in numbers if decimals_of(one) <= fact.decimals]
    if not taken:
        raise NoNumber("decimals")
    taken = [one for one in taken if _is_within(one, fact)]
    if not taken:
        raise NoNumber("range")
    return tuple(taken)


def is_ambiguous(typed: str, fact: Fact) -> bool:
    """Whether a mark in a text may be one of thousands, so that the number has to be shown back."""
    found = NUMBER.fullmatch(typed.strip().translate(MINUS).rstrip(" .;:!?"))
    return found is not None and len(_readings(found["digits"], fact.decimals)) > 1


def _check_unit(words: Collection[str], signs: Signs) -> None:
    said = [fold(word).strip(" .") for word in words if word.strip(" .")]
    if any(word not in signs.own for word in said) or len(said) > 1:
        known = any(word in signs.others for word in said)
        raise NoNumber("unit" if known else "figures")


def _readings(digits: str, decimals: int) -> list[Decimal]:
    """What figures and marks may be. Raises NoNumber for marks of thousands."""
    found = PLAIN.fullmatch(digits)
    if found is None:
        raise NoNumber("marks", _without_marks(digits))
    whole, fraction = found["whole"], found["fraction"] or ""
    number = Decimal(f"{whole or '0'}.{fraction}".rstrip("0").rstrip(".")) if fraction else None
    number = Decimal(whole) if number is None else number
    thousands = len(fraction) == THOUSANDS > decimals and re.fullmatch("[1-9][0-9]{0,2}", whole)
    return [Decimal(whole + fraction), number] if thousands else [number]


def _without_marks(digits: str) -> Decimal | None:
    """What a number with marks of thousands probably is; None where that is not plain."""
    bare = re.sub(r"['\u2019\s]", "", digits)
    marks = re.findall("[.,]", bare)
    mark = marks[-1] if marks and marks.count(marks[-1]) == 1 else ""
    whole, _, fraction = bare.rpartition(mark) if mark else (bare, "", "")
    groups = re.split("[.,]", whole)
    if any(len(group) != THOUSANDS for group in groups[1:]) or not groups[0]:
        return None
    return Decimal("".join(groups) + (f".{fraction}" if fraction else ""))


def decimals_of(number: Decimal) -> int:
    """How many decimals a number has that are not zero behind the last."""
    return len(f"{number:f}".partition(".")[2].rstrip("0"))


def _is_within(number: Decimal, fact: Fact) -> bool:
    least, most = fact.min, fact.max
    return (least is None or number >= least) and (most is None or number <= most)
