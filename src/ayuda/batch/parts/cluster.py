"""Partitions on many machines: the same function on every worker of a Dask cluster."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import msgspec

from ayuda.batch.parts.edition import edition
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
MOST_WORKERS = 1024
"""Of one machine: beyond are slips of the keyboard, and each worker is a process."""
SETTINGS = {
    "distributed.scheduler.allowed-failures": MOST_DEATHS,
    "distributed.comm.timeouts.connect": f"{CONNECT_SECONDS}s",
    # Pages about the work, which anybody could read.
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    # On a busy machine a worker would warn of slow disks on its standard error, which is ours.
    "distributed.nanny.pre-spawn-environ.PYTHONWARNINGS": "ignore",
}


class ClusterJob(msgspec.Struct, frozen=True):
    """What a worker is told: the job, and where the parts go.

    ``policy`` is the content of the policy file, where it is not the built-in one, and
    ``policy_parts`` those of the parts that it names.
    """

    job: RowJob
    folder: str
    policy: bytes | None = None
    policy_parts: dict[str, bytes] = {}


PartReply = PartRecord | tuple[Problem, ...] | None
"""A part, or what is wrong; None where nothing was asked but whether the worker can do it."""
Work = Callable[[str, bytes, bytes | None], bytes]
"""A worker's function: the client's edition, ClusterJob and Partition in, PartReply out (msgpack).

The edition comes first: of another one, nothing else may mean the same. Without a partition the
function only says whether the worker has the same edition and policy.
"""


class Way(msgspec.Struct, frozen=True):
    """How a cluster is reached: a scheduler's address, or ``local:N`` for N workers here.

    ``quietly`` is a context in which signals do not reach what is started.
    """

    address: str
    quietly: Callable[[], AbstractContextManager[None]]


def decide_on_cluster(
    way: Way,
    told: ClusterJob,
    partitions: Sequence[Partition],
    work: Work,
    folder: PartFolder,
    watch: Watch,
) -> Summary:
    """Decide all partitions that an earlier run has not finished. Raises AyudaError.

    A partition whose worker dies is given to another one; what is finished stays, whatever is
    raised.
    """
    call = (work, edition(), msgspec.msgpack.encode(told))
    total = sum(partition.size for partition in partitions) or 1
    missing = [part for part in partitions if folder.kept(part.name, part.source) is None]
    done = total - sum(partition.size for partition in missing)
    with _client(way) as client:
        for answer in _asked(client, call):
            _part(answer)
        futures = {
            client.submit(*call, msgspec.msgpack.encode(part), pure=False): part for part in missing
        }
        watch(done / total)
        for future in _finished(futures):
            folder.add(_part(_result(future, futures[future])))
            done += futures[future].size
            watch(done / total)
    return folder.finish(partition.name for partition in partitions)


def _asked(client: Any, call: tuple[Work, str, bytes]) -> list[bytes]:  # noqa: ANN401 - untyped
    """What every worker says to a job as such. Raises AyudaError where one cannot even be asked."""
    try:
        return list(client.run(*call, None).values())
    except Exception as error:  # noqa: BLE001 - whatever went wrong elsewhere
        raise _failed("--cluster", error) from None


def _part(answer: bytes) -> Any:  # noqa: ANN401 - None where nothing was asked for
    found = msgspec.msgpack.decode(answer, type=PartReply)
    if isinstance(found, tuple):
        raise AyudaError(found)
    return found


def _finished(futures: dict[Any, Partition]) -> Iterator[Any]:
    from distributed import as_completed

    yield from as_completed(futures)


def _result(future: Any, partition: Partition) -> bytes:  # noqa: ANN401 - the library has no types
    import asyncio
    from concurrent import futures

    from distributed import KilledWorker

    try:
        found: bytes = future.result()
    except KilledWorker:
        raise AyudaError.of(partition.path, "batch-killed") from None
    except (
        asyncio.CancelledError,
        futures.CancelledError,
    ):  # The scheduler has gone, and with it all that it was asked for.
        raise AyudaError.of("--cluster", "batch-cluster-gone") from None
    except Exception as error:  # noqa: BLE001 - whatever went wrong elsewhere
        raise _failed(partition.path, error) from None
    return found


def _failed(where: str, error: Exception) -> AyudaError:
    reason = f"{type(error).__name__}: {error}".partition("\n")[0]
    return AyudaError.of(where, "batch-cluster-failed", reason=reason)


@contextmanager
def _client(way: Way) -> Iterator[Any]:
    """A client of a running cluster, or of one that lives as long. Raises AyudaError."""
    try:
        import dask
        import distributed
    except ImportError:
        raise AyudaError.of("--cluster", "batch-cluster-missing") from None
    # What becomes of workers is told in our own words, or mended and not worth any.
    logging.disable()
    kind, _, count = way.address.partition(":")
    with warnings.catch_warnings(), dask.config.set(SETTINGS):
        warnings.simplefilter("ignore")
        if kind != LOCAL:
            with _connected(distributed, way.address) as client:
                yield client
            return
        with (
            _local(distributed, _workers(count), way.quietly) as cluster,
            distributed.Client(cluster) as client,
        ):
            yield client


def _local(
    distributed: Any,  # noqa: ANN401 - a module
    workers: int | None,
    quietly: Callable[[], AbstractContextManager[None]],
) -> Any:  # noqa: ANN401 - the library has no types
    """A cluster of this process, which nobody else can talk to: certificates are made for it.

    Raises AyudaError where what makes them is not there.
    """
    from multiprocessing import resource_tracker

    try:
        security = distributed.Security.temporary()
    except ImportError:
        raise AyudaError.of("--cluster", "batch-cluster-missing") from None
    with quietly():
        resource_tracker.ensure_running()  # Started later, it would let signals through again.
    with quietly():
        return distributed.LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            security=security,
            scheduler_kwargs={"dashboard": False},
            dashboard_address="127.0.0.1:0",  # nothing is shown there, but a port is taken
            silence_logs=logging.CRITICAL,
        )


def _workers(told: str) -> int | None:
    """How many workers are wanted here; None for as many as there are cores."""
    if not told:
        return None
    if not told.isdecimal() or not 0 < int(told[:10]) <= MOST_WORKERS:
        raise AyudaError.of("--cluster", "batch-bad-pair", value=told, example="--cluster local:2")
    return int(told)


@contextmanager
def _connected(distributed: Any, address: str) -> Iterator[Any]:  # noqa: ANN401 - a module
    """A client of a running cluster that has workers."""
    try:
        client = distributed.Client(address, timeout=CONNECT_SECONDS)
    except Exception as error:  # noqa: BLE001 - certificates alone fail in a dozen ways
        raise _failed("--cluster", error) from None
    with client:
        try:
            client.wait_for_workers(1, timeout=CONNECT_SECONDS)
        except TimeoutError as error:
            raise AyudaError.of("--cluster", "batch-cluster-failed", reason=str(error)) from None
        yield client
