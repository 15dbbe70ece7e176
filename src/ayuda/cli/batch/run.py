"""One call of ``batch``: its inputs to results, a summary, and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any

from ayuda.batch.formats import format_of_name
from ayuda.batch.rows.reading.files import format_of_content
from ayuda.batch.summary import Summary
from ayuda.cli.batch.inputs import STANDARD_INPUT
from ayuda.cli.batch.interruptions import interruptions_told
from ayuda.cli.batch.options import Output, output_of
from ayuda.cli.endings import EndingsLater
from ayuda.cli.failures import failures_at
from ayuda.cli.session import Session, write_bytes
from ayuda.engine.stated import judges_evidence, unknown_value
from ayuda.errors import AyudaError, ExitCode, Problem
from ayuda.texts import visible
from ayuda.view.document import encode

PEEK = 4096
"""How many bytes of standard input are looked at to tell rows from messages."""
MESSAGE_OPTIONS = ("trusted_server", "dns")
ROW_OPTIONS = (
    *("sheet", "map", "value", "mapping", "dates", "propose", "encoding", "skip"),
    *("unbuffered", "cluster"),
)


def run_batch(session: Session, options: dict[str, Any]) -> int:
    """Decide many cases as the options say; the exit code."""
    flow, inputs = _named(session, options)
    is_unbuffered = bool(options["unbuffered"])
    if is_unbuffered:
        from ayuda.cli.batch.run_unbuffered import refuse_whole_files

        refuse_whole_files(options, inputs)
    options = {**options, "region": session.setting(options).calendar.region}
    output = output_of(options)
    is_mail = judges_evidence(session.policy, session.policy.flows[flow]) and _are_messages(
        session, flow, inputs
    )
    _refuse_foreign_options(options, is_mail=is_mail)
    if options["propose"]:
        return _propose(session, flow, inputs, options)
    told = interruptions_told(session.texts, output, inputs, is_unbuffered=is_unbuffered)
    with told, failures_at(", ".join(inputs)):
        if is_mail:
            from ayuda.cli.batch.run_messages import decide_mail

            summary = decide_mail(session, flow, inputs, output, options)
        else:
            from ayuda.cli.batch.memory import check_room

            check_room(os.environ)
            with EndingsLater():
                import duckdb  # noqa: F401 - interrupted while it loads, it ends the process
            if is_unbuffered:
                from ayuda.cli.batch.run_unbuffered import decide_unbuffered

                summary = decide_unbuffered(session, flow, inputs, options)
            else:
                from ayuda.cli.batch.run_rows import decide_rows

                summary = decide_rows(session, flow, inputs, output, options)
    unit = "batch_messages" if is_mail else "batch_rows"
    _tell(session, flow, output, summary, options, unit)
    return ExitCode.DECIDED if summary.is_clean else ExitCode.NOTABLE


def _propose(session: Session, flow: str, inputs: Sequence[str], options: dict[str, Any]) -> int:
    """Write a mapping to standard output. Raises AyudaError."""
    from ayuda.cli.batch.propose import proposed, refuse_idle_options

    refuse_idle_options(options)
    with failures_at(", ".join(inputs)):
        write_bytes(sys.stdout, proposed(session, flow, inputs, options).encode())
    return ExitCode.DECIDED


def _named(session: Session, options: dict[str, Any]) -> tuple[str, list[str]]:
    """The flow and the inputs. Raises AyudaError where one is missing or unknown."""
    flows = list(session.policy.flows)
    flow = options.get("flow")
    if flow is None:
        raise AyudaError.of("batch", "batch-needs-command", allowed=", ".join(flows))
    if flow not in flows:
        raise AyudaError([unknown_value("batch", flow, flows)])
    inputs: list[str] = options.get("input") or []
    if not inputs:
        raise AyudaError.of("batch", "batch-needs-input", command=flow)
    if "" in inputs:  # It would be the folder one is in.
        raise AyudaError.of("", "batch-no-input")
    return flow, inputs


def _are_messages(session: Session, flow: str, inputs: Sequence[str]) -> bool:
    """Whether the inputs are messages: what is not named as a file of rows is."""
    kinds = {_is_message(session, flow, name) for name in inputs}
    if len(kinds) > 1:
        raise AyudaError.of(inputs[0], "batch-mixed-inputs")
    return kinds.pop()


def _is_message(session: Session, flow: str, name: str) -> bool:
    if name != STANDARD_INPUT:
        return format_of_name(name)[0] is None
    peek = getattr(getattr(sys.stdin, "buffer", None), "peek", None)
    head: bytes = peek(PEEK) if peek else b""
    if format_of_content(head) != "csv":
        return False
    first = head.partition(b"\n")[0].decode(errors="replace").lstrip("\ufeff")
    words = {word.strip(' "\r') for mark in ",;\t|" for word in first.split(mark)}
    return words.isdisjoint(session.policy.flows[flow].facts)


def _refuse_foreign_options(options: dict[str, Any], *, is_mail: bool) -> None:
    """What only rows or only messages can need, given for the other, is a slip.

    So is going on with what has no folder. Raises AyudaError.
    """
    foreign = ROW_OPTIONS if is_mail else MESSAGE_OPTIONS
    given = [f"--{name.replace('_', '-')}" for name in foreign if options.get(name)]
    if is_mail:
        problems = [Problem(option, "batch-needs-rows") for option in given]
    else:
        problems = [Problem(option, "batch-needs-messages") for option in given]
    if options.get("resume") and not options.get("output"):
        problems.append(Problem("--resume", "batch-resume-needs-folder"))
    if problems:
        raise AyudaError(problems)


def _tell(
    session: Session,
    flow: str,
    output: Output,
    summary: Summary,
    options: dict[str, Any],
    unit: str,
) -> None:
    """The summary: on standard output where it alone is wanted, else on standard error."""
    texts = session.texts
    stream = sys.stdout if options["summary"] else sys.stderr
    for column, fact in summary.taken.items():
        said = texts.say("batch.taken", column=visible(column, None), fact=fact)
        sys.stderr.write(f"{said}\n")
    if options["json"]:
        content = encode(_document(session, flow, output, summary))
        write_bytes(stream, content + b"\n")
        return
    from ayuda.ui.batch_summary import print_summary

    print_summary(texts, summary, stream, unit)
    if output.path is not None:
        sys.stderr.write(f"{texts.say('batch.written', path=visible(output.path, None))}\n")


def _document(session: Session, flow: str, output: Output, summary: Summary) -> dict[str, Any]:
    policy = session.policy_file
    return {
        "format": "ayuda.summary/1",
        "flow": flow,
        "rows": summary.rows,
        "outcomes": dict(summary.outcomes),
        "undecided": summary.undecided,
        "faulty": summary.faulty,
        "ignored": summary.ignored,
        "taken": dict(summary.taken),
        "blank": summary.blank,
        "first": [
            {
                "where": row.source,
                "sheet": row.sheet or None,
                "line": row.line or None,
                "needs": list(row.needs),
                "problem": row.problem,
            }
            for row in summary.first
        ],
        "output": output.path,
        "policy": {"id": policy.policy.id, "sha256": policy.sha256},
        "lang": session.language,
    }
