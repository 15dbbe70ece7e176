"""The proof of one flow: everything that holds of all its cases, and what does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ayuda.author.findings import Finding
from ayuda.author.proof.asked import MOST_CASES, questions_asked
from ayuda.author.proof.ground import Ground
from ayuda.author.proof.onward import Onward
from ayuda.author.proof.proofs import Proof
from ayuda.author.proof.rules import RuleProofs
from ayuda.author.proof.shown import notice_findings, step_findings
from ayuda.engine.counting import count_cases
from ayuda.engine.diagram import TooManyNodes
from ayuda.engine.windows import Setting
from ayuda.errors import AyudaError
from ayuda.view.wording import Wording

MOST_COUNTED = 250_000
"""Over how many nodes cases are counted."""


def prove(setting: Setting, flow_id: str, wording: Wording | None = None) -> Proof:
    """Prove what can be proven of a flow, and say what is wrong.

    Regions are told in the wording's words; without one in ids.
    """
    ground = Ground(setting, flow_id)
    rules = RuleProofs(ground, wording)
    findings = list(rules.findings())
    open_ = list(rules.open)
    parts: tuple[tuple[str, Callable[[], Iterator[Finding]]], ...] = (
        (f"flows.{flow_id}.notices", lambda: notice_findings(ground)),
        ("outcomes", lambda: step_findings(ground)),
        (f"flows.{flow_id}.next", lambda: Onward(ground, rules.reached).findings()),
    )
    for path, part in parts:
        try:
            findings += part()
        except TooManyNodes:
            open_.append(path)
    cases = _counted(ground)
    questions = None
    if cases is not None and sum(cases.values()) <= MOST_CASES:
        questions, needless = questions_asked(ground)
        findings += needless
    return Proof(
        flow=flow_id,
        cases=cases,
        rules=tuple(rule.id for rule in ground.flow.rules),
        reached=tuple(ground.flow.rules[place].id for place in sorted(rules.reached)),
        findings=tuple(findings),
        questions=questions,
        open=tuple(open_),
    )


def _counted(ground: Ground) -> dict[str, int] | None:
    """The possible cases by rule; None where they are too many to be counted."""
    try:
        return count_cases(ground.policy, ground.flow_id, most=MOST_COUNTED).cases
    except AyudaError:
        return None
