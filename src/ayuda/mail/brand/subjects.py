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
    payment = voice.payment.search(folded) is not None
    about = _is_about(voice, folded)
    if speaker.named:
        if about or not (trouble and (account or payment or heads)):
            return NONE
        return WHOLE if account and you else HALF
    if speaker.answers:
        return HALF if account or payment or heads else NONE
    order = voice.order.search(folded) is not None
    if trouble and (account or payment or heads or order or voice.ails.search(folded)):
        return HALF if (about and not you) or voice.at_another(folded) else WHOLE
    if about or voice.at_another(folded):
        return NONE
    if account or payment or order or (heads and voice.noun.search(folded)):
        return WHOLE if you or heads else HALF
    return HALF


def _is_about(voice: Voice, folded: str) -> bool:
    """Whether it begins as an article does, asks, or is of reviews, points or bargains."""
    asks = "?" in folded
    return bool(asks or voice.advice.match(folded) or voice.reviews.search(folded))
