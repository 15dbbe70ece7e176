"""What is said on the phone: understood as meant, and never as something else."""

from __future__ import annotations

from collections import Counter

import pytest
from spoken_phone import LANGUAGES, Said, phone_lists

SAID = list(phone_lists())
ENOUGH = 0.95


@pytest.mark.parametrize("language", LANGUAGES)
def test_at_least_95_in_100_of_what_is_said_on_the_phone_are_understood(language: str) -> None:
    found = Counter(said.verdict for said in SAID if said.language == language)
    assert found.total() >= 150
    assert found["right"] >= ENOUGH * found.total(), found


@pytest.mark.parametrize("said", SAID, ids=lambda said: said.text)
def test_nothing_said_on_the_phone_is_understood_wrongly(said: Said) -> None:
    assert said.verdict != "wrong"
