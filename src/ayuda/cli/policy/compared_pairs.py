"""What cases came to by two policies, put side by side: counted, and the first of each told."""

from __future__ import annotations

from ayuda.view.diff_formats import DiffCases, DiffRow

MOST = 50
"""So many rows of each kind are listed; the rest is counted."""
Ended = tuple[str | None, str | None]
"""The outcome and the rule of a case; none where it is not decided."""


class Compared:
    """The cases of one flow in a file, one after the other."""

    def __init__(self, flow: str, file: str) -> None:
        self._flow = flow
        self._file = file
        self._rows: list[DiffRow] = []
        self._unchanged: list[int] = []
        self._counts = {"changed": 0, "no-baseline": 0, "unchanged": 0}
        self._decided = False

    @property
    def is_decided(self) -> bool:
        """Whether either policy decides one of the cases."""
        return self._decided

    def add(self, number: int, before: Ended, after: Ended, where: str | None = None) -> None:
        """Count a case, and keep it if it is among the first of its kind."""
        self._decided |= before[0] is not None or after[0] is not None
        if before[0] is not None and before == after:
            self._counts["unchanged"] += 1
            if len(self._unchanged) < MOST:
                self._unchanged.append(number)
            return
        verdict = "no-baseline" if before[0] is None else "changed"
        self._counts[verdict] += 1
        if self._counts[verdict] <= MOST:
            row = DiffRow(number, verdict, *before, *after, where)  # type: ignore[arg-type]
            self._rows.append(row)

    def cases(self) -> DiffCases:
        """What is told of them."""
        counts = self._counts
        return DiffCases(
            self._flow,
            self._file,
            counts["changed"],
            counts["unchanged"],
            counts["no-baseline"],
            self._rows,
            self._unchanged,
        )
