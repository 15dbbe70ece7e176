"""A region of the cases of two policies in words: "Ordered at: 30 to 45 minutes ago"."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import msgspec

from ayuda.engine.case_regions import Region
from ayuda.engine.joint.policies import NEW, is_new, own_name
from ayuda.engine.joint.space import JointSpace
from ayuda.engine.results import Answer
from ayuda.engine.samples import Sample
from ayuda.engine.windows import state_names
from ayuda.model import NOW, Window
from ayuda.policy.language.length import LengthUnit, ends_with_a_day, unit_of
from ayuda.view.conditions import answer_words, joined
from ayuda.view.wording import UNIT_WORDS, Wording

HOUR = 60
Count = int | None


class Ago(msgspec.Struct, frozen=True, order=True):
    """From how long ago on, and until how long ago, in minutes or whole days; None: no end."""

    since: int
    until: Count


def joint_region_words(
    wordings: tuple[Wording, Wording], space: JointSpace, region: Region
) -> tuple[str, ...]:
    """What each fact that matters in a region can be; ``wordings`` are those of both policies."""
    variables = {variable.name: variable for variable in space.variables}
    words: list[str] = []
    for name, answers in region.items():
        wording = _wording_of(wordings, name)
        whole = variables[name].answers
        if not isinstance(answers[0], tuple):
            own = own_name(name)
            values = [answer_words(wording, own, one) for one in joined(answers, whole)]
            words.append(_said(wording, own, values))
            continue
        told = _ago_words(wordings, name, answers, whole)
        if told is not None:
            words.append(_said(wording, own_name(name), told))
        else:
            words += _states(wordings, answers, whole)
    return tuple(words)


def _wording_of(wordings: tuple[Wording, Wording], name: str) -> Wording:
    """The words of the new policy, but of what it does not have or has otherwise."""
    own = own_name(name)
    policy = wordings[1].policy
    parts = (policy.facts, policy.windows, policy.derived, policy.scores, policy.tables)
    if is_new(name) or own == NOW or any(own in part for part in parts):
        return wordings[1]
    return wordings[0]


def _said(wording: Wording, name: str, values: Sequence[str]) -> str:
    said = wording.texts.listed(values)
    return wording.texts.say("trace.because", name=wording.fact_name(name), value=said)


# ------------------------------------------------------------- how long ago


def _ago_words(
    wordings: tuple[Wording, Wording],
    moment: str,
    answers: Sequence[Answer],
    whole: Sequence[Answer],
) -> list[str] | None:
    """How long ago a moment was; None where its windows do not say that alone."""
    fact = _wording_of(wordings, moment).policy.facts[own_name(moment)]
    windows: dict[str, Window] = {}
    for answer in whole:
        assert isinstance(answer, tuple)
        for name, seen in answer:
            if isinstance(seen, Sample):
                return None
            windows[name] = wordings[is_new(name)].policy.windows[own_name(name)]
    if fact.time != "past":
        return None
    for unit, ends in (("minutes", False), ("minutes", True), ("days", False)):
        telling = {
            name: window
            for name, window in windows.items()
            if _unit_ago(moment, window) == unit and _includes_its_end(window) == ends
        }
        if telling and _say_it_all(telling, answers, whole):
            is_days = unit == "days"
            found = [_between(telling, dict(one), is_days=is_days) for one in answers]  # type: ignore[arg-type]
            known = [ago for ago in found if ago is not None]
            if len(known) < len(found):
                return None
            touching = _side_by_side(known, is_days=is_days)
            return [
                _stretch_words(wordings[1], ago, is_days=is_days, ends=ends or is_days)
                for ago in touching
            ]
    return None


def _say_it_all(names: Collection[str], answers: Sequence[Answer], whole: Sequence[Answer]) -> bool:
    """Whether the states of these windows tell the answers from all others."""

    def states(answer: Answer) -> tuple[object, ...]:
        assert isinstance(answer, tuple)
        return tuple(seen for name, seen in answer if name in names)

    told = {states(answer) for answer in answers}
    return sum(states(answer) in told for answer in whole) == len(answers)


def _unit_ago(moment: str, window: Window) -> str | None:
    """In what a window tells how long ago its moment was; None where it does not."""
    unit, count = unit_of(window.lasts)
    plain = (
        window.begins == own_name(moment)
        and not window.back
        and window.seen_at is None
        and window.if_closed_day is None
        and isinstance(count, int)
    )
    if plain and unit in {"days", "weeks"} and _includes_its_end(window):
        return None  # A midnight that is still of the day before is no whole day.
    if plain and unit in {"minutes", "hours"} and not ends_with_a_day(window):
        return "minutes"
    return "days" if plain and unit in {"days", "weeks"} and ends_with_a_day(window) else None


def _includes_its_end(window: Window) -> bool:
    return window.edge is not None and window.edge == state_names(window)[0]


def _between(
    windows: Mapping[str, Window], states: Mapping[str, str], *, is_days: bool
) -> Ago | None:
    """How long ago the moments of a stretch were; None for one that has not happened."""
    since, until = 0, None
    for name, window in windows.items():
        state = states[name]
        lasting, over = state_names(window)
        unit, count = unit_of(window.lasts)
        assert isinstance(count, int)
        length = count * {"hours": HOUR, "weeks": 7}.get(unit, 1)
        if state == lasting == over:
            continue
        if state == over:
            since = max(since, length + 1 if is_days else length)
        elif state == lasting:
            until = length if until is None else min(until, length)
        else:
            return None
    return Ago(since, until)


def _side_by_side(found: Sequence[Ago], *, is_days: bool) -> list[Ago]:
    """Stretches in their order, those that touch made one."""
    joint: list[Ago] = []
    for ago in sorted(found, key=lambda one: one.since):
        last = joint[-1] if joint else None
        if last is not None and last.until is not None and ago.since <= last.until + is_days:
            until = None if ago.until is None else max(ago.until, last.until)
            joint[-1] = Ago(last.since, until)
        else:
            joint.append(ago)
    return joint


def _stretch_words(wording: Wording, ago: Ago, *, is_days: bool, ends: bool) -> str:
    """A stretch in words; ``ends`` says whether its last moment is one of it, and so on."""
    say = wording.texts.say
    if ago.until is None and not ago.since:
        return say("conditions.anything")
    lengths = [end for end in (ago.since, ago.until) if end]
    unit: LengthUnit = "days" if is_days else _unit(lengths)
    size = HOUR if unit == "hours" else 1
    first, last = (
        wording.texts.count(UNIT_WORDS[unit], (end or 0) // size) for end in (ago.since, ago.until)
    )
    if ago.until is None:
        return say("diff.ago_above" if ends and not is_days else "diff.ago_since", first=first)
    if not ago.since:
        return say("diff.ago_up_to" if ends else "diff.ago_below", last=last)
    if ago.since == ago.until:
        return say("diff.ago_exactly", last=last)
    return say("diff.ago_between", first=str(ago.since // size), last=last)


def _unit(ends: Sequence[int]) -> LengthUnit:
    """Hours where all ends are whole ones, and not few minutes."""
    are_hours = all(end % HOUR == 0 for end in ends) and max(ends) > HOUR
    return "hours" if are_hours else "minutes"


# ------------------------------------------------------- states of windows


def _states(
    wordings: tuple[Wording, Wording], answers: Sequence[Answer], whole: Sequence[Answer]
) -> list[str]:
    """What windows, and the day beside them, can be: each by itself where that says it all."""
    seen, possible = _by_name(answers), _by_name(whole)
    together = [
        one
        for one in whole
        if isinstance(one, tuple) and all(state in seen[name] for name, state in one)
    ]
    telling = [name for name in seen if len(seen[name]) < len(possible[name])]
    if len(together) == len(answers):
        return [_seen_words(wordings, name, seen[name], possible) for name in telling]
    listed = dict.fromkeys(
        ", ".join(_seen_words(wordings, name, (state,), possible) for name, state in one)
        for one in answers
        if isinstance(one, tuple)
    )
    texts = wordings[1].texts
    return [texts.say("diff.any_of", sets=" / ".join(listed))]


def _by_name(answers: Sequence[Answer]) -> dict[str, dict[str | Sample, None]]:
    found: dict[str, dict[str | Sample, None]] = {}
    for answer in answers:
        assert isinstance(answer, tuple)
        for name, state in answer:
            found.setdefault(name, {})[state] = None
    return found


def _seen_words(
    wordings: tuple[Wording, Wording],
    name: str,
    states: Collection[str | Sample],
    names: Collection[str],
) -> str:
    """What a window can be; one that both policies have otherwise is told with whose it is."""
    own = own_name(name)
    differs = f"{NEW}{own}" in names
    wording = wordings[0] if differs and not is_new(name) else _wording_of(wordings, name)
    called = wording.fact_name(own)
    if is_new(name) or differs:
        side = "new" if is_new(name) else "old"
        length = wording.lengths[own]
        called = wording.texts.say(f"diff.window_{side}", name=called, length=length)
    values = [
        wording.texts.say("diff.not_yet") if state == "" else answer_words(wording, own, state)
        for state in states
    ]
    return wording.texts.say("trace.because", name=called, value=wording.texts.listed(values))
