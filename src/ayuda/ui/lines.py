"""Paragraphs for a terminal or a file: their text, where it hangs, how it is wrapped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Literal, TextIO

import msgspec

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

HEADING = "bold"
TITLE = "bold underline"
IMPORTANT = "bold red"
WIDEST = 100
NARROWEST = 10
INDENT = 2
Part = Literal["", "answer", "important", "first step"]
"""What is repeated on each of several pages, what may wait there, and what the first one has."""
NO_BREAK, STAND_IN = "\xa0", "\ue000"
"""A space at which no line ends, and what stands for it while Rich breaks lines at all spaces."""


class Line(msgspec.Struct, frozen=True):
    """One paragraph: its text, where it hangs, how it looks. Unbroken ones are for copying.

    ``mark`` stands before the text, in the space in which it hangs, and looks like ``accent``;
    so do the first ``lead`` characters of the text. ``part`` is what it is to pages.
    """

    text: str = ""
    style: str = ""
    indent: int = 0
    hang: int = 0
    lead: int = 0
    unbroken: bool = False
    mark: str = ""
    accent: str = IMPORTANT
    part: Part = ""


def console_for(stream: TextIO) -> Console:
    """A console on a stream; it honours NO_COLOR, FORCE_COLOR and TERM=dumb."""
    from ayuda.ui.console import Screen

    return Screen(file=stream, highlight=False, markup=False, emoji=False)


def terminal_width() -> int:
    """How wide text is set on this terminal."""
    return min(get_terminal_size().columns, WIDEST)


def print_lines(console: Console, lines: Iterable[Line]) -> None:
    """Print paragraphs, wrapped only where the output is a terminal."""
    width = min(console.width, WIDEST) if console.is_terminal else None
    if width is not None and console.is_dumb_terminal:
        width = terminal_width()
    for line in lines:
        for row in rows_of(line, width):
            console.print(row, soft_wrap=True)


def print_shown(stream: TextIO, lines: Iterable[Line]) -> None:
    """Print paragraphs on a stream, after an empty row."""
    print_lines(console_for(stream), [Line(), *lines])


def rows_of(line: Line, width: int | None) -> Iterator[Text]:
    """A paragraph as the rows of a screen of this width; one row where there is no width."""
    from rich.text import Text

    text = Text(line.text, style=line.style)
    if line.lead:
        text.stylize(line.accent, 0, line.lead)
    parts: Sequence[Text] = [text]
    if width is not None and not line.unbroken:
        room = max(width - line.indent - line.hang, NARROWEST)
        text.plain = text.plain.replace(NO_BREAK, STAND_IN)
        parts = list(text.wrap(_measure(), room)) or [text]
    for place, part in enumerate(parts):
        part.rstrip()
        part.plain = part.plain.replace(STAND_IN, NO_BREAK)
        margin = Text(" " * line.indent)
        if line.mark and not place:
            margin.append(line.mark.ljust(line.hang), line.accent)
        elif place or line.mark:
            margin.append(" " * line.hang)
        yield margin + part if part else Text()


def height_of(lines: Iterable[Line], width: int) -> int:
    """How many rows paragraphs take on a terminal of this width; long ones for copying too."""
    return sum(max(1, -(-row.cell_len // width)) for line in lines for row in rows_of(line, width))


def _measure() -> Console:
    """What Rich wraps a text with; nothing is ever printed on it."""
    from rich.console import Console

    return Console(width=WIDEST, _environ={})
