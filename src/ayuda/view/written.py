"""A file that a call writes: whole or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from ayuda.errors import AyudaError


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
        reason = getattr(error, "strerror", None) or str(error)
        raise AyudaError.of(str(path), "file-not-written", reason=reason) from None
