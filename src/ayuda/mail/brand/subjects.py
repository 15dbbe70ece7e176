"""What a subject weighs that names the brand.

In the brand's own voice it is a claim: it speaks of trouble with *your* account. Who writes about
the brand (a bank, a carrier, a newspaper, a friend) names it as another's.
"""

from __future__ import annotations

from ayuda.mail.brand.speakers import Speaker
from ayuda.mail.brand.voice import Voice
from ayuda.mail.brand.weights import HALF, NONE, WHOLE


def weigh_subject(voice: Voice, folded: str, speaker: Speaker) -> int:
    """The weight of a folded subject that names the brand plainly."""
    if speaker.carrier or voice.first_person.search(folded):
        return NONE
    account = voice.account.search(folded) is not None
    heads = voice.heading.match(folded) is not None
    trouble = voice.trouble.search(folded) is not None
    you = voice.second_person.search(folded) is not None
    payment = voice.payment.search(folded) or voice.ails.search(folded)
    about = _is_about(voice, folded)
    plain = trouble and (account or payment or heads)
    if speaker.named:
        weight = WHOLE if plain and account and you else HALF
        return weight if plain and not about else NONE
    if speaker.answers:
        return HALF if account or payment or heads else NONE
    if plain:
        return HALF if about and not you else WHOLE
    if about:
        return NONE
    spoken = account or payment or voice.order.search(folded)
    if spoken or (heads and voice.noun.search(folded)):
        return WHOLE if you or heads else HALF
    return HALF


def _is_about(voice: Voice, folded: str) -> bool:
    """Whether it begins as an article does, asks, or is of reviews, points or bargains."""
    asks = "?" in folded
    return bool(asks or voice.advice.match(folded) or voice.reviews.search(folded))
