"""What a sender is, held against the documented domains (statements S04 and S05)."""

from __future__ import annotations

from ayuda.mail.brand.hosts import shown_host
from ayuda.mail.brand.standard import Standard
from ayuda.mail.evidence import Finding, Place
from ayuda.mail.raw.senders import Sender
from ayuda.mail_vocabulary import FindingId, SenderIs


def judge_sender(
    standard: Standard, sender: Sender, evidence: str, where: Place
) -> tuple[SenderIs, list[Finding]]:
    """What a sender is, with the finding that says so."""
    value, rule = _value_of(standard, sender)
    return value, [standard.finding(rule, evidence, where)]


def _value_of(standard: Standard, sender: Sender) -> tuple[SenderIs, FindingId]:
    alike = standard.looks_documented(shown_host(sender.domain))
    if sender.fault is not None:
        if alike and sender.fault == "sender-not-ascii":
            return "look-alike", "sender-look-alike"
        return "malformed", sender.fault
    domain = standard.documented(sender.domain)
    if domain is None:
        return _of_others(standard, sender.domain, alike=alike)
    if not domain.mail:
        return "unlisted", "sender-unlisted"
    exact = domain.domain == sender.domain
    return "documented", "sender-documented" if exact else "sender-subdomain"


def _of_others(standard: Standard, host: str, *, alike: bool) -> tuple[SenderIs, FindingId]:
    if not (alike or standard.is_named_so(shown_host(host))):
        return "elsewhere", "sender-elsewhere"
    if standard.rentable(host):
        return "elsewhere", "sender-rentable"
    return "look-alike", "sender-look-alike"
