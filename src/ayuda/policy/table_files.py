"""Rows of a policy's tables that stand in files of CSV beside it."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any

from ayuda.errors import AyudaError, Problem
from ayuda.late_patterns import late
from ayuda.policy.files import ReadPart, part_path
from ayuda.policy.values import is_exact, long_number
from ayuda.policy.whole import is_name, meant

NUMBER = late(r"-?[0-9]+(?:\.[0-9]+)?\Z")
YES_NO = {"true": True, "false": False}
LONGEST_NUMBER = 40
BYTE_ORDER_MARK = "\ufeff"


def with_rows(
    path: str, tables: Mapping[str, Any], read_part: ReadPart
) -> tuple[dict[str, bytes], list[Problem]]:
    """Put the rows of files into the tables that name one; the files' contents, and what is wrong.

    A cell that looks like a number is one, ``true`` and ``false`` are yes and no, and any other is
    an id.
    """
    found: dict[str, bytes] = {}
    problems: list[Problem] = []
    for name, table in _named(tables):
        file = table["csv"]
        try:
            if "rows" in table:
                raise AyudaError.of(f"{path}: tables.{name}.csv", "rows-twice")
            if not is_name(file):
                raise AyudaError.of(
                    f"{path}: tables.{name}.csv", "include-no-name", value=file, meant=meant(file)
                )
            content = read_part(f"tables.{name}.csv", file)
            table["rows"] = list(_rows(part_path(path, file), content))
            found[file] = content
        except AyudaError as error:
            problems += error.problems
            table["rows"] = []
    return found, problems


def _named(tables: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The tables that name a file."""
    every = tables.get("tables")
    for name, table in every.items() if isinstance(every, dict) else ():
        if isinstance(table, dict) and isinstance(table.get("csv"), str):
            yield name, table


def _rows(path: str, content: bytes) -> Iterator[dict[str, Any]]:
    """The rows of a file, by its heading. Raises AyudaError with the line of what is wrong."""
    try:
        text = content.decode().removeprefix(BYTE_ORDER_MARK)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise AyudaError.of(f"{path}:{line}", "not-utf8") from None
    import csv

    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        heading = next(reader, [])
        for cells in reader:
            if len(cells) != len(heading):
                allowed = ", ".join(heading)
                raise AyudaError.of(f"{path}:{reader.line_num}", "table-row-odd", allowed=allowed)
            where = f"{path}:{reader.line_num}"
            values = [_value(cell, where) for cell in cells]
            yield dict(zip(heading, values, strict=True))
    except csv.Error as error:
        where = f"{path}:{reader.line_num}"
        raise AyudaError.of(where, "policy-shape", reason=str(error)) from None


def _value(cell: str, where: str) -> str | bool | int | float:
    """What a cell says. Raises AyudaError for a number that is longer than any."""
    text = cell.strip()
    if text in YES_NO:
        return YES_NO[text]
    if not NUMBER.match(text):
        return text
    if len(text) > LONGEST_NUMBER or not is_exact(float(text), text):
        raise AyudaError([long_number(where, text)])
    return float(text) if "." in text else int(text)
