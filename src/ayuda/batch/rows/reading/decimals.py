"""Numbers with a comma before their decimals, in SQL: texts that have one get a point.

Whatever decides a row reads numbers with a point only. A cell that has a point where a comma is the
mark could mean thousands, so it becomes a text that is no number, and so a problem of its row.
"""

from __future__ import annotations

from ayuda.batch import sql

COMMA = ","
WITH_COMMA = r"\s*[-+\x{2212}]?(\d+,\d*|,\d+)\s*"
NO_NUMBER = " (,)"
"""What is put behind a cell with a point: shown with the cell, it says which mark is meant."""


def with_point(cell: str) -> str:
    """A cell in SQL with a point for its comma, where it is such a number."""
    has_comma = f"regexp_full_match({cell}, {sql.literal(WITH_COMMA)})"
    told = f"replace({cell}, ',', '.')"
    refused = f"{cell} || {sql.literal(NO_NUMBER)}"
    has_point = f"contains({cell}, '.')"
    return f"CASE WHEN {has_comma} THEN {told} WHEN {has_point} THEN {refused} ELSE {cell} END"
