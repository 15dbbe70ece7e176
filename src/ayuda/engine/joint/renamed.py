"""One policy's parts in other names, as far as they decide: no words, no lists of conditions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import structs

from ayuda.model import (
    UNKNOWN,
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
    Points,
    Policy,
    Rule,
    Score,
    Text,
    When,
    Window,
    WindowStateTexts,
)

NO_WORDS = Text()
NO_OUTCOME = "-"
LENGTHS = ("minutes", "hours", "days", "weeks", "months", "years", "working_days")


def bare_part(part: Any) -> Any:  # noqa: ANN401 - windows and all that is computed, each as it came
    """A window or what computes a name, without words and grounds."""
    bare = structs.replace(part, name=NO_WORDS, cites=(), reading=None)
    if isinstance(part, Window):
        return structs.replace(bare, states=_states(part))
    if isinstance(part, Derived):
        return structs.replace(bare, values={}, unit=None)
    return (
        structs.replace(bare, values={}, unit=None, csv=None) if isinstance(part, Lookup) else bare
    )


def _states(window: Window) -> dict[str, WindowStateTexts]:
    return dict.fromkeys(window.states, WindowStateTexts(name=NO_WORDS, says=NO_WORDS))


class Renamed:
    """One policy's parts in joint names."""

    def __init__(self, policy: Policy, called: Callable[[str], str]) -> None:
        self._policy = policy
        self._called = called

    # ------------------------------------------------------------- conditions

    def _when(self, when: When) -> When:
        return {self._called(name): self._test(name, test) for name, test in when.items()}

    def _test(self, name: str, test: Any) -> Any:  # noqa: ANN401 - a test, or a value
        """A test; of which score is the highest with the names of the scores."""
        derived = self._policy.derived.get(name)
        if derived is None or derived.highest is None:
            return test
        if isinstance(test, Check):
            return structs.replace(test, excludes=self._value(test.excludes))
        return self._value(test)

    def _value(self, value: Any) -> Any:  # noqa: ANN401 - a value, several, or none
        if isinstance(value, tuple):
            return tuple(self._called(str(one)) for one in value)
        return self._called(value) if isinstance(value, str) else value

    def _condition(self, condition: Condition, name: str, derived: dict[str, Derived]) -> When:
        """A condition as one set of tests: a list of them is a derived fact of that name."""
        if isinstance(condition, dict):
            return self._when(condition)
        yes = tuple(Branch(when=self._when(when), value=True) for when in condition)
        derived[name] = Derived(name=NO_WORDS, first=(*yes, Branch(when={}, value=False)))
        return {name: True}

    # ------------------------------------------------------------------ parts

    def flow(self, flow_id: str, derived: dict[str, Derived]) -> Flow:
        """The flow, with the rules' conditions alone."""
        flow = self._policy.flows[flow_id]
        rules = []
        for rule in flow.rules:
            # Alike lists have one name, whichever side they stand on.
            lists = () if isinstance(rule.when, dict) else tuple(map(self._when, rule.when))
            when = self._condition(rule.when, f"any of {lists}", derived)
            rules.append(Rule(id=rule.id, when=when, outcome=NO_OUTCOME))
        facts = tuple(self._called(name) for name in flow.facts)
        return Flow(title=NO_WORDS, about=NO_WORDS, facts=facts, rules=tuple(rules))

    def facts(self) -> dict[str, Fact]:
        """The facts as far as they decide."""
        return {
            self._called(name): structs.replace(
                fact,
                name=NO_WORDS,
                ask=None,
                hint=None,
                unknown=None,
                negative=None,
                tells={},
                cites=(),
                reading=None,
                unit=None,
                personal=False,
                accepts_date=False,
                default=None,
                unstated=UNKNOWN if fact.unstated == UNKNOWN else None,
                values=dict.fromkeys(fact.values, NO_WORDS),
                asked_if=self._when(fact.asked_if),
                implied=tuple(
                    Implication(when=self._when(one.when), value=one.value) for one in fact.implied
                ),
            )
            for name, fact in self._policy.facts.items()
        }

    def windows(self) -> dict[str, Window]:
        """The windows without words."""
        found = {}
        for name, window in self._policy.windows.items():
            found[self._called(name)] = structs.replace(
                bare_part(window),
                begins=self._beginning(window.begins),
                lasts=self._length(window.lasts),
                seen_at=None if window.seen_at is None else self._called(window.seen_at),
            )
        return found

    def _beginning(self, begins: str | Beginning) -> str | Beginning:
        if isinstance(begins, str):
            return self._called(begins)
        if begins.end_of is not None:
            return Beginning(end_of=self._called(begins.end_of))
        if begins.latest is not None:
            return Beginning(latest=tuple(map(self._called, begins.latest)))
        return Beginning(earliest=tuple(map(self._called, begins.earliest or ())))

    def _length(self, length: Length) -> Length:
        named = {unit: getattr(length, unit) for unit in LENGTHS}
        return Length(
            **{
                unit: self._called(count) if isinstance(count, str) else count
                for unit, count in named.items()
            }
        )

    def derived(self) -> dict[str, Derived]:
        """The derived facts, each case with one set of tests."""
        found = {}
        for name, one in self._policy.derived.items():
            first = None if one.first is None else tuple(self._branches(one.first))
            pairs = {
                key: None if operands is None else tuple(map(self._called, operands))
                for key, operands in (
                    ("same", one.same),
                    ("difference", one.difference),
                    ("percent_of", one.percent_of),
                    ("highest", one.highest),
                )
            }
            found[self._called(name)] = structs.replace(bare_part(one), first=first, **pairs)
        return found

    def _branches(self, branches: tuple[Branch, ...]) -> list[Branch]:
        return [
            Branch(when=self._when(when), value=branch.value)
            for branch in branches
            for when in ((branch.when,) if isinstance(branch.when, dict) else branch.when)
        ]

    def scores(self, derived: dict[str, Derived]) -> dict[str, Score]:
        """The scores; points on a list of conditions look at a derived fact."""
        found = {}
        for name, score in self._policy.scores.items():
            own = self._called(name)
            points = tuple(
                Points(when=self._condition(one.when, f"any of {own} {at}", derived), add=one.add)
                for at, one in enumerate(score.points)
            )
            found[own] = Score(name=NO_WORDS, points=points)
        return found

    def tables(self) -> dict[str, Lookup]:
        """The tables, by joint names."""
        found = {}
        for name, table in self._policy.tables.items():
            keys = {key: self._called(key) for key in table.by}
            if all(key == own for key, own in keys.items()):
                found[self._called(name)] = bare_part(table)
                continue
            rows = tuple(
                {
                    **{own: self._test(key, row[key]) for key, own in keys.items()},
                    "value": row["value"],
                }
                for row in table.rows
            )
            bare = structs.replace(bare_part(table), by=tuple(keys.values()), rows=rows)
            found[self._called(name)] = bare
        return found
