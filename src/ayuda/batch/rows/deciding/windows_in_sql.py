"""Windows in SQL: a row's moments, the ends of its windows, and whether they last."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import assert_never

from ayuda.batch import sql
from ayuda.batch.rows.deciding.clock_tables import (
    MICROSECONDS_OF_DAY,
    SameOffset,
    ends_by_day,
    local_runs,
    offset_runs,
    span_around,
)
from ayuda.batch.rows.deciding.moments_in_sql import (
    local_time,
    offset_at,
    within,
    written,
    zoned_moment,
)
from ayuda.batch.rows.deciding.row_decider import RowDecider, utc
from ayuda.engine.windows import state_names, state_not_yet
from ayuda.model import NOW, Window
from ayuda.policy.language.length import (
    Days,
    Elapsed,
    Months,
    WorkingDays,
    ends_with_a_day,
    length_name,
    span_of,
)

Layer = dict[str, str]
"""Columns that are added to those below, by name."""


class WindowsInSql:
    """The windows of a flow, for rows with columns that state these facts."""

    def __init__(self, decider: RowDecider, facts: tuple[str, ...]) -> None:
        self.decider = decider
        self.setting = decider.setting
        self.policy = decider.setting.policy
        self.facts = facts
        self.span = span_around(self.setting.now)

    @cached_property
    def runs(self) -> list[SameOffset]:
        """The offsets of the policy's time zone, latest first."""
        return offset_runs(self.setting.zone, self.span)

    def layers(self) -> list[Layer]:
        """The moments that the facts' texts say, then the ends of the windows."""
        moments = [
            name for name in self.facts if name == NOW or self.policy.facts[name].kind == "moment"
        ]
        return [
            {f"zoned_{name}": zoned_moment(text_of(name), self.runs) for name in moments},
            {f"local_{name}": self._local(name) for name in moments},
            {f"any_{name}": self._any(name) for name in moments},
            {moment_of(name): self._moment(name) for name in moments},
            {end_of(name): self._end(window) for name, window in self.varying().items()},
        ]

    def _local(self, name: str) -> str:
        date_allowed = name != NOW and self.policy.facts[name].accepts_date
        local = local_time(text_of(name), date_allowed=date_allowed)
        return f"CASE WHEN zoned_{name} IS NULL THEN {local} END"

    def _any(self, name: str) -> str:
        local = f"local_{name}"
        return f"coalesce(zoned_{name}, {local} - {offset_at(local, local_runs(self.runs))})"

    def _moment(self, name: str) -> str:
        """The moment, where the tables of the clock cover it."""
        moment = f"CASE WHEN {within(f'any_{name}', self.runs)} THEN any_{name} END"
        if name != NOW:
            return moment
        return f"CASE WHEN {text_of(NOW)} IS NULL THEN {utc(self.setting.now)} ELSE {moment} END"

    @property
    def now(self) -> str:
        """The present: the same for all rows, or each row's own."""
        return moment_of(NOW) if NOW in self.facts else str(utc(self.setting.now))

    def begins(self, window: Window) -> str | None:
        """The moment from which a window counts; None where no column can say it."""
        begins = str(window.begins)
        if begins == NOW:
            return self.now
        if begins in self.facts:
            own = moment_of(begins)
            if state_not_yet(window) is None:
                return own
            return f"CASE WHEN {text_of(begins)} IS NULL THEN {self.now} ELSE {own} END"
        return None if state_not_yet(window) is None else self.now

    def knows_all(self) -> bool:
        """Whether SQL can count every window; what it does not know goes to the engine."""
        return all(map(is_counted, self.varying().values()))

    def is_constant(self, window: Window) -> bool:
        """Whether the window is the same in all rows: it counts from the one present."""
        return NOW not in self.facts and self.begins(window) == self.now

    def varying(self) -> dict[str, Window]:
        """The windows that differ from row to row."""
        windows = {name: self.policy.windows[name] for name in self.decider.windows_seen()}
        return {
            name: window
            for name, window in windows.items()
            if self.begins(window) is not None and not self.is_constant(window)
        }

    def _end(self, window: Window) -> str:
        begins = self.begins(window)
        span = span_of(window.lasts)
        if isinstance(span, Elapsed):
            sign = "-" if window.back else "+"
            return f"({begins}) {sign} {span.duration // timedelta(microseconds=1)}"
        ends = ends_by_day(self.setting, window, self.span)
        local = f"(({begins}) + {offset_at(f'({begins})', self.runs)})"
        place = f"{local} // {MICROSECONDS_OF_DAY} - {self.span.first_day}"
        return sql.element(sql.array(ends, "BIGINT"), place)

    def lasts(self, name: str) -> str:
        """Whether a window's first state has not ended, by the engine's own rule for its edge."""
        window = self.policy.windows[name]
        belongs = window.edge == state_names(window)[0]
        return f"{end_of(name)} {'>=' if belongs else '>'} {self.now}"

    def covered(self, name: str) -> str:
        """0, or NULL where a window counts and the tables of the clock do not cover its end."""
        window = self.policy.windows[name]
        known = within(end_of(name), self.runs)
        begins = str(window.begins)
        if begins in self.facts and state_not_yet(window) is None:
            known = f"{text_of(begins)} IS NULL OR {known}"
        return f"(CASE WHEN {known} THEN 0 END)"

    def until(self, name: str) -> str:
        """A window's end as text."""
        return written(end_of(name), self.runs)


def is_counted(window: Window) -> bool:
    """Whether SQL can tell when a window ends: by elapsed time, or by the day of its beginning."""
    if not isinstance(window.begins, str) or length_name(window.lasts) or window.seen_at:
        return False
    span = span_of(window.lasts)
    match span:
        case Elapsed():
            return not ends_with_a_day(window)
        case WorkingDays() | Days() | Months():
            return ends_with_a_day(window)
        case _:
            assert_never(span)


def text_of(name: str) -> str:
    """The column of a fact's text."""
    return f"text_{name}"


def moment_of(name: str) -> str:
    """The column of a fact's moment, in microseconds since 1970 (UTC)."""
    return f"moment_{name}"


def end_of(name: str) -> str:
    """The column of the moment at which a window's first state ends."""
    return f"end_{name}"
