"""Deadlines as people type them: what is still to come, in every language at once."""

from __future__ import annotations

from datetime import UTC

import pytest
from support.builtin import MADRID, NO_CACHE, moment

from ayuda.model import LANGUAGES
from ayuda.texts import load_texts
from ayuda.ui.spoken_deadlines import deadline_words, deadlines

NOW = moment("2026-11-24T10:20")
"""A Tuesday."""
WORDS = deadline_words([load_texts(language, NO_CACHE) for language in LANGUAGES])

MEANT = {
    "10:40": ("2026-11-24T10:40",),
    "in 20 min": ("2026-11-24T10:40",),
    "20 min": ("2026-11-24T10:40",),
    "dentro de 20 minutos": ("2026-11-24T10:40",),
    "within 1 hour": ("2026-11-24T11:20",),
    "a las once y veinte": ("2026-11-24T11:20", "2026-11-24T23:20"),
    "half past eleven": ("2026-11-24T11:30", "2026-11-24T23:30"),
    "until 12:30": ("2026-11-24T12:30",),
    "hasta las 12:30": ("2026-11-24T12:30",),
    "9:00": ("2026-11-24T21:00",),
    "09:00": ("2026-11-25T09:00",),
    "now": ("2026-11-24T10:20",),
    "tomorrow": ("2026-11-26T00:00",),
    "pasado mañana": ("2026-11-27T00:00",),
    "the end of Thursday": ("2026-11-27T00:00",),
    "by the end of Thursday": ("2026-11-27T00:00",),
    "el jueves": ("2026-11-27T00:00",),
    "fin del jueves": ("2026-11-27T00:00",),
    "next thursday": ("2026-11-27T00:00",),
    "tuesday": ("2026-11-25T00:00", "2026-12-02T00:00"),
    "26 November": ("2026-11-27T00:00",),
    "26/11": ("2026-11-27T00:00",),
    "el 3": ("2026-12-04T00:00",),
    "2 January": ("2027-01-03T00:00",),
    "2026-11-26": ("2026-11-27T00:00",),
    "2026-11-26T12:00": ("2026-11-26T12:00",),
    "in 3 days": ("2026-11-28T00:00",),
    "tomorrow at 6 pm": ("2026-11-25T18:00",),
    "mañana a las 18:00": ("2026-11-25T18:00",),
    "thursday at midnight": ("2026-11-26T00:00", "2026-11-27T00:00"),
}


@pytest.mark.parametrize(("typed", "meant"), MEANT.items())
def test_what_is_typed_means_what_is_still_to_come(typed: str, meant: tuple[str, ...]) -> None:
    found = deadlines(typed, WORDS, NOW, MADRID)
    assert [end.astimezone(MADRID).strftime("%Y-%m-%dT%H:%M") for end in found] == list(meant)
    assert all(end.tzinfo is UTC for end in found)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "foo",
        "20 min ago",
        "hace 20 minutos",
        "last week",
        "30 February",
        "x" * 10_000,
        "2026-13-01",
    ],
)
def test_what_is_no_time_to_come_means_nothing(typed: str) -> None:
    assert deadlines(typed, WORDS, NOW, MADRID) == ()


def test_a_time_that_the_clocks_repeat_is_both() -> None:
    before = moment("2026-10-24T20:00+02:00")
    found = deadlines("tomorrow at 02:15", WORDS, before, MADRID)
    assert [f"{end.astimezone(MADRID):%H:%M%z}" for end in found] == ["02:15+0200", "02:15+0100"]


def test_a_time_that_the_clocks_skip_is_none() -> None:
    before = moment("2026-03-28T20:00")
    assert deadlines("tomorrow at 02:15", WORDS, before, MADRID) == ()
