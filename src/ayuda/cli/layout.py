"""How a page of help is laid out: paragraphs, columns, and lines to copy."""

from __future__ import annotations

import shlex
import textwrap
from collections.abc import Iterable, Iterator, Sequence

INDENT = "  "
WIDEST = 100
NARROWEST = 30
LEFT = 28
"""How wide the left column may become before a name stands on a line of its own."""

Row = tuple[str, str | Sequence[str]]
"""A name, and what it means: a text, or several that each begin a line."""


def page_width() -> int:
    """How wide a page may be: the terminal's width, within reason."""
    from shutil import get_terminal_size

    return max(NARROWEST, min(get_terminal_size().columns, WIDEST))


def paragraph(text: str) -> list[str]:
    """A text in lines that fit the terminal."""
    return textwrap.wrap(text, page_width(), break_on_hyphens=False)


def rows(pairs: Iterable[Row]) -> Iterator[str]:
    """Names with their meanings, in two columns where there is room, else one under the other."""
    listed = list(pairs)
    column = min(max((len(name) for name, _ in listed), default=0), LEFT) + 2
    narrow = page_width() - column < NARROWEST
    indent = INDENT * 3 if narrow else " " * (column + 2)
    for name, meaning in listed:
        told = [meaning] if isinstance(meaning, str) else meaning
        lines = [line for text in told for line in _indented(text, indent)]
        left = f"{INDENT}{name}"
        if narrow or len(name) > column - 2 or not lines:
            # An option stays in one line, so that it can be copied; other names are words.
            yield from [left] if name.startswith("-") else _indented(name, INDENT)
        else:
            yield left.ljust(column + 2) + lines.pop(0).strip()
        yield from lines


def _indented(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text, page_width(), initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )


def command_lines(words: Sequence[str]) -> Iterator[str]:
    """A command to copy, broken between its words as a shell understands it."""
    line = INDENT
    for word in map(shlex.quote, words):
        if line.strip() and len(line) + len(word) + 3 > page_width():
            yield f"{line} \\"
            line = INDENT * 2
        line += f" {word}" if line.strip() else word
    yield line
