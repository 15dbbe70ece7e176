"""Files of words made from a policy's tables, by the rules of the document and not of the code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

OPEN, CLOSE = "⟦", "⟧"
"""What a made text stands between."""


def mirrored(tables: Any, words: Callable[[dict[str, str]], str]) -> Any:  # noqa: ANN401
    """A file of words for a policy's tables: each text as ``words`` makes it; None without one."""
    if isinstance(tables, dict):
        if tables and tables.keys() <= {"en", "es"}:
            return words(tables)
        inner = {key: mirrored(value, words) for key, value in tables.items()}
        return {key: value for key, value in inner.items() if value is not None} or None
    if not isinstance(tables, list):
        return None
    inner_list = [mirrored(value, words) for value in tables]
    if not any(value is not None for value in inner_list):
        return None
    if all(isinstance(value, dict) and "id" in value for value in tables):
        pairs = zip(tables, inner_list, strict=True)
        return {value["id"]: found for value, found in pairs if found is not None}
    return inner_list


def marked(text: dict[str, str]) -> str:
    """A text's Spanish words between the marks."""
    return f"{OPEN}{text['es']}{CLOSE}"
