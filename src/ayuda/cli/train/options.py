"""What the options of training mean."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from ayuda.cli.options import OF_TRAINING
from ayuda.cli.session import Session
from ayuda.engine.stated import unknown_value
from ayuda.errors import AyudaError
from ayuda.moments import parse_day
from ayuda.train.answers import LONGEST_NAME, CardKind, is_profile_name
from ayuda.train.cards import CardName

DEFAULT_PROFILE = "default"
MOST_CARDS = 100_000
LARGEST_SEED = (1 << 63) - 1
OUTSIDE = "train"
"""What the place of a problem is called that hangs on no single option."""


def flows_of(
    session: Session, named: Sequence[str] | None, where: str = OUTSIDE
) -> tuple[str, ...]:
    """The flows that are named, else all. Raises AyudaError for what is none."""
    known = list(session.policy.flows)
    late = next((name for name in named or () if name in OF_TRAINING and name not in known), None)
    if late is not None:
        raise AyudaError.of(late, "train-action-first", value=late)
    problems = [unknown_value(where, name, known) for name in named or () if name not in known]
    if problems:
        raise AyudaError(problems)
    return tuple(dict.fromkeys(named)) if named else tuple(known)


def kind_of(named: str | None, kinds: Sequence[CardKind]) -> CardKind | None:
    """The kind of card that is named. Raises AyudaError for what is none."""
    found = next((kind for kind in kinds if kind == named), None)
    if named is not None and found is None:
        raise AyudaError([unknown_value("--kind", named, list(kinds))])
    return found


def number_of(option: str, text: str | None, least: int, most: int) -> int | None:
    """A whole number between two. Raises AyudaError for anything else."""
    if text is None:
        return None
    told = text.strip()
    if told.isascii() and told.isdecimal() and len(told) <= len(str(most)):
        number = int(told)
        if least <= number <= most:
            return number
    raise AyudaError.of(option, "not-a-count", value=text, least=str(least), most=str(most))


def share_of(text: str | None) -> float | None:
    """A share between 0 and 1. Raises AyudaError for anything else."""
    if text is None:
        return None
    try:
        share = float(text.replace(",", "."))
    except ValueError:
        share = -1.0
    if not 0.0 <= share <= 1.0:
        raise AyudaError.of("--fraud-share", "not-a-count", value=text, least="0", most="1")
    return share


def day_of(option: str, text: str | None) -> date | None:
    """A date. Raises AyudaError for anything else."""
    if text is None:
        return None
    day = parse_day(text)
    if day is None:
        raise AyudaError.of(option, "not-a-day", value=text)
    return day


def day_ahead(option: str, text: str | None, today: date) -> date | None:
    """A date that is not over. Raises AyudaError for anything else."""
    day = day_of(option, text)
    if day is not None and day < today:
        raise AyudaError.of(option, "day-is-over", value=str(day), today=str(today))
    return day


def profile_of(text: str | None) -> str:
    """Whose answers are meant. Raises AyudaError for a name that is none."""
    if text is None:
        return DEFAULT_PROFILE
    name = text.strip()
    if not is_profile_name(name):
        raise AyudaError.of("--profile", "not-a-name", value=text, most=str(LONGEST_NAME))
    return name


def nothing_drawn(deck: Iterable[CardName]) -> AyudaError:
    """The problem that of no card of the deck a case is found just now."""
    flows = ", ".join(dict.fromkeys(card.flow for card in deck))
    return AyudaError.of(OUTSIDE, "nothing-drawn", value=flows)


def refuse_without_person(session: Session, options: dict[str, Any]) -> None:
    """Raises AyudaError where there is neither a person at a terminal nor a program that leads."""
    if not options["json"] and not session.can_ask:
        raise AyudaError.of(OUTSIDE, "train-needs-terminal")
    if options["json"] and sys.stdin is None:
        raise AyudaError.of("stdin", "train-needs-terminal")
