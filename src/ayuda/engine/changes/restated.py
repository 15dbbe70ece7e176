"""What to state of a text or a choice of several so that it is seen as it has to be."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import product

from ayuda.engine.samples import class_of, tested_values
from ayuda.engine.windows import FactValue
from ayuda.model import GIVEN, MALFORMED, UNKNOWN, Fact, Test
from ayuda.policy.language.conditions import Known
from ayuda.policy.language.masks import example_of, fits

MOST_TESTED = 8
"""Of so many tested values of a choice all sets are tried; of more only the least of a class."""


def stated_of_class(
    fact: Fact, tests: Collection[Test], shown: Known, known: FactValue | None
) -> Iterator[FactValue]:
    """What to state so that a text or a choice of several is seen like that."""
    if fact.kind == "text" and shown in {GIVEN, MALFORMED}:
        example = example_of(fact.mask or "")
        text = example if shown == GIVEN else f"{example}?"
        if shown == GIVEN or (fact.mask is not None and not fits(text, fact.mask)):
            yield text
    elif isinstance(shown, tuple):
        tested = tested_values(tests)
        own = known if isinstance(known, tuple) else ()
        wanted = class_of(tuple(tests), shown)
        sets: list[tuple[str, ...]] = [shown]
        if len(tested) <= MOST_TESTED:
            sets = [*_subsets(tested)]
        near = [
            tuple(value for value in fact.values if value in (chosen if value in tested else own))
            for chosen in sets
        ]
        alike = [chosen for chosen in near if class_of(tuple(tests), chosen) == wanted]
        yield min(alike, key=lambda chosen: len({*chosen} ^ {*own}))
    elif isinstance(shown, str) and shown != UNKNOWN:
        yield shown


def _subsets(values: Collection[str]) -> Iterator[tuple[str, ...]]:
    for kept in product((False, True), repeat=len(values)):
        yield tuple(value for value, keep in zip(values, kept, strict=True) if keep)
