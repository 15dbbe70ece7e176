"""A graph for programs that draw: a flowchart of Mermaid, or a graph of Graphviz."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ayuda.view.formats import Graph, GraphLeaf

MERMAID_ESCAPED = {ord(character): f"#{ord(character)};" for character in '#"&<>`\\*_~%'}
"""What Mermaid takes for its own inside quotes too, by the number of the character."""
LIST_MARK = re.compile(r"(?:\d+(?=[.)])|(?=[-+]))(.)")
"""How a text begins that Mermaid takes for a list."""
DOT_ESCAPED = {ord("\\"): "\\\\", ord('"'): '\\"', ord("&"): "&amp;", ord("\n"): "\\n"}
"""Graphviz knows the characters of HTML by their names."""


def mermaid_lines(graph: Graph) -> Iterator[str]:
    """The graph as a ``flowchart`` of Mermaid: questions, answers on arrows, round ends."""
    yield "flowchart TD"
    for node in graph.nodes:
        left, right = ("{{", "}}") if not node.asked else ("[", "]")
        yield f'    n{node.id}{left}"{_for_mermaid(node.text)}"{right}'
    for leaf in graph.leaves:
        rows = "<br/>".join(_for_mermaid(row) for row in leaf_rows(leaf))
        yield f'    n{leaf.id}(["{rows}"])'
    for edge in graph.edges:
        yield f'    n{edge.begins} -->|"{_for_mermaid(edge.text)}"| n{edge.to}'


def dot_lines(graph: Graph) -> Iterator[str]:
    """The graph in the language of Graphviz."""
    yield f"digraph {_for_dot(graph.flow)} {{"
    yield '    graph [charset="UTF-8"];'
    yield "    node [shape=box];"
    for node in graph.nodes:
        shape = "" if node.asked else ", shape=hexagon"
        yield f"    n{node.id} [label={_for_dot(node.text)}{shape}];"
    for leaf in graph.leaves:
        label = _for_dot("\n".join(leaf_rows(leaf)))
        yield f"    n{leaf.id} [label={label}, shape=box, style=rounded];"
    for edge in graph.edges:
        yield f"    n{edge.begins} -> n{edge.to} [label={_for_dot(edge.text)}];"
    yield "}"


def leaf_rows(leaf: GraphLeaf) -> list[str]:
    """What is told of an end: the outcome with its rule, then each deadline."""
    head = leaf.text if leaf.rule is None else f"{leaf.text} ({leaf.rule})"
    return [head, *(window.text for window in leaf.windows)]


def _for_mermaid(text: str) -> str:
    escaped = text.translate(MERMAID_ESCAPED).replace("\n", "<br/>")
    mark = LIST_MARK.match(escaped)
    if mark is None:
        return escaped
    at = mark.start(1)
    return f"{escaped[:at]}#{ord(escaped[at])};{escaped[at + 1 :]}"


def _for_dot(text: str) -> str:
    return f'"{text.translate(DOT_ESCAPED)}"'
