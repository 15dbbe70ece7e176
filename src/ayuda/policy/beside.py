"""The files beside a policy file that hold its words in further languages."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

ENDING = ".toml"
LARGEST = 16 << 20
"""The size in bytes over which a file holds no words (a device, a picture)."""
NAMED = b"languages"
"""What the content of a policy file has in it where it says in which languages it speaks."""

Translations = Mapping[str, bytes | OSError | ValueError]
"""The content of each file by its name, or why it cannot be read; a larger one is cut."""


def translation_name(policy: Path, language: str) -> str:
    """The name of the file that holds a policy's words in a language: ``policy.ca.toml``."""
    return f"{policy.name.removesuffix(ENDING)}.{language}{ENDING}"


def translations_beside(policy: Path, content: bytes) -> Translations:
    """All files beside a policy file that are named as translations of it.

    Which of them count is known only once the policy is parsed; that of most policies none do is
    seen from their content, and costs nothing at a start.
    """
    if NAMED not in content:
        return {}
    beginning = translation_name(policy, "").removesuffix(ENDING)
    try:
        found = sorted(policy.parent.iterdir())
    except (OSError, ValueError):  # Each file that is wanted will be told as missing.
        return {}
    return {
        path.name: _content(path)
        for path in found
        if path != policy and path.name.startswith(beginning) and path.suffix == ENDING
    }


def _content(path: Path) -> bytes | OSError | ValueError:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        return error


def cache_key(content: bytes, beside: Translations) -> bytes:
    """What a policy is made of, in one: it changes where any of its files does.

    A policy that cannot be had from them is not remembered, so that what is unreadable is nothing.
    """
    if not beside:
        return content
    parts = [content]
    for name, words in beside.items():
        known = words if isinstance(words, bytes) else b""
        parts.append(f"\0{name}\0{len(known)}\0".encode(errors="surrogateescape") + known)
    return b"".join(parts)
