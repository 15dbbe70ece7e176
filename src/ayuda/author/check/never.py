"""Values that no case has: of facts, of windows, and of what is computed."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ayuda.author.findings import Finding
from ayuda.engine.covers.possible import possible_answers
from ayuda.engine.diagram import TooManyNodes
from ayuda.engine.space import Space, space_of
from ayuda.engine.walks import winners
from ayuda.engine.windows import state_names, state_not_yet
from ayuda.errors import Problem
from ayuda.model import Policy
from ayuda.policy.language.causes import is_listed, is_plain, listed_values
from ayuda.policy.language.conditions import Known

Seen = dict[str, set[Known]]
"""By fact and window, the values that some case has."""


def never_findings(policy: Policy, unasked: Collection[str]) -> Iterator[Finding]:
    """Values that are never so in any flow, and flows that have no case.

    Nothing is said of the facts in ``unasked``: that they never are says it all.
    """
    seen: Seen = {}
    for flow in policy.flows:
        space = space_of(policy, flow)
        try:
            answers = _answers(space)
        except TooManyNodes:
            answers = space.whole  # Too many cases to say that one is not there.
        if space.variables and not any(answers):
            yield Finding("error", Problem(f"flows.{flow}.facts", "flow-without-case"))
            continue
        _add(policy, space, answers, seen)
    yield from _of_facts(policy, {name: seen[name] for name in seen if name not in unasked})
    yield from _of_windows(policy, seen)
    yield from _of_computed(policy)


def _answers(space: Space) -> tuple[int, ...]:
    """For each variable the answers that are seen in possible cases. Raises TooManyNodes."""
    found = list(possible_answers(space.cases_diagram(space.bans)))
    for place in space.guards if any(found) else ():
        diagram = space.values_diagram(place, frozenset())
        count = len(space.variables[place].answers)
        seen = winners(diagram, space.whole, range(count + 1), count)
        found[place] = sum(1 << answer for answer in seen)
    return tuple(found)


def _add(policy: Policy, space: Space, answers: tuple[int, ...], seen: Seen) -> None:
    """Add what is seen in the possible cases of a flow."""
    for variable, mask in zip(space.variables, answers, strict=True):
        for name, values in variable.shows.items():
            found = (value for at, value in enumerate(values) if mask >> at & 1)
            seen.setdefault(name, set()).update(found)
    for name, state in space.constant.items():
        seen.setdefault(name, set()).add(state)
    for name in space.related - space.place.keys():
        if not any(name in variable.shows for variable in space.variables):
            window = policy.windows[name]  # It is only shown: its state makes no cases.
            states = (*state_names(window), state_not_yet(window))
            seen.setdefault(name, set()).update(state for state in states if state is not None)


def _of_facts(policy: Policy, seen: Seen) -> Iterator[Finding]:
    for name, fact in policy.facts.items():
        if not is_plain(fact) or name not in seen:
            continue
        for value in listed_values(policy, name):
            if value not in seen[name]:
                key = str(value) if not isinstance(value, bool) else "yes" if value else "no"
                words = {"value": key, "name": name}
                yield Finding("error", Problem(f"facts.{name}.values.{key}", "value-never", words))


def _of_windows(policy: Policy, seen: Seen) -> Iterator[Finding]:
    for name, window in policy.windows.items():
        for state in window.states if name in seen else ():
            if state not in seen[name]:
                words = {"value": state, "name": name}
                path = f"windows.{name}.states.{state}"
                yield Finding("error", Problem(path, "value-never", words))


def _of_computed(policy: Policy) -> Iterator[Finding]:
    """Words for values that no case or row gives."""
    for part in ("derived", "tables"):
        for name, computed in getattr(policy, part).items():
            found = listed_values(policy, name) if is_listed(policy, name) else ()
            for value in computed.values:
                if value not in found:
                    words = {"value": value, "name": name}
                    path = f"{part}.{name}.values.{value}"
                    yield Finding("warning", Problem(path, "value-never", words))
