"""Walks over the nodes of a diagram: what can still win, and what can still change that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ayuda.engine.diagram import Diagram, Domains, Node, TooManyNodes

MOST_PAIRS = 20_000
"""How many pairs of nodes are walked over to find two cases that differ."""
FEW = 16
"""So many answers are tried by pairs as they are."""
TWO = 2
MOST_STEPS = 50_000
"""How many nodes a question may walk over; what is not settled by then is taken as open."""


def winners(
    diagram: Diagram, domains: Domains, groups: Sequence[int], most: int, found: Iterable[int] = ()
) -> set[int]:
    """The groups of rules that win in some possible case.

    ``groups`` gives each rule's (and, last, that of no rule at all). The walk ends once
    ``most`` are found; those in ``found`` are not looked for. Raises TooManyNodes.
    """
    known = set(found)
    wanted = _outside(diagram, groups, known)
    always_decided = _is_always_decided(diagram)
    stack = [diagram.root]
    seen = {diagram.root}
    while stack:
        node = stack.pop()
        level, alive = node
        if level == diagram.last:
            rule = diagram.winner(node)
            if rule is not None and groups[rule] not in known:
                known.add(groups[rule])
                if len(known) >= most:
                    return known
                wanted = _outside(diagram, groups, known)
            continue
        if not alive & wanted and (always_decided or groups[-1] in known):
            continue
        if len(seen) > MOST_STEPS:
            raise TooManyNodes((level,))
        children = diagram.children(node)
        for child in _chosen(children, domains[level]):
            if child not in seen:
                seen.add(child)
                stack.append(child)
    return known


def _is_always_decided(diagram: Diagram) -> bool:
    """Whether a rule has no condition, so that the nodes need not be looked at for none at all."""
    level, alive = diagram.root
    first = diagram.context + diagram.bans
    return level < diagram.last and bool((alive & diagram.done[level]) >> first)


def _outside(diagram: Diagram, groups: Sequence[int], known: set[int]) -> int:
    """The bits of the rules of other groups than these."""
    bits = sum(1 << rule for rule in range(diagram.rules) if groups[rule] not in known)
    return bits << (diagram.context + diagram.bans)


def can_change(
    diagram: Diagram, domains: Domains, place: int, tied: frozenset[int], groups: Sequence[int]
) -> bool:
    """Whether two possible cases differ in a variable and in the group that wins.

    Otherwise they differ at most in the variables ``tied`` to it. Where that cannot be found
    out in reasonable time they are taken to.
    """
    if tied and can_change(diagram, domains, place, frozenset(), groups):
        return True  # most often the one fact is enough, and that is quickly seen
    free = max(place, *tied) if tied else place
    masks = _group_masks(diagram, groups)
    start = (diagram.root, diagram.root)
    stack = [start]
    seen = {start}
    while stack:
        one, other = stack.pop()
        level = min(one[0], other[0])
        if level == diagram.last:
            pair = (diagram.winner(one), diagram.winner(other))
            if None not in pair and groups[pair[0]] != groups[pair[1]]:  # type: ignore[index]
                return True
            continue
        if (level > free and one == other) or _alike(diagram, one, other, masks, groups):
            continue
        if len(seen) > MOST_PAIRS:
            return True
        for following in _pairs(diagram, (one, other), domains[level], place, tied):
            if following not in seen:
                seen.add(following)
                stack.append(following)
    return False


def _pairs(
    diagram: Diagram, pair: tuple[Node, Node], domain: int, place: int, tied: frozenset[int]
) -> Iterator[tuple[Node, Node]]:
    """The pairs to which a variable's answers lead: differing ones, any two, or the same.

    The last is walked first; so it is the pair that differs least.
    """
    one, other = pair
    level = min(one[0], other[0])
    size = diagram.sizes[level]
    first = diagram.children(one) if one[0] == level else (one,) * size
    second = diagram.children(other) if other[0] == level else (other,) * size
    choices = _telling_answers(domain, first, second) if size > FEW else _answers(domain)
    for answer in choices:
        others = [choice for choice in choices if choice != answer]
        if level == place:
            partners = others
        elif level in tied:
            partners = [*others, answer]
        else:
            partners = [answer]
        for partner in partners:
            yield first[answer], second[partner]


def _telling_answers(mask: int, first: Sequence[Node], second: Sequence[Node]) -> list[int]:
    """The answers in a mask, of those that lead to the same nodes two: enough for every pair."""
    found: dict[tuple[Node, Node], list[int]] = {}
    for answer in _answers(mask):
        alike = found.setdefault((first[answer], second[answer]), [])
        if len(alike) < TWO:
            alike.append(answer)
    return [answer for alike in found.values() for answer in alike]


def _group_masks(diagram: Diagram, groups: Sequence[int]) -> dict[int, int]:
    masks: dict[int, int] = {}
    for rule in range(diagram.rules):
        masks[groups[rule]] = masks.get(groups[rule], 0) | 1 << rule
    return masks


def _alike(
    diagram: Diagram, one: Node, other: Node, masks: Mapping[int, int], groups: Sequence[int]
) -> bool:
    """Whether only rules of one group can still win at both nodes."""
    listed = 0
    for level, alive in (one, other):
        if level < diagram.last:
            listed |= alive >> diagram.context >> diagram.bans
        elif alive < diagram.bans:
            return True
        else:
            listed |= 1 << (alive - diagram.bans)
    group = groups[listed.bit_length() - 1]
    return not listed & ~masks.get(group, 0) and listed >> diagram.rules == 0


def _answers(mask: int) -> list[int]:
    """The places of the answers in a mask."""
    return [place for place in range(mask.bit_length()) if mask >> place & 1]


def _chosen(children: Sequence[Node], mask: int) -> Iterator[Node]:
    for child in children:
        if mask & 1:
            yield child
        mask >>= 1
