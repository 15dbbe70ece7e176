"""Files that were parsed before, remembered in a folder of the user's.

As Python does with its own compiled files, an entry counts for a file of the same path, size and
time of change. Whatever is wrong with the folder or an entry, the file itself is read instead.
"""

from __future__ import annotations

import os
from binascii import crc32
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import msgspec

from ayuda import __version__

Parsed = TypeVar("Parsed")

PACKAGE = Path(__file__).parent
MAKE_ENTRIES = ("model.py", "policy/check.py", "policy/check_flows.py")
"""The files whose change makes an entry stale."""


class Cache(msgspec.Struct, frozen=True):
    """Where parsed files are remembered; nowhere if there is no folder."""

    folder: Path | None = None

    def remember(self, path: Path, kind: type[Parsed], parse: Callable[[], Parsed]) -> Parsed:
        """What ``parse`` makes of a file: from the cache where the file is unchanged.

        Whatever ``parse`` raises goes through, and nothing is remembered then.
        """
        try:
            found = path.stat()
        except (OSError, ValueError):
            return parse()
        stamp = f"{_edition()} {found.st_size} {found.st_mtime_ns} {path.absolute()}".encode()
        if self.folder is None:
            return parse()
        entry = self.folder / f"{kind.__name__}-{crc32(stamp):08x}.msgpack"
        remembered = _recall(entry, stamp, kind)
        if remembered is not None:
            return remembered
        parsed = parse()
        _keep(entry, stamp, parsed)
        return parsed


def _edition() -> str:
    """The program's version and, for those who change it, when the structures and checks did."""
    try:
        times = [(PACKAGE / name).stat().st_mtime_ns for name in MAKE_ENTRIES]
    except OSError:
        times = []
    return f"{__version__} {times}"


def _recall(entry: Path, stamp: bytes, kind: type[Parsed]) -> Parsed | None:
    try:
        with entry.open("rb") as file:
            if file.readline() != stamp + b"\n":
                return None
            return msgspec.msgpack.decode(file.read(), type=kind)
    except (OSError, msgspec.DecodeError):
        return None


def _keep(entry: Path, stamp: bytes, parsed: object) -> None:
    """Write an entry beside its place and move it there, so that nobody reads half of one."""
    beside = entry.with_suffix(f".{os.getpid()}")
    try:
        entry.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside.write_bytes(stamp + b"\n" + msgspec.msgpack.encode(parsed))
        beside.replace(entry)
    except OSError:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
