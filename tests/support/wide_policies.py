"""Small random policies with all the language: numbers, days, texts, sets, sums and tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from ayuda.model import (
    Beginning,
    Branch,
    Check,
    Condition,
    Derived,
    Fact,
    Flow,
    Implication,
    Length,
    Lookup,
    Outcome,
    Points,
    Policy,
    Rule,
    Score,
    Statement,
    Test,
    Unit,
    Value,
    When,
    Window,
    WindowStateTexts,
)
from ayuda.policy.check import problems_of
from support.random_policies import WORDS

PRESENT = datetime(2026, 12, 9, 11, 30, 15, tzinfo=UTC)
MADRID = ZoneInfo("Europe/Madrid")
MASKS = (None, "9999", "ES99 **", "aa-9")
SEVERAL = ("cot", "parking", "pet", "late")


KINDS = ("choice", "yes-no", "number", "number", "date", "moment", "text", "several")


def wide_policy(seed: int, kinds: Sequence[str] = KINDS) -> Policy:
    """A policy without problems; of one flow, ``f``, with facts of these kinds."""
    random = Random(seed)
    while True:
        policy = Wide(random, kinds).policy()
        if not problems_of("", policy):
            return policy


class Wide:
    """One attempt at a policy."""

    def __init__(self, random: Random, kinds: Sequence[str]) -> None:
        self.random = random
        self.kinds = kinds
        self.facts: dict[str, Fact] = {}
        self.windows: dict[str, Window] = {}
        self.scores: dict[str, Score] = {}
        self.tables: dict[str, Lookup] = {}
        self.derived: dict[str, Derived] = {}

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def policy(self) -> Policy:
        self._add_facts()
        self._add_windows()
        self._add_computed()
        facts = list(self.facts)
        self.random.shuffle(facts)
        rules = [self._rule(place) for place in range(self.random.randint(2, 5))]
        rules.append(Rule(id="last", outcome="o0", cites=("S1",)))
        outcome = Outcome(title=WORDS, steps=(), cites=("S1",))
        flow = Flow(title=WORDS, about=WORDS, facts=tuple(facts), rules=tuple(rules))
        return Policy(
            format="ayuda.policy/1",
            id="wide",
            title=WORDS,
            source=WORDS,
            time_zone="Europe/Madrid",
            country="ES",
            statements={"S1": Statement(section=WORDS, says=WORDS)},
            units={"piece": Unit(one=WORDS, other=WORDS)},
            facts=self.facts,
            windows=self.windows,
            scores=self.scores,
            tables=self.tables,
            derived=self.derived,
            outcomes={f"o{place}": outcome for place in range(3)},
            flows={"f": flow},
        )

    # ------------------------------------------------------------------ facts

    def _add_facts(self) -> None:
        for place in range(self.random.randint(2, 6)):
            kind = self.random.choice(self.kinds)
            self.facts[f"f{place}"] = self._fact(kind)
        plain = [name for name, fact in self.facts.items() if _is_plain(fact)]
        for name, fact in tuple(self.facts.items()):
            others = [one for one in self.facts if one != name and one in plain]
            if others and self.chance(0.3):
                more = self._guarded(fact, others)
                self.facts[name] = _replaced(fact, more)

    def _fact(self, kind: str) -> Fact:
        own: dict[str, Any] = {"name": WORDS, "ask": WORDS}
        blank: Any = "unknown" if self.chance(0.4) else None
        if kind == "choice":
            values = ("p", "q", "r")[: self.random.choice((2, 3))]
            unstated = self.random.choice(values) if self.chance(0.2) else None
            default = self.random.choice(values) if self.chance(0.1) else None
            words = dict.fromkeys(values, WORDS)
            return Fact(kind="choice", values=words, unstated=unstated, default=default, **own)
        if kind == "yes-no":
            return Fact(kind="yes-no", values={"yes": WORDS, "no": WORDS}, **own)
        if kind == "several":
            return Fact(kind="choice", several=True, values=dict.fromkeys(SEVERAL, WORDS), **own)
        if kind == "number":
            least, most = self.random.choice(((None, None), (0, None), (-5, 20), (0, 1000)))
            return Fact(
                kind="number",
                unit="piece",
                decimals=self.random.choice((0, 0, 1, 2)),
                min=None if least is None else Decimal(least),
                max=None if most is None else Decimal(most),
                unstated=blank,
                **own,
            )
        if kind == "text":
            return Fact(kind="text", mask=self.random.choice(MASKS), unstated=blank, **own)
        own["time"] = self.random.choice(("past", "past", "future", "any"))
        if kind == "moment":
            return Fact(kind="moment", accepts_date=self.chance(0.4), unstated=blank, **own)
        return Fact(kind="date", unstated=blank, **own)

    def _guarded(self, fact: Fact, others: Sequence[str]) -> dict[str, Any]:
        more: dict[str, Any] = {"asked_if": self._when(self.random.sample(others, 1))}
        if _is_plain(fact) and self.chance(0.6):
            values = _values(fact)
            if self.chance(0.5):
                more["otherwise"] = self.random.choice(values)
            else:
                when = self._when(self.random.sample(others, 1))
                more["implied"] = (Implication(when=when, value=self.random.choice(values)),)
        return more

    # ---------------------------------------------------------------- windows

    def _add_windows(self) -> None:
        dated = [name for name, fact in self.facts.items() if fact.kind in {"date", "moment"}]
        for _ in range(self.random.choice((0, 1, 2, 3)) if dated else 0):
            name = f"w{len(self.windows)}"
            self.windows[name] = self._window(dated)

    def _window(self, dated: Sequence[str]) -> Window:
        begins: str | Beginning = self.random.choice((*dated, *dated, "now"))
        if len(dated) > 1 and self.chance(0.3):
            several = tuple(self.random.sample(dated, 2))
            begins = Beginning(latest=several) if self.chance(0.5) else Beginning(earliest=several)
        elif self.windows and self.chance(0.3):
            begins = Beginning(end_of=self.random.choice(list(self.windows)))
        texts = WindowStateTexts(name=WORDS, says=WORDS)
        states = {"on": texts, "off": texts}
        not_yet = begins != "now" and self.chance(0.5)
        if not_yet:
            states = {"before": texts, **states}
        unit = self.random.choice(("minutes", "hours", "days", "weeks", "months", "working_days"))
        return Window(
            name=WORDS,
            begins=begins,
            lasts=Length(**{unit: self.random.choice((1, 2, 3, 30))}),
            back=self.chance(0.25),
            ends=self.random.choice((None, None, None, "end-of-day")),
            if_closed_day=self.random.choice(
                (None, None, "next-working-day", "previous-working-day")
            ),
            seen_at=self.random.choice(dated) if self.chance(0.15) else None,
            states=states,
            edge=self.random.choice((None, "on")),
            else_now=isinstance(begins, str) and not not_yet and self.chance(0.2),
            not_yet="before" if not_yet else None,
            cites=("S1",),
        )

    # --------------------------------------------------------------- computed

    def _add_computed(self) -> None:
        given = [*self.facts, *self.windows]
        listed = [name for name, fact in self.facts.items() if _is_plain(fact)]
        for place in range(self.random.choice((0, 1, 1, 2))):
            points = tuple(
                Points(when=self._condition(given), add=self.random.choice((1, 1, 2, 5, -1)))
                for _ in range(self.random.randint(1, 4))
            )
            self.scores[f"s{place}"] = Score(name=WORDS, points=points, cites=("S1",))
        if len(listed) > 1 and self.chance(0.5):
            self.tables["t"] = self._table(self.random.sample(listed, self.random.choice((1, 2))))
        if self.chance(0.6):
            branches = [
                Branch(when=self._condition([*given, *self.scores]), value=value)
                for value in self.random.sample(("low", "high", "low"), 2)
            ]
            words = {"low": WORDS, "high": WORDS, "none": WORDS}
            first = (*branches, Branch(value="none"))
            self.derived["d"] = Derived(name=WORDS, first=first, values=words, cites=("S1",))
        if len(listed) > 1 and self.chance(0.3):
            pair = self.random.sample(listed, 2)
            self.derived["same"] = Derived(name=WORDS, same=(pair[0], pair[1]), cites=("S1",))
        self._add_comparisons()
        if len(self.scores) > 1 and self.chance(0.7):
            self.derived["top"] = Derived(name=WORDS, highest=tuple(self.scores), cites=("S1",))

    def _add_comparisons(self) -> None:
        numbers = [name for name, fact in self.facts.items() if fact.kind == "number"]
        days = [name for name, fact in self.facts.items() if fact.kind in {"date", "moment"}]
        if len(numbers) > 1 and self.chance(0.6):
            one, other = self.random.sample(numbers, 2)
            self.derived["less"] = Derived(name=WORDS, difference=(one, other), cites=("S1",))
            self.derived["even"] = Derived(name=WORDS, same=(other, one), cites=("S1",))
        if days and self.chance(0.5):
            pair = (*self.random.sample([*days, "now"], 2),)
            self.derived["late"] = Derived(name=WORDS, difference=pair, cites=("S1",))
            if "now" not in pair:
                self.derived["on"] = Derived(name=WORDS, same=pair, cites=("S1",))

    def _table(self, by: Sequence[str]) -> Lookup:
        rows: list[dict[str, Any]] = [{}]
        for name in by:
            rows = [{**row, name: value} for row in rows for value in _values(self.facts[name])]
        numbers = self.chance(0.5)
        for row in rows:
            row["value"] = self.random.choice((1, 2, 5) if numbers else ("u", "v"))
        words = {} if numbers else {"u": WORDS, "v": WORDS}
        return Lookup(
            name=WORDS,
            by=tuple(by),
            rows=tuple(rows),
            values=words,
            unit="piece" if numbers else None,
            cites=("S1",),
        )

    # ------------------------------------------------------------------ rules

    def _rule(self, place: int) -> Rule:
        every = [*self.facts, *self.windows, *self.scores, *self.tables, *self.derived]
        every += ["now"] if "date" in self.kinds else []
        shown = tuple(name for name in self.windows if self.chance(0.4))
        outcome = f"o{self.random.randrange(3)}"
        when = self._condition(every)
        return Rule(id=f"r{place}", when=when, outcome=outcome, windows=shown, cites=("S1",))

    def _condition(self, every: Sequence[str]) -> Condition:
        if self.chance(0.2):
            return tuple(self._when(self._some(every)) for _ in range(2))
        return self._when(self._some(every))

    def _some(self, every: Sequence[str]) -> list[str]:
        return self.random.sample(every, min(len(every), self.random.choice((1, 1, 2))))

    def _when(self, names: Sequence[str]) -> When:
        return {name: self._test(name) for name in names}

    def _test(self, name: str) -> Test:
        draw = self.random
        fact = self.facts.get(name)
        if name in self.windows:
            return draw.choice(tuple(self.windows[name].states))
        if name == "now" or (fact is not None and fact.kind in {"date", "moment"}):
            bound = draw.choice(("begins", "after", "until", "before"))
            return Check(**{bound: PRESENT.date() + timedelta(days=draw.randrange(-12, 5))})
        if name in self.scores or name in self.tables or fact is None:
            return self._test_of_computed(name)
        if fact.kind == "number":
            if fact.unstated is not None and self.chance(0.2):
                return "unknown"
            return self._bound(draw.choice((0, 1, 5, 10, 15)))
        if fact.kind == "text":
            states = ["given", *(["malformed"] if fact.mask else [])]
            return draw.choice([*states, *(["unknown"] if fact.unstated else [])])
        if fact.several:
            way = draw.choice(("any", "all", "none"))
            return Check(**{way: tuple(draw.sample(SEVERAL, draw.choice((1, 2))))})
        return self._one_of(_values(fact))

    def _test_of_computed(self, name: str) -> Test:
        draw = self.random
        if name in self.scores:
            return self._bound(draw.choice((-1, 0, 1, 2, 3)))
        if name in self.tables:
            values = {row["value"] for row in self.tables[name].rows}
            return draw.choice(sorted(values, key=str))
        if name in {"less", "late"}:
            return "unknown" if self.chance(0.1) else self._bound(draw.choice((-5, 0, 1, 3)))
        if name in {"same", "even", "on"}:
            return self.chance(0.5)
        if name == "top":
            return draw.choice(tuple(self.scores))
        return self._one_of(("low", "high", "none"))

    def _one_of(self, values: Sequence[Value]) -> Test:
        chosen = self.random.choice(values)
        return self.random.choice((chosen, chosen, Check(excludes=chosen)))

    def _bound(self, number: int) -> Test:
        bound = self.random.choice(("at_least", "above", "at_most", "below"))
        return Check(**{bound: Decimal(number)})


def _is_plain(fact: Fact) -> bool:
    return fact.kind in {"choice", "yes-no"} and not fact.several


def _values(fact: Fact) -> tuple[Value, ...]:
    return (True, False) if fact.kind == "yes-no" else tuple(fact.values)


def _replaced(fact: Fact, more: dict[str, Any]) -> Fact:
    return msgspec.structs.replace(fact, **more)


# ----------------------------------------------------------------------- rows

ODD = {
    "number": (
        "1.0",
        "5.00",
        "1.234",
        " 5",
        "5 ",
        "+5",
        "-0",
        "1e3",
        "5,5",
        "NaN",
        ".5",
        "5.",
        "\u22125",
    ),
    "date": ("2026-12-9", "20261209", "2026-02-30", "1969-12-31", "2200-01-01", "2031-01-01", "x"),
    "moment": ("2026-12-09", "2026-10-25T02:30", "soon", "2026-12-09T10:00:00+25:00", "unknown"),
    "text": (
        "ñ",
        "  12 34",
        "1234 ",
        "es12 3a",
        "x" * 200,
        "x" * 201,
        "AB-1",
        "a b - 1",
        "unknown",
    ),
    "several": ("cot,cot", "none", "none,cot", "Cot", "cot;pet", ",cot", "cot, pet", "cot ,pet"),
    "choice": ("P", " p", "z", "unknown"),
    "yes-no": ("Yes", "NO", "sí", "x", "maybe", "TRUE"),
}


def wide_cell(fact: Fact | None, random: Random) -> str:
    """A cell for a fact (or for ``now``), often odd or blank."""
    kind = "moment" if fact is None else "several" if fact.several else fact.kind
    chance = random.random()
    if chance < 0.15:
        return random.choice(("", "", " "))
    if chance < 0.25:
        return random.choice((*ODD[kind], "unknown"))
    if kind == "number":
        return str(random.choice((-6, -5, 0, 1, 4, 5, 6, 10, 11, 15, 20, 21, 0.5, 4.9, 5.1, 14.99)))
    if kind == "text":
        return random.choice(("1234", "12 34", "ES12ab", "es 12 3 4", "ab-1", "hello"))
    if kind == "several":
        return ",".join(random.sample(SEVERAL, random.randint(1, 3)))
    if kind in {"choice", "yes-no"}:
        assert fact is not None
        return random.choice(("yes", "no") if kind == "yes-no" else tuple(fact.values))
    near = random.choice((0, 1, -1, 30 * 60, 3600, 7200, 86_400, 86_400 * random.randint(-6, 40)))
    moment = (PRESENT - timedelta(seconds=near)).astimezone(MADRID)
    if kind == "date":
        return _day(moment.date(), random)
    return random.choice((moment.isoformat(), moment.strftime("%Y-%m-%d %H:%M")))


def _day(day: date, random: Random) -> str:
    return (day + timedelta(days=random.choice((0, 0, 1, -1, 2)))).isoformat()
