"""What the engine answers: a decision, or a question with what each answer would lead to."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from ayuda.engine.windows import WindowState
from ayuda.model import Notice, Outcome, Rule, Step, Text, Value

if TYPE_CHECKING:
    from ayuda.engine.amounts import AmountValue
    from ayuda.engine.knowledge import Knowledge
    from ayuda.engine.samples import Sample

Answer: TypeAlias = "Value | Sample | tuple[tuple[str, str | Sample], ...]"
"""A fact's value; of a number, a day and such the class it is in; of a moment the stretch it lies
in: the state of each of its windows, and the class of its day where that is tested."""


class NoRuleHolds(Exception):
    """The policy has no rule for a case: a fault of the policy, never an answer."""


class Prospect(msgspec.Struct, frozen=True):
    """What an answer to a fact can still lead to: outcome ids, in the order of the rules."""

    fact: str
    answer: Answer
    outcomes: tuple[str, ...]


class Decision(msgspec.Struct, frozen=True):
    """What a case comes to.

    ``windows``, ``amounts``, ``notices`` and ``steps`` are those that apply. ``asks`` names the
    facts, in the order of asking, that are unknown and that a notice or a step still hangs on.
    """

    flow: str
    rule: Rule
    outcome: Outcome
    windows: tuple[WindowState, ...]
    notices: tuple[Notice, ...]
    steps: tuple[Step, ...]
    knowledge: Knowledge
    asks: tuple[str, ...]
    amounts: tuple[AmountValue, ...] = ()

    @property
    def say(self) -> Text | None:
        """What to say to the customer: the rule's own sentence, or else the outcome's."""
        return self.rule.say or self.outcome.say


class Question(msgspec.Struct, frozen=True, dict=True):
    """What is still needed before a case can be decided.

    ``needs`` holds every fact that can still change the decision, in the order of asking, and
    ``fact`` the one to ask next: none where all that could be asked was skipped. ``look_ahead``
    works out what each answer to the needed facts leads to.
    """

    flow: str
    needs: tuple[str, ...]
    fact: str | None
    knowledge: Knowledge
    look_ahead: Callable[[], tuple[Prospect, ...]]

    @cached_property
    def prospects(self) -> tuple[Prospect, ...]:
        """What each answer to the needed facts leads to; worked out when it is first asked for."""
        return self.look_ahead()
