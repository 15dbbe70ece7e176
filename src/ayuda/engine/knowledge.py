"""What is known of a case: the facts given, and all that follows from them."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from ayuda.engine.computed import CaseFacts, compute, day_seen, is_settled
from ayuda.engine.consequences import (
    Completion,
    Contradiction,
    imply,
    is_entangled,
    open_bans,
    settle,
)
from ayuda.engine.diagram import Domains, TooManyNodes
from ayuda.engine.space import Assumed, Space
from ayuda.engine.walks import winners
from ayuda.engine.windows import (
    Facts,
    FactValue,
    Setting,
    begins_at,
    state_not_yet,
    window_state,
)
from ayuda.model import GIVEN, MALFORMED, NOW, UNKNOWN, Fact
from ayuda.policy.language.causes import exact
from ayuda.policy.language.conditions import NO_STATE, Known, all_hold
from ayuda.policy.language.masks import fits

__all__ = [
    "NOT_SILENT",
    "Contradiction",
    "Knowledge",
    "Silence",
    "Situation",
    "assumption_of",
    "learn",
    "learn_values",
    "states_from_now",
]


class Knowledge(msgspec.Struct, frozen=True):
    """The facts of a case with all that follows from them.

    ``values`` are the finite facts and the windows' states, by id; ``facts`` what was given or
    follows from it, moments included, and ``given`` the ids of the former; ``assumed`` the facts
    that only a default or the silence of everybody settled.
    """

    facts: Facts
    values: dict[str, Known]
    assumed: frozenset[str]
    given: frozenset[str] = frozenset()


class Silence(msgspec.Struct, frozen=True):
    """What nobody can say: nothing more at all, or the facts that were asked and skipped."""

    everywhere: bool = False
    skipped: frozenset[str] = frozenset()

    def of(self, fact: str) -> bool:
        """Whether nobody can say this fact."""
        return self.everywhere or fact in self.skipped


NOT_SILENT = Silence()


class Situation(msgspec.Struct, frozen=True):
    """What is known, as the diagram needs it.

    ``answers`` are the finite answers that were given or are assumed; ``pending`` the assumptions
    that an implication may still overrule, and ``held`` the values (as bits) that a fact can still
    have, where that is not plain.
    """

    space: Space
    knowledge: Knowledge
    answers: Mapping[str, Known]
    pending: Assumed
    held: Mapping[str, int]
    assumed: frozenset[str]

    @property
    def domains(self) -> Domains:
        """The answers that each variable can still have."""
        space, values = self.space, self.knowledge.values
        domains = list(space.whole)
        for place, variable in enumerate(space.variables):
            if place in space.computed:
                continue
            name = variable.name
            if place in space.guards:
                if name in self.answers:
                    domains[place] = variable.answers_seen({name: self.answers[name]})
            elif not values.keys().isdisjoint(variable.shows):
                domains[place] = variable.answers_seen(values)
        return tuple(domains)


def learn(setting: Setting, space: Space, given: Facts, silence: Silence = NOT_SILENT) -> Situation:
    """Complete the given facts of a flow. Raises Contradiction.

    Facts on which there is silence have their ``unstated`` value. A window whose moment the flow
    could still ask for has no state, even where it would count from now.
    """
    states = states_of(setting, space, given, silence)
    stated = {
        name: seen_value(space.finite[name], value)
        for name, value in given.items()
        if name in space.finite
    }
    complete = _completion(setting, space, space.with_blanks(given, silence.of))
    return learn_values(space, states, stated, given, silence, complete)


def seen_value(fact: Fact, value: FactValue) -> Known:
    """What conditions see of a fact's value: of a text whether it fits its mask."""
    is_blank = value == UNKNOWN and fact.unstated == UNKNOWN
    if fact.kind == "text" and not is_blank:
        return GIVEN if fact.mask is None or fits(str(value), fact.mask) else MALFORMED
    return value


def _completion(setting: Setting, space: Space, given: Facts) -> Completion:
    """What computes the values that hang on others, causes first, as far as they are known."""
    case = CaseFacts(setting, given)
    policy = setting.policy

    def complete(values: dict[str, Known]) -> None:
        for name in space.computed_names:
            if name in values:
                continue
            if name in policy.windows:
                if name in space.related and is_settled(policy, name, values, case):
                    values[name] = _settled_state(setting, name, given, values)
                continue
            value = compute(policy, name, values, case)
            if value is not None:
                values[name] = value

    return complete


