"""The file of preferences, changed: what else stands in it stays as it is, comments too."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from ayuda.cli.preferences import parse_preferences
from ayuda.errors import AyudaError, unreadable

Value = str | bool | list[str]
"""What a setting can be in the file."""


def changed(place: Path, key: str, value: Value | None) -> None:
    """Put a value into the file, or take it out; the file is written whole or not at all.

    Raises AyudaError where the file is broken anywhere else than at this key, or cannot be
    read or written.
    """
    try:
        content = place.read_bytes()
    except FileNotFoundError:
        if value is None:
            return
        content = b""
    except (OSError, ValueError) as error:
        raise unreadable(str(place), error) from None
    found = parse_preferences(place, content)
    own = f"{place}:{found.lines.get(key)}"
    others = [problem for problem in found.problems if problem.where != own]
    if others:
        raise AyudaError(others)
    try:
        _write(place, _with(content.decode(), key, value).encode())
    except OSError as error:
        reason = error.strerror or str(error)
        raise AyudaError.of(str(place), "preferences-not-written", reason=reason) from None


def _with(text: str, key: str, value: Value | None) -> str:
    """The text of the file with another value."""
    import tomlkit

    document = tomlkit.parse(text)
    if value is None:
        document.pop(key, None)
    else:
        document[key] = value
    return tomlkit.dumps(document)


def _write(place: Path, content: bytes) -> None:
    """Write beside the file and move it there, so that nobody reads half of one. Raises OSError.

    Who keeps the file elsewhere and has a link in its place keeps the link.
    """
    target = place.resolve()
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with beside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileNotFoundError):
            beside.chmod(target.stat().st_mode & 0o777)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
