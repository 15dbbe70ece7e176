"""Partitions one after the other, each with all of this machine's cores."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ayuda.batch.parts.manifest import PartFolder, PartRecord
from ayuda.batch.parts.partitions import Partition
from ayuda.batch.rows.database import Watch
from ayuda.batch.summary import Summary

Decide = Callable[[Partition, Watch], PartRecord]


def decide_parts(
    folder: PartFolder, partitions: Sequence[Partition], decide: Decide, watch: Watch
) -> Summary:
    """Decide all partitions that an earlier run has not finished. Raises AyudaError.

    What is finished stays, whatever is raised.
    """
    total = sum(partition.size for partition in partitions) or 1
    done = 0
    for partition in partitions:
        if folder.kept(partition.name, partition.source) is None:
            before, size = done, partition.size

            def told(share: float, before: int = before, size: int = size) -> None:
                watch((before + share * size) / total)

            folder.add(decide(partition, told))
        done += partition.size
        watch(done / total)
    return folder.finish(partition.name for partition in partitions)
