"""The questions of a flow as a tree: what is asked, what each answer leads to, where it ends.

The engine is asked at every node, so that the tree is its interview; what leads on alike is one
node, however it is reached.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TypeAlias

import msgspec

from ayuda.author.questions.answered import Answered, Choice, choices_of, ready_relations
from ayuda.author.questions.left_open import Left, LeftOpen
from ayuda.engine.decide import rule_or_question
from ayuda.engine.interview import asked_by
from ayuda.engine.knowledge import Contradiction, Silence, Situation
from ayuda.engine.results import Answer, Question
from ayuda.engine.space import Space, space_of
from ayuda.engine.windows import Setting
from ayuda.errors import AyudaError

MOST_NODES = 1_000
"""A tree with more questions than this is none that anybody could read."""
MOST_SITUATIONS = 3_000
"""So many different situations are looked at."""
MOST_IN_A_ROW = 60
"""And so many answers one after the other."""
MOST_NAMED = 3
"""So many facts are named of a tree that is too large."""


class Leaf(msgspec.Struct, frozen=True):
    """Where the questions end: the rule that decides; None where no answer could decide."""

    rule: str | None
    outcome: str | None
    windows: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


class Edge(msgspec.Struct, frozen=True):
    """The answers that lead on to one node.

    ``blank``: so does not to know it. ``anything``: so does any value, as no test looks at it.
    """

    answers: tuple[Answer, ...]
    to: int
    blank: bool = False
    anything: bool = False

    @property
    def ways(self) -> int:
        """How many ways there are to answer so."""
        return len(self.answers) + self.blank + self.anything


class Branch(msgspec.Struct, frozen=True):
    """A question about a fact; or, not asked, what several facts that were asked come to."""

    fact: str
    edges: tuple[Edge, ...]
    is_asked: bool = True


Node: TypeAlias = Leaf | Branch


class QuestionTree(msgspec.Struct, frozen=True):
    """The nodes in the order in which they are reached, the first being the root.

    What is equal is one node, so that several edges may lead to it.
    """

    flow: str
    nodes: tuple[Node, ...]


class Questions(msgspec.Struct, frozen=True):
    """How many questions an interview takes: the most, and the sum over so many paths.

    A path is a way to answer all that is asked, each class of answers being one.
    """

    most: int
    total: int
    paths: int


def tree_of(setting: Setting, flow_id: str) -> QuestionTree:
    """The questions of a flow. Raises AyudaError for a tree that is too large, and NoRuleHolds."""
    found = _Growing(setting, flow_id)
    root = found.node(Answered())
    if root is None:
        raise AyudaError.of(f"flows.{flow_id}", "graph-impossible")
    return _in_order(flow_id, found.nodes, root)


def questions_of(tree: QuestionTree) -> Questions:
    """How many questions it takes to come to the ends of a tree."""
    found: dict[int, Questions] = {}

    def at(place: int) -> Questions:
        if place not in found:
            found[place] = count(tree.nodes[place])
        return found[place]

    def count(node: Node) -> Questions:
        if isinstance(node, Leaf):
            return Questions(0, 0, 1)
        asked = int(node.is_asked)
        below = [(edge.ways, at(edge.to)) for edge in node.edges]
        return Questions(
            asked + max(one.most for _, one in below),
            sum(ways * (one.total + asked * one.paths) for ways, one in below),
            sum(ways * one.paths for ways, one in below),
        )

    return at(0)


class _Growing:
    """A tree as far as it has grown."""

    def __init__(self, setting: Setting, flow_id: str) -> None:
        self.nodes: list[Node] = []
        self._setting = setting
        self._flow = flow_id
        self._space: Space = space_of(setting.policy, flow_id)
        self._places: dict[Node, int] = {}
        self._known: dict[Left, int] = {}
        self._asked: Counter[str] = Counter()

    def node(self, answered: Answered) -> int | None:
        """The place of the node at which such answers arrive; None where no case has them."""
        try:
            situation = answered.situation(self._setting, self._space)
        except Contradiction:
            return None
        left = LeftOpen(situation, answered.skipped)
        key = left.key()
        if key not in self._known:
            if len(answered.given) + len(answered.skipped) > MOST_IN_A_ROW:
                raise self._too_large()
            found = self._grown(answered, situation, left)
            if found is None:
                return None
            self._known[key] = found
            if len(self._known) > MOST_SITUATIONS or len(self.nodes) > MOST_NODES:
                raise self._too_large()
        return self._known[key]

    def _grown(self, answered: Answered, situation: Situation, left: LeftOpen) -> int | None:
        for place, possible in ready_relations(self._setting, situation, answered):
            if place in left.places:
                return self._worked_out(answered, place, possible)
        found = rule_or_question(situation, self._flow, Silence(skipped=answered.skipped))
        if not isinstance(found, Question):
            return self._placed(Leaf(found.id, found.outcome, found.windows))
        if found.fact is None:
            return self._placed(Leaf(None, None, needs=found.needs))
        name = _told_by(self._space, found)
        self._asked[name] += 1
        ways = (
            (choice, answered.with_choice(self._space, name, choice))
            for choice in choices_of(self._setting.policy, situation, name)
        )
        edges = self._edges((choice, self.node(then)) for choice, then in ways)
        return self._placed(Branch(name, edges)) if edges else None

    def _worked_out(self, answered: Answered, place: int, possible: tuple[int, ...]) -> int | None:
        """The node of what several facts come to; what it leads to where it makes no difference."""
        variable = self._space.variables[place]
        edges = self._edges(
            (Choice(variable.answers[at]), self.node(answered.with_relation(variable, at)))
            for at in possible
        )
        if len(edges) <= 1:
            return edges[0].to if edges else None
        return self._placed(Branch(variable.name, edges, is_asked=False))

    @staticmethod
    def _edges(found: Iterator[tuple[Choice, int | None]]) -> tuple[Edge, ...]:
        """The ways to answer put together by where they lead."""
        together: dict[int, list[Choice]] = {}
        for choice, to in found:
            if to is not None:
                together.setdefault(to, []).append(choice)
        return tuple(
            Edge(
                tuple(one.answer for one in choices if one.answer is not None),
                to,
                any(one.blank for one in choices),
                any(one.answer is None and not one.blank for one in choices),
            )
            for to, choices in together.items()
        )

    def _placed(self, node: Node) -> int:
        """The place of a node; of an equal one, if there is one."""
        found = self._places.setdefault(node, len(self.nodes))
        if found == len(self.nodes):
            self.nodes.append(node)
        return found

    def _too_large(self) -> AyudaError:
        """The error that names the facts at which the tree parts most often."""
        names = [name for name, _ in self._asked.most_common(MOST_NAMED)]
        return AyudaError.of(
            f"flows.{self._flow}",
            "graph-too-large",
            count=str(MOST_NODES),
            facts=", ".join(names),
        )


def _told_by(space: Space, question: Question) -> str:
    """The fact that a question is about: what is read from evidence goes by its own name."""
    assert question.fact is not None
    if space.facts[question.fact].kind not in {"address", "links"}:
        return question.fact
    return next(
        one.fact for one in question.prospects if asked_by(space.facts, one.fact) == question.fact
    )


def _in_order(flow_id: str, nodes: list[Node], root: int) -> QuestionTree:
    """The nodes that are reached from a root, in the order of reading."""
    order: dict[int, int] = {}
    waiting = [root]
    while waiting:
        place = waiting.pop()
        if place in order:
            continue
        order[place] = len(order)
        node = nodes[place]
        if isinstance(node, Branch):
            waiting += [edge.to for edge in reversed(node.edges)]
    return QuestionTree(flow_id, tuple(_renumbered(nodes[place], order) for place in order))


def _renumbered(node: Node, order: Mapping[int, int]) -> Node:
    if isinstance(node, Leaf):
        return node
    edges = tuple(msgspec.structs.replace(edge, to=order[edge.to]) for edge in node.edges)
    return msgspec.structs.replace(node, edges=edges)
