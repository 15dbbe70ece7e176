"""Messages to judge: what each kind must come to, and what the checks say, are the same."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from support.builtin import POLICY, setting

from ayuda.model import LANGUAGES, Language
from ayuda.train.answers import ShownMessage
from ayuda.train.mail.kinds import kinds
from ayuda.train.mail_cards import CUES, dealt, draw_messages

FLOW = "check-email"
SEEDS = (0, 1, 2026)
OURS = (".example", ".invalid", ".test")


def test_there_are_enough_kinds_of_every_verdict() -> None:
    counted = Counter(kind.way.verdict for kind in kinds().values())
    assert len(kinds()) >= 120
    assert counted["fraudulent"] >= 50
    assert counted["genuine"] >= 25
    assert min(counted[v] for v in ("relayed", "no-claim", "cannot-tell")) >= 10
    assert set(counted) == {rule.outcome for rule in POLICY.flows[FLOW].rules}


@pytest.mark.parametrize("kind", kinds())
def test_the_checks_come_to_the_verdict_of_the_kind(kind: str) -> None:
    for language in LANGUAGES:
        for seed in SEEDS:
            card = dealt(setting(), FLOW, ShownMessage(kind, seed), language)
            assert card.verdict == kinds()[kind].way.verdict, card.raw.decode()
            assert card.telling
            assert set(card.telling) <= set(card.cues) <= set(CUES)
            if card.verdict == "fraudulent":
                assert any(finding.breaks for finding in card.findings)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", kinds())
def test_what_is_shown_is_safe_and_owned_by_nobody(kind: str, language: Language) -> None:
    card = dealt(setting(), FLOW, ShownMessage(kind, 5), language)
    view = card.view
    shown = [view.sender_name, view.sender, view.subject, *view.lines, *view.fields]
    shown += [part for link in view.links for part in link]
    assert "{" not in " ".join(shown)
    assert "http:" not in " ".join(shown)
    assert "https:" not in " ".join(shown)
    assert all(text.isprintable() for text in shown)
    host = view.sender.partition("@")[2].replace("[.]", ".")
    documented = host.endswith(("amazon.es", "amazon.fr", "amazon.co.uk", "amazon.de", "amazon.it"))
    assert host.endswith(OURS) or documented or "amazon." in host
    assert card.raw.isascii()
    assert b"\r\n\r\n" in card.raw


def test_the_same_seed_is_the_same_message_and_another_is_another() -> None:
    first, again, other = (
        dealt(setting(), FLOW, ShownMessage("refund.proven", seed), "es").raw for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other


@pytest.mark.parametrize(("count", "fraud_share"), [(20, 0.5), (40, 0.15), (10, 0.0), (10, 1.0)])
def test_messages_are_drawn_with_the_share_of_fraud_that_is_wanted(
    count: int, fraud_share: float
) -> None:
    drawn = draw_messages(Random(3), count, fraud_share)
    verdicts = [kinds()[one.kind].way.verdict for one in drawn]
    assert len(drawn) == count
    assert verdicts.count("fraudulent") == round(count * fraud_share)
    assert len({one.kind for one in drawn}) == count
    assert drawn == draw_messages(Random(3), count, fraud_share)


def test_every_difficulty_is_there() -> None:
    cards = [dealt(setting(), FLOW, ShownMessage(kind, 1), "en") for kind in kinds()]
    counted = Counter(card.difficulty for card in cards if card.verdict == "fraudulent")
    assert set(counted) == {"hard", "medium", "easy"}
