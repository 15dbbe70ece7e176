"""Whether a decision hangs on the region, whose holidays nobody has asked for."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import structs

from ayuda.engine.results import Decision
from ayuda.engine.variables import windows_of
from ayuda.engine.windows import Setting, window_state
from ayuda.policy.language.length import counts_working_days


def region_that_matters(setting: Setting, decision: Decision) -> str | None:
    """The first region that would have changed what is told; None where one is set, or none would.

    A window that the decision shows would end at another moment, or one that its flow looks at
    would be in another state.
    """
    policy, calendar = setting.policy, setting.calendar
    if calendar.region is not None:
        return None
    flow = policy.flows[decision.flow]
    counted = [
        name for name in windows_of(policy, flow) if counts_working_days(policy.windows[name])
    ]
    if not counted:
        return None
    told = list(_told(setting, decision, counted))
    for region in calendar.regions():
        there = structs.replace(setting, calendar=calendar.in_region(region))
        if list(_told(there, decision, counted)) != told:
            return region
    return None


def _told(setting: Setting, decision: Decision, windows: list[str]) -> Iterator[object]:
    """What a person is told of these windows, or could notice of them."""
    shown = {window.id for window in decision.windows}
    for name in windows:
        state = window_state(setting, name, decision.knowledge.facts, decision.knowledge.values)
        if state is not None:
            yield name, state.state, state.until if name in shown else None
