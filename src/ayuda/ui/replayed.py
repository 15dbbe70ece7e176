"""What is told of receipts that were decided again: a word in capitals, and what is different."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import msgspec

from ayuda.author.replay.replaying import CameTo, Replayed
from ayuda.texts import Texts, visible
from ayuda.ui.lines import HEADING, INDENT, Line
from ayuda.view.wording import Wording


class Counts(msgspec.Struct):
    """How many receipts came to what."""

    receipts: int = 0
    same: int = 0
    changed: int = 0
    no_baseline: int = 0
    unreadable: int = 0
    altered: int = 0
    not_at_hand: int = 0

    def add(self, one: Replayed) -> None:
        """Count one more."""
        self.receipts += 1
        self.same += one.status == "same"
        self.changed += one.status == "changed"
        self.no_baseline += one.status == "no-baseline"
        self.unreadable += one.status == "unreadable"
        self.altered += one.is_altered
        self.not_at_hand += one.status != "unreadable" and not one.is_at_hand


def replayed_lines(wording: Wording, one: Replayed) -> Iterator[Line]:
    """What is told of a receipt; those that are the same are only counted."""
    texts = wording.texts
    if one.status not in {"changed", "no-baseline"} or one.receipt is None:
        return
    key = "changed" if one.status == "changed" else "no_baseline"
    named = visible(one.where, None)
    if one.receipt.ref:
        named = texts.say("replay.with_reference", where=named, ref=visible(one.receipt.ref))
    flow = wording.policy.flows.get(one.receipt.flow)
    title = wording.text(flow.title) if flow else visible(one.receipt.flow)
    yield Line(texts.say(f"replay.{key}", where=named, flow=title), HEADING)
    told = [*_differences(wording, one)]
    if one.is_altered:
        told.append(texts.say("replay.altered"))
    if one.reason is not None:
        told.append(texts.message(one.reason).what)
    for text in told:
        yield Line(text, indent=INDENT, hang=INDENT)


def _differences(wording: Wording, one: Replayed) -> Iterator[str]:
    """What it was and what it is, by which rule, and the deadlines and sums that differ."""
    say = wording.texts.say
    if one.before is None:
        return
    yield say("replay.before", words=_decision(wording, one.before))
    if one.today is None:
        return
    yield say("replay.today", words=_decision(wording, one.today))
    none = say("replay.none")
    for name in dict.fromkeys((*one.before.windows, *one.today.windows)):
        before, today = (part.windows.get(name) for part in (one.before, one.today))
        if before != today:
            told = {
                "name": wording.fact_name(visible(name)),
                "before": none if before is None else _window(wording, name, before),
                "today": none if today is None else _window(wording, name, today),
            }
            yield say("replay.difference", **told)
    yield from _amounts(wording, one.before.amounts or {}, one.today.amounts or {}, none)


def _amounts(
    wording: Wording,
    before: Mapping[str, str | None],
    today: Mapping[str, str | None],
    none: str,
) -> Iterator[str]:
    for name in dict.fromkeys((*before, *today)):
        if before.get(name) != today.get(name):
            yield wording.texts.say(
                "replay.difference",
                name=wording.fact_name(visible(name)),
                before=visible(before.get(name) or none),
                today=visible(today.get(name) or none),
            )


def _decision(wording: Wording, came_to: CameTo) -> str:
    """An outcome with its rule; one that the policy does not know goes by its id."""
    outcome = wording.policy.outcomes.get(came_to.outcome)
    words = {"outcome": visible(came_to.outcome), "rule": visible(came_to.rule)}
    if outcome is None:
        return wording.texts.say("replay.outcome_alone", **words)
    title = wording.without_a_case(outcome.title)
    return wording.texts.say("replay.outcome", title=title, **words)


def _window(wording: Wording, name: str, told: Mapping[str, Any]) -> str:
    """When a window ends, and its state then; by its id where its words have today's lengths."""
    window = wording.policy.windows.get(name)
    until, state = told["until"], visible(str(told["state"]))
    if window is None or not isinstance(until, datetime):
        return wording.texts.say("replay.until", until=visible(str(until)), state=state)
    named = window.states.get(str(told["state"]))
    if named is not None and "{" not in wording.template(named.name):
        state = wording.text(named.name)
    return wording.texts.say("replay.until", until=wording.deadline(until, window), state=state)


def summary_lines(texts: Texts, counts: Counts) -> Iterator[Line]:
    """The counts of all."""
    words = {name: str(number) for name, number in msgspec.structs.asdict(counts).items()}
    words.pop("altered")
    not_at_hand = words.pop("not_at_hand")
    yield Line(texts.say("replay.summary", **words), HEADING)
    if counts.not_at_hand:
        yield Line(texts.say("replay.not_at_hand", number=not_at_hand))
