"""What a proof has to find in a small flow, by all its cases: the language's second reading."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import prod

from ayuda.model import OUTCOME, Condition, Policy, Rule
from support.language.computed import Case, Result
from support.language.page import Page
from support.language.pools import Pools
from support.language.values import Answer
from support.random_policies import PRESENT

MOST_CELLS = 4_000


@dataclass(frozen=True)
class Cells:
    """All cases of a flow that some test of it tells apart, without those that are not possible.

    ``beside`` is another policy over the same facts, if there is one, whose bounds are bounds too.
    """

    policy: Policy
    flow_id: str = "f"
    beside: Policy | None = None

    @cached_property
    def page(self) -> Page:
        return Page(self.policy, self.flow_id, PRESENT)

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        return self.page.flow.rules

    @cached_property
    def pools(self) -> dict[str, list[Answer]]:
        """The answers that stand for all, in an order that hangs on nothing but them."""
        found = dict(Pools(self.page).by_fact)
        if self.beside is not None:
            more = Pools(Page(self.beside, self.flow_id, PRESENT)).by_fact
            found = {name: [*pool, *more[name]] for name, pool in found.items()}
        return {name: sorted({*pool}, key=repr) for name, pool in found.items()}

    @cached_property
    def few(self) -> bool:
        """Whether all cases can be gone through."""
        return prod(len(pool) for pool in self.pools.values()) <= MOST_CELLS

    @cached_property
    def cases(self) -> list[Case]:
        assert self.few
        chosen = product(*self.pools.values())
        made = (Case(self.page, dict(zip(self.pools, values, strict=True))) for values in chosen)
        return [case for case in made if not case.broken()]

    @cached_property
    def holding(self) -> list[tuple[int, ...]]:
        """The places of the rules that hold, in each case."""
        return [
            tuple(place for place, rule in enumerate(self.rules) if case.holds(rule.when))
            for case in self.cases
        ]

    @cached_property
    def results(self) -> list[Result]:
        """What each rule comes to."""
        found = []
        for rule in self.rules:
            onward = self.policy.outcomes[rule.outcome].next if rule.next is None else rule.next
            found.append((rule.outcome, rule.windows, rule.amounts, onward))
        return found

    def result(self, place: int) -> Result | None:
        """What a case comes to; None where no rule holds."""
        held = self.holding[place]
        return self.results[held[0]] if held else None

    # ---------------------------------------------------------------- findings

    @property
    def undecided(self) -> list[Case]:
        """The cases in which no rule holds."""
        return [case for case, held in zip(self.cases, self.holding, strict=True) if not held]

    def is_complete(self) -> bool:
        """Whether a rule holds in every case."""
        return all(self.holding)

    def findings(self) -> Iterator[tuple[str, str]]:
        """The code and the rule of all that is to be found of rules."""
        for place, rule in enumerate(self.rules):
            held = [places for places in self.holding if place in places]
            won = [places for places in held if places[0] == place]
            alike = all(self.results[places[0]] == self.results[place] for places in held)
            if not held:
                yield "rule-impossible", rule.id
            elif not won:
                yield "rule-covered-alike" if alike else "rule-covered", rule.id
            elif all(
                len(places) > 1 and self.results[places[1]] == self.results[place] for places in won
            ):
                yield "rule-needless", rule.id

    def covered_by(self, rule_id: str, others: Collection[str]) -> bool:
        """Whether in every case in which a rule holds, an earlier one of the others does too."""
        at = {rule.id: place for place, rule in enumerate(self.rules)}
        place, wanted = at[rule_id], {at[other] for other in others}
        return all(other < place for other in wanted) and all(
            not wanted.isdisjoint(places) for places in self.holding if place in places
        )

    def is_minimal(self, rule_id: str, others: Collection[str]) -> bool:
        """Whether these others cover the rule, and none of them can be left out."""
        return self.covered_by(rule_id, others) and not any(
            self.covered_by(rule_id, [one for one in others if one != left_out])
            for left_out in others
        )

    def shown(self, condition: Condition) -> list[bool]:
        """Whether a notice's condition holds, in each case that is decided."""
        return [
            case.holds(condition, **{OUTCOME: self.rules[held[0]].outcome})
            for case, held in zip(self.cases, self.holding, strict=True)
            if held
        ]
