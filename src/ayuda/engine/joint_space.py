"""The cases of two policies' flow in one list of variables, and what each flow makes of them.

Moments, numbers and days are cut where a condition of either flow cuts them. Each side has a
diagram of its own over the same variables, in the same order.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from difflib import SequenceMatcher

import msgspec
from msgspec import structs

from ayuda.engine.compiled import causes_of
from ayuda.engine.counting import weightiest_first as weightiest
from ayuda.engine.diagram import Diagram, Tests, TooManyNodes
from ayuda.engine.joint_policies import (
    CUTS,
    Joint,
    is_clocked,
    is_new,
    joint_policies,
    own_name,
)
from ayuda.engine.results import Answer
from ayuda.engine.samples import Sample
from ayuda.engine.space import NEVER, Shown, Space
from ayuda.engine.variables import (
    DAYS,
    Variable,
    can_be_not_yet,
    case_variables,
    facts_that_decide,
    values_of,
    windows_of,
)
from ayuda.engine.windows import Setting, state_not_yet
from ayuda.model import UNKNOWN, Fact, Policy, Rule
from ayuda.policy.language.causes import given_causes, is_plain
from ayuda.policy.language.conditions import NO_STATE, Known


class JointSpace(msgspec.Struct, frozen=True):
    """A flow of two policies over the same variables.

    ``rules`` are, by the place in both diagrams, the rules of the two flows, None where one has no
    such rule. ``unknown`` are, by place of a variable, the answers (as bits) that the old and the
    new policy do not have. ``told_apart`` are the rules, as bits, that only one of the two has; it
    is None where more than the rules differs. ``is_exact`` is False where variables hang together
    in ways that no diagram sees: then some of its cases cannot be.
    """

    joint: Joint
    settings: tuple[Setting, Setting]
    variables: tuple[Variable, ...]
    diagrams: tuple[Diagram, Diagram]
    computed: frozenset[int]
    rules: tuple[tuple[int | None, int | None], ...]
    unknown: Mapping[int, tuple[int, int]]
    told_apart: int | None
    is_exact: bool


class _Side(Space):
    """One side's space: its variables stand in an order that is right for both."""

    def _causes_first(self, variables: Sequence[Variable]) -> list[Variable]:
        return list(variables)


def joint_space(
    old: Setting,
    new: Setting,
    flow_id: str,
    joint: Joint | None = None,
    *,
    weightiest_first: bool = False,
) -> JointSpace:
    """The space of a flow that both policies have.

    What the rules look at that differ comes first, so that most of the space is soon alike. The
    rest is in the flow's order, or with ``weightiest_first`` in one that large flows may need.
    Raises TooManyNodes for guards in a circle.
    """
    joint = _deciding(joint or joint_policies(old, new, flow_id))
    variables = _in_order(joint, _variables(joint))
    sides = (_side(joint.old, variables), _side(joint.new, variables))
    signs = [
        _signs(setting, flow_id, side) for setting, side in zip((old, new), sides, strict=True)
    ]
    first_names = _looked_at_by(sides, _side_by_side(*signs))
    if weightiest_first:
        by_name = {variable.name: variable for variable in variables}
        variables = [by_name[variable.name] for variable in weightiest(sides[0])]
    variables = _in_order(joint, variables, first_names)
    sides = (_side(joint.old, variables), _side(joint.new, variables))
    signs = [
        _signs(setting, flow_id, side) for setting, side in zip((old, new), sides, strict=True)
    ]
    rules = _side_by_side(*signs)
    sizes = [len(variable.answers) for variable in variables]
    seen = [
        {place: one for place, one in side.computed.items() if side.variables[place].shows}
        for side in sides
    ]
    first, second = (
        Diagram(
            sizes,
            side.guards,
            [],
            side.bans,
            [NEVER if pair[at] is None else side.rules[pair[at]] for pair in rules],  # type: ignore[index]
            seen[at],
        )
        for at, side in enumerate(sides)
    )
    unknown = {
        place: masks
        for place, variable in enumerate(variables)
        if any(masks := (_unknown(joint, 0, variable), _unknown(joint, 1, variable)))
    }
    one, other = sides
    same_ground = (
        one.guards == other.guards
        and one.bans == other.bans
        and seen[0].keys() == seen[1].keys()
        and all(one.variables[at].name == other.variables[at].name for at in seen[0])
        and all(one.variables[at].shows == other.variables[at].shows for at in range(len(sizes)))
    )
    return JointSpace(
        joint,
        (old, new),
        tuple(variables),
        (first, second),
        frozenset((*seen[0], *seen[1])),
        tuple(rules),
        unknown,
        sum(1 << at for at, pair in enumerate(rules) if None in pair) if same_ground else None,
        not any(_hangs_together(joint, variable) for variable in variables),
    )


