"""Small random policies with everything that makes deciding hard, drawn from a seed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

from ayuda.model import (
    Check,
    Condition,
    Fact,
    Flow,
    Implication,
    Length,
    Notice,
    Outcome,
    Policy,
    Rule,
    Statement,
    Test,
    Text,
    Value,
    When,
    Window,
    WindowStateTexts,
)
from ayuda.policy.check import problems_of

WORDS = Text(en="x", es="x")
PRESENT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LENGTHS = (Length(minutes=30), Length(minutes=60), Length(hours=1), Length(hours=2))
VALUES = ("p", "q", "r")


def random_policy(seed: int) -> Policy:
    """A policy without problems; of one flow, ``f``."""
    random = Random(seed)
    while True:
        policy = Draw(random).policy()
        if not problems_of("", policy):
            return policy


class Draw:
    """One attempt at a policy."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.finite = [f"f{place}" for place in range(random.randint(2, 4))]
        self.moments = [f"m{place}" for place in range(random.choice((0, 0, 1, 1, 2)))]
        self.values: dict[str, tuple[Value, ...]] = {
            name: random.choice(((True, False), VALUES[:2], VALUES)) for name in self.finite
        }
        self.windows: dict[str, Window] = {}
        for moment in (*self.moments, *random.choice(((), (), ("now",)))):
            for _ in range(random.choice((1, 1, 2))):
                self.windows[f"w{len(self.windows)}"] = self.window(moment)
        self.states = {name: tuple(window.states) for name, window in self.windows.items()}

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def window(self, begins: str) -> Window:
        texts = WindowStateTexts(name=WORDS, says=WORDS)
        states = {"on": texts, "off": texts} if self.chance(0.9) else {"on": texts}
        not_yet = begins != "now" and self.chance(0.25)
        if not_yet:
            states = {"before": texts, **states}
        return Window(
            name=WORDS,
            begins=begins,
            else_now=begins != "now" and self.chance(0.35),
            lasts=self.random.choice(LENGTHS),
            states=states,
            edge=self.random.choice((None, "on")),
            not_yet="before" if not_yet else None,
            cites=("S1",),
        )

    def policy(self) -> Policy:
        facts = {name: self.fact(name, place) for place, name in enumerate(self.finite)}
        for name in self.moments:
            facts[name] = Fact(kind="moment", name=WORDS, ask=WORDS, asked_if=self.guard(name))
        outcomes = {
            f"o{place}": Outcome(title=WORDS, steps=(), cites=("S1",))
            for place in range(self.random.randint(2, 3))
        }
        order = list(facts)
        self.random.shuffle(order)
        rules = [self.rule(place, list(outcomes)) for place in range(self.random.randint(1, 5))]
        rules.append(Rule(id="last", outcome=self.random.choice(list(outcomes)), cites=("S1",)))
        notices = tuple(
            Notice(id=f"n{place}", when=self.condition(), text=WORDS, cites=("S1",))
            for place in range(2)
        )
        flow = Flow(
            title=WORDS, about=WORDS, facts=tuple(order), rules=tuple(rules), notices=notices
        )
        return Policy(
            format="ayuda.policy/1",
            id="random",
            title=WORDS,
            source=WORDS,
            time_zone="Europe/Madrid",
            country="ES",
            statements={"S1": Statement(section=WORDS, says=WORDS)},
            facts=facts,
            windows=self.windows,
            outcomes=outcomes,
            flows={"f": flow},
        )

    def fact(self, name: str, place: int) -> Fact:
        values = self.values[name]
        is_choice = isinstance(values[0], str)
        implied: list[Implication] = []
        for _ in range(self.random.choice((0, 0, 0, 1, 1, 2))):
            when = self.when([key for key in self.finite if key != name], 2, windows=0.15)
            if when:
                implied.append(Implication(when=when, value=self.random.choice(values)))
        guard = self.guard(name)
        told = guard and self.chance(0.75)
        return Fact(
            kind="choice" if is_choice else "yes-no",
            name=WORDS,
            ask=WORDS,
            values=dict.fromkeys(values if is_choice else ("yes", "no"), WORDS),
            implied=tuple(implied),
            asked_if=guard,
            otherwise=self.random.choice(values) if told else None,
            default=self.random.choice(values) if self.chance(0.12) else None,
            unstated=self.random.choice(values) if self.chance(0.2) else None,
        )

    def guard(self, name: str) -> When:
        if not self.chance(0.4):
            return {}
        return self.when([key for key in self.finite if key != name], 2, windows=0.15)

    def when(self, facts: list[str], most: int, *, windows: float) -> When:
        seen = [name for name in self.windows if self.chance(windows)]
        names = [*self.random.sample(facts, min(len(facts), self.random.randint(1, most))), *seen]
        return {name: self.test(name) for name in names}

    def test(self, name: str) -> Test:
        values: tuple[Value, ...] = self.values.get(name) or self.states[name]
        chosen = tuple(self.random.sample(values, self.random.randint(1, len(values))))
        return self.random.choice((chosen[0], chosen[0], chosen, Check(excludes=chosen[0])))

    def rule(self, place: int, outcomes: list[str]) -> Rule:
        when = self.when(self.finite, 2, windows=0.4)
        shown = tuple(name for name in self.windows if self.chance(0.15))
        outcome = self.random.choice(outcomes)
        onward = self.random.choice((None, None, None, ("f",)))
        name = f"r{place}"
        return Rule(id=name, when=when, outcome=outcome, windows=shown, next=onward, cites=("S1",))

    def condition(self) -> Condition:
        whens = [self.when(self.finite, 1, windows=0.2) for _ in range(self.random.choice((1, 2)))]
        return whens[0] if len(whens) == 1 else tuple(whens)


def partial_cases(
    policy: Policy, random: Random, count: int
) -> Iterator[tuple[dict[str, Value | datetime], bool, frozenset[str]]]:
    """What is known in some cases, whether nobody can be asked, and what was asked in vain."""
    for _ in range(count):
        known: dict[str, Value | datetime] = {}
        skipped: set[str] = set()
        for name in policy.flows["f"].facts:
            fact = policy.facts[name]
            if random.random() < 0.5:
                if random.random() < 0.15:
                    skipped.add(name)
            elif fact.kind == "moment":
                minutes = random.choice((0, 29, 30, 31, 59, 60, 61, 120, 121))
                known[name] = PRESENT - timedelta(minutes=minutes)
            else:
                values: tuple[Value, ...] = tuple(fact.values)
                known[name] = random.choice((True, False) if fact.kind == "yes-no" else values)
        yield known, random.random() < 0.3, frozenset(skipped)
