"""The messages of the inputs that a call names: files, folders, archives, standard input."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from ayuda.batch.messages.finding.contents import file_references, stream_references
from ayuda.batch.messages.finding.folders import Found, files_of
from ayuda.batch.messages.finding.references import Reference, shown_path, unreadable_here
from ayuda.errors import AyudaError, Problem, unreadable

STANDARD_INPUT = "-"
STDIN = "stdin"
"""How places in standard input are called."""


def references(paths: Sequence[str], standard_input: BinaryIO | None = None) -> Iterator[Reference]:
    """Every message of the inputs, in a stable order, found as they are asked for.

    An input is a file (a message, an mbox, a tar or zip archive of them, also compressed, each
    known by its content), a folder of such, or ``-`` for ``standard_input``. In a folder every
    file that is not hidden counts; what turns out to be no message is still one in the count.
    Raises AyudaError at once for inputs that are not there or cannot be read; what fails later is
    a message with its problem.
    """
    check_inputs(paths)
    return _references(paths, standard_input)


def check_inputs(paths: Sequence[str]) -> None:
    """Raise AyudaError with every input that is not there or cannot be read."""
    problems: list[Problem] = []
    for path in paths:
        try:
            if path != STANDARD_INPUT:
                _check(path)
        except FileNotFoundError:
            problems.append(Problem(path, "batch-no-input"))
        except (OSError, ValueError) as error:
            problems += unreadable(path, error).problems
    if problems:
        raise AyudaError(problems)


def identity(paths: Sequence[str]) -> list[tuple[str, int, int]]:
    """The path, size and time of change (in nanoseconds) of every file that would be read.

    They are in the order of reading. Of what cannot be looked at the numbers are -1, and of
    standard input 0.
    """
    return [_identity(found) for path in paths for found in _files(path)]


def _check(path: str) -> None:
    mode = os.stat(path).st_mode  # noqa: PTH116 - an empty name is no folder
    if stat.S_ISDIR(mode):
        os.scandir(path).close()
    elif stat.S_ISREG(mode):
        with open(path, "rb"):  # noqa: PTH123
            pass


def _references(paths: Sequence[str], standard_input: BinaryIO | None) -> Iterator[Reference]:
    for path in paths:
        if path == STANDARD_INPUT:
            if standard_input is not None:
                yield from stream_references(STDIN, standard_input)
            continue
        for found in _files(path):
            if found.error is not None:
                yield unreadable_here(shown_path(found.path), found.error)
            elif found.whole:
                yield Reference(shown_path(found.path), found.path)
            else:
                yield from file_references(found.path)


def _files(path: str) -> Iterator[Found]:
    name = os.fsencode(path)
    if path != STANDARD_INPUT and os.path.isdir(path):  # noqa: PTH112
        return files_of(name)
    return iter([Found(name)])


def _identity(found: Found) -> tuple[str, int, int]:
    name = os.fsdecode(found.path)
    if name == STANDARD_INPUT:
        return name, 0, 0
    try:
        status = os.stat(found.path)  # noqa: PTH116 - a path in bytes
    except OSError:
        return name, -1, -1
    return name, status.st_size, status.st_mtime_ns
