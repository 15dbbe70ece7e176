"""How people say times: understood as meant, asked where it is in doubt, never wrong."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spoken_tables import LISTS, MADRID, WORDS, Meant, entries, read

from ayuda.cache import Cache
from ayuda.texts import load_texts
from ayuda.ui.spoken_meaning import Stretch
from ayuda.ui.spoken_words import fold

ENTRIES = [(name, *entry) for name in LISTS for entry in entries(name)]
ENOUGH = 0.95
FULL_WIDTH = str.maketrans(
    "0123456789", "\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19"
)
PRESENT = datetime(2026, 11, 25, 16, 20, tzinfo=MADRID).astimezone(UTC)


def plain(meant: Meant) -> Meant:
    """Without whether a whole day was said: "today" and what has been of it are the same."""
    if isinstance(meant, str):
        return meant
    return frozenset(Stretch(one.earliest, one.latest) for one in meant)


def verdict(found: Meant, meant: Meant) -> str:
    """``understood``, ``asked`` or ``refused`` although it is clear, or ``wrong``."""
    if plain(found) == plain(meant):
        return "understood"
    if isinstance(found, str):
        return "refused"
    among = not isinstance(meant, str) and len(found) > 1 and plain(meant) <= plain(found)
    return "asked" if among else "wrong"


@pytest.mark.parametrize("name", LISTS)
def test_at_least_95_in_100_are_understood(name: str) -> None:
    found = Counter(verdict(read(typed, now), meant) for typed, now, meant in entries(name))
    assert found["understood"] >= ENOUGH * found.total(), found


@pytest.mark.parametrize(("name", "typed", "now", "meant"), ENTRIES)
def test_nothing_is_understood_wrongly(name: str, typed: str, now: datetime, meant: Meant) -> None:
    assert verdict(read(typed, now), meant) != "wrong", (name, read(typed, now))


def test_the_lists_are_long_enough() -> None:
    sizes = Counter(name for name, *_ in ENTRIES)
    assert sizes["en"] >= 300
    assert sizes["es"] >= 300
    assert sizes["blind_en"] >= 100
    assert sizes["blind_es"] >= 100


@pytest.mark.parametrize(
    "altered",
    [
        lambda typed: typed.upper(),
        lambda typed: normalize("NFD", typed),
        lambda typed: typed.translate(FULL_WIDTH),
        lambda typed: typed.replace(" ", "\u00a0"),
        lambda typed: typed.replace(" ", "  "),
        lambda typed: f" {typed}. ",
        lambda typed: f"({typed})",
    ],
    ids=["capitals", "NFD", "full width", "no-break", "two blanks", "full stop", "brackets"],
)
def test_how_it_is_written_does_not_change_what_it_means(altered: Callable[[str], str]) -> None:
    different = {
        typed
        for _, typed, now, _ in ENTRIES
        if plain(read(altered(typed), now)) != plain(read(typed, now))
    }
    assert different == set()


def slips(typed: str) -> Iterator[str]:
    """A letter of a long word left out, doubled, or exchanged with the next."""
    for word in re.finditer(r"[^\W\d_]{5,}", typed):
        for place in range(word.start() + 1, word.end() - 1):
            before, letter, after = typed[:place], typed[place], typed[place + 1 :]
            yield before + after
            yield before + letter + letter + after
            yield before + after[0] + letter + after[1:]


def test_no_slip_of_one_letter_in_a_long_word_is_understood_as_something_else() -> None:
    different = {
        (typed, slip)
        for _, typed, now, meant in ENTRIES[::4]
        for slip in slips(typed)
        if verdict(read(slip, now), meant) == "wrong"
        and not set(fold(slip).split()) - set(fold(typed).split()) <= WORDS.known  # "cuatro"
    }
    assert different == set()


CLOCK_STYLES = (
    "{h24:02}:{minute:02}",
    "{h24}.{minute:02} h",
    "a las {h24:02}:{minute:02}",
    "{h12}:{minute:02} {half}",
    "a las {h24} y {minute}",
    "{minute} past {h12}",
    "las {h12} y {minute} {part}",
)
WHOLE_HOUR_STYLES = (
    "{h12} {half}",
    "a las {h12} {part}",
    "{h12} o'clock {half}",
    "a las {h24:02} h",
)
DAY_STYLES = (
    "el {day} de {month}",
    "{day}/{number}",
    "{day}-{number}-{year}",
    "{year}/{number}/{day}",
    "{english} {day}{ending}",
    "{day}{ending} of {english}",
    "{weekday} {day}/{number}",
)
ENGLISH, SPANISH = (load_texts(language, Cache()) for language in ("en", "es"))


def part_of_day(hour: int) -> str:
    if hour < 6:
        return "de la madrugada"
    if hour < 12:
        return "de la mañana"
    return "del mediodía" if hour == 12 else "de la tarde" if hour < 20 else "de la noche"


@given(
    minutes=st.integers(1, 170 * 1440),
    whole=st.booleans(),
    style=st.integers(0, 6),
    day=st.sampled_from(DAY_STYLES),
    day_first=st.booleans(),
)
def test_a_moment_said_in_any_style_is_that_moment_or_asked(
    minutes: int, whole: bool, style: int, day: str, day_first: bool
) -> None:
    moment = PRESENT - timedelta(minutes=minutes)
    moment -= timedelta(minutes=moment.minute) if whole else timedelta()
    local = moment.astimezone(MADRID)
    styles = WHOLE_HOUR_STYLES if not local.minute else CLOCK_STYLES
    said_clock = styles[style % len(styles)].format(
        h24=local.hour,
        h12=local.hour % 12 or 12,
        minute=local.minute,
        half="pm" if local.hour >= 12 else "am",
        part=part_of_day(local.hour),
    )
    said_day = day.format(
        day=local.day,
        number=local.month,
        year=local.year,
        month=SPANISH.get("moments.months")[local.month - 1],
        english=ENGLISH.get("moments.months")[local.month - 1],
        weekday=SPANISH.get("moments.weekdays")[local.weekday()],
        ending={1: "st", 2: "nd", 3: "rd"}.get(local.day % 10 if local.day // 10 != 1 else 0, "th"),
    )
    said = f"{said_day} {said_clock}" if day_first else f"{said_clock} {said_day}"
    found = read(said, PRESENT)
    assert not isinstance(found, str), said
    assert Stretch(moment, moment) in found, said


@given(hours=st.integers(0, 400), minutes=st.integers(0, 59), style=st.integers(0, 5))
def test_a_span_said_in_any_style_is_so_long_ago(hours: int, minutes: int, style: int) -> None:
    said = [
        f"hace {hours} h {minutes} min",
        f"{hours}h{minutes}m ago",
        f"hace {hours} horas y {minutes} minutos",
        f"{hours} hours and {minutes} minutes ago",
        f"hace {hours * 60 + minutes} minutos",
        f"about {hours * 60 + minutes} min ago",
    ][style]
    moment = PRESENT - timedelta(hours=hours, minutes=minutes)
    assert read(said, PRESENT) == frozenset({Stretch(moment, moment)}), said


@given(
    typed=st.sampled_from([typed for _, typed, *_ in ENTRIES]),
    now=st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_nothing_means_what_is_still_to_come(typed: str, now: datetime) -> None:
    found = read(typed, now)
    if isinstance(found, str):
        return
    for stretch in found:
        assert stretch.latest <= now
        assert stretch.earliest is None or stretch.earliest <= stretch.latest
