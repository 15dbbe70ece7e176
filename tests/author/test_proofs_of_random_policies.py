"""Proofs of random policies against a brute force over every case that there can be."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest
from msgspec import structs
from support.random_policies import PRESENT, WORDS, Draw, random_policy
from support.reading import Reading, World, held

from ayuda.author.findings import Finding
from ayuda.author.proof import prove
from ayuda.calendar import Calendar
from ayuda.case import Case, decide
from ayuda.engine.results import Decision, NoRuleHolds
from ayuda.engine.windows import Setting
from ayuda.model import Flow, Outcome, Policy, Rule, Step

SEEDS = range(60)
RULE_CODES = ("rule-covered", "rule-covered-alike", "rule-impossible")


def drawn(seed: int) -> Policy:
    """A random policy with steps that have conditions; of two, one ends without a last rule."""
    policy = random_policy(seed)
    draw = Draw(Random(seed))
    draw.finite = [name for name in policy.facts if policy.facts[name].kind != "moment"]
    draw.windows = dict(policy.windows)
    draw.states = {name: tuple(window.states) for name, window in policy.windows.items()}
    draw.values = {
        name: (True, False) if fact.kind == "yes-no" else tuple(fact.values)
        for name, fact in policy.facts.items()
        if fact.kind != "moment"
    }
    outcomes: dict[str, Outcome] = {
        name: structs.replace(outcome, steps=(Step(text=WORDS, when=draw.condition()),))
        for name, outcome in policy.outcomes.items()
    }
    flow = policy.flows["f"]
    rules = tuple(structs.replace(rule, next=None) for rule in flow.rules)
    flow = structs.replace(flow, rules=rules[: -1 if seed % 2 and len(rules) > 1 else None])
    return structs.replace(policy, outcomes=outcomes, flows={"f": flow})


def setting_of(policy: Policy) -> Setting:
    return Setting(policy, PRESENT, Calendar(policy.country))


class Brute:
    """What holds of a policy, by looking at each of its cases."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.flow: Flow = policy.flows["f"]
        self.worlds: list[World] = Reading(policy, "f", PRESENT).worlds
        self.holding = [
            [bool(held(rule.when, world.values)) for rule in self.flow.rules]
            for world in self.worlds
        ]
        self.winners = [self.first(row) for row in self.holding]

    @staticmethod
    def first(row: list[bool], without: int = -1) -> int | None:
        return next((at for at, holds in enumerate(row) if holds and at != without), None)

    def held_by(self, place: int) -> list[int]:
        return [at for at, row in enumerate(self.holding) if row[place]]

    def is_needless(self, place: int) -> bool:
        rules = self.flow.rules
        if not rules[place].when and place == len(rules) - 1:
            return False
        won = [row for row, at in zip(self.holding, self.winners, strict=True) if at == place]
        others = [self.first(row, place) for row in won]
        return bool(won) and all(
            other is not None and shown(rules[other]) == shown(rules[place]) for other in others
        )

    def shows(self, condition: object, only: str | None = None) -> set[bool]:
        found = set()
        for world, winner in zip(self.worlds, self.winners, strict=True):
            if winner is not None:
                outcome = self.flow.rules[winner].outcome
                if only in {None, outcome}:
                    known = {**world.values, "outcome": outcome}
                    found.add(bool(held(condition, known)))  # type: ignore[arg-type]
        return found


def shown(rule: Rule) -> tuple[object, ...]:
    return rule.outcome, rule.windows, rule.amounts, rule.next, rule.say


def result(rule: Rule) -> tuple[object, ...]:
    return rule.outcome, rule.windows, rule.amounts, rule.next


