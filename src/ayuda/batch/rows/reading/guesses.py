"""How a file may be laid out that does not say it itself: for a person to confirm, never taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from pathlib import Path

import msgspec

from ayuda.batch.rows.layout import Layout
from ayuda.batch.rows.reading.contents import contents
from ayuda.batch.rows.reading.encodings import known_encoding
from ayuda.batch.rows.reading.files import (
    DELIMITERS,
    END_OF_LINE,
    MOST_ABOVE,
    RowFile,
    heading_below,
    row_file,
)
from ayuda.batch.rows.reading.streams import PEEK
from ayuda.errors import AyudaError

FEWEST_CELLS = 3
"""How many cells a heading has at least that is found by the width of its table alone."""


def guessed_layout(path: str, layout: Layout, known: Collection[str]) -> Layout:
    """The layout that a file seems to have, beside what is told; ``known`` are headings to find.

    Raises AyudaError as ``row_file`` does for what nobody can guess.
    """
    try:
        file = row_file(path, layout)
    except AyudaError as error:
        guess = error.problems[0].values.get("encoding")
        encoding = known_encoding(guess) if guess and not layout.encoding else None
        if encoding is None:
            raise
        return guessed_layout(path, msgspec.structs.replace(layout, encoding=encoding), known)
    if layout.skip or not file.delimiter or file.sheet or not set(file.columns).isdisjoint(known):
        return layout
    with contents() as folder:
        [plain] = folder.plain([file], lambda _share: None)
        below = heading_below(plain, known)
        skip = _lines_above_the_widest(plain) if below is None else below[0]
    return msgspec.structs.replace(layout, skip=skip)


def _lines_above_the_widest(file: RowFile) -> int:
    """How many lines, each with fewer cells, stand above the first that is as wide as most are."""
    with Path(file.plain).open(encoding="utf-8-sig", errors="replace", newline="") as text:
        lines = END_OF_LINE.split(text.read(PEEK))[:MOST_ABOVE]
    parts = max(DELIMITERS, key=lambda mark: sum(line.count(mark) for line in lines))
    widths = [line.count(parts) + 1 for line in lines if '"' not in line]
    [(width, count)] = Counter(widths).most_common(1) or [(0, 0)]
    if width < FEWEST_CELLS or count < len(widths) / 2:
        return 0
    first = next(place for place, line in enumerate(lines) if line.count(parts) + 1 == width)
    return first if all(line.count(parts) + 1 < width for line in lines[:first]) else 0
