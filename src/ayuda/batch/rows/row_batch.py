"""Files of rows to a file of decisions: read, decided and written in one go."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from ayuda.batch.output import Target, whole_file
from ayuda.batch.rows.database import MUCH_MEMORY, Limits, Watch, close, connect, run
from ayuda.batch.rows.evaluation import Evaluation
from ayuda.batch.rows.failures import Unusable, Way, database_failure
from ayuda.batch.rows.files import RowFile, row_file
from ayuda.batch.rows.first_rows import faulty_rows
from ayuda.batch.rows.job import NEEDS_COLUMN, PROBLEM_COLUMN, RowJob
from ayuda.batch.rows.line_count import LineCount
from ayuda.batch.rows.relation import Relation, paths_of, relation_of
from ayuda.batch.rows.row_decider import RowDecider
from ayuda.batch.rows.streams import LATIN1
from ayuda.batch.rows.tails import JsonTail, TableTail
from ayuda.batch.rows.writing import Writing
from ayuda.batch.summary import FIRST_ROWS, Summary
from ayuda.errors import AyudaError
from ayuda.model import Policy
from ayuda.texts import Texts

if TYPE_CHECKING:
    import duckdb

FEW_BYTES = 64 << 10
"""Files below this size are decided row by row: working out the cells would take longer."""


class Reading(msgspec.Struct, frozen=True):
    """How files are read; ``encoding`` is None where it is as each file's beginning shows."""

    keep_lines: bool
    limits: Limits
    parallel: bool = True
    mixed_ends: bool = False
    encoding: str | None = None

    def other(self, needs: Way) -> Reading:
        """The way that is needed; this one where it is that already."""
        changes: dict[str, Any] = {
            "columns": {"keep_lines": False},
            "latin1": {"encoding": LATIN1},
            "one-thread": {"parallel": False},
            # By several threads, the database would miss rows, or refuse the file.
            "mixed-ends": {"mixed_ends": True, "parallel": False},
            "memory": {"limits": msgspec.structs.replace(self.limits, memory=MUCH_MEMORY)},
        }
        return msgspec.structs.replace(self, **changes[needs])


class RowBatch:
    """One job over files that are alike, with the words and the policy that it needs.

    ``fast`` is whether the table of cells is used; None leaves that to the size of the files.
    """

    def __init__(
        self, job: RowJob, policy: Policy, texts: Texts, limits: Limits, *, fast: bool | None = None
    ) -> None:
        self.job = job
        self.policy = policy
        self.texts = texts
        self.limits = limits
        self.fast = fast

    def decide(
        self, files: Sequence[RowFile], target: Target | None, watch: Watch = lambda _share: None
    ) -> Summary:
        """Decide all rows and write them to the target, which appears only when it is whole.

        Without a target they are only counted. Raises AyudaError; whatever is raised, nothing
        half-written is left.
        """
        reading = Reading(self._can_keep_lines(files, target), self.limits)
        while True:
            try:
                return _Run(self, files, target, reading).decide(watch)
            except Unusable as unusable:
                other = reading.other(unusable.needs)
                if other == reading and reading.keep_lines:
                    other = reading.other("columns")
                mixed = unusable.needs == "latin1" and any(f.is_surely_utf8 for f in files)
                if other == reading or mixed:
                    raise unusable.final(files[0].path) from None
                reading = other
                if reading.encoding is not None:
                    files = [row_file(file.path, encoding=reading.encoding) for file in files]

    def _can_keep_lines(self, files: Sequence[RowFile], target: Target | None) -> bool:
        first = files[0]
        if target is not None and target.format != first.format:
            return False
        if first.format == "jsonl":
            return True
        if self.job.spreadsheet_safe or self.fast is False:
            return False
        if (first.format, first.delimiter) == ("csv", "\t"):  # It is written with commas.
            return False
        plain = (file.keeps_lines and file.compression == "none" for file in files)
        return bool(first.columns) and all(plain)

    def evaluation(
        self, relation: Relation, files: Sequence[RowFile], writing: Writing
    ) -> Evaluation:
        """The evaluation of a relation."""
        setting = self.job.setting(self.policy)
        decider = RowDecider(setting, self.job.flow, self.texts, relation.columns)
        few = all(file.compression == "none" for file in files)
        few = few and sum(file.size for file in files) < FEW_BYTES
        return Evaluation(
            decider,
            writing.columns,
            writing.tail,
            few=few if self.fast is None else not self.fast,
        )


