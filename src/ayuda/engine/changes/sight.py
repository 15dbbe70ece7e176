"""What conditions see of facts that hang together, whatever else of the case changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ayuda.engine.changes.groups import Group
from ayuda.engine.diagram import Domains
from ayuda.engine.knowledge import (
    Contradiction,
    Silence,
    Situation,
    assumption_of,
    learn,
    seen_value,
    states_of,
)
from ayuda.engine.samples import numbers_in
from ayuda.engine.space import Space
from ayuda.engine.variables import DAYS
from ayuda.engine.windows import Facts, Setting
from ayuda.policy.language.conditions import Known


class Sight:
    """What is seen of the facts of a case, group by group.

    ``pending`` are assumptions that implications may overrule: places, each with its answer.
    """

    def __init__(self, setting: Setting, space: Space, facts: Facts, silence: Silence) -> None:
        self.setting, self.space, self.facts, self.silence = setting, space, facts, silence
        self._assumed: dict[str, Known] = {}
        self.pending: set[tuple[int, int]] = set()
        for name, fact in space.assumable:
            value = assumption_of(name, fact, silence)
            if name in facts or value is None or name not in space.place:
                continue
            if name in space.banned:
                self.pending.add((space.place[name], space.answer(name, value)))
            else:
                self._assumed[name] = value

    def of_group(self, group: Group) -> Facts:
        """The facts of a group that are stated."""
        return {name: self.facts[name] for name in group.facts if name in self.facts}

    def answers(self, group: Group, facts: Facts, silence: Silence) -> tuple[tuple[int, int], ...]:
        """By place the answers that are seen of a group. Raises Contradiction."""
        related: Domains = ()
        if group.relations:
            related = learn(self.setting, self.space, facts, silence).domains
        return tuple(
            (
                place,
                related[place] if place in group.relations else self._own(place, facts, silence),
            )
            for place in group.places
        )

    def _own(self, place: int, facts: Facts, silence: Silence) -> int:
        """The answers that are seen of a fact by itself."""
        variable = self.space.variables[place]
        name, fact = variable.name, self.space.facts[variable.name]
        if fact.kind in DAYS:
            stated = {name: facts[name]} if name in facts else {}
            return variable.answers_seen(states_of(self.setting, self.space, stated, silence))
        if name in facts:
            return variable.answers_seen({name: seen_value(fact, facts[name])})
        return variable.answers_seen({name: self._assumed[name]} if name in self._assumed else {})

    def signature(self, group: Group, case: Facts) -> tuple[object, ...]:
        """What is seen of a group, such that nothing comes back that a line has left."""
        own = [
            self._own(place, case, self.silence)
            for place in group.places
            if place not in group.relations
        ]
        if not group.relations:
            return tuple(own)
        try:
            situation = learn(self.setting, self.space, case, self.silence)
        except Contradiction:
            return ("contradiction",)
        return (*own, *self._ranks(group, situation))

    def _ranks(self, group: Group, situation: Situation) -> Iterator[object]:
        values = situation.knowledge.values
        for place in group.relations:
            variable = self.space.variables[place]
            for name in variable.shows:
                value = values.get(name)
                if value is None or isinstance(value, str | bool | tuple | date):
                    yield value
                    continue
                cuts = {cut for test in variable.classes.get(name, ()) for cut in numbers_in(test)}
                yield sum((cut <= value) + (cut < value) for cut in cuts)
