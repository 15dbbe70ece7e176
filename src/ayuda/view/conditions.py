"""Conditions and regions in words: "Stage: sent or shown as delivered"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from ayuda.engine.case_regions import Region
from ayuda.engine.results import Answer
from ayuda.engine.samples import Range, Sample
from ayuda.engine.space import Space
from ayuda.model import OUTCOME, Check, Condition, Test, When, Written
from ayuda.policy.language.conditions import Known, alternatives
from ayuda.view.wording import Wording

BOUNDS = ("at_least", "above", "at_most", "below", "begins", "after", "until", "before")


def condition_words(wording: Wording, condition: Condition) -> tuple[tuple[str, ...], ...]:
    """The sets of tests of a condition in words, one text a test; any set makes it hold."""
    return tuple(_when_words(wording, when) for when in alternatives(condition))


def _when_words(wording: Wording, when: When) -> tuple[str, ...]:
    return tuple(_test_words(wording, name, test) for name, test in when.items())


def _test_words(wording: Wording, name: str, test: Test) -> str:
    if isinstance(test, Check) and test.excludes is None:
        return _bounds_words(wording, name, test)
    is_not = isinstance(test, Check)
    tested = test.excludes if isinstance(test, Check) else test
    values = tested if isinstance(tested, tuple) else (tested,)
    return _said(wording, name, [_value(wording, name, value) for value in values], is_not=is_not)


def _bounds_words(wording: Wording, name: str, check: Check) -> str:
    """The bounds of a check in words, all of which hold."""
    parts: list[str] = []
    for bound in BOUNDS:
        limit = getattr(check, bound)
        if limit is not None:
            parts.append(
                wording.texts.say(f"conditions.{bound}", value=_limit(wording, name, limit))
            )
    for chosen in ("any", "all", "none"):
        ids = getattr(check, chosen)
        if ids is not None:
            words = [wording.value(name, (one,)) for one in ids]
            said = wording.texts.listed(words, "and" if chosen == "all" else "or")
            key = "none_of" if chosen == "none" else "any_of"
            parts.append(wording.texts.say(f"conditions.{key}", value=said))
    said = wording.texts.listed(parts, "and")
    return wording.texts.say("trace.because", name=wording.fact_name(name), value=said)


def _value(wording: Wording, name: str, value: Written | None) -> str:
    if name == OUTCOME:
        return wording.without_a_case(wording.policy.outcomes[str(value)].title)
    if isinstance(value, int) and not isinstance(value, bool):
        return wording.value(name, Decimal(value))
    return wording.value(name, value)


def sample_words(wording: Wording, name: str, sample: Sample) -> str:
    """A class of values in words: stretches of the line, or the value for all."""
    if not sample.ranges:
        return _chosen_words(wording, name, sample.value)
    return wording.texts.listed([_range_words(wording, name, ends) for ends in sample.ranges])


def _chosen_words(wording: Wording, name: str, value: Known) -> str:
    """A value that has no line; of a choice of several, all that are so together."""
    if isinstance(value, tuple) and value:
        return " + ".join(wording.value(name, (one,)) for one in value)
    return wording.value(name, value)


def _limit(wording: Wording, name: str, limit: Known | None) -> str:
    """An end that a policy sets: a day is told with its year, whatever day is today."""
    if isinstance(limit, date) and not isinstance(limit, datetime):
        return wording.fixed_day(limit)
    return wording.value(name, limit)


def _range_words(wording: Wording, name: str, ends: Range) -> str:
    low, high = ends
    if low is None and high is None:
        return wording.texts.say("conditions.anything")
    if low == high:
        return _limit(wording, name, low)
    is_day = isinstance(low or high, date)
    if high is None:
        key = "begins" if is_day else "at_least"
        return wording.texts.say(f"conditions.{key}", value=_limit(wording, name, low))
    if low is None:
        key = "until" if is_day else "at_most"
        return wording.texts.say(f"conditions.{key}", value=_limit(wording, name, high))
    first, last = _limit(wording, name, low), _limit(wording, name, high)
    return wording.texts.say("conditions.between", first=first, last=last)


def _said(wording: Wording, name: str, values: Sequence[str], *, is_not: bool) -> str:
    said = wording.texts.listed(values)
    if is_not:
        said = wording.texts.say("conditions.not", value=said)
    called = wording.texts.say("conditions.outcome") if name == OUTCOME else wording.fact_name(name)
    return wording.texts.say("trace.because", name=called, value=said)


def region_words(wording: Wording, space: Space, region: Region) -> tuple[str, ...]:
    """A region in words: what each fact and window that matters in it can be."""
    words: list[str] = []
    for name, answers in region.items():
        if not isinstance(answers[0], tuple):
            whole = space.variables[space.place[name]].answers
            values = [answer_words(wording, name, answer) for answer in joined(answers, whole)]
            words.append(_said(wording, name, values, is_not=False))
            continue
        whole = space.variables[space.place[name]].answers
        for window, states in _seen(answers).items():
            if len(states) < len(_seen(whole)[window]):
                values = [answer_words(wording, window, state) for state in states]
                words.append(_said(wording, window, values, is_not=False))
    return tuple(words)


def joined(answers: Sequence[Answer], whole: Sequence[Answer]) -> Sequence[Answer]:
    """The answers with stretches of a line that lie side by side made one; all others as they are.

    ``whole`` are all answers of the variable, whose stretches cover its line.
    """
    cut = [ends for answer in whole if isinstance(answer, Sample) for ends in answer.ranges]
    own = {ends for answer in answers if isinstance(answer, Sample) for ends in answer.ranges}
    if len(own) < 2:  # noqa: PLR2004 - there is nothing to join
        return answers
    found: list[Range] = []
    beside = False
    for ends in sorted(cut, key=_order):
        if ends in own and beside:
            found[-1] = (found[-1][0], ends[1])
        elif ends in own:
            found.append(ends)
        beside = ends in own
    line = Sample(None, tuple(found))  # type: ignore[arg-type]
    others = [one for one in answers if not (isinstance(one, Sample) and one.ranges)]
    return [line, *others]


def _order(ends: Range) -> tuple[bool, object]:
    """Where a stretch lies on its line: one without a beginning is the first."""
    return (ends[0] is not None, ends[0])


def answer_words(wording: Wording, name: str, answer: Answer) -> str:
    """An answer to a fact in words, or what one name in it is seen as."""
    if isinstance(answer, Sample):
        return sample_words(wording, name, answer)
    if not isinstance(answer, tuple):
        return wording.value(name, answer)
    return ", ".join(
        wording.texts.say(
            "trace.because",
            name=wording.fact_name(part),
            value=answer_words(wording, part, seen),
        )
        for part, seen in answer
    )


def _seen(stretches: Sequence[Answer]) -> Mapping[str, tuple[str | Sample, ...]]:
    """By window the states that it has in these stretches."""
    found: dict[str, dict[str | Sample, None]] = {}
    for stretch in stretches:
        assert isinstance(stretch, tuple)
        for window, state in stretch:
            found.setdefault(window, {})[state] = None
    return {window: tuple(states) for window, states in found.items()}
