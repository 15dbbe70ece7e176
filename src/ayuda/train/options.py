"""What there is to choose from on a card: the right answer once, and others that could be meant."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import assert_never

import msgspec

from ayuda.engine.results import Decision
from ayuda.engine.windows import Setting, WindowState, end_of, until
from ayuda.model import Policy
from ayuda.moments import in_zone, start_of_day
from ayuda.policy.language.length import Days, Elapsed, Months, WorkingDays, length_name, span_of
from ayuda.texts import Texts
from ayuda.view.document import cited_statements
from ayuda.view.wording import Wording

MOST_OUTCOMES = 7
MOST_TEXTS = 4
"""How many options there are at most: outcomes are short, steps and sentences are not."""
SEPARATOR = ">"
"""What stands between the two outcomes of a contrast's option."""
DAY = timedelta(days=1)
DAYS_OF_WEEK, DAYS_OF_MONTH = 7, 30
"""What people take a week and a month for."""


class Option(msgspec.Struct, frozen=True):
    """Something to choose: what it is called in records, and its words."""

    id: str
    text: str


def distinct(options: Iterable[Option]) -> tuple[Option, ...]:
    """Options of which each id stands there once; where two have the same words, also their ids."""
    listed = list({option.id: option for option in options}.values())
    texts = [option.text for option in listed]
    return tuple(
        option
        if texts.count(option.text) == 1
        else Option(option.id, f"{option.text} ({option.id})")
        for option in listed
    )


def outcomes_of(policy: Policy, flow: str) -> tuple[str, ...]:
    """The outcomes of a flow, each once, in the order of its rules."""
    return tuple(dict.fromkeys(rule.outcome for rule in policy.flows[flow].rules))


def some(right: str, others: Sequence[str], most: int, draw: random.Random) -> list[str]:
    """The right one and some of the others, so many at most, in any order."""
    rest = [other for other in dict.fromkeys(others) if other != right]
    if len(rest) >= most:
        rest = draw.sample(rest, most - 1)
    chosen = [right, *rest]
    draw.shuffle(chosen)
    return chosen


def outcome_options(
    wording: Wording, flow: str, right: str, draw: random.Random
) -> tuple[Option, ...]:
    """Outcomes of the flow."""
    chosen = some(right, outcomes_of(wording.policy, flow), MOST_OUTCOMES, draw)
    return distinct(Option(outcome, title(wording, outcome)) for outcome in chosen)


def title(wording: Wording, outcome: str) -> str:
    """The words of an outcome."""
    return wording.without_a_case(wording.policy.outcomes[outcome].title)


# ------------------------------------------------------------------ deadlines


def deadline_options(
    wording: Wording, setting: Setting, window: WindowState, draw: random.Random
) -> tuple[Option, ...]:
    """The end of a window, and ends that a slip of counting comes to, in order of time."""
    known = wording.policy.windows[window.id]
    told = {wording.deadline(window.until, known): window.until}
    slips = [moment for moment in _slips(setting, window) if moment > setting.now]
    draw.shuffle(slips)
    for moment in slips:
        if len(told) < MOST_TEXTS:
            told.setdefault(wording.deadline(moment, known), moment)
    by_time = sorted(told.items(), key=lambda pair: pair[1])
    return tuple(Option(in_zone(moment, wording.zone), text) for text, moment in by_time)


def _slips(setting: Setting, window: WindowState) -> list[datetime]:
    """Ends of a window counted wrongly: from now, too long, too short, or by other days."""
    begins, known = window.begins, setting.policy.windows[window.id]
    if length_name(known.lasts) is not None:
        return [window.until + days * DAY for days in (-1, 1, 7)]
    span = span_of(known.lasts)
    match span:
        case Elapsed(length):
            found = [setting.now + length, begins + 2 * length, begins + length / 2]
            found += [window.until + DAY, window.until + length / 2, setting.now + 2 * length]
        case WorkingDays(count):
            day = begins.astimezone(setting.zone).date()
            found = [end_of(known, WorkingDays(count + more), begins, setting) for more in (1, 2)]
            shorter = WorkingDays(count - 1)
            found += [end_of(known, shorter, begins, setting)] if count > 1 else []
            days = (count + 1, count + 2, count + 7)
            found += [start_of_day(day + more * DAY, setting.zone) for more in days]
        case Days(count):
            slips = (count - 1, count + 1, count + DAYS_OF_WEEK)
            found = [end_of(known, Days(days), begins, setting) for days in slips]
            found += [until(known, setting.now, setting)]
        case Months(count):
            found = [end_of(known, Months(count + 1), begins, setting)]
            found += [end_of(known, Days(count * DAYS_OF_MONTH), begins, setting)]
            found += [until(known, setting.now, setting), window.until + DAY]
        case _:
            assert_never(span)
    return [moment.replace(microsecond=0) for moment in found]


