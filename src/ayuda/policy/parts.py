"""A policy taken apart: every structure in it, with its path in the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

WITHOUT_PARTS = frozenset((str, bool, int, float))
"""The kinds of nearly all values: nothing stands in them, nor in what is empty."""


def parts_of(value: object, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every structure inside a policy or a part of one, with its path, outer ones first."""
    waiting: list[tuple[str, object]] = [(path, value)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, msgspec.Struct):
            yield path, value
        waiting += [
            (_place(path, value, key), child)
            for key, child in reversed(_inside(value))
            if child and type(child) not in WITHOUT_PARTS
        ]


def _inside(value: object) -> list[tuple[str | int, object]]:
    """What stands directly in a structure, a table or a list, each with its key or its place."""
    if isinstance(value, msgspec.Struct):
        children = [getattr(value, name) for name in value.__struct_fields__]
        return list(zip(value.__struct_encode_fields__, children, strict=True))
    if isinstance(value, dict):
        return list(value.items())
    return list(enumerate(value)) if isinstance(value, tuple) else []


def _place(path: str, value: object, key: str | int) -> str:
    if isinstance(value, tuple):
        return f"{path}[{key}]"
    return f"{path}.{key}" if path or isinstance(value, dict) else str(key)


def with_parts(value: Any, change: Callable[[str, Any], Any], path: str = "") -> Any:  # noqa: ANN401
    """A policy or a part of one with its structures changed, inner ones first, by their paths."""
    if isinstance(value, msgspec.Struct):
        keys = zip(value.__struct_fields__, value.__struct_encode_fields__, strict=True)
        found = {
            name: with_parts(getattr(value, name), change, f"{path}.{key}" if path else key)
            for name, key in keys
        }
        return change(path, type(value)(**found))
    if isinstance(value, dict):
        return {key: with_parts(child, change, f"{path}.{key}") for key, child in value.items()}
    if isinstance(value, tuple):
        places = enumerate(value)
        return tuple(with_parts(child, change, f"{path}[{place}]") for place, child in places)
    return value
