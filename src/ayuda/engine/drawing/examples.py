"""Concrete cases of a region: facts as they are stated, tried until one is what it should be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from ayuda.engine.covers.boxes import Point
from ayuda.engine.drawing.drawn import facts_on, must_be_drawn
from ayuda.engine.space import Space
from ayuda.engine.windows import FactValue, Setting

TRIES, TRIES_DRAWN = 30, 120
"""How many cases are tried, and how many where facts decide something together."""
SEED = 0
"""The same region always has the same example."""


def example_of(
    setting: Setting, space: Space, point: Point, fits: Callable[[dict[str, FactValue]], bool]
) -> dict[str, FactValue] | None:
    """Facts of a case with these answers that ``fits`` accepts; None where none was found."""
    for facts in _candidates(setting, space, point):
        if fits(facts):
            return facts
    return None


def _candidates(setting: Setting, space: Space, point: Point) -> Iterator[dict[str, FactValue]]:
    """Cases with these answers: first with the first answers to all else, then with any."""
    draw = Random(SEED)  # noqa: S311 - an example is no secret
    for attempt in range(TRIES_DRAWN if must_be_drawn(space) else TRIES):
        path = [
            point.get(place, draw.randrange(len(variable.answers)) if attempt else 0)
            for place, variable in enumerate(space.variables)
        ]
        facts = facts_on(setting, space, path, draw, whole=True)
        if facts is not None:
            yield {**_read(space, path), **facts}


def is_of_messages(space: Space) -> bool:
    """Whether some fact is read from what was stated of a message, or found in it."""
    return any(fact.read_from is not None for fact in space.facts.values())


def _read(space: Space, path: list[int]) -> dict[str, FactValue]:
    """The facts of a message that nobody is asked, as they are found in it."""
    found: dict[str, FactValue] = {}
    if not is_of_messages(space):
        return found
    for place, variable in enumerate(space.variables):
        fact = space.facts.get(variable.name)
        answer = variable.answers[path[place]]
        if fact is not None and fact.ask is None and isinstance(answer, str | bool):
            found[variable.name] = answer
    return found
