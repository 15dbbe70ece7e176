"""What the database's errors mean to the user: which file, which line, and what would be right."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import msgspec

from ayuda.batch.rows.files import RowFile
from ayuda.batch.rows.first_rows import ragged_line
from ayuda.batch.rows.job import RowJob
from ayuda.batch.rows.relation import ENDS_DIFFER, KEY_TAKEN, NOT_AN_OBJECT, NOT_ONE_LINE
from ayuda.batch.rows.streams import text_lines
from ayuda.errors import AyudaError

LINE = re.compile(r"CSV Error on Line: (\d+)")
FILE = re.compile(r"^\s*file = (.+)$", re.MULTILINE)
WRONG_ENCODING = (
    "not utf-8 encoded",
    "not latin-1 encoded",
    "Invalid unicode",
    "invalid UTF",
    "is not valid UTF",
)
MIXED_LINE_ENDS = "invalid state"
NOT_IN_PARALLEL = "Parallel CSV Reader"
NO_MEMORY = "Out of Memory"
NO_SPACE = "No space left"
ERROR_NUMBER = re.compile(r'"errno":"(\d+)"')
EXAMPLE = '{"stage": "placed"}'


Way = Literal["columns", "latin1", "one-thread", "mixed-ends", "memory"]
"""Another way to read.

Cells apart, in another encoding, by one thread, with more kinds of line ends, or more memory.
"""


class Unusable(Exception):
    """The files cannot be read in this way, but perhaps in another."""

    def __init__(self, needs: Way, reason: str = "") -> None:
        super().__init__(needs)
        self.needs = needs
        self.reason = reason

    def final(self, where: str) -> AyudaError:
        """What to say where that way was tried already."""
        if self.needs == "latin1":
            return AyudaError.of(where, "batch-encoding")
        return AyudaError.of(where, "batch-unreadable", reason=self.reason)


def database_failure(
    message: str,
    files: Sequence[RowFile],
    job: RowJob,
    beside: Path | None,
    *,
    keep_lines: bool,
) -> Exception:
    """The error to raise for a message of the database: AyudaError, or Unusable."""
    missing = next((file.path for file in files if not Path(file.path).exists()), None)
    if missing is not None:
        return AyudaError.of(missing, "batch-vanished", reason=_reason(message))
    if beside is not None and (beside.name in message or NO_SPACE in message):
        final = beside.name.removeprefix(".").rpartition(".")[0].rpartition(".")[0]
        where = str(beside.with_name(final))
        return AyudaError.of(where, "batch-not-written", reason=_reason(message))
    other = _other_way(message, files, keep_lines=keep_lines)
    if other is not None:
        return Unusable(other, _reason(message))
    if files[0].delimiter:
        return _table_failure(message, files)
    if files[0].format == "jsonl":
        return _json_failure(message, files, job)
    return AyudaError.of(files[0].path, "batch-unreadable", reason=_reason(message))


def _other_way(message: str, files: Sequence[RowFile], *, keep_lines: bool) -> Way | None:
    """In which way to read, if any."""
    if NO_MEMORY in message:
        return "memory"
    if not files[0].delimiter:
        return None
    if any(mark in message for mark in WRONG_ENCODING):
        return "latin1"
    if keep_lines and (ENDS_DIFFER in message or MIXED_LINE_ENDS in message):
        return "mixed-ends"
    in_parallel = NOT_IN_PARALLEL in message
    if keep_lines and (NOT_ONE_LINE in message or LINE.search(message) or in_parallel):
        return "columns"
    return "one-thread" if in_parallel else None


def _table_failure(message: str, files: Sequence[RowFile]) -> AyudaError:
    for file in files:
        ragged = ragged_line(file)
        if ragged is not None:
            words = {"expected": str(len(file.columns)), "found": str(ragged[1])}
            return AyudaError.of(f"{file.path}:{ragged[0]}", "batch-ragged", **words)
    if MIXED_LINE_ENDS in message:
        return AyudaError.of(files[0].path, "batch-mixed-line-ends")
    line = LINE.search(message)
    if line is None:
        return AyudaError.of(files[0].path, "batch-unreadable", reason=_reason(message))
    named = FILE.search(message)
    where = f"{named[1] if named and len(files) > 1 else files[0].path}:{line[1]}"
    reason = message.partition("Original Line")[2].partition("\n")[2].partition("\n")[0]
    return AyudaError.of(where, "batch-unreadable-line", reason=reason or _reason(message))


def _json_failure(message: str, files: Sequence[RowFile], job: RowJob) -> AyudaError:
    """Find the line that is no object: the database does not always name it."""
    if KEY_TAKEN in message:
        return AyudaError.of(files[0].path, "batch-column-taken", value=", ".join(job.columns))
    for file in files:
        for number, line in enumerate(text_lines(file.path, file.encoding), 1):
            if line.strip() and not _is_object(line):
                where = f"{file.path}:{number}"
                return AyudaError.of(where, "batch-not-json", example=EXAMPLE)
    if NOT_AN_OBJECT in message:
        return AyudaError.of(files[0].path, "batch-not-json", example=EXAMPLE)
    return AyudaError.of(files[0].path, "batch-unreadable", reason=_reason(message))


def _is_object(line: str) -> bool:
    try:
        return isinstance(msgspec.json.decode(line), dict)
    except (msgspec.DecodeError, UnicodeError):
        return False


def _reason(message: str) -> str:
    """The first line of a message, without the kind of the error; or the system's own words."""
    number = ERROR_NUMBER.search(message)
    if number is not None:
        return os.strerror(int(number[1]))
    return message.partition("\n")[0].partition("Error: ")[2] or message.partition("\n")[0]
