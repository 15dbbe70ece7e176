"""What tells a changed input from the one that was read before."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

from ayuda.errors import AyudaError

TAGS = ("etag", "contentmd5", "md5hash", "md5", "digest", "sha", "checksum", "generation")
TIMES = ("lastmodified", "updated", "mtime", "modified", "modify", "modificationtime")
"""What stores call it, written small and without marks between words."""
CHUNK = 1 << 20


def local_file(path: str) -> tuple[int, str]:
    """The size of a file, and when it was changed. Raises AyudaError."""
    try:
        found = Path(path).stat()
    except OSError:
        raise AyudaError.of(path, "batch-no-input") from None
    return found.st_size, str(found.st_mtime_ns)


def remote_file(store: Any, path: str) -> tuple[int, str]:  # noqa: ANN401 - a store of fsspec
    """The size of a store's file, and what changes with its content.

    That is its tag (ETag) and the time of its change, or a digest of the content where the store
    knows neither. Raises what the store raises.
    """
    info = store.info(path)
    told = {_plain(name): value for name, value in info.items() if value not in (None, "")}
    marks = [f"{name} {told[name]}" for name in (*TAGS, *TIMES) if name in told]
    if not marks:
        marks = [_changed(store, path) or f"sha256 {_digest(store, path)}"]
    return int(info["size"]), ", ".join(marks)


def _plain(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())


def _changed(store: Any, path: str) -> str | None:  # noqa: ANN401
    try:
        return f"modified {store.modified(path)}"
    except (NotImplementedError, AttributeError, KeyError, TypeError):
        return None


def _digest(store: Any, path: str) -> str:  # noqa: ANN401
    digest = sha256()
    with store.open(path, "rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
