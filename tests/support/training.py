"""Answers as trainees give them, for the tests of training."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from ayuda.train.answers import Answer

BEGINNING = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
KINDS = ("outcome", "deadline", "next-step")
SURE = ("sure", "think-so", "guess", None)


def an_answer(number: int = 0, **more: Any) -> Answer:  # noqa: ANN401 - any field of an answer
    """A right answer of its own id, on a card about the external seller's half an hour."""
    fields: dict[str, Any] = {
        "id": str(UUID(int=number + 1)),
        "session": str(UUID(int=0)),
        "item": number,
        "profile": "default",
        "mode": "drill",
        "card": "cancel/marketplace-in-time/outcome",
        "kind": "outcome",
        "flow": "cancel",
        "rule": "marketplace-in-time",
        "outcome": "cancel-now",
        "deadline": None,
        "policy_id": "amazon-es-2021",
        "policy": "0" * 64,
        "lang": "en",
        "facts": {"stage": "placed", "seller": "marketplace"},
        "now": "2026-11-02T10:00:00+01:00",
        "given": "cancel-now",
        "right": ("cancel-now",),
        "grade": "right",
        "sure": "sure",
        "at": (BEGINNING + timedelta(minutes=number)).isoformat(),
        "seconds": 8.0,
    }
    return Answer(**{**fields, **more})


def random_answers(draw: Random, count: int, days: float = 400) -> list[Answer]:
    """Answers to one card at random moments, in the order of time."""
    moments = sorted(draw.random() * days for _ in range(count))
    return [
        an_answer(
            number,
            at=(BEGINNING + timedelta(days=moment)).isoformat(),
            grade=draw.choice(("right", "right", "right", "wrong")),
            sure=draw.choice(SURE),
            seconds=draw.choice((5.0, 30.0, 90.0)),
            kind=draw.choice(KINDS),
        )
        for number, moment in enumerate(moments)
    ]
