"""The regions of the cases that no rule decides, the smallest first, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod

from ayuda.author.proof.ground import Ground
from ayuda.engine.case_regions import Region, regions_of
from ayuda.engine.covers.boxes import Point
from ayuda.engine.diagram import TooManyNodes
from ayuda.engine.results import Answer
from ayuda.engine.samples import Sample
from ayuda.engine.space import Space
from ayuda.view.wording import Wording

MOST_REGIONS = 24
"""How many regions are compared."""
EVERY_CASE = "*"
"""The region of all cases, in ids."""


def undecided_regions(
    ground: Ground, wording: Wording | None, point: Point
) -> Iterator[tuple[str, Point]]:
    """Words for each region, and a case in it; the last is that of a case that is known."""
    space = ground.space
    try:
        regions, _ = regions_of(space, (len(space.rules),), MOST_REGIONS)
    except TooManyNodes:
        regions = []
    for region in sorted(regions, key=lambda one: _size(ground, one)):
        within = tuple(
            sorted(
                (space.place[name], _bits(space, name, answers)) for name, answers in region.items()
            )
        )
        inside = ground.covering.case_left(within, ground.before(len(ground.rules)))
        if inside is not None:
            yield _words(ground, wording, region), inside
    region = {
        space.variables[at].name: (space.variables[at].answers[answer],)
        for at, answer in sorted(point.items())
    }
    yield _words(ground, wording, region), point


def _bits(space: Space, name: str, answers: Sequence[Answer]) -> int:
    """Answers of a variable as bits."""
    whole = space.variables[space.place[name]].answers
    return sum(1 << whole.index(answer) for answer in answers)


def _size(ground: Ground, region: Region) -> int:
    """How many combinations of answers a region has."""
    space = ground.space
    return prod(len(region.get(variable.name, variable.answers)) for variable in space.variables)


def _words(ground: Ground, wording: Wording | None, region: Region) -> str:
    if wording is not None:
        from ayuda.view.conditions import region_words

        told = region_words(wording, ground.space, region)
        return wording.texts.say("explain.all_of").join(told) or wording.texts.say(
            "explain.every_case"
        )
    told_plainly = (
        f"{name} = {' | '.join(map(_plain, answers))}" for name, answers in region.items()
    )
    return "; ".join(told_plainly) or EVERY_CASE


def _plain(answer: Answer) -> str:
    if isinstance(answer, Sample):
        return str(answer.value)
    if isinstance(answer, tuple):
        return ", ".join(
            f"{name} {part if isinstance(part, str) else _plain(part)}" for name, part in answer
        )
    return str(answer).lower() if isinstance(answer, bool) else str(answer)
