"""What random conditions can test: names with the values that tests of them are drawn from."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Literal

import msgspec

from ayuda.model import Check, Condition, Test, When

Sort = Literal["values", "number", "day", "several"]


class Name(msgspec.Struct, frozen=True):
    """Something that conditions test.

    ``values`` are those that a test can name, ``blank`` is whether "unknown" is one more; ``under``
    are the facts on which it hangs, ``depth`` how many steps it is from them.
    """

    id: str
    sort: Sort
    values: tuple[str | bool | int | Decimal | date, ...]
    under: frozenset[str]
    depth: int = 0
    blank: bool = False
    whole: bool = True


class Tests:
    """Draws tests of names."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def test(self, name: Name) -> Test:
        """A test of a name."""
        if name.blank and self.chance(0.2):
            return "unknown"
        if name.sort == "values":
            return self._of_values(name)
        if name.sort == "several":
            chosen = self._some(name)
            how = self.random.choice(("any", "all", "none"))
            return checked({how: chosen})
        if name.sort == "day":
            return self._of_days(name)
        return self._of_numbers(name)

    def _some(self, name: Name) -> tuple[str, ...]:
        values = [str(value) for value in name.values]
        return tuple(self.random.sample(values, self.random.randint(1, len(values))))

    def _of_values(self, name: Name) -> Test:
        chosen = tuple(self.random.sample(name.values, self.random.randint(1, len(name.values))))
        wanted = self.random.choice((chosen[:1], chosen, None, chosen[:1]))
        if wanted is None:
            return Check(excludes=chosen[0] if self.chance(0.6) else chosen)  # type: ignore[arg-type]
        return wanted[0] if len(wanted) == 1 else wanted  # type: ignore[return-value]

    def _of_numbers(self, name: Name) -> Test:
        whole = [value for value in name.values if isinstance(value, int)]
        if name.whole and whole and self.chance(0.25):
            if self.chance(0.3):
                return Check(excludes=self.random.choice(whole))
            chosen = tuple(self.random.sample(whole, min(len(whole), self.random.randint(1, 2))))
            return chosen[0] if len(chosen) == 1 else chosen
        bounds = sorted({Decimal(str(self.random.choice(name.values))) for _ in range(2)})
        low = self.random.choice(("at_least", "above"))
        high = self.random.choice(("at_most", "below"))
        if len(bounds) == 2 and self.chance(0.4):
            return checked({low: bounds[0], high: bounds[1]})
        return checked({self.random.choice((low, high)): bounds[0]})

    def _of_days(self, name: Name) -> Test:
        days = sorted({self.random.choice(name.values) for _ in range(2)})
        low = self.random.choice(("begins", "after"))
        high = self.random.choice(("until", "before"))
        if len(days) == 2 and self.chance(0.4) and days[1] - days[0] > timedelta(days=1):  # type: ignore[operator]
            return checked({low: days[0], high: days[1]})
        return checked({self.random.choice((low, high)): days[0]})

    def when(self, names: list[Name], most: int) -> When:
        """Tests of some names."""
        count = min(len(names), self.random.randint(1, most))
        return {name.id: self.test(name) for name in self.random.sample(names, count)}

    def condition(self, names: list[Name], most: int) -> Condition:
        """One set of tests, or a list of them."""
        if self.chance(0.75):
            return self.when(names, most)
        return tuple(self.when(names, most) for _ in range(2))


def checked(keys: dict[str, Any]) -> Check:
    """A check with these bounds."""
    return Check(**keys)


def names_of(when: Condition) -> frozenset[str]:
    """What a condition tests."""
    many = (when,) if isinstance(when, dict) else when
    return frozenset(name for tests in many for name in tests)
