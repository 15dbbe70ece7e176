"""What is known of a case: the facts given, and all that follows from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from ayuda.engine.conditions import all_hold, names
from ayuda.engine.windows import Facts, Setting, window_state
from ayuda.model import Fact, Flow, Policy, Value

FINITE = ("choice", "yes-no")


class Contradiction(Exception):
    """A fact has a value that another fact, or several, rule out."""

    def __init__(self, fact: str, value: Value, against: Mapping[str, Value]) -> None:
        super().__init__(f"{fact} = {value} against {dict(against)}")
        self.fact = fact
        self.value = value
        self.against = against


def values_of(fact: Fact) -> tuple[Value, ...]:
    """The values that a finite fact can have, in the order of asking."""
    return (True, False) if fact.kind == "yes-no" else tuple(fact.values)


def finite_facts(policy: Policy, flow: Flow) -> dict[str, Fact]:
    """The flow's facts with finitely many values, in the order of asking."""
    facts = {name: policy.facts[name] for name in flow.facts}
    return {name: fact for name, fact in facts.items() if fact.kind in FINITE}


def settle(facts: Mapping[str, Fact], given: Mapping[str, Value]) -> dict[str, Value]:
    """Add to the given values all those that follow from them.

    A fact whose implication holds has its value; where a fact's value rules an implication out,
    the fact that would make it hold has the one other value that is left. A fact that does not
    apply has its ``otherwise`` value, whatever was given. Raises Contradiction.
    """
    values = dict(given)
    for name, fact in facts.items():
        if fact.otherwise is not None:
            values.pop(name, None)
    _imply(facts, values)
    for name, fact in facts.items():
        if fact.otherwise is None:
            continue
        if all_hold(fact.asked_if, values) is False:
            values[name] = fact.otherwise
        elif name in given:
            values[name] = given[name]
    _imply(facts, values)
    return values


def _imply(facts: Mapping[str, Fact], values: dict[str, Value]) -> None:
    changed = True
    while changed:
        changed = False
        for name, value, against in _consequences(facts, values):
            known = values.setdefault(name, value)
            if known != value:
                raise Contradiction(name, known, against)
            changed = True


def _consequences(
    facts: Mapping[str, Fact], values: Mapping[str, Value]
) -> Iterator[tuple[str, Value, dict[str, Value]]]:
    """The values that follow at once and are not yet known, each with what it follows from."""
    for name, fact in facts.items():
        for implication in fact.implied:
            verdict = all_hold(implication.when, values)
            known = values.get(name)
            if verdict and known != implication.value:
                yield name, implication.value, {key: values[key] for key in implication.when}
            elif verdict is None and known is not None and known != implication.value:
                yield from _contrapositive(facts, implication.when, values, {name: known})


def _contrapositive(
    facts: Mapping[str, Fact],
    when: Mapping[str, object],
    values: Mapping[str, Value],
    against: dict[str, Value],
) -> Iterator[tuple[str, Value, dict[str, Value]]]:
    """Where one test is open and must not hold, the value that is left for its fact."""
    still_open = [key for key in when if key not in values]
    if len(still_open) != 1 or still_open[0] not in facts:
        return
    [key] = still_open
    left = [
        value
        for value in values_of(facts[key])
        if all_hold(when, {**values, key: value}) is False  # type: ignore[arg-type]
    ]
    if len(left) == 1:
        yield key, left[0], against


class Knowledge(msgspec.Struct, frozen=True):
    """The facts of a case with all that follows from them.

    ``values`` are the finite facts and the windows' states, by id; ``facts`` what was given or
    follows from it, moments included, and ``given`` the ids of the former; ``assumed`` the facts
    that only a default or the silence of everybody settled.
    """

    facts: Facts
    values: dict[str, Value]
    assumed: frozenset[str]
    given: frozenset[str] = frozenset()


class Silence(msgspec.Struct, frozen=True):
    """What nobody can say: nothing more at all, or the facts that were asked and skipped."""

    everywhere: bool = False
    skipped: frozenset[str] = frozenset()


NOT_SILENT = Silence()


def learn(
    setting: Setting,
    flow: Flow,
    given: Facts,
    silence: Silence = NOT_SILENT,
    *,
    windows_else_now: bool = True,
) -> Knowledge:
    """Complete the given facts of a flow. Raises Contradiction.

    Facts on which there is silence have their ``unstated`` value. Without ``windows_else_now`` a
    window whose moment the flow could still ask for is open, even where it would count from now.
    """
    policy = setting.policy
    finite = finite_facts(policy, flow)
    stated = {
        name: value
        for name, value in given.items()
        if name in finite and isinstance(value, str | bool)
    }
    values = settle(finite, stated)
    known: dict[str, object] = {name: given[name] for name in given if name not in finite}
    known.update(values)
    assumed = _assume(finite, values, silence)
    for window_id in windows_of(policy, flow):
        window = policy.windows[window_id]
        if not windows_else_now and window.begins in flow.facts and window.begins not in given:
            continue
        state = window_state(setting, window_id, given)
        if state is not None:
            values[window_id] = state.state
    ordered = {name: known[name] for name in flow.facts if name in known}
    return Knowledge(ordered, values, assumed, frozenset(given))  # type: ignore[arg-type]


def _assume(
    finite: Mapping[str, Fact], values: dict[str, Value], silence: Silence
) -> frozenset[str]:
    """Give the facts that are still open their default, or their unstated value."""
    assumed = set()
    for name, fact in finite.items():
        unsaid = silence.everywhere or (fact.read_from or name) in silence.skipped
        value = fact.unstated if unsaid and fact.unstated is not None else fact.default
        if name not in values and value is not None:
            values[name] = value
            assumed.add(name)
    return frozenset(assumed)


def windows_of(policy: Policy, flow: Flow) -> tuple[str, ...]:
    """The windows that a flow shows or whose state it looks at, in its steps too, each once."""
    found: dict[str, None] = {}
    for rule in flow.rules:
        found.update(dict.fromkeys((*names(rule.when), *rule.windows)))
    for rule in flow.rules:
        for step in policy.outcomes[rule.outcome].steps:
            found.update(dict.fromkeys(names(step.when)))
    for notice in flow.notices:
        found.update(dict.fromkeys(names(notice.when)))
    return tuple(name for name in found if name in policy.windows)