def _settled_state(setting: Setting, name: str, given: Facts, values: Mapping[str, Known]) -> str:
    """The state of a window of which nothing more can be learnt."""
    state = window_state(setting, name, given, values)
    if state is not None:
        return state.state
    window = setting.policy.windows[name]
    has_begun = begins_at(setting, window, given, values) is not None
    return NO_STATE if has_begun else state_not_yet(window) or NO_STATE


def _nothing(_values: dict[str, Known]) -> None:
    """Nothing is computed."""


def learn_values(
    space: Space,
    states: Mapping[str, Known],
    stated: Mapping[str, Known],
    given: Facts,
    silence: Silence = NOT_SILENT,
    complete: Completion = _nothing,
) -> Situation:
    """The same for finite facts and the states of windows. Raises Contradiction."""
    values = settle(space, states, stated, complete)
    known: dict[str, object] = dict(given)
    for name, fact in space.finite.items():
        if name in values and fact.kind != "text":
            known[name] = values[name]
    answers = dict(stated)
    pending = _assume(space, states, answers, values, silence, complete)
    held = _exactly(space, states, stated, answers, values, pending, complete)
    wanted = {name: answer for name, answer in answers.items() if name not in stated}
    for place, answer in pending:
        variable = space.variables[place]
        wanted[variable.name] = variable.shows[variable.name][answer]
    assumed = {name for name, answer in wanted.items() if values.get(name) == answer}
    assumed |= {name for name in space.dated if states.get(name) == UNKNOWN and name not in given}
    ordered = {name: known[name] for name in space.facts if name in known}
    knowledge = Knowledge(ordered, values, frozenset(assumed), frozenset(given))  # type: ignore[arg-type]
    return Situation(space, knowledge, answers, pending, held, frozenset(wanted))


def states_of(setting: Setting, space: Space, given: Facts, silence: Silence) -> dict[str, Known]:
    """The states that are known of a flow's windows, and the days of its dates."""
    states: dict[str, Known] = dict(space.constant)
    windows = setting.policy.windows
    for name in space.windows:
        moment = space.moments.get(name)
        if moment is None:
            continue
        if moment in given and given[moment] != UNKNOWN:
            state = window_state(setting, name, given)
            if state is not None:
                states[name] = state.state
        elif moment in given or _is_blank(space, moment, silence):
            states[name] = state_not_yet(windows[name]) or NO_STATE
    return {**states, **_days_of(setting, space, given, silence)}


def _is_blank(space: Space, moment: str, silence: Silence) -> bool:
    """Whether nobody can say a moment, and that is an answer."""
    is_answer = moment in space.can_be_not_yet or space.facts[moment].unstated == UNKNOWN
    return is_answer and silence.of(moment)


def _days_of(setting: Setting, space: Space, given: Facts, silence: Silence) -> dict[str, Known]:
    """The days that are known of those that are tested."""
    days: dict[str, Known] = {}
    for name in space.dated:
        day = day_seen(setting, setting.now if name == NOW else given.get(name))
        if day is None and silence.of(name) and space.facts[name].unstated == UNKNOWN:
            day = UNKNOWN
        elif day is None and silence.of(name) and name in space.can_be_not_yet:
            day = NO_STATE
        if day is not None:
            days[name] = day
    return days


def states_from_now(space: Space, values: dict[str, Known]) -> dict[str, Known]:
    """The values with the states of windows whose moment is unknown, as counting from now."""
    missing: dict[str, Known] = {
        name: state for name, state in space.from_now if name not in values
    }
    return {**values, **missing} if missing else values


def assumption_of(name: str, fact: Fact, silence: Silence) -> Known | None:
    """The value that a fact has where nobody states it; None where nothing is assumed of it."""
    unsaid = silence.of(fact.read_from or name)
    value = fact.unstated if unsaid and fact.unstated is not None else fact.default
    return None if value is None else exact(value)


