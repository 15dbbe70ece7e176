"""Words for the time that is left: as people say it, and never more than there is."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.builtin import POLICY, wording

from ayuda.model import LANGUAGES, Language
from ayuda.texts import PLACEHOLDER

MINUTE, HOUR, DAY = 60, 3_600, 86_400
UNITS = {
    **dict.fromkeys(("minute", "minutes", "minuto", "minutos"), MINUTE),
    **dict.fromkeys(("hour", "hours", "hora", "horas"), HOUR),
    **dict.fromkeys(("day", "days", "día", "días"), DAY),
}


@pytest.mark.parametrize(
    ("seconds", "english", "spanish"),
    [
        (0, "less than a minute", "menos de un minuto"),
        (59, "less than a minute", "menos de un minuto"),
        (60, "1 minute", "1 minuto"),
        (9 * MINUTE + 59, "9 minutes", "9 minutos"),
        (10 * MINUTE, "some 10 minutes", "unos 10 minutos"),
        (24 * MINUTE + 59, "some 20 minutes", "unos 20 minutos"),
        (HOUR - 1, "some 55 minutes", "unos 55 minutos"),
        (HOUR, "1 hour", "1 hora"),
        (HOUR + 14 * MINUTE, "1 hour", "1 hora"),
        (2 * HOUR + 44 * MINUTE, "2 hours and 30 minutes", "2 horas y 30 minutos"),
        (DAY - 1, "23 hours and 45 minutes", "23 horas y 45 minutos"),
        (DAY, "1 day", "1 día"),
        (2 * DAY + 15 * HOUR - 1, "2 days and 14 hours", "2 días y 14 horas"),
    ],
)
def test_the_time_left_is_told_as_people_say_it(seconds: int, english: str, spanish: str) -> None:
    said = {"en": english, "es": spanish}
    told = {language: wording(language).left(seconds) for language in LANGUAGES}
    assert {language: text.replace("\xa0", " ") for language, text in told.items()} == said


@pytest.mark.parametrize("language", LANGUAGES)
@given(seconds=st.integers(MINUTE, 40 * DAY))
def test_no_more_time_is_told_than_is_left_and_hardly_less(
    language: Language, seconds: int
) -> None:
    parts = re.findall(r"(\d+)\W([^\W\d]+)", wording(language).left(seconds))
    told = sum(int(number) * UNITS[unit] for number, unit in parts)
    assert told <= seconds < told + max(5 * MINUTE, told // 2 + 1)


def test_of_working_days_no_time_is_told_that_is_left() -> None:
    days = {name for name, window in POLICY.windows.items() if window.lasts.working_days}
    for name in days:
        for state in POLICY.windows[name].states.values():
            assert "left" not in PLACEHOLDER.findall(state.says.en + state.says.es)
    for outcome in POLICY.outcomes.values():
        texts = [outcome.title, *([outcome.say] if outcome.say else [])]
        for text in [*texts, *(step.text for step in outcome.steps)]:
            named = PLACEHOLDER.findall(text.en + text.es)
            assert not {f"{name}.left" for name in days} & set(named)
