"""The JSON Schema of policy files, with which editors check and complete them."""

from __future__ import annotations

from typing import Any

import msgspec

from ayuda.model import LANGUAGES
from ayuda.policy.shape import schema_in
from ayuda.policy.whole import INCLUDE

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def policy_schema() -> bytes:
    """The schema of a policy's file, or of a part of one.

    Only a file with a format and no parts has to have all that a policy needs; what is needed of
    its long section about mail may be in several parts. Which of the two languages a text has is
    for the policy to say.
    """
    schema = schema_in(LANGUAGES)
    defined = schema["$defs"]
    for described in defined.values():
        _describe(described)
        for part in described.get("properties", {}).values():
            if "default" in part and part["default"] is None:  # TOML has no such value.
                del part["default"]
    policy, text = defined["Policy"], defined["Text"]
    del text["required"], defined["Mail"]["required"]
    text["minProperties"] = 1
    policy["properties"][INCLUDE] = {"type": "array", "items": {"type": "string"}}
    policy["if"] = {"required": ["format"], "not": {"required": [INCLUDE]}}
    policy["then"] = {"required": policy.pop("required")}
    whole = {"$schema": DIALECT, "title": "ayuda.policy/1", **schema}
    return msgspec.json.format(msgspec.json.encode(whole), indent=2) + b"\n"


def _describe(schema: dict[str, Any]) -> None:
    """Docstrings as plain text: from Python 3.13 on they come without their indent."""
    if "description" in schema:
        lines = schema["description"].splitlines()
        schema["description"] = "\n".join(line.strip() for line in lines).replace("``", "`")
