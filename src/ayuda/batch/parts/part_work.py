"""One partition to one part: the same on this machine and on any worker of a cluster."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from ayuda.batch.formats import format_of_name
from ayuda.batch.output import Target
from ayuda.batch.parts.manifest import PartRecord
from ayuda.batch.parts.partitions import Partition
from ayuda.batch.parts.places import Place, is_remote, store_of
from ayuda.batch.rows.database import Watch
from ayuda.batch.rows.layout import Layout
from ayuda.batch.rows.reading.files import row_file
from ayuda.batch.rows.row_batch import RowBatch
from ayuda.batch.summary import FaultyRow
from ayuda.errors import AyudaError, Problem

CHUNK = 4 << 20


def decide_part(
    batch: RowBatch,
    partition: Partition,
    place: Place,
    watch: Watch = lambda _share: None,
) -> PartRecord:
    """Decide a partition's rows and put the part in its place. Raises AyudaError."""
    kind, compression = format_of_name(partition.name)
    assert kind is not None
    layout = batch.job.layout
    with TemporaryDirectory(prefix="ayuda-") as folder:
        path = _on_this_machine(partition, layout, Path(folder))
        made = place.path(partition.name) or Path(folder, f"part-{partition.name}")
        try:
            file = row_file(str(path), layout)
            summary = batch.decide([file], Target(made, kind, compression), watch)
        except AyudaError as error:
            raise _of_source(error, partition, path) from None
        if place.path(partition.name) is None:
            place.put(made, partition.name)
        return PartRecord(
            partition.name,
            partition.source,
            summary.rows,
            summary.outcomes,
            summary.undecided,
            summary.faulty,
            made.stat().st_size,
            _digest(made),
            tuple(_row_of_source(row, partition) for row in summary.first),
            summary.ignored,
            summary.taken,
            summary.blank,
        )


def _on_this_machine(partition: Partition, layout: Layout, folder: Path) -> Path:
    """The partition as a file of its own; a whole local file is used as it is."""
    if not is_remote(partition.path) and not partition.end:
        return Path(partition.path)
    path = folder / Path(partition.path).name
    if partition.end:
        with path.open("wb") as file:
            for chunk in _stretch(partition, layout):
                file.write(chunk)
        return path
    store, source = store_of(partition.path)
    try:
        store.get_file(source, str(path))
    except Exception as error:  # noqa: BLE001 - every store has errors of its own
        reason = str(error) or type(error).__name__
        raise AyudaError.of(partition.path, "batch-vanished", reason=reason) from None
    return path


def _stretch(partition: Partition, layout: Layout) -> Iterator[bytes]:
    """The header of the file, then the partition's own bytes."""
    whole = row_file(partition.path, layout)
    if whole.delimiter:
        yield f"{whole.header}{whole.line_end}".encode()
    with Path(partition.path).open("rb") as file:
        file.seek(partition.start)
        left = partition.end - partition.start
        while left and (chunk := file.read(min(left, CHUNK))):
            left -= len(chunk)
            yield chunk


def _of_source(error: AyudaError, partition: Partition, path: Path) -> AyudaError:
    """The error as the input's own: its path, and its line."""
    return AyudaError([_problem(problem, partition, str(path)) for problem in error.problems])


def _problem(problem: Problem, partition: Partition, path: str) -> Problem:
    where = problem.where
    if not where.startswith(path):
        return problem
    line = where.removeprefix(path).removeprefix(":")
    told = f":{int(line) + partition.line}" if line.isdigit() else where.removeprefix(path)
    return Problem(f"{partition.path}{told}", problem.code, problem.values)


def _row_of_source(row: FaultyRow, partition: Partition) -> FaultyRow:
    return msgspec.structs.replace(row, source=partition.path, line=row.line + partition.line)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
