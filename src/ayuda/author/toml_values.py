"""Values as a policy's file has them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec

from ayuda.model import Check


def written(value: object) -> str:
    """A value, a list or a set of tests as it stands in TOML."""
    if isinstance(value, Check):
        names = zip(value.__struct_fields__, value.__struct_encode_fields__, strict=True)
        given = {key: getattr(value, name) for name, key in names}
        value = {key: one for key, one in given.items() if one is not None}
    if isinstance(value, tuple):
        return f"[{', '.join(map(written, value))}]"
    if isinstance(value, dict):
        inner = ", ".join(f"{key} = {written(one)}" for key, one in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    return _written_alone(value)


def _written_alone(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return msgspec.json.encode(value).decode()  # JSON's texts are TOML's too.
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else str(value)
