"""Cards and answers, which records name by ids, in words: for pages and messages."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from ayuda.model import Text
from ayuda.train.cards import CardName
from ayuda.train.deal import MESSAGE, SCENARIO
from ayuda.train.interviewing import DECIDE
from ayuda.train.options import SEPARATOR
from ayuda.ui.drill_lines import moment_told
from ayuda.view.wording import Wording


def card_words(wording: Wording, card: str) -> str:
    """A card's flow, what it is about, and what it asks; its id where the policy lacks the flow."""
    name, say = CardName.parse(card), wording.texts.say
    flow = wording.policy.flows.get(name.flow)
    if flow is None:
        return card
    about = rule_words(wording, name.flow, name.about)
    if name.about.startswith(MESSAGE):
        about = name.about.removeprefix(MESSAGE)
    elif name.about.startswith(SCENARIO):
        about = say("train.scenario", id=name.about.removeprefix(SCENARIO))
    kind = say(f"train.kinds.{name.kind}")
    return say("train.card", flow=wording.text(flow.title), about=about, kind=kind)


def rule_words(wording: Wording, flow: str, rule: str) -> str:
    """A rule by what it comes to, and its id."""
    rules = wording.policy.flows[flow].rules if flow in wording.policy.flows else ()
    found = next((one.outcome for one in rules if one.id == rule), None)
    if found is None:
        return rule
    return wording.texts.say("train.rule", outcome=_outcome(wording, found), rule=rule)


def answer_words(wording: Wording, card: str, rule: str, given: str) -> str:
    """An answer to a card about a rule; its id where the policy does not know it any more."""
    policy = wording.policy
    if SEPARATOR in given:
        first, second = (_outcome(wording, one) for one in given.split(SEPARATOR, 1))
        return wording.texts.say("train.pair", first=first, second=second)
    text = _sentence(wording, CardName.parse(card).flow, rule, given)
    if text is not None:
        return wording.without_a_case(text)
    outcome = given.removeprefix(DECIDE)
    if outcome not in policy.outcomes:
        with suppress(ValueError):
            return moment_told(wording, datetime.fromisoformat(given))
    return _outcome(wording, outcome)


def _sentence(wording: Wording, flow: str, rule: str, given: str) -> Text | None:
    """The words of the policy that were chosen, where that is what was chosen."""
    policy = wording.policy
    kind, _, name = given.partition(":")
    with suppress(KeyError, IndexError, ValueError, StopIteration):
        parts = policy.flows[flow]
        if kind == "say":
            return policy.outcomes[name].say
        if kind == "promise":
            outcome = next(one.outcome for one in parts.rules if one.id == rule)
            return policy.outcomes[outcome].not_promised[int(name)]
        if kind == "notice":
            return next(one.text for one in parts.notices if one.id == name)
        if kind == "statement":
            return policy.statements[name].says
    return None


def _outcome(wording: Wording, name: str) -> str:
    outcome = wording.policy.outcomes.get(name)
    return name if outcome is None else wording.without_a_case(outcome.title)
