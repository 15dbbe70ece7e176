"""Whether each case is decided, and each rule is reached and needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ayuda.author.findings import Finding, Level
from ayuda.author.proof.ground import UNDECIDED, Ground
from ayuda.author.proof.regions import undecided_regions
from ayuda.engine.diagram import Tests, TooManyNodes
from ayuda.errors import Problem
from ayuda.model import Rule
from ayuda.view.wording import Wording


class RuleProofs:
    """What is proven of the rules of one flow, one after the other.

    ``reached`` are the places of the rules that decide some case, ``open`` the paths of what
    could not be settled in reasonable time.
    """

    def __init__(self, ground: Ground, wording: Wording | None) -> None:
        self._ground = ground
        self._wording = wording
        self.reached: list[int] = []
        self.open: list[str] = []
        self._path = f"flows.{ground.flow_id}"

    def findings(self) -> Iterator[Finding]:
        """What is wrong with the rules."""
        unreached: list[int] = []
        for place in range(len(self._ground.rules)):
            try:
                (self.reached if self._is_reached(place) else unreached).append(place)
            except TooManyNodes:
                self.reached.append(place)
                self.open.append(self._where(place))
        for place in range(len(self._ground.rules)):
            try:
                yield from self._never(place) if place in unreached else self._needless(place)
            except TooManyNodes:
                self.open.append(self._where(place))
        try:
            yield from self._undecided()
        except TooManyNodes:
            self.open.append(f"{self._path}.rules")

    def _where(self, place: int) -> str:
        return f"{self._path}.rules[{place}]"

    def _rule(self, place: int) -> Rule:
        return self._ground.flow.rules[place]

    # ------------------------------------------------------------------ reached

    def _is_reached(self, place: int) -> bool:
        ground = self._ground
        before = ground.before(place)
        return any(
            ground.covering.case_left(box, before) is not None for box in ground.rules[place]
        )

    def _never(self, place: int) -> Iterator[Finding]:
        """Why a rule decides no case: its own tests, or rules above it."""
        ground, rule = self._ground, self._rule(place)
        boxes = ground.rules[place]
        possible = [box for box in boxes if ground.covering.case_left(box, ()) is not None]
        where = self._where(place)
        if not possible:
            impossible = Problem(where, "rule-impossible", {"rule": rule.id})
            yield Finding("error", impossible, rule.id)
            return
        above = [at for at in self.reached if at < place]
        sets = [ground.rules[at] for at in above]
        least = {at for box in possible for at in ground.covering.least_cover(box, sets)}
        if len(possible) > 1:
            least = self._least_of_all(possible, sets, sorted(least))
        others = tuple(self._rule(above[at]).id for at in sorted(least))
        results = ground.space.results
        point = ground.decided_before(
            possible, (), lambda other: other < place and results[other] != results[place]
        )
        code = "rule-covered-alike" if point is None else "rule-covered"
        facts = None
        if point is None:
            point = ground.decided_before(possible, (), lambda other: other < place)
        if point is not None:
            winners = {self._rule(at).id for at in above}
            facts = ground.example(ground.space, point, lambda found: found in winners)
        values = {"rule": rule.id, "others": ", ".join(others)}
        yield Finding("error", Problem(where, code, values), rule.id, others, facts)

    def _least_of_all(
        self, boxes: Sequence[Tests], sets: Sequence[Sequence[Tests]], kept: list[int]
    ) -> set[int]:
        """Of sets that cover several boxes those that are left if each needless one is left out."""
        covering = self._ground.covering
        for at in tuple(kept):
            fewer = [box for other in kept if other != at for box in sets[other]]
            if all(covering.case_left(box, fewer) is None for box in boxes):
                kept.remove(at)
        return set(kept)

    # ------------------------------------------------------------------- needed

    def _needless(self, place: int) -> Iterator[Finding]:
        """A rule without which every case would come to the same, in all that is shown."""
        ground, rule = self._ground, self._rule(place)
        if place == len(ground.rules) - 1 and not rule.when:
            return
        if place not in self.reached:
            return
        shown = [self._shown(at) for at in range(len(ground.rules))]
        if shown[place] not in shown[place + 1 :]:
            return
        before = ground.before(place)
        point = ground.decided_before(
            ground.rules[place],
            before,
            lambda other: other > place and (other == len(shown) or shown[other] != shown[place]),
            skipped=place,
        )
        if point is None:
            needless = Problem(self._where(place), "rule-needless", {"rule": rule.id})
            yield Finding("warning", needless, rule.id)

    def _shown(self, place: int) -> object:
        """All that is shown of a case that a rule decides, besides what hangs on the case."""
        rule = self._rule(place)
        outcome = self._ground.policy.outcomes[rule.outcome]
        onward = outcome.next if rule.next is None else rule.next
        said = rule.say or outcome.say
        return (
            rule.outcome,
            rule.windows,
            rule.amounts,
            onward,
            said,
            rule.cites,
            rule.reading,
        )

    # ---------------------------------------------------------------- undecided

    def _undecided(self) -> Iterator[Finding]:
        """Cases that no rule decides, by the smallest region of them."""
        ground = self._ground
        boxes = ground.before(len(ground.rules))
        point = ground.covering.case_left((), boxes)
        if point is None:
            return
        told = ""
        facts = None
        for words, at in undecided_regions(ground, self._wording, point):
            facts = ground.example(ground.space, at, lambda found: found is UNDECIDED)
            if facts is not None or not told:
                told = words
            if facts is not None:
                break
        level: Level = "warning" if facts is None else "error"
        code = "undecided-perhaps" if facts is None else "undecided"
        problem = Problem(self._path, code, {"region": told})
        yield Finding(level, problem, facts=facts)
