"""Guards that never hold, or always, and notices whose tests are set against each other."""

from __future__ import annotations

from collections.abc import Iterator

from ayuda.author.findings import Finding
from ayuda.engine.diagram import TooManyNodes
from ayuda.engine.space import NEVER, Space, space_of
from ayuda.engine.walks import winners
from ayuda.errors import Problem
from ayuda.model import OUTCOME, Flow, Policy, When
from ayuda.policy.language.conditions import accepts, alternatives

HOLDS, FAILS = range(2)


def guard_findings(policy: Policy) -> Iterator[tuple[str, Finding]]:
    """Guards that are of no use, by fact: what they look at is alike in all cases of every flow."""
    found: dict[str, set[int]] = {}
    for flow_id, flow in policy.flows.items():
        space = space_of(policy, flow_id)
        for name in flow.facts:
            guard = policy.facts[name].asked_if
            if guard:
                found.setdefault(name, set()).update(_verdicts(space, name, guard))
    for name, verdicts in found.items():
        path = f"facts.{name}.asked_if"
        if verdicts == {FAILS}:
            yield name, Finding("error", Problem(path, "guard-never", {"value": name}))
        elif verdicts == {HOLDS}:
            yield name, Finding("warning", Problem(path, "guard-always", {"value": name}))


def _verdicts(space: Space, name: str, guard: When) -> set[int]:
    """Whether a guard holds and whether it fails in some possible case; none where there is none.

    Where that cannot be known, it is taken to do both.
    """
    both = {HOLDS, FAILS}
    if not all(map(space.is_seen, guard)):
        return both
    try:
        diagram = space.guard_diagram(name, guard, frozenset())
        return winners(diagram, space.whole, range(len(both) + 1), len(both)) & both
    except TooManyNodes:
        return both


def notice_findings(policy: Policy) -> Iterator[Finding]:
    """Notices that no case can have, as their own tests already tell."""
    for flow_id, flow in policy.flows.items():
        space = space_of(policy, flow_id)
        for place, notice in enumerate(flow.notices):
            if not any(_can_hold(space, flow, tests) for tests in alternatives(notice.when)):
                path = f"flows.{flow_id}.notices[{place}].when"
                yield Finding("error", Problem(path, "notice-impossible", {"value": notice.id}))


def _can_hold(space: Space, flow: Flow, tests: When) -> bool:
    outcome = tests.get(OUTCOME)
    if outcome is not None and not any(accepts(outcome, rule.outcome) for rule in flow.rules):
        return False
    known = {name: test for name, test in tests.items() if space.is_seen(name)}
    return space.tests(known) != NEVER
