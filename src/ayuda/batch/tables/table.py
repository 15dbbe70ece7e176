"""Deciding the rows of a table of another program: ``ayuda.decide_table``."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence, Sized
from datetime import datetime
from typing import Any

from ayuda.api import language_of, load_policy, setting_of
from ayuda.batch.mapped import mapped_job
from ayuda.batch.mapping import load_mapping, mapping_of
from ayuda.batch.rows.job import RowJob, added_columns, chosen_columns
from ayuda.batch.tables.deciding import Piece, TableDecider
from ayuda.batch.tables.streams import TABLE, Exporter, StreamIn, StreamOut
from ayuda.batch.tables.structures import Array
from ayuda.cache import Cache
from ayuda.errors import AyudaError
from ayuda.policy.load import PolicyFile
from ayuda.texts import Texts, load_texts

MAPPING = "mapping"
"""What a mapping that is in no file is called in problems."""
MappingTold = str | os.PathLike[str] | Mapping[str, Any]


class DecidedTable:
    """A table with the columns that decisions add, for any program that reads an Arrow stream.

    ``polars.DataFrame(…)``, ``pyarrow.table(…)``, ``pandas.DataFrame.from_arrow(…)`` and DuckDB
    (by its name in a query) take it as it is. What came as a stream can be read once.
    """

    def __init__(
        self, decider: TableDecider, pieces: Callable[[], Iterator[Piece]], texts: Texts
    ) -> None:
        self._decider = decider
        self._pieces = pieces
        self._texts = texts

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """A capsule with an Arrow stream (the Arrow PyCapsule interface)."""
        del requested_schema  # It is a wish, and the reader casts what it wants otherwise.
        return StreamOut(self._decider.whole_schema, self._arrays, self._said).capsule()

    def _arrays(self) -> Iterator[Array]:
        for piece in self._pieces():
            yield self._decider.whole_array(piece)

    def _said(self, error: BaseException) -> str:
        if not isinstance(error, AyudaError):
            return str(error)
        said = map(self._texts.message, error.problems)
        return " ".join(f"{one.where}: {one.what} {one.hint}" for one in said)


def decide_table(
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
    texts = load_texts(language_of(lang), Cache())
    job = _job(policy_file, flow, now, region, columns, texts)
    if mapping is not None:
        told = mapping_of(mapping, MAPPING) if isinstance(mapping, Mapping) else None
        told = told or load_mapping(os.fspath(mapping))  # type: ignore[arg-type]
        job = mapped_job(job, told, policy_file.policy)
    stream = StreamIn(table)
    decider = TableDecider(job, policy_file.policy, texts, stream.schema)
    if isinstance(table, Sized):
        pieces = list(decider.decided(stream))
        return DecidedTable(decider, lambda: iter(pieces), texts)
    return DecidedTable(decider, _Once(decider.decided(stream)).taken, texts)


class _Once:
    """Pieces that can be taken once."""

    def __init__(self, pieces: Iterator[Piece]) -> None:
        self._pieces: Iterator[Piece] | None = pieces

    def taken(self) -> Iterator[Piece]:
        """The pieces. Raises AyudaError the second time that the first of them is asked for."""
        pieces, self._pieces = self._pieces, None
        if pieces is None:
            raise AyudaError.of(TABLE, "table-read-before")
        yield from pieces


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
        file.path, file.sha256, flow, setting.now, setting.calendar.region, texts.language, added
    )
