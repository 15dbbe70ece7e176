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
from ayuda.cli.policy.compared_pairs import Compared, Ended
from ayuda.cli.policy.compared_receipts import compared_receipts, holds_receipts
from ayuda.cli.session import Session
from ayuda.engine.stated import judges_evidence
from ayuda.errors import AyudaError
from ayuda.policy.load import PolicyFile
from ayuda.view.diff_formats import DiffCases

COLUMNS = "outcome,rule"
OPTIONS = (
    *("output", "format", "sheet", "map", "value", "mapping", "dates", "encoding", "skip"),
    *("columns", "only", "cluster", "trusted_server", "resume", "summary", "spreadsheet_safe"),
    *("unbuffered", "propose", "dns"),
)


class _Row(msgspec.Struct):
    """What a row of results says of its decision."""

    outcome: str | None = None
    rule: str | None = None


def compared_cases(
    session: Session, files: tuple[PolicyFile, PolicyFile], told: str, options: Mapping[str, Any]
) -> list[DiffCases]:
    """The rows of an input, or receipts, by each flow that decides one. Raises AyudaError."""
    if not told:
        raise AyudaError.of("--cases", "empty-option")
    if told == STANDARD_INPUT:
        raise AyudaError.of("--cases", "diff-reads-twice")
    if holds_receipts(told):
        return compared_receipts(files, told)
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
    nothing: list[Ended] = [(None, None)] * max(len(old), len(new))
    compared = Compared(flow, told)
    for number, pair in enumerate(zip(old or nothing, new or nothing, strict=True), start=1):
        compared.add(number, *pair)
    return compared.cases() if compared.is_decided else None
