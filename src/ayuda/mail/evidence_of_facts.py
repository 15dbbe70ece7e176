"""What follows from a stated address and stated links: the evidence facts they are read into."""

from __future__ import annotations

import msgspec

from ayuda.engine.windows import Facts, FactValue
from ayuda.mail.evidence import Finding
from ayuda.model import Policy


class Judged(msgspec.Struct, frozen=True):
    """A case's facts with the evidence read from them, and what was found."""

    facts: dict[str, FactValue]
    findings: tuple[Finding, ...] = ()


def judge_facts(policy: Policy, facts: Facts) -> Judged:
    """Add the evidence that stated addresses and links give; other cases stay as they are."""
    senders = [value for name, value in facts.items() if policy.facts[name].kind == "address"]
    links = [value for name, value in facts.items() if policy.facts[name].kind == "links"]
    if policy.mail is None or not (senders or links):
        return Judged(dict(facts))
    from ayuda.mail.stated import stated_evidence

    sender = str(senders[0]) if senders else None
    stated_links = [link for value in links if isinstance(value, tuple) for link in value]
    evidence = stated_evidence(policy.mail, sender, stated_links)
    return Judged({**facts, **evidence.facts}, evidence.findings)
