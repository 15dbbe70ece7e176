"""Receipts decided by two policies, as ``replay`` decides them by one."""

from __future__ import annotations

from pathlib import Path

from ayuda.author.replay.receipt_cases import Calendars, case_of_receipt, decided_case
from ayuda.author.replay.receipts import ENDINGS, Receipt, receipts_in
from ayuda.cli.policy.compared_pairs import Compared, Ended
from ayuda.engine.knowledge import Contradiction
from ayuda.engine.results import Decision, NoRuleHolds
from ayuda.errors import AyudaError
from ayuda.policy.load import PolicyFile
from ayuda.view.diff_formats import DiffCases

UNDECIDED: Ended = (None, None)


def holds_receipts(told: str) -> bool:
    """Whether a file begins with a receipt, or a folder has one; tables of rows do not."""
    if Path(told).is_dir():
        return any(one.receipt is not None for one in receipts_in([told]))
    first = next(receipts_in([told]), None) if told.lower().endswith(ENDINGS) else None
    return first is not None and first.receipt is not None


def compared_receipts(files: tuple[PolicyFile, PolicyFile], told: str) -> list[DiffCases]:
    """The receipts by flow, each as of its own present. Raises AyudaError for what is none."""
    calendars = [Calendars(file.policy) for file in files]
    found: dict[str, Compared] = {}
    for number, one in enumerate(receipts_in([told]), start=1):
        if one.receipt is None:
            raise AyudaError([one.problem] if one.problem is not None else [])
        pair = [
            _ended(file, one.receipt, one.where, own)
            for file, own in zip(files, calendars, strict=True)
        ]
        flow = one.receipt.flow
        found.setdefault(flow, Compared(flow, told)).add(number, pair[0], pair[1], one.where)
    return [compared.cases() for compared in found.values()]


def _ended(file: PolicyFile, receipt: Receipt, where: str, calendars: Calendars) -> Ended:
    """What a policy makes of a receipt; nothing where it does not understand or decide it."""
    try:
        result = decided_case(case_of_receipt(file.policy, receipt, where, calendars))
    except (AyudaError, Contradiction, NoRuleHolds, OverflowError, ValueError):
        return UNDECIDED
    if not isinstance(result.answer, Decision):
        return UNDECIDED
    return result.answer.rule.outcome, result.answer.rule.id
