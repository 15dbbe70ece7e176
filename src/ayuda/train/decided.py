"""What a shown case comes to, by the policy as it is now."""

from __future__ import annotations

from datetime import datetime

from ayuda.calendar import Calendar
from ayuda.case import Case, decide
from ayuda.engine.results import Decision, Question
from ayuda.engine.windows import Setting, WindowState
from ayuda.model import Policy
from ayuda.train.cards import ShownCase


def setting_of(policy: Policy, case: ShownCase) -> Setting:
    """What a case is decided with: its own present and region."""
    return Setting(policy, case.now, Calendar(policy.country, case.region))


def decision_of(policy: Policy, case: ShownCase) -> Decision:
    """The decision of a case that is told whole.

    Raises Contradiction, and ValueError for a case of which the policy asks more.
    """
    answer = decide(setting_of(policy, case), Case(case.flow, case.facts)).answer
    if isinstance(answer, Question):
        raise ValueError(answer.needs)  # noqa: TRY004 - the case is wrong, not its type
    return answer


def window_ahead(decision: Decision, now: datetime) -> WindowState | None:
    """The first window that a decision shows and whose end is still to come: its deadline."""
    return next((window for window in decision.windows if window.until > now), None)
