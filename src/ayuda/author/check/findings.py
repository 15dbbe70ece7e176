"""All that checks find in a valid policy."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ayuda.author.check.contradictions import contradiction_findings
from ayuda.author.check.guards import guard_findings, notice_findings
from ayuda.author.check.never import never_findings
from ayuda.author.check.numbers import number_findings
from ayuda.author.check.unlooked import unlooked_findings
from ayuda.author.check.unused import unused_findings
from ayuda.author.findings import Finding
from ayuda.errors import Problem
from ayuda.model import Policy
from ayuda.policy.review import review_due
from ayuda.texts import Texts


def findings_of(policy: Policy, today: date, texts: Mapping[str, Texts]) -> tuple[Finding, ...]:
    """What is wrong, and what is worth a look, by paths inside the policy.

    ``texts`` are the program's words in each language that the policy's own file can be in.
    """
    guards = tuple(guard_findings(policy))
    unasked = {name for name, finding in guards if finding.level == "error"}
    return (
        *contradiction_findings(policy),
        *never_findings(policy, unasked),
        *(finding for _, finding in guards),
        *notice_findings(policy),
        *unused_findings(policy),
        *unlooked_findings(policy),
        *number_findings(policy, texts),
        *review_findings(policy, today),
    )


def review_findings(policy: Policy, today: date) -> tuple[Finding, ...]:
    """A policy that is to be held against its source again."""
    due = review_due(policy)
    if due is None or today < due:
        return ()
    words = {"value": str(policy.reviewed), "due": due.isoformat()}
    return (Finding("warning", Problem("reviewed", "review-due", words)),)
