"""What was computed for a decision, and from what: for scripts and in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from ayuda.engine.results import Decision
from ayuda.engine.trace import TraceEntry
from ayuda.model import NOW, Condition, Lookup, Policy, Score
from ayuda.policy.language.causes import computed_of, in_order, numbers_of, straight_causes
from ayuda.policy.language.conditions import Known, holds, names
from ayuda.view.conditions import condition_words
from ayuda.view.wording import Wording


class Computation(msgspec.Struct, frozen=True):
    """A derived fact, a score or a table that a rule looked at: its value, and what that hangs on.

    ``because`` has the values that were looked at; ``conditions`` the conditions that hold, each
    with the points it adds, if it adds any.
    """

    name: str
    value: Known
    because: Mapping[str, Known | None]
    conditions: tuple[tuple[Condition, int | None], ...] = ()


def computations(
    policy: Policy, decision: Decision, entries: Sequence[TraceEntry]
) -> tuple[Computation, ...]:
    """What was computed for the rules that were looked at and the amounts shown, causes first."""
    if not (policy.derived or policy.scores or policy.tables):
        return ()
    looked_at = [name for entry in entries for name in names(entry.rule.when)]
    for amount in decision.amounts:
        looked_at += numbers_of(policy.amounts[amount.id])
    values = decision.knowledge.values
    return tuple(
        _computation(policy, name, values)
        for name in in_order(policy, list(dict.fromkeys(looked_at)))
        if computed_of(policy, name) is not None and name in values
    )


def _computation(policy: Policy, name: str, values: Mapping[str, Known]) -> Computation:
    part = computed_of(policy, name)
    because = {cause: values.get(cause) for cause in straight_causes(policy, name) if cause != NOW}
    held: list[tuple[Condition, int | None]] = []
    if isinstance(part, Score):
        held += [(one.when, one.add) for one in part.points if holds(one.when, values)]
    elif part is not None and not isinstance(part, Lookup) and part.first is not None:
        held += [(branch.when, None) for branch in part.first if holds(branch.when, values)][:1]
    return Computation(name, values[name], because, tuple(held))


def computation_words(wording: Wording, one: Computation) -> str:
    """What was computed, in a sentence: "Risk: 3 (address valid: no, +2; new: +1)"."""
    said = list(_reasons(wording, one))
    value = wording.value(one.name, one.value)
    words = wording.texts.say("trace.because", name=wording.fact_name(one.name), value=value)
    if not said:
        return words
    return wording.texts.say("trace.computed", words=words, reasons="; ".join(said))


def _reasons(wording: Wording, one: Computation) -> Iterator[str]:
    policy = wording.policy
    if one.name in policy.scores or (
        one.name in policy.derived and policy.derived[one.name].first is not None
    ):
        for condition, add in one.conditions:
            said = _condition(wording, condition)
            if add is None:
                yield said or wording.texts.say("trace.else")
            else:
                yield wording.texts.say("trace.points", condition=said, add=f"{add:+d}")
        return
    for name, value in one.because.items():
        if value is not None and name not in policy.windows:
            yield wording.texts.say(
                "trace.because", name=wording.fact_name(name), value=wording.value(name, value)
            )


def _condition(wording: Wording, condition: Condition) -> str:
    """A condition in one line: what must hold together, or any of it."""
    sets = [", ".join(tests) for tests in condition_words(wording, condition)]
    return wording.texts.listed(sets) if sets else ""
