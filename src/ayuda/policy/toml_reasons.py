"""Why a file is no TOML: what its parser says, by ids that have words in each language."""

from __future__ import annotations

OTHER = "other"
"""A reason that the parser did not have when this list was made."""
_REASONS = {
    "Invalid statement": "statement",
    "Expected newline or end of document": "behind",
    "Expected ']": "header",
    "Expected '=' after a key": "equals",
    "Expected ": "text",
    "Unterminated string": "text",
    "Found invalid character": "character",
    "Illegal character": "character",
    "Cannot declare ": "twice",
    "Cannot overwrite a value": "twice",
    "Duplicate inline table key": "twice",
    "Cannot mutate immutable namespace": "settled",
    "Cannot redefine namespace": "settled",
    "Invalid initial character for a key part": "key",
    "Unclosed array": "list",
    "Unclosed inline table": "inline",
    "Unescaped '": "backslash",
    "Invalid hex value": "number",
    "Escaped character is not a Unicode scalar value": "number",
    "Invalid date or datetime": "day",
    "Invalid value": "value",
}
"""By how the parser's words begin; of two that fit, the first."""


def reason_of(said: str) -> str:
    """The id of what the parser says."""
    return next((reason for begin, reason in _REASONS.items() if said.startswith(begin)), OTHER)
