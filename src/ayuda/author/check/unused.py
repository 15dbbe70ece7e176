"""Parts of a policy that nothing uses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ayuda.author.check.uses import all_named, named_by_flow, placeholders
from ayuda.author.findings import Finding
from ayuda.errors import Problem
from ayuda.model import Policy
from ayuda.policy.parts import parts_of


def unused_findings(policy: Policy) -> Iterator[Finding]:
    """What no flow leads to, and what nothing names."""
    named = all_named(policy, _first_named(policy))
    yield from _unused("unused-fact", "facts", policy.facts, _facts_of_flows(policy))
    yield from _unused("unused-window", "windows", policy.windows, named)
    yield from _unused("unused-computed", "derived", policy.derived, named)
    yield from _unused("unused-computed", "scores", policy.scores, named)
    yield from _unused("unused-computed", "tables", policy.tables, named)
    yield from _unused("unused-amount", "amounts", policy.amounts, named)
    led_to = {rule.outcome for flow in policy.flows.values() for rule in flow.rules}
    yield from _unused("unused-outcome", "outcomes", policy.outcomes, led_to)
    cited = {one for _, part in parts_of(policy) for one in getattr(part, "cites", ())}
    yield from _unused("unused-statement", "statements", policy.statements, cited)
    yield from _unused("unused-rates", "rates", policy.rates, _rates(policy))
    yield from _unused("unused-unit", "units", policy.units, _units(policy))
    yield from _unused(
        "unused-group", "groups", policy.groups, {topic.group for topic in policy.topics}
    )


def _unused(code: str, part: str, ids: Mapping[str, object], used: set[str]) -> Iterator[Finding]:
    for name in ids:
        if name not in used:
            yield Finding("warning", Problem(f"{part}.{name}", code, {"value": name}))


def _first_named(policy: Policy) -> Iterator[str]:
    """What flows, and texts anywhere outside windows, name straight."""
    for flow in policy.flows.values():
        yield from flow.facts
        yield from flow.offered_if
        yield from named_by_flow(policy, flow)
        yield from placeholders(flow)
    for part in (policy.outcomes, policy.topics, policy.statements, policy.derived, policy.tables):
        yield from placeholders(tuple(part.values()) if isinstance(part, dict) else part)


def _facts_of_flows(policy: Policy) -> set[str]:
    return {fact for flow in policy.flows.values() for fact in flow.facts}


def _rates(policy: Policy) -> set[str]:
    lines = (line for amount in policy.amounts.values() for line in amount.lines)
    return {line.interest.rates for line in lines if line.interest is not None}


def _units(policy: Policy) -> set[str]:
    parts = (policy.facts, policy.derived, policy.tables, policy.amounts)
    return {part.unit for table in parts for part in table.values() if part.unit is not None}
