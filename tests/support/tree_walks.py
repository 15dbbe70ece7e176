"""A tree of questions beside the engine's interview: a case's way through both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ayuda.author.questions.answered import Answered, choices_of, ready_relations
from ayuda.author.questions.question_tree import Branch, Edge, Leaf, Questions, QuestionTree
from ayuda.engine.computed import day_seen
from ayuda.engine.decide import rule_or_question, step
from ayuda.engine.knowledge import Contradiction, Silence, Situation, learn, seen_value
from ayuda.engine.results import Decision, Question
from ayuda.engine.space import Space, space_of
from ayuda.engine.windows import FactValue, Setting, window_state

Whole = Mapping[str, FactValue | None]
"""An answer to every fact; None where it is not known, or has not happened."""


class NoSuchCase(Exception):
    """The case contradicts itself, so that no interview comes to its end."""


def followed(
    setting: Setting, tree: QuestionTree, whole: Whole
) -> tuple[Leaf, dict[str, FactValue]]:
    """The leaf to which a case leads, asked as the engine asks, and what was told on the way.

    Fails where tree and engine ask different things, or no edge or several take an answer. Raises
    NoSuchCase.
    """
    space = space_of(setting.policy, tree.flow)
    known: dict[str, FactValue] = {}
    skipped: frozenset[str] = frozenset()
    place = 0
    while True:
        node = tree.nodes[place]
        try:
            found = step(setting, tree.flow, known, Silence(skipped=skipped))
        except Contradiction as error:
            raise NoSuchCase from error
        if isinstance(node, Leaf):
            if node.rule is None:
                assert isinstance(found, Question), (node, found)
                assert found.fact is None
            else:
                assert isinstance(found, Decision), (node, found)
                assert found.rule.id == node.rule
            return node, known
        if node.is_asked:
            assert isinstance(found, Question), (node.fact, found)
            assert found.fact == node.fact
            answer = whole[node.fact]
            fitting = [edge for edge in node.edges if takes(setting, space, node, edge, answer)]
            if answer is None:
                skipped |= {node.fact}
            else:
                known[node.fact] = answer
        else:
            situation = learn(setting, space, known, Silence(skipped=skipped))
            fitting = [edge for edge in node.edges if is_so(space, node, edge, situation)]
        if not fitting:
            raise_if_impossible(setting, tree.flow, known, skipped)
        assert len(fitting) == 1, (node, whole)
        place = fitting[0].to


def raise_if_impossible(
    setting: Setting, flow: str, known: Mapping[str, FactValue], skipped: frozenset[str]
) -> None:
    """Raise NoSuchCase for what contradicts itself."""
    try:
        step(setting, flow, known, Silence(skipped=skipped))
    except Contradiction as error:
        raise NoSuchCase from error


def takes(
    setting: Setting, space: Space, node: Branch, edge: Edge, answer: FactValue | None
) -> bool:
    """Whether an edge is that of an answer."""
    if answer is None:
        return edge.blank
    if edge.anything:
        return True
    if node.fact not in space.place:
        return False
    variable = space.variables[space.place[node.fact]]
    seen = variable.answers_seen(seen_of(setting, space, node.fact, answer))
    own = variable.answers[(seen & -seen).bit_length() - 1]  # A blank may pass the same tests.
    told = any(own in one.answers for one in node.edges)
    return own in edge.answers if told else edge.blank


def seen_of(setting: Setting, space: Space, name: str, answer: FactValue) -> dict[str, object]:
    """What conditions see of one answer."""
    if name in space.finite:
        return {name: seen_value(space.finite[name], answer)}
    seen: dict[str, object] = {name: day_seen(setting, answer)}
    for window, moment in space.moments.items():
        if moment == name:
            state = window_state(setting, window, {name: answer})
            assert state is not None
            seen[window] = state.state
    return seen


def is_so(space: Space, node: Branch, edge: Edge, situation: Situation) -> bool:
    """Whether an edge is that of what several facts come to."""
    variable = space.variables[space.place[node.fact]]
    seen = variable.answers_seen(situation.knowledge.values)
    return variable.answers[(seen & -seen).bit_length() - 1] in edge.answers


def asked_one_by_one(setting: Setting, flow: str) -> Questions:
    """The numbers of questions by a walk that remembers nothing and shares nothing."""
    found = _asked(setting, space_of(setting.policy, flow), flow, Answered())
    return Questions(0, 0, 1) if found is None else found[1]


Counted = tuple[object, Questions]
"""A subtree, and how many questions it has."""


def _asked(setting: Setting, space: Space, flow: str, answered: Answered) -> Counted | None:
    try:
        situation = answered.situation(setting, space)
    except Contradiction:
        return None
    for place, possible in ready_relations(setting, situation, answered):
        relation = space.variables[place]
        ways = [answered.with_relation(relation, at) for at in possible]
        return _summed(relation.name, 0, [_asked(setting, space, flow, way) for way in ways])
    found = rule_or_question(situation, flow, Silence(skipped=answered.skipped))
    if not isinstance(found, Question) or found.fact is None:
        rule = found.needs if isinstance(found, Question) else found.id
        return rule, Questions(0, 0, 1)
    choices = choices_of(setting.policy, situation, found.fact)
    ways = [answered.with_choice(space, found.fact, choice) for choice in choices]
    return _summed(found.fact, 1, [_asked(setting, space, flow, way) for way in ways])


def _summed(name: str, asked: int, below: list[Counted | None]) -> Counted | None:
    """The subtree of a question; what makes no difference and is not asked is none."""
    left = [one for one in below if one is not None]
    if not left:
        return None
    if not asked and all(one == left[0] for one in left):
        return left[0]
    return (name, *(one and one[0] for one in below)), Questions(
        asked + max(one.most for _, one in left),
        sum(one.total + asked * one.paths for _, one in left),
        sum(one.paths for _, one in left),
    )


def paths_of(tree: QuestionTree, place: int = 0) -> Iterator[tuple[int, ...]]:
    """Every path from a node to a leaf, by the places of its nodes."""
    node = tree.nodes[place]
    if isinstance(node, Leaf):
        yield (place,)
        return
    for edge in node.edges:
        for path in paths_of(tree, edge.to):
            yield (place, *path)
