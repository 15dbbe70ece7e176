"""Ways through a flow's diagram that end at one rule, and what matters along them."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from ayuda.engine.diagram import Diagram, Node
from ayuda.engine.space import Space

MOST_NODES = 100_000
"""How many nodes are looked at; a way that takes more is taken for none."""


class Ways:
    """Which nodes of a diagram lead to one rule."""

    def __init__(self, diagram: Diagram, rule: int) -> None:
        self.diagram = diagram
        self._rule = rule
        self._known: dict[Node, bool] = {}
        self._settled: dict[Node, bool] = {}

    def settles(self, node: Node) -> bool:
        """Whether every case through this node is decided by the rule."""
        if node[0] == self.diagram.last:
            return self.diagram.winner(node) in {self._rule, None}
        found = self._settled.get(node)
        if found is None:
            if len(self._settled) > MOST_NODES:
                return False
            found = all(self.settles(child) for child in self.diagram.children(node))
            self._settled[node] = found
        return found

    def leads(self, node: Node) -> bool:
        """Whether some case through this node is decided by the rule."""
        if node[0] == self.diagram.last:
            return self.diagram.winner(node) == self._rule
        found = self._known.get(node)
        if found is None:
            if len(self._known) > MOST_NODES:
                return False
            listed = node[1] >> self.diagram.context >> self.diagram.bans
            found = bool(listed >> self._rule & 1) and any(
                self.leads(child) for child in self.diagram.children(node)
            )
            self._known[node] = found
        return found

    def winners(self, path: Sequence[int], level: int) -> list[int | None]:
        """The rule that decides under each answer to one variable, the others as on a path."""
        found: list[int | None] = []
        node = self.diagram.root
        while node[0] < level:
            node = self.diagram.children(node)[path[node[0]]]
        children = (
            self.diagram.children(node) if node[0] == level else (node,) * self.diagram.sizes[level]
        )
        for child in children:
            end = child
            while end[0] < self.diagram.last:
                end = self.diagram.children(end)[path[end[0]]]
            found.append(self.diagram.winner(end))
        return found


def path_to_rule(space: Space, ways: Ways, draw: Random) -> list[int]:
    """The place of an answer to each variable, such that the rule decides."""
    diagram, node = ways.diagram, ways.diagram.root
    path: list[int] = []
    for level, variable in enumerate(space.variables):
        choices = range(len(variable.answers))
        if node[0] == level:
            children = diagram.children(node)
            path.append(draw.choice([at for at in choices if ways.leads(children[at])]))
            node = children[path[-1]]
        else:
            path.append(draw.choice(choices))
    return path


def what_matters(space: Space, ways: Ways, path: Sequence[int]) -> set[str]:
    """The variables without whose answers a path could still come to another rule."""
    diagram, node = ways.diagram, ways.diagram.root
    matter: set[str] = set()
    while node[0] < diagram.last and not ways.settles(node):
        children = diagram.children(node)
        if len(set(children)) > 1:
            matter.add(space.variables[node[0]].name)
        node = children[path[node[0]]]
    return matter
