"""What a batch came to, in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec

UNDECIDED = "undecided"
FAULTY = "faulty"
"""What rows without an outcome are called: facts are missing, or something is wrong."""
FIRST_ROWS = 5
"""How many of them a summary tells."""


class FaultyRow(msgspec.Struct, frozen=True):
    """A row that is undecided or faulty: the line it begins in, what it needs, what is wrong.

    ``line`` is 0 where the source says it all.
    """

    source: str
    line: int
    needs: tuple[str, ...]
    problem: str | None


class Summary(msgspec.Struct, frozen=True):
    """How many rows came to what; ``first`` are the first rows without an outcome.

    ``blank`` are rows without a cell at the ends of files: they are counted, and left out.
    """

    rows: int
    outcomes: Mapping[str, int]
    undecided: int
    faulty: int
    first: tuple[FaultyRow, ...] = ()
    blank: int = 0

    @property
    def is_clean(self) -> bool:
        """Whether every row was decided."""
        return not (self.undecided or self.faulty)

    def wanted(self, only: Iterable[str]) -> int:
        """How many rows came to one of these outcomes (UNDECIDED and FAULTY too); all for none."""
        counts = {**self.outcomes, UNDECIDED: self.undecided, FAULTY: self.faulty}
        kinds = set(only)
        return sum(counts.get(kind, 0) for kind in kinds) if kinds else self.rows


def summary_of(kinds: Mapping[str, int]) -> Summary:
    """The summary of counts by outcome, UNDECIDED and FAULTY; the commonest outcome first."""
    without = {UNDECIDED, FAULTY}
    outcomes = Counter({kind: n for kind, n in kinds.items() if n and kind not in without})
    undecided, faulty = kinds.get(UNDECIDED, 0), kinds.get(FAULTY, 0)
    return Summary(sum(kinds.values()), dict(outcomes.most_common()), undecided, faulty)


def added_up(summaries: Iterable[Summary], most: int) -> Summary:
    """The summary of several files, with at most so many of their first rows."""
    kinds: Counter[str] = Counter()
    first: list[FaultyRow] = []
    blank = 0
    for summary in summaries:
        blank += summary.blank
        kinds.update({**summary.outcomes, UNDECIDED: summary.undecided, FAULTY: summary.faulty})
        first += summary.first[: most - len(first)]
    return msgspec.structs.replace(summary_of(kinds), first=tuple(first), blank=blank)
