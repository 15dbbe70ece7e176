"""The regions of a flow: few, disjoint sets of answers that are exactly the cases of some rules."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ayuda.engine.diagram import Diagram, Node, TooManyNodes
from ayuda.engine.results import Answer
from ayuda.engine.space import Space

MOST_NODES = 50_000
"""How many nodes are walked over."""

Region = dict[str, tuple[Answer, ...]]
"""By variable the answers that belong to the region; a variable that is not named has any."""

_NEVER, _ALWAYS, _NO_CASE = range(3)
"""Kinds of nodes: never led to the rules, always, or no case leads through them at all."""

_Part = tuple[tuple[int, int], ...]
"""Places of variables in their order, each with the answers that belong to the part, as bits."""


def regions_of(space: Space, rules: Collection[int], most: int) -> tuple[list[Region], bool]:
    """The cases that these rules decide, as at most so many regions, and whether those are all.

    What leads on to the same is one region, so that there are few. Raises TooManyNodes.
    """
    found: list[Region] = []
    for part in _Walk(space.diagram(), rules).parts():
        if len(found) == most:
            return found, False
        found.append(
            {
                space.variables[place].name: tuple(
                    answer
                    for at, answer in enumerate(space.variables[place].answers)
                    if mask >> at & 1
                )
                for place, mask in part
            }
        )
    return found, True


class _Walk:
    """Paths through a diagram whose nodes are told apart only by which of them get to the rules."""

    def __init__(self, diagram: Diagram, rules: Collection[int]) -> None:
        self._diagram = diagram
        self._rules = frozenset(rules)
        self._kinds: dict[Node, int] = {}
        self._numbers: dict[tuple[int, tuple[int, ...]], int] = {}
        self._of: dict[int, tuple[int, tuple[int, ...]]] = {}
        self._root = self._kind(diagram.root)

    def _kind(self, node: Node) -> int:
        """A number for what a node leads to; equal ones lead to the same."""
        diagram = self._diagram
        if node[0] == diagram.last:
            winner = diagram.winner(node)
            return _NO_CASE if winner is None else int(winner in self._rules)
        found = self._kinds.get(node)
        if found is None:
            if len(self._kinds) > MOST_NODES:
                raise TooManyNodes((node[0],))
            children = tuple(self._kind(child) for child in diagram.children(node))
            possible = {child for child in children if child != _NO_CASE}
            if len(possible) <= 1:
                found = possible.pop() if possible else _NO_CASE
            else:
                key = (node[0], children)
                found = self._numbers.setdefault(
                    key, len(self._numbers) + len((_NEVER, _ALWAYS, _NO_CASE))
                )
                self._of[found] = key
            self._kinds[node] = found
        return found

    def parts(self) -> Iterator[_Part]:
        """The paths to the rules, each with all answers that lead the same way."""
        yield from self._parts_below(self._root)

    def _parts_below(self, kind: int) -> Iterator[_Part]:
        if kind == _ALWAYS:
            yield ()
        if kind not in self._of:
            return
        level, children = self._of[kind]
        for child in dict.fromkeys(children):
            mask = sum(1 << at for at, other in enumerate(children) if other == child)
            for rest in self._parts_below(child):
                yield ((level, mask), *rest)
