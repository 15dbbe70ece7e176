"""What the cases of two policies' flow differ in, and which answers one policy does not have."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from msgspec import structs

from ayuda.engine.compiled import causes_of
from ayuda.engine.diagram import TooManyNodes
from ayuda.engine.joint.policies import CUTS, Joint, is_clocked
from ayuda.engine.results import Answer
from ayuda.engine.samples import Sample
from ayuda.engine.variables import (
    DAYS,
    Variable,
    can_be_not_yet,
    case_variables,
    facts_that_decide,
    values_of,
    windows_of,
)
from ayuda.engine.windows import state_not_yet
from ayuda.model import UNKNOWN, Fact, Policy
from ayuda.policy.language.causes import given_causes, is_plain
from ayuda.policy.language.conditions import NO_STATE, Known


def with_deciding_facts(joint: Joint) -> Joint:
    """The policies with those facts alone that decide on one of the sides, or what can be there."""
    wanted: set[str] = set()
    policies = (joint.old, joint.new)
    for policy in policies:
        wanted.update(facts_that_decide(policy, policy.flows[CUTS]))
    waiting = list(wanted)
    while waiting:
        name = waiting.pop()
        for policy in policies:
            if name not in policy.flows[CUTS].facts:
                continue
            fact = policy.facts[name]
            looked_at = (*fact.asked_if, *(key for one in fact.implied for key in one.when))
            more = {cause for key in looked_at for cause in given_causes(policy, key)} - wanted
            waiting += more
            wanted |= more
    return structs.replace(
        joint,
        old=_with_facts(joint.old, wanted),
        new=_with_facts(joint.new, wanted),
        cut=_with_facts(joint.cut, wanted),
    )


def _with_facts(policy: Policy, wanted: Collection[str]) -> Policy:
    flow = policy.flows[CUTS]
    kept = tuple(name for name in flow.facts if name in wanted)
    return structs.replace(policy, flows={CUTS: structs.replace(flow, facts=kept)})


def joint_variables(joint: Joint) -> list[Variable]:
    """What cases of either flow differ in."""
    cut, flow = joint.cut, joint.cut.flows[CUTS]
    found = case_variables(cut, flow, windows_of(cut, flow))
    return found if joint.same_calendar else [_loosened(joint, variable) for variable in found]


def _loosened(joint: Joint, variable: Variable) -> Variable:
    """A moment's variable where the two policies count days otherwise: any stretch with any."""
    fact = joint.cut.facts.get(variable.name)
    if fact is None or fact.kind not in DAYS or variable.name in variable.shows:
        return variable
    if all(is_clocked(joint.cut.windows[name]) for name in variable.shows):
        return variable
    sides: list[tuple[dict[str, Known], ...]] = []
    for policy in (joint.old, joint.new):
        flow = policy.flows[CUTS]
        own = case_variables(policy, flow, windows_of(policy, flow))
        one = next((one for one in own if one.name == variable.name), None)
        shows = {} if one is None else one.shows
        count = len(one.answers) if one is not None else 1
        sides.append(tuple({name: shows[name][at] for name in shows} for at in range(count)))
    combined = [
        {**first, **second}
        for first in sides[0]
        for second in sides[1]
        if all(second[name] == state for name, state in first.items() if name in second)
    ]
    answers = dict.fromkeys(
        (
            *variable.answers,
            *(tuple((key, one[key]) for key in variable.shows if key in one) for one in combined),
        )
    )
    whole = [one for one in answers if len(one) == len(variable.shows)]  # type: ignore[arg-type]
    shown = {name: tuple(dict(one)[name] for one in whole) for name in variable.shows}  # type: ignore[arg-type]
    return Variable(variable.name, tuple(whole), shown, variable.classes, variable.facts)  # type: ignore[arg-type]


def in_joint_order(
    joint: Joint, variables: Sequence[Variable], first: Collection[str] = ()
) -> list[Variable]:
    """The variables, each behind those on which it or its guard hangs on either side.

    Those that are ``first``, and what they hang on, come before the others.
    """
    by_name = {name: variable.name for variable in variables for name in variable.shows}
    hangs_on: dict[str, set[str]] = {}
    for variable in variables:
        guards = [
            key
            for policy in (joint.old, joint.new)
            if variable.name in policy.facts
            for key in policy.facts[variable.name].asked_if
        ]
        causes = causes_of(joint.cut, {}, variable.name)
        found = {by_name.get(key, key) for key in (*guards, *causes)}
        hangs_on[variable.name] = found - {variable.name}
    urgent = set(first)
    more = list(urgent)
    while more:
        more += hangs_on.get(more.pop(), set()) - urgent
        urgent.update(more)
    waiting = sorted(variables, key=lambda one: (one.name not in urgent, bool(one.facts)))
    ordered: list[Variable] = []
    while waiting:
        left = {variable.name for variable in waiting}
        following = next((one for one in waiting if not hangs_on[one.name] & left), None)
        if following is None:
            raise TooManyNodes(())
        waiting.remove(following)
        ordered.append(following)
    return ordered


# ------------------------------------------------------- what one side lacks


def unknown_answers(joint: Joint, side: int, variable: Variable) -> int:
    """The answers of a fact's variable, as bits, that one policy does not have."""
    policy = (joint.old, joint.new)[side]
    name = variable.name
    if name not in policy.flows[CUTS].facts:
        return 0
    fact = policy.facts[name]
    not_yet = joint.cut.facts[name].kind in DAYS and name not in can_be_not_yet(policy)
    empty = _not_yet_states(joint.cut, variable) if not_yet else {}
    return sum(
        1 << at
        for at, answer in enumerate(variable.answers)
        if not _is_answer(fact, variable, at, answer) or (empty and _is_empty(variable, at, empty))
    )


def _is_answer(fact: Fact, variable: Variable, at: int, answer: Answer) -> bool:
    """Whether a fact of one policy can have this answer."""
    if is_plain(fact):
        return answer in values_of(fact)
    value = variable.shows[variable.name][at] if variable.name in variable.shows else None
    if value == UNKNOWN:
        return fact.unstated == UNKNOWN
    if fact.several and isinstance(value, tuple):
        return fact.values.keys() >= set(value)
    if fact.kind == "number" and isinstance(answer, Sample):
        number = answer.value
        below = fact.min is not None and number < fact.min  # type: ignore[operator]
        above = fact.max is not None and number > fact.max  # type: ignore[operator]
        return not (below or above)
    return True


def _not_yet_states(policy: Policy, variable: Variable) -> dict[str, str]:
    """The states that say that a moment has not happened; none where it always has."""
    if variable.name not in can_be_not_yet(policy):
        return {}
    return {
        name: state_not_yet(policy.windows[name]) or NO_STATE
        for name in variable.shows
        if name in policy.windows
    }


def _is_empty(variable: Variable, at: int, empty: Mapping[str, str]) -> bool:
    """Whether an answer is that the moment has not happened."""
    if variable.name in variable.shows:
        return variable.shows[variable.name][at] == NO_STATE
    return all(variable.shows[name][at] == state for name, state in empty.items())


def hangs_together(joint: Joint, variable: Variable) -> bool:
    """Whether the diagrams take more of a variable's cases to be possible than there are."""
    fact = joint.cut.facts.get(variable.name)
    if fact is None:
        return bool(variable.facts)
    windows = [joint.cut.windows[name] for name in variable.shows if name in joint.cut.windows]
    return fact.kind in DAYS and not all(is_clocked(window) for window in windows)
