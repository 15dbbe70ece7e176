"""What does not fit the structure of a policy, told so that any language has words for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from ayuda.errors import Problem
from ayuda.model import Policy
from ayuda.policy.check_conditions import named


def shape_problems(file: str, tables: Mapping[str, Any], fallback: str) -> list[Problem]:
    """What does not fit the structure of a policy: unknown or missing keys, wrong kinds."""
    import jsonschema_rs

    validator = jsonschema_rs.validator_for(_without_null(msgspec.json.schema(Policy)))
    plain = msgspec.to_builtins(tables)
    found = [
        Problem(f"{file}: {_path(error.instance_path)}", *_shape(error.kind.name, error))
        for error in validator.iter_errors(plain)
    ]
    return found or [Problem(file, "policy-shape", {"reason": fallback})]


def _shape(kind: str, error: Any) -> tuple[str, dict[str, str]]:  # noqa: ANN401 - no public type
    """The code and the values of a schema's error, so that it can be told in any language."""
    if kind == "required":
        return "missing-key", {"value": str(error.kind.property)}
    if kind == "additionalProperties":
        return "unknown-key", {"value": ", ".join(error.kind.unexpected)}
    if kind == "type":
        return "wrong-type", {"value": str(error.instance), "type": ", ".join(error.kind.types)}
    if kind in {"enum", "const"}:
        options = error.kind.options if kind == "enum" else [error.kind.expected_value]
        return "unknown-value", named(str(error.instance), [str(one) for one in options])
    if kind == "anyOf":
        types = [
            name
            for branch in error.kind.context
            for inner in branch
            if inner.kind.name == "type" and inner.instance_path == error.instance_path
            for name in inner.kind.types
        ]
        if types:
            return "wrong-type", {"value": str(error.instance), "type": ", ".join(types)}
    return "policy-shape", {"reason": error.message}


def _without_null(schema: Any) -> Any:  # noqa: ANN401 - a JSON schema
    """A schema without the alternative null, which TOML does not have and authors need not read.

    A number that is exact is a number all the same.
    """
    if isinstance(schema, list):
        return [_without_null(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("format") == "decimal":
        return {"type": "number"}
    left = [part for part in schema.get("anyOf", []) if part != {"type": "null"}]
    if len(left) == 1:
        return _without_null({**{k: v for k, v in schema.items() if k != "anyOf"}, **left[0]})
    return {key: _without_null(part) for key, part in schema.items()}


def _path(parts: list[str | int]) -> str:
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)
    return text.lstrip(".") or "(top)"
