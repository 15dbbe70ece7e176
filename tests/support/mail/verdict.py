"""The verdict on a message: of the engine, and by the contract's rules written a second time."""

from __future__ import annotations

from collections.abc import Mapping

from ayuda.mail.evidence import Evidence
from support.builtin import decide

_FRAUD = frozenset({"malformed", "elsewhere", "look-alike"})


def verdict(evidence: Evidence) -> str:
    """What the built-in policy makes of the facts, where nobody can be asked."""
    return decide("check-email", evidence.facts).rule.outcome


def by_contract(facts: Mapping[str, str | bool]) -> str:
    """The rules of the contract's section 6 over a message's facts, first that holds."""
    rules = (
        (facts["forwarded_inline"], "cannot-tell"),
        (not facts["claims_amazon"], "no-claim"),
        (facts["sender_is"] in _FRAUD, "fraudulent"),
        (facts["dmarc_failed"], "fraudulent"),
        (facts["proven"] and facts["secret_form"], "cannot-tell"),
        (facts["proven"] and not facts["incomplete"] and facts["passed_on"], "relayed"),
        (facts["proven"] and not facts["incomplete"], "genuine"),
        (facts["links_lead"] == "elsewhere" or facts["secret_form"], "fraudulent"),
    )
    return next((verdict for holds, verdict in rules if holds), "cannot-tell")
