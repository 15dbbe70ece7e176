"""Results of a trusted server: where they stand, what they speak of, and what that covers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from support.mail.signing import MESSAGE, SIGNED, Signer
from support.mail.verdict import verdict

from ayuda.errors import AyudaError
from ayuda.mail.judge import MessageChecks
from ayuda.mail.proof.authentication import server_names
from ayuda.model import Mail

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
MX = "mx.example.org"
HOP = (
    f"Received: from a.example ([198.51.100.7]) by {MX} with ESMTPS; Mon, 3 Jun 2024 09:12:01 +0200"
)
PASS = f"Authentication-Results: {MX}; dkim=pass header.d=amazon.es"
FAIL = f"Authentication-Results: {MX}; dmarc=fail (p=quarantine) header.from=amazon.es"
OTHER = "Received: from b.example by mail.evil.example; Mon, 3 Jun 2024 09:12:02 +0200"
FORGED = f"Received: from x by {MX}; Mon, 3 Jun 2024 09:12:00 +0200"


@pytest.fixture(scope="module")
def checks(mail: Mail) -> MessageChecks:
    return MessageChecks(mail)


def judged(
    checks: MessageChecks, *lines: str, message: bytes = MESSAGE, server: str = MX
) -> tuple[str, set[str]]:
    head = "".join(line + "\r\n" for line in lines).encode("latin-1")
    evidence = checks.evidence(head + message, trusted_servers=[server], now=NOW)
    return verdict(evidence), {finding.rule for finding in evidence.findings}


BELIEVED: dict[str, tuple[str, ...]] = {
    "on top of all": (PASS,),
    "above the hop": (PASS, HOP),
    "below the hop": (HOP, PASS),
    "a field for each method": (
        HOP,
        f"Authentication-Results: {MX}; dmarc=pass header.from=amazon.es",
        f"Authentication-Results: {MX}; spf=pass smtp.mailfrom=amazon.es",
        f"Authentication-Results: {MX}; arc=none",
        PASS,
    ),
    "with what a delivery adds": (
        "Return-Path: <x@y>",
        "Delivered-To: z",
        "Envelope-to: z",
        "Delivery-date: Mon, 3 Jun 2024",
        "Original-Recipient: rfc822;z",
        "X-Spam-Status: No",
        HOP,
        "Received-SPF: pass",
        "X-Anything: x",
        PASS,
    ),
    "below hops inside": (
        "Received: from localhost (localhost [127.0.0.1]) by store.nyi.internal (Cyrus); x",
        "Received: by 2002:a05:6a10:1:2:3:4:5 with SMTP id x; x",
        "Received: from mx by mail with LMTP; x",
        "Received: (qmail 1 invoked by uid 2); x",
        f"Received: from filter ([10.0.0.2]) by {MX}; x",
        HOP,
        PASS,
    ),
    "below an encrypted hop of the house": (
        (
            f"Received: from {MX} ({MX} [203.0.113.1]) (using TLSv1.3 with cipher X (256/256 bits))"
            " by store7.example.org with ESMTPS; x"
        ),
        HOP,
        PASS,
    ),
    "below another hop of the house": (
        f"Received: from {MX} ({MX} [203.0.113.1]) by store7.example.org with LMTP; x",
        HOP,
        PASS,
    ),
    "below seals of the house": (
        "ARC-Seal: i=1; a=rsa-sha256; d=example.org; s=x; cv=none; b=x",
        "ARC-Message-Signature: i=1; d=example.org; s=x; h=from; bh=x; b=x",
        f"ARC-Authentication-Results: i=1; {MX}; dkim=pass",
        HOP,
        PASS,
    ),
    "with its version": (HOP, PASS.replace(MX, f"{MX} 1")),
    "in quotes": (HOP, PASS.replace(MX, f'"{MX}"')),
    "by its identity alone": (HOP, PASS.replace("header.d=", "header.i=@")),
    "beside results of others": (HOP, "Authentication-Results: bimi.example.org; bimi=pass", PASS),
    "beside one that failed": (HOP, PASS + "; dkim=fail header.d=amazonses.com"),
    "that a second hop of the house wrote": (
        f"Received: from localhost (localhost [127.0.0.1]) by {MX}; x",
        PASS,
        "X-Original-To: z",
        HOP,
        f"Authentication-Results: {MX}; dmarc=pass header.from=amazon.es",
    ),
}


@pytest.mark.parametrize("name", BELIEVED)
def test_a_trusted_servers_results_are_believed(checks: MessageChecks, name: str) -> None:
    found, rules = judged(checks, *BELIEVED[name])
    assert found == "genuine"
    assert "proof-server" in rules


NOT_BELIEVED: dict[str, tuple[str, ...]] = {
    "below a hop of another house": (OTHER, PASS),
    "between hops, one of another house": (OTHER, HOP, PASS),
    "below a hop that only looks like it": (HOP.replace(MX, "mx.example.org.evil.example"), PASS),
    "below a greeting that names the house": (
        f"Received: from x by {MX} (evil [198.51.100.7]) by mail.evil.example with ESMTP; x",
        PASS,
    ),
    "below a greeting in a comment": (
        f"Received: from x (by {MX}) by mail.evil.example with ESMTP; x",
        PASS,
    ),
    "below a hop that cannot be read": (f"Received: from x( by {MX}; x", PASS),
    "below a field of the sender's": (HOP, "List-Id: <x>", PASS),
    "below another one": (HOP, "Reply-To: no-reply@amazon.es", PASS),
    "below a signature": (HOP, Signer().header(MESSAGE).decode().strip(), PASS),
    "below a seal of another house": (
        "ARC-Seal: i=1; a=rsa-sha256; d=evil.example; s=x; cv=none; b=x",
        PASS,
    ),
    "below results of a seal of another house": (
        "ARC-Authentication-Results: i=1; mx.evil.example; dkim=pass",
        PASS,
    ),
    "below the hop at which it came in": (HOP, FORGED, PASS),
    "below that hop, greeted in the house's name": (
        HOP.replace("from a.example (", f"from {MX} (real.example "),
        FORGED,
        PASS,
    ),
    "below that hop, of an unknown host": (
        HOP.replace("from a.example (", f"from {MX} (unknown "),
        FORGED,
        PASS,
    ),
    **{
        f"below a hop that only greeted as one inside, {how}": (hop, FORGED, PASS)
        for how, hop in {
            "not looked up": f"Received: from {MX} ([198.51.100.7]) by {MX} with ESMTPS; x",
            "not leading back": f"Received: from {MX} ({MX} [198.51.100.7] (may be forged)) by {MX}; x",
            "of a bare name": f"Received: from {MX} ([198.51.100.7]) by mail with ESMTPS; x",
            "at a bare name": "Received: from a.example (a.example [198.51.100.7]) by mail; x",
            "at this machine": "Received: from a.example ([198.51.100.7]) by localhost; x",
            "as this machine": f"Received: from localhost (a.example) by {MX}; x",
            "unknown": f"Received: from unknown (HELO {MX}) (198.51.100.7) by {MX} with SMTP; x",
            "unknown without an address": f"Received: from unknown by {MX} with SMTP; x",
            "in the second comment": f"Received: from {MX} (HELO {MX}) (198.51.100.7) by {MX}; x",
        }.items()
    },
    "behind an address that closes the comment": (
        HOP,
        (
            f'Authentication-Results: {MX}; spf=pass (domain of "a) dkim=pass header.d=amazon.es'
            ' (b"@evil.example designates) smtp.mailfrom=evil.example'
        ),
    ),
    "behind an address that closes it evenly": (
        HOP,
        (
            f'Authentication-Results: {MX}; spf=pass (domain of "a\\") dkim=pass header.d=amazon.es'
            ' (\\"b"@evil.example designates) smtp.mailfrom=evil.example'
        ),
    ),
    "after results that say otherwise": (HOP, PASS.replace("pass", "fail"), PASS),
    "after results without a signature": (HOP, PASS.replace("dkim=pass", "dkim=none"), PASS),
    "with results without a signature": (HOP, PASS + "; dkim=none"),
    "of a server of another name": (HOP, PASS.replace(MX, "mx2.example.org")),
    "of a server without a name": (HOP, PASS.replace(MX, "")),
    "of a server that is not said": (HOP, PASS.replace(f"{MX}; ", "")),
    "about another domain": (HOP, PASS.replace("amazon.es", "evil.example")),
    "about a domain that ends alike": (HOP, PASS.replace("amazon.es", "notamazon.es")),
    "about two domains": (HOP, PASS + " header.i=@evil.example"),
    "about no domain": (HOP, PASS.replace(" header.d=amazon.es", "")),
    "with a weak digest": (HOP, PASS + " header.a=rsa-sha1"),
    "in a comment": (HOP, PASS.replace("dkim", "dkim=fail (") + ")"),
    "beside a failure about another sender": (HOP, PASS + "; dmarc=fail header.from=evil.example"),
}


@pytest.mark.parametrize("name", NOT_BELIEVED)
def test_what_a_sender_could_have_written_is_not_believed(checks: MessageChecks, name: str) -> None:
    found, rules = judged(checks, *NOT_BELIEVED[name])
    assert found == "cannot-tell"
    assert rules.isdisjoint({"proof-server", "dmarc-failed"})


@pytest.mark.parametrize(
    "lines",
    [
        (HOP, FAIL),
        (HOP, f"Authentication-Results: {MX}; spf=pass smtp.mailfrom=x.example", FAIL),
        (HOP, PASS, FAIL),
        (HOP, FAIL, PASS),
        (HOP, PASS + "; dmarc=fail header.from=amazon.es"),
        (HOP, FAIL.replace(" header.from=amazon.es", "")),
        ("X-A: 1", f"Authentication-Results: {MX}; dkim=none", FAIL),
    ],
)
def test_one_failure_of_all_fields_disowns_the_message(
    checks: MessageChecks, lines: tuple[str, ...]
) -> None:
    found, rules = judged(checks, *lines)
    assert found == "fraudulent"
    assert "dmarc-failed" in rules
    # Neither a line that reads in two ways nor a second subject takes that back.
    for more in (b"No colon\r\n", b"Subject: x\r\n"):
        message = MESSAGE.replace(b"To: ", more + b"To: ")
        if more.startswith(b"Subject"):
            assert judged(checks, *lines, message=message)[0] == "fraudulent"


def test_a_failure_that_no_trusted_server_wrote_accuses_nobody(checks: MessageChecks) -> None:
    assert judged(checks, OTHER, FAIL)[0] == "cannot-tell"
    assert judged(checks, HOP, FAIL, server="mx.example.com")[0] == "cannot-tell"


# ------------------------------------------------------------------ what the signature covers

GOOD = Signer()
NARROW = Signer(names=("From", "To"))


def result_of(signer: Signer, *about: str) -> str:
    value = signer.header(MESSAGE).rpartition(b"b=")[2][:8].decode()
    known = {
        "d": f"header.d={signer.domain}",
        "s": f"header.s={signer.selector}",
        "b": f"header.b={value}",
    }
    said = " ".join(known[one] for one in about)
    return f"Authentication-Results: {MX}; dkim=pass {said}"


@pytest.mark.parametrize("about", [("d",), ("d", "s"), ("d", "b"), ("d", "s", "b")])
def test_the_signature_that_passed_has_to_cover_what_is_shown(
    checks: MessageChecks, about: tuple[str, ...]
) -> None:
    assert judged(checks, HOP, result_of(GOOD, *about), message=GOOD.sign(MESSAGE))[0] == "genuine"
    found, rules = judged(checks, HOP, result_of(NARROW, *about), message=NARROW.sign(MESSAGE))
    assert found == "cannot-tell"
    assert "results-uncovered" in rules


UNCOVERED = (
    b"Reply-To: x@evil.example",
    b"Sender: x@evil.example",
    b"Cc: x@evil.example",
    b"Content-Transfer-Encoding: base64",
    b"Content-Disposition: attachment; filename=a.exe",
)


@pytest.mark.parametrize("line", UNCOVERED)
def test_a_shown_header_outside_of_it_is_no_proof(checks: MessageChecks, line: bytes) -> None:
    name = line.partition(b":")[0].decode()
    message = line + b"\r\n" + MESSAGE
    for signer, expected in ((GOOD, "cannot-tell"), (Signer(names=(*SIGNED, name)), "genuine")):
        result = result_of(signer, "d")
        assert judged(checks, HOP, result, message=signer.sign(message))[0] == expected


def test_a_signature_beside_it_does_not_lend_what_it_covers(checks: MessageChecks) -> None:
    both = GOOD.sign(NARROW.sign(MESSAGE))
    assert judged(checks, HOP, result_of(GOOD, "d", "b"), message=both)[0] == "genuine"
    for about in (("d", "b"), ("d",)):
        found, rules = judged(checks, HOP, result_of(NARROW, *about), message=both)
        assert found == "cannot-tell"
        assert "results-uncovered" in rules


@pytest.mark.parametrize(
    ("signer", "rule"),
    [
        (Signer(length=20), "dkim-partial"),
        (Signer(algorithm="rsa-sha1"), "dkim-weak"),
        (Signer(names=SIGNED[1:]), "results-uncovered"),
        (Signer(selector="s2"), "results-uncovered"),
        (Signer(tags=" D=amazon.es; \x1cd=amazon.es;"), "headers-ambiguous"),
        (Signer(tags=" d=amazon.es;"), "results-uncovered"),
        (Signer(tags=" \xa0x=1;"), "results-uncovered"),
    ],
)
def test_what_passed_at_the_server_may_prove_nothing(
    checks: MessageChecks, signer: Signer, rule: str
) -> None:
    found, rules = judged(checks, HOP, result_of(GOOD, "d", "s"), message=signer.sign(MESSAGE))
    assert found == "cannot-tell"
    assert rule in rules


def test_an_expired_signature_passed_when_it_came(checks: MessageChecks) -> None:
    message = Signer(tags=" x=1700000000;").sign(MESSAGE)
    assert judged(checks, HOP, result_of(GOOD, "d"), message=message)[0] == "genuine"


def test_of_a_signature_that_is_gone_the_servers_word_stands(checks: MessageChecks) -> None:
    others = Signer(domain="amazonses.com").sign(MESSAGE)
    for message in (MESSAGE, others):
        assert judged(checks, HOP, result_of(GOOD, "d", "b"), message=message)[0] == "genuine"


def test_an_identity_below_the_signing_domain_is_of_its_signature(checks: MessageChecks) -> None:
    result = f"Authentication-Results: {MX}; dkim=pass header.i=@mail.amazon.es header.s=s1"
    assert judged(checks, HOP, result, message=GOOD.sign(MESSAGE))[0] == "genuine"
    assert judged(checks, HOP, result, message=NARROW.sign(MESSAGE))[0] == "cannot-tell"


# ------------------------------------------------------------------ results without a name

INNER = (
    "Received: from AM9.eurprd01.prod.exchangelabs.com (2603:10a6:20b:1::10)\r\n"
    " by DB8.eurprd01.prod.exchangelabs.com with HTTPS; x"
)
UNNAMED = "Authentication-Results: spf=pass smtp.mailfrom=x.example; dkim=pass header.d=amazon.es;dmarc=pass"
ENTRY = "Received: from a.example (198.51.100.7) by X.mail.protection.outlook.com (10.1.2.3); x"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((INNER, UNNAMED, "Received-SPF: Pass", ENTRY), "genuine"),
        (
            (INNER, INNER.replace("exchangelabs.com with", "outlook.com with"), UNNAMED, ENTRY),
            "genuine",
        ),
        ((INNER, UNNAMED.replace("dmarc=pass", "dmarc=fail"), ENTRY), "fraudulent"),
        ((UNNAMED, ENTRY), "cannot-tell"),
        ((UNNAMED,), "cannot-tell"),
        ((INNER, ENTRY, UNNAMED), "cannot-tell"),
        ((INNER, UNNAMED.replace("dkim=pass", "dkim=none"), UNNAMED, ENTRY), "cannot-tell"),
        ((OTHER, INNER, UNNAMED, ENTRY), "cannot-tell"),
        ((INNER, OTHER, UNNAMED, ENTRY), "cannot-tell"),
        ((INNER.replace("by DB8.", "by evil.example ("), UNNAMED), "cannot-tell"),
        ((INNER, UNNAMED.replace("spf=", "outlook.com; spf="), ENTRY), "cannot-tell"),
        ((INNER, UNNAMED.replace("spf=", "; spf="), ENTRY), "cannot-tell"),
    ],
)
def test_results_without_a_name_are_known_by_the_hops_above_them(
    checks: MessageChecks, lines: tuple[str, ...], expected: str
) -> None:
    assert judged(checks, *lines, server="outlook.com")[0] == expected


@pytest.mark.parametrize(
    "server", ["", " ", "mx example", "mx..example", "-", "*", "mx.example.org;", "mx/1", "ñ.es"]
)
def test_what_is_no_servers_name_is_refused(server: str) -> None:
    with pytest.raises(AyudaError) as refused:
        server_names(["mx.example.org", server], "--trusted-server")
    [problem] = refused.value.problems
    assert (problem.where, problem.code, problem.values["value"]) == (
        "--trusted-server",
        "bad-server",
        server,
    )


def test_an_empty_name_trusts_nobody(checks: MessageChecks) -> None:
    for server in ("", " ", "."):
        assert judged(checks, PASS.replace(MX, server), server=server)[0] == "cannot-tell"


def test_names_are_compared_without_case_and_last_dot() -> None:
    names = server_names([" MX.Example.org. ", "mx.example.org", "mail"], "--trusted-server")
    assert names == ("mx.example.org", "mail")
