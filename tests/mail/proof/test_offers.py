"""``cannot-tell`` says which proof the message itself offers, and nothing that was given already."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

import pytest
from support.mail.signing import MESSAGE, Signer, Zone
from support.mail.verdict import verdict

from ayuda.mail.judge import MessageChecks
from ayuda.model import Mail

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
MX = "mx.example.org"
HOP = f"Received: from a.example ([198.51.100.7]) by {MX} with ESMTPS; Mon, 3 Jun 2024 09:12:01 +0200\r\n"
PASS = f"Authentication-Results: {MX}; dkim=pass header.d=amazon.es\r\n"
RESULTS = (HOP + PASS).encode()
SIGNED = Signer().sign(MESSAGE)
INNER = (
    "Received: from AM9.prod.outlook.com (2603:10a6::1) by DB8.prod.outlook.com with HTTPS; x\r\n"
)
UNNAMED = (INNER + PASS.replace(f"{MX}; ", "")).encode()


@pytest.fixture(scope="module")
def checks(mail: Mail) -> MessageChecks:
    return MessageChecks(mail)


def offers(
    checks: MessageChecks,
    raw: bytes,
    *,
    servers: Collection[str] = (),
    zone: Zone | None = None,
) -> dict[str, str]:
    evidence = checks.evidence(raw, trusted_servers=servers, key_lookup=zone, now=NOW)
    found = [one for one in evidence.findings if one.rule.startswith("offers-")]
    if found:
        assert verdict(evidence) == "cannot-tell"
    return {one.rule: one.evidence for one in found}


DNS, SERVER = {"offers-dns": "amazon.es"}, {"offers-server": MX}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (MESSAGE, {}),
        (SIGNED, DNS),
        (RESULTS + MESSAGE, SERVER),
        (RESULTS + SIGNED, DNS | SERVER),
        (UNNAMED + MESSAGE, {"offers-server": "outlook.com"}),
        (Signer(domain="mail.amazon.es").sign(MESSAGE), {"offers-dns": "mail.amazon.es"}),
        (
            (HOP + PASS.replace("dkim=pass header.d", "dmarc=fail header.from")).encode() + MESSAGE,
            SERVER,
        ),
    ],
)
def test_what_it_carries_is_offered(
    checks: MessageChecks, raw: bytes, expected: dict[str, str]
) -> None:
    assert offers(checks, raw) == expected


OTHER = b"Received: from b.example by mail.evil.example; x\r\n"
NO_HELP: dict[str, bytes] = {
    "a signature of another domain": Signer(domain="evil.example").sign(MESSAGE),
    "one that does not cover the subject": Signer(names=("From",)).sign(MESSAGE),
    "one of a part of the text": Signer(length=5).sign(MESSAGE),
    "one that has expired": Signer(tags=" x=1700000000;").sign(MESSAGE),
    "one that is weak": Signer(algorithm="rsa-sha1").sign(MESSAGE),
    "one that is read in two ways": Signer(tags=" d=amazon.es;").sign(MESSAGE),
    "headers read in two ways": SIGNED.replace(b"\r\nTo:", b"\r\nFrom here on\r\nTo:"),
    "a header that stands twice": RESULTS + b"Subject: x\r\n" + SIGNED,
    "a link elsewhere": RESULTS + Signer().sign(MESSAGE.replace(b"www.amazon.es", b"evil.example")),
    "a form": RESULTS + Signer().sign(MESSAGE + b"<form><input type=password></form>"),
    "another sender": RESULTS
    + SIGNED.replace(b"From: Amazon.es <no-reply@amazon.es>", b"From: Amazon <x@evil.example>"),
    "results of a house that never had it": OTHER + PASS.encode() + MESSAGE,
    "results above another house's hop": PASS.encode() + OTHER + MESSAGE,
    "results about another domain": RESULTS.replace(b"amazon.es", b"evil.example") + MESSAGE,
    "results without a signature": RESULTS.replace(b"dkim=pass", b"spf=pass") + MESSAGE,
    "a name that is no host's": RESULTS.replace(b"Results: mx", b"Results: $(x)`mx") + MESSAGE,
    "a name with marks": RESULTS.replace(b"Results: mx", b"Results: --dns|mx") + MESSAGE,
    "no claim": RESULTS + b"From: a@b.example\r\nSubject: Hola\r\n\r\nHola\r\n",
}


@pytest.mark.parametrize("name", NO_HELP)
def test_what_would_not_help_is_not_offered(checks: MessageChecks, name: str) -> None:
    assert offers(checks, NO_HELP[name]) == {}


def test_what_was_given_is_not_offered_again(checks: MessageChecks) -> None:
    both = RESULTS + SIGNED
    assert offers(checks, both, zone=Zone({})) == SERVER
    assert offers(checks, both, servers=[MX]) == {}
    assert offers(checks, both, servers=["mx.other.example"]) == DNS | SERVER
    narrow = RESULTS + Signer(names=("From",)).sign(MESSAGE)
    assert offers(checks, narrow, servers=[MX.upper()]) == {}
    assert offers(checks, UNNAMED + MESSAGE, servers=["outlook.com"]) == {}


def test_following_an_offer_leads_to_genuine(checks: MessageChecks) -> None:
    offered = offers(checks, RESULTS + SIGNED)
    server = offered["offers-server"]
    for evidence in (
        checks.evidence(RESULTS + SIGNED, trusted_servers=[server], now=NOW),
        checks.evidence(RESULTS + SIGNED, key_lookup=Zone(), now=NOW),
        checks.evidence(UNNAMED + MESSAGE, trusted_servers=["outlook.com"], now=NOW),
    ):
        assert verdict(evidence) == "genuine"
        assert not [one for one in evidence.findings if one.rule.startswith("offers-")]


def test_results_that_count_for_nothing_are_named_once(checks: MessageChecks) -> None:
    def rules(raw: bytes) -> set[str]:
        return {one.rule for one in checks.evidence(raw, now=NOW).findings}

    assert "results-untrusted" not in rules(RESULTS + MESSAGE)
    assert "results-untrusted" in rules(NO_HELP["results of a house that never had it"])
    assert "results-untrusted" not in rules(MESSAGE)


def test_many_servers_cost_no_more_than_a_few(checks: MessageChecks) -> None:
    lines = b"".join(PASS.replace(MX, f"mx{n}.example.org").encode() for n in range(1900))
    assert set(offers(checks, lines + MESSAGE)) <= {"offers-server"}
