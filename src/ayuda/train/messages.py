"""The cards about messages: which kinds there are, and as many frauds among them as wanted."""

from __future__ import annotations

import random
from collections.abc import Sequence

from ayuda.engine.stated import judges_evidence
from ayuda.engine.windows import Setting
from ayuda.model import Language, Policy
from ayuda.train.answers import ShownMessage
from ayuda.train.cards import CardName
from ayuda.train.deal import MESSAGE

TO_LEARN = 0.5
"""The share of frauds where nobody says: half, to learn to tell them from the others."""


def cards_of_messages(policy: Policy, flows: Sequence[str]) -> tuple[CardName, ...]:
    """A card for each kind of message, for the flows that judge messages."""
    judging = [flow for flow in flows if judges_evidence(policy, policy.flows[flow])]
    if policy.mail is None or not judging:
        return ()
    from ayuda.train.mail.kinds import kinds

    return tuple(CardName(flow, f"{MESSAGE}{kind}", "mail") for flow in judging for kind in kinds())


def is_fraud(card: CardName) -> bool:
    """Whether the kind of message that a card is about is fraudulent."""
    if card.kind != "mail":  # Nothing of messages is loaded for calls.
        return False
    from ayuda.train.mail.kinds import kinds
    from ayuda.train.mail_cards import FRAUD

    return kinds()[card.about.removeprefix(MESSAGE)].way.verdict == FRAUD


def hardness_of(setting: Setting, card: CardName, language: Language) -> int:
    """How hard a message of the card's kind is to judge; 0 is easy, also what is no message."""
    if card.kind != "mail":
        return 0
    from ayuda.train.mail_cards import FROM_EASY, dealt

    shown = ShownMessage(card.about.removeprefix(MESSAGE), 0)
    return FROM_EASY.index(dealt(setting, card.flow, shown, language).difficulty)


def mixed(
    planned: Sequence[CardName], count: int, share: float, draw: random.Random
) -> list[CardName]:
    """So many of the cards, this share of them frauds (rounded), in any order.

    Those that are planned first are taken first; where there are too few, some come twice.
    """
    frauds = [card for card in planned if is_fraud(card)]
    others = [card for card in planned if not is_fraud(card)]
    wanted = round(count * share)
    found = [*_round(frauds, wanted), *_round(others, count - wanted)]
    draw.shuffle(found)
    return found


def _round(cards: Sequence[CardName], count: int) -> list[CardName]:
    return [cards[place % len(cards)] for place in range(count)] if cards else []
