"""A tree of questions as the document ``ayuda.graph/1``: with all words of one language."""

from __future__ import annotations

from datetime import date

from msgspec import UNSET

from ayuda.author.explaining.time_lines import begins_words, lasts_words
from ayuda.author.questions.answer_words import edge_words, single_words
from ayuda.author.questions.question_tree import Branch, Edge, Leaf, QuestionTree, questions_of
from ayuda.engine.results import Answer
from ayuda.engine.samples import Sample
from ayuda.engine.space import Space, space_of
from ayuda.model import NOW, UNKNOWN
from ayuda.policy.load import PolicyFile
from ayuda.view.formats import (
    Graph,
    GraphAnswer,
    GraphEdge,
    GraphLeaf,
    GraphNode,
    GraphQuestions,
    GraphWindow,
    PolicyId,
)
from ayuda.view.wording import Wording


def graph_of(wording: Wording, policy_file: PolicyFile, tree: QuestionTree) -> Graph:
    """The document of a tree. Nodes are numbered from 1 in the order of reading."""
    policy = policy_file.policy
    space = space_of(policy, tree.flow)
    numbered = list(enumerate(tree.nodes, 1))
    branches = [(number, node) for number, node in numbered if isinstance(node, Branch)]
    counted = questions_of(tree)
    return Graph(
        format="ayuda.graph/1",
        flow=tree.flow,
        title=wording.text(policy.flows[tree.flow].title),
        root=1,
        nodes=[
            GraphNode(number, node.fact, node.is_asked, question_words(wording, space, node))
            for number, node in branches
        ],
        edges=[
            _edge(wording, space, number, node, edge)
            for number, node in branches
            for edge in node.edges
        ],
        leaves=[
            _leaf(wording, number, node) for number, node in numbered if isinstance(node, Leaf)
        ],
        questions=GraphQuestions(counted.most, counted.total, counted.paths),
        policy=PolicyId(policy.id, policy_file.sha256),
        lang=wording.texts.chosen,
    )


def question_words(wording: Wording, space: Space, node: Branch) -> str:
    """What is asked, or what is looked at where nobody is asked for that itself."""
    fact = wording.policy.facts.get(node.fact)
    if not node.is_asked:
        shown = space.variables[space.place[node.fact]].shows
        names = wording.texts.listed([wording.fact_name(name) for name in shown], "and")
        return wording.texts.say("graph.worked_out", name=names)
    if fact is not None and fact.ask is not None:
        return wording.text(fact.ask)
    return wording.texts.say("graph.looked_at", name=wording.fact_name(node.fact))


def _edge(wording: Wording, space: Space, number: int, node: Branch, edge: Edge) -> GraphEdge:
    return GraphEdge(
        begins=number,
        to=edge.to + 1,
        text=edge_words(wording, space, node, edge),
        answers=[_answer(wording, space, node, answer) for answer in edge.answers],
        blank=edge.blank,
        anything=edge.anything,
    )


def _answer(wording: Wording, space: Space, node: Branch, answer: Answer) -> GraphAnswer:
    text = single_words(wording, space, node, answer)
    if isinstance(answer, tuple):
        states = {name: seen for name, seen in answer if not isinstance(seen, Sample)}
        days = [seen for _, seen in answer if isinstance(seen, Sample)]
        ranges = [ends for day in days for ends in _ranges(day)]
        return GraphAnswer(text, states=states, ranges=ranges if days else UNSET)
    if not isinstance(answer, Sample):
        return GraphAnswer(text, value=answer)
    if answer.ranges:
        return GraphAnswer(text, ranges=_ranges(answer))
    value = list(answer.value) if isinstance(answer.value, tuple) else str(answer.value or UNKNOWN)
    return GraphAnswer(text, value=value)


def _ranges(sample: Sample) -> list[tuple[str | None, str | None]]:
    return [(_end(low), _end(high)) for low, high in sample.ranges]


def _end(end: object) -> str | None:
    """An end of a stretch of numbers or days as options take it."""
    if end is None:
        return None
    return end.isoformat() if isinstance(end, date) else f"{end:f}"


def _leaf(wording: Wording, number: int, leaf: Leaf) -> GraphLeaf:
    if leaf.outcome is None:
        names = [wording.fact_name(name) for name in leaf.needs]
        text = wording.texts.say("graph.still_open", names=wording.texts.listed(names, "and"))
    else:
        text = wording.without_a_case(wording.policy.outcomes[leaf.outcome].title)
    windows = [GraphWindow(name, _until(wording, name)) for name in leaf.windows]
    return GraphLeaf(number, leaf.rule, leaf.outcome, text, windows, list(leaf.needs))


def _until(wording: Wording, name: str) -> str:
    """When a window ends, told from what it counts."""
    window = wording.policy.windows[name]
    lasts, named = lasts_words(wording, window), wording.fact_name(name)
    if window.begins == NOW:
        return wording.texts.say("graph.until_from_now", name=named, lasts=lasts)
    begins = begins_words(wording, window)
    if isinstance(window.begins, str):
        begins = wording.texts.say("explain.quoted", name=begins)
    key = "until_before" if window.back else "until"
    return wording.texts.say(f"graph.{key}", name=named, lasts=lasts, begins=begins)
