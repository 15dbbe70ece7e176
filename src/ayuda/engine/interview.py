"""Which facts are worth asking: only those that can still change what a case comes to."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

import msgspec

from ayuda.engine.cells import answers_of, cells, deciding_rule, facts_that_decide
from ayuda.engine.conditions import all_hold
from ayuda.engine.knowledge import Knowledge
from ayuda.engine.results import Answer, Prospect, Question
from ayuda.model import Flow, Policy, Rule, Value

Result = tuple[str, tuple[str, ...], tuple[str, ...] | None]
"""An outcome, the windows shown with it, and the flows to go on with where the rule names them."""


class Possibility(msgspec.Struct, frozen=True):
    """A cell that is still possible, and the rule that decides it."""

    answers: Mapping[str, Answer]
    values: Mapping[str, Value]
    rule: Rule


def inquire(
    policy: Policy, flow_id: str, knowledge: Knowledge, skipped: Collection[str]
) -> Rule | Question:
    """The rule to decide by, once nothing can change what the case comes to, or what to ask.

    Raises NoRuleHolds.
    """
    flow = policy.flows[flow_id]
    deciding = facts_that_decide(policy, flow)
    possible = [
        Possibility(cell.answers, cell.values, deciding_rule(flow, cell.values))
        for cell in cells(policy, flow, deciding, knowledge.values)
    ]
    if _is_settled(possible):
        return _rule_to_report(flow, knowledge.values, possible)
    needed = needs(policy, deciding, possible)
    following = askable(policy, deciding, possible, skipped)
    return Question(
        flow_id,
        tuple(dict.fromkeys(asked_by(policy, name) for name in needed)),
        None if following is None else asked_by(policy, following),
        prospects(policy, flow, needed, possible),
        knowledge,
    )


def comes_to(rule: Rule) -> Result:
    """What a rule's case comes to: its outcome, the windows it shows, where it goes on.

    Two rules that come to the same need no question between them.
    """
    return rule.outcome, rule.windows, rule.next


def _is_settled(possible: Sequence[Possibility]) -> bool:
    return len({comes_to(possibility.rule) for possibility in possible}) == 1


def _rule_to_report(
    flow: Flow, values: Mapping[str, Value], possible: Sequence[Possibility]
) -> Rule:
    """Of the rules that can still decide, the first that holds for certain, else the first."""
    still = {possibility.rule.id for possibility in possible}
    rules = [rule for rule in flow.rules if rule.id in still]
    return next((rule for rule in rules if all_hold(rule.when, values)), rules[0])


def needs(policy: Policy, facts: Sequence[str], possible: Sequence[Possibility]) -> tuple[str, ...]:
    """Every fact that an interview could still ask for, in the order of asking."""
    found = _asked(policy, facts, possible)
    return tuple(name for name in facts if name in found)


def _asked(policy: Policy, facts: Sequence[str], possible: Sequence[Possibility]) -> set[str]:
    fact = askable(policy, facts, possible, ())
    if fact is None:
        return set()
    found = {fact}
    for group in _by_answer(fact, possible).values():
        found |= _asked(policy, facts, group)
    return found


def askable(
    policy: Policy,
    facts: Sequence[str],
    possible: Sequence[Possibility],
    skipped: Collection[str],
) -> str | None:
    """The first fact worth asking; None where all is decided or the rest was skipped."""
    if _is_settled(possible):
        return None
    for fact in facts:
        unskipped = asked_by(policy, fact) not in skipped
        if unskipped and _may_be_asked(policy, fact, possible) and _matters(fact, possible):
            return fact
    return None


def asked_by(policy: Policy, fact: str) -> str:
    """The fact that is put to a person to learn this one: itself, or what it is read from."""
    return policy.facts[fact].read_from or fact


def _may_be_asked(policy: Policy, fact: str, possible: Sequence[Possibility]) -> bool:
    condition = policy.facts[fact].asked_if
    return all(all_hold(condition, possibility.values) for possibility in possible)


def _matters(fact: str, possible: Sequence[Possibility]) -> bool:
    """Whether two answers that are still possible can lead to something different.

    Either what they can lead to differs, or there is a case that is alike but for this answer
    and comes to something else.
    """
    groups = list(_by_answer(fact, possible).values())
    reachable = {frozenset(comes_to(possibility.rule) for possibility in group) for group in groups}
    if len(reachable) > 1:
        return True
    results: dict[tuple[tuple[str, Answer], ...], Result] = {}
    for possibility in possible:
        others = tuple(item for item in possibility.answers.items() if item[0] != fact)
        result = comes_to(possibility.rule)
        if results.setdefault(others, result) != result:
            return True
    return False


def _by_answer(fact: str, possible: Sequence[Possibility]) -> dict[Answer, list[Possibility]]:
    groups: dict[Answer, list[Possibility]] = {}
    for possibility in possible:
        groups.setdefault(possibility.answers[fact], []).append(possibility)
    return groups


def prospects(
    policy: Policy, flow: Flow, facts: Sequence[str], possible: Sequence[Possibility]
) -> tuple[Prospect, ...]:
    """What every possible answer to these facts can lead to."""
    return tuple(_prospects(policy, flow, facts, possible))


def _prospects(
    policy: Policy, flow: Flow, facts: Sequence[str], possible: Sequence[Possibility]
) -> Iterator[Prospect]:
    order = {rule.outcome: place for place, rule in reversed(list(enumerate(flow.rules)))}
    for fact in facts:
        groups = _by_answer(fact, possible)
        found = {}
        for answer in answers_of(policy, flow, fact):
            if answer in groups:
                outcomes = {possibility.rule.outcome for possibility in groups[answer]}
                found[answer] = tuple(sorted(outcomes, key=order.__getitem__))
        for answer, led in _by_one_window(found).items():
            yield Prospect(fact, answer, led)


def _by_one_window(found: Mapping[Answer, tuple[str, ...]]) -> Mapping[Answer, tuple[str, ...]]:
    """For a moment, the one window whose state already tells where an answer leads, if any.

    Other windows of that moment would only split answers that lead to the same.
    """
    stretches = [answer for answer in found if isinstance(answer, tuple)]
    for window in dict(stretches[0]) if stretches else ():
        merged: dict[Answer, tuple[str, ...]] = {}
        for stretch in stretches:
            state = ((window, dict(stretch)[window]),)
            if merged.setdefault(state, found[stretch]) != found[stretch]:
                break
        else:
            return merged
    return found
