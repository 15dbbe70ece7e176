"""What a page says of what is known, by all cases there can be: ``docs/semantics.md``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import prod
from random import Random

from ayuda.model import OUTCOME, Beginning, Condition, Fact, Policy
from support.language.computed import Case, Page, Result, not_yet_of
from support.language.pools import Pools, is_joint, is_open
from support.language.values import BLANK, NOT_YET, Answer, Nothing, Seen, passes

Facts = Mapping[str, Answer]
MOST_CASES = 400


class Contradicted(Exception):
    """No case is possible."""


@dataclass(frozen=True)
class Said:
    """What the page says of what is known.

    ``whole`` is whether every fact has an answer, ``complete`` whether the cases stand for all
    that there can be. ``rule`` and ``result`` are None where it is not decided; ``changing``
    are then the facts that can change it, and ``hanging`` those and all on which their guards
    may hang.
    """

    complete: bool
    possible: Sequence[Case]
    whole: bool
    results: frozenset[Result]
    rule: str | None
    changing: frozenset[str] = frozenset()
    hanging: frozenset[str] = frozenset()

    @property
    def result(self) -> Result | None:
        """What all cases come to, if it is the same."""
        return next(iter(self.results)) if len(self.results) == 1 else None


class CasesOfFlow:
    """All cases of a flow, and what is said of some of them."""

    def __init__(self, page: Page, pools: Mapping[str, Sequence[Answer]] | None = None) -> None:
        self.page, self.policy = page, page.policy
        self.facts: dict[str, Fact] = {name: page.policy.facts[name] for name in page.flow.facts}
        self.pools = Pools(page).by_fact if pools is None else pools
        self.remembered: dict[tuple[Answer, ...], Case] = {}

    @cached_property
    def joint(self) -> bool:
        return is_joint(self.policy)

    @cached_property
    def has_implications(self) -> bool:
        return any(fact.implied for fact in self.facts.values())

    def case(self, answers: Sequence[Answer]) -> Case:
        """One whole case, worked out once."""
        key = tuple(answers)
        if key not in self.remembered:
            self.remembered[key] = Case(self.page, dict(zip(self.facts, key, strict=True)))
        return self.remembered[key]

    # --------------------------------------------------------------- possible

    def assumed(self, known: Facts, *, silent: bool, skipped: frozenset[str]) -> dict[str, Answer]:
        """What facts have that nobody states."""
        found: dict[str, Answer] = {}
        for name, fact in self.facts.items():
            if name in known:
                continue
            if (silent or name in skipped) and fact.unstated is not None:
                found[name] = BLANK if is_open(fact) else fact.unstated
            elif fact.default is not None:
                found[name] = fact.default
        return found

    def answers_left(
        self, known: Facts, assumed: Facts, *, silent: bool, skipped: frozenset[str]
    ) -> list[Sequence[Answer]]:
        """The answers that each fact can have."""
        found: list[Sequence[Answer]] = []
        for name, fact in self.facts.items():
            in_vain = (silent or name in skipped) and fact.kind in {"date", "moment"}
            if name in known:
                found.append((known[name],))
            elif name in assumed and not self.has_implications:
                found.append((assumed[name],))
            elif in_vain and not_yet_of(self.policy, name):
                found.append((NOT_YET,))
            else:
                found.append(self.pools[name])
        return found

    def say(
        self, known: Facts, *, silent: bool = False, skipped: frozenset[str] = frozenset()
    ) -> Said:
        """What the page says of what is known. Raises Contradicted."""
        assumed = self.assumed(known, silent=silent, skipped=skipped)
        left = self.answers_left(known, assumed, silent=silent, skipped=skipped)
        complete = prod(map(len, left)) <= MOST_CASES
        chosen = product(*left) if complete else drawn(left)
        cases = [
            case
            for case in map(self.case, chosen)
            if not case.broken()
            and all(self.may_differ(case, name, value) for name, value in assumed.items())
        ]
        complete = complete and not self.joint
        whole = all(len(answers) == 1 for answers in left)
        if not cases:
            raise Contradicted(complete)
        results = frozenset(case.result for case in cases)
        if len(results) == 1:
            return Said(complete, cases, whole, results, self.reported(cases))
        changing = frozenset(name for name in self.facts if self.can_change(cases, name, assumed))
        return Said(complete, cases, whole, results, None, changing, self.hanging(changing))

    def may_differ(self, case: Case, name: str, value: Answer) -> bool:
        """Whether an assumption is kept, or may be given up in this case."""
        if case.answers[name] == value:
            return True
        fact = self.facts[name]
        if fact.otherwise is not None and not case.holds(fact.asked_if):
            return True
        kept: dict[str, Seen] = {other: case.value(other) for other in self.facts}
        answers = {**case.answers, name: value}
        kept[name] = Case(self.page, answers).shown(name)
        return Case(self.page, answers, kept).broken()

    def reported(self, cases: Sequence[Case]) -> str:
        """Of the rules that win, the first that holds for certain, else the first."""
        winning = {case.winner.id for case in cases}
        rules = [rule for rule in self.page.flow.rules if rule.id in winning]
        certain = [rule for rule in rules if all(case.holds(rule.when) for case in cases)]
        return (certain or rules)[0].id

    # ----------------------------------------------------------------- asking

    def can_change(self, cases: Sequence[Case], name: str, assumed: Facts) -> bool:
        """Whether two possible cases differ in this answer alone and come to different things."""
        if name in assumed:
            return False
        fact = self.facts[name]
        groups: dict[object, set[Result]] = {}
        for case in cases:
            holds = case.holds(fact.asked_if)
            if not holds and fact.otherwise is not None:
                continue
            rest = tuple(case.answers[other] for other in self.facts if other != name)
            groups.setdefault((holds, rest), set()).add(case.result)
        return any(len(results) > 1 for results in groups.values())

    def hanging(self, names: frozenset[str]) -> frozenset[str]:
        """These facts, and all on which their guards may hang."""
        found = set(names)
        waiting = list(names)
        while waiting:
            guard = self.facts[waiting.pop()].asked_if
            more = {fact for name in guard for fact in facts_under(self.policy, name)} - found
            found |= more
            waiting += more
        return frozenset(found)

    # ------------------------------------------------------------ for certain

    def certain(self, cases: Sequence[Case]) -> Iterator[tuple[str, Seen]]:
        """What conditions see alike in all cases; a window that is not known counts from now."""
        policy = self.policy
        for name in (*self.facts, *policy.windows, *policy.derived, *policy.scores, *policy.tables):
            values = {case.value(name) for case in cases}
            if len(values) == 1:
                yield name, values.pop()

    def holds_for_certain(
        self, cases: Sequence[Case], condition: Condition, outcome: str
    ) -> bool | None:
        """Whether a notice's condition holds for what is known: None where that hangs on more."""
        known = {**dict(self.certain(cases)), OUTCOME: outcome}
        many = (condition,) if isinstance(condition, dict) else condition
        verdicts = [
            [passes(test, known[name]) if name in known else None for name, test in tests.items()]
            for tests in many
        ]
        if any(all(own) for own in verdicts):
            return True
        return False if all(False in own for own in verdicts) else None


