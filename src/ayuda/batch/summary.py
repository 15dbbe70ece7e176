"""What a batch came to, in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec

UNDECIDED = "undecided"
FAULTY = "faulty"
"""What rows without an outcome are called: facts are missing, or something is wrong."""
IGNORED = "ignored"
"""What rows are called that are none of the batch's business: they are passed on undecided."""
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

    ``ignored`` rows were passed on as the mapping says. ``taken`` are headings that are not quite
    the fact that they were taken for.
    """

    rows: int
    outcomes: Mapping[str, int]
    undecided: int
    faulty: int
    first: tuple[FaultyRow, ...] = ()
    ignored: int = 0
    taken: Mapping[str, str] = {}

    @property
    def is_clean(self) -> bool:
        """Whether every row was decided."""
        return not (self.undecided or self.faulty)

    def wanted(self, only: Iterable[str]) -> int:
        """How many rows came to one of these outcomes (UNDECIDED and FAULTY too); all for none."""
        counts = self.kinds()
        kinds = set(only)
        return sum(counts.get(kind, 0) for kind in kinds) if kinds else self.rows

    def kinds(self) -> dict[str, int]:
        """The counts by outcome, and of rows without one by what they are called."""
        without = {UNDECIDED: self.undecided, FAULTY: self.faulty, IGNORED: self.ignored}
        return {**self.outcomes, **without}


def summary_of(kinds: Mapping[str, int]) -> Summary:
    """The summary of counts by kind of row; the commonest outcome first."""
    without = {UNDECIDED, FAULTY, IGNORED}
    outcomes = Counter({kind: n for kind, n in kinds.items() if n and kind not in without})
    undecided, faulty = kinds.get(UNDECIDED, 0), kinds.get(FAULTY, 0)
    return Summary(
        sum(kinds.values()),
        dict(outcomes.most_common()),
        undecided,
        faulty,
        ignored=kinds.get(IGNORED, 0),
    )


def added_up(summaries: Iterable[Summary], most: int) -> Summary:
    """The summary of several files, with at most so many of their first rows."""
    kinds: Counter[str] = Counter()
    first: list[FaultyRow] = []
    taken: dict[str, str] = {}
    for summary in summaries:
        kinds.update(summary.kinds())
        taken |= summary.taken
        first += summary.first[: most - len(first)]
    return msgspec.structs.replace(summary_of(kinds), first=tuple(first), taken=taken)
