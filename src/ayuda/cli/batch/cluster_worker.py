"""What a worker of a cluster does: a partition, with the worker's own copy of the program."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from ayuda.batch.parts.cluster import ClusterJob, PartReply
from ayuda.batch.parts.edition import edition
from ayuda.batch.parts.part_work import decide_part
from ayuda.batch.parts.partitions import Partition
from ayuda.batch.parts.places import place_of
from ayuda.batch.rows.database import Limits
from ayuda.batch.rows.row_batch import RowBatch
from ayuda.cache import Cache
from ayuda.errors import AyudaError
from ayuda.policy.load import PolicyFile, built_in_path, load, parse
from ayuda.texts import load_texts_beside


def work(clients: str, job: bytes, partition: bytes | None) -> bytes:
    """Decide a partition; see ``ayuda.batch.parts.cluster.Work``. Errors are answers, too."""
    try:
        if clients != edition():
            raise AyudaError.of("--cluster", "batch-edition-differs", value=edition(), own=clients)
        answer: PartReply = _decide(msgspec.msgpack.decode(job, type=ClusterJob), partition)
    except AyudaError as error:
        answer = error.problems
    return msgspec.msgpack.encode(answer)


def _decide(told: ClusterJob, partition: bytes | None) -> PartReply:
    file = _same_policy(told)
    if partition is None:
        return None
    texts = load_texts_beside(file.policy, told.job.language, Cache())
    batch = RowBatch(told.job, file.policy, texts, Limits(threads=1))
    found = msgspec.msgpack.decode(partition, type=Partition)
    return decide_part(batch, found, place_of(told.folder))


def _same_policy(told: ClusterJob) -> PolicyFile:
    """The worker's policy. Raises AyudaError where it is not the client's."""
    named = os.environ.get("AYUDA_POLICY")
    if named or told.policy is None:
        file = load(Path(named) if named else built_in_path(), Cache())
    else:
        file = parse(told.job.policy_path, told.policy, lambda _, name: _part(told, name))
    if file.sha256 != told.job.policy_sha256:
        words = f"{file.path} ({file.sha256[:12]})"
        raise AyudaError.of("--cluster", "batch-policy-differs", value=words)
    return file


def _part(told: ClusterJob, name: str) -> bytes:
    """A part of the client's policy. Raises AyudaError where its entry has changed since."""
    if name not in told.policy_parts:
        raise AyudaError.of("--cluster", "batch-policy-differs", value=name)
    return told.policy_parts[name]
