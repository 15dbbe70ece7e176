"""The engine beside the brute-force reading: what each says of partial cases."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from ayuda.calendar import Calendar
from ayuda.engine.decide import step
from ayuda.engine.knowledge import Contradiction, Silence
from ayuda.engine.results import Decision
from ayuda.engine.windows import Setting
from ayuda.model import Policy
from support import reading
from support.random_policies import PRESENT, partial_cases
from support.reading import Answered, Reading

CONTRADICTED = "contradicted"


def by_engine(policy: Policy, known: reading.Facts, silence: Silence) -> Answered | str:
    """What the engine says."""
    try:
        found = step(Setting(policy, PRESENT, Calendar("ES")), "f", known, silence)
    except Contradiction:
        return CONTRADICTED
    if isinstance(found, Decision):
        return Answered(found.rule.id, tuple(notice.id for notice in found.notices), (), None)
    return Answered(None, (), found.needs, found.fact)


def by_reading(read: Reading, known: reading.Facts, silence: reading.Silence) -> Answered | str:
    """What the page says."""
    try:
        return read.answer(known, silence)
    except reading.Contradicted:
        return CONTRADICTED


def compare(policy: Policy, random: Random, count: int) -> Iterator[str]:
    """Where the two say different things of partial cases of a policy."""
    read = Reading(policy, "f", PRESENT)
    for known, everywhere, skipped in partial_cases(policy, random, count):
        engine = by_engine(policy, known, Silence(everywhere, skipped))
        page = by_reading(read, known, reading.Silence(everywhere, skipped))
        if engine != page:
            yield f"{known} {everywhere} {sorted(skipped)}: engine {engine}, page {page}"
