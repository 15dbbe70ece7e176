"""The finite space of a flow's cases as a decision diagram, made as far as a case reaches.

Variables stand in one order. A node is what can still matter once the first of them are answered:
the level, and the patterns that can still hold, as bits. What leads to equal nodes leads to one
node. Cases are never listed: questions about them are walks over nodes.

The patterns are a list in which the first that holds wins: first the *bans* (what no possible case
has), then the rules. Guards and excuses are patterns that only the diagram itself looks at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

Tests = tuple[tuple[int, int], ...]
"""Tests that must all hold: a variable's place, and the answers that pass, as bits."""
Node = tuple[int, int]
"""A level and the patterns alive; at the last level the place of the pattern that wins."""
Domains = tuple[int, ...]
"""For each variable the answers that are still possible, as bits."""

MOST_NODES = 200_000
"""How many nodes are remembered before all are forgotten."""


class Guard(msgspec.Struct, frozen=True):
    """Where the tests fail, the variable is seen to have that answer, whatever it has."""

    tests: Tests
    otherwise: int


class Assumption(msgspec.Struct, frozen=True):
    """A variable that has this answer unless one of the excuses holds."""

    variable: int
    answer: int
    excuses: tuple[Tests, ...]


class TooManyNodes(Exception):
    """A walk over all nodes that has no end in reasonable time.

    ``levels`` are the variables at which most nodes arise, by place.
    """

    def __init__(self, levels: Sequence[int]) -> None:
        super().__init__(levels)
        self.levels = tuple(levels)


class Diagram:
    """The diagram over variables with so many answers each.

    A guard's tests look at variables before its own. One of ``rules`` wins in every case that no
    ban forbids, or NO_RULE does.
    """

    def __init__(
        self,
        sizes: Sequence[int],
        guards: Mapping[int, Guard],
        assumptions: Sequence[Assumption],
        bans: Sequence[Tests],
        rules: Sequence[Tests],
    ) -> None:
        self.sizes = tuple(sizes)
        self.last = len(self.sizes)
        self.guards = dict(guards)
        self.guarded = sorted(self.guards, reverse=True)
        patterns: list[Tests] = []
        self.guard_bit: dict[int, int] = {}
        for place, guard in self.guards.items():
            self.guard_bit[place] = 1 << len(patterns)
            patterns.append(guard.tests)
        self.assumed: list[tuple[int, int]] = []
        for assumption in assumptions:
            own = 1 << len(patterns)
            full = (1 << self.sizes[assumption.variable]) - 1
            others = full & ~(1 << assumption.answer)
            patterns += [((assumption.variable, others),), *assumption.excuses]
            self.assumed.append((own, ((own << len(assumption.excuses)) - own) << 1))
        self.context = len(patterns)
        patterns += [*bans, *rules]
        self.bans = len(bans)
        self.rules = len(rules)
        self._compile(patterns)
        self._children: dict[Node, tuple[Node, ...]] = {}
        self.whole = (1 << len(patterns)) - 1 & ~self._never
        self.root = self._node(0, self.whole)

    def _compile(self, patterns: Sequence[Tests]) -> None:
        whole = (1 << len(patterns)) - 1
        self._never = 0
        self.tests = [0] * self.last
        self.passes = [[whole] * size for size in self.sizes]
        ends: list[int] = [0] * (self.last + 1)
        for place, tests in enumerate(patterns):
            bit = 1 << place
            end = 0
            for variable, mask in tests:
                if not mask:
                    self._never |= bit
                    break
                end = max(end, variable + 1)
                self.tests[variable] |= bit
                passes = self.passes[variable]
                for answer in range(self.sizes[variable]):
                    if not mask >> answer & 1:
                        passes[answer] &= ~bit
            ends[end] |= bit
        self.done: list[int] = []
        done = 0
        for end in ends:
            done |= end
            self.done.append(done)

    # ------------------------------------------------------------------ nodes

    def _node(self, level: int, alive: int) -> Node:
        """The node of these patterns: without those that cannot matter any more."""
        pending = False
        if self.assumed:
            settled = self.settle(level, alive)
            if settled is None:
                return (self.last, -1)
            alive, pending = settled
        context = self.context
        held = (alive & self.done[level]) >> context
        if held:
            first = held & -held
            listed = alive >> context & ((first << 1) - 1)
            if listed == first and not pending:
                return (self.last, first.bit_length() - 1)
            alive = listed << context | alive & ((1 << context) - 1)
        for place in self.guarded:
            if place < level or not alive & self.tests[place]:
                alive &= ~self.guard_bit[place]
        tests = self.tests
        while level < self.last and not alive & tests[level]:
            level += 1
        if level == self.last:
            return (self.last, self.bans + self.rules)
        return (level, alive)

    def settle(self, level: int, alive: int) -> tuple[int, bool] | None:
        """Drop the assumptions that are kept or excused; None where one is broken."""
        pending = False
        done = self.done[level]
        for own, excuses in self.assumed:
            if not alive & own or alive & excuses & done:
                alive &= ~(own | excuses)
            elif own & done and not alive & excuses:
                return None
            else:
                pending = True
        return alive, pending

    def children(self, node: Node) -> tuple[Node, ...]:
        """The nodes to which the answers of a node's variable lead, in their order."""
        found = self._children.get(node)
        if found is None:
            if len(self._children) >= MOST_NODES:
                self._children.clear()
            found = self._children[node] = self._follow(*node)
        return found

    def _follow(self, level: int, alive: int) -> tuple[Node, ...]:
        passes = self.passes[level]
        guard = self.guards.get(level)
        if guard is not None and not alive & self.guard_bit[level]:
            child = self._node(level + 1, alive & passes[guard.otherwise])
            return (child,) * self.sizes[level]
        return tuple([self._node(level + 1, alive & passing) for passing in passes])

    def winner(self, node: Node) -> int | None:
        """The rule that wins at an end of the diagram; None where no case is possible there."""
        return node[1] - self.bans if node[1] >= self.bans else None
