"""Whether a message is proven to come from its sender's domain, or disowned by it."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import msgspec

from ayuda.mail.brand.standard import Standard
from ayuda.mail.evidence import Finding
from ayuda.mail.judging.notes import Notes
from ayuda.mail.judging.sender import JudgedSender
from ayuda.mail.proof.authentication import Result, Statement, trusted_results
from ayuda.mail.proof.signatures import KeyLookup, verify


class Proof(msgspec.Struct, frozen=True):
    """What the proof comes to; ``dmarc_failed`` is what a trusted server says."""

    proven: bool
    dmarc_failed: bool
    findings: tuple[Finding, ...]


UNPROVEN = Proof(proven=False, dmarc_failed=False, findings=())


def judge_proof(
    notes: Notes,
    raw: bytes,
    sender: JudgedSender,
    servers: Collection[str],
    key_lookup: KeyLookup | None,
    *,
    claimed: bool,
) -> Proof:
    """The proof of a message. Only a well-formed sender of a documented domain can have one."""
    documented = sender.sender_is == "documented"
    domain = sender.sender.domain if documented else ""
    headers = notes.message.headers
    findings: list[Finding] = []
    statement = trusted_results(headers, servers) if servers else None
    if statement is not None:
        findings.extend(_of_statement(notes, statement, domain))
    elif claimed and (field := headers.first("authentication-results")):
        findings.append(notes.in_field("results-untrusted", field.text, field))
    if documented and key_lookup is not None and headers.first("dkim-signature"):
        found = verify(notes.standard, raw, notes.message, domain, key_lookup)
        if found is not None:
            findings.append(notes.in_field(found[0], found[1].text, found[1]))
    rules = {finding.rule for finding in findings}
    failed = "dmarc-failed" in rules
    proven = not failed and not rules.isdisjoint({"proof-dkim", "proof-server"})
    return Proof(proven, failed, tuple(findings))


def _of_statement(notes: Notes, statement: Statement, domain: str) -> Iterator[Finding]:
    """What the results of a trusted server say of the sender's domain."""
    text, field = statement.field.text, statement.field
    decided = False
    for result in statement.results:
        if result.method == "dmarc" and result.value == "fail":
            decided = True
            yield notes.in_field("dmarc-failed", text, field)
        elif _proves(notes.standard, result, domain):
            decided = True
            yield notes.in_field("proof-server", text, field)
    if not decided:
        passed = {result.method for result in statement.results if result.value == "pass"}
        if "arc" in passed:
            yield notes.in_field("arc-only", text, field)
        if "spf" in passed:
            yield notes.in_field("spf-only", text, field)


def _proves(standard: Standard, result: Result, domain: str) -> bool:
    """Whether a signature passed that is of the sender's documented ``domain``."""
    ours = standard.documented(domain) if domain else None
    passed = result.method == "dkim" and result.value == "pass"
    return passed and ours is not None and standard.documented(result.domain) == ours
