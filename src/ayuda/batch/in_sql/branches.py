"""The tables that decide the rows of a flow, as a diagram of few nodes, and as nested CASEs.

The diagram comes from the tables of a batch by folding them together: it decides nothing itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import msgspec

from ayuda.batch.rows.deciding.cell_table import Group
from ayuda.batch.rows.deciding.row_variables import Digit

MOST_BRANCHES = 2_000
"""How many branches one CASE has with all in it; what needs more is cut into several."""
INDENT = "  "

Node = int
"""What is left of a decision: 0 and up are verdicts, below are the places of branchings."""
Test = Callable[[Digit, Sequence[int]], str]
"""What makes SQL of this: a column has one of these digits, of which 0 is NULL."""


class Branching(msgspec.Struct, frozen=True):
    """Where a digit decides what is left: its place, and a node for every digit."""

    level: int
    children: tuple[Node, ...]


class Branches:
    """The diagram of a flow's tables; ``meant`` says which verdicts are the same."""

    def __init__(self, groups: Sequence[Group], meant: Callable[[int], int]) -> None:
        self.digits = tuple(digit for group in groups for digit in group.digits)
        self._of: list[Branching] = []
        self._known: dict[Branching, Node] = {}
        level = len(self.digits)
        below: list[Node] | None = None
        for group in reversed(groups):
            if below is None:
                same = {verdict: meant(verdict) for verdict in set(group.table)}
                nodes = [same[verdict] for verdict in group.table]
            else:
                nodes = [below[place] for place in group.table]
            for digit in reversed(group.digits):
                level -= 1
                size = digit.size
                nodes = [
                    self._node(level, tuple(nodes[at : at + size]))
                    for at in range(0, len(nodes), size)
                ]
            below = nodes
        assert below is not None
        [self.root] = below

    def _node(self, level: int, children: tuple[Node, ...]) -> Node:
        if len(set(children)) == 1:
            return children[0]
        branching = Branching(level, children)
        if branching not in self._known:
            self._of.append(branching)
            self._known[branching] = -len(self._of)
        return self._known[branching]

    def _branching(self, node: Node, end: int) -> Branching | None:
        """What a node branches into before that level, if it does."""
        if node >= 0:
            return None
        found = self._of[-node - 1]
        return found if found.level < end else None

    # -------------------------------------------------------------------- SQL

    def cases(self, test: Test, step: Callable[[int], str], depth: int) -> list[str]:
        """The verdict as expressions, each of which looks at the one before it; often there is one.

        ``step`` is the column in which the expression of that place is found. (Nested in one
        another they would multiply: DuckDB takes the operand of a CASE once for every branch.)
        """
        entries = [self.root]
        found: list[str] = []
        begin = 0
        last = len(self.digits)
        while True:
            end = self._end(entries, begin)
            leaving = {} if end == last else self._leaving(entries, end)
            trees = [self._tree(node, end, leaving, test, depth) for node in entries]
            if found:
                branches = [f"WHEN {at} THEN {tree}" for at, tree in enumerate(trees)]
                found.append(_case(f" {step(len(found) - 1)}", branches, depth))
            else:
                found += trees
            if end == last:
                return found
            entries, begin = list(leaving), end

    def _end(self, entries: Sequence[Node], begin: int) -> int:
        """The level before which these nodes are branched in one go."""
        end = begin + 1
        while end < len(self.digits) and self._size(entries, end + 1) <= MOST_BRANCHES:
            end += 1
        return min(end, len(self.digits))

    def _size(self, entries: Sequence[Node], end: int) -> int:
        known: dict[Node, int] = {}

        def size(node: Node) -> int:
            branching = self._branching(node, end)
            if branching is None:
                return 1
            if node not in known:
                known[node] = sum(size(child) for child in set(branching.children))
            return known[node]

        return sum(size(node) for node in entries)

    def _leaving(self, entries: Sequence[Node], end: int) -> dict[Node, int]:
        """The nodes that are reached before that level, and a number for each."""
        numbers: dict[Node, int] = {}
        seen: set[Node] = set()
        waiting = list(reversed(entries))
        while waiting:
            node = waiting.pop()
            branching = self._branching(node, end)
            if branching is None:
                numbers.setdefault(node, len(numbers))
            elif node not in seen:
                seen.add(node)
                waiting.extend(reversed(branching.children))
        return numbers

    def _tree(
        self, node: Node, end: int, leaving: Mapping[Node, int], test: Test, depth: int
    ) -> str:
        branching = self._branching(node, end)
        if branching is None:
            return str(leaving.get(node, node))
        digit = self.digits[branching.level]
        places: dict[Node, list[int]] = {}
        for place, child in enumerate(branching.children):
            places.setdefault(child, []).append(place)
        known_last = sorted(places.items(), key=lambda pair: 0 in pair[1])
        branches = [
            f"WHEN {test(digit, listed)} THEN {self._tree(child, end, leaving, test, depth + 1)}"
            for child, listed in known_last[:-1]
        ]
        other = self._tree(known_last[-1][0], end, leaving, test, depth + 1)
        return _case("", [*branches, f"ELSE {other}"], depth)


def _case(operand: str, branches: Sequence[str], depth: int) -> str:
    between = f"\n{INDENT * (depth + 1)}"
    return f"CASE{operand}{between}{between.join(branches)}\n{INDENT * depth}END"
