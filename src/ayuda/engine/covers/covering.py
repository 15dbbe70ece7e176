"""Which possible cases of a flow lie in none of some sets of cases: exact, for any policy.

Sets of cases are boxes: tests over the flow's variables that must all hold. Where none of them
looks at something computed, guards and implications are boxes too, and the search is that of
``boxes``; else it is a walk over a diagram.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import product
from math import prod

from ayuda.engine.covers.boxes import Boxes, Point
from ayuda.engine.diagram import Diagram, Node, Tests, TooManyNodes
from ayuda.engine.space import NEVER, Assumed, Space

_Enough = Callable[[Sequence[int]], "list[int] | None"]
"""Those of some sets, by place, that are enough to cover a region; None if all are not."""
MOST_NODES = 60_000
"""How many nodes of diagrams are walked over in all before it is given up."""
MOST_EXCUSES = 200
"""Into how many boxes an assumption is taken apart."""


class Covering:
    """Searches over the possible cases of one space."""

    def __init__(self, space: Space, assumed: Assumed = frozenset()) -> None:
        self.space = space
        self._assumed = assumed
        self._walked_over = 0
        self._sizes = [len(variable.answers) for variable in space.variables]
        self._always: list[Tests] | None = [*space.bans, *self._guards()]
        for place, answer in sorted(assumed):
            boxes = self._assumption(place, answer)
            self._always = None if boxes is None or self._always is None else self._always + boxes

    def _guards(self) -> Iterator[Tests]:
        """What no case has: a guard that fails, and another value than is seen then."""
        for place, guard in self.space.guards.items():
            others = self.space.whole[place] & ~(1 << guard.otherwise)
            for at, mask in guard.tests:
                yield ((at, self.space.whole[at] & ~mask), (place, others))

    def _assumption(self, place: int, answer: int) -> list[Tests] | None:
        """What no case has: another value than the assumed one, where nothing excuses it."""
        whole = self.space.whole
        others = (place, whole[place] & ~(1 << answer))
        excuses = self.space.excuses(place, answer)
        if prod(len(excuse) for excuse in excuses) > MOST_EXCUSES:
            return None
        boxes = []
        for failing in product(*excuses):
            box = self.both((others,), ())
            for at, mask in failing:
                box = None if box is None else self.both(box, ((at, whole[at] & ~mask),))
            if box is not None:
                boxes.append(box)
        return boxes

    def both(self, one: Tests, other: Tests) -> Tests | None:
        """The box of the cases that lie in both; None where there is none."""
        found = dict(one)
        for place, mask in other:
            found[place] = found.get(place, -1) & mask
        if not all(found.values()):
            return None
        return tuple(sorted(found.items()))

    def case_left(self, region: Tests, boxes: Collection[Tests]) -> Point | None:
        """A possible case of a region that lies in none of the boxes; None where there is none.

        Raises TooManyNodes.
        """
        if region == NEVER:
            return None
        cut = [box for one in boxes if (box := self._cut(one, region)) is not None]
        if not all(cut):
            return None
        if self._is_plain((region, *cut)):
            always = self._within(region)
            if not all(always):
                return None
            searched = Boxes(self._sizes, list(dict.fromkeys((*always, *cut))))
            found = searched.point_outside(searched.all, dict(region))
            if found is None:
                return None
            first = {place: (mask & -mask).bit_length() - 1 for place, mask in region}
            return {**first, **found}
        return self._walked(region, cut)

    def least_cover(self, region: Tests, sets: Sequence[Sequence[Tests]]) -> list[int]:
        """Of sets of boxes that cover a region some, by place, of which none can be left out.

        What a search needs is taken, and in their order each is left out without which the others
        still cover it. Raises TooManyNodes.
        """
        cut = [
            [box for one in boxes if (box := self._cut(one, region)) is not None] for boxes in sets
        ]
        enough = self._enough(region, cut)
        kept = enough([at for at, boxes in enumerate(cut) if boxes])
        assert kept is not None
        for at in kept:
            if at in kept:
                fewer = enough([other for other in kept if other != at])
                kept = kept if fewer is None else fewer
        return kept

    def _enough(self, region: Tests, sets: Sequence[Sequence[Tests]]) -> _Enough:
        """What finds, of sets that cover a region, those that a search needs to see it."""
        flat = [box for boxes in sets for box in boxes]
        if not self._is_plain((region, *flat)):
            return lambda some: (
                [*some]
                if self.case_left(region, [box for at in some for box in sets[at]]) is None
                else None
            )
        always = self._within(region)
        searched = Boxes(self._sizes, [*always, *flat])
        bits: list[int] = []
        first = len(always)
        for boxes in sets:
            bits.append((1 << first + len(boxes)) - (1 << first))
            first += len(boxes)
        own = (1 << len(always)) - 1
        within = dict(region)

        def enough(some: Sequence[int]) -> list[int] | None:
            alive = own | sum(bits[at] for at in some)
            if searched.point_outside(alive, within) is not None:
                return None
            return [at for at in some if bits[at] & searched.used]

        return enough

    def _within(self, region: Tests) -> list[Tests]:
        """What no case of a region has."""
        assert self._always is not None
        return [box for one in self._always if (box := self._cut(one, region)) is not None]

    def _cut(self, box: Tests, region: Tests) -> Tests | None:
        """A box as a region sees it: without tests that hold in all of it; None where apart."""
        if box == NEVER:
            return None
        within = dict(region)
        found = []
        for place, mask in box:
            own = within.get(place, self.space.whole[place])
            if not own & mask:
                return None
            if own & ~mask:
                found.append((place, mask))
        return tuple(found)

    def _is_plain(self, boxes: Iterable[Tests]) -> bool:
        """Whether no box looks at what is computed."""
        computed = self.space.computed
        if self._always is None:
            return False
        return not computed or all(
            place not in computed for box in (*self._always, *boxes) for place, _ in box
        )

    # ------------------------------------------------------------ by a diagram

    def _walked(self, region: Tests, boxes: Sequence[Tests]) -> Point | None:
        """The same by a walk over the diagram of these boxes."""
        whole = self.space.whole
        outside = [((place, whole[place] & ~mask),) for place, mask in region]
        diagram = self.space.diagram_of(self._assumed, boxes, outside)
        before: dict[Node, tuple[Node, int]] = {}
        stack = [diagram.root]
        seen = {diagram.root}
        while stack:
            node = stack.pop()
            if node[0] == diagram.last:
                if diagram.winner(node) == diagram.rules:
                    return self._way_to(node, before, region)
                continue
            self._walked_over += 1
            if self._walked_over > MOST_NODES:
                raise TooManyNodes((node[0],))
            for answer, child in self._following(diagram, node):
                if child not in seen:
                    seen.add(child)
                    before[child] = (node, answer)
                    stack.append(child)
        return None

    @staticmethod
    def _following(diagram: Diagram, node: Node) -> list[tuple[int, Node]]:
        """What follows a node, with the answers that lead there: the least left open last."""
        found: dict[Node, int] = {}
        for answer, child in enumerate(diagram.children(node)):
            found.setdefault(child, answer)
        ways = [(answer, child) for child, answer in found.items()]
        return sorted(ways, key=lambda way: -way[1][1].bit_count())

    @staticmethod
    def _way_to(end: Node, before: dict[Node, tuple[Node, int]], region: Tests) -> Point:
        """The answers on the way to an end; where it looks at nothing, any of the region's."""
        point = {place: (mask & -mask).bit_length() - 1 for place, mask in region}
        while end in before:
            end, answer = before[end]
            point[end[0]] = answer
        return point
