"""What a trainee is told of an answer: what is right and why, and when theirs would have been."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import msgspec

from ayuda.case import Case, decide
from ayuda.engine.changes.nearest import nearest_change
from ayuda.engine.diagram import TooManyNodes
from ayuda.engine.knowledge import NOT_SILENT, Contradiction, Silence
from ayuda.engine.results import Question
from ayuda.engine.stated import is_silent
from ayuda.engine.windows import FactValue, Setting
from ayuda.train.answers import Answer
from ayuda.train.cards import ShownCase
from ayuda.train.deal import Dealt
from ayuda.train.decided import setting_of, window_ahead
from ayuda.train.interviewing import DECIDE
from ayuda.train.options import title
from ayuda.view.pages import DecisionPage, Source, decision_page
from ayuda.view.wording import Wording

MOST_DAYS = 10
"""How many days around the real one a day is looked for that would have made an answer right."""
MOST_FINDINGS = 3
"""How many findings in a message are told."""
DAY = timedelta(days=1)


class Feedback(msgspec.Struct, frozen=True):
    """What is told once an answer is graded, in words.

    ``right`` are the right answers. ``outcome`` is what the case comes to, by ``rule``, and
    ``because`` what that rule looked at; ``deadlines`` are those of the case, ``sources`` what the
    rule rests on, and ``reading`` where the source leaves it open. ``change`` are the fewest facts
    that would have to be different for the answer to be right, if any would do it. ``notes`` are
    remarks on the kind of card.
    """

    is_right: bool
    right: tuple[str, ...]
    rule: str
    outcome: str
    because: tuple[str, ...]
    deadlines: tuple[str, ...]
    sources: tuple[Source, ...]
    reading: str | None
    change: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def feedback_on(dealt: Dealt, answer: Answer, notes: tuple[str, ...] = ()) -> Feedback:
    """What to tell of a graded answer."""
    wording = dealt.wording
    page = decision_page(wording, dealt.decision, findings=dealt.findings)
    texts = {option.id: option.text for option in dealt.options}
    say = wording.texts.say
    main = tuple(source for source in page.sources if source.main)
    return Feedback(
        is_right=answer.is_right,
        right=tuple(texts.get(one, one) for one in answer.right),
        rule=answer.rule,
        outcome=title(wording, answer.outcome),
        because=page.reasons[-1].because,
        deadlines=tuple(
            say("trace.because", name=one.name, value=one.text) for one in page.deadlines
        ),
        sources=main or page.sources[:1],
        reading=page.reading,
        change=() if answer.is_right else change_for(dealt, answer.given),
        notes=(*_contrast_notes(dealt), *_mail_notes(dealt, answer, page), *notes),
    )


def change_for(dealt: Dealt, given: str) -> tuple[str, ...]:
    """The smallest change of the case that would make an answer right, in words."""
    changed = facts_for(dealt, given)
    return tuple(changed_fact(dealt.wording, name, value) for name, value in changed.items())


def facts_for(dealt: Dealt, given: str) -> Mapping[str, FactValue | None]:
    """The fewest facts that would have to be different for an answer to be right.

    None: the fact's moment has not happened yet. Empty where no change does it, or where the kind
    of card asks for none.
    """
    if dealt.name.kind in {"outcome", "next-step", "question"}:
        return _to_outcome(dealt, given.removeprefix(DECIDE))
    return _to_deadline(dealt, given) if dealt.name.kind == "deadline" else {}


def changed_fact(wording: Wording, name: str, value: FactValue | None) -> str:
    """A fact that is different; None: its moment has not happened yet."""
    fact = wording.policy.facts[name]
    if value is not None:
        words = wording.fact_value(name, value)
    elif fact.unknown is not None:
        words = wording.text(fact.unknown)
    else:
        words = wording.texts.say("facts.unstated")
    return wording.texts.say("trace.because", name=wording.fact_name(name), value=words)


def _to_outcome(dealt: Dealt, outcome: str) -> Mapping[str, FactValue | None]:
    """The fewest facts that lead to an outcome; none where nothing does."""
    setting, case = setting_of(dealt.wording.policy, dealt.case), dealt.case
    if outcome not in setting.policy.outcomes:
        return {}
    silent = is_silent(setting.policy, setting.policy.flows[case.flow], case.facts)
    silence = Silence(everywhere=True) if silent else NOT_SILENT
    try:
        found = nearest_change(setting, case.flow, case.facts, silence, outcome)
    except (ValueError, TooManyNodes, Contradiction):
        return {}
    return {} if found is None else found.facts


def _to_deadline(dealt: Dealt, given: str) -> Mapping[str, FactValue | None]:
    """The other moment from which the window would end when the trainee said; none if none."""
    policy, case = dealt.wording.policy, dealt.case
    fact = str(policy.windows[dealt.window or ""].begins)
    begins = case.facts.get(fact)
    if dealt.deadline is None or not isinstance(begins, datetime):
        return {}
    wanted = datetime.fromisoformat(given).astimezone(UTC)
    shifts = [wanted - dealt.deadline]
    shifts += [sign * days * DAY for days in range(1, MOST_DAYS) for sign in (1, -1)]
    for moment in (begins + shift for shift in shifts):
        setting = setting_of(policy, case)
        if moment <= case.now and _ends_so(setting, case, {fact: moment}, wanted, dealt.window):
            return {fact: moment}
    return {}


def _ends_so(
    setting: Setting,
    case: ShownCase,
    changed: Mapping[str, datetime],
    wanted: datetime,
    window: str | None,
) -> bool:
    try:
        decided = decide(setting, Case(case.flow, {**case.facts, **changed})).answer
    except Contradiction:
        return False
    if isinstance(decided, Question):
        return False
    ahead = window_ahead(decided, case.now)
    return ahead is not None and (ahead.id, ahead.until) == (window, wanted)


def _contrast_notes(dealt: Dealt) -> tuple[str, ...]:
    """Of a contrast: what differs, and what each call comes to by which rule."""
    if dealt.contrast is None:
        return ()
    wording, other = dealt.wording, dealt.contrast
    values = [
        wording.value(other.fact, case.facts.get(other.fact)) for case in (dealt.case, other.case)
    ]
    say = wording.texts.say
    found = [
        say("train.differs", name=wording.fact_name(other.fact), first=values[0], second=values[1])
    ]
    for place, decision in enumerate((dealt.decision, other.decision), 1):
        words = {"number": str(place), "outcome": title(wording, decision.rule.outcome)}
        found.append(say("train.comes_to", rule=decision.rule.id, **words))
    return tuple(found)


def _mail_notes(dealt: Dealt, answer: Answer, page: DecisionPage) -> tuple[str, ...]:
    """Of a message: what gives it away, whether that was named, and what was found in it."""
    if dealt.mail is None:
        return ()
    say = dealt.wording.texts.say
    telling = [cue.text for cue in dealt.cues if cue.id in dealt.telling]
    found = [say("train.telling", cues="; ".join(telling))] if telling else []
    if answer.cue_is_right is False:
        named = next(cue.text for cue in dealt.cues if cue.id == answer.cue)
        found.append(say("train.not_telling", cue=named))
    breaking = [one for one in page.discoveries if one.breaks]
    return (*found, *(one.says for one in breaking[:MOST_FINDINGS]))
