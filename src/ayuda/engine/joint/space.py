"""The cases of two policies' flow in one list of variables, and what each flow makes of them.

Moments, numbers and days are cut where a condition of either flow cuts them. Each side has a
diagram of its own over the same variables, in the same order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher

import msgspec
from msgspec import structs

from ayuda.engine.counting import weightiest_first as weightiest
from ayuda.engine.diagram import Assumption, Diagram, Tests
from ayuda.engine.joint.policies import (
    CUTS,
    Joint,
    is_new,
    joint_policies,
    own_name,
)
from ayuda.engine.joint.variables import (
    hangs_together,
    in_joint_order,
    joint_variables,
    unknown_answers,
    with_deciding_facts,
)
from ayuda.engine.space import NEVER, Shown, Space
from ayuda.engine.variables import (
    Variable,
    case_variables,
    windows_of,
)
from ayuda.engine.windows import Setting
from ayuda.model import Fact, Policy, Rule
from ayuda.policy.language.causes import exact


class JointSpace(msgspec.Struct, frozen=True):
    """A flow of two policies over the same variables.

    ``rules`` are, by the place in both diagrams, the rules of the two flows, None where one has no
    such rule. ``unknown`` are, by place of a variable, the answers (as bits) that the old and the
    new policy do not have. ``told_apart`` are the rules, as bits, that only one of the two has; it
    is None where more than the rules differs. ``is_exact`` is False where variables hang together
    in ways that no diagram sees: then some of its cases cannot be. ``silent`` is the place of a
    fact that nobody states: each side has the answer that it assumes.
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
    silent: int | None = None


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
    silent: str | None = None,
) -> JointSpace:
    """The space of a flow that both policies have.

    What the rules look at that differ comes first, so that most of the space is soon alike. The
    rest is in the flow's order, or with ``weightiest_first`` in one that large flows may need.
    ``silent`` is a fact of both that is stated in no case. Raises TooManyNodes for guards in a
    circle.
    """
    joint = with_deciding_facts(joint or joint_policies(old, new, flow_id))
    variables = in_joint_order(joint, joint_variables(joint))
    sides, rules = _laid_over((old, new), flow_id, joint, variables)
    first_names = _looked_at_by(sides, rules)
    if weightiest_first:
        by_name = {variable.name: variable for variable in variables}
        variables = [by_name[variable.name] for variable in weightiest(sides[0])]
    variables = in_joint_order(joint, variables, first_names)
    sides, rules = _laid_over((old, new), flow_id, joint, variables)
    sizes = [len(variable.answers) for variable in variables]
    seen = [
        {place: one for place, one in side.computed.items() if side.variables[place].shows}
        for side in sides
    ]
    first, second = (
        Diagram(
            sizes,
            side.guards,
            _assumed(setting.policy, side, silent),
            side.bans,
            [NEVER if pair[at] is None else side.rules[pair[at]] for pair in rules],  # type: ignore[index]
            seen[at],
        )
        for at, (setting, side) in enumerate(zip((old, new), sides, strict=True))
    )
    unknown = {
        place: masks
        for place, variable in enumerate(variables)
        if any(masks := (unknown_answers(joint, 0, variable), unknown_answers(joint, 1, variable)))
    }
    one, other = sides
    same_ground = (
        silent is None
        and one.guards == other.guards
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
        not any(hangs_together(joint, variable) for variable in variables),
        None if silent is None else one.place.get(silent),
    )


# --------------------------------------------------------------------- sides


def _laid_over(
    settings: tuple[Setting, Setting], flow_id: str, joint: Joint, variables: Sequence[Variable]
) -> tuple[tuple[Space, Space], list[tuple[int | None, int | None]]]:
    """Both sides' spaces over these variables, and their rules side by side."""
    sides = (_side(joint.old, variables), _side(joint.new, variables))
    first, second = (
        _signs(setting, flow_id, side) for setting, side in zip(settings, sides, strict=True)
    )
    return sides, _side_by_side(first, second)


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


def _assumed(policy: Policy, side: Space, silent: str | None) -> list[Assumption]:
    """What one side assumes of a fact that nobody states, if it decides anything there."""
    if silent is None or silent not in side.place:
        return []
    place, value = side.place[silent], assumed_value(policy.facts[silent])
    if value is None:
        return []
    answer = side.answer(silent, exact(value))
    return [Assumption(place, answer, side.excuses(place, answer))]


def assumed_value(fact: Fact) -> str | float | None:
    """What a fact is where nobody states it; None where it is unknown then."""
    return fact.default if fact.unstated is None else fact.unstated


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


def shown_name(name: str) -> tuple[int, str]:
    """Which side a joint name is one of (0, 1), and what it is called there."""
    return int(is_new(name)), own_name(name)
