"""Two diagrams over the same variables, walked together: where the winners differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from math import prod
from random import Random

import msgspec

from ayuda.engine.diagram import Node, TooManyNodes
from ayuda.engine.joint_space import JointSpace

MOST_PAIRS = 200_000
"""How many pairs of nodes are walked over."""
DEAD: Node = (-1, -1)
"""Where a side has no case."""
Pair = tuple[Node, Node, int]
"""A node of each side, and how many variables are passed of which one side lacks answers."""
Rules = tuple[int | None, int | None]
"""The rules that win on the old and on the new side; None where that side has no such case."""
Label = tuple[str | None, str | None, bool]
"""The old and the new outcome, and whether only something else that is shown differs."""
Labelled = Callable[[Rules], Label | None]
"""What is told apart of a case: None where nothing is."""
Path = tuple[tuple[int, int], ...]
"""Places of variables in their order, each with an answer, or with answers as bits."""

_ALIKE, _NO_CASE, _FIRST = range(3)
"""Kinds of pairs: nothing differs below, no case is possible; and the first of all others."""


class PairWalk:
    """Pairs of nodes, those that lead to the same differences being of one kind."""

    def __init__(self, space: JointSpace, labelled: Labelled, most: int = MOST_PAIRS) -> None:
        self._space = space
        self._labelled = labelled
        self._most = most
        self._old, self._new = space.diagrams
        self._last = len(space.variables)
        self._forced = sorted(space.unknown)
        self._changed = None
        if space.told_apart is not None and not space.unknown:
            self._changed = space.told_apart << self._old.context + self._old.bans
        self.sizes = [
            1 if at in space.computed else len(variable.answers)
            for at, variable in enumerate(space.variables)
        ]
        self.root: Pair = self._pair(self._old.root, self._new.root, 0)

    # ------------------------------------------------------------------ pairs

    def _pair(self, old: Node, new: Node, passed: int) -> Pair:
        old = DEAD if old[0] == self._last and self._old.winner(old) is None else old
        new = DEAD if new[0] == self._last and self._new.winner(new) is None else new
        if old == new == DEAD:
            return (DEAD, DEAD, 0)
        return (old, new, passed)

    def level(self, pair: Pair) -> int:
        """The first variable that matters at a pair; beyond the last at an end."""
        levels = [node[0] for node in pair[:2] if node != DEAD]
        if not levels:
            return self._last
        forced = self._forced[pair[2]] if pair[2] < len(self._forced) else self._last
        return min(*levels, forced)

    def children(self, pair: Pair, level: int) -> list[Pair]:
        """The pairs to which the answers of a variable lead; one for a computed variable."""
        old, new, passed = pair
        lacks = self._space.unknown.get(level)
        if lacks is not None:
            passed += 1
        found = []
        for answer in range(self.sizes[level]):
            first, second = old, new
            if old[0] == level:
                first = self._old.children(old)[answer]
            if new[0] == level:
                second = self._new.children(new)[answer]
            if lacks is not None:
                first = DEAD if lacks[0] >> answer & 1 else first
                second = DEAD if lacks[1] >> answer & 1 else second
            found.append(self._pair(first, second, passed))
        return found

    def is_alike(self, pair: Pair) -> bool:
        """Whether nothing can differ below a pair, for all that differs is behind it."""
        old, new, _ = pair
        return (
            self._changed is not None
            and old == new != DEAD
            and old[0] != self._last
            and not old[1] & self._changed
        )

    def rules_at(self, pair: Pair) -> Rules:
        """The rules that win at an end, each by its place in its own flow."""
        found = []
        for side, (node, diagram) in enumerate(zip(pair[:2], self._space.diagrams, strict=True)):
            place = None if node == DEAD else diagram.winner(node)
            is_rule = place is not None and place < len(self._space.rules)
            found.append(self._space.rules[place][side] if is_rule else None)  # type: ignore[index]
        return (found[0], found[1])

    def label_at(self, pair: Pair) -> Label | None:
        """What differs at an end."""
        if pair[0] == pair[1] == DEAD:
            return None
        return self._labelled(self.rules_at(pair))

    # ------------------------------------------------------------------ paths

    def path(
        self,
        wanted: Callable[[Label], bool],
        masks: Mapping[int, int],
        dead: set[Pair],
        draw: Random | None = None,
    ) -> Path | None:
        """A way to a difference that is wanted, with the answers in the masks; None: there is none.

        ``dead`` are pairs below which there is none, for other walks with the same masks. Raises
        TooManyNodes.
        """
        return self._path_below(self.root, wanted, masks, dead, draw)

    def _path_below(
        self,
        pair: Pair,
        wanted: Callable[[Label], bool],
        masks: Mapping[int, int],
        dead: set[Pair],
        draw: Random | None,
    ) -> Path | None:
        if pair in dead:
            return None
        level = self.level(pair)
        if level == self._last:
            label = self.label_at(pair)
            return () if label is not None and wanted(label) else None
        if not self.is_alike(pair):
            if len(dead) > self._most:
                raise TooManyNodes((level,))
            order = list(enumerate(self.children(pair, level)))
            if draw is not None:
                draw.shuffle(order)
            mask = masks.get(level, -1)
            tried: set[Pair] = set()
            for answer, child in order:
                if not mask >> answer & 1 or child in tried:
                    continue
                tried.add(child)
                rest = self._path_below(child, wanted, masks, dead, draw)
                if rest is not None:
                    return ((level, answer), *rest)
        dead.add(pair)
        return None


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
    """Fewer parts: those that differ in one variable alone are one. ``whole`` is all its answers."""
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
