"""A policy taken apart: every structure in it, with its path in the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

WITHOUT_PARTS = frozenset((str, bool, int, float))
"""The kinds of nearly all values: nothing stands in them, nor in what is empty."""


def parts_of(value: object, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every structure inside a policy or a part of one, with its path, outer ones first."""
    waiting: list[tuple[str, Any]] = [(path, value)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, msgspec.Struct):
            yield path, value
            before = f"{path}." if path else ""
            keys = zip(value.__struct_encode_fields__, value.__struct_fields__, strict=True)
            waiting += [
                (before + key, child)
                for key, name in reversed([*keys])
                if (child := getattr(value, name)) and type(child) not in WITHOUT_PARTS
            ]
        elif isinstance(value, dict):
            waiting += [(f"{path}.{key}", value[key]) for key in reversed(value)]
        elif isinstance(value, tuple):
            waiting += [
                (f"{path}[{place}]", value[place])
                for place in reversed(range(len(value)))
                if type(value[place]) not in WITHOUT_PARTS
            ]


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
