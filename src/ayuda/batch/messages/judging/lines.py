"""Results of messages as lines of CSV, TSV or JSON."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from io import StringIO
from typing import Literal

from ayuda.batch.messages.judging.results import MailJob, MailResult
from ayuda.texts import visible
from ayuda.view.document import encode, finding_document

LineFormat = Literal["csv", "tsv", "jsonl"]
_DELIMITERS = {"csv": ",", "tsv": "\t"}
_RUN_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
BREAKS = "!"
"""Stands before a finding that breaks a rule."""
_WORDS = {True: "yes", False: "no"}


class MailLines:
    """Writes results as lines of one format; each is one line, whatever a message holds."""

    def __init__(self, job: MailJob, line_format: LineFormat) -> None:
        self._columns = job.columns
        self._delimiter = _DELIMITERS.get(line_format)
        self._safe = job.spreadsheet_safe

    def header(self) -> bytes:
        """The line before all others; none of JSON."""
        return b"" if self._delimiter is None else self._row(self._columns)

    def line(self, result: MailResult) -> bytes:
        """The line of a result, with its end."""
        if self._delimiter is None:
            return encode({column: _VALUES[column](result) for column in self._columns}) + b"\n"
        return self._row([self._cell(column, result) for column in self._columns])

    def _cell(self, column: str, result: MailResult) -> str:
        cell = _CELLS[column](result) or ""
        return f"'{cell}" if self._safe and cell.startswith(_RUN_AS_FORMULA) else cell

    def _row(self, cells: Iterable[str]) -> bytes:
        written = StringIO()
        csv.writer(written, delimiter=self._delimiter or ",", lineterminator="\n").writerow(cells)
        return written.getvalue().encode()


def _findings(result: MailResult) -> str:
    told = dict.fromkeys(
        f"{BREAKS if finding.breaks else ''}{finding.rule}" for finding in result.findings
    )
    return " ".join(told)


_VALUES: dict[str, Callable[[MailResult], object]] = {
    "message": lambda result: result.message,
    "outcome": lambda result: result.outcome,
    "rule": lambda result: result.rule,
    "findings": lambda result: [finding_document(finding) for finding in result.findings],
    "sender": lambda result: result.sender,
    "claim": lambda result: result.claim,
    "problem": lambda result: result.problem,
}
_CELLS: dict[str, Callable[[MailResult], str | None]] = {
    "message": lambda result: visible(result.message, None),
    "outcome": lambda result: result.outcome,
    "rule": lambda result: result.rule,
    "findings": _findings,
    "sender": lambda result: result.sender and visible(result.sender, None),
    "claim": lambda result: None if result.claim is None else _WORDS[result.claim],
    "problem": lambda result: result.problem,
}
"""What a cell of each column holds; in tables it is text."""
