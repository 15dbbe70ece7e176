"""What proofs of one flow stand on: its rules as sets of cases, and searches over these."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property

from ayuda.case import Case, advance, decide
from ayuda.engine.covers.boxes import Point
from ayuda.engine.covers.covering import Covering
from ayuda.engine.diagram import Tests
from ayuda.engine.drawing.examples import example_of, is_of_messages
from ayuda.engine.knowledge import Contradiction
from ayuda.engine.results import Decision, NoRuleHolds
from ayuda.engine.space import NEVER, Assumed, Space, space_of
from ayuda.engine.variables import case_variables, windows_of
from ayuda.engine.windows import FactValue, Setting
from ayuda.model import OUTCOME, Condition, Flow, Rule, When
from ayuda.policy.language.causes import computed_of, exact, given_causes
from ayuda.policy.language.conditions import alternatives

UNDECIDED = object()
"""What a case comes to that no rule decides."""
Facts = dict[str, FactValue]


class Ground:
    """A flow of a policy, as sets of cases.

    ``rules`` has for each rule its boxes, any of which makes it hold.
    """

    def __init__(self, setting: Setting, flow_id: str) -> None:
        self.setting = setting
        self.policy = setting.policy
        self.flow_id = flow_id
        self.flow: Flow = self.policy.flows[flow_id]
        self.space: Space = space_of(self.policy, flow_id)
        self.covering = Covering(self.space, assumed_in(self.space))
        self.rules = [self.boxes_of(self.space, rule.when) for rule in self.flow.rules]

    @cached_property
    def wide(self) -> Wide:
        """The same over a space in which the conditions of notices and steps are seen too."""
        return Wide(self)

    @staticmethod
    def boxes_of(space: Space, condition: Condition) -> list[Tests]:
        """The boxes of a condition that some case may pass."""
        found = (space.tests(when) for when in alternatives(condition))
        return [box for box in found if box != NEVER]

    def before(self, place: int) -> list[Tests]:
        """The boxes of all rules above one."""
        return [box for boxes in self.rules[:place] for box in boxes]

    def decided_before(
        self,
        region: Sequence[Tests],
        boxes: Iterable[Tests],
        wanted: Callable[[int], bool],
        skipped: int = -1,
    ) -> Point | None:
        """A case of a region outside the boxes that a rule decides which is wanted, if any.

        Rules are told by place; the number of the rules is none of them. One may be skipped.
        """
        passed = list(boxes)
        everything: list[Tests] = [()]
        for place, own in enumerate([*self.rules, everything]):
            if place == skipped:
                continue
            if wanted(place):
                for box in own:
                    for part in region:
                        both = self.covering.both(box, part)
                        found = None if both is None else self.covering.case_left(both, passed)
                        if found is not None:
                            return found
            passed += own
        return None

    # ------------------------------------------------------------ concrete cases

    def example(self, space: Space, point: Point, fits: Callable[[object], bool]) -> Facts | None:
        """A case with these answers that is decided as it should be; None where none is found.

        ``fits`` is asked of the rule's id, or of UNDECIDED.
        """
        return example_of(self.setting, space, point, lambda facts: fits(self.comes_to(facts)))

    def example_with(
        self, space: Space, point: Point, fits: Callable[[object, Facts], bool]
    ) -> Facts | None:
        """The same, where the facts are asked too."""
        return example_of(
            self.setting, space, point, lambda facts: fits(self.comes_to(facts), facts)
        )

    def comes_to(self, facts: Facts) -> object:
        """The id of the rule that decides a case; UNDECIDED, or None for what is no case."""
        answer = self.decision(facts)
        return answer.rule.id if isinstance(answer, Decision) else answer

    def decision(self, facts: Facts) -> object:
        """What decides a case; UNDECIDED, or None for what is no case or needs more.

        A moment that is not told and may not have happened has not.
        """
        case = Case(self.flow_id, facts)
        not_yet = self.space.can_be_not_yet - facts.keys()
        try:
            answer = decide(self.setting, case).answer
            if not_yet and not isinstance(answer, Decision):
                answer = advance(self.setting, case, not_yet).answer
        except NoRuleHolds:
            return UNDECIDED
        except Contradiction:
            return None
        return answer if isinstance(answer, Decision) else None


class Wide:
    """A flow's cases with all that its notices and the steps of its outcomes look at."""

    def __init__(self, ground: Ground) -> None:
        policy, flow = ground.policy, ground.flow
        self._policy, self._flow = policy, flow
        outcomes = dict.fromkeys(rule.outcome for rule in flow.rules)
        conditions = [notice.when for notice in flow.notices]
        conditions += [step.when for name in outcomes for step in policy.outcomes[name].steps]
        looked_at = [when for one in conditions for when, _ in self.parts_of(one)]
        more = [
            Rule(id=f"-{place}", when=when, outcome=flow.rules[0].outcome)
            for place, when in enumerate(looked_at)
            if when
        ]
        wide = Flow(
            title=flow.title,
            about=flow.about,
            facts=flow.facts,
            rules=(*flow.rules, *more),
            notices=flow.notices,
        )
        variables = case_variables(policy, wide, windows_of(policy, wide))
        self.space = Space(policy, wide, variables)
        self.covering = Covering(self.space, assumed_in(self.space))
        self.rules = [ground.boxes_of(self.space, rule.when) for rule in flow.rules]

    def parts_of(self, condition: Condition) -> Iterator[tuple[When, object]]:
        """The sets of tests of a condition without that of the outcome, each with that test."""
        for when in alternatives(condition):
            rest = {name: test for name, test in when.items() if name != OUTCOME}
            if all(map(self._is_inside, rest)):
                yield rest, when.get(OUTCOME)

    def _is_inside(self, name: str) -> bool:
        """Whether all that a computed name hangs on is in the flow; of others the space says it."""
        if computed_of(self._policy, name) is None:
            return True
        return {*given_causes(self._policy, name)} <= {*self._flow.facts, "now"}

    def box(self, when: When) -> Tests:
        """The cases that pass a set of tests."""
        return self.space.tests(when)


def assumed_in(space: Space) -> Assumed:
    """What is always so unless an implication says otherwise: facts that nobody can state."""
    if is_of_messages(space):
        return frozenset()
    return frozenset(
        (space.place[name], space.answer(name, exact(fact.default)))
        for name, fact in space.assumable
        if fact.default is not None
        and fact.ask is None
        and fact.read_from is None
        and name in space.place
    )
