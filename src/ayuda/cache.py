"""Files that were parsed before, remembered in a folder of the user's.

An entry counts for a file of the same path and content, and for the program as it is. It is sealed
by a digest over all of that and over itself. Whatever is wrong with the folder or an entry, the
file itself is parsed instead.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from stat import S_ISREG
from typing import TypeVar

import msgspec

try:
    from _blake2 import blake2b  # as the module random does: hashlib would load OpenSSL as well
except ImportError:  # pragma: no cover - a Python that has it elsewhere
    from hashlib import blake2b

from ayuda import __version__

Parsed = TypeVar("Parsed")

PACKAGE = Path(__file__).parent
SEAL = 32
"""The size in bytes of a digest."""
LARGEST = 64 << 20
"""The size in bytes over which a file is no entry."""


class Cache(msgspec.Struct, frozen=True):
    """Where parsed files are remembered; nowhere if there is no folder."""

    folder: Path | None = None

    def remember(
        self,
        path: Path,
        content: bytes,
        kind: type[Parsed],
        parse: Callable[[], Parsed],
        is_current: Callable[[Parsed], bool] = lambda _: True,
    ) -> Parsed:
        """What ``parse`` makes of a file's content: remembered, or else made and kept.

        ``is_current`` says whether what is remembered still holds where it was made from other
        files too.
        Whatever ``parse`` raises goes through, and nothing is remembered then; nor is a file
        whose path is no Unicode, which an entry cannot hold.
        """
        if self.folder is None:
            return parse()
        try:
            place = str(path.absolute()).encode()
            edition = "\n".join(sorted(sources(kind))).encode(errors="surrogateescape")
        except (OSError, ValueError):
            return parse()
        entry = self.folder / f"{kind.__name__}-{digest(place).hex()[:16]}.msgpack"
        stamp = b"".join(map(digest, (__version__.encode(), edition, place, content)))
        remembered = _recall(entry, stamp, kind)
        if remembered is not None and is_current(remembered):
            return remembered
        parsed = parse()
        _keep(entry, stamp, parsed)
        return parsed


def sources(kind: type) -> Iterator[str]:
    """The files of the program that can have a part in making something of a kind, as they are.

    They are those beside the module that defines it, in its room and the rooms within, and those
    of the package's top, which all rooms build on: imports go down only. Each is known by its
    size and time, as Python itself knows whether to compile it anew. Raises OSError where the
    program is not made of files.
    """
    room = Path(sys.modules[kind.__module__].__file__ or "").parent
    yield from _files(PACKAGE, within=False)
    if room != PACKAGE:
        yield from _files(room, within=True)


def _files(folder: Path | str, *, within: bool) -> Iterator[str]:
    with os.scandir(folder) as found:
        for file in found:
            if not file.is_dir():
                seen = file.stat()
                yield f"{file.path} {seen.st_size} {seen.st_mtime_ns}"
            elif within and file.name != "__pycache__":
                yield from _files(file.path, within=True)


def digest(content: bytes) -> bytes:
    """What content is known by."""
    return blake2b(content, digest_size=SEAL).digest()


def _recall(entry: Path, stamp: bytes, kind: type[Parsed]) -> Parsed | None:
    """What an entry holds, if it is whole and stamped so: others may have written there."""
    try:
        found = entry.stat()
        if not S_ISREG(found.st_mode) or found.st_size > LARGEST:
            return None
        sealed = entry.read_bytes()
        if sealed[:SEAL] != digest(stamp + sealed[SEAL:]):
            return None
        return msgspec.msgpack.decode(sealed[SEAL:], type=kind)
    except (OSError, ValueError, RecursionError, MemoryError, msgspec.DecodeError):
        return None


def _keep(entry: Path, stamp: bytes, parsed: object) -> None:
    """Write an entry beside its place and move it there, so that nobody reads half of one."""
    beside = entry.with_suffix(f".{os.getpid()}")
    content = msgspec.msgpack.encode(parsed)
    try:
        entry.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with beside.open("xb") as file:
            file.write(digest(stamp + content) + content)
        beside.replace(entry)
    except OSError:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
