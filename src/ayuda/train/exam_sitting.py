"""Sitting an exam: which calls are asked and as of when, so that a seed asks the same again."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import count
from uuid import NAMESPACE_OID, uuid5

import msgspec

from ayuda.engine.windows import Setting
from ayuda.model import Policy
from ayuda.train.answers import Answer
from ayuda.train.cards import CardName

YEAR = 2026
"""The year in which an exam's calls come where the policy names none with official holidays."""
DAYS = 365
OPENS, CLOSES = 8, 20
"""The hours of the day between which calls come."""


class Paper(msgspec.Struct, frozen=True):
    """What an exam is made from: the same paper of the same policy is the same exam."""

    policy: str
    profile: str
    seed: str
    flow: str | None
    items: int | None
    fraud_share: float | None


def present_of(setting: Setting, seed: str) -> Setting:
    """The setting with the moment, drawn from a seed, as of which the calls of an exam come."""
    policy: Policy = setting.policy
    draw = random.Random(f"exam/{seed}")  # noqa: S311 - to learn with
    first = datetime(policy.holidays_until or YEAR, 1, 1, tzinfo=setting.zone)
    day = (first + timedelta(days=draw.randrange(DAYS))).date()
    clock = time(draw.randrange(OPENS, CLOSES), draw.randrange(60))
    now = datetime.combine(day, clock, tzinfo=setting.zone).astimezone(UTC)
    return msgspec.structs.replace(setting, now=now)


def order_of(names: Sequence[CardName], seed: str) -> Iterator[CardName]:
    """The cards of an exam without end: all in turn, each round in an order of its own."""
    for lap in count() if names else ():
        yield from random.Random(f"{seed}/{lap}").sample(names, len(names))  # noqa: S311 - as above


def sitting_of(
    paper: Paper, answers: Iterable[Answer], is_over: Callable[[Sequence[Answer]], bool]
) -> tuple[str, list[Answer]]:
    """The id of an exam's session, and the answers that it has already.

    It is the one that was interrupted, if one was; else a new one.
    """
    given: dict[str, list[Answer]] = {}
    for answer in answers:
        if answer.mode == "exam":
            given.setdefault(answer.session, []).append(answer)
    for attempt in count():
        session = str(uuid5(NAMESPACE_OID, f"ayuda exam {paper!r} {attempt}"))
        done = sorted(given.get(session, ()), key=lambda answer: answer.item)
        if not is_over(done):
            return session, done
    raise AssertionError  # Attempts do not end.
