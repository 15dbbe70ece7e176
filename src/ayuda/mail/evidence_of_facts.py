"""The evidence of a case: what a message says, and what follows from a stated address or links."""

from __future__ import annotations

import msgspec

from ayuda.engine.windows import Facts, FactValue
from ayuda.mail.evidence import Evidence, Finding
from ayuda.model import Flow, Policy

NO_MESSAGE = Evidence()


class Judged(msgspec.Struct, frozen=True):
    """A case's facts with the evidence read from them, and what was found."""

    facts: dict[str, FactValue]
    findings: tuple[Finding, ...] = ()


def judge_facts(policy: Policy, facts: Facts, message: Evidence = NO_MESSAGE) -> Judged:
    """Add what a message says, and what stated addresses and links give.

    What a person states of a message counts before what was read in it.
    """
    senders = [value for name, value in facts.items() if policy.facts[name].kind == "address"]
    links = [value for name, value in facts.items() if policy.facts[name].kind == "links"]
    findings = _still_offered(policy, facts, message)
    if policy.mail is None or not (senders or links):
        return Judged({**message.facts, **facts}, findings)
    from ayuda.mail.stated import stated_evidence

    sender = str(senders[0]) if senders else None
    stated_links = [link for value in links if isinstance(value, tuple) for link in value]
    stated = stated_evidence(policy.mail, sender, stated_links)
    known = {**message.facts, **facts, **stated.facts}
    return Judged(known, (*findings, *stated.findings))


def _still_offered(policy: Policy, facts: Facts, message: Evidence) -> tuple[Finding, ...]:
    """The findings without the offer to state a claim where that is stated already."""
    if policy.mail is None or policy.mail.claim_fact not in facts:
        return message.findings
    return tuple(finding for finding in message.findings if finding.rule != "offers-claim")


def answered_by_message(policy: Policy, flow: Flow, message: Evidence) -> dict[str, bool]:
    """The yes/no facts that nobody needs to be asked, for nothing in the message speaks of them.

    Words alone decide nothing: a finding that bears the name of a fact only raises its question.
    """
    if policy.mail is None or message is NO_MESSAGE:
        return {}
    found = {finding.rule for finding in message.findings}
    raised = {name: name.replace("_", "-") for name in flow.facts}
    return {
        name: False
        for name, rule in raised.items()
        if rule in policy.mail.findings and rule not in found
    }
