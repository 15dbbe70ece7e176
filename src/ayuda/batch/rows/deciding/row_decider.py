"""One row of a file decided by the engine itself: cells as texts in, added cells as texts out."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING
from unicodedata import normalize

import msgspec

from ayuda.batch.rows.job import (
    NEEDS_COLUMN,
    OUTCOME_COLUMN,
    PROBLEM_COLUMN,
    RULE_COLUMN,
    columns_of,
    shown_windows,
    sum_columns,
)
from ayuda.batch.summary import FAULTY, UNDECIDED
from ayuda.case import Case, decide
from ayuda.engine.knowledge import Contradiction
from ayuda.engine.results import Question
from ayuda.engine.windows import FactValue, Setting
from ayuda.errors import AyudaError, Problem
from ayuda.mail.stated_values import parse_stated, stated_links
from ayuda.model import NOW, Fact
from ayuda.moments import in_zone, parse_moment
from ayuda.policy.language.conditions import Known
from ayuda.texts import Texts
from ayuda.view.document import line_name
from ayuda.view.wording import Wording, wording_as_of

if TYPE_CHECKING:
    from ayuda.engine.amounts import AmountValue

YES = ("yes", "true", "1", "sí", "si", "y", "s", "verdadero", "x")
NO = ("no", "false", "0", "n", "falso")
"""What programs and people write, without regard to capitals; ``x`` is a tick in a list."""
SEPARATOR = " "
"""What stands between the facts that an undecided row needs."""


class RowResult(msgspec.Struct, frozen=True):
    """What a row comes to: the added cells by column, those that are empty left out."""

    outcome: str | None
    rule: str | None
    windows: Mapping[str, str | None]
    needs: tuple[str, ...]
    problem: str | None

    @property
    def kind(self) -> str:
        """The outcome, or why there is none."""
        if self.outcome is not None:
            return self.outcome
        return UNDECIDED if self.problem is None else FAULTY

    def cells(self) -> dict[str, str | None]:
        """The added cells by column."""
        return {
            OUTCOME_COLUMN: self.outcome,
            RULE_COLUMN: self.rule,
            **self.windows,
            NEEDS_COLUMN: SEPARATOR.join(self.needs) or None,
            PROBLEM_COLUMN: self.problem,
        }


class RowDecider:
    """Decides rows one by one, exactly as a call for one case would.

    ``columns`` says which column states a fact, for the words of problems.
    """

    def __init__(
        self, setting: Setting, flow: str, texts: Texts, columns: Mapping[str, str]
    ) -> None:
        self.setting = setting
        self.flow = flow
        self.texts = texts
        self.columns = columns
        self.windows = shown_windows(setting.policy, flow)

    def decide(self, cells: Mapping[str, str | None]) -> RowResult:
        """Decide a row from its cells, by fact (and ``now``); an empty cell is unknown."""
        try:
            return self._decide(cells)
        except AyudaError as error:
            return self._faulty(error.problems)
        except Contradiction as contradiction:
            return self._faulty([self.contradiction_problem(contradiction)])

    def _decide(self, cells: Mapping[str, str | None]) -> RowResult:
        setting = self.setting
        policy = setting.policy
        told = {name: text for name, text in cells.items() if text and text.strip()}
        if NOW in told:
            now = parse_moment(told.pop(NOW), setting.zone, self.columns.get(NOW, NOW))
            setting = Setting(policy, now, setting.calendar)
        facts = self._facts(setting, told)
        answer = decide(setting, Case(self.flow, facts)).answer
        if isinstance(answer, Question):
            return RowResult(None, None, {}, answer.needs, None)
        windows: dict[str, str | None] = {}
        for window in answer.windows:
            until, state = columns_of(window.id)
            windows[until] = in_zone(window.until, setting.zone)
            windows[state] = window.state
        for amount in answer.amounts:
            value, lines = sum_columns(amount.id)
            windows[value] = None if amount.value is None else f"{amount.value:f}"
            windows[lines] = self._lines(amount)
        lacking = dict.fromkeys(need for amount in answer.amounts for need in amount.needs)
        return RowResult(answer.rule.outcome, answer.rule.id, windows, tuple(lacking), None)

    def _lines(self, amount: AmountValue) -> str | None:
        """The lines of an amount in one cell: what each is called, and its value."""
        known = self.setting.policy.amounts[amount.id]
        told = (
            f"{line_name(self.wording, known, line.place)} = {line.value:f}"
            for line in amount.lines
        )
        return "; ".join(told) or None

    @cached_property
    def wording(self) -> Wording:
        """The policy's words in the language of the batch."""
        return wording_as_of(self.texts, self.setting)

    def _facts(self, setting: Setting, told: Mapping[str, str]) -> dict[str, FactValue]:
        facts: dict[str, FactValue] = {}
        problems: list[Problem] = []
        for name, text in told.items():
            where = self.columns.get(name, name)
            try:
                facts[name] = parse_cell(setting, setting.policy.facts[name], text, where)
            except AyudaError as error:
                problems.extend(error.problems)
        if problems:
            raise AyudaError(problems)
        return facts

    def contradiction_problem(self, contradiction: Contradiction) -> Problem:
        """A contradiction in the words of the file: its columns and their cells."""
        pairs = {contradiction.fact: contradiction.value, **contradiction.against}
        where = next((self.columns[name] for name in pairs if name in self.columns), self.flow)
        against = ", ".join(self._said(*pair) for pair in contradiction.against.items())
        own = self._said(contradiction.fact, contradiction.value)
        return Problem(where, "contradiction", {"value": own, "against": against})

    def _said(self, name: str, value: Known) -> str:
        word = {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
        return f"{self.columns.get(name, name)} = {word}"

    def _faulty(self, problems: list[Problem] | tuple[Problem, ...]) -> RowResult:
        return RowResult(None, None, {}, (), self.told(problems))

    def told(self, problems: list[Problem] | tuple[Problem, ...]) -> str:
        """Problems in one line: each with its column, what is wrong, and what would be right."""
        messages = [self.texts.message(problem) for problem in problems]
        return " · ".join(f"{said.where}: {said.what} {said.hint}" for said in messages)


def parse_cell(setting: Setting, fact: Fact, text: str, where: str) -> FactValue:
    """The value that a cell states. Raises AyudaError that names the column ``where``."""
    if fact.kind == "yes-no":
        word = normalize("NFC", text).strip().casefold()
        if word not in (*YES, *NO):
            raise AyudaError.of(where, "cell-not-yes-no", value=text)
        return word in YES
    if fact.kind == "links":
        listed = _listed(text)
        if listed is not None:
            return stated_links(listed, where)
    return parse_stated(setting, fact, text, where)


def _listed(text: str) -> list[str] | None:
    """The links of a cell that is a JSON list of them; None for any other."""
    if text.lstrip().startswith("["):
        with suppress(msgspec.DecodeError):
            return msgspec.json.decode(text, type=list[str])
    return None


def utc(moment: datetime) -> int:
    """A moment in UTC as whole microseconds since 1970."""
    seconds = int(moment.replace(microsecond=0).timestamp())
    return seconds * 1_000_000 + moment.microsecond