def drawn(left: Sequence[Sequence[Answer]]) -> Iterator[tuple[Answer, ...]]:
    """Some of the cases, where they are too many."""
    random = Random(len(left))
    for _ in range(MOST_CASES):
        yield tuple(random.choice(answers) for answers in left)


def facts_under(policy: Policy, name: str) -> set[str]:
    """The facts on which a name hangs."""
    if name in policy.facts:
        return {name}
    names: set[str] = set()
    whens: list[Condition] = []
    if name in policy.windows:
        window = policy.windows[name]
        begins, lasts = window.begins, window.lasts
        if isinstance(begins, Beginning):
            names |= {*(begins.latest or begins.earliest or ()), *filter(None, [begins.end_of])}
        else:
            names.add(begins)
        names |= {*filter(None, [window.seen_at])}
        names |= {
            count
            for count in (getattr(lasts, unit) for unit in lasts.__struct_fields__)
            if isinstance(count, str)
        }
    elif name in policy.derived:
        derived = policy.derived[name]
        whens = [branch.when for branch in derived.first or ()]
        names |= {*(derived.same or derived.difference or derived.percent_of or ())}
        names |= {*(derived.highest or ())}
    elif name in policy.scores:
        whens = [point.when for point in policy.scores[name].points]
    elif name in policy.tables:
        names |= set(policy.tables[name].by)
    for when in whens:
        for tests in (when,) if isinstance(when, dict) else when:
            names |= set(tests)
    return {fact for other in names for fact in facts_under(policy, other)}


__all__ = ["CasesOfFlow", "Contradicted", "Nothing", "Said"]
