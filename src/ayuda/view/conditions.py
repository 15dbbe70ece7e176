"""Conditions and regions in words: "Stage: sent or shown as delivered"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ayuda.engine.case_regions import Region
from ayuda.engine.conditions import alternatives
from ayuda.engine.results import Answer
from ayuda.engine.space import Space
from ayuda.model import OUTCOME, Condition, Not, Test, Value, When
from ayuda.view.wording import Wording


def condition_words(wording: Wording, condition: Condition) -> tuple[tuple[str, ...], ...]:
    """The sets of tests of a condition in words, one text a test; any set makes it hold."""
    return tuple(_when_words(wording, when) for when in alternatives(condition))


def _when_words(wording: Wording, when: When) -> tuple[str, ...]:
    return tuple(_test_words(wording, name, test) for name, test in when.items())


def _test_words(wording: Wording, name: str, test: Test) -> str:
    is_not = isinstance(test, Not)
    tested = test.values if isinstance(test, Not) else test
    values = tested if isinstance(tested, tuple) else (tested,)
    return _said(wording, name, [_value(wording, name, value) for value in values], is_not=is_not)


def _value(wording: Wording, name: str, value: Value) -> str:
    if name == OUTCOME:
        return wording.without_a_case(wording.policy.outcomes[str(value)].title)
    return wording.value(name, value)


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
            values = [wording.value(name, answer) for answer in answers]  # type: ignore[arg-type]
            words.append(_said(wording, name, values, is_not=False))
            continue
        whole = space.variables[space.place[name]].answers
        for window, states in _seen(answers).items():
            if len(states) < len(_seen(whole)[window]):
                values = [wording.value(window, state) for state in states]
                words.append(_said(wording, window, values, is_not=False))
    return tuple(words)


def _seen(stretches: Sequence[Answer]) -> Mapping[str, tuple[str, ...]]:
    """By window the states that it has in these stretches."""
    found: dict[str, dict[str, None]] = {}
    for stretch in stretches:
        assert isinstance(stretch, tuple)
        for window, state in stretch:
            found.setdefault(window, {})[state] = None
    return {window: tuple(states) for window, states in found.items()}
