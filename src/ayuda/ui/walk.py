"""A walk: the answers of one interview, which questions come next, and going back."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import structs

from ayuda.case import Case, Result, advance
from ayuda.engine.knowledge import Contradiction
from ayuda.engine.results import Decision, Question
from ayuda.engine.windows import Facts, FactValue, Setting
from ayuda.mail.evidence import Evidence, Finding
from ayuda.mail.evidence_of_facts import NO_MESSAGE, answered_by_message

Stock = dict[str, FactValue | None]
"""Answers by fact, in the order given; None where the answer is not known."""


class Walk:
    """The state of an interview.

    ``settings`` gives the setting as of now, and ``setting`` is that of the last advance.
    ``given`` are facts that nobody needs to be asked. ``enough`` is that nothing more is asked
    once the case is settled. ``stock`` keeps every answer; those that
    the interview does not ask for any more stay in stock unused, so that changing one answer
    keeps every later one that still applies.
    """

    def __init__(
        self,
        settings: Callable[[], Setting],
        flow: str,
        given: Facts,
        message: Evidence = NO_MESSAGE,
    ) -> None:
        self._settings = settings
        self.setting = settings()
        self.flow = flow
        policy = self.setting.policy
        answered = answered_by_message(policy, policy.flows[flow], message)
        self.message = structs.replace(message, facts={**answered, **message.facts})
        self.given = dict(given)
        self.enough = False
        self.stock: Stock = {}
        self.asked: list[str] = []
        self.result: Result | None = None

    def advance(self) -> tuple[Decision | Question, str | None]:
        """Go as far as the answers lead: what they come to, and the fact to ask next, if any.

        An answer in stock that contradicts the ones before it is dropped. Raises Contradiction
        where the given facts contradict each other.
        """
        self.setting = self._settings()
        known = dict(self.given)
        skipped: set[str] = set()
        self.asked = []
        while True:
            result = self._step(known, skipped)
            fact = result.asks[0] if isinstance(result, Decision) and result.asks else None
            if isinstance(result, Question):
                fact = result.fact
            if fact is None or fact not in self.stock:
                return result, fact
            answer = self.stock[fact]
            if answer is None:
                skipped.add(fact)
            elif self._contradicts(known, fact, answer, skipped):
                del self.stock[fact]
                continue
            else:
                known[fact] = answer
            self.asked.append(fact)

    def _step(self, known: Facts, skipped: set[str]) -> Decision | Question:
        result = advance(self.setting, Case(self.flow, known, self.message), skipped)
        self.result = result
        return result.answer

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found in what was stated of a message."""
        return () if self.result is None else self.result.findings

    def _contradicts(self, known: Facts, fact: str, answer: FactValue, skipped: set[str]) -> bool:
        try:
            self._step({**known, fact: answer}, skipped)
        except Contradiction:
            return True
        return False

    def answer(self, fact: str, value: FactValue | None) -> None:
        """Note an answer; None where it is not known."""
        self.stock[fact] = value

    def forget(self, fact: str) -> None:
        """Take an answer back, so that it is asked again; the others stay in stock."""
        self.enough = False
        self.stock.pop(fact, None)

    @property
    def changeable(self) -> list[str]:
        """The facts whose answers a person can change, the last one asked first."""
        facts = self.setting.policy.facts
        given = [name for name in self.given if facts[name].ask is not None]
        return [*reversed(self.asked), *given]

    def known(self, fact: str) -> FactValue | None:
        """The answer to a changeable fact; None where it is not known."""
        return self.given[fact] if fact in self.given else self.stock[fact]

    def give(self, fact: str, value: FactValue | None) -> None:
        """Replace a given fact by another value, or by what is not known.

        Given facts that contradict the new value are dropped: what is said last counts.
        """
        self.enough = False
        others = {name: known for name, known in self.given.items() if name != fact}
        if value is None:
            self.given = others
            self.stock[fact] = None
            return
        self.given = {fact: value}
        for name, known in others.items():
            if not self._contradicts(self.given, name, known, set()):
                self.given[name] = known
