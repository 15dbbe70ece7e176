"""What the words of a typed time mean together: a day, a time of day, or a span that has passed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from ayuda.ui.spoken_words import hour_of_day

WHOLE_DAYS = ("day", "week")
LONGEST_SPAN = timedelta(weeks=99_999)


class Meaning:
    """What has been said so far. What sets something gives 0 where it contradicts what is set.

    ``either_half``: the hour may be one of the morning or of the afternoon. ``after_midnight``:
    the time is in the night that began on the day, so that it may be the next day's.
    """

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.day: date | None = None
        self.weekday: int | None = None
        self.by_weekday = False
        self.clock: time | None = None
        self.either_half = False
        self.half_said = False
        self.after_midnight = False
        self.part = ""
        self.elapsed: timedelta | None = None
        self.units: list[str] = []
        self.hours_or_clock: int | None = None
        self.said: set[str] = set()

    def settle(self) -> bool:
        """Whether all that was said means one moment or day together."""
        return (
            self._settle_hours()
            and self._settle_span()
            and self._settle_weekday()
            and self._settle_part()
            and self._means_something()
        )

    def _means_something(self) -> bool:
        alone = self.day is None and self.clock is None
        return alone if self.elapsed is not None else not alone and "ago" not in self.said

    def _settle_hours(self) -> bool:
        """``18h`` with nothing that says "ago" is a time of day."""
        hour = self.hours_or_clock
        if hour is None or len(self.units) > 1 or "ago" in self.said:
            return True
        self.elapsed = None
        return bool(self.set_clock(time(hour)))

    def _settle_span(self) -> bool:
        """Whole days that have passed name a day where a time goes with them."""
        if self.elapsed is None or self.clock is None or not self.elapsed:
            return True
        if self.day is not None or self.weekday is not None:
            return False
        if set(self.units) <= set(WHOLE_DAYS):
            self.day = self.now.date() - self.elapsed
            self.elapsed = None
            self.said.discard("ago")
        return True

    def _settle_weekday(self) -> bool:
        """A weekday alone is the last one that was; beside a date it must be that date's."""
        if self.weekday is None:
            return "last" not in self.said
        if self.day is not None:
            return self.day.weekday() == self.weekday
        today = self.now.date()
        back = (today.weekday() - self.weekday) % 7
        if not back and "last" in self.said:
            back = 7
        self.day = today - timedelta(days=back)
        self.by_weekday = True
        return True

    def _settle_part(self) -> bool:
        """A part of the day says which half an hour is in, or agrees with the half that was."""
        if not self.part or self.clock is None:
            return not self.part or self.elapsed is None
        hour = hour_of_day(self.clock.hour, self.part)
        if hour is None or (self.half_said and hour != self.clock.hour):
            return False
        self.clock = self.clock.replace(hour=hour)
        self.either_half = False
        self.after_midnight = self.part == "night" and hour < 6 and self.day is not None
        return True

    def awaits_clock(self, hour: int) -> bool:
        """Whether hours are a time of day: ``a las 18 h``, ``ayer 18h``."""
        named = "at" in self.said or self.day is not None or self.weekday is not None
        return named and self.elapsed is None and hour < 24

    def awaits_hour(self, hour: int) -> bool:
        """Whether a bare number is an hour: ``a las 6``, ``ayer 18``, ``anoche 10``."""
        return "at" in self.said or ("day" in self.said and (hour > 12 or bool(self.part)))

    def add_span(self, span: timedelta, used: int) -> int:
        """Add to what has passed; gives ``used``, or 0 where it is more than anybody means."""
        self.elapsed = (self.elapsed or timedelta()) + span
        return used if self.elapsed <= LONGEST_SPAN else 0

    def set_part(self, part: str) -> int:
        """Set the part of the day that all is in."""
        if self.part not in {"", part}:
            return 0
        self.part = part
        return 1

    def set_day(self, day: date) -> int:
        """Set the day; the same one may be said twice."""
        if self.day is not None:
            return int(self.day == day)
        self.day = day
        return 1

    def set_clock(self, clock: time) -> int:
        """Set the time of day, once."""
        if self.clock is not None:
            return 0
        self.clock = clock
        return 1
