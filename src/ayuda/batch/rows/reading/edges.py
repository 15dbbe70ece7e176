"""The edges of a table: the lines above its heading, and the rows at its end without a cell."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

PIECE = 1 << 20
"""How much is read at once, in bytes."""
BLANK = b" \t\r\n"


def below_lines(pieces: Iterator[bytes], lines: int) -> Iterator[bytes]:
    """Pieces of a text without its first lines, however each of them ends."""
    after_return = False
    for piece in pieces:
        place = 0
        while lines and place < len(piece):
            ends = [end for end in (piece.find(b"\n", place), piece.find(b"\r", place)) if end >= 0]
            if after_return and piece[place : place + 1] == b"\n":
                place, after_return = place + 1, False
                continue
            after_return = False
            if not ends:
                place = len(piece)
                break
            place = min(ends) + 1
            after_return = piece[place - 1 : place] == b"\r"
            lines -= 1
        if not lines and after_return and place < len(piece):
            place += piece[place : place + 1] == b"\n"
            after_return = False
        if place < len(piece):
            yield piece[place:]


def rows_without_cells(path: str, delimiter: str) -> tuple[int, int]:
    """How many rows at a table's end are blank, or have delimiters alone; and where they begin.

    None where those are only ends of lines, which no reader takes for rows.
    """
    nothing = BLANK + delimiter.encode()
    with Path(path).open("rb") as file:
        place = file.seek(0, os.SEEK_END)
        tail = b""
        while place and not tail.strip(nothing):
            begin = max(0, place - PIECE)
            file.seek(begin)
            tail = file.read(place - begin) + tail
            place = begin
    kept = tail.rstrip(nothing)
    rest = tail[len(kept) :]
    # What is left of the last row with a cell: its own delimiters, and the end of its line.
    own = min((end for end in (rest.find(b"\n"), rest.find(b"\r")) if end >= 0), default=len(rest))
    own += 2 if rest[own : own + 2] == b"\r\n" else 1
    end = rest[own:]
    if not kept or delimiter.encode() not in end:
        return 0, 0
    return len(end.splitlines()), place + len(kept) + own
