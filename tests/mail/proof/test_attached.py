"""Messages inside others: which proof counts for them, and for what it does not."""

from __future__ import annotations

import base64
import quopri
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from support.mail.signing import MESSAGE, Signer, Zone
from support.mail.verdict import verdict

from ayuda.mail.evidence import Evidence
from ayuda.mail.judge import MessageChecks
from ayuda.model import Mail

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
SIGNED = Signer().sign(MESSAGE)
RESULTS = b"Authentication-Results: mx.example.org; dkim=pass header.d=amazon.es\r\n"
HELLO = "text/plain", b"mira\r\n"


@pytest.fixture(scope="module")
def checks(mail: Mail) -> MessageChecks:
    return MessageChecks(mail)


ENCODINGS = {
    "": bytes,
    "7bit": bytes,
    "8bit": bytes,
    "base64": lambda raw: base64.encodebytes(raw).replace(b"\n", b"\r\n"),
    "quoted-printable": lambda raw: quopri.encodestring(raw.replace(b"\r\n", b"\n")).replace(
        b"\n", b"\r\n"
    ),
}
KINDS = ("message/rfc822", "application/octet-stream; name=m.eml")


def around(
    inner: bytes, encoding: str = "", kind: str = KINDS[0], text: tuple[str, bytes] = HELLO
) -> bytes:
    head = f"Content-Transfer-Encoding: {encoding}\r\n" if encoding else ""
    return (
        b"From: lucia@example.es\r\nSubject: mira\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: multipart/mixed; boundary=B\r\n\r\n"
        b"--B\r\nContent-Type: " + text[0].encode() + b"\r\n\r\n" + text[1] + b"\r\n"
        b"--B\r\nContent-Type: " + f"{kind}\r\n{head}\r\n".encode() + inner + b"\r\n--B--\r\n"
    )


def rules(evidence: Evidence) -> set[str]:
    return {finding.rule for finding in evidence.findings}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_an_attached_message_is_verified_however_it_is_attached(
    checks: MessageChecks, encoding: str, kind: str
) -> None:
    raw = around(ENCODINGS[encoding](SIGNED), encoding, kind)
    evidence = checks.evidence(raw, key_lookup=Zone(), now=NOW)
    assert verdict(evidence) == "genuine"
    assert {"attached-judged", "proof-dkim"} <= rules(evidence)
    assert evidence.judged_part == "2"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_only_its_signature_is_offered_and_counts(
    checks: MessageChecks, encoding: str, kind: str
) -> None:
    raw = around(ENCODINGS[encoding](RESULTS + SIGNED), encoding, kind)
    for servers in ((), ("mx.example.org",)):
        evidence = checks.evidence(RESULTS + raw, trusted_servers=servers, now=NOW)
        assert verdict(evidence) == "cannot-tell"
        assert "offers-dns" in rules(evidence)
        assert rules(evidence).isdisjoint({"offers-server", "proof-server"})


@pytest.mark.parametrize(
    ("encoding", "change"),
    [
        ("base64", lambda text: text.replace(b"\r\n", b"=\r\n", 1)),
        ("base64", lambda text: b"!" + text),
        ("base64", lambda text: text.rstrip(b"=\r\n") + b"\r\nAA"),
        ("base64", lambda text: text.rstrip(b"=\r\n") + b"==\r\nPGI+eDwvYj4=\r\n"),
        ("quoted-printable", lambda text: text.replace(b"=3D", b"=3d", 1)),
        ("quoted-printable", lambda text: text.replace(b"=3D", b"=", 1)),
    ],
)
def test_an_encoding_that_is_decoded_in_two_ways_is_no_proof(
    checks: MessageChecks, encoding: str, change: Callable[[bytes], bytes]
) -> None:
    changed = change(ENCODINGS[encoding](SIGNED))
    evidence = checks.evidence(around(changed, encoding), key_lookup=Zone(), now=NOW)
    assert verdict(evidence) != "genuine"


PAGES: dict[str, tuple[tuple[str, bytes], str]] = {
    "a link": (
        ("text/html", b'<a href="https://evil.example/pay">mira</a>'),
        "https://evil.example/pay",
    ),
    "a link in plain text": (
        ("text/plain", b"mira https://evil.example/pay"),
        "https://evil.example/pay",
    ),
    "a form": (("text/html", b'<form><input name="q"></form>'), ""),
    "a form for a password": (("text/html", b'<form><input type="password"></form>'), "password"),
    "a look-alike": (("text/html", b'<a href="https://amaz0n.es/">mira</a>'), "https://amaz0n.es/"),
}


