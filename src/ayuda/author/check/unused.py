"""Parts of a policy that nothing uses."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from ayuda.author.check.uses import all_named, named_by_flow, placeholders
from ayuda.author.findings import Finding
from ayuda.errors import Problem
from ayuda.model import Policy
from ayuda.policy.parts import parts_of


def unused_findings(policy: Policy) -> Iterator[Finding]:
    """What no flow leads to, and what nothing names."""
    for problem in (*_unnamed(policy), *_unused(policy)):
        yield Finding("warning", problem)


def _unnamed(policy: Policy) -> Iterator[Problem]:
    """What conditions, rules, windows and texts could name, and do not."""
    in_flows = {fact for flow in policy.flows.values() for fact in flow.facts}
    for name in _without(policy.facts, in_flows):
        yield Problem(f"facts.{name}", "unused-fact", {"value": name})
    named = all_named(policy, _first_named(policy))
    for name in _without(policy.windows, named):
        yield Problem(f"windows.{name}", "unused-window", {"value": name})
    computed: dict[str, Iterable[str]] = {
        "derived": policy.derived,
        "scores": policy.scores,
        "tables": policy.tables,
    }
    for part, names in computed.items():
        for name in _without(names, named):
            yield Problem(f"{part}.{name}", "unused-computed", {"value": name})
    for name in _without(policy.amounts, named):
        yield Problem(f"amounts.{name}", "unused-amount", {"value": name})


def _unused(policy: Policy) -> Iterator[Problem]:
    """What only one kind of thing could use, and none does."""
    led_to = {rule.outcome for flow in policy.flows.values() for rule in flow.rules}
    for name in _without(policy.outcomes, led_to):
        yield Problem(f"outcomes.{name}", "unused-outcome", {"value": name})
    cited = {one for _, part in parts_of(policy) for one in getattr(part, "cites", ())}
    for name in _without(policy.statements, cited):
        yield Problem(f"statements.{name}", "unused-statement", {"value": name})
    for name in _without(policy.rates, _rates(policy)):
        yield Problem(f"rates.{name}", "unused-rates", {"value": name})
    for name in _without(policy.units, _units(policy)):
        yield Problem(f"units.{name}", "unused-unit", {"value": name})
    for name in _without(policy.groups, {topic.group for topic in policy.topics}):
        yield Problem(f"groups.{name}", "unused-group", {"value": name})


def _without(ids: Iterable[str], used: Collection[str]) -> list[str]:
    return [name for name in ids if name not in used]


def _first_named(policy: Policy) -> Iterator[str]:
    """What flows, and texts anywhere outside windows, name straight."""
    for flow in policy.flows.values():
        yield from flow.facts
        yield from flow.offered_if
        yield from named_by_flow(policy, flow)
        yield from placeholders(flow)
    for part in (policy.outcomes, policy.topics, policy.statements, policy.derived, policy.tables):
        yield from placeholders(tuple(part.values()) if isinstance(part, dict) else part)


def _rates(policy: Policy) -> set[str]:
    lines = (line for amount in policy.amounts.values() for line in amount.lines)
    return {line.interest.rates for line in lines if line.interest is not None}


def _units(policy: Policy) -> set[str]:
    parts = (policy.facts, policy.derived, policy.tables, policy.amounts)
    return {part.unit for table in parts for part in table.values() if part.unit is not None}
