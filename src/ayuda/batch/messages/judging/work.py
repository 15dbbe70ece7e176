"""Messages to a file of results: references go in, a whole file and a summary come out."""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Protocol, Self

import msgspec

from ayuda.batch.formats import Compression
from ayuda.batch.messages.finding.references import Reference
from ayuda.batch.messages.judging.batches import (
    BATCH_MESSAGES,
    FIRST,
    BatchJudge,
    BatchWork,
    JudgedBatch,
    batches,
)
from ayuda.batch.messages.judging.conversion import MADE_OF, convert, needs_conversion
from ayuda.batch.messages.judging.lines import LineFormat, MailLines
from ayuda.batch.messages.judging.pool import MailPool
from ayuda.batch.messages.judging.results import MailJob
from ayuda.batch.output import Target, whole_file
from ayuda.batch.summary import FaultyRow, Summary, summary_of
from ayuda.errors import AyudaError

Watched = Callable[[int, int], None]
"""Told how many messages are done, and how many bytes of them were read."""


class Writable(Protocol):
    """Where lines go."""

    def write(self, content: bytes, /) -> object:
        """Take bytes."""

    def flush(self) -> object:
        """Pass on what was taken."""


class StreamTarget(msgspec.Struct, frozen=True):
    """A stream that results are written to as they come."""

    file: BinaryIO
    format: LineFormat


MailTarget = Target | StreamTarget | None
"""Where results go; None where they are only counted."""


def _unwatched(_messages: int, _size: int) -> None:
    """Nobody looks on."""


class MailWork:
    """One job, with the processes that do it; a context in which any number of targets is filled.

    ``only`` are the outcomes whose lines are written, ``faulty`` among them (all where it is
    empty). With one process the work is done in this one. ``cache`` is the folder in which parsed
    files are remembered. Raises AyudaError where the job cannot be done.
    """

    def __init__(
        self,
        job: MailJob,
        line_format: LineFormat | None,
        *,
        processes: int = 1,
        only: tuple[str, ...] = (),
        cache: Path | None = None,
    ) -> None:
        work = BatchWork(job, line_format, only, None if cache is None else str(cache))
        self._job = job
        self._only = only
        # Look-ups take seconds: so that others need not wait, and whoever looks on neither.
        self._most = 1 if job.dns else BATCH_MESSAGES
        self._lines = None if line_format is None else MailLines(job, line_format)
        self._pool = MailPool(work, processes) if processes > 1 else None
        self._judge = BatchJudge(work) if self._pool is None else None

    def __enter__(self) -> Self:
        """The work itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Ends the processes."""
        if self._pool is not None:
            self._pool.__exit__(kind, error, trace)

    def decide(
        self, references: Iterable[Reference], target: MailTarget, watch: Watched = _unwatched
    ) -> Summary:
        """Judge all messages, in order, and write their lines; the target of a file is whole.

        Raises AyudaError; whatever is raised, nothing half-written is left under a file's name,
        and the context is to be left. Errors of a stream go through as they are.
        """
        if target is None:
            return self._run(references, lambda _lines: None, watch)
        if isinstance(target, StreamTarget):
            return self._write(references, target.file, watch)
        with whole_file(target.path) as beside:
            if needs_conversion(target):
                return self._convert(references, target, beside, watch)
            with beside.open("wb") as file, _packed(file, target.compression) as packed:
                return self._write(references, packed, watch)

    def _convert(
        self, references: Iterable[Reference], target: Target, beside: Path, watch: Watched
    ) -> Summary:
        lines = beside.with_name(f"{beside.name}.lines")
        try:
            with lines.open("wb") as file:
                summary = self._write(references, file, watch)
            made = convert(lines, beside, target, self._job)
        finally:
            with suppress(OSError):
                lines.unlink(missing_ok=True)
        has_header = target.format in ("csv", "tsv", "xlsx")
        self._check_written(summary, made - has_header)
        return summary

    def _write(self, references: Iterable[Reference], file: Writable, watch: Watched) -> Summary:
        assert self._lines is not None
        file.write(self._lines.header())
        written = 0

        def write(lines: bytes) -> None:
            nonlocal written
            written += lines.count(b"\n")
            file.write(lines)

        summary = self._run(references, write, watch)
        file.flush()
        self._check_written(summary, written)
        return summary

    def _run(
        self, references: Iterable[Reference], write: Callable[[bytes], None], watch: Watched
    ) -> Summary:
        count = 0

        def counted() -> Iterator[Reference]:
            nonlocal count
            for reference in references:
                count += 1
                yield reference

        total = _Total()
        for judged in self._judged(
            batches(counted(), self._most), lambda: watch(total.messages, total.size)
        ):
            write(judged.lines)
            total.add(judged)
            watch(total.messages, total.size)
        summary = total.summary()
        if not count == total.messages == summary.rows:
            self._lost(count, total.messages)
        return summary

    def _judged(
        self, found: Iterator[list[Reference]], idle: Callable[[], None]
    ) -> Iterator[JudgedBatch]:
        if self._pool is not None:
            return self._pool.judged(found, idle)
        assert self._judge is not None
        return map(self._judge.judge, found)

    def _check_written(self, summary: Summary, written: int) -> None:
        """Every message must have its line, but for those that are not wanted."""
        wanted = summary.wanted(self._only)
        if wanted != written:
            self._lost(wanted, written)

    def _lost(self, read: int, written: int) -> None:
        raise AyudaError.of(self._job.flow, "batch-lost-rows", read=str(read), written=str(written))


def decide_messages(
    job: MailJob,
    references: Iterable[Reference],
    target: MailTarget,
    *,
    processes: int = 1,
    only: tuple[str, ...] = (),
    watch: Watched = _unwatched,
    cache: Path | None = None,
) -> Summary:
    """Judge all messages and write them to one target; see ``MailWork``."""
    line_format = line_format_of(target)
    with MailWork(job, line_format, processes=processes, only=only, cache=cache) as work:
        return work.decide(references, target, watch)


def line_format_of(target: MailTarget) -> LineFormat | None:
    """The format of the lines that a target needs: others are made of JSON lines or of CSV."""
    if target is None:
        return None
    return MADE_OF.get(target.format, "jsonl")


def _packed(file: BinaryIO, compression: Compression) -> AbstractContextManager[Writable]:
    if compression == "none":
        return nullcontext(file)
    # Without a time in it, the same results are the same file.
    return gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0)


class _Total:
    """What has been counted so far."""

    def __init__(self) -> None:
        self.messages = 0
        self.size = 0
        self._kinds: Counter[str] = Counter()
        self._first: list[FaultyRow] = []

    def add(self, judged: JudgedBatch) -> None:
        """Count a batch."""
        self.messages += judged.messages
        self.size += judged.size
        self._kinds.update(judged.kinds)
        self._first = [*self._first, *judged.first][:FIRST]

    def summary(self) -> Summary:
        """The counts."""
        return msgspec.structs.replace(summary_of(self._kinds), first=tuple(self._first))
