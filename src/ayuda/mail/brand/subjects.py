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
    if voice.first_person.search(folded):
        return NONE
    account = voice.account.search(folded) is not None
    heads = voice.heading.match(folded) is not None
    trouble = voice.trouble.search(folded) is not None
    you = voice.second_person.search(folded) is not None
    if speaker.named or speaker.carrier or speaker.answers:
        plain = trouble and (account or heads) and not _is_about(voice, folded)
        if speaker.carrier or not plain:
            return NONE if not speaker.answers else HALF * (account or heads)
        return WHOLE if you and account and not speaker.answers else HALF
    if trouble and (account or heads):
        return WHOLE if not _is_about(voice, folded) or you else HALF
    if _is_about(voice, folded):
        return NONE
    order = voice.order.search(folded) is not None
    spoken = account or order or (heads and voice.noun.search(folded) is not None)
    if spoken:
        return WHOLE if you or heads else HALF
    return HALF if heads or trouble else NONE


def _is_about(voice: Voice, folded: str) -> bool:
    """Whether it begins as an article does, asks, or is of reviews, points or bargains."""
    asks = "?" in folded
    return bool(asks or voice.advice.match(folded) or voice.reviews.search(folded))
