"""Whether a message is proven to come from its sender's domain, or disowned by it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import msgspec

from ayuda.mail.brand.standard import Standard
from ayuda.mail.evidence import Finding, Place
from ayuda.mail.judging.notes import Notes
from ayuda.mail.judging.sender import JudgedSender
from ayuda.mail.proof.authentication import houses, trusted_results
from ayuda.mail.proof.header_block import ambiguous_at, repeated
from ayuda.mail.proof.results import MethodResult
from ayuda.mail.proof.signature_tags import Signature, signatures_of
from ayuda.mail.proof.signatures import KeyLookup, aligned_signatures, fault, verify
from ayuda.mail.raw.headers import Field
from ayuda.mail_vocabulary import FindingId

PROOFS = frozenset({"proof-dkim", "proof-server"})


class Means(msgspec.Struct, frozen=True):
    """What a proof may rest on.

    ``servers`` are the names of trusted servers; ``key_lookup`` answers what verifying signatures
    needs; ``now`` is in seconds of Unix time: without it, what can expire counts as expired.
    ``attached``: the message is in another, so that whoever attached it could have written results.
    ``closed``: what is around it leads elsewhere, or can be read in two ways: nothing is proof.
    """

    servers: tuple[str, ...] = ()
    key_lookup: KeyLookup | None = None
    now: float | None = None
    attached: bool = False
    closed: bool = False

    def for_attached(self, *, closed: bool) -> Means:
        """What a message in another may rest on."""
        closed = closed or self.closed
        lookup = None if closed else self.key_lookup
        return Means((), lookup, self.now, attached=True, closed=closed)


class Proof(msgspec.Struct, frozen=True):
    """What the proof comes to; ``dmarc_failed`` is what a trusted server says."""

    proven: bool
    dmarc_failed: bool
    findings: tuple[Finding, ...]


UNPROVEN = Proof(proven=False, dmarc_failed=False, findings=())


def judge_proof(notes: Notes, raw: bytes, sender: JudgedSender, means: Means) -> Proof:
    """The proof of a message. Only a well-formed sender of a documented domain can have one.

    Where the headers can be read in two ways, or one stands twice, nothing is proof; what a
    trusted server says against the message counts all the same.
    """
    headers = notes.message.headers
    domain = sender.sender.domain if sender.sender_is == "documented" else ""
    findings = list(_of_servers(notes, means.servers, sender.sender.domain, domain))
    if domain and (headers.first("authentication-results") or headers.first("dkim-signature")):
        unclear = unclear_headers(notes, raw)
        if unclear is not None:
            findings = [finding for finding in findings if finding.rule not in PROOFS]
            findings.append(unclear)
        elif means.key_lookup is not None:
            signatures = aligned_signatures(notes.standard, headers, domain)
            found = verify(raw, notes.message, signatures, means.key_lookup, means.now)
            if found is None and (field := _unreadable(notes)) is not None:
                found = "dkim-failed", field
            if found is not None:
                findings.append(notes.in_field(found[0], found[1].text, found[1]))
    rules = {finding.rule for finding in findings}
    failed = "dmarc-failed" in rules
    return Proof(not failed and not rules.isdisjoint(PROOFS), failed, tuple(findings))


def unclear_headers(notes: Notes, raw: bytes) -> Finding | None:
    """What keeps a message's headers from being proven at all, if anything does."""
    at = ambiguous_at(raw, notes.message)
    if at is not None:
        end = notes.message.headers.end if at == notes.message.headers.start else at
        return notes.at("headers-ambiguous", "", Place(notes.message.path or "message", at, end))
    field = repeated(notes.message.headers)
    return None if field is None else notes.in_field("headers-repeated", field.text, field)


def _of_servers(
    notes: Notes, servers: Collection[str], sender: str, domain: str
) -> Iterator[Finding]:
    """What the results of trusted servers say of the sender; ``domain`` is a documented one."""
    for house in houses(servers, notes.standard.mail.unnamed_results):
        results = trusted_results(notes.message.headers, house)
        if results is not None:
            yield from _of_results(notes, results, sender, domain)


