"""Which proof a message itself offers, where none was called for: what to give the next time."""

from __future__ import annotations

from collections.abc import Iterator

from ayuda.mail.evidence import Finding
from ayuda.mail.judging.notes import Notes
from ayuda.mail.judging.proof import Means, Proof, results_can_help, unclear_headers
from ayuda.mail.judging.reading import Reading
from ayuda.mail.proof.authentication import houses, received_by, stating_servers, trusted_results
from ayuda.mail.proof.signatures import aligned_signatures, fault


def judge_offers(
    notes: Notes, raw: bytes, reading: Reading, proof: Proof, means: Means
) -> Iterator[Finding]:
    """The ways to proof that were not taken yet, and that lead there as far as can be seen.

    Only for a claim of a documented sender that nothing speaks against. Of an attached message only
    the signature counts: whoever attached it could have written the results.
    """
    if means.closed or proof.proven or proof.dmarc_failed or not may_be_proven(reading):
        return
    if unclear_headers(notes, raw) is not None:
        return
    headers, domain = notes.message.headers, reading.sender.sender.domain
    if means.key_lookup is None:
        for _, field, signature in aligned_signatures(notes.standard, headers, domain):
            if fault(headers, signature, means.now) is None:
                yield notes.in_field("offers-dns", signature.domain, field)
                break
    if not means.attached:
        yield from _servers(notes, domain, means)


def untrusted_results(notes: Notes, means: Means) -> Finding | None:
    """Results that stand in a message and count for nothing: no trusted server wrote them there."""
    headers = notes.message.headers
    field = headers.first("authentication-results")
    trusted = houses(means.servers, notes.standard.mail.unnamed_results)
    if field is None or any(trusted_results(headers, house) is not None for house in trusted):
        return None
    return notes.in_field("results-untrusted", field.text, field)


def may_be_proven(reading: Reading) -> bool:
    """Whether a proof is all that is missing: the rest of the evidence leaves the verdict open."""
    against = reading.secret_form or reading.forwarded
    return (
        reading.claimed
        and reading.sender.sender_is == "documented"
        and not against
        and reading.leads.links_lead not in {"elsewhere", "unknown"}
    )


def _servers(notes: Notes, domain: str, means: Means) -> Iterator[Finding]:
    """The topmost server whose results would decide, if it is one that was not named already."""
    headers, unnamed = notes.message.headers, notes.standard.mail.unnamed_results
    known = {house.server for house in houses(means.servers, unnamed)}
    for server in stating_servers(headers, unnamed):
        for house in houses([server], unnamed):
            if not received_by(headers, house):
                continue
            results = trusted_results(headers, house)
            if results is None or not results_can_help(notes, results, domain):
                continue
            if server not in known:
                yield notes.in_field("offers-server", server, results[0].field)
                return
