"""Random windows: all units, all beginnings, all ends."""

from __future__ import annotations

from ayuda.model import NOW, Beginning, Fact, Length, Text, Window, WindowStateTexts
from support.language.random_names import Name, Tests

WORDS = Text(en="x", es="x")
COUNTS = {
    "minutes": (30, 60, 90),
    "hours": (1, 24, 48),
    "days": (1, 3, 14),
    "weeks": (1, 2),
    "months": (1, 2, 12),
    "years": (1, 3),
    "working_days": (1, 3, 10),
}


class Windows:
    """Draws windows of day and moment facts."""

    def __init__(self, tests: Tests, facts: dict[str, Fact], lengths: dict[str, Name]) -> None:
        self.tests, self.random = tests, tests.random
        self.facts, self.lengths = facts, lengths
        self.days = [name for name, fact in facts.items() if fact.kind in {"date", "moment"}]
        self.whole = [
            name for name in self.days if facts[name].unstated is None and not facts[name].asked_if
        ]
        self.not_yet = {name for name in self.whole if tests.chance(0.2)}
        self.made: dict[str, Window] = {}

    def window(self, name: str) -> Name:
        """One more window."""
        begins = self.begins()
        length, under = self.length()
        state = WindowStateTexts(name=WORDS, says=WORDS)
        ids = ("on", "off") if self.tests.chance(0.9) else ("on",)
        single = isinstance(begins, str) and begins in self.facts
        not_yet = single and (begins in self.not_yet or facts_blank(self.facts, begins))
        if not_yet:
            ids = ("before", *ids)
        by_the_clock = length.minutes is not None or length.hours is not None
        if by_the_clock:
            ends = self.random.choice((None, None, None, "end-of-day"))
        else:
            ends = self.random.choice((None, None, "instant", "end-of-day"))
        whole_day = ends == "end-of-day" or (ends is None and not by_the_clock)
        moves = ("next-working-day", "previous-working-day")
        moved = self.random.choice(moves) if whole_day and self.tests.chance(0.3) else None
        seen_at = None
        others = [day for day in self.days if day != begins]
        if begins != NOW and others and self.tests.chance(0.2):
            seen_at = self.random.choice(others)
        self.made[name] = Window(
            name=WORDS,
            begins=begins,
            else_now=single and seen_at is None and begins in self.whole and self.tests.chance(0.2),
            lasts=length,
            back=begins != NOW and self.tests.chance(0.25),
            ends=ends,  # type: ignore[arg-type]
            if_closed_day=moved,  # type: ignore[arg-type]
            seen_at=seen_at,
            states=dict.fromkeys(ids, state),
            edge=self.random.choice((None, "on", ids[-1])),
            not_yet="before" if not_yet else None,
            cites=("S1",),
        )
        facts = {*self.under_of(begins), *under, *filter(None, [seen_at])}
        return Name(name, "values", ids, frozenset(facts))

    @staticmethod
    def is_of_one_moment(window: Window) -> bool:
        """Whether its state hangs on one moment and nothing else."""
        lasts = (getattr(window.lasts, unit) for unit in COUNTS)
        fixed = not any(isinstance(count, str) for count in lasts)
        return fixed and window.seen_at is None and isinstance(window.begins, str)

    def under_of(self, begins: str | Beginning) -> set[str]:
        if isinstance(begins, str):
            return {begins} - {NOW}
        if begins.end_of is not None:
            return self.under_of(self.made[begins.end_of].begins)
        return {*(begins.latest or begins.earliest or ())}

    def begins(self) -> str | Beginning:
        if not self.days or self.tests.chance(0.1):
            return NOW
        if len(self.days) > 1 and self.tests.chance(0.25):
            chosen = tuple(self.random.sample(self.days, 2))
            latest = self.tests.chance(0.5)
            return Beginning(latest=chosen) if latest else Beginning(earliest=chosen)
        ended = [
            name
            for name, window in self.made.items()
            if isinstance(window.begins, str)
            and window.begins != NOW
            and not window.not_yet
            and not window.else_now
        ]
        if ended and self.tests.chance(0.3):
            return Beginning(end_of=self.random.choice(ended))
        return self.random.choice(self.days)

    def length(self) -> tuple[Length, frozenset[str]]:
        unit = self.random.choice(tuple(COUNTS))
        if self.lengths and self.tests.chance(0.3):
            name = self.random.choice(tuple(self.lengths))
            return Length(**{unit: name}), self.lengths[name].under
        return Length(**{unit: self.random.choice(COUNTS[unit])}), frozenset()


def facts_blank(facts: dict[str, Fact], name: str | Beginning) -> bool:
    """Whether a blank of a fact is an answer."""
    return isinstance(name, str) and facts[name].unstated is not None
