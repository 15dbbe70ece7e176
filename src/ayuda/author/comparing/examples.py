"""A case that two policies tell apart: made from a way through both diagrams, decided by both.

A judge decides it and says what it is; the regions of a comparison have one, and so have mutants.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from random import Random
from typing import Generic, Protocol, TypeVar

from msgspec import structs

from ayuda.author.comparing.decided import Difference, Label, decided, told_apart
from ayuda.engine.joint.cases import JointCases
from ayuda.engine.joint.space import JointSpace
from ayuda.engine.joint.walk import Pair, PairWalk, Path
from ayuda.engine.samples import Sample
from ayuda.engine.windows import FactValue, Setting
from ayuda.model import NOW

TRIES = 40
"""How many cases are made of a region to find one that both engines tell apart as it says."""
TRIES_TOGETHER = 400
"""The same where several facts decide something together, so that their values are guessed."""
MOST_SHORTENED = 12
"""A case of more facts is told whole: to ask what is missing takes long in a large flow."""
NOON = time(12)
Wanted = Callable[[Label], bool]
Facts = Mapping[str, FactValue]
Settings = tuple[Setting, Setting]


class HasFacts(Protocol):
    """What a judge makes of a case: at least its facts."""

    @property
    def facts(self) -> Facts:
        """The facts of the case."""


Found = TypeVar("Found", bound=HasFacts)


class Judge(Protocol[Found]):
    """What decides a case under both policies."""

    def told(self, settings: Settings, facts: Facts, wanted: Wanted) -> Found | None:
        """The case, if the policies tell it apart as wanted."""

    def can_be(self, found: Found, shorter: Found) -> bool:
        """Whether a case with a fact less may stand for one."""


class OfOutcomes:
    """The judge of a comparison: what is told apart is the outcome, or what is shown with it."""

    def __init__(self, flow_id: str) -> None:
        self._flow = flow_id

    def told(self, settings: Settings, facts: Facts, wanted: Wanted) -> Difference | None:
        """The case with what both make of it."""
        first, second = settings
        verdicts = decided(first, self._flow, facts), decided(second, self._flow, facts)
        label = told_apart(*verdicts)
        if label is None or not wanted(label):
            return None
        return Difference(facts, first.now, *verdicts)

    def can_be(self, found: Difference, shorter: Difference) -> bool:
        """Whether both make the same of it; a case that one of them lacks is told whole."""
        both = None not in (found.old, found.new)
        return both and (shorter.old, shorter.new) == (found.old, found.new)


class NotFound:
    """There are ways to such a case, but none was found."""


class ExampleSearch(Generic[Found]):
    """What finds cases in one space.

    After so many tries in all it looks at one case of a region alone; ``each`` are those of a
    region at one present.
    """

    def __init__(
        self,
        space: JointSpace,
        walk: PairWalk,
        judge: Judge[Found],
        tries: int | None = None,
        each: int | None = None,
    ) -> None:
        self._space = space
        self._walk = walk
        self._judge = judge
        self._left = tries
        self._today = JointCases(space)
        together = TRIES_TOGETHER if self._today.hangs_together else TRIES
        self._each = together if each is None else min(each, together)

    def example(
        self,
        masks: Mapping[int, int],
        wanted: Wanted,
        *,
        today: bool = False,
        presents: Sequence[datetime] = (),
    ) -> Found | NotFound | None:
        """A case with answers in the masks that both engines decide as wanted.

        None where there is no way to one. It is one of another day where the rules look at the day
        and ``today`` is not asked for, or of one of the presents. Raises TooManyNodes.
        """
        found = self._at(self._today, masks, wanted)
        if today or not (found is None or isinstance(found, NotFound)):
            return found
        others = (*self._other_days(masks), *map(self._settings_at, presents))
        for turn, settings in enumerate(others, start=1):
            space = structs.replace(self._space, settings=settings)
            other = self._at(JointCases(space), masks, wanted, turn)
            if not (other is None or isinstance(other, NotFound)):
                return other
        return NotFound()

    def _settings_at(self, now: datetime) -> Settings:
        first, second = self._space.settings
        return structs.replace(first, now=now), structs.replace(second, now=now)

    def _other_days(self, masks: Mapping[int, int]) -> Iterator[Settings]:
        """The settings of a day in each class of days of which the region is."""
        first = self._space.settings[0]
        today = first.day_of(first.now)
        for place, variable in enumerate(self._space.variables):
            if variable.name != NOW:
                continue
            for at, answer in enumerate(variable.answers):
                if masks.get(place, -1) >> at & 1 and isinstance(answer, Sample):
                    day = _nearest(answer, today)
                    now = datetime.combine(day, NOON, tzinfo=first.now.tzinfo)
                    yield self._settings_at(now)

    def _at(
        self, cases: JointCases, masks: Mapping[int, int], wanted: Wanted, turn: int = 0
    ) -> Found | NotFound | None:
        """The same at one present, of so many: each has draws of its own."""
        within = dict(masks)
        for place, mask in cases.masks().items():
            within[place] = within.get(place, -1) & mask
        dead: set[Pair] = set()
        draw: Random | None = None
        for _ in range(self._each):
            path = self._walk.path(wanted, within, dead, draw)
            if path is None:
                return None
            found = self._decided(cases, path, within, draw, wanted)
            if found is not None:
                return self._shortened(cases, found, wanted)
            if self._left is not None:
                self._left -= 1
                if self._left < 0:
                    break
            draw = draw or Random(turn)  # noqa: S311 - the same cases each time
        return NotFound()

    def _decided(
        self,
        cases: JointCases,
        path: Path,
        masks: Mapping[int, int],
        draw: Random | None,
        wanted: Wanted,
    ) -> Found | None:
        """A case on this way, if both engines decide it as wanted."""
        answers = dict(path)
        for place, mask in masks.items():
            if place not in answers and mask > 0:
                answers[place] = (mask & -mask).bit_length() - 1
        facts = cases.case(answers, draw)
        return None if facts is None else self._judge.told(cases.settings, facts, wanted)

    def _shortened(self, cases: JointCases, found: Found, wanted: Wanted) -> Found:
        """The case without the facts that change nothing in it."""
        if len(found.facts) > MOST_SHORTENED:
            return found
        for name in tuple(found.facts):
            fewer = {key: value for key, value in found.facts.items() if key != name}
            shorter = self._judge.told(cases.settings, fewer, wanted)
            if shorter is not None and self._judge.can_be(found, shorter):
                found = shorter
        return found


def _nearest(sample: Sample, today: date) -> date:
    """The day of a class that is nearest to today."""
    days = [sample.value] if isinstance(sample.value, date) else []
    for low, high in sample.ranges:
        day = today
        if isinstance(low, date):
            day = max(day, low)
        if isinstance(high, date):
            day = min(day, high)
        days.append(day)
    return min(days, key=lambda day: abs(day - today), default=today)
