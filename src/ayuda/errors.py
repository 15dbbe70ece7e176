"""What can go wrong, and the exit codes every command shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec


class ExitCode:
    """The documented exit codes, the same everywhere."""

    DECIDED: Final = 0
    NOTABLE: Final = 1
    REFUSED: Final = 2
    INCOMPLETE: Final = 3
    INTERRUPTED: Final = 130
    READER_GONE: Final = 141


class Problem(msgspec.Struct, frozen=True):
    """One thing that is wrong: where, and a code whose words stand in the texts.

    ``where`` names an option, a file, a line or a path inside a policy. ``code`` is a key of
    ``problems`` in the texts of each language; ``values`` fill that text's placeholders.
    """

    where: str
    code: str
    values: Mapping[str, str] = {}


class AyudaError(Exception):
    """A call that is refused, with every problem that was found."""

    exit_code = ExitCode.REFUSED
    is_unexpected = False
    """Whether it is a mistake of the program rather than of the call."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(f"{problem.where}: {problem.code}" for problem in problems))
        self.problems = tuple(problems)

    @classmethod
    def of(cls, where: str, code: str, **values: str) -> AyudaError:
        """An error of one problem."""
        return cls([Problem(where, code, values)])


def unreadable(where: str, error: Exception) -> AyudaError:
    """A file that cannot be read, by the system's reason for it."""
    if isinstance(error, IsADirectoryError):
        return AyudaError.of(where, "file-is-folder")
    if isinstance(error, PermissionError):
        return AyudaError.of(where, "file-not-allowed")
    return AyudaError.of(
        where, "file-unreadable", reason=getattr(error, "strerror", "") or str(error)
    )
