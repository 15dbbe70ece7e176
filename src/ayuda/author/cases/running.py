"""What cases come to under a policy, and which of them come to something else than they say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec

from ayuda.author.cases.reading import ReadCase
from ayuda.case import Case, decide
from ayuda.engine.knowledge import Contradiction
from ayuda.engine.results import Decision, NoRuleHolds
from ayuda.engine.stated import contradiction_problem
from ayuda.engine.windows import FactValue, Setting
from ayuda.errors import Problem
from ayuda.model import Policy


class End(msgspec.Struct, frozen=True):
    """What a case came to: an outcome by a rule, the facts that are missing, or a contradiction.

    ``until`` are the ends of the windows that the decision shows, by window.
    """

    outcome: str | None = None
    rule: str | None = None
    until: Mapping[str, datetime] = {}
    needs: tuple[str, ...] = ()
    contradiction: Problem | None = None


class Failure(msgspec.Struct, frozen=True):
    """A case that came to something else than it says."""

    case: ReadCase
    end: End


class FlowResult(msgspec.Struct, frozen=True):
    """The cases of a flow: how many, which failed, and the rules that none of them comes to."""

    flow: str
    cases: int
    failures: tuple[Failure, ...]
    unreached: tuple[str, ...]


def end_of(setting: Setting, flow_id: str, facts: Mapping[str, FactValue]) -> End:
    """What a case comes to where nobody can be asked, as in a call of a script."""
    try:
        answer = decide(setting, Case(flow_id, facts)).answer
    except Contradiction as contradiction:
        return End(contradiction=contradiction_problem(setting.policy, contradiction))
    except NoRuleHolds:
        return End()
    if isinstance(answer, Decision):
        until = {window.id: window.until for window in answer.windows}
        return End(answer.rule.outcome, answer.rule.id, until)
    return End(needs=answer.needs)


def is_as_said(case: ReadCase, end: End) -> bool:
    """Whether a case came to what it says; one that names no rule is content with any."""
    is_end = end.outcome == case.says.outcome and case.says.rule in {None, end.rule}
    return is_end and all(end.until.get(name) == moment for name, moment in case.until.items())


def run_cases(policy: Policy, cases: Iterable[ReadCase], flows: Iterable[str]) -> list[FlowResult]:
    """The cases of some flows decided, flow by flow."""
    by_flow: dict[str, list[ReadCase]] = {flow: [] for flow in flows}
    for case in cases:
        if case.flow in by_flow:
            by_flow[case.flow].append(case)
    return [_run_flow(policy, flow, found) for flow, found in by_flow.items()]


def _run_flow(policy: Policy, flow_id: str, cases: list[ReadCase]) -> FlowResult:
    failures: list[Failure] = []
    reached: set[str | None] = set()
    for case in cases:
        end = end_of(case.under(policy), flow_id, case.facts)
        reached.add(end.rule)
        if not is_as_said(case, end):
            failures.append(Failure(case, end))
    rules = (rule.id for rule in policy.flows[flow_id].rules)
    unreached = tuple(rule for rule in rules if rule not in reached)
    return FlowResult(flow_id, len(cases), tuple(failures), unreached)
