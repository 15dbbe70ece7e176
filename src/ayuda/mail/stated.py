"""What a person states without the raw message: the sender's address, and links."""

from __future__ import annotations

from collections.abc import Sequence

from ayuda.mail.evidence import Evidence, Finding, Place
from ayuda.mail.links import Link, read_link, shown_host, stated_url, together
from ayuda.mail.senders import Sender, read_sender
from ayuda.mail.standard import Standard
from ayuda.model import Mail


def stated_evidence(mail: Mail, sender: str | None, links: Sequence[str]) -> Evidence:
    """The facts and findings of a stated sender (an address or a From line) and stated links.

    Facts: ``sender_is`` (``documented``, ``elsewhere``, ``look-alike``, ``malformed``) where a
    sender is given; ``links_lead`` (``documented``, ``elsewhere``, ``nowhere``) where links are.
    """
    standard = Standard(mail)
    facts: dict[str, str | bool] = {}
    findings: list[Finding] = []
    if sender is not None:
        where = Place("--sender", 0, len(sender))
        facts["sender_is"], found = judge_sender(standard, read_sender(sender), sender, where)
        findings.extend(found)
    if links:
        read = [_read_stated(standard, link) for link in links]
        facts["links_lead"] = together(read)
        for stated, link in zip(links, read, strict=True):
            where = Place("--link", 0, len(stated))
            findings.extend(link_findings(standard, link, stated, where))
    return Evidence(facts, tuple(findings))


def judge_sender(
    standard: Standard, sender: Sender, evidence: str, where: Place
) -> tuple[str, list[Finding]]:
    """What a sender is (statements S04 and S05), with the finding that says so."""
    alike = standard.looks_documented(shown_host(sender.domain))
    if sender.fault is not None:
        alike = alike and sender.fault == "sender-not-ascii"
        rule: str = "sender-look-alike" if alike else sender.fault
        return "look-alike" if alike else "malformed", [standard.finding(rule, evidence, where)]
    domain = standard.documented(sender.domain)
    if domain is not None and domain.mail:
        exact = domain.domain == sender.domain
        rule = "sender-documented" if exact else "sender-subdomain"
        return "documented", [standard.finding(rule, evidence, where)]
    if alike or standard.names_brand(shown_host(sender.domain)):
        rule = "sender-rentable" if standard.rentable(sender.domain) else "sender-look-alike"
        value = "elsewhere" if rule == "sender-rentable" else "look-alike"
        return value, [standard.finding(rule, evidence, where)]
    return "elsewhere", [standard.finding("sender-elsewhere", evidence, where)]


def link_findings(standard: Standard, link: Link, evidence: str, where: Place) -> list[Finding]:
    """The findings of one link."""
    return [
        standard.finding(rule, shown_link(link, rule, evidence), where)
        for rule in (*filter(None, (link.rule,)), *link.remarks)
    ]


def shown_link(link: Link, rule: str, evidence: str) -> str:
    """The evidence of a link's finding; of a redirector the address inside it too."""
    return f"{evidence} -> {link.inner}" if rule == "link-redirects" else evidence


def _read_stated(standard: Standard, text: str) -> Link:
    """A stated link; one that no browser can read is not a documented one either."""
    url = stated_url(text)
    link = read_link(standard, url)
    if not text.strip() or "link-unreadable" not in link.remarks:
        return link
    return Link(url, "elsewhere", rule="link-unreadable-stated")
