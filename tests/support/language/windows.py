"""Where windows end, and in which state they are, in one whole case."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import UTC, date, datetime
from fractions import Fraction

from ayuda.model import NOW, Beginning, Window
from support.language.page import UNITS, Page, lengths_of, states_in_order
from support.language.time import Point
from support.language.values import BLANK, NO_STATE, Answer, Seen


class Counting(ABC):
    """A case as far as its windows go; ``answers`` has one for every fact."""

    def __init__(self, page: Page, answers: Mapping[str, Answer]) -> None:
        self.page = page
        self.policy = page.policy
        self.answers = answers

    @abstractmethod
    def value(self, name: str) -> Seen:
        """What conditions see under a name."""

    @abstractmethod
    def fact(self, name: str) -> Seen:
        """What conditions see of a fact."""

    def point(self, name: str) -> Point | None:
        """Where a day, a moment, the present or a window's end lies."""
        if name in self.policy.windows:
            return self.end(name)
        if name == NOW:
            return self.page.clock.point(self.page.now)
        answer = self.answers[name]
        if self.fact(name) is BLANK or not isinstance(answer, date):
            return None
        return self.page.clock.point(answer)

    def begins(self, window: Window) -> Point | None:
        begins = window.begins
        if not isinstance(begins, Beginning):
            return self.point(begins)
        if begins.end_of is not None:
            return self.end(begins.end_of)
        stated = [
            name
            for name in begins.latest or begins.earliest or ()
            if name == NOW or self.value(name) is not BLANK
        ]
        points = [self.point(name) for name in stated]
        if None in points or not points:
            return None
        in_order = sorted(points, key=lambda point: point.moment)  # type: ignore[union-attr]
        return in_order[-1] if begins.latest else in_order[0]

    def length(self, window: Window) -> tuple[str, int] | None:
        for unit, count in zip(UNITS, lengths_of(window), strict=True):
            if isinstance(count, int):
                return unit, count
            if count is not None:
                value = self.value(count)
                return (unit, int(value)) if isinstance(value, Fraction) else None
        raise AssertionError(window)

    def end(self, name: str) -> Point | None:
        """Where a window ends; None where that is not known."""
        window = self.policy.windows[name]
        begins, length = self.begins(window), self.length(window)
        if begins is None and window.not_yet is not None:
            begins = self.page.clock.point(self.page.now)
        if begins is None or length is None:
            return None
        unit, count = length
        if window.back:
            count = -count
        clock, closed = self.page.clock, window.if_closed_day
        return clock.end(begins, unit, count, ends=window.ends, closed=closed)

    def state(self, window: Window) -> Seen:
        first, last = states_in_order(window)[0], states_in_order(window)[-1]
        fixed = not any(isinstance(count, str) for count in lengths_of(window))
        if window.begins == NOW and fixed and not window.back:
            return first
        begins = self.begins(window)
        if begins is None:
            return window.not_yet or (first if window.else_now else NO_STATE)
        name = next(key for key, value in self.policy.windows.items() if value is window)
        end = self.end(name)
        seen = self.seen(window)
        if end is None or seen is None:
            return NO_STATE
        if not window.back and begins.moment > seen:
            return window.not_yet or first
        if seen == end.moment:
            return window.edge or last
        return first if seen < end.moment else last

    def seen(self, window: Window) -> datetime | None:
        """The moment as of which a window's state is told; None for one that has not happened."""
        told = None if window.seen_at is None else self.point(window.seen_at)
        if window.seen_at is None or (told is None and self.value(window.seen_at) is BLANK):
            return self.page.now.astimezone(UTC)
        return told.moment if told else None
