"""Whether ways on lead where what is handed over makes sense, and whether chains of them end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ayuda.author.findings import Finding
from ayuda.author.proof.ground import Facts, Ground
from ayuda.case import Case, advance
from ayuda.engine.case_regions import regions_of
from ayuda.engine.covers.boxes import Point
from ayuda.engine.diagram import Tests, TooManyNodes
from ayuda.engine.knowledge import Contradiction
from ayuda.engine.results import Decision, NoRuleHolds
from ayuda.engine.space import NEVER, space_of
from ayuda.errors import Problem
from ayuda.model import Policy, Rule, When
from ayuda.policy.language.conditions import Known, accepts, alternatives
from ayuda.view.command_line import handed_over
from ayuda.view.document import next_flows

MOST_REGIONS = 24
"""Of so many regions of a rule's cases one is followed on, besides those that others ask for."""
State = tuple[str, tuple[tuple[str, object], ...]]


def onward_of(policy: Policy, rule: Rule) -> tuple[str, ...]:
    """The flows that a rule names to go on with, straight or by its outcome."""
    return policy.outcomes[rule.outcome].next if rule.next is None else rule.next


class Onward:
    """The ways on from the rules of one flow that decide some case."""

    def __init__(self, ground: Ground, reached: Sequence[int]) -> None:
        self._ground = ground
        self._policy = ground.policy
        self._reached = sorted(reached)

    def findings(self) -> Iterator[Finding]:
        """What is wrong with the ways on, each once. Raises TooManyNodes."""
        told: set[tuple[str, str]] = set()
        for finding in self._all():
            key = (finding.problem.where, finding.problem.code)
            if key not in told:
                told.add(key)
                yield finding

    def _all(self) -> Iterator[Finding]:
        yield from self._unknown_facts()
        for place in self._reached:
            rule = self._ground.flow.rules[place]
            for following in onward_of(self._policy, rule):
                yield from self._contradicting(place, rule, following)
        for place in self._reached:
            yield from self._circle(place)

    def _where(self, place: int) -> str:
        rule = self._ground.flow.rules[place]
        if rule.next is None:
            return f"outcomes.{rule.outcome}.next"
        return f"flows.{self._ground.flow_id}.rules[{place}].next"

    # --------------------------------------------------------- what is handed over

    def _unknown_facts(self) -> Iterator[Finding]:
        """Facts that an outcome hands over, and none of the flows that it leads to has."""
        policy = self._policy
        rules = [self._ground.flow.rules[place] for place in self._reached]
        for name in dict.fromkeys(rule.outcome for rule in rules):
            onward = {
                following
                for flow in policy.flows.values()
                for rule in flow.rules
                if rule.outcome == name
                for following in onward_of(policy, rule)
            }
            taken = {fact for following in onward for fact in policy.flows[following].facts}
            for fact, value in policy.outcomes[name].hands_over.items():
                if fact not in taken or policy.facts[fact].ask is None:
                    values = {"next": ", ".join(sorted(onward)) or "-", "facts": _told(fact, value)}
                    where = f"outcomes.{name}.hands_over.{fact}"
                    yield Finding("error", Problem(where, "next-no-sense", values))

    def _contradicting(self, place: int, rule: Rule, following: str) -> Iterator[Finding]:
        """Cases whose facts, handed over, contradict each other in the next flow."""
        ground, other = self._ground, space_of(self._policy, following)
        handed = self._policy.outcomes[rule.outcome].hands_over
        for name, when, value in other.implications:
            region = self._breaking(name, when, value, handed)
            if region is None:
                continue
            for point in self._points(place, region):
                facts = ground.example_with(
                    ground.space,
                    point,
                    lambda got, facts: (
                        got == rule.id and self._contradiction(facts, following) is not None
                    ),
                )
                error = None if facts is None else self._contradiction(facts, following)
                if error is not None:
                    told = [_told(error.fact, error.value)]
                    told += [_told(key, one) for key, one in error.against.items()]
                    values = {"next": following, "facts": ", ".join(told)}
                    problem = Problem(self._where(place), "next-no-sense", values)
                    yield Finding("error", problem, rule.id, (following,), facts)
                    return

    def _breaking(
        self, name: str, when: When, value: Known, handed: Mapping[str, object]
    ) -> Tests | None:
        """The cases here in which what is handed over breaks an implication there."""
        space = self._ground.space
        tests: When = {}
        for key, test in when.items():
            if key in handed:
                if not accepts(test, handed[key]):  # type: ignore[arg-type]
                    return None
            elif key in space.facts or key in space.moments:
                tests[key] = test
            else:
                return None
        if name in handed:
            return None if handed[name] == value else space.tests(tests)
        if name not in space.place:
            return None
        return space.tests(tests, (name, value))

    def _points(self, place: int, region: Tests) -> Iterator[Point]:
        """A case of a rule in a region, for each of the rule's boxes that has one."""
        ground = self._ground
        if region == NEVER:
            return
        for box in ground.rules[place]:
            both = ground.covering.both(box, region)
            point = None if both is None else ground.covering.case_left(both, ground.before(place))
            if point is not None:
                yield point

    def _contradiction(self, facts: Facts, following: str) -> Contradiction | None:
        """How the facts that a case hands over contradict each other in the next flow."""
        decision = self._ground.decision(facts)
        if not isinstance(decision, Decision) or following not in next_flows(
            self._policy, decision
        ):
            return None
        try:
            self._at_once(following, handed_over(self._policy, following, decision))
        except Contradiction as error:
            return error
        return None

    # ------------------------------------------------------------------- circles

    def _circle(self, place: int) -> Iterator[Finding]:
        """A chain of flows that comes back to where it was, without a question."""
        ground, policy = self._ground, self._policy
        rule = ground.flow.rules[place]
        if not self._can_come_back(onward_of(policy, rule)):
            return
        for point in self._followed(place):
            facts = ground.example(ground.space, point, lambda found: found == rule.id)
            circle = None if facts is None else self._circle_from(ground.flow_id, facts)
            if circle is None or circle[0] != ground.flow_id:
                continue
            values = {"rule": rule.id, "flows": " → ".join((*circle, circle[0]))}
            problem = Problem(self._where(place), "next-circle", values)
            yield Finding("error", problem, rule.id, circle, facts)
            return

    def _can_come_back(self, onward: Sequence[str]) -> bool:
        """Whether some chain of ways on, whatever the case, leads back to this flow."""
        seen = set(onward)
        waiting = list(onward)
        while waiting:
            for rule in self._policy.flows[waiting.pop()].rules:
                more = {*onward_of(self._policy, rule)} - seen
                seen |= more
                waiting += more
        return self._ground.flow_id in seen

    def _followed(self, place: int) -> Iterator[Point]:
        """Cases of a rule that are followed on: as rules of the next flows tell them apart."""
        ground = self._ground
        rule = ground.flow.rules[place]
        handed = self._policy.outcomes[rule.outcome].hands_over
        for following in onward_of(self._policy, rule):
            for other in self._policy.flows[following].rules:
                if onward_of(self._policy, other):
                    for when in alternatives(other.when):
                        own = {key: test for key, test in when.items() if key not in handed}
                        shared = {key: test for key, test in own.items() if self._is_seen(key)}
                        yield from self._points(place, ground.space.tests(shared))
        try:
            regions, _ = regions_of(ground.space, (place,), MOST_REGIONS)
        except TooManyNodes:
            return
        for region in regions:
            yield {
                (at := ground.space.place[name]): ground.space.variables[at].answers.index(
                    answers[0]
                )
                for name, answers in region.items()
            }

    def _is_seen(self, name: str) -> bool:
        return any(name in variable.shows for variable in self._ground.space.variables)

    def _circle_from(self, flow_id: str, facts: Facts) -> tuple[str, ...] | None:
        """The flows of a circle into which a case leads, the policy's first one first."""
        decision = self._ground.decision(facts)
        assert isinstance(decision, Decision)
        path: list[State] = []
        order = list(self._policy.flows)

        def follow(flow: str, told: Facts, decision: Decision) -> tuple[str, ...] | None:
            state = (flow, tuple(sorted(told.items(), key=lambda one: one[0])))
            if state in path:
                flows = [one for one, _ in path[path.index(state) :]]
                first = flows.index(min(flows, key=order.index))
                return (*flows[first:], *flows[:first])
            path.append(state)
            for following in next_flows(self._policy, decision):
                handed = handed_over(self._policy, following, decision)
                try:
                    further = self._at_once(following, handed)
                except Contradiction:
                    continue
                circle = None if further is None else follow(following, handed, further)
                if circle is not None:
                    return circle
            path.pop()
            return None

        return follow(flow_id, facts, decision)

    def _at_once(self, flow_id: str, facts: Facts) -> Decision | None:
        """What a flow decides without a question; None where it asks. Raises Contradiction."""
        try:
            answer = advance(self._ground.setting, Case(flow_id, facts), ()).answer
        except NoRuleHolds:
            return None
        return answer if isinstance(answer, Decision) else None


def _told(name: str, value: object) -> str:
    written = str(value).lower() if isinstance(value, bool) else str(value)
    return f"{name} = {written}"
