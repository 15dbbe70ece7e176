"""Forgeries of signed messages: what is called genuine shows what was signed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from support.mail.forgery import SERVER, differences, forgery, zone
from support.mail.policy import load_mail
from support.mail.verdict import verdict

from ayuda.errors import AyudaError
from ayuda.mail.judge import MessageChecks

CHECKS, KEYS = MessageChecks(load_mail()), zone()
NOW = datetime(2026, 11, 1, tzinfo=UTC)
SEEDS, STEP = 600, 60


def judged(seed: int) -> tuple[str, list[str]]:
    forged = forgery(seed)
    try:
        if forged.delivered:
            evidence = CHECKS.evidence(forged.raw, trusted_servers=[SERVER], now=NOW)
        else:
            evidence = CHECKS.evidence(forged.raw, key_lookup=KEYS, now=NOW)
    except AyudaError:
        return "refused", []
    found = verdict(evidence)
    return found, differences(forged.raw, forged.original) if found == "genuine" else []


@pytest.mark.parametrize("first", range(0, SEEDS, STEP))
def test_nothing_is_called_genuine_that_shows_what_was_not_signed(first: int) -> None:
    genuine = 0
    for seed in range(first, first + STEP):
        found, seen = judged(seed)
        assert not seen, seed
        genuine += found == "genuine"
    # Where nothing ever passes, nothing is tested.
    assert genuine
