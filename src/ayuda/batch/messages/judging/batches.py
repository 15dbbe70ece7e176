"""Some messages at a time: fetched, judged and made lines, in whatever process."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from ayuda.batch.messages.finding.references import Reference, fetch
from ayuda.batch.messages.judging.lines import LineFormat, MailLines
from ayuda.batch.messages.judging.results import MailDecider, MailJob, MailResult
from ayuda.batch.summary import FAULTY, FaultyRow
from ayuda.cache import Cache
from ayuda.errors import AyudaError
from ayuda.policy.load import load
from ayuda.texts import load_texts_beside

FIRST = 5
"""So many faulty messages are told at the end."""
BATCH_MESSAGES = 32
BATCH_BYTES = 4 << 20
"""A batch is full with so many messages, or with so many bytes, as far as their sizes are known."""


class BatchWork(msgspec.Struct, frozen=True):
    """What a process needs to know before its first message.

    ``only`` are the outcomes whose lines are wanted (all where it is empty), ``FAULTY`` among them.
    ``line_format`` is None where no lines are wanted, only counts. ``cache`` is the folder in
    which parsed files are remembered.
    """

    job: MailJob
    line_format: LineFormat | None
    only: tuple[str, ...] = ()
    cache: str | None = None


class JudgedBatch(msgspec.Struct, frozen=True):
    """What a batch came to: its lines, in order, and its counts.

    ``messages`` is how many there were, ``written`` how many have a line, ``size`` how many bytes
    were read. ``kinds`` counts by outcome, FAULTY being one.
    """

    lines: bytes
    messages: int
    written: int
    size: int
    kinds: dict[str, int]
    first: tuple[FaultyRow, ...]


class BatchJudge:
    """Judges batches; make it once in each process.

    Raises AyudaError where the policy cannot be read, or is not the one that the job is for.
    """

    def __init__(self, work: BatchWork) -> None:
        job = work.job
        cache = Cache(Path(work.cache) if work.cache is not None else None)
        policy_file = load(Path(job.policy_path), cache)
        if policy_file.sha256 != job.policy_sha256:
            raise AyudaError.of(job.policy_path, "batch-policy-differs", value=policy_file.sha256)
        texts = load_texts_beside(policy_file.policy, job.language, cache)
        self._decider = MailDecider(job, policy_file.policy, texts)
        self._lines = MailLines(job, work.line_format) if work.line_format else None
        self._only = frozenset(work.only)

    def judge(self, references: Iterable[Reference]) -> JudgedBatch:
        """Judge a batch; every message is counted."""
        lines: list[bytes] = []
        kinds: Counter[str] = Counter()
        first: list[FaultyRow] = []
        size = 0
        for reference in references:
            read, result = self._result(reference)
            line, result = self._line(result)
            size += read
            kind = result.outcome or FAULTY
            kinds[kind] += 1
            if line is not None and (not self._only or kind in self._only):
                lines.append(line)
            if result.outcome is None and len(first) < FIRST:
                first.append(FaultyRow(result.message, 0, (), result.problem))
        content = b"".join(lines)
        return JudgedBatch(content, kinds.total(), len(lines), size, kinds, tuple(first))

    def _result(self, reference: Reference) -> tuple[int, MailResult]:
        """The size of a message, and what it comes to."""
        try:
            raw = fetch(reference)
        except AyudaError as error:
            return 0, self._decider.faulty(reference.where, error)
        except Exception as error:  # noqa: BLE001 - as in the decider
            return 0, self._decider.failed(reference.where, error)
        return len(raw), self._decider.decide(raw, reference.where)

    def _line(self, result: MailResult) -> tuple[bytes | None, MailResult]:
        """The line of a result; of one that cannot be written, of what is told instead."""
        if self._lines is None:
            return None, result
        try:
            return self._lines.line(result), result
        except Exception as error:  # noqa: BLE001 - as in the decider
            failed = self._decider.failed(result.message, error)
            return self._lines.line(failed), failed


def batches(references: Iterable[Reference], most: int) -> Iterator[list[Reference]]:
    """References in batches of bounded size, with at most so many messages."""
    batch: list[Reference] = []
    size = 0
    for reference in references:
        batch.append(reference)
        size += reference.length or len(reference.content or b"")
        if len(batch) >= most or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
