"""All policies that differ from one in a single place that could decide something."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from typing import Any

import msgspec

from ayuda.author.mutating.change import Change, Changes, Mutant
from ayuda.author.mutating.conditions import Vocabulary
from ayuda.author.mutating.parts import (
    changed_derived,
    changed_fact,
    changed_rules,
    changed_score,
    changed_silence,
    changed_table,
    changed_window,
)
from ayuda.model import Flow, Policy
from ayuda.policy.language.causes import straight_causes
from ayuda.policy.language.conditions import names


def names_behind(policy: Policy, flow: Flow) -> frozenset[str]:
    """All names that a flow's decisions can hang on: its facts, what its rules look at and show."""
    found: set[str] = set()
    waiting = [*flow.facts, *(name for rule in flow.rules for name in names(rule.when))]
    waiting += [name for rule in flow.rules for name in rule.windows]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        waiting += straight_causes(policy, name)
        fact = policy.facts.get(name)
        if fact is not None and name in flow.facts:
            waiting += fact.asked_if
            waiting += [key for implication in fact.implied for key in implication.when]
    return frozenset(found)


def mutants_of(policy: Policy, wanted: Collection[str]) -> Iterator[Mutant]:
    """A policy with each number, test, order, value and default changed once.

    Only what some of the wanted flows look at is changed; others may look at it too.
    """
    for mutant in _all_mutants(policy):
        if not set(wanted).isdisjoint(mutant.flows):
            yield mutant


def _all_mutants(policy: Policy) -> Iterator[Mutant]:
    known = Vocabulary(policy)
    for flow_id in policy.flows:
        yield from _of_flow(policy, known, flow_id)
    seen = {name: names_behind(policy, flow) for name, flow in policy.flows.items()}
    every = {name for found in seen.values() for name in found}
    parts: list[tuple[str, Callable[[str, Any], Changes[Any]]]] = [
        ("facts", partial(changed_fact, known)),
        ("facts", changed_silence),
        ("windows", changed_window),
        ("derived", partial(changed_derived, known)),
        ("scores", partial(changed_score, known)),
        ("tables", changed_table),
    ]
    for kind, change in parts:
        for name, part in getattr(policy, kind).items():
            if name in every:
                touched = tuple(flow for flow, found in seen.items() if name in found)
                unstated = name if change is changed_silence else None
                for one in change(f"{kind}.{name}", part):
                    yield _mutant(policy, kind, name, one, touched, unstated)


def _mutant(
    policy: Policy,
    kind: str,
    name: str,
    one: Change[Any],
    flows: tuple[str, ...],
    unstated: str | None = None,
) -> Mutant:
    whole: Mapping[str, Any] = getattr(policy, kind)
    changed = msgspec.structs.replace(policy, **{kind: {**whole, name: one.part}})
    return Mutant(one.path, one.kind, one.was, one.becomes, changed, flows, unstated)


def _of_flow(policy: Policy, known: Vocabulary, flow_id: str) -> Iterator[Mutant]:
    flow = policy.flows[flow_id]
    for one in changed_rules(known, f"flows.{flow_id}.rules", flow.rules):
        changed = Change(
            one.path,
            one.kind,
            one.was,
            one.becomes,
            msgspec.structs.replace(flow, rules=one.part),
        )
        yield _mutant(policy, "flows", flow_id, changed, (flow_id,))