class _Run:
    """One reading of the files."""

    def __init__(
        self,
        batch: RowBatch,
        files: Sequence[RowFile],
        target: Target | None,
        reading: Reading,
    ) -> None:
        self.batch = batch
        self.job = batch.job
        self.files = files
        self.target = target
        self.reading = reading
        self.keep_lines = reading.keep_lines

    def decide(self, watch: Watch) -> Summary:
        connection = connect(self.reading.limits)
        try:
            relation = self._relation(connection, self.files)
            writing = self._writing(relation)
            evaluation = self.batch.evaluation(relation, self.files, writing)
            evaluation.prepare(connection, relation, lambda st: self._run(connection, st))
            evaluated = evaluation.query(relation)
            count = LineCount(self.files, rows_are_lines=self._rows_are_lines)

            def told(share: float) -> None:
                if self.reading.limits.threads != 1:  # One thread is one: it counts afterwards.
                    count.step()
                watch(share)

            if self.target is None:
                statement = writing.count_statement(evaluated)
                self._run(connection, statement, told)
                summary = self._counted(evaluation.summary(connection), count)
            else:
                with whole_file(self.target.path) as beside:
                    statement = writing.copy_statement(evaluated, beside, self.job.only)
                    [(written,)] = self._run(connection, statement, told, beside)
                    summary = self._counted(evaluation.summary(connection), count)
                    _check_same(summary.wanted(self.job.only), written, str(self.target.path))
                    header = writing.header_statement(beside)
                    if not written and header is not None:
                        self._run(connection, header, beside=beside)
            return msgspec.structs.replace(summary, first=self._first_rows(connection, summary))
        finally:
            close(connection)

    @property
    def _rows_are_lines(self) -> bool:
        return self.keep_lines or self.files[0].format == "jsonl"

    def _relation(
        self, connection: duckdb.DuckDBPyConnection, files: Sequence[RowFile]
    ) -> Relation:
        keys: Sequence[str] = ()
        if files[0].format == "jsonl" and not self.keep_lines:
            keys = self._keys(connection)
        return relation_of(
            self.job,
            self.batch.policy,
            files,
            keep_lines=self.keep_lines,
            keys=keys,
            parallel=self.reading.parallel,
            mixed_ends=self.reading.mixed_ends,
        )

    def _keys(self, connection: duckdb.DuckDBPyConnection) -> list[str]:
        """The keys of JSON lines, in the order in which they appear."""
        paths = paths_of(self.files)
        lines = f"read_json_objects({paths}, format = 'newline_delimited')"
        keys = f"SELECT json_keys(json) AS keys, row_number() OVER () AS place FROM {lines}"
        every = f"SELECT unnest(keys) AS key, unnest(range(len(keys))) AS nth, place FROM ({keys})"
        order = "min(place), arg_min(nth, place)"
        statement = f"SELECT key FROM ({every}) GROUP BY key ORDER BY {order}"
        return [key for (key,) in self._run(connection, statement)]

    def _writing(self, relation: Relation) -> Writing:
        first = self.files[0]
        tail: TableTail | JsonTail | None = None
        if relation.line is not None:
            tail = TableTail(first.delimiter) if first.delimiter else JsonTail()
        return Writing(
            relation,
            self.job.columns,
            tail,
            self.target or Target(Path(first.path), first.format),
            header=first.header,
            delimiter=first.delimiter,
            spreadsheet_safe=self.job.spreadsheet_safe,
        )

    def _counted(self, summary: Summary | None, count: LineCount) -> Summary:
        """The summary, once every row that was read is known to be in it."""
        if summary is None:
            raise AyudaError.of(self.files[0].path, "batch-lost-rows", read="?", written="?")
        try:
            there = count.check(summary.rows)
        except OSError as error:
            reason = error.strerror or str(error)
            raise AyudaError.of(self.files[0].path, "batch-vanished", reason=reason) from None
        if self.keep_lines and not count.is_plain:
            raise Unusable("columns")
        if there is not None:
            _check_same(there, summary.rows, self.files[0].path)
        return summary

    def _run(
        self,
        connection: duckdb.DuckDBPyConnection,
        statement: str,
        watch: Watch = lambda _share: None,
        beside: Path | None = None,
    ) -> list[Any]:
        import duckdb

        try:
            return run(connection, statement, watch)
        except duckdb.Error as error:
            raise database_failure(
                str(error), self.files, self.job, beside, keep_lines=self.keep_lines
            ) from None

    def _first_rows(
        self, connection: duckdb.DuckDBPyConnection, summary: Summary
    ) -> tuple[Any, ...]:
        """The first rows that are faulty, or else undecided."""
        if summary.is_clean:
            return ()
        column = PROBLEM_COLUMN if summary.faulty else NEEDS_COLUMN
        found: list[Any] = []
        for file in self.files:
            relation = self._relation(connection, [file])
            writing = Writing(relation, (NEEDS_COLUMN, PROBLEM_COLUMN), None, Target(Path(), "csv"))
            evaluation = self.batch.evaluation(relation, [file], writing)
            evaluation.prepare(connection, relation, lambda st: self._run(connection, st))
            evaluated = evaluation.query(relation)
            numbered = f"SELECT *, row_number() OVER () - 1 AS place FROM {evaluated}"
            statement = (
                f"SELECT place, added_{NEEDS_COLUMN}, added_{PROBLEM_COLUMN} FROM ({numbered})"
                f" WHERE added_{column} IS NOT NULL LIMIT {FIRST_ROWS - len(found)}"
            )
            found += faulty_rows(file, sorted(self._run(connection, statement)))
            if len(found) >= FIRST_ROWS:
                break
        return tuple(found)


def _check_same(read: int, written: int, where: str) -> None:
    """Every row that was read must have been decided, and written."""
    if read != written:
        words = {"read": str(read), "written": str(written)}
        raise AyudaError.of(where, "batch-lost-rows", **words)
