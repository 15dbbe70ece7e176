"""Two diagrams over the same variables, walked together: where the winners differ."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from ayuda.engine.diagram import Node, TooManyNodes
from ayuda.engine.joint.space import JointSpace

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


class PairWalk:
    """Pairs of nodes, those that lead to the same differences being of one kind."""

    def __init__(self, space: JointSpace, labelled: Labelled, most: int = MOST_PAIRS) -> None:
        self._space = space
        self._labelled = labelled
        self._most = most
        self._old, self._new = space.diagrams
        self._last = len(space.variables)
        self._forced = sorted(space.unknown)
        self._silent = space.silent
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
        """The pairs to which the answers of a variable lead; one for a computed variable.

        Of a fact that nobody states each side has an answer of its own: any with any.
        """
        old, new, passed = pair
        if level == self._silent:
            firsts = self._old.children(old) if old[0] == level else (old,)
            seconds = self._new.children(new) if new[0] == level else (new,)
            return [self._pair(one, other, passed) for one in firsts for other in seconds]
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
                    return rest if level == self._silent else ((level, answer), *rest)
        dead.add(pair)
        return None
