"""Parts of a policy that nothing uses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ayuda.author.check.uses import all_named, named_by_flow, placeholders
from ayuda.author.findings import Finding
from ayuda.errors import Problem
from ayuda.model import Policy
from ayuda.policy.parts import parts_of

NAMED = ("facts", "windows", "derived", "scores", "tables", "amounts")
"""The tables whose ids conditions, windows and what is computed name."""


def unused_findings(policy: Policy) -> Iterator[Finding]:
    """What no flow leads to, and what nothing names."""
    named = all_named(policy, _first_named(policy))
    for part in NAMED:
        found: set[str] = {*policy.facts} & _facts_of_flows(policy) if part == "facts" else named
        yield from _unused(part, getattr(policy, part), found)
    led_to = {rule.outcome for flow in policy.flows.values() for rule in flow.rules}
    yield from _unused("outcomes", policy.outcomes, led_to)
    cited = {one for _, part in parts_of(policy) for one in getattr(part, "cites", ())}
    yield from _unused("statements", policy.statements, cited)
    yield from _unused("rates", policy.rates, _rates(policy))
    yield from _unused("units", policy.units, _units(policy))
    yield from _unused("groups", policy.groups, {topic.group for topic in policy.topics})


def _unused(part: str, ids: Mapping[str, object], used: set[str]) -> Iterator[Finding]:
    for name in ids:
        if name not in used:
            yield Finding("warning", Problem(f"{part}.{name}", f"unused-{part}", {"value": name}))


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
    return {part.unit for table in parts for part in table.values() if part.unit is not None}  # type: ignore[attr-defined]
