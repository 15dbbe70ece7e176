"""A case told as a customer tells it on the phone: out of order, with things that do not matter.

Where a policy has no sentences for it, the names of facts and values are told.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from random import Random

from ayuda.engine.variables import can_be_not_yet
from ayuda.engine.windows import FactValue
from ayuda.model import MALFORMED, UNKNOWN, Text
from ayuda.policy.language.causes import LISTED
from ayuda.train.cards import ShownCase
from ayuda.train.said_times import said_day, said_moment
from ayuda.view.wording import Wording

MOST_ASIDES = 2
TOLD_AT_FIRST = 0.6
"""How often an interview's first sentence already tells a fact."""
NOT_YET = "not-yet"
AT = "at"


def tell(wording: Wording, case: ShownCase, draw: Random, says: Text | None = None) -> str:
    """The whole call; ``says`` is how a scenario of the policy has it."""
    if says is not None:
        return wording.text(says)
    told = [_sentence(wording, case, name, draw) for name in _tellable(wording, case)]
    told += _asides(wording, draw, draw.randrange(MOST_ASIDES + 1))
    draw.shuffle(told)
    return " ".join([_greeting(wording, case, draw), *told]).strip()


def opening(wording: Wording, case: ShownCase, draw: Random) -> tuple[str, frozenset[str]]:
    """What an interview begins with, and the facts that it already tells."""
    names = list(case.facts)
    first = [draw.choice(names)] if names and draw.random() < TOLD_AT_FIRST else []
    sentences = [_sentence(wording, case, name, draw) for name in first]
    asides = _asides(wording, draw, draw.randrange(2))
    words = [_greeting(wording, case, draw), *sentences, *asides]
    return " ".join(words).strip(), frozenset(first)


def said_of(wording: Wording, case: ShownCase, fact: str, draw: Random) -> str:
    """What the customer answers to the question for one fact."""
    if fact in case.facts or fact in can_be_not_yet(wording.policy):
        return _sentence(wording, case, fact, draw)
    return wording.texts.say("callers.unknown")


def _tellable(wording: Wording, case: ShownCase) -> list[str]:
    """The facts of the case, and the moments of which it is told that they have not happened."""
    waiting = can_be_not_yet(wording.policy)
    facts = wording.policy.flows[case.flow].facts
    return [name for name in facts if name in case.facts or name in waiting]


def _greeting(wording: Wording, case: ShownCase, draw: Random) -> str:
    flow = wording.policy.flows[case.flow]
    if flow.opens:
        return wording.text(draw.choice(flow.opens))
    return wording.texts.say("callers.opens", flow=wording.text(flow.title))


def _sentence(wording: Wording, case: ShownCase, name: str, draw: Random) -> str:
    fact = wording.policy.facts[name]
    value = case.facts.get(name)
    ways: Sequence[Text] = fact.tells.get(_key(wording, value), ())
    when = _said_when(wording, name, value, draw)
    is_blank = value == UNKNOWN and fact.kind not in LISTED
    if ways:
        told = wording.text(draw.choice(ways), when=when)
        return f"{told[:1].upper()}{told[1:]}"
    if isinstance(value, date):
        words = when
    elif (value is None or is_blank) and fact.unknown is not None:
        words = wording.text(fact.unknown)
    elif fact.kind == "text" and isinstance(value, str) and value not in {UNKNOWN, MALFORMED}:
        words = value  # Made up to fit its mask, and so nobody's, also where it would be personal.
    else:
        words = wording.value(name, value)
    return wording.texts.say("callers.fact", name=wording.fact_name(name), value=words)


def _key(wording: Wording, value: FactValue | None) -> str:
    """Under which a policy keeps the sentences for a value."""
    if value is None:
        return NOT_YET
    if isinstance(value, date):
        return AT
    return wording.value_key(value) if isinstance(value, str | bool) else ""


def _said_when(wording: Wording, name: str, value: FactValue | None, draw: Random) -> str:
    if not isinstance(value, date):
        return ""
    if not isinstance(value, datetime):
        return said_day(wording, value)
    if wording.is_day(name, value):
        return said_day(wording, value.astimezone(wording.zone).date())
    return said_moment(wording, value, draw)


def _asides(wording: Wording, draw: Random, count: int) -> list[str]:
    asides = wording.policy.asides
    return [wording.text(text) for text in draw.sample(asides, min(count, len(asides)))]
