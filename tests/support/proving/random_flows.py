"""Small random policies to be proven: with numbers, some with a gap, some changed a little."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from random import Random

from msgspec import structs

from ayuda.engine.windows import FactValue
from ayuda.model import Check, Condition, Fact, Policy, Rule, Test, When
from ayuda.policy.check import problems_of
from support.random_policies import PRESENT, WORDS, Draw

BOUNDS = ("at_least", "above", "at_most", "below")
DECIMALS = (0, 0, 1)
MINUTES = (0, 29, 30, 31, 59, 60, 61, 120, 121)
ZERO, NINE = Decimal(0), Decimal(9)


class NumbersToo(Draw):
    """One attempt at a policy, one or two numbers among its facts."""

    def __init__(self, random: Random) -> None:
        super().__init__(random)
        self.plain = self.chance(0.6)
        """Whether rules with one outcome come to the same."""
        self.numbers: dict[str, Fact] = {}
        for place in range(random.choice((0, 1, 1, 2))):
            decimals = random.choice(DECIMALS)
            self.numbers[f"n{place}"] = Fact(
                kind="number", name=WORDS, ask=WORDS, decimals=decimals, min=ZERO, max=NINE
            )

    def policy(self) -> Policy:
        """A policy; only its flow has a number more, and only rules and guards look at it."""
        policy = super().policy()
        if not self.numbers:
            return policy
        numbers = {name: self.guarded(fact) for name, fact in self.numbers.items()}
        flow = policy.flows["f"]
        order = [*flow.facts, *numbers]
        self.random.shuffle(order)
        flow = structs.replace(flow, facts=tuple(order))
        facts = {**policy.facts, **numbers}
        return structs.replace(policy, facts=facts, flows={"f": flow})

    def guarded(self, fact: Fact) -> Fact:
        if not self.chance(0.3):
            return fact
        guard = {name: self.test(name) for name in self.random.sample(self.finite, 1)}
        otherwise = self.random.randint(0, 9) if self.chance(0.8) else None
        return structs.replace(fact, asked_if=guard, otherwise=otherwise)

    def rule(self, place: int, outcomes: list[str]) -> Rule:
        rule = super().rule(place, outcomes)
        when: Condition = {**rule.when, **self.about_numbers()}  # type: ignore[dict-item]
        if self.chance(0.2):
            more: When = self.about_numbers() or self.when(self.finite, 2, windows=0.1)
            when = (when, more)
        if self.plain:
            rule = structs.replace(rule, windows=(), next=None)
        return structs.replace(rule, when=when)

    def about_numbers(self) -> When:
        return {name: self.about(name) for name in self.numbers if self.chance(0.5)}

    def about(self, name: str) -> Test:
        bound = self.random.randint(0, 9)
        kind = self.random.choice((*BOUNDS, "between", "is", "listed", "not"))
        if kind == "is":
            return bound
        if kind == "listed":
            return tuple(sorted({bound, self.random.randint(0, 9)}))
        if kind == "not":
            return Check(excludes=bound)
        if kind == "between":
            begins = Decimal(min(bound, 7))
            return Check(at_least=begins, below=begins + 2)
        return Check(**{kind: Decimal(bound)})


def random_flow(seed: int) -> Policy:
    """A policy of one flow, ``f``; every second one may have cases that no rule decides."""
    random = Random(f"flow {seed}")
    while True:
        policy = NumbersToo(random).policy()
        if problems_of("", policy):
            continue
        return policy if seed % 2 else without_last(policy)


def without_last(policy: Policy) -> Policy:
    """The policy without its last rule, which decides whatever is left."""
    flow = policy.flows["f"]
    if len(flow.rules) == 1:
        return policy
    return structs.replace(policy, flows={"f": structs.replace(flow, rules=flow.rules[:-1])})


def changed(policy: Policy, random: Random) -> Policy:
    """The policy with one of its rules left out, moved, or coming to something else."""
    flow = policy.flows["f"]
    rules = list(flow.rules[:-1])
    last = flow.rules[-1]
    if rules:
        place = random.randrange(len(rules))
        kind = random.choice(("left out", "moved", "outcome", "twice", "as it is"))
        rule = rules[place]
        if kind == "left out":
            del rules[place]
        elif kind == "moved":
            rules.insert(random.randrange(len(rules)), rules.pop(place))
        elif kind == "outcome":
            outcome = random.choice(list(policy.outcomes))
            rules[place] = structs.replace(rule, outcome=outcome)
        elif kind == "twice":
            at = random.randint(place, len(rules))
            rules.insert(at, structs.replace(rule, id=f"{rule.id}-again"))
    flow = structs.replace(flow, rules=(*rules, last))
    return structs.replace(policy, flows={"f": flow})


def some_facts(policy: Policy, random: Random) -> dict[str, FactValue]:
    """What is known in a case in which not all is."""
    known: dict[str, FactValue] = {}
    for name in policy.flows["f"].facts:
        fact = policy.facts[name]
        if random.random() < 0.4:
            continue
        if fact.kind == "number":
            known[name] = Decimal(random.randint(0, 9))
        elif fact.kind == "moment":
            known[name] = PRESENT - timedelta(minutes=random.choice(MINUTES))
        else:
            known[name] = random.choice((True, False) if fact.kind == "yes-no" else [*fact.values])
    return known
