"""Texts decide by being given, malformed or unknown, and personal ones stay where they are."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec import structs

from ayuda.cache import Cache
from ayuda.calendar import Calendar
from ayuda.case import Case, decide
from ayuda.engine.results import Decision
from ayuda.engine.windows import Setting
from ayuda.model import Policy
from ayuda.policy.language.masks import example_of, fits
from ayuda.policy.load import PolicyFile, read
from ayuda.texts import load_texts
from ayuda.view.document import decision_document, encode
from ayuda.view.wording import Wording

FILE = read(Path(__file__).parents[1] / "policy" / "language.toml")
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)

MASKS: dict[str, tuple[str, str, bool]] = {
    "as it is": ("ES99 9999", "ES12 3456", True),
    "without blanks": ("ES99 9999", "ES123456", True),
    "small letters": ("ES99 9999", "es123456", True),
    "too short": ("ES99 9999", "ES12345", False),
    "too long": ("ES99 9999", "ES1234567", False),
    "a letter for a digit": ("ES99 9999", "ES1A3456", False),
    "a digit of another script": ("999", "١٢٣", False),
    "letters": ("aa-99", "Ñú-12", True),
    "either": ("**", "a1", True),
    "a hyphen that lacks": ("aa-99", "ab12", False),
}


@pytest.mark.parametrize("case", MASKS)
def test_a_text_fits_its_mask(case: str) -> None:
    mask, text, verdict = MASKS[case]
    assert fits(text, mask) == verdict


@pytest.mark.parametrize("mask", ["ES99 9999", "aa-99", "**", "99999"])
def test_the_example_of_a_mask_fits_it(mask: str) -> None:
    assert fits(example_of(mask), mask)


def decided(policy: Policy, iban: str | None) -> Decision:
    facts: dict[str, object] = {"member": "gold", "extras": (), "bought_on": NOW.date()}
    facts |= {"price": Decimal(600), "bags": Decimal(1), "told_on": NOW.date()}
    if iban is not None:
        facts["iban"] = iban
    setting = Setting(policy, NOW, Calendar("ES"))
    answer = decide(setting, Case("check-in", facts)).answer  # type: ignore[arg-type]
    assert isinstance(answer, Decision)
    return answer


@pytest.mark.parametrize(
    ("iban", "seen", "rule"),
    [("ES12 3456", "given", "fine"), ("?", "malformed", "risky"), (None, "unknown", "fine")],
)
def test_rules_see_only_whether_a_text_is_given(iban: str | None, seen: str, rule: str) -> None:
    found = decided(FILE.policy, iban)
    assert found.knowledge.values["iban"] == seen
    assert found.rule.id == rule


def test_a_personal_text_is_in_no_document() -> None:
    fact = structs.replace(FILE.policy.facts["iban"], personal=True)
    policy = structs.replace(FILE.policy, facts={**FILE.policy.facts, "iban": fact})
    file = PolicyFile("p", policy, "0")
    wording = Wording(policy, load_texts("en", Cache()), NOW)
    content = encode(decision_document(wording, file, decided(policy, "ES12 3456")))
    assert b"3456" not in content
    assert json.loads(content)["facts"]["iban"] == "given"


def test_the_word_unknown_is_a_text_where_no_blank_is_an_answer() -> None:
    fact = structs.replace(FILE.policy.facts["iban"], unstated=None, mask=None)
    policy = structs.replace(FILE.policy, facts={**FILE.policy.facts, "iban": fact})
    assert decided(policy, "unknown").knowledge.values["iban"] == "given"
