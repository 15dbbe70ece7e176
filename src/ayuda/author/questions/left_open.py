"""What is still open in a situation: situations in which that is equal lead on alike.

Rules, guards, implications and what is computed are looked at as patterns; of each pattern only
the tests count that are neither passed nor failed yet, and of a failed pattern nothing does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from ayuda.engine.diagram import Cases, Tests
from ayuda.engine.interview import asked_by
from ayuda.engine.knowledge import Situation
from ayuda.engine.space import Space

Left: TypeAlias = "tuple[object, ...]"
"""Whatever can be compared of a situation."""


class LeftOpen:
    """What one situation leaves open."""

    def __init__(self, situation: Situation, skipped: frozenset[str] = frozenset()) -> None:
        self._skipped = skipped
        self._situation = situation
        self._space: Space = situation.space
        self._values = situation.knowledge.values
        self._domains = situation.domains
        self._seen = [self._answers_seen(place) for place in range(len(self._domains))]
        self.rules = self._rules()
        self._bans = [ban for ban in map(self._left, self._space.bans) if ban is not None]
        self.places = self._places_that_matter()

    def key(self) -> Left:
        """What is equal for situations in which the same is asked and decided from here on."""
        situation, space = self._situation, self._space
        facts = {name for place in self.places for name in space.variables[place].facts}
        sources = {asked_by(space.facts, name) for name in facts}
        return (
            tuple(self.rules),
            tuple(self._bans),
            tuple(self._variable(place) for place in sorted(self.places)),
            frozenset(facts & situation.knowledge.given),
            self._skipped & (facts | sources),
            frozenset(facts & situation.assumed),
            situation.pending,
        )

    def _variable(self, place: int) -> Left:
        """All that counts of one variable."""
        name = self._space.variables[place].name
        return (
            place,
            self._seen[place],
            self._domains[place],
            self._situation.held.get(name),
            tuple(self._guards(place)),
            tuple(self._computed(place)),
        )

    def _rules(self) -> list[tuple[int, Tests]]:
        """The rules that can still hold, up to the first that does for certain."""
        found: list[tuple[int, Tests]] = []
        for at, rule in enumerate(self._space.rules):
            left = self._left(rule)
            if left is not None:
                found.append((at, left))
            if left == ():
                break
        return found

    def _places_that_matter(self) -> set[int]:
        """The open variables at which anything that counts still looks."""
        found: set[int] = set()
        waiting = [*_places(tests for _, tests in self.rules), *_places(self._bans)]
        while waiting:
            place = waiting.pop()
            if place in found:
                continue
            found.add(place)
            waiting += _places(self._guards(place))
            waiting += _places(tests for tests, _ in self._computed(place))
            for name in self._space.variables[place].facts:
                if name in self._space.place:
                    waiting.append(self._space.place[name])
        return {place for place in found if self._is_open(place)}

    def _is_open(self, place: int) -> bool:
        """Whether a variable has more than one answer left, or waits for facts to be stated."""
        return self._seen[place].bit_count() > 1 or self._domains[place].bit_count() > 1

    def _guards(self, place: int) -> Iterator[Tests]:
        """The open tests of the guards of the facts behind a variable."""
        facts = self._space.facts
        for name in self._space.variables[place].facts:
            for fact in dict.fromkeys((name, asked_by(facts, name))):
                left = self._left(self._space.tests(facts[fact].asked_if))
                yield ((-1, 0),) if left is None else left

    def _computed(self, place: int) -> Iterator[tuple[Tests, int]]:
        """The open patterns of what is computed, each with its answer or what it adds."""
        computed = self._space.computed.get(place)
        if computed is None or self._seen[place].bit_count() == 1:
            return
        if isinstance(computed, Cases):
            for tests, answer in computed.cases:
                left = self._left(tests)
                if left is not None:
                    yield left, answer
            return
        for adds in computed.sums:
            passed = 0
            for tests, add in adds:
                left = self._left(tests)
                if left:
                    yield left, add
                elif left is not None:
                    passed += add
            yield (), passed

    def _left(self, tests: Tests) -> Tests | None:
        """The tests that are still open; None where one has failed."""
        found: list[tuple[int, int]] = []
        for place, mask in tests:
            seen = self._seen[place]
            if not seen & mask:
                return None
            if seen & ~mask:
                found.append((place, mask))
        return tuple(found)

    def _answers_seen(self, place: int) -> int:
        """The answers, as bits, that a variable can be seen to have."""
        space = self._space
        variable = space.variables[place]
        if all(name in self._values for name in variable.shows):
            is_narrowed = place not in space.computed and place not in space.guards
            return self._domains[place] if is_narrowed else variable.answers_seen(self._values)
        if variable.name in self._situation.held:
            return self._situation.held[variable.name]
        if place in space.computed:
            return space.whole[place]
        guard = space.guards.get(place)
        own = self._domains[place]
        return own if guard is None else own | 1 << guard.otherwise


def _places(patterns: Iterable[Tests]) -> list[int]:
    return [place for tests in patterns for place, _ in tests if place >= 0]
