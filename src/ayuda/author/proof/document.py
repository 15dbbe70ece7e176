"""Proofs as the document ``ayuda.proof/1``: with all words of one language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ayuda.author.check.located import Locator
from ayuda.author.findings import Finding
from ayuda.author.proof.proofs import Proof
from ayuda.errors import Problem
from ayuda.policy.load import PolicyFile
from ayuda.view.command_line import carried_facts, command_line
from ayuda.view.document import plain_facts
from ayuda.view.formats import PolicyId, ProofFinding, ProofFlow, ProofQuestions, ProofRule, Proofs
from ayuda.view.wording import Wording


def proofs_document(
    wording: Wording, policy_file: PolicyFile, proofs: Sequence[Proof], options: Sequence[str]
) -> Proofs:
    """The document of some flows' proofs; ``options`` are those that a command to copy repeats.

    What is found of a part that several flows share is told once.
    """
    told: set[tuple[str, str]] = set()
    locator = Locator(Path(policy_file.path))
    flows = [_flow(wording, policy_file, locator, proof, options, told) for proof in proofs]
    found = [finding.level for flow in flows for finding in flow.findings]
    return Proofs(
        format="ayuda.proof/1",
        flows=flows,
        errors=found.count("error"),
        warnings=found.count("warning"),
        policy=PolicyId(policy_file.policy.id, policy_file.sha256),
        lang=wording.texts.chosen,
    )


def _flow(
    wording: Wording,
    policy_file: PolicyFile,
    locator: Locator,
    proof: Proof,
    options: Sequence[str],
    told: set[tuple[str, str]],
) -> ProofFlow:
    cases = proof.cases
    asked = proof.questions
    findings = [
        _finding(wording, policy_file, locator, proof.flow, finding, options)
        for finding in _once(proof.findings, told)
    ]
    return ProofFlow(
        flow=proof.flow,
        title=wording.text(wording.policy.flows[proof.flow].title),
        proven=proof.is_proven,
        cases=None if cases is None else sum(cases.values()),
        rules=[
            ProofRule(rule, rule in proof.reached, None if cases is None else cases[rule])
            for rule in proof.rules
        ],
        questions=None if asked is None else ProofQuestions(asked.most, asked.total, asked.paths),
        findings=findings,
        open=list(proof.open),
    )


def _once(findings: Sequence[Finding], told: set[tuple[str, str]]) -> Iterator[Finding]:
    """The findings, of those about outcomes only the first that says the same of the same place."""
    for finding in findings:
        key = (finding.problem.where, finding.problem.code)
        if not finding.problem.where.startswith("outcomes.") or key not in told:
            told.add(key)
            yield finding


def _finding(
    wording: Wording,
    policy_file: PolicyFile,
    locator: Locator,
    flow: str,
    finding: Finding,
    options: Sequence[str],
) -> ProofFinding:
    problem = finding.problem
    where = f"{policy_file.path}: {problem.where}"
    [placed] = policy_file.told([Problem(where, problem.code, problem.values)])
    message = wording.texts.message(placed)
    place = locator.place(placed.where)
    facts: Mapping[str, Any] | None = finding.facts
    is_stated = facts is not None and len(carried_facts(wording.policy, flow, facts)) == len(facts)
    return ProofFinding(
        level=finding.level,
        code=problem.code,
        where=message.where,
        line=place.line,
        column=place.column,
        rule=finding.rule,
        others=list(finding.others),
        what=message.what,
        hint=message.hint,
        facts=None if facts is None else plain_facts(wording, facts),
        command=command_line(wording, flow, facts, options) if facts and is_stated else None,
    )
