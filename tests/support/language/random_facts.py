"""Random facts of every kind."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from ayuda.model import NOW, Fact, Text
from support.language.random_computed import VALUES
from support.language.random_names import Name, Tests

WORDS = Text(en="x", es="x")
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


class Facts:
    """Facts, and their names for conditions."""

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
            states = ("given", "malformed") if mask else ("given",)
            self.names[name] = Name(name, "values", states, under, blank=blank)
            self.kinds[name] = "text"
        elif kind == "several":
            self.keep(name, kind="choice", several=True, values=dict.fromkeys(VALUES, WORDS))
            self.names[name] = Name(name, "several", VALUES, under)
            self.kinds[name] = "several"
        else:
            ids = VALUES[: self.random.randint(2, 3)]
            values: tuple[str | bool, ...] = (True, False) if kind == "yes-no" else ids
            words = ("yes", "no") if kind == "yes-no" else ids
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
