"""The lists of how people say times, and what an answer to one of them has to be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import tomli

from ayuda.cache import Cache
from ayuda.model import LANGUAGES
from ayuda.texts import load_texts
from ayuda.ui.spoken_meaning import SECOND, NoMoment, Stretch
from ayuda.ui.spoken_time import understand
from ayuda.ui.spoken_words import words_of

MADRID = ZoneInfo("Europe/Madrid")
WORDS = words_of([load_texts(language, Cache()) for language in LANGUAGES])
FOLDER = Path(__file__).parent
LISTS = ("en", "es", "blind_en", "blind_es")
REFUSED = {
    "too-vague": "vague",
    "not-understood": "vague",
    "still-to-come": "future",
    "skipped-by-clocks": "skipped",
}
SECONDS = {"s": 1, "m": 60, "h": 3600}

Meant = str | frozenset[Stretch]
"""Why a text is refused, or all that it may mean: one, or several to ask about."""


def read(typed: str, now: datetime) -> Meant:
    """What the reader makes of a text."""
    try:
        return frozenset(understand(typed, WORDS, now, MADRID))
    except NoMoment as refused:
        return REFUSED[refused.reason]


def entries(name: str) -> Iterator[tuple[str, datetime, Meant]]:
    """What is typed, the present, and what it means, of one list."""
    tables = tomli.loads((FOLDER / f"spoken_times_{name}.toml").read_text("utf-8"))
    for present, table in tables.items():
        now = datetime.fromisoformat(present).replace(tzinfo=MADRID).astimezone(UTC)
        for typed, meant in table.items():
            yield typed, now, _meant(meant, now)


def _meant(written: str, now: datetime) -> Meant:
    if written in REFUSED.values():
        return written
    return frozenset(_stretch(one, now) for one in written.split(" / "))


def _stretch(written: str, now: datetime) -> Stretch:
    first, between, last = written.partition("..")
    if between:
        return Stretch(_moment(first, now) if first else None, _moment(last, now))
    if re.fullmatch(r"\d\d-\d\d", written):
        begins = _moment(f"{written} 00:00", now)
        ends = (begins.astimezone(MADRID) + timedelta(days=1)).astimezone(UTC) - SECOND
        return Stretch(begins, min(ends, now), whole_day=True)
    return Stretch(_moment(written, now), _moment(written, now))


def _moment(written: str, now: datetime) -> datetime:
    ago = re.fullmatch(r"\s*-(\d+)([smh])\s*", written)
    if ago:
        return now - timedelta(seconds=int(ago[1]) * SECONDS[ago[2]])
    moment = datetime.fromisoformat(f"{now.astimezone(MADRID).year}-{written.strip()}")
    return moment.replace(tzinfo=moment.tzinfo or MADRID).astimezone(UTC)
