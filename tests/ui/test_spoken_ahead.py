"""Times to come as people type them: read as meant, both where there are two, never backwards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
import tomli
from spoken_tables import LISTS, MADRID, WORDS
from spoken_tables import entries as entries_of_the_past
from support.builtin import POLICY
from support.builtin import texts as texts_of

from ayuda.model import LANGUAGES, Language
from ayuda.train.said_times import said_moment
from ayuda.ui.spoken_meaning import SECOND, NoMoment, Stretch
from ayuda.ui.spoken_time import Tense, understand
from ayuda.view.wording import Wording

WHY = {
    "has-been": "past",
    "still-to-come": "future",
    "too-vague": "vague",
    "skipped-by-clocks": "skipped",
    "not-understood": "unclear",
}
Meant = str | frozenset[Stretch]


def read(typed: str, now: datetime, time: Tense) -> Meant:
    try:
        return frozenset(understand(typed, WORDS, now, MADRID, time))
    except NoMoment as refused:
        return WHY[refused.reason]


def moment(written: str) -> datetime:
    found = datetime.fromisoformat(written.strip())
    return found.replace(tzinfo=found.tzinfo or MADRID).astimezone(UTC)


def stretch(written: str) -> Stretch:
    first, between, last = written.partition(" .. ")
    if between:
        return Stretch(moment(first), moment(last))
    if re.fullmatch(r"[0-9-]{10}", written):
        begins = moment(written)
        ends = (begins.astimezone(MADRID) + timedelta(days=1)).replace(tzinfo=MADRID)
        return Stretch(begins, ends.astimezone(UTC) - SECOND, whole_day=True)
    return Stretch(moment(written), moment(written))


def meant(written: str) -> Meant:
    if written in WHY.values():
        return written
    return frozenset(map(stretch, written.split(" / ")))


def entries() -> Iterator[tuple[str, datetime, Meant]]:
    for language in LANGUAGES:
        path = Path(__file__).with_name(f"spoken_ahead_{language}.toml")
        for present, table in tomli.loads(path.read_text("utf-8")).items():
            for typed, written in table.items():
                yield typed, moment(present), meant(written)


ENTRIES = list(entries())


@pytest.mark.parametrize(("typed", "now", "wanted"), ENTRIES)
def test_what_is_said_of_a_time_to_come_is_read_as_it_is_meant(
    typed: str, now: datetime, wanted: Meant
) -> None:
    found = read(typed, now, "future")
    if wanted == "vague" and found == "unclear":  # Either way it is asked again.
        return
    assert found == wanted


def test_the_table_is_long_enough() -> None:
    assert len(ENTRIES) >= 2 * 60


@pytest.mark.parametrize(("typed", "now", "wanted"), ENTRIES)
def test_where_either_may_be_meant_what_is_to_come_is_among_it(
    typed: str, now: datetime, wanted: Meant
) -> None:
    found = read(typed, now, "any")
    if isinstance(wanted, str):
        assert wanted in {"past", "vague", "unclear", "skipped"}
        return
    assert not isinstance(found, str)
    for one in wanted:
        assert any(
            other.latest == one.latest and other.earliest <= one.earliest
            for other in found
            if other.earliest is not None and one.earliest is not None
        )


@pytest.mark.parametrize(
    ("typed", "now", "wanted"), [entry for entry in ENTRIES if entry[2] == "past"]
)
def test_words_of_the_past_are_never_turned_round(typed: str, now: datetime, wanted: Meant) -> None:
    del wanted
    found = read(typed, now, "any")
    assert not isinstance(found, str)
    assert all(one.latest <= now for one in found)


@pytest.mark.parametrize("name", LISTS)
def test_nothing_of_the_past_is_read_as_to_come_where_it_says_so(name: str) -> None:
    """What people say of the past with a word that says so is refused, whatever the word."""
    words = re.compile(
        r"\b(ago|back|earlier|yesterday|last|was|hace|hará|ayer|anoche|anteayer|fue"
        r"|pasad[oa](?! mañana))\b"
    )
    turned = [
        (typed, found)
        for typed, now, _ in entries_of_the_past(name)
        if words.search(typed.casefold())
        and not isinstance(found := read(typed, now, "future"), str)
    ]
    assert not turned


@pytest.mark.parametrize(("typed", "now", "wanted"), ENTRIES)
def test_words_of_what_is_to_come_are_never_read_as_past(
    typed: str, now: datetime, wanted: Meant
) -> None:
    del wanted
    words = re.compile(
        r"\b(tomorrow|next|in|from now|mañana|dentro de|próxim[oa]|que viene|será)\b"
    )
    if words.search(typed) and "por la mañana" not in typed:
        assert isinstance(read(typed, now, "past"), str)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("seed", range(150))
def test_what_customers_say_of_a_time_to_come_is_read_as_that_time(
    language: Language, seed: int
) -> None:
    draw = Random(seed)
    now = moment("2026-11-26T12:00")
    meant_moment = now + timedelta(minutes=draw.randrange(1, 60 * 24 * 20))
    said = said_moment(Wording(POLICY, texts_of(language), now), meant_moment, draw)
    assert read(said, now, "future") == frozenset({Stretch(meant_moment, meant_moment)})
