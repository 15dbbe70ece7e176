"""The inputs of a batch as files of this machine: standard input and stores are copied first."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from tempfile import TemporaryDirectory
from typing import BinaryIO

import msgspec

from ayuda.batch.parts.partitions import partitions
from ayuda.batch.parts.places import is_remote, store_of
from ayuda.batch.rows.reading.files import named_files
from ayuda.batch.summary import FaultyRow, Summary
from ayuda.errors import AyudaError, Problem

STANDARD_INPUT = "-"
STDIN = "stdin"


class Inputs(msgspec.Struct, frozen=True):
    """Files to read, and how those are called that are copies of something else."""

    paths: tuple[str, ...]
    names: dict[str, str]

    def named(self, error: AyudaError) -> AyudaError:
        """The error with the inputs' own names."""
        return AyudaError([self._named(problem) for problem in error.problems])

    def _named(self, problem: Problem) -> Problem:
        for path, name in self.names.items():
            if problem.where.startswith(path):
                where = name + problem.where.removeprefix(path)
                return msgspec.structs.replace(problem, where=where)
        return problem

    def named_summary(self, summary: Summary) -> Summary:
        """The summary with the inputs' own names."""
        first = tuple(self._named_row(row) for row in summary.first)
        return msgspec.structs.replace(summary, first=first)

    def _named_row(self, row: FaultyRow) -> FaultyRow:
        return msgspec.structs.replace(row, source=self.names.get(row.source, row.source))


@contextmanager
def files_of(inputs: Sequence[str]) -> Iterator[Inputs]:
    """The files that the inputs stand for, in order. Raises AyudaError."""
    with TemporaryDirectory(prefix="ayuda-") as folder:
        paths: list[str] = []
        names: dict[str, str] = {}
        for told in inputs:
            if told == STANDARD_INPUT:
                source: BinaryIO | None = getattr(sys.stdin, "buffer", None)
                copies = [(_copy(source, Path(folder, STDIN), STDIN), STDIN)]
            elif is_read_once(told):
                inside = Path(folder, f"{len(paths)}-{Path(told).name}")
                with Path(told).open("rb") as pipe:
                    copies = [(_copy(pipe, inside, told), told)]
            elif is_remote(told):
                copies = list(_copies_of_store(told, Path(folder)))
            else:
                paths += named_files([told])
                continue
            for copy, name in copies:
                paths.append(str(copy))
                names[str(copy)] = name
        yield Inputs(tuple(paths), names)


def is_read_once(told: str) -> bool:
    """Whether an input is standard input or a pipe: neither a file nor a folder."""
    if told == STANDARD_INPUT:
        return True
    try:
        mode = Path(told).stat().st_mode
    except (OSError, ValueError):
        return False
    return not (S_ISREG(mode) or S_ISDIR(mode))


def refuse_read_once(inputs: Sequence[str]) -> None:
    """Raise AyudaError for an input that no part can be made of: it could not be resumed."""
    for told in inputs:
        if is_read_once(told):
            where = STDIN if told == STANDARD_INPUT else told
            raise AyudaError.of(where, "batch-needs-files")


def _copy(source: BinaryIO | None, copy: Path, where: str) -> Path:
    try:
        with copy.open("wb") as file:
            if source is not None:
                shutil.copyfileobj(source, file)
    except OSError as error:
        reason = error.strerror or str(error)
        raise AyudaError.of(where, "batch-unreadable", reason=reason) from None
    return copy


def _copies_of_store(told: str, folder: Path) -> Iterator[tuple[Path, str]]:
    for number, partition in enumerate(partitions([told], ".csv")):
        inside = folder / str(number)
        inside.mkdir()
        store, path = store_of(partition.path)
        copy = inside / Path(path).name
        try:
            store.get_file(path, str(copy))
        except Exception as error:  # noqa: BLE001 - every store has errors of its own
            reason = str(error) or type(error).__name__
            raise AyudaError.of(partition.path, "batch-vanished", reason=reason) from None
        yield copy, partition.path
