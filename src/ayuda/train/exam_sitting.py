"""Sitting an exam: which calls are asked and as of when, so that a seed asks the same again."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import count
from typing import Any
from uuid import NAMESPACE_OID, uuid5

import msgspec

from ayuda.engine.windows import Setting
from ayuda.train.answers import Answer
from ayuda.train.cards import CardName
from ayuda.train.exam import ExamResult, Rules, draw_items
from ayuda.train.messages import mixed

FORMAT = "ayuda.exam/1"
YEAR = 2026
"""The year in which an exam's calls come where the policy names none with official holidays."""
DAYS = 365
OPENS, CLOSES = 8, 20
"""The hours of the day between which calls come."""
SPARE = 3
"""How many times as many cards are drawn as there can be items: not all can be dealt."""
FRAUDS = 0.15
"""The share of frauds among the messages of an exam, as at a desk."""


class Paper(msgspec.Struct, frozen=True):
    """What an exam is made from: the same paper of the same policy asks the same."""

    policy: str
    profile: str
    seed: str
    flow: str | None
    items: int | None
    fraud_share: float
    now: str | None


def present_of(setting: Setting, seed: str) -> Setting:
    """The setting with the moment, drawn from a seed, as of which the calls of an exam come."""
    draw = random.Random(f"exam/{seed}")  # noqa: S311 - to learn with
    first = datetime(setting.policy.holidays_until or YEAR, 1, 1, tzinfo=setting.zone)
    day = (first + timedelta(days=draw.randrange(DAYS))).date()
    clock = time(draw.randrange(OPENS, CLOSES), draw.randrange(60))
    now = datetime.combine(day, clock, tzinfo=setting.zone).astimezone(UTC)
    return msgspec.structs.replace(setting, now=now)


def order_of(deck: Sequence[CardName], paper: Paper) -> list[CardName]:
    """The cards of an exam, more than it can have items; messages with a desk's share of fraud."""
    draw = random.Random(paper.seed)  # noqa: S311 - to learn with
    found = draw_items(deck, SPARE * Rules(paper.items).most, draw)
    places = [place for place, card in enumerate(found) if card.kind == "mail"]
    if places:
        messages = [card for card in deck if card.kind == "mail"]
        draw.shuffle(messages)
        cards = mixed(messages, len(places), paper.fraud_share, draw)
        for place, card in zip(places, cards, strict=False):
            found[place] = card
    return found


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


def exam_document(
    paper: Paper, session: str, result: ExamResult, answers: Sequence[Answer], lang: str
) -> dict[str, Any]:
    """The result of an exam as the format ``ayuda.exam/1`` has it."""
    return {
        "format": FORMAT,
        "session": session,
        "profile": paper.profile,
        "seed": int(paper.seed),
        "flow": paper.flow,
        "verdict": result.verdict,
        "right": result.right,
        "items": result.items,
        "interval": msgspec.to_builtins(result.interval),
        "cards": [
            {
                "card": answer.card,
                "rule": answer.rule,
                "given": answer.given,
                "right": list(answer.right),
                "is_right": answer.is_right,
            }
            for answer in answers
        ],
        "policy": {"id": answers[-1].policy_id, "sha256": paper.policy} if answers else None,
        "lang": lang,
    }
