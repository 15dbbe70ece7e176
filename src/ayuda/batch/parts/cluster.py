"""Partitions on many machines: the same function on every worker of a Dask cluster."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import msgspec

from ayuda.batch.parts.manifest import PartFolder, PartRecord
from ayuda.batch.parts.partitions import Partition
from ayuda.batch.rows.database import Watch
from ayuda.batch.rows.job import RowJob
from ayuda.batch.summary import Summary
from ayuda.errors import AyudaError, Problem

LOCAL = "local"
CONNECT_SECONDS = 10
MOST_DEATHS = 3
"""How many workers may die over the same partition before it is given up."""


class ClusterJob(msgspec.Struct, frozen=True):
    """What a worker is told: the job, the edition of the program, and where the parts go.

    ``policy`` is the content of the policy file, where it is not the built-in one.
    """

    job: RowJob
    edition: str
    folder: str
    policy: bytes | None = None


Answer = PartRecord | tuple[Problem, ...] | None
"""A part, or what is wrong; None where nothing was asked but whether the worker can do it."""
Work = Callable[[bytes, bytes | None], bytes]
"""A worker's function: ClusterJob and Partition in, Answer out, all as msgpack.

Without a partition it only says whether it has the same policy.
"""


def decide_on_cluster(
    address: str,
    told: ClusterJob,
    partitions: Sequence[Partition],
    work: Work,
    folder: PartFolder,
    watch: Watch,
) -> Summary:
    """Decide all partitions that an earlier run has not finished. Raises AyudaError.

    ``address`` is a scheduler's, or ``local:N`` for N workers here. A partition whose worker dies
    is given to another one; what is finished stays, whatever is raised.
    """
    job = msgspec.msgpack.encode(told)
    total = sum(partition.size for partition in partitions) or 1
    missing = [part for part in partitions if folder.kept(part.name, part.source) is None]
    done = total - sum(partition.size for partition in missing)
    with _client(address) as client:
        for answer in client.run(work, job, None).values():
            _part(answer)
        futures = {
            client.submit(work, job, msgspec.msgpack.encode(part), pure=False): part
            for part in missing
        }
        watch(done / total)
        for future in _finished(futures):
            folder.add(_part(_result(future, futures[future])))
            done += futures[future].size
            watch(done / total)
    return folder.finish(partition.name for partition in partitions)


def _part(answer: bytes) -> Any:  # noqa: ANN401 - None where nothing was asked for
    found = msgspec.msgpack.decode(answer, type=Answer)
    if isinstance(found, tuple):
        raise AyudaError(found)
    return found


def _finished(futures: dict[Any, Partition]) -> Iterator[Any]:
    from distributed import as_completed

    yield from as_completed(futures)


def _result(future: Any, partition: Partition) -> bytes:  # noqa: ANN401 - the library has no types
    from distributed import KilledWorker

    try:
        found: bytes = future.result()
    except KilledWorker:
        raise AyudaError.of(partition.path, "batch-killed") from None
    except Exception as error:  # noqa: BLE001 - whatever went wrong elsewhere
        reason = f"{type(error).__name__}: {error}"
        raise AyudaError.of(partition.path, "batch-cluster-failed", reason=reason) from None
    return found


@contextmanager
def _client(address: str) -> Iterator[Any]:
    """A client of a running cluster, or of one that lives as long. Raises AyudaError."""
    try:
        import dask
        import distributed
    except ImportError:
        raise AyudaError.of("--cluster", "batch-cluster-missing") from None
    settings = {
        "distributed.scheduler.allowed-failures": MOST_DEATHS,
        "distributed.comm.timeouts.connect": f"{CONNECT_SECONDS}s",
    }
    # What becomes of workers is told in our own words, or mended and not worth any.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    kind, _, count = address.partition(":")
    with dask.config.set(settings):
        if kind != LOCAL:
            with _connected(distributed, address) as client:
                yield client
            return
        with (
            distributed.LocalCluster(
                n_workers=_workers(count),
                threads_per_worker=1,
                dashboard_address="127.0.0.1:0",  # none is drawn, but a port is taken
                silence_logs=logging.CRITICAL,
            ) as cluster,
            distributed.Client(cluster) as client,
        ):
            yield client


def _workers(told: str) -> int | None:
    """How many workers are wanted here; None for as many as there are cores."""
    if not told:
        return None
    if not told.isdigit() or not int(told):
        raise AyudaError.of("--cluster", "batch-bad-pair", value=told, example="--cluster local:2")
    return int(told)


@contextmanager
def _connected(distributed: Any, address: str) -> Iterator[Any]:  # noqa: ANN401 - a module
    """A client of a running cluster that has workers."""
    try:
        client = distributed.Client(address, timeout=CONNECT_SECONDS)
    except (OSError, ValueError) as error:
        raise AyudaError.of("--cluster", "batch-cluster-failed", reason=str(error)) from None
    with client:
        try:
            client.wait_for_workers(1, timeout=CONNECT_SECONDS)
        except TimeoutError as error:
            raise AyudaError.of("--cluster", "batch-cluster-failed", reason=str(error)) from None
        yield client
