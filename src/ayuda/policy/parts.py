"""A policy taken apart: every structure in it, with its path in the file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec

WITH_PARTS = (msgspec.Struct, dict, tuple)
"""What structures may stand in."""


def parts_of(value: object, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every structure inside a policy or a part of one, with its path, outer ones first."""
    waiting: list[tuple[str, object]] = [(path, value)]
    while waiting:
        path, value = waiting.pop()
        inner: Iterable[tuple[str, object]] = ()
        if isinstance(value, msgspec.Struct):
            yield path, value
            before = f"{path}." if path else ""
            keys = zip(value.__struct_encode_fields__, value.__struct_fields__, strict=True)
            inner = ((before + key, getattr(value, name)) for key, name in keys)
        elif isinstance(value, dict):
            inner = ((f"{path}.{key}", child) for key, child in value.items())
        elif isinstance(value, tuple):
            inner = ((f"{path}[{place}]", child) for place, child in enumerate(value))
        waiting += [part for part in inner if isinstance(part[1], WITH_PARTS)][::-1]


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