@pytest.mark.parametrize("encoding", ["", "base64"])
@pytest.mark.parametrize("name", PAGES)
def test_what_leads_elsewhere_does_not_borrow_the_proof_of_what_is_attached(
    checks: MessageChecks, name: str, encoding: str
) -> None:
    text, evidence_of_it = PAGES[name]
    raw = around(ENCODINGS[encoding](SIGNED), encoding, text=text)
    for zone in (Zone(), None):
        evidence = checks.evidence(raw, key_lookup=zone, now=NOW)
        assert verdict(evidence) == "cannot-tell"
        assert {"attached-judged", "attached-among-links"} <= rules(evidence)
        assert rules(evidence).isdisjoint({"offers-dns", "proof-dkim"})
        [found] = [one for one in evidence.findings if one.rule == "attached-among-links"]
        assert evidence_of_it in found.evidence
        assert zone is None or zone.asked == []


@pytest.mark.parametrize("encoding", ["", "base64"])
@pytest.mark.parametrize(
    "text",
    [
        ("text/html", b"<p>mira</p><img src='https://other.example/x.png'>"),
        ("text/html", b"<a href='https://www.amazon.es/'>mira</a>"),
        ("text/plain", b"Enviado desde mi telefono"),
    ],
)
def test_what_leads_nowhere_else_leaves_it_proven(
    checks: MessageChecks, encoding: str, text: tuple[str, bytes]
) -> None:
    raw = around(ENCODINGS[encoding](SIGNED), encoding, text=text)
    assert verdict(checks.evidence(raw, key_lookup=Zone(), now=NOW)) == "genuine"


def test_what_is_skipped_around_it_keeps_it_from_genuine(checks: MessageChecks) -> None:
    long = ("text/html", b"<p>" + b"x " * 1_500_000 + b"<a href='https://evil.example/'>x</a>")
    for encoding in ("", "base64"):
        raw = around(ENCODINGS[encoding](SIGNED), encoding, text=long)
        evidence = checks.evidence(raw, key_lookup=Zone(), now=NOW)
        assert verdict(evidence) == "cannot-tell"
        assert "limit-text" in rules(evidence)


def test_two_messages_attached_do_not_lend_each_other_a_proof(checks: MessageChecks) -> None:
    other = b"From: Amazon.es <no-reply@amazon.es>\r\nSubject: Cuenta suspendida\r\n\r\nLlame\r\n"
    inner = SIGNED + b"\r\n--B\r\nContent-Type: message/rfc822\r\n\r\n" + other
    assert verdict(checks.evidence(around(inner), key_lookup=Zone(), now=NOW)) == "cannot-tell"


@pytest.mark.parametrize(
    ("first", "second"), [("", "base64"), ("base64", "base64"), ("base64", "")]
)
def test_a_second_one_that_nobody_judged_keeps_it_from_genuine(
    checks: MessageChecks, first: str, second: str
) -> None:
    other = b"From: a@b.example\r\nSubject: Cuenta\r\n\r\nLlame\r\n"
    head = f"\r\n--B\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: {second or '7bit'}\r\n\r\n"
    raw = around(ENCODINGS[first](SIGNED) + head.encode() + ENCODINGS[second](other), first)
    evidence = checks.evidence(raw, key_lookup=Zone(), now=NOW)
    assert verdict(evidence) != "genuine"


@pytest.mark.parametrize("beside", [True, False])
def test_what_leads_elsewhere_may_be_attached_itself(checks: MessageChecks, beside: bool) -> None:
    page = b'From: a@b.example\r\nContent-Type: text/html\r\n\r\n<a href="https://evil.example/">x</a>\r\n'
    if beside:
        raw = around(SIGNED + b"\r\n--B\r\nContent-Type: message/rfc822\r\n\r\n" + page)
    else:
        raw = around(
            around(SIGNED, text=("text/html", page))
            .replace(b"B\r\n", b"C\r\n")
            .replace(b"--B--", b"--C--")
        )
    evidence = checks.evidence(raw, key_lookup=Zone(), now=NOW)
    assert verdict(evidence) == "cannot-tell"
    assert "attached-among-links" in rules(evidence)


def test_a_proven_message_is_not_undone_by_what_is_attached_to_it(checks: MessageChecks) -> None:
    head = (
        MESSAGE.partition(b"Content-Type")[0] + b"Content-Type: multipart/mixed; boundary=B\r\n\r\n"
    )
    raw = (
        head
        + b"--B\r\n\r\nHola\r\n--B\r\nContent-Type: message/rfc822\r\n\r\n"
        + MESSAGE
        + b"--B--\r\n"
    )
    evidence = checks.evidence(Signer().sign(raw), key_lookup=Zone(), now=NOW)
    assert verdict(evidence) == "genuine"
    assert evidence.judged_part == ""
