"""Deciding the rows of a table of another program: ``ayuda.decide_table``."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence, Sized
from datetime import datetime
from typing import Any, Protocol

from arro3.core import RecordBatch, RecordBatchReader, Table

from ayuda.api import load_policy, setting_of, texts_in
from ayuda.batch.mapped import mapped_job
from ayuda.batch.mapping import load_mapping, mapping_of
from ayuda.batch.rows.job import RowJob, added_columns, chosen_columns
from ayuda.batch.tables.deciding import TABLE, TableDecider, errors_of_table
from ayuda.errors import AyudaError
from ayuda.policy.load import PolicyFile
from ayuda.texts import Texts

MAPPING = "mapping"
"""What a mapping that is in no file is called in problems."""
MappingTold = str | os.PathLike[str] | Mapping[str, Any]


class Exporter(Protocol):
    """Anything that gives an Arrow stream (the Arrow PyCapsule interface)."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """A capsule that holds the stream."""
        ...


class DecidedTable:
    """A table with the columns that decisions add, for any program that reads an Arrow stream.

    ``polars.DataFrame(…)``, ``pyarrow.table(…)``, ``pandas.DataFrame.from_arrow(…)`` and DuckDB
    (by its name in a query) take it as it is. What came as a stream can be read once.
    """

    def __init__(self, held: Table | RecordBatchReader) -> None:
        self._held = held

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """A capsule with an Arrow stream. Raises AyudaError for a stream that was read before."""
        if isinstance(self._held, RecordBatchReader) and self._held.closed:
            raise AyudaError.of(TABLE, "table-read-before")
        del requested_schema  # It is a wish; whoever reads casts what is to be otherwise.
        return self._held.__arrow_c_stream__()


def decide_table(  # noqa: PLR0913 - options that are named, each of which may be left out
    table: Exporter,
    *,
    flow: str,
    mapping: MappingTold | None = None,
    policy: PolicyFile | str | os.PathLike[str] | None = None,
    now: datetime | str | None = None,
    region: str | None = None,
    lang: str = "en",
    columns: Sequence[str] | None = None,
) -> DecidedTable:
    """The rows of a table with what each comes to: its own columns as they are, then ours.

    ``table`` is anything that gives an Arrow stream: a DataFrame of Polars or pandas, a table or a
    reader of pyarrow, a relation of DuckDB. Its columns mean what those of files do, by their
    types: a moment without a zone is local time of the policy, nulls are unknown. ``mapping`` is
    a file, the name of one that comes with the program, or what would stand in the file.
    ``columns`` are those to be added, all if none are named.

    What has a length is decided at once. A stream without one is decided, batch by batch, as the
    result is read, which can be done once: neither has to fit into memory then. Raises AyudaError
    for what is wrong with the columns or the options; what is wrong with a row stands in it.
    """
    if not hasattr(table, "__arrow_c_stream__"):
        raise AyudaError.of(TABLE, "table-not-arrow", value=type(table).__name__)
    policy_file = policy if isinstance(policy, PolicyFile) else load_policy(policy)
    texts = texts_in(policy_file, lang)
    job = _job(policy_file, flow, now, region, columns, texts)
    if mapping is not None:
        if isinstance(mapping, str | os.PathLike):
            read = load_mapping(os.fspath(mapping))
        else:
            read = mapping_of(mapping, MAPPING)
        job = mapped_job(job, read, policy_file.policy)
    with errors_of_table():
        stream = RecordBatchReader.from_arrow(table)
        own = stream.schema
    decider = TableDecider(job, policy_file.policy, texts, own)
    batches = decider.decided(_read(stream))
    if isinstance(table, Sized):
        return DecidedTable(Table.from_batches(list(batches), schema=decider.schema))
    told = _told(batches, texts)
    return DecidedTable(RecordBatchReader.from_batches(decider.schema, told))


def _read(stream: RecordBatchReader) -> Iterator[RecordBatch]:
    """The batches of a stream. Raises AyudaError where it fails."""
    while True:
        with errors_of_table():
            batch = next(stream, None)
        if batch is None:
            return
        yield batch


def _told(batches: Iterator[RecordBatch], texts: Texts) -> Iterator[RecordBatch]:
    """The same; what fails is put into words, for whoever reads a stream hears nothing else."""
    try:
        yield from batches
    except AyudaError as error:
        said = map(texts.message, error.problems)
        words = " ".join(f"{one.where}: {one.what} {one.hint}" for one in said)
        raise RuntimeError(words) from error


def _job(
    file: PolicyFile,
    flow: str,
    now: datetime | str | None,
    region: str | None,
    columns: Sequence[str] | None,
    texts: Texts,
) -> RowJob:
    policy = file.policy
    if flow not in list(policy.flows):
        allowed = ", ".join(policy.flows)
        raise AyudaError.of("flow", "unknown-flow", value=str(flow), allowed=allowed)
    setting = setting_of(file, now, region)
    added = added_columns(policy, flow)
    if columns is not None:
        added = chosen_columns(policy, flow, [*map(str, columns)], "columns")
    return RowJob(
        file.path, file.sha256, flow, setting.now, setting.calendar.region, texts.chosen, added
    )
