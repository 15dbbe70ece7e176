"""A flow of a policy as it is read: what its facts and windows are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from ayuda.model import Beginning, Fact, Flow, Policy, Window
from support.language.time import Clock


@dataclass(frozen=True)
class Page:
    """A flow of a policy, read as of a moment."""

    policy: Policy
    flow_id: str
    now: datetime

    @cached_property
    def flow(self) -> Flow:
        return self.policy.flows[self.flow_id]

    @cached_property
    def clock(self) -> Clock:
        return Clock(ZoneInfo(self.policy.time_zone), frozenset(self.policy.holidays or ()))


UNITS = ("minutes", "hours", "days", "weeks", "months", "years", "working_days")


def lengths_of(window: Window) -> tuple[int | str | None, ...]:
    """How long a window lasts, by every unit."""
    return tuple(getattr(window.lasts, unit) for unit in UNITS)


def states_in_order(window: Window) -> list[str]:
    """The states while it lasts and after it."""
    return [state for state in window.states if state != window.not_yet]


def is_open(fact: Fact) -> bool:
    """Whether a blank can be an answer to facts of this kind."""
    return fact.kind in {"number", "date", "moment", "text"}


def not_yet_of(policy: Policy, name: str) -> bool:
    """Whether a moment may not have happened: some window that counts from it says so."""
    return any(
        window.not_yet is not None and name in sources(window) for window in policy.windows.values()
    )


def sources(window: Window) -> tuple[str, ...]:
    """The facts that a window counts from, straight."""
    begins = window.begins
    if isinstance(begins, Beginning):
        return begins.latest or begins.earliest or ()
    return (begins,)
