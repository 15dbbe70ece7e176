"""What a check says is never so, always so or at odds, against a list of all cases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import product

import pytest
from support.builtin import NO_CACHE
from support.random_policies import PRESENT, random_policy
from support.reading import Reading, held

from ayuda.author.check.findings import findings_of
from ayuda.engine.space import space_of
from ayuda.model import LANGUAGES, Policy, Value
from ayuda.texts import Texts, load_texts

TEXTS: dict[str, Texts] = {language: load_texts(language, NO_CACHE) for language in LANGUAGES}
SEEDS = range(400)
CODES = ("flow-without-case", "value-never", "guard-never", "guard-always")


def told(policy: Policy, *codes: str) -> set[tuple[str, str]]:
    found = (one.problem for one in findings_of(policy, date(2026, 11, 26), TEXTS))
    return {(one.code, one.where) for one in found if one.code in codes}


def expected(policy: Policy) -> set[tuple[str, str]]:
    """The same from all cases that there are."""
    reading = Reading(policy, "f", PRESENT)
    worlds = [world.values for world in reading.worlds]
    if not worlds:
        return {("flow-without-case", "flows.f.facts")}
    found = set(_of_facts(reading, worlds))
    for name in space_of(policy, "f").windows:
        for state in policy.windows[name].states:
            if not any(world.get(name) == state for world in worlds):
                found.add(("value-never", f"windows.{name}.states.{state}"))
    return found


def _of_facts(reading: Reading, worlds: Sequence[Mapping[str, Value]]) -> Iterator[tuple[str, str]]:
    for name, fact in reading.facts.items():
        verdicts = {held(fact.asked_if, world) for world in worlds}
        if fact.asked_if and len(verdicts) == 1:
            code = "guard-always" if True in verdicts else "guard-never"
            yield code, f"facts.{name}.asked_if"
        if reading.is_finite(name) and True in verdicts:
            words = {"yes": True, "no": False} if fact.kind == "yes-no" else fact.values
            for key in words:
                value = words[key] if isinstance(words[key], bool) else key
                if not any(world[name] == value for world in worlds):
                    yield "value-never", f"facts.{name}.values.{key}"


@pytest.mark.parametrize("tenth", range(10))
def test_what_never_or_always_is_so_is_that_in_all_cases(tenth: int) -> None:
    for seed in SEEDS[tenth::10]:
        policy = random_policy(seed)
        assert told(policy, *CODES) == expected(policy), seed


def is_at_odds(policy: Policy) -> bool:
    """Whether some answers of the facts that nothing implies leave no case."""
    reading = Reading(policy, "f", PRESENT)
    answers = {
        name: [True, False] if fact.kind == "yes-no" else list(fact.values) or reading.moments(name)
        for name, fact in reading.facts.items()
    }
    cases = [dict(zip(answers, chosen, strict=True)) for chosen in product(*answers.values())]
    seen = [reading.world(case).values for case in cases]
    implied = {
        name for name, when, _ in reading.implications if any(held(when, values) for values in seen)
    }
    possible: dict[tuple[object, ...], bool] = {}
    for case, values in zip(cases, seen, strict=True):
        free = tuple(case[name] for name in answers if name not in implied)
        unbroken = reading.is_unbroken(values)
        possible[free] = possible.get(free, False) or unbroken
    return not all(possible.values())


@pytest.mark.parametrize("tenth", range(10))
def test_what_is_implied_is_at_odds_where_answers_leave_no_case(tenth: int) -> None:
    for seed in SEEDS[tenth::10]:
        policy = random_policy(seed)
        assert bool(told(policy, "implied-at-odds")) == is_at_odds(policy), seed
