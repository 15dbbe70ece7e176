"""Small random policies that use everything the language has, drawn from a seed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

import msgspec

from ayuda.model import (
    NOW,
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
from support.language.random_computed import VALUES, Computed
from support.language.random_names import Name, Tests
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
KINDS = (
    "choice",
    "choice",
    "yes-no",
    "yes-no",
    "number",
    "number",
    "date",
    "date",
    "moment",
    "moment",
    "text",
    "several",
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


class Draw:
    """One attempt at a policy."""

    def __init__(self, random: Random, now: datetime) -> None:
        self.random, self.tests, self.now = random, Tests(random), now
        self.today = now.date()
        self.facts: dict[str, Fact] = {}
        self.names: dict[str, Name] = {NOW: Name(NOW, "day", self.days(), frozenset())}
        self.kinds: dict[str, str] = {}
        for place in range(random.randint(2, 5)):
            self.fact(f"f{place}", random.choice(KINDS))

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def days(self) -> tuple[date, ...]:
        """Days that tests are about, near the present and far."""
        ago = (-200, -30, -3, -1, 0, 1, 5, 40)
        return tuple(self.today + timedelta(days=count) for count in ago)

    # ------------------------------------------------------------------ facts

    def fact(self, name: str, kind: str) -> None:
        under = frozenset((name,))
        if kind == "number":
            self.number(name, under)
        elif kind in {"date", "moment"}:
            time = self.random.choice(("past", "past", "future", "any"))
            blank = kind == "date" and self.chance(0.25)
            self.keep(name, kind="date" if kind == "date" else "moment", time=time, blank=blank)
            self.names[name] = Name(name, "day", self.days(), under, blank=blank)
            self.kinds[name] = "day"
        elif kind == "text":
            mask, blank = self.random.choice((None, "aa99")), self.chance(0.7)
            self.keep(name, kind="text", mask=mask, blank=blank)
            values = ("given", "malformed") if mask else ("given",)
            self.names[name] = Name(name, "values", values, under, blank=blank)
            self.kinds[name] = "text"
        elif kind == "several":
            self.keep(name, kind="choice", several=True, values=dict.fromkeys(VALUES, WORDS))
            self.names[name] = Name(name, "several", VALUES, under)
            self.kinds[name] = "several"
        else:
            values = (True, False) if kind == "yes-no" else VALUES[: self.random.randint(2, 3)]
            words = ("yes", "no") if kind == "yes-no" else values
            self.keep(name, kind=kind, values=dict.fromkeys(words, WORDS))
            self.names[name] = Name(name, "values", values, under)
            self.kinds[name] = "choice"

    def keep(self, name: str, *, blank: bool = False, **keys: object) -> None:
        unstated = "unknown" if blank else None
        self.facts[name] = Fact(name=WORDS, ask=WORDS, unstated=unstated, **keys)  # type: ignore[arg-type]

    def number(self, name: str, under: frozenset[str]) -> None:
        decimals, blank = self.random.choice((0, 0, 0, 1, 2)), self.chance(0.3)
        lowest, highest = self.random.choice(((0, 20), (1, 9), (-5, 30)))
        if decimals and self.chance(0.3):
            ends: dict[str, object] = {}
        else:
            ends = {"min": Decimal(lowest), "max": Decimal(highest)}
        self.keep(name, kind="number", decimals=decimals, blank=blank, unit="EUR", **ends)
        bounds: tuple[int | Decimal, ...] = (1, 2, 5, 8)
        if decimals or self.chance(0.1):
            bounds = (*bounds, Decimal("2.5"), Decimal("7.25"))
        self.names[name] = Name(name, "number", bounds, under, blank=blank, whole=not decimals)
        self.kinds[name] = "number"

    # --------------------------------------------------------------- the rest

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

    def told_where(self):  # type: ignore[no-untyped-def]  # noqa: ANN201
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
            values = tuple(fact.values) if fact.kind == "choice" else (True, False)
            if known and self.chance(0.25):
                guard: When = self.tests.when(known, 2)
                fact = msgspec.structs.replace(fact, asked_if=guard)
                if finite and self.chance(0.75):
                    fact = msgspec.structs.replace(fact, otherwise=self.random.choice(values))
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
