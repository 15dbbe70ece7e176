"""Windows in SQL: a row's moments and days, the ends of its windows, and the states they are in."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from functools import cached_property

from ayuda.batch import sql
from ayuda.batch.rows.deciding.cells_in_sql import day_of, text_of
from ayuda.batch.rows.deciding.clock_tables import (
    MICROSECONDS_OF_DAY,
    SameOffset,
    ends_by_day,
    local_runs,
    offset_runs,
    span_around,
    starts_of_days,
)
from ayuda.batch.rows.deciding.moments_in_sql import (
    day_in,
    days_since_1970,
    local_time,
    offset_at,
    within,
    written,
    zoned_moment,
)
from ayuda.batch.rows.deciding.row_decider import RowDecider, utc
from ayuda.batch.rows.deciding.row_variables import can_come_later
from ayuda.engine.space import space_of
from ayuda.engine.windows import (
    WindowState,
    counts_from_last_day,
    state_names,
    state_not_yet,
    window_state,
)
from ayuda.model import NOW, UNKNOWN, Window
from ayuda.moments import FIRST_YEAR, LAST_YEAR
from ayuda.policy.language.causes import given_causes, names_of, single_moment
from ayuda.policy.language.length import Elapsed, ends_with_a_day, length_name, span_of

Layer = dict[str, str]
"""Columns that are added to those below, by name."""


class WindowsInSql:
    """The windows of a flow, for rows with columns that state these facts.

    ``tested`` are those whose state is looked at; others are only shown.
    """

    def __init__(
        self, decider: RowDecider, facts: tuple[str, ...], tested: Collection[str] = ()
    ) -> None:
        self.decider = decider
        self.setting = decider.setting
        self.policy = decider.setting.policy
        self.facts = facts
        self.tested = tested
        self.span = span_around(self.setting.now)
        self.space = space_of(self.policy, decider.flow)

    @cached_property
    def runs(self) -> list[SameOffset]:
        """The offsets of the policy's time zone, latest first."""
        return offset_runs(self.setting.zone, self.span)

    def layers(self) -> list[Layer]:
        """The moments and days that the facts' texts say, then the ends of the windows."""
        moments = [
            name for name in self.facts if name == NOW or self.policy.facts[name].kind == "moment"
        ]
        dates = [
            name for name in self.facts if name != NOW and self.policy.facts[name].kind == "date"
        ]
        varying = self.varying()
        first = {
            name: window
            for name, window in varying.items()
            if isinstance(window.begins, str) or window.begins.end_of is None
        }
        followed = {name: window for name, window in varying.items() if name not in first}
        return [
            {f"zoned_{name}": zoned_moment(text_of(name), self.runs) for name in moments}
            | {day_of(name): day_in(text_of(name)) for name in dates},
            {f"local_{name}": self._local(name) for name in moments},
            {f"any_{name}": self._any(name) for name in moments},
            {moment_of(name): self._moment(name) for name in moments}
            | {moment_of(name): self._start(name) for name in dates if self._begins_any(name)},
            {day_of(name): self._local_day(moment_of(name)) for name in moments}
            | {end_of(name): self._end(window) for name, window in first.items()},
            {end_of(name): self._end(window) for name, window in followed.items()},
        ]

    def _begins_any(self, name: str) -> bool:
        """Whether a window hangs on that day."""
        return any(name in given_causes(self.policy, window) for window in self.varying())

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

    def _start(self, name: str) -> str:
        """The first moment of a day, where the tables of the clock cover it."""
        starts = sql.array(starts_of_days(self.setting.zone, self.span), "BIGINT")
        return sql.element(starts, f"{day_of(name)} - {self.span.first_day}")

    def _local_day(self, moment: str) -> str:
        return f"({moment} + {offset_at(moment, self.runs)}) // {MICROSECONDS_OF_DAY}"

    # ---------------------------------------------------------------- present

    @property
    def now(self) -> str:
        """The present: the same for all rows, or each row's own."""
        return moment_of(NOW) if NOW in self.facts else str(utc(self.setting.now))

    @property
    def today(self) -> date:
        """The day of the one present."""
        return self.setting.day_of(self.setting.now)

    @property
    def day_now(self) -> str:
        """The day of the present, in days since 1970."""
        return day_of(NOW) if NOW in self.facts else str(days_since_1970(self.today))

    def has_time(self, name: str) -> str:
        """Whether a moment or a day is one that its fact can have; NULL where it is none."""
        fact = self.policy.facts[name]
        if fact.kind == "moment":
            column, now = moment_of(name), self.now
            known = f"{column} IS NOT NULL"
        else:
            column = day_of(name)
            now = self.day_now
            first, last = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
            known = f"{column} BETWEEN {days_since_1970(first)} AND {days_since_1970(last)}"
        sides = {"past": f"{column} <= {now}", "future": f"{column} >= {now}"}
        side = sides.get(fact.time)
        if side is None:
            return known
        return side if fact.kind == "moment" else f"{known} AND {side}"

    # ----------------------------------------------------------------- begins

    def is_several(self, window: Window) -> bool:
        """Whether a window hangs on several moments: a row that lacks one is the engine's."""
        return single_moment(self.policy, window) is None

    def moment(self, window: Window) -> str:
        """The one moment on which a window hangs."""
        return str(single_moment(self.policy, window))

    def begins(self, window: Window) -> str | None:
        """The moment from which a window counts; None where no column can say it."""
        if self.is_several(window):
            return self._begins_of_several(window)
        moment = self.moment(window)
        own = moment_of(moment) if isinstance(window.begins, str) else end_of(_followed(window))
        if moment == NOW:
            return self.now if isinstance(window.begins, str) else own
        if moment not in self.facts:
            return None if state_not_yet(window) is None else self.now
        if state_not_yet(window) is not None:
            return f"CASE WHEN {text_of(moment)} IS NULL THEN {self.now} ELSE {own} END"
        if isinstance(window.begins, str):
            return own
        return f"CASE WHEN {text_of(moment)} IS NOT NULL THEN {own} END"

    def _begins_of_several(self, window: Window) -> str:
        """The same of several; NULL where one of them lacks of which a blank is no answer."""
        begins = window.begins
        if isinstance(begins, str):
            return self.now if begins == NOW else moment_of(begins)
        if begins.end_of is not None:
            moment = single_moment(self.policy, self.policy.windows[begins.end_of])
            own = end_of(begins.end_of)
            if moment is None or moment == NOW:
                return own
            return f"CASE WHEN {text_of(moment)} IS NOT NULL THEN {own} END"
        names = names_of(begins)
        moments = ", ".join(self.now if name == NOW else moment_of(name) for name in names)
        choice = f"{'greatest' if begins.latest is not None else 'least'}({moments})"
        # What is said and not covered is no blank.
        tests = [
            f"({text_of(name)} IS NULL OR {moment_of(name)} IS NOT NULL)"
            if self._may_be_blank(name)
            else f"{moment_of(name)} IS NOT NULL"
            for name in names
            if name != NOW
        ]
        return f"CASE WHEN {' AND '.join(tests)} THEN {choice} END"

    def _may_be_blank(self, name: str) -> bool:
        return self.policy.facts[name].unstated == UNKNOWN

    # ---------------------------------------------------------------- windows

    def knows_all(self) -> bool:
        """Whether SQL can count every window; what it does not know goes to the engine."""
        every = self.varying()
        if not all(map(is_counted, every.values())):
            return False
        return all(
            self._causes(name) <= {*self.facts}
            for name, window in every.items()
            if self.is_several(window)
        )

    def _causes(self, name: str) -> set[str]:
        return {cause for cause in given_causes(self.policy, name) if cause != NOW}

    def is_constant(self, name: str) -> bool:
        """Whether the window is the same in all rows: no column can change it."""
        return NOW not in self.facts and self._causes(name).isdisjoint(self.facts)

    def constant(self, name: str) -> WindowState | None:
        """A window that is the same in all rows, if it is shown in any."""
        blank = {fact: UNKNOWN for fact in self.space.blank if fact not in self.facts}
        return window_state(self.setting, name, blank)

    def varying(self) -> dict[str, Window]:
        """The windows that differ from row to row, and those from whose end others count."""
        found: dict[str, Window] = {}
        for name, window in self.policy.windows.items():
            if not (name in self.tested or name in self.decider.windows) or self.is_constant(name):
                continue
            if not isinstance(window.begins, str) and window.begins.end_of is not None:
                found[window.begins.end_of] = self.policy.windows[window.begins.end_of]
            if self.begins(window) is not None:
                found[name] = window
        return found

    def _end(self, window: Window) -> str:
        begins = f"({self.begins(window)})"
        span = span_of(window.lasts)
        if isinstance(span, Elapsed):
            sign = "-" if window.back else "+"
            moment = f"{begins} {sign} {span.duration // timedelta(microseconds=1)}"
            if not ends_with_a_day(window):
                return moment
            begins = f"({moment})"
        if counts_from_last_day(self.policy, window):
            begins = f"({begins} - 1)"
        ends = sql.array(ends_by_day(self.setting, window, self.span), "BIGINT")
        return sql.element(ends, f"{self._local_day(begins)} - {self.span.first_day}")

    def _seen(self, window: Window) -> str:
        """The moment at which a window's state is to be told."""
        if window.seen_at is None:
            return self.now
        moment = moment_of(window.seen_at)
        if not self._may_be_blank(window.seen_at):
            return moment
        if window.seen_at not in self.facts:
            return self.now
        return f"CASE WHEN {text_of(window.seen_at)} IS NULL THEN {self.now} ELSE {moment} END"

    def lasts(self, name: str) -> str:
        """Whether a window's first state has not ended, by the engine's own rule for its edge."""
        window = self.policy.windows[name]
        belongs = window.edge == state_names(window)[0]
        return f"{end_of(name)} {'>=' if belongs else '>'} {self._seen(window)}"

    def is_not_yet(self, name: str) -> str | None:
        """Whether a window's moment is known and still to come; None where it makes no state."""
        window = self.policy.windows[name]
        if not can_come_later(self.policy, window):
            return None
        return f"({self.begins(window)}) > {self._seen(window)}"

    def is_blank(self, name: str) -> str | None:
        """Whether a row does not say a window's one moment; None where it must."""
        window = self.policy.windows[name]
        if self.is_several(window) or self.moment(window) == NOW:
            return None
        moment = self.moment(window)
        return f"{text_of(moment)} IS NULL" if moment in self.facts else "TRUE"

    def covered(self, name: str) -> str:
        """0, or NULL where a window counts and the tables of the clock do not cover its end.

        Of several moments, a row that lacks one is left to the engine, too.
        """
        window = self.policy.windows[name]
        known = within(end_of(name), self.runs)
        if window.seen_at is not None:
            known = f"{known} AND {self._seen(window)} IS NOT NULL"
        blank = self.is_blank(name)
        if blank is not None and state_not_yet(window) is None:
            known = f"{blank} OR {known}"
        return f"(CASE WHEN {known} THEN 0 END)"

    def until(self, name: str) -> str:
        """A window's end as text."""
        return written(end_of(name), self.runs)


def is_counted(window: Window) -> bool:
    """Whether SQL can tell when a window ends: by elapsed time, or by the day of its beginning."""
    if length_name(window.lasts):
        return False
    return isinstance(span_of(window.lasts), Elapsed) or ends_with_a_day(window)


def _followed(window: Window) -> str:
    """The window from whose end another one counts."""
    assert not isinstance(window.begins, str)
    return str(window.begins.end_of)


def moment_of(name: str) -> str:
    """The column of a fact's moment, in microseconds since 1970 (UTC)."""
    return f"moment_{name}"


def end_of(name: str) -> str:
    """The column of the moment at which a window's first state ends."""
    return f"end_{name}"
