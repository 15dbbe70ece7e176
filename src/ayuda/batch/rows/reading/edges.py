"""The edges of a table: the lines above its heading, and the rows at its end without a cell."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from ayuda.batch.rows.reading.streams import LONGEST_LINE

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
    mark = delimiter.encode()
    with Path(path).open("rb") as file:
        kept = _behind_last_cell(file, BLANK + mark)
        if not kept:
            return 0, 0
        # The last row with a cell has delimiters of its own, and an end.
        file.seek(kept)
        begins, rows, has_mark, rest = 0, 0, False, b""
        while piece := file.read(PIECE):
            rest += piece
            if len(rest) > LONGEST_LINE:
                return 0, 0  # Whoever reads it tells that the line is too long.
            if not begins:
                end = re.search(rb"\r\n|\r(?!\Z)|\n", rest)
                if end is None:
                    continue
                begins, rest = kept + end.end(), rest[end.end() :]
            whole = rest.rpartition(b"\n")
            has_mark = has_mark or mark in rest
            rows += len((whole[0] + whole[1]).splitlines())
            rest = whole[2]
    rows += len(rest.splitlines()) if begins else 0
    return (rows, begins) if has_mark else (0, 0)


def _behind_last_cell(file: BinaryIO, nothing: bytes) -> int:
    """The place behind the last byte that is none of these; 0 where all are."""
    place = file.seek(0, os.SEEK_END)
    while place:
        begin = max(0, place - PIECE)
        file.seek(begin)
        kept = file.read(place - begin).rstrip(nothing)
        if kept:
            return begin + len(kept)
        place = begin
    return 0
