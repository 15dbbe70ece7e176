"""Reading a typed time: parts of a sentence, in any order, to every way of understanding it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec.structs import replace

from ayuda.ui.spoken_clocks import Clocks
from ayuda.ui.spoken_dates import Dates
from ayuda.ui.spoken_said import AHEAD, MONTHS, OF_SPANS, WEEKS, Said, is_whole, is_whole_ahead
from ayuda.ui.spoken_spans import Spans
from ayuda.ui.spoken_words import Token

DAYS: Final = {
    "today": (0, ""),
    "this_morning": (0, "forenoon"),
    "this_small_hours": (0, "small_hours"),
    "this_early_morning": (0, "early_morning"),
    "this_midday": (0, "midday"),
    "this_afternoon": (0, "afternoon"),
    "this_evening": (0, "evening"),
    "tonight": (0, "night"),
    "yesterday": (1, ""),
    "last_night": (1, "night"),
    "before_yesterday": (2, ""),
    "night_before_last": (2, "night"),
    "two_days_before_yesterday": (3, ""),
    "tomorrow": (-1, ""),
    "after_tomorrow": (-2, ""),
}
"""Words for a day: how many days ago it was, and the part of the day that they say too."""
PERIODS: Final = (*WEEKS, *MONTHS, "weekend", "last_weekend", "moments_ago")
BOUNDS: Final = (
    *OF_SPANS,
    *("before", "after", "just_before", "just_after", "between"),
)
SKIPPED: Final = ("fillers", "the", "of", "and")
FLAGS: Final = ("ago", "now", "last", "some", "this_time", "loosely")
COMING: Final = {
    "coming": "next",
    "coming_one": "coming",
    "from_now": "in",
    **{period: period for period in AHEAD},
}
"""Words that say that something is still to come, and how."""
LEADING: Final = {"future": "in", "within": "within", "will": "will"}
"""The same, of those that cannot end a text."""
MOST_PARTS: Final = 3
MOST_STEPS: Final = 20_000
"""How many steps a text may take; what people say takes some dozens."""


class Reader:
    """Reads tokens; ``readings`` are all that use every token."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.clocks = Clocks(tokens)
        self.dates = Dates(tokens)
        self.spans = Spans(tokens)
        self.steps = 0

    def readings(self, *, ahead: bool = False) -> list[Said]:
        """Every way of understanding the text, each once; none where some word means nothing.

        ``ahead``: as something that is still to come.
        """
        whole = is_whole_ahead if ahead else is_whole
        return list(dict.fromkeys(said for said in self._from(0, Said()) if whole(said)))

    def _from(self, place: int, said: Said) -> Iterator[Said]:
        self.steps += 1
        if self.steps > MOST_STEPS:
            return
        if place == len(self.tokens):
            yield said
            return
        for more, behind in self._parts(place, said):
            yield from self._from(behind, more)

    def _parts(self, place: int, said: Said) -> Iterator[tuple[Said, int]]:
        """Every part of a sentence that begins here, and what has been said with it."""
        tags = self.tokens[place].tags
        adds = "and" in tags and self.clocks.has(place + 1, "half", "quarter", "article")
        if not adds and (not tags.isdisjoint(SKIPPED) or self.tokens[place].text == "a"):
            yield said, place + 1
        if "until" in tags and said.bound == "between" and said.clock and said.until is None:
            yield said, place + 1
        if "been" in tags:
            yield replace(said, been=True), place + 1
        if not tags.isdisjoint({"at", "about", "about_ending"}):
            yield (replace(said, at=True) if "at" in tags else said), place + 1
        yield from self._words(place, said)
        yield from self._coming(place, said)
        yield from self._times(place, said)
        if said.day is None:
            yield from ((replace(said, day=day), end) for day, end in self.dates.days(place))
        if said.span is None:
            yield from ((replace(said, span=span), end) for span, end in self.spans.spans(place))

    def _times(self, place: int, said: Said) -> Iterator[tuple[Said, int]]:
        if said.clock is None:
            for clock, behind in self.clocks.clocks(place):
                if not clock.bare or self._awaits_hour(place, behind, said):
                    yield replace(said, clock=clock), behind
        elif said.bound == "between" and said.until is None:
            for clock, behind in self.clocks.clocks(place):
                yield replace(said, until=clock), behind

    def _words(self, place: int, said: Said) -> Iterator[tuple[Said, int]]:
        tags = self.tokens[place].tags
        for tag in sorted(tags):
            kind, _, value = tag.partition(":")
            if tag in DAYS and said.days_ago is None:
                days, part = DAYS[tag]
                yield replace(said, days_ago=days, parts=_with(said.parts, part)), place + 1
            elif kind == "part" and len(said.parts) < MOST_PARTS:
                yield replace(said, parts=_with(said.parts, value)), place + 1
            elif kind == "weekday" and said.weekday is None:
                yield replace(said, weekday=int(value)), place + 1
            elif tag in FLAGS and not getattr(said, tag):
                yield replace(said, **{tag: True}), place + 1
            elif tag in PERIODS and not said.period:
                yield replace(said, period=tag), place + 1
            elif tag in BOUNDS and not said.bound and not self._ends(tag, place):
                yield replace(said, bound=tag), place + 1
            elif tag == "or" and said.clock is not None and not said.bound:
                yield replace(said, bound="between"), place + 1

    def _coming(self, place: int, said: Said) -> Iterator[tuple[Said, int]]:
        """What says that it is still to come."""
        for tag in sorted(self.tokens[place].tags):
            if tag in COMING and said.coming in {"", "will"}:
                yield replace(said, coming=COMING[tag]), place + 1
            elif tag in LEADING and place + 1 < len(self.tokens):
                yield replace(said, coming=said.coming or LEADING[tag]), place + 1

    def _ends(self, tag: str, place: int) -> bool:
        """Whether what bounds a time ends what was said of the day: "Monday just gone at 3"."""
        return tag == "just_after" and (
            self.clocks.has(place + 1, "at") or place + 1 == len(self.tokens)
        )

    def _awaits_hour(self, place: int, behind: int, said: Said) -> bool:
        """Whether a number alone is an hour: behind "at", beside a part of the day or "ayer"."""
        if self.clocks.has(behind, "about_ending"):
            return True
        if any(tag in DAYS or tag.startswith("part:") for tag in self._tags(behind)):
            return True
        led = self.clocks.has(place - 1, "at", "about", *BOUNDS[-5:])
        dated = self.clocks.text(place - 1).endswith("del")  # "antes del 20"
        after_day = said.days_ago is not None and not self._tags(place - 1).isdisjoint(DAYS)
        return (led and not dated) or after_day

    def _tags(self, place: int) -> frozenset[str]:
        return self.tokens[place].tags if 0 <= place < len(self.tokens) else frozenset()


def _with(parts: tuple[str, ...], part: str) -> tuple[str, ...]:
    return parts if part in {"", *parts} else (*parts, part)