# ----------------------------------------------------------------- variables


def _deciding(joint: Joint) -> Joint:
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


def _variables(joint: Joint) -> list[Variable]:
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
        )  # type: ignore[misc]
    )
    whole = [one for one in answers if len(one) == len(variable.shows)]  # type: ignore[arg-type]
    shown = {name: tuple(dict(one)[name] for one in whole) for name in variable.shows}  # type: ignore[arg-type]
    return Variable(variable.name, tuple(whole), shown, variable.classes, variable.facts)  # type: ignore[arg-type]


def _in_order(
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


def _side(policy: Policy, variables: Iterable[Variable]) -> Space:
    """One side's space, whose variables show what that flow sees of them."""
    flow = policy.flows[CUTS]
    own = case_variables(policy, flow, windows_of(policy, flow))
    visible = {name for variable in own for name in variable.shows}
    return _Side(
        policy,
        flow,
        [
            structs.replace(
                variable,
                shows={name: shown for name, shown in variable.shows.items() if name in visible},
            )
            for variable in variables
        ],
    )


_Sign = tuple[Shown, Tests]
"""What a rule comes to, and where it holds."""


def shown_by(policy: Policy, rule: Rule) -> Shown:
    """What a rule comes to, the flows to go on with being the outcome's where it names none."""
    onward = policy.outcomes[rule.outcome].next if rule.next is None else rule.next
    return rule.outcome, rule.windows, rule.amounts, onward


def _side_by_side(
    first: Sequence[_Sign], second: Sequence[_Sign]
) -> list[tuple[int | None, int | None]]:
    """The rules of both flows, alike ones at one place."""
    found: list[tuple[int | None, int | None]] = []
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    for tag, start, end, begin, stop in matcher.get_opcodes():
        if tag == "equal":
            found += zip(range(start, end), range(begin, stop), strict=True)
        else:
            found += [(at, None) for at in range(start, end)]
            found += [(None, at) for at in range(begin, stop)]
    return found


def _signs(setting: Setting, flow_id: str, space: Space) -> list[_Sign]:
    rules = setting.policy.flows[flow_id].rules
    return [
        (shown_by(setting.policy, rule), tests)
        for rule, tests in zip(rules, space.rules, strict=True)
    ]


def _looked_at_by(
    sides: tuple[Space, Space], rules: Sequence[tuple[int | None, int | None]]
) -> set[str]:
    """The variables at which the rules look that only one side has."""
    return {
        side.variables[place].name
        for pair in rules
        if None in pair
        for side, at in zip(sides, pair, strict=True)
        if at is not None
        for place, _ in side.rules[at]
    }


# ------------------------------------------------------- what one side lacks


def _unknown(joint: Joint, side: int, variable: Variable) -> int:
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


def _hangs_together(joint: Joint, variable: Variable) -> bool:
    """Whether the diagrams take more of a variable's cases to be possible than there are."""
    fact = joint.cut.facts.get(variable.name)
    if fact is None:
        return bool(variable.facts)
    windows = [joint.cut.windows[name] for name in variable.shows if name in joint.cut.windows]
    return fact.kind in DAYS and not all(is_clocked(window) for window in windows)


def shown_name(name: str) -> tuple[int, str]:
    """Which side a joint name is one of (0, 1), and what it is called there."""
    return int(is_new(name)), own_name(name)
