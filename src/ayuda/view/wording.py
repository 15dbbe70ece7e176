"""Words for single things of a policy: texts, lengths, moments, spans of time, facts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import msgspec

from ayuda.engine.results import Decision
from ayuda.engine.windows import FactValue, Setting
from ayuda.model import GIVEN, MALFORMED, NOW, UNKNOWN, Fact, Length, Policy, Text, Value, Window
from ayuda.moments import in_zone
from ayuda.policy.language.causes import computed_of
from ayuda.policy.language.conditions import Known
from ayuda.policy.language.length import LengthUnit, ends_with_a_day, length_name, unit_of
from ayuda.texts import LONGEST_VALUE, Texts, fill, visible
from ayuda.view.quantities import Quantities

if TYPE_CHECKING:
    from ayuda.engine.amounts import AmountValue

SECONDS = {"day": 86_400, "hour": 3_600, "minute": 60, "second": 1}
ROUNDED_FROM = 10
ROUNDED_TO = 5
FEW_LENGTHS = 4
UNIT_WORDS = {
    "minutes": "minute",
    "hours": "hour",
    "days": "day",
    "weeks": "week",
    "months": "month",
    "years": "year",
    "working_days": "working_day",
}
AMOUNT_DECIMALS = 2
STATES = (GIVEN, MALFORMED, UNKNOWN)
HIDDEN = "\u2022\u2022\u2022"
"""What stands for a personal text."""
ONE_O_CLOCK = 1
"""The hour that some languages speak of otherwise than of all others ("a la 1", "a las 2")."""
QUARTER = 15
"""Minutes left: exact below ten, then to the last five, and of more than an hour in quarters."""


class Wording(msgspec.Struct, frozen=True, dict=True):
    """A policy's and the program's words in one language, as of a present moment (in UTC)."""

    policy: Policy
    texts: Texts
    now: datetime

    @cached_property
    def zone(self) -> ZoneInfo:
        """The policy's time zone, in which all moments are told."""
        return ZoneInfo(self.policy.time_zone)

    @cached_property
    def lengths(self) -> dict[str, str]:
        """The length of every window in words, by window id: what placeholders stand for.

        One that hangs on the case goes by the name of what gives it.
        """
        return {name: self.length(window.lasts) for name, window in self.policy.windows.items()}

    def of_case(self, values: Mapping[str, Known]) -> Wording:
        """The same words, with the lengths of windows that hang on these values."""
        lengths = {
            name: self.length(window.lasts, values)
            for name, window in self.policy.windows.items()
            if length_name(window.lasts) is not None
        }
        if not lengths:
            return self
        own = msgspec.structs.replace(self)
        vars(own)["lengths"] = {**self.lengths, **lengths}
        return own

    def length(self, lasts: Length, values: Mapping[str, Known] | None = None) -> str:
        """A window's length: "30 minutes", "2 working days"."""
        unit, count = unit_of(lasts)
        if isinstance(count, str):
            known = (values or {}).get(count)
            if not isinstance(known, Decimal):
                return self._possible_lengths(unit, count)
            count = int(known)
        return self.texts.count(UNIT_WORDS[unit], count)

    def _possible_lengths(self, unit: LengthUnit, name: str) -> str:
        """The lengths that a table has, if they are few; else the name of what gives the length."""
        table = self.policy.tables.get(name)
        found = {row["value"] for row in table.rows} if table is not None else set()
        numbers = sorted(value for value in found if isinstance(value, int))
        if not 0 < len(numbers) <= FEW_LENGTHS:
            return self.fact_name(name)
        last = self.texts.count(UNIT_WORDS[unit], numbers[-1])
        return self.texts.listed([*map(str, numbers[:-1]), last])

    @cached_property
    def quantities(self) -> Quantities:
        """The words of numbers."""
        return Quantities(self.texts, self.policy.units)

    def text(self, text: Text, **more: str) -> str:
        """A policy's text in this language, its placeholders filled."""
        words = self.template(text)
        return fill(words, {**self.lengths, **more}) if "{" in words else words

    def template(self, text: Text) -> str:
        """A policy's text in this language as it is written, with its placeholders."""
        return text.words(self.texts.chosen)

    def moment(self, moment: datetime) -> str:
        """A moment as people say it: "today at 10:40", "Monday 23 November at 09:05"."""
        local = moment.astimezone(self.zone)
        return self.texts.say(
            "moments.at_one" if local.hour == ONE_O_CLOCK else "moments.at",
            day=self.day_of(moment),
            time=self.clock(moment),
        ) + self._which(local)

    def day_of(self, moment: datetime) -> str:
        """The day of a moment in words."""
        return self.day(moment.astimezone(self.zone).date())

    def clock(self, moment: datetime) -> str:
        """The time of a moment in words: "10:40"."""
        return f"{moment.astimezone(self.zone):%H:%M}"

    def written(self, moment: datetime) -> str:
        """A moment as documents have it, with the zone's offset."""
        return in_zone(moment, self.zone)

    def _which(self, local: datetime) -> str:
        """The offset, for a time that a clock change repeats."""
        other = local.replace(fold=1 - local.fold)
        return "" if other.utcoffset() == local.utcoffset() else f" ({local:%z})"

    def day(self, day: date) -> str:
        """A day as people say it: "today", "Monday 23 November"; with its year if another."""
        today = self.now.astimezone(self.zone).date()
        near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get((day - today).days)
        if near is not None:
            return self.texts.say(f"moments.{near}")
        return self.full_day(day)

    def full_day(self, day: date) -> str:
        """A day by its weekday and date: "Monday 23 November"; with its year if another."""
        today = self.now.astimezone(self.zone).date()
        return self.texts.say(
            "moments.day" if day.year == today.year else "moments.day_of_year",
            weekday=self.texts.get("moments.weekdays")[day.weekday()],
            day=str(day.day),
            month=self.texts.get("moments.months")[day.month - 1],
            year=str(day.year),
        )

    def fixed_day(self, day: date) -> str:
        """A day that a policy names, by its date with the year, whatever day is today."""
        return self.texts.say(
            "moments.day_of_year",
            weekday=self.texts.get("moments.weekdays")[day.weekday()],
            day=str(day.day),
            month=self.texts.get("moments.months")[day.month - 1],
            year=str(day.year),
        )

    def deadline(self, moment: datetime, window: Window) -> str:
        """The moment at which a window ends; of one that ends with a day, the end of its last."""
        return self._end_of_day(moment) if ends_with_a_day(window) else self.moment(moment)

    def _end_of_day(self, moment: datetime) -> str:
        """The midnight at which a day ends, as that day's end."""
        last = (moment.astimezone(self.zone) - timedelta(seconds=1)).date()
        return self.texts.say("moments.end_of", day=self.day(last))

    def deadlines(self, decision: Decision) -> dict[str, str]:
        """What ``{window.until}`` and ``{window.left}`` stand for in the texts of a decision.

        Where nobody knows from when a window counts, its end is called by the window's name.
        """
        words = self.deadlines_by_name(decision.rule.windows)
        for window in decision.windows:
            known = self.policy.windows[window.id]
            words[f"{window.id}.until"] = self.deadline(window.until, known)
            words[f"{window.id}.left"] = self.left(window.seconds_left)
            if length_name(known.lasts) is not None:
                words[window.id] = self.length(known.lasts, decision.knowledge.values)
        for amount in decision.amounts:
            words[amount.id] = self.amount(amount.id, amount.value, cents=has_cents(amount))
        return words

    def amount(self, name: str, value: Decimal | None, *, cents: bool = False) -> str:
        """An amount in words, to the cent with ``cents``; its name where it is not known."""
        known = self.policy.amounts[name]
        if value is None:
            return self.texts.say("moments.amount_unknown", name=self.text(known.name))
        return self.quantities.quantity(value, known.unit, AMOUNT_DECIMALS, keeps_zeros=cents)

    def deadlines_by_name(self, windows: Iterable[str]) -> dict[str, str]:
        """What they stand for where there is no case, or no moment in it: the window's name."""
        words: dict[str, str] = {}
        for name in windows:
            words[f"{name}.until"] = self.texts.say(
                "moments.end_of_window", name=self.fact_name(name)
            )
            words[f"{name}.left"] = self.texts.say("moments.unknown_time")
        for name, amount in self.policy.amounts.items():
            words[name] = self.texts.say("moments.amount_of", name=self.text(amount.name))
        return words

    def without_a_case(self, text: Text) -> str:
        """A text of a decision where there is no case."""
        return self.text(text, **self.deadlines_by_name(self.policy.windows))

    def left(self, seconds: int) -> str:
        """The time left as people say it, rounded down: never more than is left.

        Minutes to the last five, from ten on; hours with quarters; days with hours.
        """
        if seconds < SECONDS["minute"]:
            return self.texts.say("moments.left_moment")
        days, rest = divmod(seconds, SECONDS["day"])
        hours, rest = divmod(rest, SECONDS["hour"])
        minutes = rest // SECONDS["minute"]
        if days:
            return self._both("day", days, "hour", hours)
        if hours:
            return self._both("hour", hours, "minute", minutes // QUARTER * QUARTER)
        if minutes < ROUNDED_FROM:
            return self.texts.count("minute", minutes)
        some = self.texts.count("minute", minutes // ROUNDED_TO * ROUNDED_TO)
        return self.texts.say("moments.left_some", span=some)

    def _both(self, unit: str, number: int, smaller: str, rest: int) -> str:
        """A number of units and of the next smaller ones, where there are any."""
        words = self.texts.count(unit, number)
        return self.texts.listed([words, self.texts.count(smaller, rest)], "and") if rest else words

    def span(self, seconds: int) -> str:
        """A span of time in its two largest units: "1 hour 5 minutes"."""
        parts = []
        for unit, size in SECONDS.items():
            number, seconds = divmod(seconds, size)
            if number:
                parts.append(self.texts.count(unit, number))
        return " ".join(parts[:2]) or self.texts.count("second", 0)

    def option_value(self, name: str, moment: datetime) -> str:
        """A moment as the option of that fact takes it."""
        written = in_zone(moment, self.zone)
        return written.partition("T")[0] if self.is_day(name, moment) else written

    def is_day(self, name: str, moment: datetime) -> bool:
        """Whether a moment stands for its day: midnight, of a fact that may be a date."""
        local = moment.astimezone(self.zone)
        return self.policy.facts[name].accepts_date and local.time() == time()

    def fact_name(self, name: str) -> str:
        """What a fact or a window is called."""
        policy = self.policy
        if name == NOW:
            return self.texts.say("facts.today")
        part = (
            policy.facts.get(name)
            or policy.windows.get(name)
            or computed_of(policy, name)
            or policy.amounts.get(name)
        )
        return name if part is None else self.text(part.name)

    def value(self, name: str, value: FactValue | Known | None) -> str:
        """The words for a value of a fact or a computed name, or for a state of a window."""
        if value is None:
            return self.texts.say("facts.unstated")
        if name in self.policy.windows:
            state = self.policy.windows[name].states.get(str(value))
            return self.text(state.name) if state else self.texts.say("facts.unknown")
        return self.fact_value(name, value)

    def fact_value(self, name: str, value: FactValue | Known) -> str:
        """The words for a value of a fact, a derived fact, a score or a table."""
        policy = self.policy
        part = policy.facts.get(name) or computed_of(policy, name)
        if isinstance(value, date):
            return self._day_or_moment(name, value)
        if isinstance(value, tuple):
            return self._several(part, value)
        if not isinstance(value, str | bool):
            unit, decimals = getattr(part, "unit", None), getattr(part, "decimals", 0)
            return self.quantities.quantity(value, unit, decimals)
        return self._listed_value(name, part, value)

    def _day_or_moment(self, name: str, value: date) -> str:
        if not isinstance(value, datetime):
            return self.day(value)
        if self.is_day(name, value):
            return self.day(value.astimezone(self.zone).date())
        return self.moment(value)

    def _listed_value(self, name: str, part: object, value: Value) -> str:
        """The words for an id, yes or no, or what is known of a text."""
        key = self.value_key(value)
        words = getattr(part, "values", {})
        scores = self.policy.scores if name in self.policy.derived else {}
        is_typed = not isinstance(part, Fact) or part.kind not in {"choice", "yes-no"}
        if key in words or key in scores:
            return self.text(words[key] if key in words else scores[key].name)
        if isinstance(part, Fact) and is_typed and value == UNKNOWN and part.unknown is not None:
            return self.text(part.unknown)
        if isinstance(value, bool) or (is_typed and value in STATES):
            return self.texts.say(f"facts.{key}")
        return HIDDEN if isinstance(part, Fact) and part.personal else defanged(value)

    def _several(self, part: object, values: tuple[str, ...]) -> str:
        """The values of a choice of several, or links."""
        if not isinstance(part, Fact) or not part.several:
            return ", ".join(defanged(part) for part in values)
        words = [self.text(part.values[value]) for value in part.values if value in values]
        return ", ".join(words) or self.texts.say("facts.none")

    @staticmethod
    def value_key(value: Value) -> str:
        """The key under which a policy keeps the words of a finite value."""
        return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value

    def present(self) -> str:
        """The present with its offset."""
        return self.written(self.now)


def has_cents(amount: AmountValue) -> bool:
    """Whether an amount or a line of it is no whole number: then all are told to the cent."""
    values = (amount.value, *(line.value for line in amount.lines))
    return any(value is not None and value % 1 for value in values)


def wording_as_of(texts: Texts, setting: Setting) -> Wording:
    """The words of a setting's policy and of the program, as of its present."""
    return Wording(setting.policy, texts, setting.now)


def defanged(text: str, longest: int | None = LONGEST_VALUE) -> str:
    """Text from a message, safe to show: nothing to click, nothing unseen."""
    shown = visible(text, longest)
    for scheme, harmless in (("https:", "hxxps:"), ("http:", "hxxp:")):
        shown = re.sub(scheme, harmless, shown, flags=re.IGNORECASE)
    return shown.replace(".", "[.]") if _names_a_host(shown) else shown


def _names_a_host(text: str) -> bool:
    return re.search(r"hxxps?:|@|\w\.\w", text) is not None
