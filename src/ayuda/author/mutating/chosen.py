"""Few cases that together notice all changes that none noticed before."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from ayuda.author.cases.running import end_of
from ayuda.author.mutating.change import Mutant
from ayuda.author.mutating.survivors import Survivor
from ayuda.author.mutating.telling import Told, is_as_told
from ayuda.calendar import Calendar
from ayuda.engine.windows import Setting
from ayuda.model import Policy


class Chosen(msgspec.Struct, frozen=True):
    """A case to be added, and the changes that it notices."""

    flow: str
    told: Told
    noticed: tuple[Mutant, ...]


def chosen_cases(policy: Policy, survivors: Sequence[Survivor]) -> list[Chosen]:
    """As few of the survivors' cases as notice all of them: that which notices most comes first."""
    calendar = Calendar(policy.country, None, policy.holidays)
    left = list(survivors)
    cases = [(one.flow, one.told) for one in left]
    noticed = [
        {at for at, one in enumerate(left) if _notices(calendar, flow, told, one)}
        for flow, told in cases
    ]
    found: list[Chosen] = []
    open_ = set(range(len(left)))
    while open_:
        best = max(range(len(cases)), key=lambda at: len(noticed[at] & open_))
        mine = noticed[best] & open_
        if not mine:
            break  # A case that does not even notice its own change is none.
        flow, told = cases[best]
        found.append(Chosen(flow, told, tuple(left[at].mutant for at in sorted(mine))))
        open_ -= mine
    order = list(policy.flows)
    return sorted(found, key=lambda one: order.index(one.flow))


def _notices(calendar: Calendar, flow: str, told: Told, survivor: Survivor) -> bool:
    if flow not in survivor.mutant.flows:
        return False
    setting = Setting(survivor.mutant.policy, told.now, calendar)
    return not is_as_told(told, end_of(setting, flow, told.facts))
