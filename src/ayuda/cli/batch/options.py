"""What the options of ``batch`` mean: columns for facts, cells for values, what is added."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, get_args

import msgspec

from ayuda.batch.formats import PACKED, WRITTEN, Compression, RowFormat, written_format
from ayuda.batch.mapped import mapped_job
from ayuda.batch.mapping import load_mapping
from ayuda.batch.rows.deciding.row_decider import NO, YES
from ayuda.batch.rows.job import (
    RowJob,
    added_columns,
    chosen_columns,
    stated_facts,
    states_moment,
)
from ayuda.batch.rows.layout import DateForm, Layout
from ayuda.batch.rows.reading.encodings import OFFERED, known_encoding
from ayuda.batch.summary import FAULTY, IGNORED, UNDECIDED
from ayuda.cli.session import Session
from ayuda.engine.stated import unknown_value
from ayuda.errors import AyudaError, Problem
from ayuda.model import Policy

COUNT = re.compile(r"[0-9]{1,6}")
MAP_EXAMPLE = "--map status=stage"
VALUE_EXAMPLE = "--value status:open=placed"


class Output(msgspec.Struct, frozen=True):
    """Where results go: a file, parts in a folder, or standard output where there is no path.

    ``format`` is None where nothing says it.
    """

    path: str | None
    format: RowFormat | None
    compression: Compression = "none"
    is_folder: bool = False


def output_of(options: dict[str, Any]) -> Output:
    """What ``--output`` and ``--format`` say. Raises AyudaError for an unknown format."""
    path, named = options.get("output"), options.get("format")
    if named is not None and named not in WRITTEN:
        raise AyudaError([unknown_value("--format", named, list(WRITTEN))])
    if path is None:
        if options.get("cluster") is not None:
            raise AyudaError.of("--cluster", "batch-needs-folder")
        return Output(None, named)
    if not path:  # It would stand for the folder in which the program runs.
        raise AyudaError.of("--output", "empty-option")
    is_folder = path.endswith("/") or "://" in path or Path(path).is_dir()
    if is_folder or options.get("cluster") is not None:
        if not is_folder:
            raise AyudaError.of("--output", "batch-needs-folder")
        return Output(path, named, is_folder=True)
    kind, compression = written_format(path)
    if compression not in PACKED:
        raise AyudaError.of(path, "batch-compression-not-written")
    unpacked = Path(path) if compression == "none" else Path(path).with_suffix("")
    if named is None and unpacked.suffix.lower() == ".json":
        raise AyudaError.of(path, "batch-json-not-written")
    if named is None and kind is None:
        raise AyudaError.of(path, "batch-format-unknown")
    return Output(path, named or kind, compression)


def row_job(session: Session, flow: str, now: datetime, options: dict[str, Any]) -> RowJob:
    """The job that the options describe. Raises AyudaError with everything that is wrong."""
    policy = session.policy
    problems: list[Problem] = []
    mapping = load_mapping(options["mapping"]) if options.get("mapping") else None
    facts = _facts_by_column(policy, flow, options.get("map") or (), problems)
    known = {**(mapping.facts if mapping else {}), **facts}
    values = _values_by_column(policy, known, options.get("value") or (), problems)
    dates, date_form = _dates(policy, known, options.get("dates") or (), problems)
    columns = _columns(policy, flow, options.get("columns"), problems)
    only = _only(policy, flow, options.get("only") or (), problems)
    layout = _layout(options, problems)
    if problems:
        raise AyudaError(problems)
    job = RowJob(
        session.policy_file.path,
        session.policy_file.sha256,
        flow,
        now,
        options.get("region"),
        session.language,
        columns,
        facts,
        values,
        only,
        bool(options.get("spreadsheet_safe")),
        layout=layout,
        dates=dates,
        date_form=date_form,
    )
    return job if mapping is None else mapped_job(job, mapping, policy)


def _dates(
    policy: Policy, facts: Mapping[str, str], told: Sequence[str], problems: list[Problem]
) -> tuple[dict[str, DateForm], DateForm | None]:
    """The forms of moments by column, and the one of all others."""
    by_column: dict[str, DateForm] = {}
    of_all: DateForm | None = None
    forms: dict[str, DateForm] = {form: form for form in get_args(DateForm)}
    for pair in told:
        column, mark, form = pair.rpartition("=")
        if form not in forms:
            problems.append(unknown_value("--dates", form, list(forms)))
        elif not mark:
            of_all = forms[form]
        elif column in facts and not states_moment(policy, facts[column]):
            problems.append(Problem(f"--dates {column}", "dates-without-moment"))
        else:
            by_column[column] = forms[form]
    return by_column, of_all


def _layout(options: dict[str, Any], problems: list[Problem]) -> Layout:
    told, skip = options.get("encoding"), options.get("skip") or "0"
    encoding = None if told is None else known_encoding(told)
    if told is not None and encoding is None:
        words = {"value": told, "allowed": ", ".join(OFFERED)}
        problems.append(Problem("--encoding", "batch-no-such-encoding", words))
    if not COUNT.fullmatch(skip):
        problems.append(Problem("--skip", "batch-no-count", {"value": skip}))
        skip = "0"
    return Layout(encoding, int(skip), options.get("sheet"))


def _facts_by_column(
    policy: Policy, flow: str, told: Sequence[str], problems: list[Problem]
) -> dict[str, str]:
    facts: dict[str, str] = {}
    known = list(stated_facts(policy, flow))
    for pair in told:
        column, mark, fact = pair.rpartition("=")
        if not mark or not column:
            words = {"value": pair, "example": MAP_EXAMPLE}
            problems.append(Problem("--map", "batch-bad-pair", words))
        elif fact not in known:
            problems.append(unknown_value("--map", fact, known))
        else:
            facts[column] = fact
    return facts


def _values_by_column(
    policy: Policy, facts: Mapping[str, str], told: Sequence[str], problems: list[Problem]
) -> dict[str, dict[str, str]]:
    values: dict[str, dict[str, str]] = {}
    for pair in told:
        left, mark, value = pair.rpartition("=")
        column, colon, cell = left.partition(":")
        if not (mark and colon and column):
            words = {"value": pair, "example": VALUE_EXAMPLE}
            problems.append(Problem("--value", "batch-bad-pair", words))
            continue
        fact = policy.facts.get(facts.get(column, column))
        known = list(fact.values) if fact is not None and fact.kind == "choice" else []
        is_known = value in known
        if fact is not None and fact.kind == "yes-no":
            known = [*YES, *NO]
            is_known = value.casefold() in known
        if known and not is_known:
            problems.append(unknown_value("--value", value, known))
        values.setdefault(column, {})[cell] = value
    return values


def _columns(
    policy: Policy, flow: str, told: str | None, problems: list[Problem]
) -> tuple[str, ...]:
    if told is None:
        return added_columns(policy, flow)
    names = [name for part in told.split(",") if (name := part.strip())]
    try:
        return chosen_columns(policy, flow, names or [told], "--columns")
    except AyudaError as error:
        problems += error.problems
        return ()


def _only(
    policy: Policy, flow: str, told: Sequence[str], problems: list[Problem]
) -> tuple[str, ...]:
    outcomes = dict.fromkeys(rule.outcome for rule in policy.flows[flow].rules)
    known = [*outcomes, UNDECIDED, FAULTY, IGNORED]
    problems += [unknown_value("--only", name, known) for name in told if name not in known]
    return tuple(dict.fromkeys(told))
