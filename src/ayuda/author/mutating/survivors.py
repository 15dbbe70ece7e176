"""The changes of a policy that none of its cases notices, each with the case that would."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

import msgspec

from ayuda.author.cases.reading import ReadCase
from ayuda.author.cases.running import end_of, is_as_said
from ayuda.author.mutating.change import Mutant
from ayuda.author.mutating.mutants import mutants_of
from ayuda.author.mutating.telling import Comparison, Told, compare
from ayuda.engine.windows import Setting
from ayuda.model import Policy
from ayuda.policy.check import problems_of


class Survivor(msgspec.Struct, frozen=True):
    """A change that no case notices, in a flow in which it decides a case otherwise.

    ``told`` is that case; None where none was found, and none was ruled out.
    """

    mutant: Mutant
    flow: str
    told: Told | None


class Mutated(msgspec.Struct, frozen=True):
    """What became of all changes: how many were refused as no policy, and were noticed.

    ``same`` are those that no case notices and that change no decision.
    """

    changes: int
    refused: int
    noticed: int
    same: tuple[Mutant, ...]
    survivors: tuple[Survivor, ...]


def mutated(
    policy: Policy, cases: Sequence[ReadCase], flows: Collection[str], now: datetime
) -> Mutated:
    """Change a policy in one place after the other; see which changes its cases notice.

    All cases come to what they say as the policy is.
    """
    counts = {"changes": 0, "refused": 0, "noticed": 0}
    same: list[Mutant] = []
    survivors: list[Survivor] = []
    by_flow: dict[str, list[ReadCase]] = {flow: [] for flow in flows}
    for case in cases:
        if case.flow in by_flow:
            by_flow[case.flow].append(case)
    found: list[tuple[str, Told]] = []
    for mutant in mutants_of(policy, flows):
        counts["changes"] += 1
        if _is_refused(policy, mutant):
            counts["refused"] += 1
        elif any(notices(mutant, case) for flow in mutant.flows for case in by_flow[flow]):
            counts["noticed"] += 1
        else:
            comparisons = list(_compared(policy, mutant, now))
            differing = [(flow, one) for flow, one in comparisons if one.verdict != "same"]
            if not differing:
                same.append(mutant)
            else:
                flow, one = min(differing, key=lambda pair: pair[1].told is None)
                survivors.append(Survivor(mutant, flow, one.told))
                found += [(flow, one.told)] if one.told is not None else []
    return Mutated(same=tuple(same), survivors=tuple(survivors), **counts)


def _compared(policy: Policy, mutant: Mutant, now: datetime) -> Iterator[tuple[str, Comparison]]:
    """Each flow that a change can touch; the first that shows a case is enough."""
    for flow in mutant.flows:
        found = compare(policy, mutant, flow, now)
        yield flow, found
        if found.told is not None:
            return


def notices(mutant: Mutant, case: ReadCase) -> bool:
    """Whether a case comes to something else than it says under a changed policy."""
    return not is_as_said(case, end_of(case.under(mutant.policy), case.flow, case.facts))


def _is_refused(policy: Policy, mutant: Mutant) -> bool:
    """Whether a change makes a policy that is none."""
    return bool(problems_of("", mutant.policy))
