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
    return unfit(file, tables, schema_in(own_languages(tables)), fallback)


def unfit(
    file: str,
    tables: Mapping[str, Any],
    schema: Any,  # noqa: ANN401 - a JSON schema
    fallback: str | None,
) -> list[Problem]:
    """What does not fit a JSON schema, or else the fallback."""
    import jsonschema_rs

    schema = _without_null(schema)
    validator = jsonschema_rs.validator_for(schema)
    plain = msgspec.to_builtins(tables)
    found = [
        Problem(f"{file}: {_path(error.instance_path)}", *_shape(schema, error))
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


def schema_in(languages: Sequence[str]) -> dict[str, Any]:
    """The schema of a policy's tables: a text in it has words in these languages, and no others."""
    schema: dict[str, Any] = _without_null(msgspec.json.schema(Policy))
    words = {language: {"type": "string"} for language in languages}
    schema["$defs"]["Text"] |= {"properties": words, "required": [*languages]}
    return schema


def _shape(schema: Any, error: Any) -> tuple[str, dict[str, str]]:  # noqa: ANN401 - no public type
    """The code and the values of a schema's error, so that it can be told in any language."""
    kind = error.kind.name
    if kind == "required":
        return "missing-key", {"value": str(error.kind.property)}
    if kind == "additionalProperties":
        is_text = "Text" in error.schema_path[-2:]
        code = "text-language" if is_text else "unknown-key"
        known = _keys_at(schema, error.instance_path)
        return code, named(", ".join(error.kind.unexpected), known)
    if kind == "type":
        if isinstance(error.instance, str) and "Text" in error.schema_path[-2:]:
            return "text-without-languages", {"value": error.instance, "form": _text_form(schema)}
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


def _text_form(schema: Any) -> str:  # noqa: ANN401 - a JSON schema
    """How a text is written: its words in each of the languages."""
    languages: list[str] = schema["$defs"]["Text"]["required"]
    return "{ " + ", ".join(f'{language} = "…"' for language in languages) + " }"


def _keys_at(schema: Any, path: Sequence[str | int]) -> list[str]:  # noqa: ANN401 - a JSON schema
    """The keys that a table may have, by where it stands."""
    defined = schema["$defs"]
    found = [schema]
    for key in (None, *path):
        inner = [one[part] for one in found for part in _leading(one, key) if part in one]
        if isinstance(key, str):
            inner += [one["properties"][key] for one in found if key in one.get("properties", {})]
        waiting = found if key is None else inner
        found = []
        while waiting:
            part = waiting.pop()
            if not isinstance(part, dict):
                continue
            waiting += part.get("anyOf", [])
            if "$ref" in part:
                waiting.append(defined[part["$ref"].rpartition("/")[2]])
            else:
                found.append(part)
    return [key for one in found for key in one.get("properties", {})]


def _leading(schema: Mapping[str, Any], key: str | int | None) -> Sequence[str]:
    """Where in a schema that of what stands under a key may be, if it is not named there."""
    if isinstance(key, int):
        return ["items"]
    return [] if key is None or key in schema.get("properties", {}) else ["additionalProperties"]


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
    if left:
        schema = {**schema, "anyOf": left}
    return {key: _without_null(part) for key, part in schema.items()}


def _path(parts: list[str | int]) -> str:
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)
    return text.lstrip(".") or "(top)"
