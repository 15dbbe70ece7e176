"""What the database's errors mean to the user: which file, which line, and what would be right."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from ayuda.batch.rows.job import RowJob
from ayuda.batch.rows.reading.encodings import first_not_utf8
from ayuda.batch.rows.reading.files import RowFile
from ayuda.batch.rows.reading.json_lines import EXAMPLE, JsonCount
from ayuda.batch.rows.reading.relation import (
    ENDS_DIFFER,
    KEY_TAKEN,
    NOT_AN_OBJECT,
    NOT_ONE_LINE,
    taken_key,
)
from ayuda.batch.rows.reading.ways import Reading, Unusable, Way
from ayuda.errors import AyudaError, unreadable

LINE = "CSV Error on Line: "
WRONG_ENCODING = (
    "not utf-8 encoded",
    "Invalid unicode",
    "invalid UTF",
    "is not valid UTF",
)
MIXED_LINE_ENDS = "invalid state"
NOT_IN_PARALLEL = "Parallel CSV Reader"
LONG_LINE = "Maximum line size"
NO_MEMORY = "Out of Memory"
NO_SPACE = "No space left"
ERROR_NUMBER = re.compile(r'"errno":"(\d+)"')


def database_failure(
    message: str, files: Sequence[RowFile], job: RowJob, beside: Path | None, reading: Reading
) -> Exception:
    """The error to raise for a message of the database: AyudaError, or Unusable."""
    for file in files:
        message = message.replace(file.content, file.path)
    missing = next((file.path for file in files if not Path(file.path).exists()), None)
    if missing is not None:
        return AyudaError.of(missing, "batch-vanished", reason=_reason(message))
    if beside is not None and (beside.name in message or NO_SPACE in message):
        final = beside.name.removeprefix(".").rpartition(".")[0].rpartition(".")[0]
        where = str(beside.with_name(final))
        return AyudaError.of(where, "batch-not-written", reason=_reason(message))
    if NO_MEMORY in message:
        return Unusable("memory", _reason(message))
    if files[0].delimiter:
        return _wrong_encoding(message, files) or Unusable(
            _other_way(message, reading), _reason(message)
        )
    if files[0].format == "jsonl":
        return _json_failure(message, files, job)
    return AyudaError.of(files[0].path, "batch-unreadable", reason=_reason(message))


def _wrong_encoding(message: str, files: Sequence[RowFile]) -> AyudaError | None:
    if not any(mark in message for mark in WRONG_ENCODING):
        return None
    errors = (first_not_utf8(file.plain, file.path) for file in files)
    return next(filter(None, errors), None)


def _other_way(message: str, reading: Reading) -> Way:
    """In which way to read a table that could not be read in this one."""
    if LONG_LINE in message and not reading.long_lines:
        return "long-lines"
    in_parallel = NOT_IN_PARALLEL in message
    if reading.keep_lines:
        if (ENDS_DIFFER in message or MIXED_LINE_ENDS in message) and not reading.mixed_ends:
            return "mixed-ends"
        if NOT_ONE_LINE in message or LINE in message or in_parallel:
            return "columns"
    if in_parallel and reading.parallel:
        return "one-thread"
    return "tidy"


def _json_failure(message: str, files: Sequence[RowFile], job: RowJob) -> AyudaError:
    """Find the line that is no object: the database does not always name it."""
    if KEY_TAKEN in message:
        taken = [column for column in job.columns if taken_key(column) in message]
        return AyudaError.of(files[0].path, "batch-column-taken", value=", ".join(taken))
    try:
        for file in files:
            for _ in JsonCount(file.plain, file.path).steps():
                pass
    except AyudaError as error:
        return error
    except OSError as error:
        return unreadable(file.path, error)
    if NOT_AN_OBJECT in message:
        return AyudaError.of(files[0].path, "batch-not-json", example=EXAMPLE)
    return AyudaError.of(files[0].path, "batch-unreadable", reason=_reason(message))


def _reason(message: str) -> str:
    """The first line of a message, without the kind of the error; or the system's own words."""
    number = ERROR_NUMBER.search(message)
    if number is not None:
        return os.strerror(int(number[1]))
    return message.partition("\n")[0].partition("Error: ")[2] or message.partition("\n")[0]
