"""What would turn a decision: the fewest facts that would have to be different, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from ayuda.case import Case, decide, silence_of
from ayuda.engine.diagram import TooManyNodes
from ayuda.engine.knowledge import Contradiction
from ayuda.engine.nearest import Change, nearest_changes
from ayuda.engine.results import Decision
from ayuda.engine.windows import FactValue, Setting
from ayuda.view.document import Document, plain_fact
from ayuda.view.pages import DecisionPage, Difference
from ayuda.view.wording import Wording

MINUTE = timedelta(minutes=1)
MOST = 4
"""How many changes are told, those of the fewest facts first."""


def changes_of(setting: Setting, case: Case, decision: Decision) -> Sequence[Change]:
    """The nearest changes of a decided case to other outcomes; none that the engine denies.

    What a message says is left as it is: nobody could have told it otherwise. None where the
    search has no end.
    """
    if case.message.facts:
        return ()
    stated = {name: decision.knowledge.facts[name] for name in decision.knowledge.given}
    silence = silence_of(setting.policy, case.flow, stated)
    try:
        found = nearest_changes(setting, case.flow, stated, silence)
    except (TooManyNodes, ValueError):
        return ()
    return tuple(one for one in found if _comes_to(setting, case.flow, stated, one))[:MOST]


def _comes_to(setting: Setting, flow: str, known: Mapping[str, FactValue], change: Change) -> bool:
    """Whether a change, decided anew as any case is, comes to what was found for it."""
    facts = {**known, **change.facts}
    case = Case(flow, {name: value for name, value in facts.items() if value is not None})
    try:
        answer = decide(setting, case).answer
    except Contradiction:
        return False
    return isinstance(answer, Decision) and answer.rule.outcome == change.outcome


def with_nearest(
    page: DecisionPage, wording: Wording, setting: Setting, case: Case, decision: Decision
) -> DecisionPage:
    """A decision's page with what would turn it."""
    changes = changes_of(setting, case, decision)
    words = tuple(change_words(wording, decision, changes))
    return msgspec.structs.replace(page, nearest=words)


def nearest_documents(wording: Wording, changes: Sequence[Change]) -> list[Document]:
    """The changes as JSON has them; null: the fact is not stated, or has not happened."""
    policy = wording.policy
    return [
        {
            "facts": {name: plain_fact(wording, name, value) for name, value in one.facts.items()},
            "seconds_moved": int(one.moved.total_seconds()),
            "outcome": one.outcome,
            "title": wording.without_a_case(policy.outcomes[one.outcome].title),
        }
        for one in changes
    ]


def change_words(
    wording: Wording, decision: Decision, changes: Sequence[Change]
) -> Iterator[Difference]:
    """The changes in words."""
    for change in changes:
        facts = tuple(
            _fact_words(wording, name, value, decision.knowledge.facts.get(name))
            for name, value in change.facts.items()
        )
        title = wording.policy.outcomes[change.outcome].title
        yield Difference(facts, wording.without_a_case(title))


def _fact_words(
    wording: Wording, name: str, value: FactValue | None, before: FactValue | None
) -> str:
    """A fact as it would have to be; of a moment that moves also by how much."""
    fact, say = wording.policy.facts[name], wording.texts.say
    if value is None:
        words = wording.text(fact.unknown) if fact.unknown else say("facts.unstated")
    elif fact.personal:
        words = say("facts.unstated")
    else:
        words = wording.fact_value(name, value)
    if isinstance(value, datetime) and isinstance(before, datetime):
        key = "trace.later" if value > before else "trace.earlier"
        words = say(key, moment=words, span=_span(wording, abs(value - before)))
    return say("trace.because", name=wording.fact_name(name), value=words)


def _span(wording: Wording, moved: timedelta) -> str:
    """How far a moment moves: days and hours, or hours and minutes, or minutes."""
    minutes = -(-moved // MINUTE)
    days, hours = divmod(minutes // 60, 24)
    parts = {"day": days, "hour": hours, "minute": 0 if days else minutes % 60}
    words = [wording.texts.count(unit, number) for unit, number in parts.items() if number]
    return wording.texts.listed(words, "and")
