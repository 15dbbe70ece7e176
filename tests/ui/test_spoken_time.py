"""What people type for a moment, in both languages, and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from support.moments import READ

from ayuda.cache import Cache
from ayuda.model import LANGUAGES, Language
from ayuda.moments import in_zone, start_of_day
from ayuda.policy.load import built_in_path, load
from ayuda.texts import load_texts
from ayuda.ui.spoken_meaning import NoMoment, Stretch
from ayuda.ui.spoken_parts import BOUNDS, HOURS
from ayuda.ui.spoken_time import understand
from ayuda.ui.spoken_words import LONGEST_PHRASE, words_of
from ayuda.ui.spoken_words import PARTS as PARTS_OF_DAY
from ayuda.view.wording import Wording

MADRID = ZoneInfo("Europe/Madrid")
CACHE = Cache()
TEXTS = {language: load_texts(language, CACHE) for language in LANGUAGES}
WORDS = words_of(list(TEXTS.values()))
NOW = datetime(2026, 11, 23, 11, 0, tzinfo=MADRID).astimezone(UTC)  # a Monday


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=MADRID)


def read(text: str, now: datetime = NOW, zone: ZoneInfo = MADRID) -> Stretch:
    """The one thing that a text means."""
    (stretch,) = understand(text, WORDS, now, zone)
    return stretch


def choices(text: str, now: datetime = NOW) -> list[datetime]:
    """The moments that a text may mean, the latest first."""
    return [stretch.latest for stretch in understand(text, WORDS, now, MADRID)]


def refusal(text: str, now: datetime = NOW) -> str:
    with pytest.raises(NoMoment) as caught:
        understand(text, WORDS, now, MADRID)
    return caught.value.reason


TIMES = {
    # bare times, and those still to come today, which were yesterday
    "10:40": "2026-11-23T10:40",
    "10.40": "2026-11-23T10:40",
    "10h40": "2026-11-23T10:40",
    "10:40h": "2026-11-23T10:40",
    "10:40 h": "2026-11-23T10:40",
    "a las 10:40": "2026-11-23T10:40",
    "sobre las 10:40": "2026-11-23T10:40",
    "a eso de las 10:40": "2026-11-23T10:40",
    "hacia las 10:40": "2026-11-23T10:40",
    "at about 10:40": "2026-11-23T10:40",
    "  10:40  ": "2026-11-23T10:40",
    "11:00": "2026-11-23T11:00",
    "11:01": "2026-11-22T11:01",
    "18:00": "2026-11-22T18:00",
    "6pm": "2026-11-22T18:00",
    "6 p. m.": "2026-11-22T18:00",
    "a las 18h": "2026-11-22T18:00",
    "at 18": "2026-11-22T18:00",
    "noon": "2026-11-22T12:00",
    "mediodía": "2026-11-22T12:00",
    "al mediodía": "2026-11-22T12:00",
    "midnight": "2026-11-23T00:00",
    "a medianoche": "2026-11-23T00:00",
    # days by name
    "hoy a las 9:30": "2026-11-23T09:30",
    "today 9:30": "2026-11-23T09:30",
    "esta mañana a las 9:30": "2026-11-23T09:30",
    "this morning at 9:30": "2026-11-23T09:30",
    "ayer 18:00": "2026-11-22T18:00",
    "AYER, 18:00": "2026-11-22T18:00",
    "ayer 18h": "2026-11-22T18:00",
    "ayer a las 18 h": "2026-11-22T18:00",
    "ayer a las 6 de la tarde": "2026-11-22T18:00",
    "ayer a las 6:30 de la tarde": "2026-11-22T18:30",
    "ayer a las 10 de la noche": "2026-11-22T22:00",
    "ayer a las 3 de la madrugada": "2026-11-22T03:00",
    "ayer a las 9 de la mañana": "2026-11-22T09:00",
    "ayer a las 12 de la mañana": "2026-11-22T12:00",
    "ayer a la una de la tarde": "2026-11-22T13:00",
    "ayer al mediodia": "2026-11-22T12:00",
    "yesterday 6pm": "2026-11-22T18:00",
    "yesterday at 6 p.m.": "2026-11-22T18:00",
    "yesterday at 6 in the evening": "2026-11-22T18:00",
    "yesterday at 12am": "2026-11-22T00:00",
    "yesterday at 12 pm": "2026-11-22T12:00",
    "10:40:30": "2026-11-23T10:40:30",
    "ayer 18": "2026-11-22T18:00",
    "ayer a las 18": "2026-11-22T18:00",
    "yesterday 18": "2026-11-22T18:00",
    "ayer a las seis y media de la tarde": "2026-11-22T18:30",
    # an hour with "h" is a time of day from 13 on
    "18h": "2026-11-22T18:00",
    "18 h": "2026-11-22T18:00",
    "13h": "2026-11-22T13:00",
    "23h": "2026-11-22T23:00",
    "18h ayer": "2026-11-22T18:00",
    "sobre las 18h": "2026-11-22T18:00",
    # an hour without its half is the last one that was
    "a las 6": "2026-11-23T06:00",
    "at 6": "2026-11-23T06:00",
    "a las seis": "2026-11-23T06:00",
    "a las 9": "2026-11-23T09:00",
    "a las 11": "2026-11-23T11:00",
    "a las 0": "2026-11-23T00:00",
    "a las 6 y cuarto": "2026-11-23T06:15",
    "hoy a las 9": "2026-11-23T09:00",
    # parts of the day
    "esta mañana a las 9": "2026-11-23T09:00",
    "this morning at 9": "2026-11-23T09:00",
    "esta mañana a las 0:30": "2026-11-23T00:30",
    "anoche a las 10": "2026-11-22T22:00",
    "anoche a las diez y media": "2026-11-22T22:30",
    "anoche 22:30": "2026-11-22T22:30",
    "last night at 10pm": "2026-11-22T22:00",
    "last night 10pm": "2026-11-22T22:00",
    "last night at 10": "2026-11-22T22:00",
    "last night 10": "2026-11-22T22:00",
    "anoche a las 12": "2026-11-23T00:00",
    "anoche a las 2": "2026-11-23T02:00",
    "last night at 1am": "2026-11-23T01:00",
    "esta noche a las 3": "2026-11-23T03:00",
    "ayer por la tarde a las 6": "2026-11-22T18:00",
    "ayer a las 6 por la tarde": "2026-11-22T18:00",
    "yesterday evening at 6pm": "2026-11-22T18:00",
    "yesterday morning at 9": "2026-11-22T09:00",
    "friday night at 11": "2026-11-20T23:00",
    "friday night at 1": "2026-11-21T01:00",
    "lunes por la noche a la 1": "2026-11-17T01:00",
    # weekdays are the last ones that were
    "lunes 12:00": "2026-11-16T12:00",
    # dates; without a year the last one that was
    "22/11 10:40": "2026-11-22T10:40",
    "22/11/2026 10:40": "2026-11-22T10:40",
    "22/11/26 10:40": "2026-11-22T10:40",
    "22-11-2026 10:40": "2026-11-22T10:40",
    "22.11.2026 10.40": "2026-11-22T10:40",
    "22 nov 10:40": "2026-11-22T10:40",
    "22 nov. 10:40": "2026-11-22T10:40",
    "5 ago 10:40": "2026-08-05T10:40",
    "22 november at 10:40": "2026-11-22T10:40",
    "22 de noviembre a las 10:40": "2026-11-22T10:40",
    "22 de noviembre de 2026 a las 10:40": "2026-11-22T10:40",
    "el 22 de noviembre del 2026 a las 10:40": "2026-11-22T10:40",
    "nov 22 10:40": "2026-11-22T10:40",
    "november 22, 10:40": "2026-11-22T10:40",
    "November 22, 2026 at 10:40": "2026-11-22T10:40",
    "sunday, nov. 22, 6pm": "2026-11-22T18:00",
    "dos de noviembre a las 10:40": "2026-11-02T10:40",
    "mar 22 10:40": "2026-03-22T10:40",
    "mar 17 nov 10:40": "2026-11-17T10:40",
    "mar 6 pm": "2026-11-17T18:00",
    "2 days ago 6 pm": "2026-11-21T18:00",
    "domingo 22 de noviembre a las 10:40": "2026-11-22T10:40",
    "lunes 9 de noviembre a las 10:40": "2026-11-09T10:40",
    # ISO
    "2026-11-22 10:40": "2026-11-22T10:40",
    "2026-11-22T10:40": "2026-11-22T10:40",
    "2026-11-22T10:40+01:00": "2026-11-22T10:40",
    "2026-11-22T09:40Z": "2026-11-22T10:40",
    "2026-11-22T05:40-04:00": "2026-11-22T10:40",
    # days ago at a time
    "hace 2 días a las 18:00": "2026-11-21T18:00",
    "2 days ago at 6pm": "2026-11-21T18:00",
}


@pytest.mark.parametrize(("typed", "meant"), TIMES.items())
def test_a_time_is_the_last_one_that_was(typed: str, meant: str) -> None:
    assert read(typed).moment == local(meant)


SPANS = {
    "now": 0,
    "right now": 0,
    "ahora": 0,
    "ahora mismo": 0,
    "20 min": 20,
    "20min": 20,
    "20 min.": 20,
    "hace 20 min": 20,
    "hace unos 20 minutos": 20,
    "20 minutes ago": 20,
    "about 20 minutes ago": 20,
    "0 min": 0,
    "2h": 120,
    "2 h": 120,
    "hace una hora": 60,
    "an hour ago": 60,
    "1 h 30 min": 90,
    "1h 30min": 90,
    "hace 1 hora y 30 minutos": 90,
    "1 hour and 30 minutes ago": 90,
    "20'": 20,
    "20 '": 20,
    "20\u2019": 20,
    "20\u2032": 20,
    "20\u00b4": 20,
    "hace 20": 20,
    "hace veinte": 20,
    "hace unos 20": 20,
    "hace 18": 18,
    "hace 1 hora y 20": 80,
    "media hora": 30,
    "hace media hora": 30,
    "half an hour": 30,
    "half an hour ago": 30,
    "a half hour ago": 30,
    "hora y media": 90,
    "una hora y media": 90,
    "hace dos horas y media": 150,
    "hace una hora y cuarto": 75,
    "an hour and a half ago": 90,
    "2 and a half hours ago": 150,
    "a quarter of an hour ago": 15,
    "un cuarto de hora": 15,
    "tres cuartos de hora": 45,
    "three quarters of an hour ago": 45,
    "a minute ago": 1,
    "un minuto": 1,
    "veinte minutos": 20,
    "twenty minutes ago": 20,
    "twenty-five minutes ago": 25,
    "twenty five minutes": 25,
    "hace veinticinco minutos": 25,
    "treinta minutos": 30,
    "thirty minutes": 30,
    "hace dieciséis minutos": 16,
    "24h": 1440,
    "18 hours": 1080,
    "hace 18h": 1080,
    "18h ago": 1080,
    "18 h ago": 1080,
}


@pytest.mark.parametrize(("typed", "minutes"), SPANS.items())
def test_a_span_counts_back_from_now(typed: str, minutes: int) -> None:
    assert read(typed).moment == NOW - timedelta(minutes=minutes)


def test_seconds_count_back_from_now() -> None:
    assert read("45 s").moment == NOW - timedelta(seconds=45)


@pytest.mark.parametrize(
    ("typed", "now", "meant"),
    [
        ("a las 6", "2026-11-23T06:00", "2026-11-23T06:00"),
        ("esta tarde a las 6", "2026-11-23T19:00", "2026-11-23T18:00"),
        ("this afternoon at 6", "2026-11-23T19:00", "2026-11-23T18:00"),
        ("this evening at 6", "2026-11-23T19:00", "2026-11-23T18:00"),
        ("tonight at 10", "2026-11-23T23:00", "2026-11-23T22:00"),
        ("anoche a las 2", "2026-11-23T01:00", "2026-11-22T02:00"),
    ],
)
def test_what_an_hour_is_depends_on_the_present(typed: str, now: str, meant: str) -> None:
    assert read(typed, local(now)).moment == local(meant)


@pytest.mark.parametrize(
    ("typed", "now", "meant"),
    [
        ("ayer a las 6", "2026-11-23T11:00", ("2026-11-22T18:00", "2026-11-22T06:00")),
        ("a las 6", "2026-11-23T05:59", ("2026-11-22T18:00", "2026-11-22T06:00")),
        ("a las 6", "2026-11-23T19:00", ("2026-11-23T18:00", "2026-11-23T06:00")),
        ("hoy a las 9", "2026-11-23T22:00", ("2026-11-23T21:00", "2026-11-23T09:00")),
        ("at 12", "2026-11-23T12:30", ("2026-11-23T12:00", "2026-11-23T00:00")),
        ("a la una", "2026-11-23T11:00", ("2026-11-23T01:00", "2026-11-22T13:00")),
        ("viernes 9:15", "2026-11-23T11:00", ("2026-11-20T21:15", "2026-11-20T09:15")),
        ("18h 30min", "2026-11-23T11:00", ("2026-11-22T18:30", "2026-11-22T16:30")),
        ("10 h", "2026-11-23T11:00", ("2026-11-23T10:00", "2026-11-23T01:00")),
        ("1h30", "2026-11-23T11:00", ("2026-11-23T09:30", "2026-11-23T01:30")),
        ("lunes 18:00", "2026-11-23T19:00", ("2026-11-23T18:00", "2026-11-16T18:00")),
        ("ayer a medianoche", "2026-11-23T11:00", ("2026-11-23T00:00", "2026-11-22T00:00")),
        ("mar 24 a las 18:00", "2026-11-25T11:00", ("2026-11-24T18:00", "2026-03-24T18:00")),
    ],
)
def test_what_may_be_two_times_is_both(typed: str, now: str, meant: tuple[str, ...]) -> None:
    assert choices(typed, local(now)) == [local(one) for one in meant]


DAYS = {
    "november 22": "2026-11-22",
    "hoy": "2026-11-23",
    "today": "2026-11-23",
    "ayer": "2026-11-22",
    "anteayer": "2026-11-21",
    "day before yesterday": "2026-11-21",
    "el lunes pasado": "2026-11-16",
    "último lunes": "2026-11-16",
    "last tuesday": "2026-11-17",
    "domingo": "2026-11-22",
    "22/11": "2026-11-22",
    "22/11/2026": "2026-11-22",
    "22 de noviembre": "2026-11-22",
    "22 November 2026": "2026-11-22",
    "2026-11-22": "2026-11-22",
    "20261122": "2026-11-22",
}


@pytest.mark.parametrize(("typed", "day"), DAYS.items())
def test_a_day_alone_is_all_of_it_that_has_been(typed: str, day: str) -> None:
    last = min(local(f"{day}T23:59:59"), NOW)
    assert read(typed) == Stretch(
        local(f"{day}T00:00").astimezone(UTC), last.astimezone(UTC), whole_day=True
    )


PARTS = {
    "anoche": ("2026-11-22T18:00", "2026-11-23T05:59:59"),
    "esta mañana": ("2026-11-23T05:00", "2026-11-23T11:00"),
    "yesterday afternoon": ("2026-11-22T12:00", "2026-11-22T21:59:59"),
    "hace un momento": ("2026-11-23T10:55", "2026-11-23T11:00"),
    "el fin de semana": ("2026-11-21T00:00", "2026-11-22T23:59:59"),
    "entre las 9 y las 10": ("2026-11-23T09:00", "2026-11-23T10:00"),
    "el 20 después de las 18:00": ("2026-11-20T18:00", "2026-11-20T23:59:59"),
}


@pytest.mark.parametrize(("typed", "ends"), PARTS.items())
def test_a_part_of_a_day_is_as_wide_as_anybody_means_it(typed: str, ends: tuple[str, str]) -> None:
    stretch = read(typed)
    assert (stretch.earliest, stretch.latest) == tuple(map(local, ends))


def test_a_day_whose_midnight_is_skipped_begins_when_the_clocks_have_moved() -> None:
    cairo = ZoneInfo("Africa/Cairo")  # 24 April 2026: from 00:00 to 01:00
    earliest = read("24/4", NOW, cairo).earliest
    assert earliest is not None
    assert earliest.astimezone(cairo).isoformat() == "2026-04-24T01:00:00+03:00"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        ",",
        "hace",
        "ago",
        "a las",
        "last",
        "pasado",
        "qwerty",
        "10",
        "20",
        "20 20",
        "veinte",
        "a",
        "un",
        "hora",
        "y media",
        "hace una",
        "hace 20 20",
        "hace 20 10:40",
        "hace 2 días y 20",
        "hace a las 6",
        "lunes 18",
        "22/11 18",
        "ayer media hora",
        "ayer hora y media",
        "18h 10:40",
        "night",
        "por la noche",
        "anoche a las 12 pm",
        "anoche al mediodía",
        "last night at 6am",
        "this morning at 6pm",
        "this morning at 18",
        "anoche esta mañana 9:00",
        "anoche hace 2h",
        "hace 2h por la noche",
        "nov 22 pm",
        "10:40:60",
        "24h ayer",
        "24:00",
        "25:00",
        "10:60",
        "10:4",
        "13 am",
        "0pm",
        "20 min 10:40",
        "ayer 20 min",
        "ayer hace 2h",
        "hace 10:40",
        "2 días a las 10:40 ayer",
        "1 h a las 10:40 hoy",
        "10:40 11:40",
        "ayer anteayer 10:40",
        "lunes martes 10:40",
        "lunes 22/11 10:40",
        "last 10:40",
        "31/11 10:40",
        "29/2 10:40",
        "11/22/2026 10:40",
        "0/0 10:40",
        "1/1/0000 10:40",
        "22 nov 23 nov 10:40",
        "22 10:40",
        "min",
        "20 lunes",
        "99999 weeks 99999 weeks",
        "\ud800",
        "10:40\x00",
    ],
)
def test_nonsense_is_refused(typed: str) -> None:
    assert refusal(typed) == "not-understood"


DAYS_BEFORE_A_TIME = (
    *("2026-11-22", "20261122", "22/11", "22/11/2026", "22/11/26", "22-11-2026", "22.11.2026"),
    *("22.11", "22 nov", "22 nov.", "22 de noviembre", "22 de noviembre de 2026", "nov 22"),
    *("November 22, 2026", "ayer", "yesterday", "domingo", "on Sunday", "domingo 22.11"),
    *("domingo 22 de noviembre", "sunday, nov. 22", "hace 1 día", "1 day ago"),
)


@pytest.mark.parametrize("between", [" ", ", ", " a las ", "  "])
@pytest.mark.parametrize("clock", ["10.40", "10:40", "10.40h", "10.40 h"])
@pytest.mark.parametrize("day", DAYS_BEFORE_A_TIME)
def test_a_dot_parts_hour_and_minutes_behind_any_day(day: str, clock: str, between: str) -> None:
    assert read(f"{day}{between}{clock}").moment == local("2026-11-22T10:40")


@pytest.mark.parametrize("typed", ["2026-11-22T10.40", "2026-11-22t10.40", "20261122T10.40"])
def test_a_dot_parts_hour_and_minutes_behind_the_letter_too(typed: str) -> None:
    assert read(typed).moment == local("2026-11-22T10:40")


@pytest.mark.parametrize("typed", ["10.11", "22.11", "10.40", "hoy 10.11", "a las 10.11"])
def test_figures_with_a_dot_alone_are_a_time(typed: str) -> None:
    clock = typed.rpartition(" ")[2].replace(".", ":")
    assert read(typed) == read(f"hoy {clock}" if "hoy" in typed else clock)


@pytest.mark.parametrize(
    "typed",
    [
        *("2026-11-22 10.5", "2026-11-22T09,5", "2026-11-22 10,40", "2026-11-22T10:40.30"),
        *("2026-11-22 10:40,30", "2026-11-22 10.40.30", "2026-11-22T10:40:30:15", "2026112499"),
        *("2026-11-22X10:40", "2026-11-22é10:40", "2026-11-22T10:40+01.30", "2026-11-22T24:00"),
        *("2026-11-22 24.00", "2026-11-22 10.60", "2026-W47-7", "2026-W47-7 10:40", "2026-326"),
    ],
)
def test_no_half_of_what_is_typed_is_read(typed: str) -> None:
    assert refusal(typed) == "not-understood"


@pytest.mark.parametrize("typed", ["22/11 10,5", "22/11 10.5", "ayer 10:40.30", "ayer 10.40.30"])
def test_nor_behind_a_day_that_is_said(typed: str) -> None:
    assert refusal(typed) == "not-understood"


@pytest.mark.parametrize("typed", READ)
def test_what_options_take_is_taken_here_as_the_same(typed: str) -> None:
    meant = datetime.fromisoformat(READ[typed]).replace(tzinfo=UTC)
    assert read(typed, LATER).moment == meant


@pytest.mark.parametrize("typed", ["2026-13-40 10:40", "2026-W60"])
def test_what_begins_as_iso_must_be_iso(typed: str) -> None:
    assert refusal(typed) == "not-understood"


@pytest.mark.parametrize(
    "typed",
    [
        "22/11/1969",
        "22/11/2200",
        "1/1/2200 0:00",
        "2200-01-01 10.40",
        "2199-12-31T23:30Z",
        "22 nov 1040",
        "1/1/0001",
        "31/12/9999",
        "0001-01-01",
        "9999-12-31",
        "99999 weeks",
        "hace 90 semanas 30000 días",
        "hace 90000 días a las 10:40",
    ],
)
def test_a_year_out_of_range_is_refused(typed: str) -> None:
    assert refusal(typed) == "year-out-of-range"


LATER = datetime(2200, 1, 1, tzinfo=UTC)
AFTER_SUMMER = datetime(2026, 10, 25, 12, 0, tzinfo=MADRID).astimezone(UTC)
AFTER_WINTER = datetime(2026, 3, 29, 12, 0, tzinfo=MADRID).astimezone(UTC)


@pytest.mark.parametrize(
    "typed",
    ["02:30", "2:30am", "hoy 2:30", "hoy a las dos y media", "25/10 2:30", "2026-10-25 02:30"],
)
def test_a_time_that_occurs_twice_is_both(typed: str) -> None:
    both = [datetime.fromisoformat(f"2026-10-25T02:30+0{hours}:00") for hours in (1, 2)]
    assert choices(typed, AFTER_SUMMER) == both


@pytest.mark.parametrize("typed", ["2:30", "hoy 2:30", "29/3 2:30", "2026-03-29T02:30"])
def test_a_time_that_never_occurs_is_refused_with_those_beside_it(typed: str) -> None:
    with pytest.raises(NoMoment) as caught:
        understand(typed, WORDS, AFTER_WINTER, MADRID)
    assert caught.value.reason == "skipped-by-clocks"
    assert caught.value.moments == (local("2026-03-29T01:30"), local("2026-03-29T03:30"))


@pytest.mark.parametrize("typed", ["2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00"])
def test_an_offset_says_which_of_two_times_is_meant(typed: str) -> None:
    assert in_zone(read(typed, AFTER_SUMMER).latest, MADRID).startswith(typed[:16])
    assert in_zone(read(typed, AFTER_SUMMER).latest, MADRID).endswith(typed[16:])


@pytest.mark.parametrize(
    ("now", "meant"),
    [
        ("2026-10-25T01:00+02:00", "2026-10-24T02:30+02:00"),  # neither has been yet
        ("2026-10-25T02:10+02:00", "2026-10-24T02:30+02:00"),
        ("2026-03-29T01:00+01:00", "2026-03-28T02:30+01:00"),
    ],
)
def test_before_a_clock_change_a_bare_time_was_yesterday(now: str, meant: str) -> None:
    assert read("02:30", datetime.fromisoformat(now)).moment == datetime.fromisoformat(meant)


def test_a_span_across_a_clock_change_is_elapsed_time() -> None:
    spoken = read("hace 12 h", AFTER_SUMMER)
    assert in_zone(spoken.latest, MADRID) == "2026-10-25T01:00:00+02:00"


@pytest.mark.parametrize(
    ("hour", "part", "meant"),
    [
        (12, "before_noon", (0,)),
        (13, "before_noon", ()),
        (12, "after_noon", (12,)),
        (6, "after_noon", (18,)),
        (12, "small_hours", (0,)),
        (9, "small_hours", ()),
        (12, "morning", (0, 12)),  # "twelve in the morning" is said of both
        (12, "forenoon", (12,)),
        (0, "forenoon", (0,)),
        (13, "forenoon", ()),
        (1, "midday", (13,)),
        (12, "afternoon", (12,)),
        (18, "afternoon", (18,)),
        (0, "afternoon", ()),
        (12, "evening", ()),
        (12, "night", (0,)),
        (1, "night", (1,)),
        (6, "night", (18,)),
        (23, "night", (23,)),
    ],
)
def test_parts_of_the_day_place_an_hour(hour: int, part: str, meant: tuple[int, ...]) -> None:
    assert HOURS[part].get(hour, ()) == meant


def test_every_part_of_the_day_has_words_hours_and_bounds() -> None:
    tags = {tag.removeprefix("part:") for found in WORDS.phrases.values() for tag in found}
    assert set(PARTS_OF_DAY) <= tags
    assert set(PARTS_OF_DAY) == set(HOURS) == set(BOUNDS)


def test_no_phrase_is_longer_than_what_is_joined() -> None:
    assert max(len(phrase.split()) for phrase in WORDS.phrases) <= LONGEST_PHRASE


def test_no_name_of_a_day_month_or_number_means_two() -> None:
    for kind in ("weekday", "month", "number", "tens", "ordinal"):
        for phrase, tags in WORDS.phrases.items():
            assert len([tag for tag in tags if tag.startswith(f"{kind}:")]) <= 1, phrase


@pytest.mark.parametrize("language", LANGUAGES)
@given(minutes=st.integers(0, 3 * 365 * 1440))
def test_the_moments_that_the_program_writes_are_understood(
    language: Language, minutes: int
) -> None:
    moment = NOW - timedelta(minutes=minutes)
    shown = Wording(POLICY, TEXTS[language], NOW).moment(moment)
    if "(" not in shown:  # A time that occurs twice is shown with its offset.
        assert Stretch(moment, moment) in understand(shown, WORDS, NOW, MADRID)


POLICY = load(built_in_path(), CACHE).policy
VOCABULARY = sorted(
    set(WORDS.phrases)
    | {
        "10:40",
        "2:30",
        "22",
        "22/11",
        "29/2",
        "2026",
        "0",
        "99999",
        "1/1/0001",
        "6pm",
        "2h",
        "13",
        "18h",
        "20'",
    }
)
PHRASES = st.lists(st.sampled_from(VOCABULARY), max_size=8).map(" ".join)
ISO_LIKE = st.from_regex(r"\d{4}-?\d{2}-?\d{2}([T ].{0,20})?", fullmatch=True)
MOMENTS = st.datetimes(datetime(1971, 1, 1), datetime(2198, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(
    typed=st.text() | st.text("0123456789:./- hmap") | PHRASES | ISO_LIKE,
    now=st.just(AFTER_SUMMER) | st.just(AFTER_WINTER) | MOMENTS,
)
@example(typed="99999 weeks " * 1500, now=NOW)
@example(typed="y " * 25 + "a las 6", now=NOW)
@example(typed="20 " * 30, now=NOW)
def test_whatever_is_typed_is_understood_or_refused(typed: str, now: datetime) -> None:
    try:
        stretches = understand(typed, WORDS, now, MADRID)
    except NoMoment as refused:
        assert refused.reason in REASONS  # noqa: PT017  # anything may be refused, in these words
        return
    assert stretches
    for stretch in stretches:
        assert stretch.latest.tzinfo is UTC
        assert stretch.latest <= now
        assert stretch.earliest is None or stretch.earliest <= stretch.latest
        assert 1969 <= stretch.latest.year < 2200


REASONS = {
    *("not-understood", "too-vague", "still-to-come", "skipped-by-clocks", "year-out-of-range"),
}


@given(day=st.dates(date(2020, 1, 1), date(2026, 11, 23)))
def test_the_days_that_the_program_writes_are_understood(day: date) -> None:
    for texts in TEXTS.values():
        found = understand(Wording(POLICY, texts, NOW).day(day), WORDS, NOW, MADRID)
        assert [one.earliest for one in found if one.whole_day] == [start_of_day(day, MADRID)]