def by_code(findings: tuple[Finding, ...], *codes: str) -> Iterator[Finding]:
    yield from (finding for finding in findings if finding.problem.code in codes)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_rule_is_told_as_what_a_brute_force_finds_it_to_be(seed: int) -> None:
    policy = drawn(seed)
    brute, rules = Brute(policy), policy.flows["f"].rules
    proof = prove(setting_of(policy), "f")
    told = {finding.rule: finding for finding in by_code(proof.findings, *RULE_CODES)}
    assert set(proof.reached) == {rules[at].id for at in brute.winners if at is not None}
    for place, rule in enumerate(rules):
        if rule.id in proof.reached:
            assert rule.id not in told
            continue
        own = brute.held_by(place)
        finding = told[rule.id]
        if not own:
            assert finding.problem.code == "rule-impossible"
            continue
        alike = all(result(rules[brute.winners[at] or 0]) == result(rule) for at in own)
        assert finding.problem.code == ("rule-covered-alike" if alike else "rule-covered")
        others = [at for at, one in enumerate(rules) if one.id in finding.others]
        assert others == sorted(others)
        assert max(others) < place
        assert is_covered(brute, own, others)
        assert not any(
            is_covered(brute, own, [at for at in others if at != left]) for left in others
        )
        assert finding.facts is not None
        answer = decide(setting_of(policy), Case("f", finding.facts)).answer
        assert isinstance(answer, Decision)
        assert answer.rule.id != rule.id


def is_covered(brute: Brute, cases: list[int], rules: list[int]) -> bool:
    return all(any(brute.holding[at][rule] for rule in rules) for at in cases)


@pytest.mark.parametrize("seed", SEEDS)
def test_undecided_is_told_exactly_where_a_case_has_no_rule_and_that_case_is_shown(
    seed: int,
) -> None:
    policy = drawn(seed)
    brute = Brute(policy)
    found = list(by_code(prove(setting_of(policy), "f").findings, "undecided", "undecided-perhaps"))
    assert bool(found) == (None in brute.winners)
    for finding in found:
        assert finding.problem.code == "undecided"
        assert finding.facts is not None
        assert finding.problem.values["region"]
        with pytest.raises(NoRuleHolds):
            decide(setting_of(policy), Case("f", finding.facts))


@pytest.mark.parametrize("seed", SEEDS)
def test_needless_rules_notices_and_steps_are_those_of_a_brute_force(seed: int) -> None:
    policy = drawn(seed)
    brute, flow = Brute(policy), policy.flows["f"]
    findings = prove(setting_of(policy), "f").findings
    needless = {finding.rule for finding in by_code(findings, "rule-needless")}
    assert needless == {
        rule.id for place, rule in enumerate(flow.rules) if brute.is_needless(place)
    }
    told = {(one.problem.where, one.problem.code) for one in findings}
    expected = set()
    for place, notice in enumerate(flow.notices):
        if not is_plain(notice.when):
            where = f"flows.f.notices[{place}]"
            expected |= kinds(where, "notice", brute.shows(notice.when))
    for name, outcome in policy.outcomes.items():
        [step] = outcome.steps
        shows = brute.shows(step.when, name)
        if shows and not is_plain(step.when):
            expected |= kinds(f"outcomes.{name}.steps[0]", "step", shows)
    assert {one for one in told if one[1].startswith(("notice", "step"))} == expected


def is_plain(condition: object) -> bool:
    return not condition or (isinstance(condition, tuple) and not all(condition))


def kinds(where: str, what: str, shows: set[bool]) -> set[tuple[str, str]]:
    if True not in shows:
        return {(where, f"{what}-never")}
    return set() if False in shows else {(where, f"{what}-always")}


@pytest.mark.parametrize("seed", SEEDS)
def test_each_finding_about_a_rule_is_gone_once_that_rule_is_and_no_case_changes(
    seed: int,
) -> None:
    policy = drawn(seed)
    flow = policy.flows["f"]
    for finding in by_code(prove(setting_of(policy), "f").findings, *RULE_CODES, "rule-needless"):
        rules = tuple(rule for rule in flow.rules if rule.id != finding.rule)
        if not rules:
            continue
        edited = structs.replace(policy, flows={"f": structs.replace(flow, rules=rules)})
        again = prove(setting_of(edited), "f").findings
        assert finding.rule not in {one.rule for one in again}
        before, after = Brute(policy), Brute(edited)
        for one, other in zip(before.winners, after.winners, strict=True):
            if one is None:
                assert other is None
            else:
                assert other is not None
                assert shown(rules[other]) == shown(flow.rules[one])
