"""Parts of the day: which hours lie in them, and from when to when they last."""

from __future__ import annotations

from ayuda.ui.spoken_clocks import Clock
from ayuda.ui.spoken_said import Said

Hours = dict[int, tuple[int, ...]]

SMALL = 6
"""The hour at which a night is over."""
FIRST_HALF: Hours = {12: (0,), **{hour: (hour,) for hour in range(12)}}
SECOND_HALF: Hours = {12: (12,)} | {
    hour: (hour % 12 + 12,) for hour in (*range(1, 12), *range(13, 24))
}
AT_NIGHT: Hours = SECOND_HALF | {12: (0,), **{hour: (hour,) for hour in range(SMALL)}}
HOURS: dict[str, Hours] = {
    "before_noon": FIRST_HALF,
    "after_noon": SECOND_HALF,
    "small_hours": {hour: FIRST_HALF[hour] for hour in (12, *range(SMALL + 2))},
    "early_morning": {hour: FIRST_HALF[hour] for hour in (12, *range(SMALL + 4))},
    "morning": FIRST_HALF | {12: (0, 12)},
    "forenoon": FIRST_HALF | {12: (12,)},
    "midday": {11: (11,), **{hour: SECOND_HALF[hour] for hour in (12, 1, 2, 3, 4, 13, 14, 15, 16)}},
    "afternoon": SECOND_HALF,
    "evening": {hour: SECOND_HALF[hour] for hour in SECOND_HALF if hour != 12},
    "night": AT_NIGHT,
    "at_night": AT_NIGHT,
}
"""The hours from 0 to 23 that a said hour may be in a part of the day: none where it is in none."""
BOUNDS = {
    "before_noon": (0, 12),
    "after_noon": (12, 24),
    "small_hours": (0, 8),
    "early_morning": (0, 10),
    "morning": (0, 14),
    "forenoon": (5, 14),
    "midday": (11, 17),
    "afternoon": (12, 22),
    "evening": (15, 24),
    "night": (18, 30),
    "at_night": (18, 30),
}
"""From which hour to which a part of the day lasts, as widely as anybody means it."""


def hours_of(said: Said, clock: Clock) -> tuple[int, ...]:
    """The hours from 0 to 23 that a time of day may be in, the earlier first."""
    hour = clock.time.hour
    if clock.style == "midnight":
        return (0,) if set(said.parts) <= {"night", "at_night"} else ()
    if clock.style == "noon" and any(12 not in HOURS[part].get(12, ()) for part in said.parts):
        return ()
    if said.parts:
        found = [set(HOURS[part].get(hour, ())) for part in said.parts]
        return tuple(sorted(set.intersection(*found)))
    dated = said.day is not None and said.day.figures
    if clock.style == "said" or (clock.style == "short" and not dated):
        return (hour % 12, hour % 12 + 12)
    return (hour,)


def shifts_of(said: Said, clock: Clock, hours: tuple[int, ...]) -> tuple[int, ...]:
    """How many days behind the day that was said: a night goes on into the next day."""
    if hours[0] >= SMALL or len(hours) > 1:
        return (0,)
    if "night" in said.parts:
        return (1,)
    return (0, 1) if clock.style == "midnight" or "at_night" in said.parts else (0,)
