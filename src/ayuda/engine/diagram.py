"""The finite space of a flow's cases as a decision diagram, made as far as a case reaches.

Variables stand in one order. A node is what can still matter once the first of them are answered:
the level, and the patterns that can still hold, as bits. What leads to equal nodes leads to one
node. Cases are never listed: questions about them are walks over nodes.

The patterns are a list in which the first that holds wins: first the *bans* (what no possible case
has), then the rules. Guards, excuses and what computed variables hang on are patterns that only the
diagram itself looks at. A sum is kept in a node as a number, in bits of its own among theirs:
whatever adds up to the same leads on from one node.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

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


class Cases(msgspec.Struct, frozen=True):
    """A computed variable: it has the answer of the first of these patterns that holds."""

    cases: tuple[tuple[Tests, int], ...]


class Sums(msgspec.Struct, frozen=True):
    """A computed variable: what holds is added to sums, which ``pick`` its answer."""

    sums: tuple[tuple[tuple[Tests, int], ...], ...]
    pick: Callable[[Sequence[int]], int]


Computed = Cases | Sums


class _Sum(msgspec.Struct, frozen=True):
    """Where in a node a sum is kept, less its least value; and what is added for which patterns."""

    shift: int
    width: int
    least: int
    adds: tuple[tuple[int, int], ...]
    patterns: int

    def of(self, alive: int) -> int:
        return (alive >> self.shift & (1 << self.width) - 1) + self.least


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
        computed: Mapping[int, Computed] | None = None,
    ) -> None:
        self.sizes = tuple(sizes)
        self.last = len(self.sizes)
        self.guards = dict(guards)
        self.computed = dict(computed or {})
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
        start = self._compute(patterns)
        self.forced = [
            (place, self.guard_bit.get(place, 0) | self._computed_bits.get(place, 0))
            for place in sorted({*self.guards, *self.computed}, reverse=True)
        ]
        """The variables whose answer may be fixed, last first, with the bits that fix it."""
        self.context = len(patterns)
        patterns += [*bans, *rules]
        self.bans = len(bans)
        self.rules = len(rules)
        self._compile(patterns)
        self._children: dict[Node, tuple[Node, ...]] = {}
        self.whole = (1 << len(patterns)) - 1 & ~self._never & ~self._fields | start
        self.root = self._node(0, self.whole)

    def _compute(self, patterns: list[Tests]) -> int:
        """Add the patterns of computed variables, and room for sums; the sums as they begin."""
        self._cases: dict[int, tuple[tuple[int, int], ...]] = {}
        self._sums: dict[int, tuple[_Sum, ...]] = {}
        self._computed_bits: dict[int, int] = {}
        self._fields = start = 0
        for place, computed in self.computed.items():
            first = len(patterns)
            if isinstance(computed, Cases):
                answers = [
                    (1 << first + at, answer) for at, (_, answer) in enumerate(computed.cases)
                ]
                self._cases[place] = tuple(answers)
                patterns += [tests for tests, _ in computed.cases]
            else:
                self._sums[place] = tuple(self._room(patterns, adds) for adds in computed.sums)
                for one in self._sums[place]:
                    self._fields |= (1 << one.width) - 1 << one.shift
                    start |= -one.least << one.shift
            self._computed_bits[place] = (1 << len(patterns)) - (1 << first)
        self._adding = [one for sums in self._sums.values() for one in sums]
        return start

    @staticmethod
    def _room(patterns: list[Tests], adds: Sequence[tuple[Tests, int]]) -> _Sum:
        """Room for a sum behind its patterns: as many patterns that nothing looks at as bits."""
        first = len(patterns)
        patterns += [tests for tests, _ in adds]
        shift = len(patterns)
        least = sum(add for _, add in adds if add < 0)
        most = sum(add for _, add in adds if add > 0)
        width = (most - least).bit_length()
        patterns += [()] * width
        bits = tuple((1 << first + at, add) for at, (_, add) in enumerate(adds))
        return _Sum(shift, width, least, bits, (1 << shift) - (1 << first))

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
        if self._adding:
            alive = self.added(level, alive)
        context = self.context
        held = (alive & self.done[level]) >> context
        if held:
            first = held & -held
            listed = alive >> context & ((first << 1) - 1)
            if listed == first and not pending:
                return (self.last, first.bit_length() - 1)
            alive = listed << context | alive & ((1 << context) - 1)
        for place, bits in self.forced:
            if place < level or not alive & self.tests[place]:
                alive &= ~bits
        tests = self.tests
        while level < self.last and not alive & tests[level]:
            level += 1
        if level == self.last:
            return (self.last, self.bans + self.rules)
        return (level, alive)

    def added(self, level: int, alive: int) -> int:
        """The same, where what holds for certain of the patterns of a sum is added to it."""
        held = alive & self.done[level]
        for one in self._adding:
            if held & one.patterns:
                more = sum(add for bit, add in one.adds if held & bit)
                alive = (alive & ~(held & one.patterns)) + (more << one.shift)
        return alive

    def answer_at(self, level: int, alive: int) -> int | None:
        """The one answer that a computed variable, or one whose guard fails, has; else None."""
        if level in self._cases:
            return next(answer for bit, answer in self._cases[level] if alive & bit)
        if level in self._sums:
            sums = [one.of(alive) for one in self._sums[level]]
            return self.computed[level].pick(sums)  # type: ignore[union-attr]
        guard = self.guards.get(level)
        return guard.otherwise if guard and not alive & self.guard_bit[level] else None

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
        answer = self.answer_at(level, alive)
        if answer is not None:
            child = self._node(level + 1, alive & passes[answer])
            return (child,) * self.sizes[level]
        return tuple([self._node(level + 1, alive & passing) for passing in passes])

    def winner(self, node: Node) -> int | None:
        """The rule that wins at an end of the diagram; None where no case is possible there."""
        return node[1] - self.bans if node[1] >= self.bans else None
