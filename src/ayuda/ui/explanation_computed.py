"""How something is computed, for a terminal, a file or a pipe: cases, points, lines, tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len

from ayuda.author.explaining.explanation import ComputedRow, Grid, Making, Piece
from ayuda.texts import Texts
from ayuda.ui.lines import HEADING, INDENT, Line

GAP = "  "
"""What stands between two columns."""


def making_lines(texts: Texts, making: Making) -> Iterator[Line]:
    """How something is computed, below its heading."""
    yield Line(making.words, indent=INDENT, hang=INDENT)
    for number, piece in enumerate(making.pieces, 1):
        yield Line(piece.words, indent=INDENT, hang=4, mark=f"{number}.", accent="")
        condition = condition_line(texts, piece)
        if condition:
            yield Line(condition, indent=INDENT + 4, hang=INDENT)
    if making.grid is not None:
        yield from _grid(texts, making.grid)


def condition_line(texts: Texts, piece: Piece) -> str:
    """Where a case, some points or a line counts; empty where that is always."""
    if piece.is_rest:
        return texts.say("explain.otherwise")
    sets = [texts.say("explain.all_of").join(tests) for tests in piece.conditions]
    said = texts.say("explain.any_of").join(sets)
    return texts.say("explain.where", conditions=said) if said else ""


def computed_lines(texts: Texts, rows: Sequence[ComputedRow]) -> Iterator[Line]:
    """What is computed for a flow, each with what it is and how in short."""
    for row in rows:
        kind = texts.say(f"explain.kinds.{row.kind}")
        title = texts.say("explain.title", kind=kind, id=row.id, title=row.name)
        yield Line(title, indent=INDENT, hang=INDENT)
        if row.words:
            yield Line(row.words, indent=INDENT * 2, hang=INDENT)


def _grid(texts: Texts, grid: Grid) -> Iterator[Line]:
    """A table, its columns as wide as they need to be."""
    rows = (grid.heads, *grid.rows)
    widths = [max(cell_len(row[at]) for row in rows) for at in range(len(grid.heads))]
    for place, row in enumerate(rows):
        cells = [
            cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)
        ]
        style = "" if place else HEADING
        yield Line(GAP.join(cells).rstrip(), style, indent=INDENT, unbroken=True)
    if not grid.complete:
        yield Line(texts.say("explain.more_rows"), indent=INDENT, hang=INDENT)
