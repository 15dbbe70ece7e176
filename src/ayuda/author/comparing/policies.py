"""Two policies compared: flow by flow, and whatever else changed in their files."""

from __future__ import annotations

import msgspec

from ayuda.author.comparing.decided import Difference
from ayuda.author.comparing.flow import (
    ChangedRegion,
    FlowComparison,
    compare_flow,
    first_difference,
)
from ayuda.author.comparing.parts import ChangedPart, changed_parts
from ayuda.engine.diagram import TooManyNodes
from ayuda.engine.windows import Setting


class PolicyComparison(msgspec.Struct, frozen=True):
    """What two policies decide differently, and what else changed.

    ``flows`` are those of both, ``added`` and ``removed`` the ids of those that one has alone.
    ``endless`` are flows that are too large: only a case of what changes is known, if any.
    """

    flows: tuple[FlowComparison, ...]
    endless: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    parts: tuple[ChangedPart, ...]

    @property
    def changes_outcomes(self) -> bool:
        """Whether some case of the old policy comes to another outcome, or to none."""
        return bool(self.removed) or any(flow.changes_outcomes for flow in self.flows)


def compare_policies(old: Setting, new: Setting, most: int = 50) -> PolicyComparison:
    """Compare two policies; of each flow at most so many regions are told."""
    before, after = old.policy.flows, new.policy.flows
    flows: list[FlowComparison] = []
    endless: list[str] = []
    for flow_id in (name for name in before if name in after):
        try:
            flows.append(compare_flow(old, new, flow_id, most))
        except TooManyNodes:
            endless.append(flow_id)
            flows.append(_one_case(old, new, flow_id))
    return PolicyComparison(
        tuple(flows),
        tuple(endless),
        tuple(name for name in after if name not in before),
        tuple(name for name in before if name not in after),
        changed_parts(old.policy, new.policy),
    )


def _one_case(old: Setting, new: Setting, flow_id: str) -> FlowComparison:
    """What is known of a flow that is too large: a case that changes, where one is found."""
    found: Difference | None
    try:
        found = first_difference(old, new, flow_id)
    except TooManyNodes:
        found = None
    if found is None or found.old is None or found.new is None:
        return FlowComparison(flow_id, exact=False)
    region = ChangedRegion({}, found.old.outcome, found.new.outcome, shown=False, example=found)
    return FlowComparison(flow_id, (region,), exact=False)
