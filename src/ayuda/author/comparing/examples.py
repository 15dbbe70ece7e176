"""A case for a region: made from a way through both diagrams, decided by both engines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from random import Random

from msgspec import structs

from ayuda.author.comparing.decided import Difference, Label, decided, told_apart
from ayuda.engine.joint_cases import JointCases
from ayuda.engine.joint_space import JointSpace
from ayuda.engine.pair_walk import Pair, PairWalk, Path
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


class NotFound:
    """There are ways to such a case, but none was found."""


class ExampleSearch:
    """What finds cases in one space; after so many tries it looks at one case of a region alone."""

    def __init__(
        self, space: JointSpace, walk: PairWalk, flow_id: str, tries: int | None = None
    ) -> None:
        self._space = space
        self._walk = walk
        self._flow = flow_id
        self._left = tries
        self._today = JointCases(space)

    def example(
        self, masks: Mapping[int, int], wanted: Wanted, *, today: bool = False
    ) -> Difference | NotFound | None:
        """A case with answers in the masks that both engines decide as wanted.

        None where there is no way to one. It is one of another day where the rules look at the day
        and ``today`` is not asked for. Raises TooManyNodes.
        """
        found = self._at(self._today, masks, wanted)
        if today or isinstance(found, Difference):
            return found
        for settings in self._other_days(masks):
            space = structs.replace(self._space, settings=settings)
            other = self._at(JointCases(space), masks, wanted)
            if isinstance(other, Difference):
                return other
        return NotFound()

    def _other_days(self, masks: Mapping[int, int]) -> Iterator[tuple[Setting, Setting]]:
        """The settings of a day in each class of days of which the region is."""
        first, second = self._space.settings
        today = first.day_of(first.now)
        for place, variable in enumerate(self._space.variables):
            if variable.name != NOW:
                continue
            for at, answer in enumerate(variable.answers):
                if masks.get(place, -1) >> at & 1 and isinstance(answer, Sample):
                    day = _nearest(answer, today)
                    now = datetime.combine(day, NOON, tzinfo=first.now.tzinfo)
                    yield structs.replace(first, now=now), structs.replace(second, now=now)

    def _at(
        self, cases: JointCases, masks: Mapping[int, int], wanted: Wanted
    ) -> Difference | NotFound | None:
        """The same at one present."""
        within = dict(masks)
        for place, mask in cases.masks().items():
            within[place] = within.get(place, -1) & mask
        dead: set[Pair] = set()
        draw: Random | None = None
        for _ in range(TRIES_TOGETHER if cases.hangs_together else TRIES):
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
            draw = draw or Random(0)  # noqa: S311 - the same cases each time
        return NotFound()

    def _decided(
        self,
        cases: JointCases,
        path: Path,
        masks: Mapping[int, int],
        draw: Random | None,
        wanted: Wanted,
    ) -> Difference | None:
        """A case on this way, if both engines decide it as wanted."""
        answers = dict(path)
        for place, mask in masks.items():
            if place not in answers and mask > 0:
                answers[place] = (mask & -mask).bit_length() - 1
        facts = cases.case(answers, draw)
        return None if facts is None else self._told(cases, facts, wanted)

    def _told(
        self, cases: JointCases, facts: Mapping[str, FactValue], wanted: Wanted
    ) -> Difference | None:
        first, second = cases.settings
        verdicts = decided(first, self._flow, facts), decided(second, self._flow, facts)
        label = told_apart(*verdicts)
        if label is None or not wanted(label):
            return None
        return Difference(facts, first.now, *verdicts)

    def _shortened(self, cases: JointCases, found: Difference, wanted: Wanted) -> Difference:
        """The case without the facts that change nothing in it."""
        if None in (found.old, found.new) or len(found.facts) > MOST_SHORTENED:
            return found
        for name in tuple(found.facts):
            fewer = {key: value for key, value in found.facts.items() if key != name}
            shorter = self._told(cases, fewer, wanted)
            if shorter is not None and (shorter.old, shorter.new) == (found.old, found.new):
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