# ------------------------------------------------------------ steps and words


def step_options(
    wording: Wording, own: Decision, others: Sequence[Decision], draw: random.Random
) -> tuple[Option, ...]:
    """The first step of a decision, and those of other outcomes of its flow.

    An option is called by its outcome. What begins with the same step is no other option.
    """
    texts = {own.rule.outcome: first_step(wording, own, own)}
    for decision in others:
        text = first_step(wording, decision, own)
        if text and text not in texts.values():
            texts.setdefault(decision.rule.outcome, text)
    chosen = some(own.rule.outcome, tuple(texts), MOST_TEXTS, draw)
    return distinct(Option(outcome, texts[outcome]) for outcome in chosen)


def first_step(wording: Wording, decision: Decision, told: Decision) -> str:
    """The first step of a decision in words, with the deadlines of the case that is told."""
    if not decision.steps:
        return ""
    said = {**wording.deadlines(decision), **wording.deadlines(told)}
    return wording.text(decision.steps[0].text, **said)


def promise_options(
    wording: Wording, own: Decision, others: Sequence[Decision], draw: random.Random
) -> tuple[str, tuple[Option, ...]]:
    """What must not be said in this case, the right one to choose, among what holds in it.

    It is what the outcome says is not to be promised; without that, what is said of another
    outcome. The right id is empty where there is neither.
    """
    said = wording.deadlines(own)
    promises = [
        Option(f"promise:{place}", _sentence(wording.texts, wording.text(text, **said)))
        for place, text in enumerate(own.outcome.not_promised)
    ] or [
        Option(f"say:{other.rule.outcome}", wording.text(other.say, **said))
        for other in others
        if other.say and other.rule.outcome != own.rule.outcome
    ]
    true = _true_sentences(wording, own)
    texts = {option.text for option in true}
    promises = [
        option for option in promises if option.text not in texts and "{" not in option.text
    ]
    if not promises or not true:
        return "", ()
    wrong = draw.choice(promises)
    by_id = {option.id: option for option in (wrong, *true)}
    chosen = some(wrong.id, tuple(by_id), MOST_TEXTS, draw)
    return wrong.id, distinct(by_id[one] for one in chosen)


def _sentence(texts: Texts, clause: str) -> str:
    """A clause ("that the order is cancelled") as a sentence, so that it stands out from none."""
    words = clause.removeprefix(f"{texts.say('train.clause_lead')} ")
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."


def _true_sentences(wording: Wording, decision: Decision) -> list[Option]:
    """What holds in this case: what is said, its remarks, and the statements that it rests on."""
    said = wording.deadlines(decision)
    policy = wording.policy
    found = []
    if decision.say:
        found.append(Option(f"say:{decision.rule.outcome}", wording.text(decision.say, **said)))
    found += [
        Option(f"notice:{notice.id}", wording.text(notice.text, **said))
        for notice in decision.notices
    ]
    found += [
        Option(f"statement:{cited}", wording.text(policy.statements[cited].says))
        for cited in cited_statements(policy, decision)
    ]
    texts: dict[str, Option] = {}
    for option in found:
        texts.setdefault(option.text, option)
    return list(texts.values())


def contrast_options(
    wording: Wording, flow: str, first: str, second: str, draw: random.Random
) -> tuple[str, tuple[Option, ...]]:
    """What two calls come to, as pairs of outcomes: the right pair's id, and the options."""
    pairs = [(first, second), (second, first), (first, first), (second, second)]
    others = [one for one in outcomes_of(wording.policy, flow) if one not in {first, second}]
    if others:
        pairs[2 + draw.randrange(2)] = (first, draw.choice(others))
    draw.shuffle(pairs)
    options = (
        Option(
            SEPARATOR.join(pair),
            wording.texts.say(
                "train.pair", first=title(wording, pair[0]), second=title(wording, pair[1])
            ),
        )
        for pair in pairs
    )
    return SEPARATOR.join((first, second)), distinct(options)
