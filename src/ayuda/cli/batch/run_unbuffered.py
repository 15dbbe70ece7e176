"""Rows decided as they come, from standard input or a pipe to standard output."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from ayuda.batch.formats import RowFormat, format_of_name
from ayuda.batch.parts.places import is_remote
from ayuda.batch.rows.reading.streams import PARQUET, compression_of
from ayuda.batch.rows.unbuffered import Streams, UnbufferedRows
from ayuda.batch.summary import Summary
from ayuda.cli.batch.inputs import STANDARD_INPUT, STDIN
from ayuda.cli.batch.options import row_job
from ayuda.cli.session import Session
from ayuda.errors import AyudaError, Problem, unreadable

CHUNK = 1 << 16
WITH_WHOLE_FILES = (
    "output",
    "format",
    "summary",
    "resume",
    "cluster",
    "spreadsheet_safe",
    "propose",
)
"""The options that say what becomes of a whole file."""
STREAMED: tuple[RowFormat, ...] = ("csv", "tsv", "jsonl")
ASCII_LINE = "\n"


def refuse_whole_files(options: dict[str, Any], inputs: Sequence[str]) -> None:
    """Raise AyudaError for options and inputs that are of whole files."""
    problems = [
        Problem(f"--{name.replace('_', '-')}", "batch-unbuffered-option")
        for name in WITH_WHOLE_FILES
        if options.get(name)
    ]
    if len(inputs) > 1 or is_remote(inputs[0]) or Path(inputs[0]).is_dir():
        problems.append(Problem(inputs[-1], "batch-unbuffered-input"))
    if problems:
        raise AyudaError(problems)


def decide_unbuffered(
    session: Session, flow: str, inputs: Sequence[str], options: dict[str, Any]
) -> Summary:
    """Decide the rows of an input as they come. Raises AyudaError; rows that are out stay."""
    job = row_job(session, flow, session.setting(options).now, options)
    told = job.layout.encoding
    if told is not None and ASCII_LINE.encode(told) != ASCII_LINE.encode():
        raise AyudaError.of(inputs[0], "batch-unbuffered-input")
    with _opened(inputs[0]) as (source, name, kind):
        streams = Streams(_reading(source, name), _write, name, kind)
        return UnbufferedRows(job, session.policy, session.texts, streams).decide()


@contextmanager
def _opened(told: str) -> Iterator[tuple[BinaryIO | None, str, RowFormat | None]]:
    """An input to read from, its name, and the format that the name says. Raises AyudaError."""
    if told == STANDARD_INPUT:
        yield getattr(sys.stdin, "buffer", None), STDIN, None
        return
    kind, compression = format_of_name(told)
    if compression != "none" or kind not in {*STREAMED, None}:
        raise AyudaError.of(told, "batch-unbuffered-input")
    try:
        source = Path(told).open("rb")  # noqa: SIM115 - it is closed below
    except FileNotFoundError:
        raise AyudaError.of(told, "batch-no-input") from None
    except (OSError, ValueError) as error:
        raise unreadable(told, error) from None
    with source:
        yield source, told, kind


def _reading(source: BinaryIO | None, name: str) -> Callable[[], bytes]:
    """What gives all that has come; it waits where nothing has. Raises AyudaError."""
    has_begun = False

    def read() -> bytes:
        nonlocal has_begun
        if source is None:
            return b""
        try:
            chunk: bytes = source.read1(CHUNK)  # type: ignore[attr-defined]
        except OSError as error:
            raise unreadable(name, error) from None
        if not has_begun and (compression_of(chunk) != "none" or chunk.startswith(PARQUET)):
            raise AyudaError.of(name, "batch-unbuffered-input")
        has_begun = True
        return chunk

    return read


def _write(content: bytes) -> None:
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()
