"""Small pieces of SQL: names, texts and lookups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def name(text: str) -> str:
    """An identifier."""
    return '"' + text.replace('"', '""') + '"'


def literal(text: str | None) -> str:
    """A text as a constant."""
    return "NULL" if text is None else "'" + text.replace("'", "''") + "'"


def switch(value: str, branches: Mapping[str, str], other: str) -> str:
    """An expression by the value of another one, both sides being SQL; ``other`` for the rest."""
    listed = " ".join(f"WHEN {test} THEN {then}" for test, then in branches.items())
    return f"CASE {value} {listed} ELSE {other} END" if listed else other


def array(elements: Iterable[int], kind: str) -> str:
    """Numbers as a constant array, written as one text: the quickest to be read."""
    return f"CAST('[{', '.join(map(str, elements))}]' AS {kind}[])"


def element(array: str, place: str) -> str:
    """The element of an array at a place that counts from 0; NULL outside."""
    return f"(CASE WHEN ({place}) >= 0 THEN ({array})[CAST(({place}) + 1 AS BIGINT)] END)"
