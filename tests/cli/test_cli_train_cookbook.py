"""The command ``train`` with the policies of the cookbook: a card, or words that there is none."""

from __future__ import annotations

from pathlib import Path

import pytest
from program_under_test import Call

from ayuda.cache import Cache
from ayuda.model import LANGUAGES, Language
from ayuda.policy.load import load

COOKBOOK = Path(__file__).parents[2] / "docs/cookbook"
NAMES = ("airline", "consumer-law", "library", "order-risk")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_command_says_where_no_case_is_found(ayuda: Call, language: Language) -> None:
    library = str(COOKBOOK / "library/policy.toml")
    result = ayuda(
        *("train", "lend", "--policy", library, "--kind", "deadline", "--json"),
        *("--now", "2026-08-05T10:00", "--lang", language),
    )
    assert result.code == 2
    assert "lend" in result.messages + result.output
    assert "Traceback" not in result.messages


@pytest.mark.parametrize("name", NAMES)
def test_the_command_puts_a_card_of_every_flow(ayuda: Call, name: str) -> None:
    for flow in load(COOKBOOK / name / "policy.toml", Cache()).policy.flows:
        for more in ((), ("--interview",)):
            policy = str(COOKBOOK / name / "policy.toml")
            rest = ("--policy", policy, "--json", "--now", "2026-11-26T11:30", "--count", "3")
            result = ayuda("train", flow, *rest, *more)
            assert result.code == 0, result.messages
            assert b"ayuda.card/1" in result.out
