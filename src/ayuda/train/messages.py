"""The cards about messages: which kinds there are, and as many frauds among them as wanted."""

from __future__ import annotations

import random
from collections.abc import Sequence

from ayuda.engine.stated import judges_evidence
from ayuda.model import Policy
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


def mixed(
    planned: Sequence[CardName], count: int, share: float, draw: random.Random
) -> list[CardName]:
    """So many of the cards, this share of them frauds (rounded), in any order.

    Those that are planned first are taken first; where there are too few, some come twice.
    """
    from ayuda.train.mail.kinds import kinds
    from ayuda.train.mail_cards import FRAUD

    known = kinds()
    verdicts = [known[card.about.removeprefix(MESSAGE)].way.verdict for card in planned]
    frauds = [card for card, one in zip(planned, verdicts, strict=True) if one == FRAUD]
    others = [card for card, one in zip(planned, verdicts, strict=True) if one != FRAUD]
    wanted = round(count * share)
    found = [*_round(frauds, wanted), *_round(others, count - wanted)]
    draw.shuffle(found)
    return found


def _round(cards: Sequence[CardName], count: int) -> list[CardName]:
    return [cards[place % len(cards)] for place in range(count)] if cards else []
