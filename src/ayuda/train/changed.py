"""What a change of the policy takes back: exactly the cards whose answer is another one now."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from ayuda.train.answers import Answer
from ayuda.train.cards import CardName


class Right(msgspec.Struct, frozen=True):
    """What a case comes to: its outcome, the deadline (None: it has none), and its rule's id."""

    outcome: str
    deadline: str | None
    rule: str


Decide = Callable[[Answer], Right | None]
"""What the case of an answer comes to by the policy of today; None where it cannot be decided."""


class Learnt(msgspec.Struct, frozen=True):
    """The answers that still count, by card, and the cards that were taken back, to be told."""

    answers: dict[str, list[Answer]]
    changed: tuple[str, ...]


def learnt_of(answers: Sequence[Answer], policy: str, decide: Decide) -> Learnt:
    """The answers that count under the policy of that digest, given in the order of time.

    The case of an answer under another policy is decided again. Where the right answer is another
    one now, no answer under another policy counts for that card any more, and the card is told of
    until it has been answered under the policy of today. An edit of words takes nothing back, nor
    does another id for a rule: what was learnt of one that is gone counts for the one that decides
    the same cases now.
    """
    decided: dict[tuple[object, ...], Right | None] = {}
    renamed: dict[str, str] = {}
    changed: dict[str, None] = {}
    for answer in answers:
        if answer.policy == policy or answer.card in changed:
            continue
        key = _case_of(answer)
        if key not in decided:
            decided[key] = decide(answer)
        if not _holds(answer, decided[key]):
            changed[answer.card] = None
        else:
            renamed[answer.id] = _card_today(answer, decided[key])
    counting: dict[str, list[Answer]] = {}
    for answer in answers:
        if answer.policy == policy or answer.card not in changed:
            counting.setdefault(renamed.get(answer.id, answer.card), []).append(answer)
    since = {answer.card for answer in answers if answer.policy == policy}
    return Learnt(counting, tuple(card for card in changed if card not in since))


def _holds(answer: Answer, right: Right | None) -> bool:
    """Whether what was right is right today, as far as the card asks for it."""
    if right is None:
        return False
    if answer.kind == "deadline" and right.deadline != answer.deadline:
        return False
    return right.outcome == answer.outcome


def _card_today(answer: Answer, right: Right | None) -> str:
    """The card that an answer is about now; only of a rule's cards the name can be another."""
    name = CardName.parse(answer.card)
    if right is None or name.about != answer.rule:
        return answer.card
    return str(CardName(name.flow, right.rule, name.kind))


def _case_of(answer: Answer) -> tuple[object, ...]:
    facts = tuple(sorted((name, repr(value)) for name, value in answer.facts.items()))
    return (answer.flow, answer.rule, facts, answer.now, answer.region, answer.message, answer.lang)
