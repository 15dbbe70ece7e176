"""What was answered in an interview, by classes of answers instead of a case's own values.

The engine learns from it as from a case: its interview is the same, and what is computed is too.
What several facts decide together follows from no class; once all of them are answered it is
answered for itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

import msgspec

from ayuda.engine.computed import CaseFacts, compute, is_settled
from ayuda.engine.consequences import Completion
from ayuda.engine.knowledge import Silence, Situation, learn_values, states_of
from ayuda.engine.results import Answer
from ayuda.engine.samples import Sample
from ayuda.engine.space import Space
from ayuda.engine.variables import DAYS, VALUED, Variable, values_of
from ayuda.engine.windows import FactValue, Setting, state_not_yet
from ayuda.model import GIVEN, NOW, UNKNOWN, Fact, Policy
from ayuda.policy.language.causes import is_relation, straight_causes
from ayuda.policy.language.conditions import NO_STATE, Known


class Choice(msgspec.Struct, frozen=True):
    """One way to answer: a class of answers, or (without one) any value at all.

    ``blank``: it is not known, or has not happened yet, and that is an answer too.
    """

    answer: Answer | None = None
    blank: bool = False


class Answered(msgspec.Struct, frozen=True):
    """What was answered: finite values, the states and days of moments, and what was skipped.

    ``states`` also has what several facts decided together.
    """

    stated: Mapping[str, Known] = {}
    states: Mapping[str, Known] = {}
    given: frozenset[str] = frozenset()
    skipped: frozenset[str] = frozenset()

    def with_choice(self, space: Space, fact: str, choice: Choice) -> Answered:
        """The same, and the answer to one more fact."""
        if choice.blank:
            return msgspec.structs.replace(self, skipped=self.skipped | {fact})
        stated, states = dict(self.stated), dict(self.states)
        kind = space.facts[fact]
        if kind.kind in VALUED:
            value = _value(choice.answer)
            stated[fact] = _any_value(kind) if value is None else value
        else:
            states.update(_states(fact, choice.answer))
        return msgspec.structs.replace(
            self, stated=stated, states=states, given=self.given | {fact}
        )

    def with_relation(self, variable: Variable, at: int) -> Answered:
        """The same, and what several facts come to together."""
        shown = {name: values[at] for name, values in variable.shows.items()}
        return msgspec.structs.replace(self, states={**self.states, **shown})

    def situation(self, setting: Setting, space: Space) -> Situation:
        """What the engine knows then. Raises Contradiction."""
        silence = Silence(skipped=self.skipped)
        states = {**states_of(setting, space, {}, silence), **self.states}
        given: dict[str, FactValue] = {
            name: self.stated.get(name, setting.now)  # type: ignore[misc]
            for name in self.given
        }
        complete = _completion(setting, space)
        return learn_values(space, states, self.stated, given, silence, complete)


def choices_of(policy: Policy, situation: Situation, fact: str) -> Iterator[Choice]:
    """The ways to answer a question in a situation, those that are blank last."""
    space = situation.space
    blank = _blank_answers(policy, space, fact)
    if fact not in space.place:
        yield Choice()
        if blank is not None:
            yield Choice(blank=True)
        return
    place = space.place[fact]
    domain = situation.domains[place]
    for at, answer in enumerate(space.variables[place].answers):
        if domain >> at & 1 and not (blank or 0) >> at & 1:
            yield Choice(answer)
    if blank is not None and (not blank or blank & domain):
        yield Choice(blank=True)


def _blank_answers(policy: Policy, space: Space, name: str) -> int | None:
    """The answers of a variable, as bits, that are no more than a blank; None where none can be.

    A blank can also be taken for one of the listed values: then there is no such answer.
    """
    fact = space.facts[name]
    if fact.read_from is not None or (fact.unstated is None and name not in space.can_be_not_yet):
        return None
    if name not in space.place or (fact.kind in {"choice", "yes-no"} and not fact.several):
        return 0
    variable = space.variables[space.place[name]]
    found = 0
    for at in range(len(variable.answers)):
        shown = {key: values[at] for key, values in variable.shows.items()}
        own = shown.get(name)
        if own in {UNKNOWN, NO_STATE} or (own is None and _has_not_happened(policy, shown)):
            found |= 1 << at
    return found


def _has_not_happened(policy: Policy, shown: Mapping[str, Known]) -> bool:
    """Whether windows are in the states that they have where their moment is a blank."""
    return all(
        state == (state_not_yet(policy.windows[name]) or NO_STATE) for name, state in shown.items()
    )


def ready_relations(
    setting: Setting, situation: Situation, answered: Answered
) -> Iterator[tuple[int, tuple[int, ...]]]:
    """What facts decide together, once it is settled: its place, and the answers it can have."""
    space, values = situation.space, situation.knowledge.values
    said = CaseFacts(setting, dict.fromkeys(answered.given | answered.skipped, setting.now))
    for place, variable in enumerate(space.variables):
        name = variable.name
        if not is_together(space, variable) or name in values:
            continue
        if not _is_settled(space, name, values, said):
            continue
        lacks = any(
            fact in answered.skipped or values.get(fact) in {UNKNOWN, NO_STATE}
            for fact in variable.facts
        )
        yield (
            place,
            tuple(
                at
                for at in range(len(variable.answers))
                if lacks or NO_STATE not in {shown[at] for shown in variable.shows.values()}
            ),
        )


def _is_settled(space: Space, name: str, values: Mapping[str, Known], said: CaseFacts) -> bool:
    """Whether a window, or all that a derived fact compares, hangs on nothing unknown.

    What only a comparison looks at is settled once all is that it is computed from.
    """
    policy = said.setting.policy
    if name == NOW or name in values:
        return True
    if name in policy.windows:
        return is_settled(policy, name, values, said)
    if name in policy.facts:
        return policy.facts[name].kind in DAYS and name in said.facts
    if name in space.place and not is_relation(policy, name):
        return False
    return all(_is_settled(space, one, values, said) for one in straight_causes(policy, name))


def is_together(space: Space, variable: Variable) -> bool:
    """Whether a variable is what several facts (or one and today) decide together."""
    return bool(variable.facts) and variable.name not in space.facts


def _value(answer: Answer | None) -> Known | None:
    return answer.value if isinstance(answer, Sample) else answer  # type: ignore[return-value]


def _states(fact: str, answer: Answer | None) -> dict[str, Known]:
    """What conditions see of a date or a moment: the states of its windows, and its day."""
    if isinstance(answer, Sample):
        return {fact: answer.value}
    parts = answer if isinstance(answer, tuple) else ()
    return {name: seen.value if isinstance(seen, Sample) else seen for name, seen in parts}


def _any_value(fact: Fact) -> Known:
    """Any value of a fact that no test looks at."""
    if fact.kind == "text":
        return GIVEN
    if fact.kind == "number":
        return fact.min or fact.max or Decimal(0)
    return () if fact.several else values_of(fact)[0]


def _completion(setting: Setting, space: Space) -> Completion:
    """What computes the values that follow from classes of answers."""
    policy, case = setting.policy, CaseFacts(setting, {})
    names = [
        name
        for name in space.computed_names
        if name not in policy.windows and not is_relation(policy, name) and name in space.place
    ]

    def complete(values: dict[str, Known]) -> None:
        for name in names:
            if name not in values:
                value = compute(policy, name, values, case)
                if value is not None:
                    values[name] = value

    return complete
