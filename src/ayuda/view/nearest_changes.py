"""What would change a decision, told: in words and as documents."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import msgspec

from ayuda.case import Result
from ayuda.engine.changes.nearest import Change, Changed, decided, nearest_changes
from ayuda.engine.knowledge import seen_value
from ayuda.engine.results import Decision
from ayuda.engine.stated import judges_evidence
from ayuda.engine.windows import FactValue, Setting
from ayuda.model import Fact
from ayuda.view.document import Document, plain_value
from ayuda.view.pages import DecisionPage, Difference
from ayuda.view.wording import Wording

MINUTE = timedelta(minutes=1)
DAY_SECONDS = 86_400


def changes_of(setting: Setting, result: Result) -> tuple[Change, ...]:
    """The nearest changes of a case that is decided; none of one that is not."""
    if not isinstance(result.answer, Decision):
        return ()
    return nearest_changes(setting, result.answer.flow, result.facts, result.silence)


def nearest_documents(wording: Wording, setting: Setting, result: Result) -> list[Document]:
    """The nearest changes as the JSON output has them.

    Of a text they only say whether it would be well-formed: which text it is does not matter.
    """
    facts = wording.policy.facts
    return [
        {
            "facts": {
                name: None if value is None else plain_value(wording, _seen(facts[name], value))
                for name, value in change.facts.items()
            },
            "moved_seconds": {
                name: _seconds(result.facts.get(name), value)
                for name, value in change.facts.items()
                if facts[name].kind in {"date", "moment"}
            },
            "outcome": change.outcome,
            "title": _title(wording, change.decision),
        }
        for change in changes_of(setting, result)
    ]


def with_nearest(
    page: DecisionPage, wording: Wording, setting: Setting, result: Result
) -> DecisionPage:
    """A decision's page with what would change it."""
    return msgspec.structs.replace(page, nearest=differences(wording, setting, result))


def differences(wording: Wording, setting: Setting, result: Result) -> tuple[Difference, ...]:
    """The nearest changes in words."""
    given, policy = result.facts, wording.policy
    without = judges_evidence(policy, policy.flows[result.answer.flow])
    found: list[Difference] = []
    for change in changes_of(setting, result):
        facts = tuple(
            _named(wording, name, wording.fact_value(name, given[name]))
            if without
            else _changed(wording, name, given.get(name), value)
            for name, value in _in_whole_minutes(setting, result, change).items()
        )
        found.append(Difference(facts, _title(wording, change.decision), without))
    return tuple(found)


def _named(wording: Wording, name: str, words: str) -> str:
    return wording.texts.say("trace.because", name=wording.fact_name(name), value=words)


def _changed(wording: Wording, name: str, before: FactValue | None, value: FactValue | None) -> str:
    """A fact as it would have to be, and how far from what was stated."""
    say, fact = wording.texts.say, wording.policy.facts[name]
    if value is None:
        return _named(
            wording, name, wording.text(fact.unknown) if fact.unknown else say("facts.unstated")
        )
    words = wording.fact_value(name, _seen(fact, value))
    if before is None:
        return say("trace.not_stated_so_far", fact=_named(wording, name, words))
    seconds = _seconds(before, value)
    if seconds:
        span = wording.texts.count("day", abs(seconds) // DAY_SECONDS)
        span = span if fact.kind == "date" else wording.span(abs(seconds))
        key = "trace.later" if seconds > 0 else "trace.earlier"
        words = say(key, moment=words, span=span)
    return _named(wording, name, words)


def _seen(fact: Fact, value: FactValue) -> FactValue:
    """A value as it is told: of a text only whether it is well-formed."""
    return seen_value(fact, value) if fact.kind == "text" else value  # type: ignore[return-value]


def _seconds(before: FactValue | None, value: FactValue | None) -> int | None:
    """By how many seconds a moment moves, a day by those of whole days; None where nothing does."""
    if isinstance(before, datetime) and isinstance(value, datetime):
        return int((value - before).total_seconds())
    if isinstance(before, date) and isinstance(value, date):
        return (value - before).days * DAY_SECONDS
    return None


def _in_whole_minutes(setting: Setting, result: Result, change: Change) -> Changed:
    """The same change with moments as people say them, where they come to the same."""
    told = {name: _rounded(result.facts.get(name), value) for name, value in change.facts.items()}
    if told == change.facts:
        return change.facts
    flow = change.decision.flow
    there = decided(setting, flow, result.facts, result.silence, told)
    is_past = all(
        value <= setting.now
        for name, value in told.items()
        if isinstance(value, datetime) and setting.policy.facts[name].time == "past"
    )
    same = there is not None and there.rule.outcome == change.outcome
    return told if same and is_past else change.facts


def _rounded(before: FactValue | None, value: FactValue | None) -> FactValue | None:
    """A moment that has moved, moved on to the next whole minute."""
    if not isinstance(value, datetime):
        return value
    whole = value.replace(second=0, microsecond=0)
    is_later = isinstance(before, datetime) and value > before
    return whole + MINUTE if is_later and whole < value else whole


def _title(wording: Wording, decision: Decision) -> str:
    return wording.of_case(decision.knowledge.values).text(
        decision.outcome.title, **wording.deadlines(decision)
    )
