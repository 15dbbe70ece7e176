"""Times as people type them: ``10:40``, ``20 min``, ``ayer a las 6``, ``in three weeks``, ISO.

The words of every language are understood at once; they stand in the texts. All is read as of
a present moment, in the policy's time zone. Nothing here is the standard library's idea of a
date: what is understood is the same on every version of Python.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

from ayuda.errors import AyudaError
from ayuda.late_patterns import late
from ayuda.moments import has_form_of_moment, parse_moment
from ayuda.ui.spoken_ahead import Ahead
from ayuda.ui.spoken_meaning import Meaning, NoMoment, Stretch
from ayuda.ui.spoken_reader import Reader
from ayuda.ui.spoken_said import names_day
from ayuda.ui.spoken_words import LONGEST_TEXT, Token, Words, fold

Tense: TypeAlias = Literal["past", "future", "any"]
"""Whether what is meant has been, is to come, or may be either."""
DAY_BEFORE_TIME = late(r"([0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{8})t(?=[0-9])")


def understand(
    text: str, words: Words, now: datetime, zone: ZoneInfo, time: Tense = "past"
) -> tuple[Stretch, ...]:
    """What a typed text means: one stretch of the past, or several to choose from.

    The latest stands first; of what may be to come (``time``), the nearest. Raises NoMoment with
    what is wrong: one of REASONS, or ``too-vague``.
    """
    folded = fold(text).strip(" .()")
    tokens = (
        words.tokens(DAY_BEFORE_TIME.sub(r"\1 ", folded))
        if len(folded) <= LONGEST_TEXT * 12
        else []
    )
    found: list[Stretch] = []
    refusals: list[NoMoment] = []
    if time != "future":
        been, refused = _readings(tokens, now, zone)
        found += been or dict.fromkeys(_either(tokens, now, zone))
        refusals += refused
    if time != "past":
        coming, refused = _readings(tokens, now, zone, ahead=True)
        found = _joined(found, coming, now)
        refusals += refused
        if time == "any" and any(one.reason == "too-vague" for one in refused):
            raise NoMoment("too-vague")  # "Before Friday" may be before either of two.
    if has_form_of_moment(folded) and not found and not refusals:
        return (_iso(folded, now, zone, time),)
    if found:
        return tuple(
            sorted(found, key=_latest_first if time == "past" else partial(_nearness, now))
        )
    if time == "any":
        refusals = [one for one in refusals if one.reason not in {"still-to-come", "has-been"}]
    if refusals:
        raise min(refusals, key=lambda one: REASONS.index(one.reason))
    vague = any("vague" in token.tags for token in tokens)
    raise NoMoment("too-vague" if vague else "not-understood")


REASONS = (
    "skipped-by-clocks",
    "still-to-come",
    "has-been",
    "year-out-of-range",
    "too-vague",
    "not-understood",
)
"""Why a text is refused that can be read, the most telling first."""


def _latest_first(one: Stretch) -> tuple[float, float]:
    return -one.latest.timestamp(), -(one.earliest or one.latest).timestamp()


def _nearness(now: datetime, one: Stretch) -> timedelta:
    return abs((one.earliest or one.latest) - now)


def _joined(been: Iterable[Stretch], coming: Iterable[Stretch], now: datetime) -> list[Stretch]:
    """What is meant of the past and of what is to come; what goes on from one to the other is one.

    Of a day that was said, such as today, the whole.
    """
    left = dict.fromkeys(coming)
    found: list[Stretch] = []
    for one in been:
        rest = next((more for more in left if _goes_on(one, more, now)), None)
        if rest is None:
            found.append(one)
        else:
            del left[rest]
            found.append(Stretch(one.earliest, rest.latest, one.whole_day and rest.whole_day))
    return [*found, *left]


def _goes_on(one: Stretch, more: Stretch, now: datetime) -> bool:
    """Whether a stretch of the past, up to now, goes on in one of what is to come."""
    if one.whole_day and more.whole_day:
        return one.earliest == more.earliest
    return one.latest == now == more.earliest


def _readings(
    tokens: Sequence[Token], now: datetime, zone: ZoneInfo, *, ahead: bool = False
) -> tuple[dict[Stretch, None], list[NoMoment]]:
    meaning = Ahead(now, zone) if ahead else Meaning(now, zone)
    found: dict[Stretch, None] = {}
    refusals: list[NoMoment] = []
    readable = 0 < len(tokens) <= LONGEST_TEXT
    for said in Reader(tokens).readings(ahead=ahead) if readable else ():
        try:
            found.update(dict.fromkeys(meaning.stretches(said)))
        except NoMoment as refusal:
            refusals.append(refusal)
        except OverflowError:
            refusals.append(NoMoment("year-out-of-range"))
    return found, refusals


def _either(tokens: Sequence[Token], now: datetime, zone: ZoneInfo) -> Iterator[Stretch]:
    """All from one of two days to the other: "Monday or Tuesday", "ayer o anteayer"."""
    for place, token in enumerate(tokens[:LONGEST_TEXT]):
        sides = (tokens[:place], tokens[place + 1 :]) if "or" in token.tags else ()
        if not all(_says_days(side) for side in sides):
            continue
        found = [list(_readings(side, now, zone)[0]) for side in sides]
        if found and all(found):
            both = [stretch for side in found for stretch in side]
            starts = [one.earliest for one in both if one.earliest is not None]
            earliest = min(starts) if len(starts) == len(both) else None
            yield Stretch(earliest, max(one.latest for one in both))


def _says_days(tokens: Sequence[Token]) -> bool:
    readings = Reader(tokens).readings()
    return bool(readings) and all(names_day(said) for said in readings)


def _iso(typed: str, now: datetime, zone: ZoneInfo, time: Tense) -> Stretch:
    """A moment with an offset or a fraction, or in the basic form, as options take it."""
    try:
        moment = parse_moment(typed, zone, "")
    except AyudaError as error:
        code = error.problems[0].code
        raise NoMoment(code if code in REASONS else "not-understood") from error
    if moment > now and time == "past":
        raise NoMoment("still-to-come", moment)
    if moment < now and time == "future":
        raise NoMoment("has-been", moment)
    return Stretch(moment, moment)
