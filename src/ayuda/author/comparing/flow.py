"""One flow of two policies: the cases in which they differ, as few regions, each with a case.

``first_difference`` asks for a single such case.
"""

from __future__ import annotations

import msgspec

from ayuda.author.comparing.decided import Difference, Label, told_apart, verdict_of
from ayuda.author.comparing.examples import ExampleSearch, OfOutcomes
from ayuda.engine.case_regions import Region
from ayuda.engine.diagram import TooManyNodes
from ayuda.engine.joint.differences import Differences, Part, put_together
from ayuda.engine.joint.policies import CUTS, is_alike, joint_policies
from ayuda.engine.joint.space import JointSpace, joint_space
from ayuda.engine.joint.walk import PairWalk, Rules
from ayuda.engine.windows import Setting
from ayuda.model import Policy

FEW_PAIRS = 20_000
"""As many pairs of nodes as the flow's own order of facts may take, before another is tried."""
MOST_TRIES = 1000
"""How many cases are made to find one for each region that is shown."""
MOST_PUT_TOGETHER = 4000
"""So many parts are put together to fewer; of more the first are shown as they are."""


class ChangedRegion(msgspec.Struct, frozen=True):
    """Cases that come to ``new`` instead of ``old``: outcome ids, None where there is no such case.

    ``shown`` says that the outcome is the same, and something else that is shown is not.
    ``answers`` are those that belong to it, by variable; ``example`` is a case in it that both
    engines have decided so, None where none was found.
    """

    answers: Region
    old: str | None
    new: str | None
    shown: bool
    example: Difference | None


class ChangedCells(msgspec.Struct, frozen=True):
    """How many cells of a flow come to ``new`` instead of ``old``."""

    old: str | None
    new: str | None
    shown: bool
    cells: int


class FlowComparison(msgspec.Struct, frozen=True):
    """A flow of both policies.

    ``regions`` have no case in common; ``more`` are so many that are not among them. ``apart`` are
    facts of another kind in the two, for which nothing could be compared. ``exact`` is False where
    facts that decide together may make fewer cases of the cells; ``variables`` are the space's.
    """

    flow: str
    regions: tuple[ChangedRegion, ...] = ()
    more: int = 0
    cells: tuple[ChangedCells, ...] = ()
    apart: tuple[str, ...] = ()
    exact: bool = True
    space: JointSpace | None = None

    @property
    def changes_outcomes(self) -> bool:
        """Whether a case of the old policy comes to another outcome, or to none."""
        outcomes = [(cells.old, cells.shown) for cells in self.cells]
        outcomes += [(region.old, region.shown) for region in self.regions]
        return bool(self.apart) or any(old is not None and not shown for old, shown in outcomes)

    @property
    def is_empty(self) -> bool:
        """Whether every case comes to the same."""
        return not (self.cells or self.regions or self.apart)


def compare_flow(old: Setting, new: Setting, flow_id: str, most: int = 50) -> FlowComparison:
    """All cases in which two policies differ, at most so many regions of them shown.

    Raises TooManyNodes where that has no end.
    """
    joint = joint_policies(old, new, flow_id)
    if joint.apart:
        return FlowComparison(flow_id, apart=joint.apart)
    labels = _Labels(old.policy, new.policy, flow_id)
    if is_alike(joint) and labels.are_alike():
        return FlowComparison(flow_id)
    try:
        space = joint_space(old, new, flow_id, joint)
        walk = PairWalk(space, labels.of)
        found = Differences(walk, FEW_PAIRS)
    except TooManyNodes:
        space = joint_space(old, new, flow_id, joint, weightiest_first=True)
        walk = PairWalk(space, labels.of)
        found = Differences(walk)
    parts, more = _parts(space, found, most)
    search = ExampleSearch(space, walk, OfOutcomes(flow_id), MOST_TRIES)
    regions = tuple(_region(space, search, part) for part in parts)
    cells = tuple(
        ChangedCells(label[0], label[1], bool(label[2]), count)
        for label, count in sorted(found.counts.items(), key=lambda one: _order(one[0]))
    )
    return FlowComparison(flow_id, regions, more, cells, (), space.is_exact, space)


def first_difference(
    old: Setting, new: Setting, flow_id: str, *, shown: bool = False
) -> Difference | None:
    """A case, as of the old setting's present, of which the outcome changes; None: there is none.

    Both policies decide it. With ``shown`` it is enough that windows, amounts or the way to go on
    change. Raises TooManyNodes where that cannot be found out.
    """
    joint = joint_policies(old, new, flow_id)
    if joint.apart:
        raise TooManyNodes(())
    labels = _Labels(old.policy, new.policy, flow_id)
    if is_alike(joint) and labels.are_alike():
        return None
    space = joint_space(old, new, flow_id, joint)
    walk = PairWalk(space, labels.of)
    search = ExampleSearch(space, walk, OfOutcomes(flow_id))
    found = search.example({}, lambda label: _is_wanted(label, shown=shown), today=True)
    if found is None or isinstance(found, Difference):
        return found
    raise TooManyNodes(())


def _is_wanted(label: Label, *, shown: bool) -> bool:
    return label[0] is not None and label[1] is not None and (shown or not label[2])


class _Labels:
    """What is told apart of a case by the rules that decide it in the two policies."""

    def __init__(self, old: Policy, new: Policy, flow_id: str) -> None:
        self._old = [verdict_of(old, rule) for rule in old.flows[flow_id].rules]
        self._new = [verdict_of(new, rule) for rule in new.flows[flow_id].rules]

    def are_alike(self) -> bool:
        """Whether each rule of both flows comes to the same, in their order."""
        return [one.comes_to for one in self._old] == [one.comes_to for one in self._new]

    def of(self, rules: Rules) -> Label | None:
        """The old and the new outcome, and whether something else that is shown differs."""
        first, second = rules
        return told_apart(
            None if first is None else self._old[first],
            None if second is None else self._new[second],
        )


def _order(label: Label) -> tuple[bool, bool, str, str]:
    """Changed outcomes first, then what only one policy has, then what is shown."""
    return (bool(label[2]), None in label, str(label[0]), str(label[1]))


def _parts(space: JointSpace, found: Differences, most: int) -> tuple[list[Part], int]:
    """The parts to show, and how many there are beside them."""
    count = found.number_of_parts()
    parts: list[Part] = []
    for part in found.parts():
        parts.append(part)
        if len(parts) == MOST_PUT_TOGETHER:
            break
    if count <= MOST_PUT_TOGETHER:
        parts = put_together(parts, lambda at: (1 << len(space.variables[at].answers)) - 1)
        count = len(parts)
    parts.sort(key=lambda part: _order(part.label))
    return parts[:most], max(0, count - most)


def _region(space: JointSpace, search: ExampleSearch[Difference], part: Part) -> ChangedRegion:
    order = space.joint.cut.flows[CUTS].facts
    answers = {
        space.variables[place].name: tuple(
            answer for at, answer in enumerate(space.variables[place].answers) if mask >> at & 1
        )
        for place, mask in part.masks
    }
    asked = {name: answers.pop(name) for name in order if name in answers}
    example = search.example(dict(part.masks), lambda label: label == part.label)
    old, new, shown = part.label
    told = example if isinstance(example, Difference) else None
    return ChangedRegion({**asked, **answers}, old, new, shown, told)
