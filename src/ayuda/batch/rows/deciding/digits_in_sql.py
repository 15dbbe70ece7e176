"""The digits of rows in SQL, and what their tables say of them.

A NULL among them goes through to the end: the engine must see such a row itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from ayuda.batch import sql
from ayuda.batch.rows.deciding.cell_table import CellTable
from ayuda.batch.rows.deciding.cells_in_sql import (
    class_digit,
    fits_bounds,
    is_one_of,
    is_text,
    listed_digit,
    names_values,
    number_in,
    number_of,
    text_of,
)
from ayuda.batch.rows.deciding.comparisons_in_sql import compared, comparison, comparison_digit
from ayuda.batch.rows.deciding.row_variables import Digit
from ayuda.batch.rows.deciding.windows_in_sql import Layer, WindowsInSql, end_of, moment_of
from ayuda.engine.variables import DAYS
from ayuda.model import NOW
from ayuda.policy.language.causes import is_plain


class DigitsInSql:
    """The digits of a table, for rows with columns that state these facts."""

    def __init__(self, table: CellTable, windows: WindowsInSql, facts: tuple[str, ...]) -> None:
        self.table = table
        self.windows = windows
        self.facts = facts
        self.policy = table.policy

    def layers(self) -> Iterator[Layer]:
        """From the texts of cells to a column ``found``: a verdict, or NULL."""
        yield self._numbers()
        yield from self.windows.layers()
        yield self._comparisons()
        yield from self._lookups()

    def _lookups(self) -> Iterator[Layer]:
        """Look the digits up, group by group; NULL where the engine must see the row itself."""
        numbered = {digit.name for digit in self.table.digits}
        # The present is any, but a moment may be too late for it, or a day.
        by_digit = {name for name in numbered if not self._is_dated(name)}
        checks = [self._check(name) for name in self.facts if name not in by_digit]
        checks += [self.windows.covered(name) for name in self.windows.varying()]
        groups = self.table.groups or ()
        for place, group in enumerate(groups):
            terms = [f"coming_{place - 1} * {group.size}"] if place else []
            weight = group.size
            for digit in group.digits:
                weight //= digit.size
                terms.append(f"{self._digit(digit)} * {weight}")
            terms += checks if not place else []
            yield {f"number_{place}": " + ".join(terms) or "0"}
            last = place == len(groups) - 1
            table = sql.array(group.table, "INTEGER")
            found = sql.element(table, f"number_{place}")
            yield {"found" if last else f"coming_{place}": found}

    def _is_dated(self, name: str) -> bool:
        return name == NOW or (name in self.policy.facts and self.policy.facts[name].kind in DAYS)

    def _numbers(self) -> Layer:
        """The exact numbers that cells say."""
        facts = ((name, self.policy.facts.get(name)) for name in self.facts)
        return {
            number_of(name): number_in(name, fact)
            for name, fact in facts
            if fact is not None and fact.kind == "number"
        }

    def _comparisons(self) -> Layer:
        """What the comparisons of each row come to."""
        names = (digit.name for digit in self.table.digits if digit.name in self.policy.derived)
        today = self.windows.day_now
        return {compared(name): comparison(self.policy, name, today) for name in names}

    def _digit(self, digit: Digit) -> str:
        if digit.name in self.policy.windows:
            return self._state_digit(digit.name)
        fact = self.policy.facts.get(digit.name)
        if digit.name in self.policy.derived:
            return comparison_digit(self.policy, self.table.space_variable(digit.name))
        if fact is not None and is_plain(fact):
            return listed_digit(digit.name, fact)
        return class_digit(digit.name, self.table.variable(digit.name), fact)

    def _state_digit(self, name: str) -> str:
        later, blank = self.windows.is_not_yet(name), self.windows.is_blank(name)
        tests = f"WHEN {self.windows.lasts(name)} THEN 1 WHEN {end_of(name)} IS NOT NULL THEN 2"
        if later is not None:
            tests = f"WHEN {later} THEN 3 {tests}"
        return f"(CASE {tests} END)" if blank is None else f"(CASE WHEN {blank} THEN 0 {tests} END)"

    def _check(self, name: str) -> str:
        """Nothing (0) for a cell that is well written, NULL for one that the engine must see."""
        text = text_of(name)
        if name == NOW:
            return f"(CASE WHEN {moment_of(NOW)} IS NOT NULL THEN 0 END)"
        fact = self.policy.facts[name]
        if fact.kind in DAYS:
            fits = self.windows.has_time(name)
        elif fact.kind == "number":
            fits = fits_bounds(name, fact)
        elif fact.kind == "text":
            fits = is_text(name)
        else:
            fits = names_values(name, fact) if fact.several else is_one_of(name, fact)
        return f"(CASE WHEN {text} IS NULL OR {fits} THEN 0 END)"
