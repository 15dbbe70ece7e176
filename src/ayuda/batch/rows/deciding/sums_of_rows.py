"""What is computed from the facts of rows: which answer it has, and what is added up on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from ayuda.engine.diagram import Cases, Computed, Sums, Tests


class SumOfRows(msgspec.Struct, frozen=True):
    """A sum: its place among all of them, and what is added for which patterns, by their place."""

    nth: int
    adds: tuple[tuple[int, int], ...]


class ComputedOfRows:
    """The computed variables of rows by place; their patterns are added to ``patterns``."""

    def __init__(self, computed: Mapping[int, Computed], patterns: list[Tests]) -> None:
        self.computed = computed
        self._cases: dict[int, list[tuple[int, int]]] = {}
        self._sums: dict[int, list[SumOfRows]] = {}
        self._bits: dict[int, int] = {}
        count = 0
        for place, one in computed.items():
            first = len(patterns)
            if isinstance(one, Cases):
                patterns += [tests for tests, _ in one.cases]
                self._cases[place] = [
                    (first + at, answer) for at, (_, answer) in enumerate(one.cases)
                ]
            else:
                self._sums[place] = []
                for adds in one.sums:
                    begin = len(patterns)
                    patterns += [tests for tests, _ in adds]
                    listed = tuple((begin + at, add) for at, (_, add) in enumerate(adds))
                    self._sums[place].append(SumOfRows(count, listed))
                    count += 1
            self._bits[place] = (1 << len(patterns)) - (1 << first)
        self.nothing = (0,) * count
        self._seen: Sequence[int] = ()
        self._looked_at: dict[int, int] = {}

    def look_at(self, seen: Sequence[int]) -> None:
        """Take the variables that each pattern looks at, as bits."""
        self._seen = seen
        for place, bits in self._bits.items():
            looked_at = 0
            for at in range(bits.bit_length()):
                if bits >> at & 1:
                    looked_at |= seen[at]
            self._looked_at[place] = looked_at

    def answer(self, place: int, alive: int, unknown: int, sums: tuple[int, ...]) -> int | None:
        """The answer of a variable whose causes have all been passed; None where it is open."""
        if place in self._cases:
            for at, answer in self._cases[place]:
                if alive >> at & 1:
                    return None if self._seen[at] & unknown else answer
            return None
        if alive & self._bits[place]:
            return None
        computed = self.computed[place]
        assert isinstance(computed, Sums)
        return computed.pick([sums[one.nth] for one in self._sums[place]])

    def reduced(
        self, hanging: int, alive: int, open_places: int, sums: tuple[int, ...]
    ) -> tuple[int, int, tuple[int, ...]]:
        """What hangs on variables through those that matter, without what the others need.

        What holds for certain is added up.
        """
        if not self.computed:
            return hanging, alive, sums
        totals = list(sums)
        for place in sorted(self.computed, reverse=True):
            bits = self._bits[place]
            if not hanging & open_places & 1 << place:
                alive &= ~bits
                for one in self._sums.get(place, ()):
                    totals[one.nth] = 0
                continue
            hanging |= self._looked_at[place]
            for one in self._sums.get(place, ()):
                for at, add in one.adds:
                    if alive >> at & 1 and not self._seen[at] & open_places:
                        totals[one.nth] += add
                        alive &= ~(1 << at)
        return hanging, alive, tuple(totals)
