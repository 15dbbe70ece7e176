"""Files of rows to a file of decisions: read, decided and written in one go."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from ayuda.batch.formats import WORKBOOKS
from ayuda.batch.output import Target, whole_file
from ayuda.batch.rows.database import Lend, Limits, Watch, lent_once, run
from ayuda.batch.rows.deciding.evaluation import Evaluation
from ayuda.batch.rows.deciding.row_decider import RowDecider
from ayuda.batch.rows.deciding.tails import JsonTail, TableTail
from ayuda.batch.rows.failures import database_failure
from ayuda.batch.rows.job import (
    NEEDS_COLUMN,
    PROBLEM_COLUMN,
    RowJob,
    columns_of,
    shown_windows,
)
from ayuda.batch.rows.reading.columns import check_columns
from ayuda.batch.rows.reading.contents import Contents, contents
from ayuda.batch.rows.reading.files import RowFile
from ayuda.batch.rows.reading.first_rows import (
    faulty_rows,
    in_whole_file,
    row_in_whole_file,
)
from ayuda.batch.rows.reading.json_lines import JsonCount
from ayuda.batch.rows.reading.relation import Relation, json_rows, relation_of
from ayuda.batch.rows.reading.row_count import RowCount
from ayuda.batch.rows.reading.sheet_cells import TEXT
from ayuda.batch.rows.reading.ways import Reading, Unusable
from ayuda.batch.rows.writing.statements import Writing
from ayuda.batch.rows.writing.workbook import UNTIL, Sheet, table_rows, write_workbook
from ayuda.batch.summary import FIRST_ROWS, Summary
from ayuda.errors import AyudaError, unreadable
from ayuda.model import Policy
from ayuda.texts import Texts

if TYPE_CHECKING:
    import duckdb

FEW_BYTES = 64 << 10
"""Files below this size are decided row by row: working out the cells would take longer."""
UNPACKING = 0.3
"""The share of the time that unpacking takes where there is any, as a bar shows it."""


class RowBatch:
    """One job over files that are alike, with the words and the policy that it needs.

    ``fast`` is whether the table of cells is used; None leaves that to the size of the files.
    ``lend`` gives the databases.
    """

    def __init__(
        self,
        job: RowJob,
        policy: Policy,
        texts: Texts,
        limits: Limits,
        *,
        fast: bool | None = None,
        lend: Lend = lent_once,
    ) -> None:
        self.job = job
        self.policy = policy
        self.texts = texts
        self.limits = limits
        self.fast = fast
        self.lend = lend

    def decide(
        self, files: Sequence[RowFile], target: Target | None, watch: Watch = lambda _share: None
    ) -> Summary:
        """Decide all rows and write them to the target, which appears only when it is whole.

        Without a target they are only counted. Raises AyudaError; whatever is raised, nothing
        half-written is left.
        """
        unpacking = UNPACKING if any(map(_has_to_be_unpacked, files)) else 0.0
        with contents() as folder:
            plain = folder.plain(files, lambda share: watch(unpacking * share))

            def told(share: float) -> None:
                watch(unpacking + (1 - unpacking) * share)

            try:
                summary = self._decide(plain, folder, target, told)
                first = tuple(row_in_whole_file(row, plain) for row in summary.first)
                return msgspec.structs.replace(summary, first=first)
            except MemoryError:
                raise AyudaError.of(files[0].path, "batch-no-memory") from None
            except AyudaError as error:
                problems = [in_whole_file(problem, plain) for problem in error.problems]
                raise AyudaError(problems) from None

    def _decide(
        self, plain: Sequence[RowFile], folder: Contents, target: Target | None, watch: Watch
    ) -> Summary:
        """Decide the rows of files that stand unpacked, in the first way that does."""
        check_columns(self.job, self.policy, plain[0])
        reading = Reading(self._can_keep_lines(plain, target), self.limits)
        is_small = sum(file.size for file in plain) < FEW_BYTES
        if not reading.keep_lines and plain[0].delimiter and is_small:
            reading = reading.other("tidy")
        while True:
            try:
                files = [_as_read(file, folder, reading) for file in plain]
                return _Run(self, files, target, reading, folder.folder).decide(watch)
            except Unusable as unusable:
                other = reading.other(unusable.needs)
                if other == reading and reading.keep_lines:
                    other = reading.other("columns")
                if other == reading:
                    raise unusable.final(plain[0].path) from None
                reading = other

    def _can_keep_lines(self, files: Sequence[RowFile], target: Target | None) -> bool:
        first = files[0]
        if first.tidy or (target is not None and target.format != first.format):
            return False
        if first.format == "jsonl":
            return True
        if self.job.spreadsheet_safe or self.fast is False:
            return False
        if (first.format, first.delimiter) == ("csv", "\t"):  # It is written with commas.
            return False
        return bool(first.columns) and all(file.keeps_lines for file in files)

    def evaluation(
        self, relation: Relation, files: Sequence[RowFile], writing: Writing
    ) -> Evaluation:
        """The evaluation of a relation."""
        setting = self.job.setting(self.policy)
        decider = RowDecider(setting, self.job.flow, self.texts, relation.columns)
        few = sum(file.size for file in files) < FEW_BYTES
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
        scratch: Path,
    ) -> None:
        self.scratch = scratch
        self.batch = batch
        self.job = batch.job
        self.files = files
        self.target = target
        self.reading = reading
        self.keep_lines = reading.keep_lines

    def decide(self, watch: Watch) -> Summary:
        with self.batch.lend(self.reading.limits) as connection:
            relation = self._relation(connection, self.files)
            writing = self._writing(relation)
            evaluation = self.batch.evaluation(relation, self.files, writing)
            evaluation.prepare(
                connection,
                relation,
                lambda st: self._run(connection, st),
                keep_lines=self.target is None or self.target.compression == "none",
            )
            count = RowCount(self.files, rows_are_lines=self._rows_are_lines)

            def told(share: float) -> None:
                if self.reading.limits.threads != 1:  # One thread is one: it counts afterwards.
                    self._step(count)
                watch(share)

            if self.target is None:
                if evaluation.lines is None:
                    statement = writing.count_statement(evaluation.query(relation))
                    self._run(connection, statement, told)
                summary = self._counted(evaluation.summary(connection), count)
            else:
                is_workbook = self.target.format == "xlsx"
                with whole_file(self.target.path) as beside:
                    made = self.scratch / beside.name if is_workbook else beside
                    written = self._write(connection, evaluation, writing, made, told)
                    summary = self._counted(evaluation.summary(connection), count)
                    self._check_output(beside)
                    _check_same(summary.wanted(self.job.only), written, str(self.target.path))
                    header = writing.header_statement(beside)
                    if is_workbook:
                        self._write_workbook(writing, made, written, beside, watch)
                    elif not written and header is not None and evaluation.lines is None:
                        self._run(connection, header, beside=beside)
            return msgspec.structs.replace(
                summary,
                first=self._first_rows(connection, summary),
                taken=relation.taken,
                blank=sum(file.blank for file in self.files),
            )

    def _write(
        self,
        connection: duckdb.DuckDBPyConnection,
        evaluation: Evaluation,
        writing: Writing,
        beside: Path,
        watch: Watch,
    ) -> int:
        """Write the rows that are wanted to a path; how many they were."""
        if evaluation.lines is not None:
            return writing.write_lines(evaluation.lines, beside, self.job.only)
        evaluated = evaluation.query(writing.relation)
        statement = writing.copy_statement(evaluated, beside, self.job.only)
        [(written,)] = self._run(connection, statement, watch, beside)
        return int(written)

    @property
    def _rows_are_lines(self) -> bool:
        return self.keep_lines or self.files[0].format == "jsonl"

    def _relation(
        self, connection: duckdb.DuckDBPyConnection, files: Sequence[RowFile]
    ) -> Relation:
        keys: Sequence[str] = ()
        if files[0].format == "jsonl" and not self.keep_lines:
            keys = self._keys(connection)
        return relation_of(self.job, self.batch.policy, files, self.reading, keys)

    def _keys(self, connection: duckdb.DuckDBPyConnection) -> list[str]:
        """The keys of JSON lines, in the order in which they appear."""
        lines = json_rows(self.files)
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

    def _step(self, count: RowCount, *, finish: bool = False) -> None:
        try:
            if finish:
                count.finish()
            else:
                count.step()
        except OSError as error:
            reason = error.strerror or str(error)
            raise AyudaError.of(self.files[0].path, "batch-vanished", reason=reason) from None

    def _counted(self, summary: Summary | None, count: RowCount) -> Summary:
        """The summary, once every row that was read is known to be in it."""
        first = self.files[0]
        if summary is None:
            raise AyudaError.of(first.path, "batch-lost-rows", read="?", written="?")
        self._step(count, finish=True)
        if self.keep_lines and first.delimiter and not count.is_sure:
            raise Unusable("columns")
        if first.delimiter and not first.tidy and (summary.rows != count.rows or not count.is_sure):
            raise Unusable("tidy")
        if first.tidy and summary.rows != count.rows and not self.reading.long_lines:
            raise Unusable("long-lines")
        _check_same(count.rows, summary.rows, first.path)
        if not summary.rows and any(file.heading_lines > 1 for file in self.files):
            raise AyudaError.of(f"{first.path}:1", "batch-quote-open")
        return summary

    def _write_workbook(
        self, writing: Writing, table: Path, rows: int, beside: Path, watch: Watch
    ) -> None:
        """Make the workbook of the table that was written."""
        assert self.target is not None
        policy = self.batch.policy
        windows = shown_windows(policy, self.job.flow)
        untils = {until for until, _ in map(columns_of, windows)}
        sheet = Sheet(
            str(self.target.path),
            self.job.flow,
            (*writing.relation.names, *writing.columns),
            "".join(UNTIL if column in untils else TEXT for column in writing.columns),
            rows,
            self.job.now,
            self.job.setting(policy).zone,
        )
        write_workbook(table_rows(table), beside, sheet, self.scratch, watch)

    def _check_output(self, made: Path) -> None:
        """What is written as JSON has to be JSON: the database writes ``NaN`` as it is."""
        target = self.target
        if target is None or target.format != "jsonl" or self.files[0].format != "parquet":
            return
        try:
            for _ in JsonCount(str(made), "", target.compression).steps():
                pass
        except OSError as error:
            raise unreadable(str(target.path), error) from None
        except AyudaError as error:
            row = error.problems[0].where.removeprefix(":")
            raise AyudaError.of(self.files[0].path, "batch-not-in-json", row=row) from None

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
            raise database_failure(str(error), self.files, self.job, beside, self.reading) from None

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


def _has_to_be_unpacked(file: RowFile) -> bool:
    return file.compression != "none" or file.format in WORKBOOKS


def _as_read(file: RowFile, folder: Contents, reading: Reading) -> RowFile:
    """A file as a way of reading needs it; a workbook is so already. Raises AyudaError."""
    return folder.tidy(file) if reading.is_tidy and file.format not in WORKBOOKS else file


def _check_same(read: int, written: int, where: str) -> None:
    """Every row that was read must have been decided, and written."""
    if read != written:
        words = {"read": str(read), "written": str(written)}
        raise AyudaError.of(where, "batch-lost-rows", **words)
