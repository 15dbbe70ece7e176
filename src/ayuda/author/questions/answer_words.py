"""Answers of a tree of questions in words: of a moment how long ago it was, where that says it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from ayuda.author.questions.question_tree import Branch, Edge
from ayuda.engine.results import Answer
from ayuda.engine.samples import Sample
from ayuda.engine.space import Space
from ayuda.engine.windows import state_names
from ayuda.model import Window
from ayuda.policy.language.length import clock_of_end, ends_with_a_day, length_name
from ayuda.view.conditions import answer_words, joined, region_words
from ayuda.view.wording import Wording

BETWEEN = "; "
Stretch = tuple[tuple[str, str], ...]
"""The state of each window of a moment."""


def edge_words(wording: Wording, space: Space, node: Branch, edge: Edge) -> str:
    """The answers of an edge in words."""
    words: list[str] = []
    if edge.anything:
        words.append(wording.texts.say("conditions.anything"))
    if edge.answers:
        words += _answers_words(wording, space, node.fact, edge.answers)
    if edge.blank:
        words.append(_blank_words(wording, node.fact))
    return BETWEEN.join(words)


def single_words(wording: Wording, space: Space, node: Branch, answer: Answer) -> str:
    """One class of answers in words."""
    return BETWEEN.join(_answers_words(wording, space, node.fact, (answer,)))


def _blank_words(wording: Wording, name: str) -> str:
    unknown = wording.policy.facts[name].unknown
    return wording.texts.say("graph.blank") if unknown is None else wording.text(unknown)


def _answers_words(
    wording: Wording, space: Space, name: str, answers: Sequence[Answer]
) -> list[str]:
    whole = space.variables[space.place[name]].answers
    if not isinstance(answers[0], tuple):
        return [answer_words(wording, name, answer) for answer in joined(answers, whole)]
    ago = _ago_words(wording, name, answers, whole)
    if ago is not None:
        return [ago]
    if len(answers[0]) == 1:
        parts = (part for answer in answers if isinstance(answer, tuple) for part in answer)
        states = dict.fromkeys(parts)
        return [answer_words(wording, window, state) for window, state in states]
    if _is_a_region(answers, whole):
        found = region_words(wording, space, {name: tuple(answers)})
        return [", ".join(found) or wording.texts.say("conditions.anything")]
    return [answer_words(wording, name, answer) for answer in answers]


def _is_a_region(answers: Sequence[Answer], whole: Sequence[Answer]) -> bool:
    """Whether stretches are all that have, window by window, one of the states they have."""
    seen: list[set[object]] = [set() for _ in answers[0]]  # type: ignore[union-attr]
    for answer in answers:
        assert isinstance(answer, tuple)
        for at, part in enumerate(answer):
            seen[at].add(part)
    fitting = (
        one
        for one in whole
        if isinstance(one, tuple)
        and len(one) == len(seen)
        and all(part in parts for part, parts in zip(one, seen, strict=True))
    )
    return sum(1 for _ in fitting) == len(answers)


# ------------------------------------------------------------------- how long ago


def _ago_words(
    wording: Wording, name: str, answers: Sequence[Answer], whole: Sequence[Answer]
) -> str | None:
    """Stretches of a past moment by how long ago it was; None where that does not say it."""
    fact = wording.policy.facts.get(name)
    line = [one for one in map(_stretch, whole) if one is not None]
    own = [one for one in map(_stretch, answers) if one is not None]
    if fact is None or fact.time != "past" or len(own) < len(answers):
        return None
    if len(line) < sum(isinstance(one, tuple) for one in whole):
        return None
    windows = {
        window: wording.policy.windows[window]
        for window, _ in own[0]
        if _is_plain(wording.policy.windows[window])
    }
    if any(
        state not in state_names(windows[key]) for one in own for key, state in _of(one, windows)
    ):
        return None
    lasting = [key for key in windows if all(_lasts(windows[key], key, one) for one in own)]
    over = [key for key in windows if not any(_lasts(windows[key], key, one) for one in own)]
    states = {key: state_names(windows[key]) for key in (*over, *lasting)}
    after: dict[str | None, set[Stretch]] = {
        None: {*line},
        **{key: _with(line, key, states[key][1]) for key in over},
    }
    before: dict[str | None, set[Stretch]] = {
        None: {*line},
        **{key: _with(line, key, states[key][0]) for key in lasting},
    }
    for low, high in product(after, before):
        if len(after[low]) >= len(own) <= len(before[high]) and after[low] & before[high] == {*own}:
            return _between(wording, windows, low, high)
    return None


def _with(line: Sequence[Stretch], key: str, state: str) -> set[Stretch]:
    """The stretches that lie in a state of a window."""
    return {one for one in line if (key, state) in one}


def _of(one: Stretch, windows: dict[str, Window]) -> list[tuple[str, str]]:
    return [(key, state) for key, state in one if key in windows]


def _stretch(answer: Answer) -> Stretch | None:
    """A stretch that is told by the states of windows alone."""
    if not isinstance(answer, tuple) or any(isinstance(seen, Sample) for _, seen in answer):
        return None
    return answer  # type: ignore[return-value]


def _is_plain(window: Window) -> bool:
    """Whether a window ends so long after its moment, whatever the calendar or the case says."""
    natural = ends_with_a_day(window) == (
        window.lasts.minutes is None and window.lasts.hours is None
    )
    return (
        isinstance(window.begins, str)
        and not window.back
        and window.seen_at is None
        and window.if_closed_day is None
        and clock_of_end(window) is None
        and natural
        and length_name(window.lasts) is None
        and len(set(state_names(window))) > 1
    )


def _lasts(window: Window, key: str, one: Stretch) -> bool:
    return dict(one)[key] == state_names(window)[0]


def _between(
    wording: Wording, windows: dict[str, Window], low: str | None, high: str | None
) -> str:
    """From the end of one window to that of another, said from the present."""
    parts: list[str] = []
    if low is not None:
        key = "ago_more" if _holds_its_end(windows[low]) else "ago_at_least"
        parts.append(wording.texts.say(f"graph.{key}", length=wording.lengths[low]))
    if high is not None:
        key = "ago_at_most" if _holds_its_end(windows[high]) else "ago_less"
        parts.append(wording.texts.say(f"graph.{key}", length=wording.lengths[high]))
    return wording.texts.listed(parts, "and") if parts else wording.texts.say("conditions.anything")


def _holds_its_end(window: Window) -> bool:
    """Whether what is just so long ago still lies in it: a day of the last one does."""
    return ends_with_a_day(window) or window.edge == state_names(window)[0]
