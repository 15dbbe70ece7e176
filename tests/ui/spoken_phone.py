"""The lists of times as people say them on the phone; how they are written is told in the first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import msgspec
import tomli
from spoken_tables import FOLDER, MADRID, read

from ayuda.ui.spoken_meaning import SECOND, Stretch

LANGUAGES = ("es", "en")
WIDER_MOMENT = timedelta(hours=1)
WIDER_STRETCH = timedelta(hours=6)


class Said(msgspec.Struct, frozen=True):
    """What is said when, and the stretches that it may mean: none where it means nothing."""

    language: str
    text: str
    now: datetime
    meant: tuple[Stretch, ...]
    rough: bool

    def means(self, found: Stretch, meant: Stretch) -> bool:
        """Whether a stretch that was understood is one that is meant."""
        if not self.rough:
            near = found.earliest is meant.earliest is None or (
                found.earliest is not None
                and meant.earliest is not None
                and abs(found.earliest - meant.earliest) <= SECOND
            )
            return near and abs(found.latest - meant.latest) <= SECOND
        wider = WIDER_MOMENT if meant.moment is not None else WIDER_STRETCH
        assert meant.earliest is not None
        if found.earliest is None:
            return False
        before, behind = meant.earliest - found.earliest, found.latest - meant.latest
        return -SECOND <= before <= wider and -SECOND <= behind <= wider

    @property
    def verdict(self) -> str:
        """``right``; ``asked`` or ``refused`` although it is clear; ``wrong``."""
        found = read(self.text, self.now)
        if isinstance(found, str):
            return "refused" if self.meant else "right"
        if not all(any(self.means(one, meant) for one in found) for meant in self.meant):
            return "wrong"
        if len(found) == len(self.meant):
            return "right"
        return "asked" if self.meant else "wrong"


def phone_lists() -> Iterator[Said]:
    """Everything that is said in the lists."""
    for language in LANGUAGES:
        tables = tomli.loads((FOLDER / f"spoken_times_phone_{language}.toml").read_text("utf-8"))
        for table in tables["lists"]:
            now = datetime.fromisoformat(table["now"]).astimezone(UTC)
            for text, written in table["says"]:
                rough = written.startswith("~")
                ways = [] if written == "-" else written.removeprefix("~").split(" | ")
                meant = tuple(_stretch(way.strip(), now) for way in ways)
                yield Said(language, text, now, meant, rough)


def _stretch(written: str, now: datetime) -> Stretch:
    first, between, last = written.partition("..")
    if not between:
        moment = _moment(written, now)
        return Stretch(moment, moment)
    earliest = _moment(first.strip(), now) if first.strip() else None
    return Stretch(earliest, min(_moment(last.strip(), now), now))


def _moment(written: str, now: datetime) -> datetime:
    if written == "now":
        return now
    day, _, clock = written.partition(" ")
    month_day = day if "-" in day else f"{now.astimezone(MADRID).month:02}-{day}"
    year = now.astimezone(MADRID).year
    moment = datetime.fromisoformat(f"{year}-{month_day}T{clock or '00:00'}")
    return moment.replace(tzinfo=moment.tzinfo or MADRID).astimezone(UTC)
