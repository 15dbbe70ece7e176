"""The columns of a file against what the job says of them, before anything is read."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from ayuda.batch.rows.job import RowJob, facts_by_column, stated_facts, states_moment, states_number
from ayuda.batch.rows.reading.files import RowFile, heading_below
from ayuda.errors import AyudaError, Problem
from ayuda.model import NOW, Policy


def named_columns(job: RowJob, file: RowFile) -> tuple[str, ...]:
    """The columns of a file, before them what the job names in those that are structures."""
    named = {*_told(job)} - {*file.columns}
    inside = (".".join(path) for path in file.nested)
    return (*(name for name in inside if name in named), *file.columns)


def check_columns(job: RowJob, policy: Policy, file: RowFile) -> None:
    """Raise AyudaError for columns that do not fit the job; JSON lines have none."""
    if file.format == "jsonl":
        return
    facts = stated_facts(policy, job.flow)
    allowed = ", ".join(facts)
    if not file.columns:
        raise AyudaError.of(file.path, "batch-input-empty", allowed=allowed)
    every = named_columns(job, file)
    stated = facts_by_column(job, policy, every)
    stating = [stated[column] for column in every if column in stated]
    known = {*facts} - {*stating}
    problems = [
        *_named_problems(job, policy, file, every),
        *_stating_problems(job, file, stating),
        *_own_problems(job, file, stated, known),
    ]
    if not {*stating, *job.constants} - {NOW}:
        words = {"columns": ", ".join(file.columns), "allowed": allowed}
        problems.append(Problem(file.path, "batch-no-facts", words))
        problems += _below(job, file, known)
    if problems:
        raise AyudaError(problems)


def _told(job: RowJob) -> dict[str, None]:
    """The columns that the job says something of."""
    return dict.fromkeys((*job.facts, *job.values, *job.ignored, *job.dates, *job.marks))


def _named_problems(
    job: RowJob, policy: Policy, file: RowFile, every: tuple[str, ...]
) -> Iterator[Problem]:
    """Columns that are named, but not there or not what they are named for."""
    told = ", ".join(file.columns)
    stated = facts_by_column(job, policy, every)
    for column in _told(job):
        if column not in every:
            words = {"value": column, "allowed": told}
            yield Problem(file.path, "batch-no-such-column", words)
    for column in job.dates:
        if column in every and not states_moment(policy, stated.get(column, "")):
            yield Problem(f"{file.path}: {column}", "dates-without-moment")
    for column in job.marks:
        if column in every and not states_number(policy, stated.get(column, "")):
            yield Problem(f"{file.path}: {column}", "decimal-without-number")


def _stating_problems(job: RowJob, file: RowFile, stating: Sequence[str]) -> Iterator[Problem]:
    """Facts that two columns state, or a column and the job."""
    for fact in dict.fromkeys(stating):
        if stating.count(fact) > 1:
            yield Problem(file.path, "batch-column-twice", {"value": fact})
    for fact in job.constants:
        if fact in stating:
            yield Problem(file.path, "batch-set-stated", {"value": fact})


def _own_problems(
    job: RowJob, file: RowFile, stated: Collection[str], known: Collection[str]
) -> Iterator[Problem]:
    """Headings that are nearly a fact's, or those of columns that are added."""
    for column in file.columns:
        fact = _nearly(column, known) if column not in stated else None
        if fact is not None:
            yield Problem(file.path, "batch-column-nearly", {"value": column, "fact": fact})
    for column in job.columns:
        if column in file.columns:
            yield Problem(file.path, "batch-column-taken", {"value": column})


def _below(job: RowJob, file: RowFile, known: Collection[str]) -> Iterator[Problem]:
    """The heading that stands below the first line of a text."""
    is_text = file.delimiter and not file.sheet
    below = heading_below(file, {*known, *job.facts}) if is_text else None
    if below is not None:
        words = {"line": str(below[0] + 1), "skip": str(below[0]), "columns": below[1]}
        yield Problem(file.path, "batch-heading-below", words)


def _nearly(column: str, known: Collection[str]) -> str | None:
    """The fact whose plural a column's name is."""
    plain = re.sub(r"[\s-]+", "_", column.strip().casefold()).removesuffix("s")
    return plain if plain in known else None
