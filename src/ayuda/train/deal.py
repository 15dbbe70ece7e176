"""Dealing a card: a case of its rule, told as a customer tells it, and a question about it."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from ayuda.engine.results import Decision
from ayuda.engine.windows import Setting
from ayuda.mail.evidence import Finding
from ayuda.model import Text
from ayuda.train import callers, cases
from ayuda.train.answers import CardKind, ShownMessage
from ayuda.train.cards import CardName, ShownCase
from ayuda.train.contrasts import contrast_of
from ayuda.train.decided import decision_of, setting_of, window_ahead
from ayuda.train.options import (
    Option,
    contrast_options,
    deadline_options,
    outcome_options,
    promise_options,
    step_options,
)
from ayuda.view.wording import Wording, wording_as_of

if TYPE_CHECKING:
    from ayuda.train.mail_cards import MailView

SCENARIO, MESSAGE = "scenario:", "message:"
"""How the name of a card begins that is about a call in the policy, or a kind of message."""
SEEDS = 1 << 32
"""How many seeds a message can grow from."""
FEWEST = 2
"""How many options there must be, or there is nothing to choose."""


class Contrast(msgspec.Struct, frozen=True):
    """The other call of a pair: its case, what that comes to, and the fact that differs."""

    case: ShownCase
    decision: Decision
    fact: str


class Dealt(msgspec.Struct, frozen=True):
    """A card as it is put to a trainee.

    ``calls`` are what customers say: one call, the two of a contrast, or the turns of an interview;
    ``asked`` is then the question that each answers. ``right`` are ids of options.
    ``window`` is the one whose end a deadline card asks for. ``wording`` has the words as of the
    case's present. Of a message there are ``mail``, as a mail client shows it, the ``findings`` in
    it, and ``cues``, what may give it away; ``telling`` are those that do.
    """

    name: CardName
    case: ShownCase
    decision: Decision
    wording: Wording
    calls: tuple[str, ...]
    question: str = ""
    options: tuple[Option, ...] = ()
    right: tuple[str, ...] = ()
    window: str | None = None
    contrast: Contrast | None = None
    asked: tuple[str, ...] = ()
    cues: tuple[Option, ...] = ()
    telling: frozenset[str] = frozenset()
    mail: MailView | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def deadline(self) -> datetime | None:
        """The end of the first window that is still to come, whatever is asked."""
        ahead = window_ahead(self.decision, self.case.now)
        return None if ahead is None else ahead.until


class Dealer:
    """Deals the cards of a policy as of a present moment, in one language."""

    def __init__(self, wording: Wording, setting: Setting) -> None:
        self.setting = setting
        self.wording = wording
        self._others: dict[str, tuple[Decision, ...]] = {}
        self._asks: Mapping[CardKind, Callable[[Dealt, random.Random], Dealt | None]] = {
            "outcome": self._ask_outcome,
            "deadline": self._ask_deadline,
            "next-step": self._ask_step,
            "not-promised": self._ask_promise,
            "contrast": self._ask_contrast,
        }

    def deal(self, name: CardName, draw: random.Random) -> Dealt | None:
        """The card with a case drawn for it; None where that case cannot be asked about so."""
        if name.kind == "mail":
            return self._message(name, draw)
        try:
            told = self.told(name, draw)
        except cases.NoSuchCase:
            return None
        asked = self._asks[name.kind](told, draw)
        return asked if asked is not None and len(asked.options) >= FEWEST else None

    def told(self, name: CardName, draw: random.Random, *, whole: bool = False) -> Dealt:
        """A case of the card's rule as a customer tells it, with nothing asked of it yet.

        With ``whole`` the customer knows all that could be asked in it. Raises NoSuchCase where
        there is none just now.
        """
        says: Text | None = None
        if name.about.startswith(SCENARIO):
            scenario = name.about.removeprefix(SCENARIO)
            known = self.setting.policy.flows[name.flow].scenarios
            written = next(one for one in known if one.id == scenario)
            says = written.says
            case = cases.scenario_case(self.setting, name.flow, written)
        else:
            case = cases.case_of(self.setting, name.flow, name.about, draw, whole=whole)
        wording = self._wording_of(case)
        call = callers.tell(wording, case, draw, says)
        return Dealt(name, case, decision_of(self.setting.policy, case), wording, (call,))

    def ask_promise(self, told: Dealt, draw: random.Random) -> Dealt | None:
        """The words not to say, of a case that was told before; None where there are none."""
        asked = self._ask_promise(told, draw)
        return asked if asked is not None and len(asked.options) >= FEWEST else None

    def _wording_of(self, case: ShownCase) -> Wording:
        return wording_as_of(self.wording.texts, setting_of(self.setting.policy, case))

    def _decisions(self, flow: str) -> tuple[Decision, ...]:
        """A decision of each rule of a flow."""
        if flow not in self._others:
            policy = self.setting.policy
            draw = random.Random(flow)  # noqa: S311 - to learn with
            found = []
            for rule in cases.rules_of(policy, flow):
                with suppress(cases.NoSuchCase):
                    found.append(decision_of(policy, cases.case_of(self.setting, flow, rule, draw)))
            self._others[flow] = tuple(found)
        return self._others[flow]

    def _message(self, name: CardName, draw: random.Random) -> Dealt:
        """A message of the card's kind, with the verdicts to choose from."""
        from ayuda.train import mail_cards

        texts = self.wording.texts
        shown = ShownMessage(name.about.removeprefix(MESSAGE), draw.randrange(SEEDS))
        card = mail_cards.dealt(self.setting, name.flow, shown, texts.language)
        setting = self.setting
        case = ShownCase(name.flow, {}, setting.now, setting.calendar.region, shown)
        return Dealt(
            name,
            case,
            card.decision,
            self._wording_of(case),
            (),
            texts.say("train.ask_verdict"),
            outcome_options(self.wording, name.flow, card.verdict, draw),
            (card.verdict,),
            cues=tuple(Option(cue, texts.say(f"train.cues.{cue}")) for cue in card.cues),
            telling=frozenset(card.telling),
            mail=card.view,
            findings=card.findings,
        )

    # ---------------------------------------------------------------- what is asked

    def _ask_outcome(self, told: Dealt, draw: random.Random) -> Dealt:
        right = told.decision.rule.outcome
        return replace(
            told,
            question=told.wording.texts.say("train.ask_outcome"),
            options=outcome_options(told.wording, told.name.flow, right, draw),
            right=(right,),
        )

    def _ask_deadline(self, told: Dealt, draw: random.Random) -> Dealt | None:
        ahead = window_ahead(told.decision, told.case.now)
        if ahead is None:
            return None
        setting = setting_of(self.setting.policy, told.case)
        name = told.wording.fact_name(ahead.id)
        options = deadline_options(told.wording, setting, ahead, draw)
        right = told.wording.deadline(ahead.until, told.wording.policy.windows[ahead.id])
        return replace(
            told,
            question=told.wording.texts.say("train.ask_deadline", name=name),
            options=options,
            right=tuple(option.id for option in options if option.text == right),
            window=ahead.id,
        )

    def _ask_step(self, told: Dealt, draw: random.Random) -> Dealt | None:
        if not told.decision.steps:
            return None
        others = self._decisions(told.name.flow)
        return replace(
            told,
            question=told.wording.texts.say("train.ask_step"),
            options=step_options(told.wording, told.decision, others, draw),
            right=(told.decision.rule.outcome,),
        )

    def _ask_promise(self, told: Dealt, draw: random.Random) -> Dealt | None:
        others = self._decisions(told.name.flow)
        right, options = promise_options(told.wording, told.decision, others, draw)
        question = told.wording.texts.say("train.ask_promise")
        return replace(told, question=question, options=options, right=(right,))

    def _ask_contrast(self, told: Dealt, draw: random.Random) -> Dealt | None:
        found = contrast_of(self.setting, told.case)
        if found is None:
            return None
        case, fact = found
        decision = decision_of(self.setting.policy, case)
        first, second = told.decision.rule.outcome, decision.rule.outcome
        right, options = contrast_options(told.wording, told.name.flow, first, second, draw)
        return replace(
            told,
            calls=(*told.calls, callers.tell(self._wording_of(case), case, draw)),
            question=told.wording.texts.say("train.ask_contrast"),
            options=options,
            right=(right,),
            contrast=Contrast(case, decision, fact),
        )
