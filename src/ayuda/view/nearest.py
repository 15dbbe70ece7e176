"""What would change a decision, told: in words and as documents."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from ayuda.case import Result
from ayuda.engine.knowledge import seen_value
from ayuda.engine.nearest import Change, Changed, decided, nearest_changes
from ayuda.engine.results import Decision
from ayuda.engine.stated import judges_evidence
from ayuda.engine.windows import FactValue, Setting
from ayuda.model import Fact
from ayuda.view.document import plain_value
from ayuda.view.wording import Wording

MINUTE = timedelta(minutes=1)
DAY_SECONDS = 86_400


def changes_of(setting: Setting, result: Result) -> tuple[Change, ...]:
    """The nearest changes of a case that is decided; none of one that is not."""
    if not isinstance(result.answer, Decision):
        return ()
    return nearest_changes(setting, result.answer.flow, result.facts, result.silence)


def change_documents(wording: Wording, setting: Setting, result: Result) -> list[dict[str, Any]]:
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


def change_lines(wording: Wording, setting: Setting, result: Result) -> tuple[str, ...]:
    """The nearest changes as sentences, the smallest first."""
    texts, given = wording.texts, result.facts
    found: list[str] = []
    is_back = judges_evidence(wording.policy, wording.policy.flows[result.answer.flow])
    for change in changes_of(setting, result):
        told = _in_whole_minutes(setting, result, change)
        title = _title(wording, change.decision)
        words = [
            _taken_back(wording, name, given[name])
            if is_back
            else _changed(wording, name, given.get(name), value)
            for name, value in told.items()
        ]
        key = "without" if is_back else "with"
        changes = texts.listed(words, "and")
        found.append(texts.say(f"nearest.{key}", changes=changes, outcome=title))
    return tuple(found)


def _taken_back(wording: Wording, name: str, before: FactValue) -> str:
    """A fact that would not have been stated or found."""
    words = wording.fact_value(name, before)
    said = wording.texts.say("trace.because", name=wording.fact_name(name), value=words)
    return wording.texts.say("nearest.fact", fact=said)


def _changed(wording: Wording, name: str, before: FactValue | None, value: FactValue | None) -> str:
    """A fact that would be different, and how far from what was stated."""
    texts, fact = wording.texts, wording.policy.facts[name]
    if value is None:
        words = wording.text(fact.unknown) if fact.unknown else texts.say("nearest.not_yet")
    else:
        words = wording.fact_value(name, _seen(fact, value))
    said = texts.say("trace.because", name=wording.fact_name(name), value=words)
    seconds = _seconds(before, value)
    if before is None:
        return texts.say("nearest.fact_unstated", fact=said)
    if not seconds:
        return texts.say("nearest.fact", fact=said)
    span = wording.span(abs(seconds))
    if fact.kind == "date":
        span = texts.count("day", abs(seconds) // DAY_SECONDS)
    return texts.say("nearest.later" if seconds > 0 else "nearest.earlier", fact=said, span=span)


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
