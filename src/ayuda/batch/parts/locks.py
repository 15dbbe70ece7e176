"""One run at a time in a folder of parts."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import ENOLCK, ENOSYS, ENOTSUP
from pathlib import Path
from secrets import token_hex
from typing import Protocol

import msgspec

from ayuda.errors import AyudaError

LOCK = ".lock"
NO_LOCKS = {ENOLCK, ENOSYS, ENOTSUP}
"""What a file system says that has no locks."""


class Room(Protocol):
    """What a lease needs of a folder; its methods raise AyudaError."""

    url: str

    def read(self, name: str) -> bytes | None:
        """A small file's content; None where there is none."""
        ...

    def create(self, name: str, content: bytes) -> bool:
        """Write a small file, unless there is one of that name; whether it was written."""
        ...

    def remove(self, name: str) -> None:
        """Take a file away, if it is there."""
        ...


class Lease(msgspec.Struct, frozen=True):
    """Who is at work in a folder."""

    host: str
    process: int
    token: str


@contextmanager
def locked_file(path: Path) -> Iterator[bool]:
    """Hold a lock on a file, which goes with the process however it ends.

    False where the system has no locks. Raises AyudaError where somebody else holds it, and
    OSError.
    """
    held = _held(path)
    try:
        yield held is not None
    finally:
        if held is not None:
            with suppress(OSError):
                path.unlink(missing_ok=True)  # Before it is let go: nobody else has it yet.
            os.close(held)


def _held(path: Path) -> int | None:
    try:
        import fcntl
    except ImportError:
        return None
    while True:
        held = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            found = path.stat()
        except BlockingIOError:
            os.close(held)
            raise AyudaError.of(str(path.parent), "batch-folder-busy", value=str(path)) from None
        except FileNotFoundError:  # Whoever held it has just gone, and taken it along.
            os.close(held)
            continue
        except OSError as error:
            os.close(held)
            if error.errno not in NO_LOCKS:
                raise
            path.unlink(missing_ok=True)
            return None
        if os.path.samestat(found, os.fstat(held)):
            return held
        os.close(held)


@contextmanager
def leased(room: Room) -> Iterator[None]:
    """Leave word in a folder of a run at work there. Raises AyudaError where another one has.

    Word that a killed process of this machine has left does not count.
    """
    own = Lease(socket.gethostname(), os.getpid(), token_hex(8))
    content = msgspec.json.encode(own)
    if not room.create(LOCK, content):
        _take_away_dead(room, own.host)
        if not room.create(LOCK, content):
            raise AyudaError.of(room.url, "batch-folder-busy", value=f"{room.url}/{LOCK}")
    try:
        yield
    finally:
        with suppress(AyudaError):
            if room.read(LOCK) == content:
                room.remove(LOCK)


def _take_away_dead(room: Room, host: str) -> None:
    content = room.read(LOCK)
    if content is None:
        return
    try:
        lease = msgspec.json.decode(content, type=Lease)
    except msgspec.DecodeError:
        return
    if lease.host == host and not _is_alive(lease.process):
        room.remove(LOCK)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
