"""An interview: the customer tells piecemeal, the trainee picks the next question or decides.

It is graded by what the engine itself would ask: nothing here knows a procedure.
"""

from __future__ import annotations

import random

import msgspec
from msgspec.structs import replace

from ayuda.case import Case, advance
from ayuda.engine.results import Decision, Question
from ayuda.engine.windows import FactValue
from ayuda.errors import AyudaError
from ayuda.train import callers
from ayuda.train.answers import Grade
from ayuda.train.deal import Dealt
from ayuda.train.decided import setting_of
from ayuda.train.options import Option, outcomes_of, title

ASK, DECIDE = "ask:", "decide:"
"""How the ids of questions and of decisions begin."""


class Turn(msgspec.Struct, frozen=True):
    """One turn that was taken: what was asked or decided, its grade, and what the customer said."""

    given: str
    grade: Grade
    said: str = ""


class Interview:
    """The state of one interview about a case that the trainee does not see.

    ``lines`` are what was said so far, question by question, and ``known`` the facts in it;
    ``turns`` are those that were taken. It is over once there was a decision.
    """

    def __init__(self, told: Dealt, draw: random.Random) -> None:
        self._told = told
        self._draw = draw
        self._setting = setting_of(told.wording.policy, told.case)
        opening, facts = callers.opening(told.wording, told.case, draw)
        self.lines: list[tuple[str, str]] = [("", opening)]
        self.turns: list[Turn] = []
        self.known: dict[str, FactValue] = {
            name: value for name, value in told.case.facts.items() if name in facts
        }
        self._unknown: set[str] = set()
        self._decided = ""

    @property
    def is_over(self) -> bool:
        """Whether the trainee has decided."""
        return bool(self._decided)

    @property
    def stand(self) -> Decision | Question:
        """What is known comes to this so far."""
        case = Case(self._told.case.flow, self.known)
        return advance(self._setting, case, self._unknown).answer

    def card(self) -> Dealt:
        """The turn that is to be taken, as a card: to put another question, or to decide."""
        wording = self._told.wording
        return replace(
            self._told,
            calls=tuple(said for _, said in self.lines),
            asked=tuple(question for question, _ in self.lines),
            question=wording.texts.say("train.ask_question"),
            options=(*self.questions(), *self.decisions()),
            right=self._right(),
        )

    def questions(self) -> tuple[Option, ...]:
        """The questions that were not put yet."""
        policy = self._told.wording.policy
        asked = {turn.given for turn in self.turns}
        return tuple(
            Option(f"{ASK}{name}", self._told.wording.text(ask))
            for name in policy.flows[self._told.case.flow].facts
            if (ask := policy.facts[name].ask) is not None and f"{ASK}{name}" not in asked
        )

    def decisions(self) -> tuple[Option, ...]:
        """The outcomes to decide for."""
        wording, flow = self._told.wording, self._told.case.flow
        return tuple(
            Option(f"{DECIDE}{outcome}", title(wording, outcome))
            for outcome in outcomes_of(wording.policy, flow)
        )

    def _right(self) -> tuple[str, ...]:
        """What is right now: a question that is needed; else to decide, or what a remark needs."""
        stand = self.stand
        if isinstance(stand, Question):
            return tuple(f"{ASK}{name}" for name in stand.needs)
        remarks = tuple(f"{ASK}{name}" for name in stand.asks)
        return (f"{DECIDE}{stand.rule.outcome}", *remarks)

    def grade(self, given: str) -> Grade:
        """How taking this turn is graded."""
        if given in self._right():
            return "right"
        settled = isinstance(self.stand, Decision)
        if given.startswith(DECIDE):
            return "wrong" if settled else "too-early"
        return "missed" if settled else "needless"

    def take(self, given: str) -> Turn:
        """Take a turn; the customer answers a question. Raises AyudaError for what is none."""
        options = {option.id: option.text for option in self.card().options}
        if given not in options:
            allowed = ", ".join(options)
            raise AyudaError.of("given", "no-such-answer", value=given, allowed=allowed)
        grade, said = self.grade(given), ""
        if given.startswith(DECIDE):
            self._decided = given
        else:
            said = self._ask(given.removeprefix(ASK))
            self.lines.append((options[given], said))
        turn = Turn(given, grade, said)
        self.turns.append(turn)
        return turn

    def _ask(self, name: str) -> str:
        case = self._told.case
        if name in case.facts:
            self.known[name] = case.facts[name]
        else:
            self._unknown.add(name)
        return callers.said_of(self._told.wording, case, name, self._draw)

    def missing(self) -> tuple[str, ...]:
        """The questions that are still needed, in words; none once the case is settled."""
        stand, wording = self.stand, self._told.wording
        if not isinstance(stand, Question):
            return ()
        asks = (wording.policy.facts[name].ask for name in stand.needs)
        return tuple(wording.text(ask) for ask in asks if ask is not None)

    def notes(self, missing: tuple[str, ...]) -> tuple[str, ...]:
        """What to say of a whole interview; ``missing`` are questions that came too late."""
        texts = self._told.wording.texts
        found = []
        if missing:
            found.append(texts.say("train.too_early", questions=" ".join(missing)))
        options = {f"{ASK}{name}": fact for name, fact in self._told.wording.policy.facts.items()}
        for grade in ("needless", "missed"):
            asked = [turn.given for turn in self.turns if turn.grade == grade]
            words = [self._told.wording.text(ask) for one in asked if (ask := options[one].ask)]
            if words:
                found.append(texts.say(f"train.{grade}", questions=" ".join(words)))
        return tuple(found)
