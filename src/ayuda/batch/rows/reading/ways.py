"""The ways in which the database can read files: the quickest first, others where that fails."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from ayuda.batch.rows.database import MUCH_MEMORY, Limits
from ayuda.errors import AyudaError

Way = Literal["columns", "one-thread", "mixed-ends", "long-lines", "tidy", "memory"]
"""Another way to read.

Cells apart, by one thread, with more kinds of line ends, with longer lines,
written anew as every reader understands it, or with more memory.
"""


class Reading(msgspec.Struct, frozen=True):
    """How files are read."""

    keep_lines: bool
    limits: Limits
    parallel: bool = True
    mixed_ends: bool = False
    long_lines: bool = False
    is_tidy: bool = False

    def other(self, needs: Way) -> Reading:
        """The way that is needed; this one where it is that already."""
        much = msgspec.structs.replace(self.limits, memory=MUCH_MEMORY)
        changes: dict[str, Any] = {
            "columns": {"keep_lines": False},
            "one-thread": {"parallel": False},
            # By several threads, the database would miss rows, or refuse the file.
            "mixed-ends": {"mixed_ends": True, "parallel": False},
            "long-lines": {"long_lines": True, "limits": much},
            "tidy": {"keep_lines": False, "is_tidy": True},
            "memory": {"limits": much},
        }
        return msgspec.structs.replace(self, **changes[needs])


class Unusable(Exception):
    """The files cannot be read in this way, but perhaps in another."""

    def __init__(self, needs: Way, reason: str = "") -> None:
        super().__init__(needs)
        self.needs = needs
        self.reason = reason

    def final(self, where: str) -> AyudaError:
        """What to say where that way was tried already."""
        if self.needs == "memory":
            return AyudaError.of(where, "batch-no-memory")
        return AyudaError.of(where, "batch-unreadable", reason=self.reason)
