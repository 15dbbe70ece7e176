"""A line of whole numbers, taken apart into the stretches on which the same is seen."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from itertools import pairwise
from typing import TypeVar

Seen = TypeVar("Seen", bound=Hashable)


def runs(
    first: int, last: int, edges: Iterable[int], seen: Callable[[int], Seen]
) -> list[tuple[int, int, Seen]]:
    """The stretches from the first place to the last, each with its ends and what is seen there.

    Between two edges that follow each other nothing that was seen and has changed may come back:
    where the same is seen at both, it is seen all the way.
    """
    if first > last:
        return []
    cuts = sorted({first, last, *(edge for edge in edges if first < edge < last)})
    known: dict[int, Seen] = {}

    def at(place: int) -> Seen:
        if place not in known:
            known[place] = seen(place)
        return known[place]

    starts = [first]
    waiting = [*pairwise(cuts)]
    while waiting:
        low, high = waiting.pop()
        if at(low) == at(high):
            continue
        if high - low == 1:
            starts.append(high)
            continue
        middle = (low + high) // 2
        waiting += [(low, middle), (middle, high)]
    starts.sort()
    ends = [start - 1 for start in starts[1:]] + [last]
    return [(start, end, at(start)) for start, end in zip(starts, ends, strict=True)]
