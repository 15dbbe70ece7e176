"""Every kind of message has the verdict and the findings that it must have."""

from __future__ import annotations

import pytest
import support.mail.kinds
import support.mail.kinds_of_claims
import support.mail.kinds_of_forwards
import support.mail.kinds_of_links
import support.mail.kinds_of_ordinary_mail  # noqa: F401  (they register their kinds)
from support.mail.builder import KINDS, build
from support.mail.policy import load_mail
from support.mail.verdict import by_contract, verdict

from ayuda.mail.judge import MessageChecks

CHECKS = MessageChecks(load_mail())
SEEDS = 12


@pytest.mark.parametrize("name", sorted(KINDS))
def test_kind(name: str) -> None:
    for seed in range(SEEDS):
        built = build(name, seed)
        evidence = CHECKS.evidence(built.raw, trusted_servers=built.trusted)
        rules = {finding.rule for finding in evidence.findings}
        shown = (seed, built.raw.decode("latin-1"), dict(evidence.facts), rules)
        assert verdict(evidence) == by_contract(evidence.facts) == built.verdict, shown
        assert built.judged_part in (None, evidence.judged_part), shown
        assert rules >= set(built.rules), shown
        assert dict(evidence.facts) | built.facts == evidence.facts, shown
        for finding in evidence.findings:
            assert 0 <= finding.where.start <= finding.where.end <= len(built.raw)


def test_there_are_enough_kinds() -> None:
    assert len(KINDS) >= 60
