"""A policy taken apart: every structure in it, with its path in the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec


def parts_of(value: object, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every structure inside a policy or a part of one, with its path, outer ones first."""
    if isinstance(value, msgspec.Struct):
        yield path, value
        for name, key in zip(value.__struct_fields__, value.__struct_encode_fields__, strict=True):
            yield from parts_of(getattr(value, name), f"{path}.{key}" if path else key)
    elif isinstance(value, dict):
        for key, child in value.items():
            yield from parts_of(child, f"{path}.{key}")
    elif isinstance(value, tuple):
        for place, child in enumerate(value):
            yield from parts_of(child, f"{path}[{place}]")


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
