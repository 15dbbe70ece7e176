"""A card: one thing to learn, dealt as a case that is told and a question about it."""

from __future__ import annotations

from datetime import datetime

import msgspec

from ayuda.engine.windows import FactValue
from ayuda.train.answers import CardKind, ShownMessage

FORMAT = "ayuda.card/1"


class CardName(msgspec.Struct, frozen=True, order=True):
    """What is learnt: one kind of question about one rule of a flow.

    ``about`` is a rule's id, ``scenario:ID`` for what supervisors wrote into the policy, or
    ``message:KIND`` for a kind of built message.
    """

    flow: str
    about: str
    kind: CardKind

    def __str__(self) -> str:
        """The card's id in records and documents."""
        return f"{self.flow}/{self.about}/{self.kind}"

    @classmethod
    def parse(cls, text: str) -> CardName:
        """The name that an id stands for. Raises ValueError."""
        flow, about, kind = text.split("/")
        return msgspec.convert({"flow": flow, "about": about, "kind": kind}, cls)


class ShownCase(msgspec.Struct, frozen=True):
    """A case as it is put to a trainee: all facts that are told, and when. ``now`` is in UTC.

    ``region`` is the one whose holidays count; ``message`` what a mail card shows.
    """

    flow: str
    facts: dict[str, FactValue]
    now: datetime
    region: str | None = None
    message: ShownMessage | None = None
