"""A file that a call writes: whole or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from errno import EACCES, EISDIR, ENOENT
from pathlib import Path

from ayuda.errors import AyudaError


def check_writable(path: Path) -> None:
    """Raise AyudaError where a file cannot be written, before there is something to lose."""
    try:
        target = path.resolve()
        special = path.exists() and not path.is_file()
        is_folder, has_folder = target.is_dir(), target.parent.is_dir()
        allowed = os.access(target if special else target.parent, os.W_OK)
    except (OSError, RuntimeError, ValueError) as error:
        raise _not_written(path, error) from None
    if is_folder or not allowed:
        code = EISDIR if is_folder else EACCES if has_folder else ENOENT
        raise _not_written(path, OSError(code, os.strerror(code)))


def _not_written(path: Path, error: Exception) -> AyudaError:
    reason = getattr(error, "strerror", None) or str(error)
    return AyudaError.of(str(path), "file-not-written", reason=reason)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file beside its place and move it there, so that nobody reads half of one.

    What is there and is no file (a pipe, a terminal) is written to. Raises AyudaError.
    """
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(content)
            return
        target = path.resolve()
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
    except (OSError, ValueError) as error:
        raise _not_written(path, error) from None
