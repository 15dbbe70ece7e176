"""Which answers possible cases have, and cases of which what is implied leaves none."""

from __future__ import annotations

from collections.abc import Collection

from ayuda.engine.diagram import Diagram, Node, TooManyNodes

MOST_NODES = 20_000
"""How many nodes, or sets of nodes, are walked over."""


def possible_answers(diagram: Diagram) -> tuple[int, ...]:
    """For each variable the answers that are seen in some possible case, as bits.

    All are empty where no case is possible. Raises TooManyNodes.
    """
    good = _good(diagram)
    if diagram.root not in good:
        return (0,) * diagram.last
    # Where stretches of variables that a case passes over begin (1) and end (-1).
    whole = [0] * (diagram.last + 1)
    seen = [0] * diagram.last
    whole[0] += 1
    whole[diagram.root[0]] -= 1
    for node in good:
        if node[0] == diagram.last:
            continue
        fixed = diagram.answer_at(*node)
        for answer, child in enumerate(diagram.children(node)):
            if child in good:
                seen[node[0]] |= 1 << (answer if fixed is None else fixed)
                whole[node[0] + 1] += 1
                whole[child[0]] -= 1
    open_ = 0
    for place, size in enumerate(diagram.sizes):
        open_ += whole[place]
        if open_:
            seen[place] = (1 << size) - 1
    return tuple(seen)


def _good(diagram: Diagram) -> set[Node]:
    """The nodes that some possible case leads through."""
    found = {diagram.root}
    waiting = [diagram.root]
    while waiting:
        node = waiting.pop()
        if node[0] == diagram.last:
            continue
        if len(found) > MOST_NODES:
            raise TooManyNodes((node[0],))
        for child in diagram.children(node):
            if child not in found:
                found.add(child)
                waiting.append(child)
    good: set[Node] = set()
    for node in sorted(found, reverse=True):
        if node[0] == diagram.last:
            if diagram.winner(node) is not None:
                good.add(node)
        elif not good.isdisjoint(diagram.children(node)):
            good.add(node)
    return good


def impossible_case(
    diagram: Diagram, follows: Collection[int]
) -> tuple[tuple[int, int], ...] | None:
    """Answers, each by its variable's place, with which no case is possible, if there are some.

    The variables in ``follows`` may have any answer: it is they that are implied. Raises
    TooManyNodes.
    """
    root = frozenset({diagram.root})
    came: dict[frozenset[Node], tuple[frozenset[Node], int, int] | None] = {root: None}
    waiting = [root]
    while waiting:
        state = waiting.pop()
        if any(node[0] == diagram.last and diagram.winner(node) is not None for node in state):
            continue
        left = [node for node in state if node[0] < diagram.last]
        if not left:
            return _way(came, state)
        if len(came) > MOST_NODES:
            raise TooManyNodes((left[0][0],))
        level = min(node[0] for node in left)
        here = [diagram.children(node) for node in left if node[0] == level]
        others = [node for node in left if node[0] > level]
        if level in follows:
            following = [(-1, [child for children in here for child in children])]
        else:
            answers = range(diagram.sizes[level])
            following = [(answer, [children[answer] for children in here]) for answer in answers]
        for answer, children in following:
            reached = frozenset((*others, *children))
            if reached not in came:
                came[reached] = (state, level, answer)
                waiting.append(reached)
    return None


def _way(
    came: dict[frozenset[Node], tuple[frozenset[Node], int, int] | None], state: frozenset[Node]
) -> tuple[tuple[int, int], ...]:
    """The answers that lead to a state, in the order of their variables."""
    found: list[tuple[int, int]] = []
    before = came[state]
    while before is not None:
        state, level, answer = before
        if answer >= 0:
            found.append((level, answer))
        before = came[state]
    return tuple(reversed(found))
