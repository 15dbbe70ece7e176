"""What parts of a policy name each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ayuda.model import Amount, Flow, Outcome, Policy, Text
from ayuda.policy.language.causes import numbers_of, straight_causes
from ayuda.policy.language.conditions import names
from ayuda.policy.parts import parts_of
from ayuda.texts import PLACEHOLDER


def named_by_flow(policy: Policy, flow: Flow) -> Iterator[str]:
    """What the rules and notices of a flow name, and what the outcomes of its rules do."""
    for rule in flow.rules:
        yield from (*names(rule.when), *rule.windows, *rule.amounts)
        yield from placeholders(rule)
    for notice in flow.notices:
        yield from names(notice.when)
        yield from placeholders(notice)
    for outcome in dict.fromkeys(rule.outcome for rule in flow.rules):
        yield from named_by_outcome(policy.outcomes[outcome])


def named_by_outcome(outcome: Outcome) -> Iterator[str]:
    """What the steps and the words of an outcome name."""
    for step in outcome.steps:
        yield from names(step.when)
    yield from placeholders(outcome)


def placeholders(part: object) -> Iterator[str]:
    """The windows and amounts that the texts of a part name."""
    for _, text in parts_of(part):
        if isinstance(text, Text):
            for words in text.in_every_language():
                yield from (found.partition(".")[0] for found in PLACEHOLDER.findall(words))


def named_by(policy: Policy, name: str) -> Iterator[str]:
    """What a fact, a window, an amount or what is computed names itself."""
    fact = policy.facts.get(name)
    if fact is not None:
        yield from fact.asked_if
        yield from (key for implication in fact.implied for key in implication.when)
        yield from (fact.read_from,) if fact.read_from else ()
        yield from placeholders(fact)
    elif name in policy.amounts:
        yield from _named_by_amount(policy.amounts[name])
    else:
        yield from straight_causes(policy, name)
        if name in policy.windows:
            yield from placeholders(policy.windows[name])


def _named_by_amount(amount: Amount) -> Iterator[str]:
    for line in amount.lines:
        yield from names(line.when)
    yield from numbers_of(amount)


def all_named(policy: Policy, first: Iterable[str]) -> set[str]:
    """These names and all that they lead to."""
    found: set[str] = set()
    waiting = list(first)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += named_by(policy, name)
    return found
