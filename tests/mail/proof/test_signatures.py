"""Signatures that are verified here, with keys of the tests' own through the resolver's seam."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import pytest
from support.mail.signing import MESSAGE, SHORT, SIGNED, Signer, Zone, record_of
from support.mail.verdict import verdict

from ayuda.mail.judge import MessageChecks, message_evidence
from ayuda.mail.proof.signature_tags import read_signature
from ayuda.model import Mail

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
BRAND = Signer()
EVIL = Signer(domain="evil.example", selector="e1", key="evil")
NAME = "s1._domainkey.amazon.es"
ZONE = {NAME: record_of("brand"), "e1._domainkey.evil.example": record_of("evil")}
PROVEN_AT = int(NOW.timestamp())


@pytest.fixture(scope="module")
def checks(mail: Mail) -> MessageChecks:
    return MessageChecks(mail)


def judged(
    checks: MessageChecks, raw: bytes, records: Mapping[str, bytes] | None = None
) -> tuple[str, set[str]]:
    evidence = checks.evidence(raw, key_lookup=Zone(ZONE if records is None else records), now=NOW)
    return verdict(evidence), {finding.rule for finding in evidence.findings}


def mailbox(raw: bytes) -> bytes:
    return b"From x@y Mon Jun  3 09:12:00 2024\n" + raw.replace(b"\r\n", b"\n")


WRITTEN: dict[str, Callable[[bytes], bytes]] = {
    "as it came": bytes,
    "with the lines of Unix": lambda raw: raw.replace(b"\r\n", b"\n"),
    "the first of an mbox": mailbox,
    "with a server's lines on top": lambda raw: b"Delivered-To: x@y\r\nReceived: by y; x\r\n" + raw,
    "with a server's lines of another end": lambda raw: (
        b"Delivered-To: x@y\nReceived: by y\n" + raw
    ),
    "without its last line's end": lambda raw: raw.removesuffix(b"\r\n"),
    "with a Latin-1 field": lambda raw: b"X-A: se\xf1or\r\n" + raw,
}


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize(
    "canonical", ["relaxed/relaxed", "relaxed/simple", "simple/relaxed", "simple/simple"]
)
def test_a_verified_signature_is_proof(checks: MessageChecks, canonical: str, written: str) -> None:
    raw = WRITTEN[written](Signer(canonical=canonical).sign(MESSAGE))
    found, rules = judged(checks, raw)
    assert found == "genuine"
    assert "proof-dkim" in rules


@pytest.mark.parametrize(
    "signer",
    [
        Signer(names=(*SIGNED, "From", "Subject", "Reply-To", "Cc")),
        Signer(tags=" i=@mail.amazon.es; q=dns/txt; t=1700000000;"),
        Signer(tags=" t=1700000000; x=9999999999;"),
        Signer(tags=" y_unknown=1; X=2;"),
    ],
)
def test_what_signers_really_write_is_proof(checks: MessageChecks, signer: Signer) -> None:
    assert judged(checks, signer.sign(MESSAGE))[0] == "genuine"


def test_the_second_of_two_signatures_can_be_the_proof(checks: MessageChecks) -> None:
    assert judged(checks, EVIL.sign(BRAND.sign(MESSAGE)))[0] == "genuine"
    broken = BRAND.header(MESSAGE).replace(b" s=s1", b" s=s2")
    assert judged(checks, broken + BRAND.sign(MESSAGE))[0] == "genuine"


ODD = MESSAGE.replace(b"From: ", b"Reply-To: a@amazon.es\r\nFrom: ")
WEAK: dict[str, tuple[bytes, Mapping[str, bytes], str]] = {
    "a text that goes on": (Signer(length=20).sign(MESSAGE), ZONE, "dkim-partial"),
    "a length that covers all": (Signer(length=500).sign(MESSAGE), ZONE, "dkim-partial"),
    "SHA-1": (Signer(algorithm="rsa-sha1").sign(MESSAGE), ZONE, "dkim-weak"),
    "expired": (Signer(tags=f" x={PROVEN_AT - 1};").sign(MESSAGE), ZONE, "dkim-weak"),
    "expires now": (Signer(tags=f" x={PROVEN_AT};").sign(MESSAGE), ZONE, "dkim-weak"),
    "an unsigned sender": (Signer(names=SIGNED[1:]).sign(MESSAGE), ZONE, "dkim-uncovered"),
    "an unsigned subject": (Signer(names=("From", "To")).sign(MESSAGE), ZONE, "dkim-uncovered"),
    "an unsigned type": (Signer(names=SIGNED[:-1]).sign(MESSAGE), ZONE, "dkim-uncovered"),
    "an unsigned date": (
        Signer(names=(*SIGNED[:3], *SIGNED[4:])).sign(MESSAGE),
        ZONE,
        "dkim-uncovered",
    ),
    "an unsigned address for answers": (BRAND.sign(ODD), ZONE, "dkim-uncovered"),
    "a short key": (
        Signer(key=SHORT).sign(MESSAGE),
        {NAME: record_of(SHORT)},
        "dkim-weak",
    ),
    "a key being tested": (
        BRAND.sign(MESSAGE),
        {NAME: record_of("brand", rules="v=DKIM1; k=rsa; t=y; ")},
        "dkim-weak",
    ),
    "a key being tested, among flags": (
        BRAND.sign(MESSAGE),
        {NAME: record_of("brand", rules="v=DKIM1; t=s : y; ")},
        "dkim-weak",
    ),
    "a key for other hashes": (
        BRAND.sign(MESSAGE),
        {NAME: record_of("brand", rules="v=DKIM1; h=sha1; ")},
        "dkim-failed",
    ),
    "a key for another service": (
        BRAND.sign(MESSAGE),
        {NAME: record_of("brand", rules="v=DKIM1; s=other; ")},
        "dkim-failed",
    ),
    "a key for reports": (
        BRAND.sign(MESSAGE),
        {NAME: record_of("brand", rules="v=DKIM1; s=tlsrpt; ")},
        "dkim-failed",
    ),
    "a key of another kind": (
        BRAND.sign(MESSAGE),
        {NAME: record_of("brand", rules="v=DKIM1; k=ed25519; ")},
        "dkim-failed",
    ),
    "a key of another version": (
        BRAND.sign(MESSAGE),
        {NAME: record_of("brand", rules="v=DKIM2; ")},
        "dkim-failed",
    ),
    "a key for this domain alone": (
        Signer(tags=" i=@mail.amazon.es;").sign(MESSAGE),
        {NAME: record_of("brand", rules="v=DKIM1; t=s; ")},
        "dkim-failed",
    ),
    "a key with a tag twice": (
        BRAND.sign(MESSAGE),
        {NAME: record_of("brand", rules="v=DKIM1; k=rsa; k=rsa; ")},
        "dkim-failed",
    ),
    "a key taken back": (BRAND.sign(MESSAGE), {NAME: b"v=DKIM1; k=rsa; p="}, "dkim-failed"),
    "another key": (BRAND.sign(MESSAGE), {NAME: record_of("evil")}, "dkim-failed"),
    "no key": (BRAND.sign(MESSAGE), {}, "dkim-failed"),
    "no words in the key": (BRAND.sign(MESSAGE), {NAME: b"\xff\x00"}, "dkim-failed"),
    "another text": (BRAND.sign(MESSAGE).replace(b"Hola", b"Adios"), ZONE, "dkim-failed"),
    "more text": (BRAND.sign(MESSAGE) + b"more", ZONE, "dkim-failed"),
    "another subject": (
        BRAND.sign(MESSAGE).replace(b"Su pedido", b"Su cuenta"),
        ZONE,
        "dkim-failed",
    ),
    "another subject on top": (b"Subject: x\r\n" + BRAND.sign(MESSAGE), ZONE, "headers-repeated"),
    "another subject below": (
        BRAND.sign(MESSAGE).replace(b"MIME-V", b"subject: x\r\nMIME-V"),
        ZONE,
        "headers-repeated",
    ),
    "another encoding": (
        b"Content-Transfer-Encoding: base64\r\n" + BRAND.sign(MESSAGE),
        ZONE,
        "dkim-uncovered",
    ),
    "another disposition": (
        b"Content-Disposition: attachment; filename=a.exe\r\n" + BRAND.sign(MESSAGE),
        ZONE,
        "dkim-uncovered",
    ),
    "a version of MIME where there was none": (
        b"MIME-Version: 1.0\r\n"
        + Signer(names=("From", "To", "Subject", "Date", "Content-Type")).sign(
            MESSAGE.replace(b"MIME-Version: 1.0\r\n", b"")
        ),
        ZONE,
        "dkim-uncovered",
    ),
}


@pytest.mark.parametrize("name", WEAK)
def test_it_is_no_proof(checks: MessageChecks, name: str) -> None:
    raw, records, rule = WEAK[name]
    found, rules = judged(checks, raw, records)
    assert found == "cannot-tell"
    assert rule in rules
    assert "proof-dkim" not in rules


def test_a_key_rules_that_allow_it_leave_it_proof(checks: MessageChecks) -> None:
    for rules in ("v=DKIM1; h=sha1:sha256; s=email; t=s; ", "s=*; h=sha256; ", "", "n=a note; "):
        records = {NAME: record_of("brand", rules=rules)}
        assert judged(checks, BRAND.sign(MESSAGE), records)[0] == "genuine"


def test_without_a_time_what_can_expire_has_expired(mail: Mail) -> None:
    years = 50 * 365 * 86_400  # The library also holds it against the clock of the machine.
    raw = Signer(tags=f" x={PROVEN_AT + years};").sign(MESSAGE)
    assert verdict(message_evidence(mail, raw, key_lookup=Zone(ZONE))) == "cannot-tell"
    assert verdict(message_evidence(mail, raw, key_lookup=Zone(ZONE), now=NOW)) == "genuine"


TRICKS = (
    "D=amazon.es;",
    "d=amazon.es;",
    " d =amazon.es;",
    "\x1cd=amazon.es;",
    "\x1fd=amazon.es;",
    "\xa0d=amazon.es;",
    "d\xa0=amazon.es;",
    "\x0bd=amazon.es;",
    "\x85d=amazon.es;",
    "d\x00=amazon.es;",
    "d x=amazon.es;",
    "\xc2\xa0d=amazon.es;",
    "\xff=1; D=amazon.es;",
    "1d=amazon.es;",
)


@pytest.mark.parametrize("trick", TRICKS)
@pytest.mark.parametrize("first", [True, False])
def test_what_another_domain_signed_is_not_the_brands_by_a_trick(
    checks: MessageChecks, trick: str, first: bool
) -> None:
    plain = EVIL.header(MESSAGE)
    place = b"v=1;" if first else b"h="
    tag = trick.encode("latin-1")
    written = plain.replace(place, tag + b" " + place, 1)
    for header in (written, EVIL_WITH[trick].header(MESSAGE)):
        found, rules = judged(checks, header + MESSAGE)
        assert found == "cannot-tell"
        assert "proof-dkim" not in rules


EVIL_WITH = {
    trick: Signer(domain="evil.example", selector="e1", key="evil", tags=f" {trick}")
    for trick in TRICKS
    if trick.isascii()
} | {trick: EVIL for trick in TRICKS if not trick.isascii()}


@pytest.mark.parametrize(
    "change",
    [
        (b"; d=amazon.es;", b"; d=amazon.es; d=amazon.es;"),
        (b"; d=amazon.es;", b"; d=amazon.es.;"),
        (b"; d=amazon.es;", b"; d=amazon .es;"),
        (b"; d=amazon.es;", b"; d=\x1camazon.es;"),
        (b"; d=amazon.es;", b"; d\xa0=amazon.es;"),
        (b"; d=amazon.es;", b"; d=amazon.es; =1;"),
        (b"; d=amazon.es;", b"; d=amazon.es;;"),
        (b"; d=amazon.es;", b"; d=amazon.es; tag;"),
        (b" s=s1;", b" s=s1\x0b;"),
        (b" s=s1;", b" s=../s1;"),
    ],
)
def test_a_signature_that_could_be_read_in_two_ways_is_none(
    checks: MessageChecks, change: tuple[bytes, bytes]
) -> None:
    raw = BRAND.sign(MESSAGE).replace(*change, 1)
    found, rules = judged(checks, raw)
    assert found == "cannot-tell"
    assert not rules.isdisjoint({"dkim-failed", "headers-ambiguous"})


def test_only_the_key_of_the_signature_is_looked_up(checks: MessageChecks) -> None:
    zone = Zone(ZONE)
    raw = EVIL.sign(BRAND.sign(MESSAGE))
    assert verdict(checks.evidence(raw, key_lookup=zone, now=NOW)) == "genuine"
    assert zone.asked == [NAME]


def test_nothing_is_looked_up_for_what_is_no_proof_anyway(checks: MessageChecks) -> None:
    for name in ("SHA-1", "expired", "an unsigned type", "another subject on top"):
        zone = Zone(ZONE)
        checks.evidence(WEAK[name][0], key_lookup=zone, now=NOW)
        assert zone.asked == [], name


def test_a_signature_of_another_domain_is_no_proof(checks: MessageChecks) -> None:
    found, rules = judged(checks, EVIL.sign(MESSAGE))
    assert found == "cannot-tell"
    assert rules.isdisjoint({"proof-dkim", "dkim-failed"})


def test_a_second_sender_undoes_the_proof(checks: MessageChecks) -> None:
    raw = b"From: Amazon <x@evil.example>\r\n" + BRAND.sign(MESSAGE)
    assert judged(checks, raw)[0] == "fraudulent"


def test_nothing_is_looked_up_unless_allowed(checks: MessageChecks) -> None:
    assert verdict(checks.evidence(BRAND.sign(MESSAGE), now=NOW)) == "cannot-tell"


def test_what_was_skipped_keeps_it_from_genuine(checks: MessageChecks) -> None:
    raw = BRAND.sign(MESSAGE + b"<p>" + b"x" * 5_000_000 + b"</p>\r\n")
    found, rules = judged(checks, raw)
    assert found == "cannot-tell"
    assert {"limit-text", "proof-dkim"} <= rules


def test_what_passes_through_a_relay_is_said_to_be_anothers(checks: MessageChecks) -> None:
    raw = BRAND.sign(MESSAGE.replace(b"no-reply@amazon.es", b"a1b2@marketplace.amazon.es"))
    evidence = checks.evidence(raw, key_lookup=Zone(ZONE), now=NOW)
    assert verdict(evidence) == "relayed"
    [passed] = [finding for finding in evidence.findings if finding.rule == "passed-on"]
    assert passed.evidence == "a1b2@marketplace.amazon.es"
    unproven = checks.evidence(raw.replace(b"Hola", b"Adios"), key_lookup=Zone(ZONE), now=NOW)
    assert "passed-on" not in {finding.rule for finding in unproven.findings}


SPACES = b" " * 32_000
LONG: dict[str, tuple[bytes, str]] = {
    "spaces in a signature": (BRAND.sign(MESSAGE).replace(b"b=", b"b" + SPACES, 1), "dkim-failed"),
    "folds in a signature": (
        BRAND.sign(MESSAGE).replace(b" bh=", b" bh=" + b"\r\n a" * 10_000, 1),
        "dkim-failed",
    ),
    "spaces after it": (
        BRAND.sign(MESSAGE).replace(b"\r\nFrom:", SPACES + b"\r\nFrom:"),
        "dkim-failed",
    ),
    "spaces in the text": (BRAND.sign(MESSAGE + SPACES * 60 + b"."), "dkim-too-large"),
    "tabs in the text": (BRAND.sign(MESSAGE + b"\t " * 30_000 + b"."), "dkim-too-large"),
    "lines": (BRAND.sign(MESSAGE) + b"\n" * 1_100_000, "dkim-too-large"),
    "bytes": (BRAND.sign(MESSAGE) + b"x" * (33 << 20), "dkim-too-large"),
    "folds in a header": (
        b"X-A: x" + b"\n a" * 20_000 + b"\r\n" + BRAND.sign(MESSAGE),
        "dkim-too-large",
    ),
}


@pytest.mark.parametrize("name", LONG)
def test_what_would_take_long_is_not_verified_and_the_answer_says_so(
    checks: MessageChecks, name: str
) -> None:
    raw, rule = LONG[name]
    started = time.process_time()
    found, rules = judged(checks, raw)
    assert time.process_time() - started < 2
    assert found == "cannot-tell"
    assert rule in rules


def test_white_space_of_real_mail_is_verified(checks: MessageChecks) -> None:
    table = b"<tr>\r\n" + b" " * 300 + b"<td>x</td>\r\n\t\t\t\t</tr>\r\n"
    assert judged(checks, BRAND.sign(MESSAGE + table * 300))[0] == "genuine"


@pytest.mark.parametrize(
    "value",
    [
        b" v=1; a=rsa-sha256; d=amazon.es; s=a; h=from : to; bh=; b=",
        b" v=1;\r\n\ta=rsa-sha256; d=Amazon.es;\r\n\ts=a._x; h=from:\r\n to; bh=x; b=a b; ",
    ],
)
def test_tags_are_read_as_the_standard_has_them(value: bytes) -> None:
    signature = read_signature(value)
    assert signature is not None
    assert (signature.domain, signature.names) == ("amazon.es", ("from", "to"))
    assert re.search(r"\s", signature.value) is None
