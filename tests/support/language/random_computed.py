"""Random derived facts, scores, tables and amounts."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import product

from ayuda.model import (
    NOW,
    Amount,
    AmountLine,
    Branch,
    Condition,
    Derived,
    Interest,
    Lookup,
    Points,
    Rates,
    RateStep,
    Score,
    Text,
)
from support.language.random_names import Name, Tests, names_of

WORDS = Text(en="x", es="x")
VALUES = ("p", "q", "r")


class Computed:
    """Draws what is computed from names that there are already."""

    def __init__(self, tests: Tests, names: dict[str, Name], today: date) -> None:
        self.tests, self.random, self.today = tests, tests.random, today
        self.names = names
        self.kinds: dict[str, str] = {}
        self.derived: dict[str, Derived] = {}
        self.scores: dict[str, Score] = {}
        self.tables: dict[str, Lookup] = {}

    def basis(self, depth: int) -> list[Name]:
        """Names that something of one more step may look at."""
        return [name for name in self.names.values() if name.depth <= depth]

    def add(self, name: Name, kind: str) -> None:
        self.names[name.id] = name
        self.kinds[name.id] = kind

    def under(self, *names: str) -> tuple[frozenset[str], int]:
        """The facts beneath names, and the steps to what is computed from them."""
        known = [self.names[name] for name in names if name in self.names]
        facts = frozenset().union(*(name.under for name in known))
        return facts, 1 + max((name.depth for name in known), default=0)

    def under_conditions(self, whens: list[Condition]) -> tuple[frozenset[str], int]:
        return self.under(*(name for when in whens for name in names_of(when)))

    # ---------------------------------------------------------------- derived

    def first(self, name: str) -> None:
        whens = [self.condition() for _ in range(self.random.choice((1, 2)))]
        values = self.random.choice(((True, False), VALUES[:2], VALUES, (1, 2, 4)))
        branches = [Branch(when=when, value=self.random.choice(values)) for when in whens]
        branches.append(Branch(value=self.random.choice(values)))
        words = dict.fromkeys(VALUES, WORDS) if isinstance(values[0], str) else {}
        self.derived[name] = Derived(name=WORDS, first=tuple(branches), values=words)
        used = tuple({branch.value for branch in branches})
        under, depth = self.under_conditions(whens)
        is_number = type(values[0]) is int
        kind = "number" if is_number else "values"
        self.add(Name(name, kind, used, under, depth), kind)  # type: ignore[arg-type]

    def condition(self) -> Condition:
        depth = 1 if self.tests.chance(0.3) else 0
        return self.tests.condition(self.basis(depth), 2)

    def pair(self, name: str) -> None:
        """``same``, ``difference`` or ``percent_of`` two names of a kind."""
        kind = self.random.choice(("number", "number", "day", "day", "choice"))
        depth = 1 if self.tests.chance(0.3) else 0
        known = [key for key, own in self.kinds.items() if own == kind]
        known = [key for key in known if key == NOW or self.names[key].depth <= depth]
        if kind == "day":
            known += [key for key in ("now", *self.ending()) if key not in known]
        if len(known) < 2:
            return
        pair = tuple(self.random.sample(known, 2))
        under, deep = self.under(*pair)
        blank = True
        how = self.random.choice(("same", "difference", "difference"))
        if kind == "choice":
            how = "same"
        if kind == "number":
            how = self.random.choice(("same", "difference", "percent_of"))
        if how == "same":
            if kind == "day":
                dated = [key for key in pair if self.kinds.get(key) == "day" and key != NOW]
                if len(dated) < 2:
                    return
            self.derived[name] = Derived(name=WORDS, same=pair)  # type: ignore[arg-type]
            self.add(Name(name, "values", (True, False), under, deep, blank), "values")
        elif how == "percent_of":
            self.derived[name] = Derived(name=WORDS, percent_of=pair)  # type: ignore[arg-type]
            bounds = (0, 50, 100, Decimal("33.4"), 250)
            self.add(Name(name, "number", bounds, under, deep, blank, whole=False), "number")
        else:
            within = self.random.choice(("days", "hours", "minutes")) if kind == "day" else "days"
            self.derived[name] = Derived(name=WORDS, difference=pair, within=within)  # type: ignore[arg-type]
            bounds = (0, 1, 3, 7, -2) if within == "days" else (0, 24, 90, Decimal("1.5"))
            whole = within == "days" and kind == "day"
            self.add(Name(name, "number", bounds, under, deep, blank, whole=whole), "number")

    def ending(self) -> list[str]:
        """Windows whose last day a difference can look at."""
        return [name for name, kind in self.kinds.items() if kind == "window"]

    def score(self, name: str) -> None:
        points = [
            Points(when=self.condition(), add=self.random.choice((1, 2, 3, -1, -2)))
            for _ in range(self.random.randint(1, 3))
        ]
        self.scores[name] = Score(name=WORDS, points=tuple(points))
        under, depth = self.under_conditions([point.when for point in points])
        self.add(Name(name, "number", (0, 1, 2, 3, -1), under, depth), "number")

    def highest(self, name: str) -> None:
        chosen = [key for key in self.scores if self.names[key].depth == 1]
        if len(chosen) < 2:
            return
        under, depth = self.under(*chosen)
        self.derived[name] = Derived(name=WORDS, highest=tuple(chosen))
        self.add(Name(name, "values", tuple(chosen), under, depth), "values")

    # ----------------------------------------------------------------- tables

    def table(self, name: str) -> None:
        keys = [
            key
            for key in self.basis(1 if self.tests.chance(0.3) else 0)
            if key.sort == "values"
            and not key.blank
            and self.kinds[key.id] in {"choice", "values"}
            and len(key.values) < 4
            and len({type(value) for value in key.values}) == 1
        ]
        keys = [key for key in keys if key.id not in self.derived or self.is_whole(key)]
        if not keys:
            return
        by = self.random.sample(keys, min(len(keys), self.random.choice((1, 1, 2))))
        values = self.random.choice(((0, 1, 3, 7), (2, 5), VALUES, (True, False)))
        rows = tuple(
            {
                **{key.id: value for key, value in zip(by, chosen, strict=True)},
                "value": self.random.choice(values),
            }
            for chosen in product(*(self.all_values(key) for key in by))
        )
        words = dict.fromkeys(VALUES, WORDS) if isinstance(values[0], str) else {}
        ids = tuple(key.id for key in by)
        self.tables[name] = Lookup(name=WORDS, by=ids, rows=rows, values=words)  # type: ignore[arg-type]
        under, depth = self.under(*ids)
        is_number = type(values[0]) is int
        used = tuple({row["value"] for row in rows})
        kind = "number" if is_number else "values"
        self.add(Name(name, kind, used, under, depth), kind)  # type: ignore[arg-type]

    def is_whole(self, key: Name) -> bool:
        return self.derived[key.id].first is not None

    @staticmethod
    def all_values(key: Name) -> tuple[object, ...]:
        return (
            (True, False)
            if key.values[0] in (True, False) and not key.id.startswith("d")
            else key.values
        )

    # ---------------------------------------------------------------- amounts

    def rates(self) -> dict[str, Rates]:
        days = (self.today - timedelta(days=400), self.today - timedelta(days=20))
        percents = ("3.5", "4.25")
        steps = [
            RateStep(begins=day, percent=Decimal(percent))
            for day, percent in zip(days, percents, strict=True)
        ]
        return {"rate": Rates(steps=tuple(steps), cites=("S1",))}

    def amount(self) -> Amount:
        numbers = [key for key, kind in self.kinds.items() if kind == "number"]
        days = [key for key, kind in self.kinds.items() if kind == "day" and key != NOW]
        lines: list[AmountLine] = []
        for _ in range(self.random.randint(1, 3)):
            when = self.tests.when(self.basis(1), 1) if self.tests.chance(0.4) else {}
            if days and self.tests.chance(0.35):
                ends = self.random.sample([*days, NOW], 2)
                on = Interest(on=self.factors(numbers, 2), begins=ends[0], to=ends[1], rates="rate")
                lines.append(AmountLine(name=WORDS, when=when, interest=on))
            else:
                lines.append(AmountLine(name=WORDS, when=when, times=self.factors(numbers, 3)))
        return Amount(
            name=WORDS,
            unit="EUR",
            round=self.random.choice(("cent", "whole")),
            lines=tuple(lines),
            floor=self.random.choice((None, None, 0, -10)),
            cap=self.random.choice((None, None, 500, 20, *self.whole_numbers(numbers))),
        )

    def whole_numbers(self, numbers: list[str]) -> list[str]:
        """Numbers that no rounding changes."""
        return [name for name in numbers if name in self.scores or name in self.tables]

    def factors(self, numbers: list[str], most: int) -> tuple[str | int | float, ...]:
        written: tuple[str | int | float, ...] = (4.5, 3, 0.333)
        choices = (*numbers, *numbers, *written)
        return tuple(self.random.choice(choices) for _ in range(self.random.randint(1, most)))
