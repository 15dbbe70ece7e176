"""What a trainee has learnt, worked out anew from all answers: how each card stands today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from zoneinfo import ZoneInfo

import msgspec

from ayuda.model import Policy
from ayuda.train.answers import Answer
from ayuda.train.cards import CardName
from ayuda.train.changed import learnt_of
from ayuda.train.decided import right_of
from ayuda.train.practice import Standing
from ayuda.train.schedule import CardState, replay


class Learning(msgspec.Struct, frozen=True):
    """How the cards stand that were answered, and those that a change of the policy took back."""

    states: Mapping[CardName, CardState]
    changed: tuple[str, ...]

    @property
    def standings(self) -> dict[CardName, Standing]:
        """The same as the report has it."""
        return {
            card: Standing(card, state.due, state.interval) for card, state in self.states.items()
        }


def learning_of(policy: Policy, digest: str, answers: Sequence[Answer], zone: ZoneInfo) -> Learning:
    """How cards stand after one trainee's answers, in the order in which they were given."""
    learnt = learnt_of(answers, digest, partial(right_of, policy))
    states: dict[CardName, CardState] = {}
    for card, given in learnt.answers.items():
        state = replay(_as_one(given), zone)
        if state is not None:
            states[CardName.parse(card)] = state
    return Learning(states, learnt.changed)


def _as_one(answers: Iterable[Answer]) -> list[Answer]:
    """The answers to a card; of an interview's turns one stands for all: the first wrong one."""
    found: dict[str, Answer] = {}
    for answer in answers:
        interview = f"{answer.session} {answer.now}" if answer.kind == "question" else answer.id
        known = found.get(interview)
        if known is None or known.is_right:
            found[interview] = answer
    return list(found.values())
