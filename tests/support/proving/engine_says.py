"""What the engine proves of a policy and of two, beside what an oracle says of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Protocol

from ayuda.author.comparing.flow import compare_flow, first_difference
from ayuda.author.findings import Finding
from ayuda.author.proof import prove
from ayuda.calendar import Calendar
from ayuda.engine.windows import Setting
from ayuda.model import Policy
from support.language.computed import Case
from support.language.page import Page
from support.random_policies import PRESENT

FLOW = "f"
CODES_OF_RULES = {
    "rule-impossible": "error",
    "rule-covered": "error",
    "rule-covered-alike": "error",
    "rule-needless": "warning",
}
COVERED = ("rule-covered", "rule-covered-alike")


class Oracle(Protocol):
    """What says of a flow what there is to be found."""

    def is_complete(self) -> bool: ...

    def findings(self) -> Iterator[tuple[str, str]]: ...

    def is_minimal(self, rule_id: str, others: Collection[str]) -> bool: ...


def setting_of(policy: Policy) -> Setting:
    """A policy as of the moment of all random ones."""
    return Setting(policy, PRESENT, Calendar(policy.country, policy.holidays))


def proven(policy: Policy) -> list[Finding]:
    """What a proof finds."""
    return list(prove(setting_of(policy), FLOW).findings)


def of_rules(findings: Collection[Finding]) -> set[tuple[str, str]]:
    """The codes and rules of what is found of rules."""
    return {
        (one.problem.code, one.rule or "") for one in findings if one.problem.code in CODES_OF_RULES
    }


def proof_differs(policy: Policy, oracle: Oracle) -> Iterator[str]:
    """Where a proof and an oracle say different things."""
    findings = proven(policy)
    found, wanted = of_rules(findings), {*oracle.findings()}
    if found != wanted:
        yield f"only proven: {sorted(found - wanted)}, not proven: {sorted(wanted - found)}"
    codes = [finding.problem.code for finding in findings]
    gaps = codes.count("undecided")
    if bool(gaps) == oracle.is_complete():
        yield f"undecided: {gaps}, by the oracle: {not oracle.is_complete()}"
    for finding in findings:
        yield from _finding_differs(policy, finding, oracle)


def _finding_differs(policy: Policy, finding: Finding, oracle: Oracle) -> Iterator[str]:
    code, rule = finding.problem.code, finding.rule or ""
    if finding.level != CODES_OF_RULES.get(code, finding.level):
        yield f"{code} {rule} is a {finding.level}"
    if code in COVERED and not oracle.is_minimal(rule, finding.others):
        yield f"{code} {rule}: {finding.others} are not a smallest cover"
    if code in {*COVERED, "rule-needless", "undecided"} and not shows(policy, finding):
        yield f"{code} {rule}: {finding.facts} does not show it"


def shows(policy: Policy, finding: Finding) -> bool:
    """Whether a finding's case, if it has one, shows what is found."""
    if finding.facts is None or {*finding.facts} != {*policy.flows[FLOW].facts}:
        return True
    case = Case(Page(policy, FLOW, PRESENT), finding.facts)
    held = [rule.id for rule in policy.flows[FLOW].rules if case.holds(rule.when)]
    if finding.problem.code == "undecided":
        return not held
    if finding.problem.code in COVERED:
        return finding.rule in held and finding.rule != held[0]
    return held[:1] == [finding.rule]


def is_same(old: Policy, new: Policy) -> bool:
    """Whether the engine finds no case in which they come to different things."""
    return compare_flow(setting_of(old), setting_of(new), FLOW).is_empty


def difference_differs(old: Policy, new: Policy) -> Iterator[str]:
    """Where a case that is said to come to different things does not."""
    for shown in (False, True):
        found = first_difference(setting_of(old), setting_of(new), FLOW, shown=shown)
        if found is None or {*found.facts} != {*old.flows[FLOW].facts}:
            continue
        results = [Case(Page(one, FLOW, PRESENT), found.facts).result for one in (old, new)]
        if results[0] == results[1] or (not shown and results[0][0] == results[1][0]):
            yield f"{found.facts} comes to the same"


def changes_differ(old: Policy, new: Policy) -> Iterator[str]:
    """Where the engine and a solver differ on whether two policies come to the same."""
    from support.proving.by_z3 import can_differ

    same, differ = is_same(old, new), can_differ(old, new)
    if same == differ:
        yield f"the same: {same}, by the solver: {not differ}"
    for shown in (False, True):
        found = first_difference(setting_of(old), setting_of(new), FLOW, shown=shown)
        if (found is not None) != can_differ(old, new, decided=True, shown=shown):
            yield f"a difference (shown: {shown}): {found}"
    yield from difference_differs(old, new)
