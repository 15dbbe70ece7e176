"""Small random policies that use everything the language has, drawn from a seed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import msgspec

from ayuda.model import (
    NOW,
    Condition,
    Fact,
    Flow,
    Implication,
    Notice,
    Outcome,
    Policy,
    Rule,
    Statement,
    Step,
    Text,
    When,
)
from ayuda.policy.check import problems_of
from support.language.random_computed import Computed
from support.language.random_facts import Facts
from support.language.random_names import Name
from support.language.random_windows import Windows

WORDS = Text(en="x", es="x")
CHECKED = True
PRESENTS = (
    datetime(2026, 11, 24, 9, 0, tzinfo=UTC),
    datetime(2026, 3, 29, 10, 30, tzinfo=UTC),
    datetime(2026, 10, 25, 23, 0, tzinfo=UTC),
    datetime(2028, 2, 29, 11, 0, tzinfo=UTC),
    datetime(2027, 3, 1, 8, 15, tzinfo=UTC),
    datetime(2026, 5, 30, 22, 0, tzinfo=UTC),
)


class Drawn(msgspec.Struct, frozen=True):
    """A policy of one flow, ``f``, the present, and how many attempts were no policies."""

    policy: Policy
    now: datetime
    refused: tuple[str, ...] = ()


def random_language(seed: int) -> Drawn:
    """A policy without problems."""
    random = Random(seed)
    refused: list[str] = []
    while True:
        now = random.choice(PRESENTS)
        policy = Draw(random, now).policy()
        problems = problems_of("", policy) if CHECKED else []
        if not problems:
            return Drawn(policy, now, tuple(refused))
        refused.append(f"{problems[0]}")


def is_valid(policy: Policy) -> bool:
    """Whether a policy has no problems."""
    return not CHECKED or not problems_of("", policy)


class Draw(Facts):
    """One attempt at a policy."""

    def lengths(self, computed: Computed) -> dict[str, Name]:
        """Number facts and tables that give lengths."""
        numbers = [
            name
            for name, fact in self.facts.items()
            if fact.kind == "number"
            and not fact.decimals
            and fact.min is not None
            and fact.min >= 0
        ]
        tables = [
            name
            for name in computed.tables
            if computed.kinds[name] == "number" and self.names[name].depth == 1
        ]
        return {name: self.names[name] for name in (*numbers, *tables)}

    def policy(self) -> Policy:
        computed = Computed(self.tests, self.names, self.today)
        computed.kinds = self.kinds
        if self.chance(0.4):
            computed.table("t0")
        windows = Windows(self.tests, self.facts, self.lengths(computed))
        for place in range(self.random.choice((0, 1, 2, 3)) if windows.days else 1):
            name = f"w{place}"
            self.names[name] = windows.window(name)
            self.kinds[name] = "window" if windows.made[name].begins != NOW else "now-window"
        for place in range(self.random.choice((0, 1, 2))):
            computed.score(f"s{place}")
        for place in range(self.random.choice((0, 1, 2, 3))):
            self.random.choice((computed.first, computed.pair, computed.pair))(f"d{place}")
        if self.chance(0.5):
            computed.highest("h0")
        if self.chance(0.3):
            computed.table("t1")
        amounts = {f"a{place}": computed.amount() for place in range(self.random.choice((0, 1, 2)))}
        self.guards(windows)
        return self.whole(computed, windows, amounts)

    def whole(self, computed: Computed, windows: Windows, amounts: dict) -> Policy:  # type: ignore[type-arg]
        outcomes = {
            f"o{place}": Outcome(title=WORDS, steps=self.steps(), cites=("S1",))
            for place in range(self.random.randint(2, 3))
        }
        order = list(self.facts)
        self.random.shuffle(order)
        rules = [
            self.rule(place, tuple(outcomes), windows, tuple(amounts))
            for place in range(self.random.randint(1, 7))
        ]
        rules.append(Rule(id="last", outcome=self.random.choice(tuple(outcomes)), cites=("S1",)))
        holidays = [self.today + timedelta(days=self.random.randint(-20, 20)) for _ in range(6)]
        return Policy(
            format="ayuda.policy/1",
            id="random",
            title=WORDS,
            source=WORDS,
            time_zone="Europe/Madrid",
            country="ES",
            holidays=tuple(sorted(set(holidays))),
            statements={"S1": Statement(section=WORDS, says=WORDS)},
            facts=self.facts,
            windows=windows.made,
            derived=computed.derived,
            scores=computed.scores,
            tables=computed.tables,
            rates=computed.rates() if amounts else {},
            amounts=amounts,
            outcomes=outcomes,
            flows={
                "f": Flow(
                    title=WORDS,
                    about=WORDS,
                    facts=tuple(order),
                    rules=tuple(rules),
                    notices=self.notices(),
                )
            },
        )

    def every(self) -> list[Name]:
        return list(self.names.values())

    def rule(
        self, place: int, outcomes: tuple[str, ...], windows: Windows, amounts: tuple[str, ...]
    ) -> Rule:
        return Rule(
            id=f"r{place}",
            when=self.tests.condition(self.every(), 3),
            outcome=self.random.choice(outcomes),
            windows=tuple(name for name in windows.made if self.chance(0.15)),
            amounts=tuple(name for name in amounts if self.chance(0.3)),
            next=self.random.choice((None, None, None, ("f",))),
            cites=("S1",),
        )

    def notices(self) -> tuple[Notice, ...]:
        return tuple(
            Notice(id=f"n{place}", when=self.told_where(), text=WORDS, cites=("S1",))
            for place in range(self.random.choice((0, 1, 2)))
        )

    def steps(self) -> tuple[Step, ...]:
        return tuple(Step(text=WORDS, when=self.told_where()) for _ in range(1))

    def told_where(self) -> Condition:
        names = [*self.every(), Name("outcome", "values", ("o0", "o1"), frozenset())]
        return self.tests.condition(names, 2)

    def is_listed(self, name: Name, windows: Windows) -> bool:
        """Whether an implication may look at it."""
        if self.kinds.get(name.id) == "choice":
            return True
        window = windows.made.get(name.id)
        return window is not None and windows.is_of_one_moment(window)

    def guards(self, windows: Windows) -> None:
        """Guards and implications: each fact looks at such as come before it."""
        order = list(self.facts)
        self.random.shuffle(order)
        for place, name in enumerate(order):
            fact, earlier = self.facts[name], frozenset(order[:place])
            known = [other for other in self.every() if other.under <= earlier and other.under]
            finite = fact.kind in {"choice", "yes-no"} and not fact.several
            values: tuple[str | bool, ...] = (True, False)
            if fact.kind == "choice":
                values = tuple(fact.values)
            if known and self.chance(0.25):
                guard: When = self.tests.when(known, 2)
                fact = msgspec.structs.replace(fact, asked_if=guard)
                if finite and self.chance(0.75):
                    fact = msgspec.structs.replace(fact, otherwise=self.random.choice(values))
            if fact.kind == "number":
                fact = self.settled_number(fact)
            listed = [other for other in known if self.is_listed(other, windows)]
            if finite and listed and self.chance(0.25):
                implied = Implication(
                    when=self.tests.when(listed, 2), value=self.random.choice(values)
                )
                fact = msgspec.structs.replace(fact, implied=(implied,))
            if finite and self.chance(0.12):
                fact = msgspec.structs.replace(fact, default=self.random.choice(values))
            if finite and self.chance(0.15):
                fact = msgspec.structs.replace(fact, unstated=self.random.choice(values))
            self.facts[name] = fact

    def settled_number(self, fact: Fact) -> Fact:
        """A number with a value where its guard fails, or where nobody states it."""
        if fact.asked_if and self.chance(0.6):
            blank = fact.unstated is not None and self.chance(0.4)
            value = "unknown" if blank else self.random.choice((1, 5, 8))
            fact = msgspec.structs.replace(fact, otherwise=value)
        if fact.unstated is None and self.chance(0.1):
            fact = msgspec.structs.replace(fact, default=self.random.choice((1, 5, 8)))
        return fact
