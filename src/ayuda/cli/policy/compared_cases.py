"""The cases of a file, decided by two policies as ``batch`` decides them."""

from __future__ import annotations

import copy
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from ayuda.batch.formats import format_of_name
from ayuda.cli.batch.inputs import STANDARD_INPUT
from ayuda.cli.batch.options import Output
from ayuda.cli.failures import failures_at
from ayuda.cli.session import Session
from ayuda.engine.stated import judges_evidence
from ayuda.errors import AyudaError
from ayuda.policy.load import PolicyFile
from ayuda.view.diff_formats import DiffCases, DiffRow

MOST = 50
"""So many rows of each kind are listed; the rest is counted."""
COLUMNS = "outcome,rule"
OPTIONS = (
    *("output", "format", "sheet", "map", "value", "mapping", "dates", "encoding", "skip"),
    *("columns", "only", "cluster", "trusted_server", "resume", "summary", "spreadsheet_safe"),
    *("unbuffered", "propose", "dns"),
)
Ended = tuple[str | None, str | None]
"""The outcome and the rule of a row."""


class _Row(msgspec.Struct):
    """What a row of results says of its decision."""

    outcome: str | None = None
    rule: str | None = None


def compared_cases(
    session: Session, files: tuple[PolicyFile, PolicyFile], told: str, options: Mapping[str, Any]
) -> list[DiffCases]:
    """The rows of an input by each flow that decides one of them. Raises AyudaError."""
    if not told:
        raise AyudaError.of("--cases", "empty-option")
    if told == STANDARD_INPUT:
        raise AyudaError.of("--cases", "diff-reads-twice")
    found: list[DiffCases] = []
    refused: list[AyudaError] = []
    flows = list(dict.fromkeys((*files[0].policy.flows, *files[1].policy.flows)))
    for flow in flows:
        try:
            old, new = (_ended(session, file, flow, told, options) for file in files)
        except AyudaError as error:
            refused.append(error)
            continue
        compared = _compared(flow, told, old, new)
        if compared is not None:
            found.append(compared)
    if len(refused) == len(flows):
        raise refused[0]
    return found


def _ended(
    session: Session, file: PolicyFile, flow: str, told: str, options: Mapping[str, Any]
) -> list[Ended]:
    """What each row comes to by one policy; nothing where it has no such flow."""
    if flow not in file.policy.flows:
        return []
    own = copy.copy(session)
    vars(own)["policy_file"] = file
    given = {**dict.fromkeys(OPTIONS), "columns": COLUMNS}
    given |= {name: options.get(name) for name in ("now", "region")}
    with TemporaryDirectory(prefix="ayuda-") as folder, failures_at(told):
        path = Path(folder, "decided.jsonl")
        output = Output(str(path), "jsonl")
        is_mail = judges_evidence(file.policy, file.policy.flows[flow])
        if is_mail and format_of_name(told)[0] is None:
            from ayuda.cli.batch.run_messages import decide_mail

            decide_mail(own, flow, [told], output, given)
        else:
            from ayuda.cli.batch.memory import check_room
            from ayuda.cli.batch.run_rows import decide_rows

            check_room(os.environ)
            decide_rows(own, flow, [told], output, given)
        lines = path.read_bytes().splitlines()
    rows = [msgspec.json.decode(line, type=_Row) for line in lines]
    return [(row.outcome or None, row.rule or None) for row in rows]


def _compared(flow: str, told: str, old: Sequence[Ended], new: Sequence[Ended]) -> DiffCases | None:
    """The rows of one flow; None where neither policy decides one."""
    count = max(len(old), len(new))
    nothing: list[Ended] = [(None, None)] * count
    pairs = list(zip(old or nothing, new or nothing, strict=True))
    if not any(before[0] or after[0] for before, after in pairs):
        return None
    rows: list[DiffRow] = []
    unchanged: list[int] = []
    counts = {"changed": 0, "no-baseline": 0}
    for number, (before, after) in enumerate(pairs, start=1):
        if before[0] is not None and before == after:
            unchanged.append(number)
            continue
        verdict = "no-baseline" if before[0] is None else "changed"
        counts[verdict] += 1
        if counts[verdict] <= MOST:
            rows.append(DiffRow(number, verdict, *before, *after))  # type: ignore[arg-type]
    return DiffCases(
        flow,
        told,
        counts["changed"],
        len(unchanged),
        counts["no-baseline"],
        rows,
        unchanged[:MOST],
    )
