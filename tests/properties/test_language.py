"""The engine against a second reading of the policy language, over random policies."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from support.language.comparing import compare
from support.language.random_language import random_language
from support.language.rows import compare_rows

SEEDS = 200
CASES = 10
TOGETHER = 10
"""How many seeds are one test."""
IN_FILES = range(0, SEEDS, 20)
ROWS = 12


@pytest.mark.parametrize("first", range(0, SEEDS, TOGETHER))
def test_the_engine_says_what_the_pages_say(first: int) -> None:
    for seed in range(first, first + TOGETHER):
        drawn = random_language(seed)
        found = list(compare(drawn.policy, drawn.now, Random(seed), CASES))
        assert found == [], seed


@pytest.mark.parametrize("seed", IN_FILES)
def test_a_row_comes_to_what_its_case_comes_to(seed: int, tmp_path: Path) -> None:
    drawn = random_language(seed)
    assert list(compare_rows(drawn.policy, drawn.now, Random(seed), ROWS, tmp_path)) == []


def test_few_random_policies_are_refused() -> None:
    refused = sum(len(random_language(seed).refused) for seed in range(SEEDS))
    assert refused < SEEDS / 20
