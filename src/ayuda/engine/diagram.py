"""The finite space of a flow's cases as a decision diagram, made as far as a case reaches.

Variables stand in one order. A node is what can still matter once the first of them are answered:
the level, and the patterns that can still hold, as bits. What leads to equal nodes leads to one
node. Cases are never listed: questions about them are walks over nodes.

The patterns are a list in which the first that holds wins: first the *bans* (what no possible case
has), then the rules. Guards and excuses are patterns that only the diagram itself looks at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import prod

import msgspec

Tests = tuple[tuple[int, int], ...]
"""Tests that must all hold: a variable's place, and the answers that pass, as bits."""
Node = tuple[int, int]
"""A level and the patterns alive; at the last level the place of the pattern that wins."""
Domains = tuple[int, ...]
"""For each variable the answers that are still possible, as bits."""

MOST_NODES = 200_000
"""How many nodes are remembered before all are forgotten."""
MOST_STEPS = 50_000
"""How many nodes a question may walk over; what is not settled by then is taken as open."""


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


class Tally(msgspec.Struct, frozen=True):
    """Possible cases by rule (last those that no rule decides), and the nodes at each level."""

    cases: tuple[int, ...]
    nodes: tuple[int, ...]


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
        self._guarded = sorted(self.guards, reverse=True)
        patterns: list[Tests] = []
        self._guard_bit: dict[int, int] = {}
        for place, guard in self.guards.items():
            self._guard_bit[place] = 1 << len(patterns)
            patterns.append(guard.tests)
        self._assumed: list[tuple[int, int]] = []
        for assumption in assumptions:
            own = 1 << len(patterns)
            full = (1 << self.sizes[assumption.variable]) - 1
            others = full & ~(1 << assumption.answer)
            patterns += [((assumption.variable, others),), *assumption.excuses]
            self._assumed.append((own, ((own << len(assumption.excuses)) - own) << 1))
        self.context = len(patterns)
        patterns += [*bans, *rules]
        self.bans = len(bans)
        self.rules = len(rules)
        self._compile(patterns)
        self._children: dict[Node, tuple[Node, ...]] = {}
        self._whole = (1 << len(patterns)) - 1 & ~self._never
        self.root = self._node(0, self._whole)

    def _compile(self, patterns: Sequence[Tests]) -> None:
        whole = (1 << len(patterns)) - 1
        self._never = 0
        self._tests = [0] * self.last
        self._passes = [[whole] * size for size in self.sizes]
        ends: list[int] = [0] * (self.last + 1)
        for place, tests in enumerate(patterns):
            bit = 1 << place
            end = 0
            for variable, mask in tests:
                if not mask:
                    self._never |= bit
                    break
                end = max(end, variable + 1)
                self._tests[variable] |= bit
                passes = self._passes[variable]
                for answer in range(self.sizes[variable]):
                    if not mask >> answer & 1:
                        passes[answer] &= ~bit
            ends[end] |= bit
        self._done: list[int] = []
        done = 0
        for end in ends:
            done |= end
            self._done.append(done)

    # ------------------------------------------------------------------ nodes

    def _node(self, level: int, alive: int) -> Node:
        """The node of these patterns: without those that cannot matter any more."""
        pending = False
        if self._assumed:
            settled = self._settle(level, alive)
            if settled is None:
                return (self.last, -1)
            alive, pending = settled
        context = self.context
        held = (alive & self._done[level]) >> context
        if held:
            first = held & -held
            listed = alive >> context & ((first << 1) - 1)
            if listed == first and not pending:
                return (self.last, first.bit_length() - 1)
            alive = listed << context | alive & ((1 << context) - 1)
        for place in self._guarded:
            if place < level or not alive & self._tests[place]:
                alive &= ~self._guard_bit[place]
        tests = self._tests
        while level < self.last and not alive & tests[level]:
            level += 1
        if level == self.last:
            return (self.last, self.bans + self.rules)
        return (level, alive)

    def _settle(self, level: int, alive: int) -> tuple[int, bool] | None:
        """Drop the assumptions that are kept or excused; None where one is broken."""
        pending = False
        done = self._done[level]
        for own, excuses in self._assumed:
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
        passes = self._passes[level]
        guard = self.guards.get(level)
        if guard is not None and not alive & self._guard_bit[level]:
            child = self._node(level + 1, alive & passes[guard.otherwise])
            return (child,) * self.sizes[level]
        return tuple([self._node(level + 1, alive & passing) for passing in passes])

    def winner(self, node: Node) -> int | None:
        """The rule that wins at an end of the diagram; None where no case is possible there."""
        return node[1] - self.bans if node[1] >= self.bans else None

    # ------------------------------------------------------------------ walks

    def winners(
        self, domains: Domains, groups: Sequence[int], most: int, found: Iterable[int] = ()
    ) -> set[int]:
        """The groups of rules that win in some possible case.

        ``groups`` gives each rule's (and, last, that of no rule at all). The walk ends once
        ``most`` are found; those in ``found`` are not looked for. Raises TooManyNodes.
        """
        known = set(found)
        wanted = self._outside(groups, known)
        stack = [self.root]
        seen = {self.root}
        while stack:
            node = stack.pop()
            level, alive = node
            if level == self.last:
                rule = self.winner(node)
                if rule is not None and groups[rule] not in known:
                    known.add(groups[rule])
                    if len(known) >= most:
                        return known
                    wanted = self._outside(groups, known)
                continue
            if not alive & wanted:
                continue
            if len(seen) > MOST_STEPS:
                raise TooManyNodes((level,))
            children = self.children(node)
            for child in _chosen(children, domains[level]):
                if child not in seen:
                    seen.add(child)
                    stack.append(child)
        return known

    def _outside(self, groups: Sequence[int], known: set[int]) -> int:
        """The bits of the rules of other groups than these."""
        bits = sum(1 << rule for rule in range(self.rules) if groups[rule] not in known)
        return bits << (self.context + self.bans)

    def can_change(
        self, domains: Domains, place: int, tied: frozenset[int], groups: Sequence[int]
    ) -> bool:
        """Whether two possible cases differ in a variable and in the group that wins.

        Otherwise they differ at most in the variables ``tied`` to it. Where that cannot be found
        out in reasonable time they are taken to.
        """
        free = max(place, *tied) if tied else place
        masks = self._group_masks(groups)
        start = (self.root, self.root)
        stack = [start]
        seen = {start}
        while stack:
            one, other = stack.pop()
            level = min(one[0], other[0])
            if level == self.last:
                pair = (self.winner(one), self.winner(other))
                if None not in pair and groups[pair[0]] != groups[pair[1]]:  # type: ignore[index]
                    return True
                continue
            if (level > free and one == other) or self._alike(one, other, masks, groups):
                continue
            if len(seen) > MOST_STEPS:
                return True
            choices = _answers(domains[level])
            first = self.children(one) if one[0] == level else (one,) * self.sizes[level]
            second = self.children(other) if other[0] == level else (other,) * self.sizes[level]
            for answer in choices:
                partners = [answer]
                if level == place:
                    partners = [choice for choice in choices if choice != answer]
                elif level in tied:
                    partners = choices
                for partner in partners:
                    following = (first[answer], second[partner])
                    if following not in seen:
                        seen.add(following)
                        stack.append(following)
        return False

    def _group_masks(self, groups: Sequence[int]) -> dict[int, int]:
        masks: dict[int, int] = {}
        for rule in range(self.rules):
            masks[groups[rule]] = masks.get(groups[rule], 0) | 1 << rule
        return masks

    def _alike(
        self, one: Node, other: Node, masks: Mapping[int, int], groups: Sequence[int]
    ) -> bool:
        """Whether only rules of one group can still win at both nodes."""
        listed = 0
        for level, alive in (one, other):
            if level < self.last:
                listed |= alive >> self.context >> self.bans
            elif alive < self.bans:
                return True
            else:
                listed |= 1 << (alive - self.bans)
        group = groups[listed.bit_length() - 1]
        return not listed & ~masks.get(group, 0) and listed >> self.rules == 0

    # -------------------------------------------------------------- all cases

    def count(self, most: int) -> Tally:
        """How many possible cases each rule decides, and over how many nodes that was counted.

        Cases that differ only in an answer that a guard hides are one. One level is held at a
        time. Raises TooManyNodes beyond ``most`` nodes.
        """
        plain = not self.guards and not self._assumed
        by_pattern = [0] * (self.bans + self.rules + 1)
        cases: dict[int, int] = {self._whole: 1}
        widths: list[int] = []
        for level in range(self.last):
            if plain:
                cases = self._count_plain(level, cases, by_pattern)
            else:
                cases = self._count_level(level, cases)
            widths.append(len(cases))
            if sum(widths) > most:
                raise TooManyNodes(_widest(widths))
        for alive, count in cases.items():
            listed = alive >> self.context
            by_pattern[(listed & -listed).bit_length() - 1] += count
        return Tally(tuple(by_pattern[self.bans :]), tuple(widths))

    def _count_plain(
        self, level: int, cases: dict[int, int], by_pattern: list[int]
    ) -> dict[int, int]:
        """One level further, without guards and assumptions: what is decided is counted at once."""
        tests, passes, done = self._tests[level], self._passes[level], self._done[level + 1]
        rest = prod(self.sizes[level + 1 :])
        found: dict[int, int] = {}
        get = found.get
        while cases:
            alive, count = cases.popitem()
            if not alive & tests:
                found[alive] = get(alive, 0) + count * len(passes)
                continue
            for passing in passes:
                left = alive & passing
                held = left & done
                if held:
                    first = held & -held
                    left &= (first << 1) - 1
                    if left == first:
                        by_pattern[first.bit_length() - 1] += count * rest
                        continue
                found[left] = get(left, 0) + count
        return found

    def _count_level(self, level: int, cases: Mapping[int, int]) -> dict[int, int]:
        tests = self._tests[level]
        passes = self._passes[level]
        done = self._done[level + 1]
        guard = self.guards.get(level)
        found: dict[int, int] = {}
        for alive, count in cases.items():
            follow: Sequence[int] = passes
            times = count
            if guard is not None and not alive & self._guard_bit[level]:
                follow = (passes[guard.otherwise],)
            elif not alive & tests:
                follow, times = (passes[0],), count * len(passes)
            for passing in follow:
                left = self._truncated(level + 1, alive & passing, done)
                if left is not None:
                    found[left] = found.get(left, 0) + times
        return found

    def _truncated(self, level: int, alive: int, done: int) -> int | None:
        """What can still hold of these patterns; None where a case is not possible."""
        if self._assumed:
            settled = self._settle(level, alive)
            if settled is None:
                return None
            alive = settled[0]
        context = self.context
        held = (alive & done) >> context
        if held:
            first = held & -held
            if first >> self.bans == 0 and alive >> context & (first - 1) == 0:
                return None
            alive &= (first << context + 1) - 1
        return self._kept(level, alive)

    def _kept(self, level: int, alive: int) -> int:
        """The patterns without the guards of variables that have been passed."""
        for place in self._guarded:
            if place < level:
                alive &= ~self._guard_bit[place]
        return alive


def _widest(widths: Sequence[int]) -> list[int]:
    """The levels at which most nodes arise, most first."""
    return sorted(range(len(widths)), key=lambda level: -widths[level])[:3]


def _answers(mask: int) -> list[int]:
    """The places of the answers in a mask."""
    return [place for place in range(mask.bit_length()) if mask >> place & 1]


def _chosen(children: Sequence[Node], mask: int) -> Iterator[Node]:
    for child in children:
        if mask & 1:
            yield child
        mask >>= 1
