"""The changes of a policy that none of its cases notices, each with the case that would.

Of some it is not settled whether they decide anything: they are told apart from the others.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

import msgspec

from ayuda.author.cases.reading import ReadCase
from ayuda.author.cases.running import end_of, is_as_said
from ayuda.author.mutating.change import Mutant
from ayuda.author.mutating.mutants import mutants_of
from ayuda.author.mutating.telling import Told, compare, is_as_told
from ayuda.calendar import Calendar
from ayuda.engine.windows import Setting
from ayuda.model import Policy
from ayuda.policy.check import problems_of_decisions


class Survivor(msgspec.Struct, frozen=True):
    """A change that no case notices, in a flow in which it decides a case otherwise: that case."""

    mutant: Mutant
    flow: str
    told: Told


class Unsettled(msgspec.Struct, frozen=True):
    """A change for which no case was found in a flow, and none was ruled out."""

    mutant: Mutant
    flow: str


class Tally(msgspec.Struct):
    """What became of the changes of a part of a policy.

    ``refused`` made a policy that is none, ``same`` change no decision; of the ``unsettled`` that
    is not known.
    """

    changes: int = 0
    noticed: int = 0
    same: int = 0
    refused: int = 0
    survivors: int = 0
    unsettled: int = 0


class Mutated(msgspec.Struct, frozen=True):
    """What became of all changes, counted by flow, and by kind for what flows share.

    ``same`` are those that no case notices and that change no decision.
    """

    parts: dict[str, Tally]
    same: tuple[Mutant, ...]
    survivors: tuple[Survivor, ...]
    unsettled: tuple[Unsettled, ...]


def mutated(
    policy: Policy,
    cases: Sequence[ReadCase],
    flows: Collection[str],
    now: datetime,
    done: Callable[[int, int], None] | None = None,
) -> Mutated:
    """Change a policy in one place after the other; see which changes its cases notice.

    Changed is what these flows look at; a case of any flow that looks at it may notice. All
    cases come to what they say as the policy is; ``now`` is the present of further ones. Before
    each change ``done`` hears how many of how many are looked at.
    """
    parts: dict[str, Tally] = {}
    same: list[Mutant] = []
    survivors: list[Survivor] = []
    unsettled: list[Unsettled] = []
    known = _KnownCases(policy)
    by_flow: dict[str, list[ReadCase]] = {flow: [] for flow in policy.flows}
    for case in cases:
        by_flow[case.flow].append(case)
    mutants = list(mutants_of(policy, flows))
    for place, mutant in enumerate(mutants):
        if done is not None:
            done(place, len(mutants))
        tally = parts.setdefault(_part(mutant), Tally())
        tally.changes += 1
        if problems_of_decisions("", mutant.policy):
            tally.refused += 1
        elif any(notices(mutant, case) for flow in mutant.flows for case in by_flow[flow]):
            tally.noticed += 1
        elif (found := known.noticing(mutant) or _not_noticed(policy, mutant, now)) is None:
            tally.same += 1
            same.append(mutant)
        elif isinstance(found, Unsettled):
            tally.unsettled += 1
            unsettled.append(found)
        else:
            tally.survivors += 1
            survivors.append(found)
            known.add(found)
    return Mutated(parts, tuple(same), tuple(survivors), tuple(unsettled))


class _KnownCases:
    """Cases that noticed other changes: often they notice one more, and no search is needed."""

    def __init__(self, policy: Policy) -> None:
        self._calendar = Calendar(policy.country, None, policy.holidays)
        self._found: dict[str, list[Told]] = {flow: [] for flow in policy.flows}

    def add(self, survivor: Survivor) -> None:
        """Remember the case of a survivor."""
        if survivor.told not in self._found[survivor.flow]:
            self._found[survivor.flow].append(survivor.told)

    def noticing(self, mutant: Mutant) -> Survivor | None:
        """The change with a case that notices it, if one is known."""
        for flow in mutant.flows:
            for told in self._found[flow]:
                setting = Setting(mutant.policy, told.now, self._calendar)
                if not is_as_told(told, end_of(setting, flow, told.facts)):
                    return Survivor(mutant, flow, told)
        return None


def _part(mutant: Mutant) -> str:
    """The flow whose rules were changed, or the kind of what several flows share."""
    kind, name, *_ = mutant.path.split(".")
    return name if kind == "flows" else kind


def _not_noticed(policy: Policy, mutant: Mutant, now: datetime) -> Survivor | Unsettled | None:
    """The flow in which a change decides a case otherwise, with that case; None: in none."""
    by_end: Survivor | None = None
    unsettled: Unsettled | None = None
    for flow in mutant.flows:
        one = compare(policy, mutant, flow, now)
        if one.told is not None and not one.told.until:
            return Survivor(mutant, flow, one.told)
        if one.told is not None:
            by_end = by_end or Survivor(mutant, flow, one.told)
        elif one.verdict == "open":
            unsettled = unsettled or Unsettled(mutant, flow)
    return by_end or unsettled


def notices(mutant: Mutant, case: ReadCase) -> bool:
    """Whether a case comes to something else than it says under a changed policy."""
    return not is_as_said(case, end_of(case.under(mutant.policy), case.flow, case.facts))
