"""What does not fit the structure of a policy, told so that any language has words for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from ayuda.errors import Problem
from ayuda.model import Policy
from ayuda.policy.check_conditions import named
from ayuda.policy.languages import has_unfit_texts, language_problems, own_languages

DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


def shape_problems(
    file: str, tables: Mapping[str, Any], fallback: str | None = None
) -> list[Problem]:
    """What does not fit the structure of a policy: unknown or missing keys, wrong kinds.

    Where nothing is found, the fallback is the reason that is told, if there is one.
    """
    return unfit(file, tables, _schema(own_languages(tables)), fallback)


def unfit(
    file: str,
    tables: Mapping[str, Any],
    schema: Any,  # noqa: ANN401 - a JSON schema
    fallback: str | None,
) -> list[Problem]:
    """What does not fit a JSON schema, or else the fallback."""
    import jsonschema_rs

    validator = jsonschema_rs.validator_for(_without_null(schema))
    plain = msgspec.to_builtins(tables)
    found = [
        Problem(f"{file}: {_path(error.instance_path)}", *_shape(error.kind.name, error))
        for error in validator.iter_errors(plain)
    ]
    if found or fallback is None:
        return found
    return [Problem(file, "policy-shape", {"reason": fallback})]


def text_problems(file: str, tables: Mapping[str, Any], policy: Policy) -> list[Problem]:
    """Texts that lack one of the languages of the policy's own file, or have one too many.

    What is wrong with the languages themselves goes before them: it may be the reason.
    """
    if not has_unfit_texts(policy) or not (found := shape_problems(file, tables)):
        return []
    told = language_problems(policy)
    return [*(Problem(f"{file}: {path}", code, values) for path, code, values in told), *found]


def _schema(languages: Sequence[str]) -> Any:  # noqa: ANN401 - a JSON schema
    """The schema of a policy file: a text in it has words in these languages, and no others."""
    schema = _without_null(msgspec.json.schema(Policy))
    words = {language: {"type": "string"} for language in languages}
    schema["$defs"]["Text"] |= {"properties": words, "required": [*languages]}
    return schema


def _shape(kind: str, error: Any) -> tuple[str, dict[str, str]]:  # noqa: ANN401 - no public type
    """The code and the values of a schema's error, so that it can be told in any language."""
    if kind == "required":
        return "missing-key", {"value": str(error.kind.property)}
    if kind == "additionalProperties":
        is_text = "Text" in error.schema_path[-2:]
        code = "text-language" if is_text else "unknown-key"
        return code, {"value": ", ".join(error.kind.unexpected)}
    if kind == "type":
        return "wrong-type", {"value": str(error.instance), "type": ", ".join(error.kind.types)}
    if kind in {"enum", "const"}:
        options = error.kind.options if kind == "enum" else [error.kind.expected_value]
        return "unknown-value", named(str(error.instance), [str(one) for one in options])
    if kind == "pattern":
        return "bad-date", {"value": str(error.instance)}
    if kind == "anyOf":
        inside = [inner for branch in error.kind.context for inner in branch]
        days = [inner for inner in inside if inner.kind.name == "pattern"]
        if days:
            return "bad-date", {"value": str(days[0].instance)}
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
    if schema.get("format") == "date":
        return {"type": "string", "pattern": DAY}
    left = [part for part in schema.get("anyOf", []) if part != {"type": "null"}]
    if len(left) == 1:
        return _without_null({**{k: v for k, v in schema.items() if k != "anyOf"}, **left[0]})
    return {key: _without_null(part) for key, part in schema.items()}


def _path(parts: list[str | int]) -> str:
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)
    return text.lstrip(".") or "(top)"
