"""A batch of messages: folders, mailboxes and archives to a line of result for each."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from glob import has_magic
from pathlib import Path
from time import monotonic
from typing import Any, cast, get_args

import msgspec

from ayuda import __version__
from ayuda.batch.messages.finding.sources import identity, references
from ayuda.batch.messages.judging.lines import LineFormat
from ayuda.batch.messages.judging.parts import decide_mail_parts
from ayuda.batch.messages.judging.results import MAIL_COLUMNS, MailJob
from ayuda.batch.messages.judging.work import MailTarget, MailWork, StreamTarget, line_format_of
from ayuda.batch.output import Target
from ayuda.batch.parts.manifest import PartFolder
from ayuda.batch.parts.places import LocalPlace
from ayuda.batch.rows.reading.files import named_files
from ayuda.batch.summary import FAULTY, Summary
from ayuda.cli.batch.inputs import STANDARD_INPUT, refuse_read_once
from ayuda.cli.batch.options import Output
from ayuda.cli.batch.part_folder import begun_folder
from ayuda.cli.session import Session
from ayuda.engine.stated import unknown_value
from ayuda.errors import AyudaError
from ayuda.ui.progress import Progress


def decide_mail(
    session: Session, flow: str, inputs: Sequence[str], output: Output, options: dict[str, Any]
) -> Summary:
    """Judge the messages of all inputs. Raises AyudaError."""
    inputs = _expanded(inputs)
    _refuse_output_in_input(inputs, output)
    job = _job(session, flow, options)
    only = _only(session, flow, options)
    if output.is_folder:
        return _in_parts(session, job, only, inputs, output, options)
    if options["resume"]:
        raise AyudaError.of("--resume", "batch-resume-needs-folder")
    target = _target(output, options)
    found = references(inputs, getattr(sys.stdin, "buffer", None))
    with _work(session, job, target, only) as work, _progress(session, inputs) as progress:
        return work.decide(found, target, progress.messages)


def _expanded(inputs: Sequence[str]) -> list[str]:
    """The inputs with what patterns stand for in their place. Raises AyudaError for none."""
    found: list[str] = []
    for told in inputs:
        is_pattern = told != STANDARD_INPUT and has_magic(told) and not Path(told).exists()
        found += named_files([told]) if is_pattern else [told]
    return found


def _refuse_output_in_input(inputs: Sequence[str], output: Output) -> None:
    """What is written into a folder that is read would be read as messages."""
    if output.path is None:
        return
    target = Path(output.path).resolve()
    for told in inputs:
        folder = Path(told).resolve()
        if folder == target or (folder.is_dir() and target.is_relative_to(folder)):
            raise AyudaError.of(output.path, "batch-output-is-input")


def _job(session: Session, flow: str, options: dict[str, Any]) -> MailJob:
    file = session.policy_file
    return MailJob(
        file.path,
        file.sha256,
        flow,
        session.setting(options).now,
        options.get("region"),
        session.language,
        session.trusted_servers(options.get("trusted_server")),
        bool(options.get("dns")),
        _columns(options.get("columns")),
        bool(options.get("spreadsheet_safe")),
    )


def _columns(told: str | None) -> tuple[str, ...]:
    if told is None:
        return MAIL_COLUMNS
    chosen = [name.strip() for name in told.split(",") if name.strip()]
    known = list(MAIL_COLUMNS)
    problems = [unknown_value("--columns", name, known) for name in chosen if name not in known]
    if problems or not chosen:
        raise AyudaError(problems or [unknown_value("--columns", told, known)])
    return tuple(dict.fromkeys(chosen))


def _only(session: Session, flow: str, options: dict[str, Any]) -> tuple[str, ...]:
    known = [*dict.fromkeys(rule.outcome for rule in session.policy.flows[flow].rules), FAULTY]
    told = options.get("only") or ()
    problems = [unknown_value("--only", name, known) for name in told if name not in known]
    if problems:
        raise AyudaError(problems)
    return tuple(dict.fromkeys(told))


def _target(output: Output, options: dict[str, Any]) -> MailTarget:
    if output.path is not None:
        return Target(Path(output.path), output.format or "jsonl", output.compression)
    if options["summary"]:
        return None
    kind = output.format or "jsonl"
    if kind not in get_args(LineFormat):
        raise AyudaError.of("--format", "batch-needs-file")
    return StreamTarget(sys.stdout.buffer, cast("LineFormat", kind))


def _work(session: Session, job: MailJob, target: MailTarget, only: tuple[str, ...]) -> MailWork:
    processes = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    line_format = line_format_of(target)
    return MailWork(
        job, line_format, processes=processes or 1, only=only, cache=session.cache.folder
    )


def _progress(session: Session, inputs: Sequence[str]) -> Progress:
    total = 0
    if STANDARD_INPUT not in inputs:
        total = sum(max(0, size) for _, size, _ in identity(inputs))
    return Progress(session.texts, sys.stderr, monotonic, total)


def _in_parts(
    session: Session,
    job: MailJob,
    only: tuple[str, ...],
    inputs: Sequence[str],
    output: Output,
    options: dict[str, Any],
) -> Summary:
    assert output.path is not None
    refuse_read_once(inputs)
    folder = PartFolder(LocalPlace(output.path))
    found = references(inputs)
    settings = {
        "trusted_servers": " ".join(job.trusted_servers),
        "dns": str(job.dns),
        "only": " ".join(only),
        "lang": job.language,
        "format": output.format or "jsonl",
        "spreadsheet_safe": str(job.spreadsheet_safe),
        "version": __version__,
    }
    target = Target(Path(output.path), output.format or "jsonl", output.compression)
    with begun_folder(session, folder, job, identity(inputs), settings, options) as now:
        job = msgspec.structs.replace(job, now=now)
        with _work(session, job, target, only) as work, _progress(session, inputs) as progress:
            return decide_mail_parts(folder, work, found, target, progress.messages)