def results_can_help(notes: Notes, results: Iterable[MethodResult], sender: str) -> bool:
    """Whether results would prove or disown a message of the ``sender``'s, if they were trusted."""
    found = {finding.rule for finding in _of_results(notes, tuple(results), sender, sender)}
    return not found.isdisjoint({*PROOFS, "dmarc-failed"})


def _of_results(
    notes: Notes, results: tuple[MethodResult, ...], sender: str, domain: str
) -> Iterator[Finding]:
    """What the results of one server say."""
    of_dmarc = [one for one in results if one.method == "dmarc" and one.value == "fail"]
    if of_dmarc:
        # A result about another sender neither disowns this one nor speaks for it.
        if any(_is_about(one, sender) for one in of_dmarc):
            yield notes.in_field("dmarc-failed", of_dmarc[0].field.text, of_dmarc[0].field)
        return
    passed = [one for one in results if one.value == "pass"]
    signed = [
        one for one in passed if one.method == "dkim" and _aligned(notes.standard, one, domain)
    ]
    if signed and not any(one.method == "dkim" and one.value == "none" for one in results):
        yield _of_signed(notes, signed)
        return
    for method, rule in _ALONE:
        field = next((one.field for one in passed if one.method == method), None)
        if field is not None:
            yield notes.in_field(rule, field.text, field)


_ALONE: tuple[tuple[str, FindingId], ...] = (("arc", "arc-only"), ("spf", "spf-only"))


def _of_signed(notes: Notes, signed: list[MethodResult]) -> Finding:
    """A proof, if one of the signatures that passed covers what is shown; else why it is none."""
    why: tuple[FindingId, Field] | None = None
    for result in signed:
        found = _fault_of(notes, result)
        if found is None:
            return notes.in_field("proof-server", result.field.text, result.field)
        why = why or found
    assert why is not None
    return notes.in_field(why[0], why[1].text, why[1])


def _fault_of(notes: Notes, result: MethodResult) -> tuple[FindingId, Field] | None:
    """Why a signature that passed at a server is no proof of what is shown.

    It is looked for in the message; every one that the result can mean has to cover it. Where no
    signature of that domain is left in the message, the server's word stands as it is.
    """
    if result.properties.get("header.a", "rsa-sha256").lower() == "rsa-sha1":
        return "dkim-weak", result.field
    headers = notes.message.headers
    found = signatures_of(headers)
    read = [(field, signature) for field, signature in found if signature is not None]
    if len(read) < len(headers.all("dkim-signature")):
        # One that is not read here may be the one that passed there.
        return "results-uncovered", next(field for field, one in reversed(found) if one is None)
    named = "header.d" in result.properties
    of_domain = [pair for pair in read if _is_of(pair[1], result.domain, named=named)]
    meant = [pair for pair in of_domain if _means(result, pair[1])]
    if of_domain and not meant:
        return "results-uncovered", of_domain[0][0]
    for field, signature in meant:
        why = fault(headers, signature, _NEVER)
        if why is not None:
            return ("results-uncovered" if why == "dkim-uncovered" else why), field
    return None


_NEVER = float("-inf")
"""When nothing has expired: the server verified at its own time."""


def _is_of(signature: Signature, domain: str, *, named: bool) -> bool:
    """Whether a result about ``domain`` can mean it; an identity may be below its domain."""
    return domain == signature.domain or (not named and domain.endswith(f".{signature.domain}"))


def _means(result: MethodResult, signature: Signature) -> bool:
    """Whether a result's selector and first letters of the signature are this one's."""
    selector = result.properties.get("header.s", signature.selector).lower()
    return selector == signature.selector and signature.value.startswith(
        result.properties.get("header.b", "")
    )


def _aligned(standard: Standard, result: MethodResult, domain: str) -> bool:
    ours = standard.documented(domain) if domain else None
    return ours is not None and standard.documented(result.domain) == ours


def _is_about(result: MethodResult, sender: str) -> bool:
    """Whether a result of DMARC is about the sender's domain, or one above or below it."""
    about, own = f".{result.domain}", f".{sender}"
    return not result.domain or about.endswith(own) or own.endswith(about)


def _unreadable(notes: Notes) -> Field | None:
    """The first signature that could be read in two ways."""
    signatures = signatures_of(notes.message.headers)
    return next((field for field, signature in signatures if signature is None), None)
