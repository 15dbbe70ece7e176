"""All differences of two flows, as few parts that have no case in common, and counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from math import prod

import msgspec

from ayuda.engine.diagram import TooManyNodes
from ayuda.engine.joint.walk import MOST_PAIRS, Label, Pair, PairWalk, Path

_ALIKE, _NO_CASE, _FIRST = range(3)
"""Kinds of pairs: nothing differs below, no case is possible; and the first of all others."""


class Part(msgspec.Struct, frozen=True):
    """Cases that differ alike: places of variables, each with its answers as bits."""

    label: Label
    masks: Path


class Differences:
    """All differences of two flows: how many cases of each, and the parts that they make up."""

    def __init__(self, walk: PairWalk, most: int = MOST_PAIRS) -> None:
        self._walk = walk
        self._most = most
        self._kinds: dict[Pair, int] = {}
        self._numbers: dict[object, int] = {}
        self._inner: dict[int, tuple[int, tuple[int, ...]]] = {}
        self._labels: dict[int, Label] = {}
        self._ways: dict[int, int] = {}
        self._counts: dict[Pair, dict[Label, int]] = {}
        self._root = self._kind(walk.root)
        sizes = walk.sizes[: walk.level(walk.root)]
        self.counts = _times(self._counts_at(walk.root), prod(sizes))
        """How many cases have each of the differences."""

    def _number(self, key: object) -> int:
        return self._numbers.setdefault(key, len(self._numbers) + _FIRST)

    def _kind(self, pair: Pair) -> int:
        found = self._kinds.get(pair)
        if found is not None:
            return found
        walk = self._walk
        level = walk.level(pair)
        if level == len(walk.sizes):
            found = self._kind_of_end(pair)
        elif walk.is_alike(pair):
            found = _ALIKE
        else:
            if len(self._kinds) > self._most:
                raise TooManyNodes((level,))
            children = walk.children(pair, level)
            kinds = tuple(self._kind(child) for child in children)
            self._add_counts(pair, level, children)
            possible = {kind for kind in kinds if kind != _NO_CASE}
            if len(possible) <= 1:
                found = possible.pop() if possible else _NO_CASE
            else:
                found = self._number((level, kinds))
                self._inner[found] = (level, kinds)
        self._kinds[pair] = found
        return found

    def _kind_of_end(self, pair: Pair) -> int:
        if self._walk.rules_at(pair) == (None, None):
            return _NO_CASE
        label = self._walk.label_at(pair)
        if label is None:
            return _ALIKE
        found = self._number(label)
        self._labels[found] = label
        return found

    def _counts_at(self, pair: Pair) -> dict[Label, int]:
        found = self._counts.get(pair)
        if found is not None:
            return found
        is_end = self._walk.level(pair) == len(self._walk.sizes)
        label = self._walk.label_at(pair) if is_end else None
        return {} if label is None else {label: 1}

    def _add_counts(self, pair: Pair, level: int, children: list[Pair]) -> None:
        sizes = self._walk.sizes
        found: dict[Label, int] = {}
        for child in children:
            between = prod(sizes[level + 1 : self._walk.level(child)])
            for label, count in self._counts_at(child).items():
                found[label] = found.get(label, 0) + count * between
        if found:
            self._counts[pair] = found

    def number_of_parts(self) -> int:
        """How many parts there are before any are put together."""
        return self._ways_below(self._root)

    def _ways_below(self, kind: int) -> int:
        if kind in self._labels:
            return 1
        if kind not in self._inner:
            return 0
        found = self._ways.get(kind)
        if found is None:
            children = dict.fromkeys(self._inner[kind][1])
            found = self._ways[kind] = sum(self._ways_below(child) for child in children)
        return found

    def parts(self) -> Iterator[Part]:
        """The parts, which have no case in common; each has all answers that lead the same way."""
        yield from self._parts_below(self._root)

    def _parts_below(self, kind: int) -> Iterator[Part]:
        label = self._labels.get(kind)
        if label is not None:
            yield Part(label, ())
        if kind not in self._inner or not self._ways_below(kind):
            return
        level, children = self._inner[kind]
        for child in dict.fromkeys(children):
            mask = sum(1 << at for at, other in enumerate(children) if other == child)
            for rest in self._parts_below(child):
                yield Part(rest.label, ((level, mask), *rest.masks))


def _times(counts: Mapping[Label, int], factor: int) -> dict[Label, int]:
    return {label: count * factor for label, count in counts.items()}


def put_together(parts: list[Part], whole: Callable[[int], int]) -> list[Part]:
    """Fewer parts: those that differ in one variable alone are one.

    ``whole`` has all answers of a variable.
    """
    merged = True
    found = parts
    while merged:
        merged = False
        for place in sorted({place for part in found for place, _ in part.masks}):
            groups: dict[tuple[Label, Path], int] = {}
            for part in found:
                masks = dict(part.masks)
                own = masks.pop(place, whole(place))
                key = (part.label, tuple(masks.items()))
                groups[key] = groups.get(key, 0) | own
            merged |= len(groups) < len(found)
            found = [
                Part(label, rest if mask == whole(place) else tuple(sorted((*rest, (place, mask)))))
                for (label, rest), mask in groups.items()
            ]
    return found
