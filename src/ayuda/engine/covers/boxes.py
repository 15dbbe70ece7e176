"""Whether boxes of cases leave anything of a region, and what: the searches behind proofs.

A box is a set of tests that must all hold. A case that lies in none of them is searched for by
settling one variable after the other, at each step the one that leaves the fewest ways to go on;
so most searches end after few steps, also where the boxes are many and cover everything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ayuda.engine.diagram import Tests, TooManyNodes

MOST_STEPS = 400_000
"""How many states are looked at before a search is given up."""
Point = dict[int, int]
"""By place of a variable its answer; a variable that is not in it may have any."""


class Boxes:
    """Boxes over variables of these sizes. The first of them may be left out of a search."""

    def __init__(self, sizes: Sequence[int], boxes: Sequence[Tests]) -> None:
        self.all = (1 << len(boxes)) - 1
        self._looked_at = [0] * len(sizes)
        masks: dict[int, list[int]] = {}
        for at, tests in enumerate(boxes):
            for place, mask in tests:
                self._looked_at[place] |= 1 << at
                own = masks.setdefault(place, [(1 << sizes[place]) - 1] * len(boxes))
                own[at] &= mask
        self._passes = {place: _by_answer(own, sizes[place]) for place, own in masks.items()}
        self._whole = {
            place: tuple(range(sizes[place])) for place, bits in enumerate(self._looked_at) if bits
        }
        self._covered: set[tuple[int, tuple[int, ...]]] = set()
        self._steps = 0
        self.used = 0
        """The boxes, as bits, that were enough to cover the last region that was covered."""

    def point_outside(self, alive: int, within: Mapping[int, int]) -> Point | None:
        """A point in none of these boxes (as bits), of a region by place; None if there is none.

        Raises TooManyNodes.
        """
        open_ = {
            place: tuple(at for at in answers if within.get(place, -1) >> at & 1)
            for place, answers in self._whole.items()
        }
        point: Point = {}
        self._steps = self.used = 0
        self._covered.clear()
        return point if self._search(alive, open_, point) else None

    def _search(self, alive: int, open_: Mapping[int, tuple[int, ...]], point: Point) -> bool:
        """Whether a point is left; if so its answers are added to the point."""
        if not alive:
            return True
        looked_at = self._looked_at
        left = {place: answers for place, answers in open_.items() if alive & looked_at[place]}
        once = twice = 0
        for place in left:
            twice |= once & looked_at[place]
            once |= looked_at[place]
        done = alive & ~once
        if done:
            self.used |= done & -done
            return False
        key = (alive, tuple(left))
        if key in self._covered:
            return False
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise TooManyNodes(tuple(left)[:3])
        choice = self._choice(alive, left, alive & ~twice)
        if choice is not None:
            place, ways = choice
            rest = {other: answers for other, answers in left.items() if other != place}
            for following, answer in ways:
                if self._search(following, rest, point):
                    point[place] = answer
                    return True
        self._covered.add(key)
        return False

    def _choice(
        self, alive: int, open_: Mapping[int, tuple[int, ...]], last: int
    ) -> tuple[int, list[tuple[int, int]]] | None:
        """The variable to settle next, with what each way leaves; None where there is no way.

        ``last`` are the boxes of which a single test is open.
        """
        best: tuple[int, list[tuple[int, int]]] | None = None
        best_weight = (0, 0)
        count = alive.bit_count()
        for place, answers in open_.items():
            passes = self._passes[place]
            final = last & self._looked_at[place]
            ways: dict[int, int] = {}
            for answer in answers:
                left = alive & passes[answer]
                closed = left & final
                if closed:
                    self.used |= closed & -closed
                else:
                    ways.setdefault(left, answer)
            if not ways:
                return None
            if len(ways) > 1:
                ways = dict(_least(ways))
            gain = sum(count - left.bit_count() for left in ways) * 8 // len(ways)
            weight = (-len(ways), gain)
            if best is None or self._is_better(weight, best_weight):
                best, best_weight = (place, list(ways.items())), weight
                if len(ways) == 1:
                    return best
        if best is not None:
            best[1].sort(key=lambda way: way[0].bit_count())
        return best

    @staticmethod
    def _is_better(one: tuple[int, int], other: tuple[int, int]) -> bool:
        """Whether one weight (ways as a negative number, boxes left behind) is better."""
        return one[1] * other[0] ** 2 > other[1] * one[0] ** 2


def _least(ways: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    """The ways without those that leave all boxes that another one leaves, and more."""
    kept: list[int] = []
    for left in sorted(ways, key=int.bit_count):
        if not any(other & ~left == 0 for other in kept):
            kept.append(left)
            yield left, ways[left]


def _by_answer(masks: Sequence[int], size: int) -> list[int]:
    """The boxes that each answer passes, as bits, of the answers that each box lets pass.

    Turned over as text: bit by bit it takes ten times as long.
    """
    rows = [f"{mask:0{size}b}" for mask in reversed(masks)]
    return [int("".join(column), 2) for column in zip(*rows, strict=True)][::-1]
