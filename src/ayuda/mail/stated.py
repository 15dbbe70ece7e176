"""What a person states without the raw message: the sender's address, and links."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from ayuda.mail.brand.links import read_link, shown_link, together
from ayuda.mail.brand.senders import judge_sender
from ayuda.mail.brand.standard import Standard
from ayuda.mail.evidence import Evidence, Finding, Place
from ayuda.mail.raw.senders import Sender, read_sender
from ayuda.mail.stated_values import stated_url
from ayuda.model import Mail


def stated_evidence(mail: Mail, sender: str | None, links: Sequence[str]) -> Evidence:
    """The facts and findings of a stated sender (an address or a From line) and stated links.

    Facts: ``sender_is`` (a value of ``SenderIs``) where a
    sender is given; ``links_lead`` (one of ``LinksLead``) where links are.
    """
    standard = Standard(mail)
    facts: dict[str, str | bool] = {}
    findings: list[Finding] = []
    if sender is not None:
        where = Place("--sender", 0, len(sender))
        facts["sender_is"], found = judge_sender(standard, _stated_sender(sender), sender, where)
        findings.extend(found)
    if links:
        read = [read_link(standard, stated_url(link)) for link in links]
        facts["links_lead"] = together(read)
        for stated, link in zip(links, read, strict=True):
            where = Place("--link", 0, len(stated))
            findings.extend(
                standard.finding(rule, shown_link(link, rule, stated), where) for rule in link.rules
            )
    return Evidence(facts, tuple(findings))


def _stated_sender(text: str) -> Sender:
    """A stated address; letters that no genuine one has tell nothing where a person typed them."""
    sender = read_sender(text)
    if sender.fault != "sender-not-ascii":
        return sender
    return msgspec.structs.replace(sender, fault=None)
