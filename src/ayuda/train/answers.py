"""What a trainee answered, as it is kept: raw, one record an answer, never changed.

Everything else (what is due, what is weak, a report) is worked out from these records, so that
another way of working it out needs no other records.
"""

from __future__ import annotations

from typing import Literal

import msgspec

FORMAT: Literal["ayuda.answer/1"] = "ayuda.answer/1"

CardKind = Literal[
    "outcome", "deadline", "next-step", "not-promised", "contrast", "question", "mail"
]
"""What a card asks for.

``question`` is one turn of an interview: the next question to put, or to decide; ``mail`` a
message to judge. The others ask about a call that is told whole.
"""
Sureness = Literal["sure", "think-so", "guess"]
Mode = Literal["drill", "interview", "exam"]
LONGEST_NAME = 80
"""How many characters a profile's name has at most."""
Grade = Literal["right", "wrong", "needless", "too-early", "missed"]
"""How an answer is graded; the last three are of interviews alone.

``needless``: a question that can change nothing any more; ``too-early``: decided while a question
still could; ``missed``: another question where nothing was left to ask but to decide.
"""


def is_profile_name(text: str) -> bool:
    """Whether a text can be a profile's name: some letters on one line, no blanks around them."""
    return 0 < len(text) <= LONGEST_NAME and text.isprintable() and text == text.strip()


class ShownMessage(msgspec.Struct, frozen=True):
    """The message of a mail card, as it can be made again: its kind, and the seed it grew from."""

    kind: str
    seed: int


class Answer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One answer of one trainee.

    ``card`` names what was asked (see ``train.cards``), ``facts`` and ``now`` the case that was
    shown (as JSON has them: ids, yes and no, moments in ISO 8601 with an offset). ``given`` is
    what the trainee answered and ``right`` what would have been right, ``options`` what there was
    to choose from, all as ids or moments, never as words. ``outcome``, ``rule`` and ``deadline``
    (None where the decision has none) are those of the case by the policy of that day, ``policy``
    the digest of its file. ``cue`` is the cue chosen as what gives a message away, and
    ``cue_is_right`` whether it is one. ``at`` is in UTC, ``seconds`` how long it took. ``id`` and
    ``session`` are UUIDs; ``item`` counts the answers of a session from 0.
    """

    id: str
    session: str
    item: int
    profile: str
    mode: Mode
    card: str
    kind: CardKind
    flow: str
    rule: str
    outcome: str
    deadline: str | None
    policy_id: str
    policy: str
    lang: str
    facts: dict[str, str | bool | list[str]]
    now: str
    given: str
    right: tuple[str, ...]
    grade: Grade
    sure: Sureness | None
    at: str
    seconds: float
    options: tuple[str, ...] = ()
    message: ShownMessage | None = None
    cue: str | None = None
    cue_is_right: bool | None = None
    region: str | None = None
    format: Literal["ayuda.answer/1"] = FORMAT

    @property
    def is_right(self) -> bool:
        """Whether the answer was right."""
        return self.grade == "right"