def _assume(
    space: Space,
    states: Mapping[str, Known],
    answers: dict[str, Known],
    values: dict[str, Known],
    silence: Silence,
    complete: Completion,
) -> Assumed:
    """Add what is assumed of facts that nobody stated, and what follows from it.

    Given back are the assumptions that an implication may overrule.
    """
    wanted: dict[str, Known] = {}
    for name, fact in space.assumable:
        value = assumption_of(name, fact, silence)
        if value is not None and name not in answers and name not in values:
            wanted[name] = value
    while wanted:
        tied = {name for ban in open_bans(space, values) for name in ban}
        free = {name: value for name, value in wanted.items() if name not in tied}
        if not free:
            break
        answers.update(free)
        values.update(settle(space, states, answers, complete))
        wanted = {
            name: value for name, value in wanted.items() if name not in free and name not in values
        }
    return frozenset((space.place[name], space.answer(name, wanted[name])) for name in wanted)


def _exactly(
    space: Space,
    states: Mapping[str, Known],
    stated: Mapping[str, Known],
    answers: Mapping[str, Known],
    values: dict[str, Known],
    pending: Assumed,
    complete: Completion,
) -> dict[str, int]:
    """Add the values that follow from several implications together, and only so.

    Given back are the values that are left of the facts in them, as bits. Raises Contradiction.
    """
    held: dict[str, int] = {}
    while True:
        if not pending and not is_entangled(space, values):
            return held
        knowledge = Knowledge({}, values, frozenset())
        domains = Situation(space, knowledge, answers, pending, {}, frozenset()).domains
        for place, variable in enumerate(space.variables):
            if not all(name in values for name in variable.shows):
                held[variable.name] = values_left(space, place, domains, pending)
        if not all(held.values()):
            raise _contradiction(space, states, stated, pending)
        fixed = _fixed(space, held, values)
        if not fixed:
            return held
        values.update(fixed)
        imply(space, values, complete)
        for name, guard, otherwise in space.hidden:
            if name not in values and all_hold(guard, values) is False:
                values[name] = otherwise
            elif name not in values and name in answers and all_hold(guard, values):
                values[name] = answers[name]


def _fixed(space: Space, held: Mapping[str, int], values: Mapping[str, Known]) -> dict[str, Known]:
    """What is not known yet and of which a single value is left: not a class of them."""
    fixed: dict[str, Known] = {}
    for variable in space.variables:
        left = held.get(variable.name, 0)
        for name, shown in variable.shows.items():
            if name in variable.classes:
                continue
            seen = {value for at, value in enumerate(shown) if left >> at & 1}
            if len(seen) == 1 and name not in values:
                fixed[name] = seen.pop()
    return fixed


def values_left(space: Space, place: int, domains: Domains, pending: Assumed) -> int:
    """The answers, as bits, that a variable can still be seen to have."""
    diagram = space.values_diagram(place, pending)
    count = len(space.variables[place].answers)
    try:
        found = winners(diagram, domains, range(count + 1), count)
    except TooManyNodes:
        return space.whole[place]
    return sum(1 << value for value in found)


def _contradiction(
    space: Space,
    states: Mapping[str, Known],
    stated: Mapping[str, Known],
    pending: Assumed,
) -> Contradiction:
    """Facts of which none can be left out if they are to contradict each other."""
    left = {name: value for name, value in stated.items() if name in space.place}
    for name in tuple(left):
        fewer = {key: value for key, value in left.items() if key != name}
        if not _is_possible(space, states, fewer, pending):
            left = fewer
    name = next(reversed(left), space.flow.facts[0])
    return Contradiction(name, left.pop(name, ""), left)


def _is_possible(
    space: Space, states: Mapping[str, Known], answers: Mapping[str, Known], pending: Assumed
) -> bool:
    values = {
        **states,
        **{name: value for name, value in answers.items() if space.place[name] not in space.guards},
    }
    situation = Situation(
        space, Knowledge({}, values, frozenset()), answers, pending, {}, frozenset()
    )
    diagram = space.diagram(pending)
    groups = [0] * (diagram.rules + 1)
    try:
        return bool(winners(diagram, situation.domains, groups, 1))
    except TooManyNodes:
        return True
