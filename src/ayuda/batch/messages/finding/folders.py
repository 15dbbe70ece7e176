"""The files of a folder that may hold messages, in order, Maildirs among them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import NamedTuple

_CURRENT, _NEW, _DELIVERY = b"cur", b"new", b"tmp"
_HIDDEN = b"."
_MESSAGES = (b".eml", b".mbox", b".tar", b".tgz", b".gz", b".bz2", b".xz", b".zip")
"""How files end that are taken from a Maildir itself: what else lies there is a server's own."""


class Found(NamedTuple):
    """A file, or a folder to go into.

    ``whole``: one message for certain. ``error``: why a folder cannot be read.
    """

    path: bytes
    folder: bool = False
    whole: bool = False
    error: OSError | None = None


def files_of(folder: bytes) -> Iterator[Found]:
    """The files of a folder and of those in it, sorted by name; each folder is visited once.

    Hidden ones count only in a Maildir, whose folders they are. Links are followed. What is no
    file (a socket, a device) is left out. A folder that cannot be read comes with its error.
    """
    seen: set[tuple[int, int]] = set()
    ways = [iter([Found(folder, folder=True)])]
    while ways:
        found = next(ways[-1], None)
        if found is None:
            ways.pop()
        elif found.folder and found.error is None:
            ways.append(_inside(found.path, seen))
        else:
            yield found


def is_hidden_member(name: bytes) -> bool:
    """Whether a file of an archive would be left out of a folder, going by its name alone."""
    folder, _, last = name.rpartition(b"/")
    return last.startswith(_HIDDEN) and folder.rpartition(b"/")[2] not in (_CURRENT, _NEW)


def _inside(folder: bytes, seen: set[tuple[int, int]]) -> Iterator[Found]:
    try:
        status = os.stat(folder)  # noqa: PTH116 - a path in bytes
        if (status.st_dev, status.st_ino) in seen:
            return
        seen.add((status.st_dev, status.st_ino))
        entries = sorted(_listed(folder))
    except OSError as error:
        yield Found(folder, folder=True, error=error)
        return
    folders = {name for name, is_folder in entries if is_folder}
    in_maildir = {_CURRENT, _NEW} <= folders
    for name, is_folder in entries:
        path = os.path.join(folder, name)  # noqa: PTH118 - a path in bytes
        if in_maildir and name in (_CURRENT, _NEW):
            yield from _delivered(path)
        elif in_maildir:
            if name != _DELIVERY if is_folder else name.endswith(_MESSAGES):
                yield Found(path, folder=is_folder)
        elif not name.startswith(_HIDDEN):
            yield Found(path, folder=is_folder)


def _delivered(folder: bytes) -> Iterator[Found]:
    """The messages of one of the two folders in which a Maildir keeps them."""
    try:
        entries = sorted(_listed(folder))
    except OSError as error:
        yield Found(folder, folder=True, error=error)
        return
    for name, is_folder in entries:
        if not is_folder:
            yield Found(os.path.join(folder, name), whole=True)  # noqa: PTH118


def _listed(folder: bytes) -> Iterator[tuple[bytes, bool]]:
    """The names in a folder, and which of them are folders."""
    with os.scandir(folder) as entries:
        for entry in entries:
            try:
                is_folder = entry.is_dir()
                counts = is_folder or entry.is_file() or entry.is_symlink()
            except OSError:
                is_folder, counts = False, True  # a link that leads nowhere: reading it says why
            if counts:
                yield entry.name, is_folder
