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
    if speaker.named:
        return _of_somebody(voice, folded)
    if speaker.answers:
        spoken = (voice.account, voice.payment)
        heads = voice.heading.match(folded)
        return HALF if heads or any(one.search(folded) for one in spoken) else NONE
    return _of_nobody(voice, folded)


def _of_somebody(voice: Voice, folded: str) -> int:
    """Of who says its own name: only trouble with an account is spoken as the brand."""
    account = voice.account.search(folded)
    spoken = account or voice.payment.search(folded) or voice.heading.match(folded)
    you = voice.second_person.search(folded) is not None
    about = _is_about(voice, folded) or voice.advises.search(folded)
    if (
        about
        or (voice.ticketed(folded) and not you)
        or not (spoken and voice.trouble.search(folded))
    ):
        return NONE
    return WHOLE if account and you else HALF


def _of_nobody(voice: Voice, folded: str) -> int:
    """Of who does not say who it is."""
    you = voice.second_person.search(folded) is not None
    heads = voice.heading.match(folded) is not None
    about = _is_about(voice, folded)
    things = (voice.account, voice.payment, voice.order)
    spoken = any(one.search(folded) for one in things)
    ails = spoken or heads or voice.ails.search(folded)
    if ails and voice.trouble.search(folded):
        others = (about or voice.ticketed(folded)) and not you
        return HALF if others or voice.at_another(folded) else WHOLE
    if about or voice.at_another(folded):
        return NONE
    whole = (spoken and (you or heads)) or (heads and voice.noun.search(folded))
    return WHOLE if whole else HALF


def _is_about(voice: Voice, folded: str) -> bool:
    """Whether it begins as an article does, asks, or is of reviews, points or bargains."""
    asks = "?" in folded
    return bool(asks or voice.advice.match(folded) or voice.reviews.search(folded))
