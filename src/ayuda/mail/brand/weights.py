"""What a sign of a claim weighs: one whole is a claim, or two halves of different kinds."""

from __future__ import annotations

from typing import Final

import msgspec

from ayuda.mail_vocabulary import FindingId

WHOLE: Final = 2
HALF: Final = 1
NONE: Final = 0


class Sign(msgspec.Struct, frozen=True):
    """One sign of a claim: the finding it makes, its weight, and the words that make it."""

    rule: FindingId
    weight: int
    evidence: str
