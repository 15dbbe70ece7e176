"""Replaying receipts: what today's policy makes of cases that were decided on another day.

A receipt is decided again as of its own present. It is the same, or changed, or there is no
baseline: today's policy is another one, or does not decide such a case. Where the policy that a
receipt names is at hand it must come to what the receipt says; else the receipt was altered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

import msgspec

from ayuda.author.replay.receipt_cases import Calendars, case_of_receipt, decided_case
from ayuda.author.replay.receipts import Found, Receipt
from ayuda.engine.knowledge import Contradiction
from ayuda.engine.results import NoRuleHolds, Question
from ayuda.errors import AyudaError, Problem
from ayuda.policy.load import PolicyFile
from ayuda.texts import Texts
from ayuda.view.after.decided import Decided
from ayuda.view.after.receipt import came_to

Status = Literal["same", "changed", "no-baseline", "unreadable"]
Part = Literal["outcome", "rule", "windows", "amounts"]
PARTS: tuple[Part, ...] = ("outcome", "rule", "windows", "amounts")


class CameTo(msgspec.Struct, frozen=True):
    """What a case came to: outcome, rule, windows by their ids, amounts by theirs."""

    outcome: str
    rule: str
    windows: Mapping[str, Mapping[str, Any]]
    amounts: Mapping[str, str | None] | None = None


class Replayed(msgspec.Struct, frozen=True):
    """A receipt that was decided again.

    ``is_at_hand``: the policy that it names was there to decide it too; ``is_altered``: that one
    does not come to what the receipt says. ``reason`` is why there is no baseline, or what is
    wrong with what is no receipt.
    """

    where: str
    status: Status
    receipt: Receipt | None = None
    before: CameTo | None = None
    today: CameTo | None = None
    changes: tuple[Part, ...] = ()
    is_at_hand: bool = False
    is_altered: bool = False
    reason: Problem | None = None


class Replay:
    """Receipts decided by today's policy; ``others`` are policies that are at hand besides it."""

    def __init__(
        self, today: PolicyFile, texts: Texts, others: Callable[[], Sequence[PolicyFile]]
    ) -> None:
        self._today = _Policy(today, texts)
        self._texts = texts
        self._others = others
        self._older: dict[str, _Policy] | None = None

    def replayed(self, found: Found) -> Replayed:
        """What became of one receipt."""
        where, receipt = found.where, found.receipt
        if receipt is None:
            return Replayed(where, "unreadable", reason=found.problem)
        before = _of_receipt(receipt)
        reference = self._policy_of(receipt)
        altered = False
        try:
            altered = reference is not None and not reference.wrote(receipt, where, before)
        except AyudaError as error:
            # The policy that it names does not understand it: it never wrote this.
            return Replayed(where, "unreadable", receipt, reason=_at(where, error.problems[0]))
        made = Replayed(
            where,
            "same",
            receipt,
            before,
            is_at_hand=reference is not None,
            is_altered=altered,
        )
        return self._by_today(made, receipt, before)

    def _by_today(self, made: Replayed, receipt: Receipt, before: CameTo) -> Replayed:
        policy = self._today.file.policy
        if receipt.policy.id != policy.id:
            words = {"value": receipt.policy.id, "policy": policy.id}
            return _without_baseline(made, Problem(made.where, "replay-other-policy", words))
        try:
            today = self._today.comes_to(receipt, made.where)
        except AyudaError as error:
            return _without_baseline(made, _at(made.where, error.problems[0]))
        if today is None:
            return _without_baseline(made, Problem(made.where, "replay-undecided"))
        changes = tuple(part for part in PARTS if getattr(today, part) != getattr(before, part))
        is_same = not changes and not made.is_altered
        status: Status = "same" if is_same else "changed"
        return msgspec.structs.replace(made, status=status, today=today, changes=changes)

    def _policy_of(self, receipt: Receipt) -> _Policy | None:
        """The policy that a receipt names, if it is at hand."""
        digest = receipt.policy.sha256
        if digest == self._today.file.sha256:
            return self._today
        if self._older is None:
            self._older = {file.sha256: _Policy(file, self._texts) for file in self._others()}
        return self._older.get(digest)


class _Policy:
    """A policy that decides receipts."""

    def __init__(self, file: PolicyFile, texts: Texts) -> None:
        self.file = file
        self._texts = texts
        self._calendars = Calendars(file.policy)

    def wrote(self, receipt: Receipt, where: str, before: CameTo) -> bool:
        """Whether a receipt can be one of its own. Raises AyudaError where it has no such case."""
        policy = self.file.policy
        is_own = receipt.policy.id == policy.id and receipt.zone in {None, policy.time_zone}
        return is_own and self.comes_to(receipt, where) == before

    def comes_to(self, receipt: Receipt, where: str) -> CameTo | None:
        """What it makes of a receipt; None where it decides nothing. Raises AyudaError."""
        found = case_of_receipt(self.file.policy, receipt, where, self._calendars)
        try:
            result = decided_case(found)
        except (Contradiction, NoRuleHolds):
            return None
        except (OverflowError, ValueError):  # A window that ends beyond all calendars.
            return None
        if isinstance(result.answer, Question):
            return None
        decided = Decided(found.setting, result.answer, self.file.sha256, receipt.ref)
        return _compared(**came_to(decided, self._texts))


def _of_receipt(receipt: Receipt) -> CameTo:
    windows = msgspec.to_builtins(receipt.windows)
    return _compared(receipt.outcome, receipt.rule, windows, receipt.amounts)


def _compared(
    outcome: str,
    rule: str,
    windows: Sequence[Mapping[str, Any]],
    amounts: Mapping[str, str | None] | None = None,
) -> CameTo:
    """What a case came to, its moments as instants: the zone in which they are told is no change.

    The seconds that were left follow from them.
    """
    found = {
        window["id"]: {
            "state": window["state"],
            "from": _instant(window["from"]),
            "until": _instant(window["until"]),
        }
        for window in windows
    }
    return CameTo(outcome, rule, found, amounts or None)


def _instant(text: str) -> datetime | str:
    """The moment that a text says; the text itself where it says none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return moment if moment.tzinfo is not None else text


def _without_baseline(made: Replayed, reason: Problem) -> Replayed:
    """That there is none; a receipt that was altered is told of all the same."""
    status: Status = "changed" if made.is_altered else "no-baseline"
    return msgspec.structs.replace(made, status=status, reason=reason)


def _at(where: str, problem: Problem) -> Problem:
    """A problem of a receipt's facts, with the receipt itself before it."""
    if problem.where == where:
        return problem
    return Problem(f"{where}: {problem.where}", problem.code, problem.values)
