"""What records name by ids is told in words: every card, every answer to it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from support.builtin import POLICY, wording

from ayuda.model import LANGUAGES, Language
from ayuda.ui.card_words import answer_words, card_words

sys.path.append(str(Path(__file__).parents[1] / "train"))
from dealing import all_dealt


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_card_and_every_answer_to_it_is_told_in_words(language: Language) -> None:
    words = wording(language)
    for card in all_dealt(POLICY, "3", language):
        name = str(card.name)
        assert card_words(words, name) != name
        for option in card.options:
            told = answer_words(words, name, card.decision.rule.id, option.id)
            assert told != option.id
            assert ">" not in told
            assert "{" not in told


def test_what_the_policy_does_not_know_any_more_keeps_its_id() -> None:
    words = wording("en")
    assert card_words(words, "gone/rule/outcome") == "gone/rule/outcome"
    for given in ("gone", "say:gone", "promise:99", "notice:gone", "statement:S999"):
        assert answer_words(words, "cancel/gone/outcome", "gone", given) == given
