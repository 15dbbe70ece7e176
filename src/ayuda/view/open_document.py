"""A decision's document with its moments left open: a page of an answer (see ``ayuda.front``)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta

from ayuda.engine.results import Decision
from ayuda.engine.steady import Steadiness, steadiness
from ayuda.engine.windows import Setting, moment_of
from ayuda.front import DAY, FIELD, HOUR, PIECE
from ayuda.model import NOW
from ayuda.moments import FIRST_YEAR, LAST_YEAR
from ayuda.policy.load import PolicyFile
from ayuda.texts import Texts
from ayuda.view.document import decision_document, encode
from ayuda.view.wording import ONE_O_CLOCK, Wording

Known = tuple[str, int]
"""A moment of a page: the place of one that the call tells and the seconds to be added to it.

Of a moment that is the same in every answer, ``-`` and its seconds since 1970.
"""
FIXED = "-"
SECOND, MINUTE, ONE_DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EVER = 10**12
"""More seconds than there are between any two moments."""
LONGEST_SEASON = 400
"""The days after which a change of clocks is not looked for any more."""
NEAR = (-1, 0, 1)
"""Days that are told by how far they are from today."""
CLOSED_MARK = "⦃⦄"
MARK = re.compile(r'"⦃(?P<left>\d+)⦄"|⦃(?P<kind>iso|clock) (?P<of>\d+)⦄')
"""What stands in place of a moment. A text that has such a mark itself makes no page."""


class NotOpen(Exception):
    """The document says more of its moments than can be left open."""


class Moments:
    """The moments that a document speaks of, each by what the call tells.

    ``told`` has the place of each moment that the call tells, by its fact or ``now``. Raises
    NotOpen where two moments cannot be told apart.
    """

    def __init__(self, setting: Setting, decision: Decision, told: Mapping[str, int]) -> None:
        offset = setting.now.astimezone(setting.zone).utcoffset()
        if offset is None or offset % MINUTE:
            raise NotOpen
        self.ahead = offset
        self.listed: list[Known] = []
        self.seconds: list[int] = []
        self.is_today_said = False
        self._told = told
        self._known: dict[datetime, Known] = {}
        self._named: dict[str, int] = {}
        for name, value in {**decision.knowledge.facts, NOW: setting.now}.items():
            moment = moment_of(value, setting)
            if moment is not None:
                self._named[name] = self._add(moment, name, 0)

    def add_end(self, end: datetime, origin: str, later: int | None) -> None:
        """Add the end of a window, so many seconds after where it begins, if it hangs on that.

        It begins at the moment of a fact; at the present where that is not known.
        """
        whose = origin if origin in self._named else NOW
        self._add(end, None if later is None else whose, later or 0)

    def _add(self, moment: datetime, whose: str | None, later: int) -> int:
        if moment.microsecond:
            raise NotOpen
        place = None if whose is None else self._told.get(whose)
        seconds = (moment + self.ahead - EPOCH) // SECOND
        known = (FIXED, seconds) if place is None else (str(place), later)
        if self._known.setdefault(moment, known) != known:
            raise NotOpen
        return self.place(known, seconds)

    def place(self, known: Known, seconds: int) -> int:
        """The place of a moment in the page's list."""
        if known not in self.listed:
            self.listed.append(known)
            self.seconds.append(seconds)
        return self.listed.index(known)

    def place_of(self, moment: datetime) -> int:
        """The place of a moment that has been added. Raises NotOpen for any other."""
        if moment not in self._known:
            raise NotOpen
        return self.listed.index(self._known[moment])

    def place_named(self, name: str) -> int:
        """The place of a fact's moment, or of ``now``."""
        return self._named[name]

    def is_fixed(self, place: int) -> bool:
        """Whether the moment is the same in every answer."""
        return self.listed[place][0] == FIXED


class OpenWording(Wording, frozen=True, dict=True):
    """The words of a document, with marks in place of its moments."""

    moments: Moments

    def written(self, moment: datetime) -> str:
        """A mark, but for a moment that is the same in every answer."""
        place = self.moments.place_of(moment)
        return super().written(moment) if self.moments.is_fixed(place) else f"⦃iso {place}⦄"

    def clock(self, moment: datetime) -> str:
        """The same for the time of a moment in words."""
        place = self.moments.place_of(moment)
        return super().clock(moment) if self.moments.is_fixed(place) else f"⦃clock {place}⦄"

    def day_of(self, moment: datetime) -> str:
        """The day of a moment in words: those hold where the mark of its time does."""
        if self.moments.is_fixed(self.moments.place_of(moment)):
            return super().day_of(moment)
        return super().day(moment.astimezone(self.zone).date())

    def day(self, day: date) -> str:
        """A day in words, which are others tomorrow."""
        self.moments.is_today_said = True
        return super().day(day)

    def left(self, seconds: int) -> str:
        """The time left in words is not left open."""
        del seconds
        return CLOSED_MARK


