"""A tree of questions as rows for a terminal, a file or a pipe."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Decimal

from ayuda.author.questions.graph_drawings import leaf_rows
from ayuda.ui.lines import TITLE, Line, rows_of
from ayuda.view.formats import Graph, GraphEdge, GraphNode
from ayuda.view.wording import Wording

DRAWN = {
    False: ("|- ", "`- ", "|  ", "   ", "-> "),
    True: ("├─ ", "└─ ", "│  ", "   ", "→ "),
}
"""An edge, the last edge, what goes on beside them, and an end; plain, and as terminals can."""


def tree_lines(
    wording: Wording, graph: Graph, *, width: int | None, terminal: bool = False
) -> Iterator[Line]:
    """The whole tree, its rows no wider than that where there is a width."""
    texts = wording.texts
    yield Line(texts.say("graph.title", title=graph.title, flow=graph.flow), TITLE)
    asked = graph.questions
    average = (Decimal(asked.total) / asked.paths).quantize(Decimal("0.1"), ROUND_HALF_EVEN)
    words = {
        "most": texts.count("question", asked.most),
        "average": wording.quantities.quantity(average, None, 1),
    }
    yield Line(texts.say("graph.questions", **words))
    yield Line()
    yield from _Tree(wording, graph, width, terminal=terminal).rows()


class _Tree:
    """A graph, as it is written from the top: what is written already is pointed to."""

    def __init__(
        self, wording: Wording, graph: Graph, width: int | None, *, terminal: bool
    ) -> None:
        self._texts = wording.texts
        self._root = graph.root
        self._nodes = {node.id: node for node in graph.nodes}
        self._leaves = {leaf.id: leaf for leaf in graph.leaves}
        self._edges: dict[int, list[GraphEdge]] = {}
        for edge in graph.edges:
            self._edges.setdefault(edge.begins, []).append(edge)
        led = Counter(edge.to for edge in graph.edges)
        shared = [node.id for node in graph.nodes if led[node.id] > 1]
        self._number = {node: number for number, node in enumerate(shared, 1)}
        self._written: set[int] = set()
        self._width = width
        self._edge, self._last, self._beside, self._blank, self._end = DRAWN[terminal]

    def rows(self) -> Iterator[Line]:
        """All rows."""
        yield from self._place(self._root, "")

    def _place(self, place: int, before: str) -> Iterator[Line]:
        if place in self._leaves:
            yield from self._leaf(place, before)
            return
        if place in self._written:
            see = self._texts.say("graph.see", number=str(self._number[place]))
            yield from self._wrapped(see, before + self._end, before + self._blank)
            return
        self._written.add(place)
        yield from self._question(self._nodes[place], before)
        edges = self._edges[place]
        for edge in edges:
            is_last = edge is edges[-1]
            beside = before + (self._blank if is_last else self._beside)
            mark = before + (self._last if is_last else self._edge)
            yield from self._wrapped(edge.text, mark, beside)
            yield from self._place(edge.to, beside)

    def _question(self, node: GraphNode, before: str) -> Iterator[Line]:
        number = self._number.get(node.id)
        text = node.text
        if number is not None:
            text = self._texts.say("graph.numbered", number=str(number), text=text)
        yield from self._wrapped(text, before, before)

    def _leaf(self, place: int, before: str) -> Iterator[Line]:
        for at, row in enumerate(leaf_rows(self._leaves[place])):
            mark = self._blank if at else self._end
            yield from self._wrapped(row, before + mark, before + self._blank)

    def _wrapped(self, text: str, before: str, beside: str) -> Iterator[Line]:
        """A text as rows: what stands before the first of them, and before all others."""
        room = None if self._width is None else self._width - len(before)
        for at, row in enumerate(rows_of(Line(text), room)):
            yield Line((beside if at else before) + row.plain, unbroken=True)