def open_page(
    setting: Setting,
    policy_file: PolicyFile,
    texts: Texts,
    decision: Decision,
    told: Mapping[str, int],
) -> str | None:
    """The page of a decision's document; None where it cannot be left open."""
    steady = steadiness(setting, decision.flow, decision.knowledge.facts)
    if steady is None:
        return None
    try:
        moments = Moments(setting, decision, told)
        for window in decision.windows:
            origin = str(setting.policy.windows[window.id].begins)
            moments.add_end(window.until, origin, steady.ends.get(window.id))
        wording = OpenWording(setting.policy, texts, setting.now, moments)
        document = decision_document(wording, policy_file, decision)
        for told_window, window in zip(document["windows"], decision.windows, strict=True):
            told_window["seconds_left"] = f"⦃{moments.place_of(window.until)}⦄"
        text = f"{encode(document).decode()}\n"
        pieces = list(_pieces(text, moments))
        tests = list(dict.fromkeys(_tests(setting, moments, steady, pieces)))
    except (NotOpen, LookupError):  # A mark of no moment is a text's own.
        return None
    listed = [f"{whose} {later}" for whose, later in moments.listed]
    fields = (listed, tests, pieces)
    zone = f"{moments.ahead // SECOND}{setting.now.astimezone(setting.zone).isoformat()[-6:]}"
    return FIELD.join((str(decision.outcome.exit_code), zone, *map(PIECE.join, fields)))


def _pieces(text: str, moments: Moments) -> Iterator[str]:
    """The text around its marks, and in place of each what the front is to show there.

    Raises NotOpen where it has a mark of what is not left open.
    """
    if CLOSED_MARK in text:
        raise NotOpen
    now, end = moments.place_named(NOW), 0
    for found in MARK.finditer(text):
        yield text[end : found.start()]
        left = found["left"]
        yield f"{found['kind']} {found['of']} {now}" if left is None else f"left {left} {now}"
        end = found.end()
    yield text[end:]


def _tests(
    setting: Setting, moments: Moments, steady: Steadiness, pieces: list[str]
) -> Iterator[str]:
    """What moments have to pass for the page to hold for them."""
    now, zero = moments.place_named(NOW), moments.place((FIXED, 0), 0)
    first, last = _season(setting)
    for place in range(len(moments.listed)):
        if not moments.is_fixed(place):
            yield f"seconds {place} {zero} {first} {last}"
    for distance in steady.distances:
        least = -EVER if distance.least is None else distance.least
        most = EVER if distance.most is None else distance.most
        yield f"seconds {now} {moments.place_named(distance.fact)} {least} {most}"
    for name in sorted(steady.days | ({NOW} if moments.is_today_said else set())):
        yield from _same_day(moments, moments.place_named(name), zero)
    for piece in pieces[1::2]:
        kind, of, _ = piece.split()
        if kind == "clock":
            yield from _same_words(moments, int(of), now, zero)


def _same_day(moments: Moments, of: int, zero: int) -> Iterator[str]:
    day = moments.seconds[of] // DAY
    yield f"days {of} {zero} {day} {day}"


def _same_words(moments: Moments, of: int, now: int, zero: int) -> Iterator[str]:
    """What has to hold for the words around the time of a moment to be the same."""
    apart = moments.seconds[of] // DAY - moments.seconds[now] // DAY
    if apart in NEAR:
        yield f"days {of} {now} {apart} {apart}"
    else:
        yield from _same_day(moments, of, zero)
        yield from _same_day(moments, now, zero)
    hour = moments.seconds[of] // HOUR % 24
    first, last = (hour, hour) if hour <= ONE_O_CLOCK else (ONE_O_CLOCK + 1, 23)
    yield f"hour {of} {of} {first} {last}"


def _season(setting: Setting) -> tuple[int, int]:
    """From when to when the zone's clocks are set as they are now, without its first and last days.

    In seconds since 1970, by those clocks. Raises NotOpen beside a change, where some times occur
    twice. No moment of a year that nobody may tell is in it, by whatever clock it is told.
    """
    ahead = setting.now.astimezone(setting.zone).utcoffset() or timedelta()
    bounds = []
    for step in (-ONE_DAY, ONE_DAY):
        days = 0
        while days < LONGEST_SEASON:
            beyond = setting.now + (days + 1) * step
            if beyond.astimezone(setting.zone).utcoffset() != ahead:
                break
            if not FIRST_YEAR <= beyond.year <= LAST_YEAR:
                break
            days += 1
        if not days:
            raise NotOpen
        bounds.append((setting.now + (days - 1) * step + ahead - EPOCH) // SECOND)
    return bounds[0], bounds[1]
