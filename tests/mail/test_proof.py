"""Proof: signatures that are verified, and results that a trusted server wrote."""

from __future__ import annotations

import base64
from collections.abc import Callable

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from support.mail.verdict import verdict

from ayuda.mail.judge import message_evidence
from ayuda.model import Mail

MESSAGE = (
    b"From: Amazon.es <no-reply@amazon.es>\r\nTo: lucia@example.es\r\nSubject: Su pedido\r\n"
    b"Date: Mon, 3 Jun 2024 09:12:00 +0200\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: text/html; charset=utf-8\r\n\r\n"
    b'<p>Hola</p><a href="https://www.amazon.es/x">x</a>\r\n'
)
SIGNED = [b"From", b"To", b"Subject", b"Date", b"MIME-Version", b"Content-Type"]
Sign = Callable[..., bytes]


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="module")
def record(key: rsa.RSAPrivateKey) -> bytes:
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)


@pytest.fixture(scope="module")
def sign(key: rsa.RSAPrivateKey) -> Sign:
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())

    def signed(
        raw: bytes = MESSAGE,
        domain: bytes = b"amazon.es",
        headers: list[bytes] | None = None,
        *,
        length: bool = False,
    ) -> bytes:
        header = dkim.sign(
            raw,
            b"s1",
            domain,
            pem,
            include_headers=headers or SIGNED,
            length=length,
            canonicalize=(b"relaxed", b"relaxed"),
        )
        return bytes(header) + raw

    return signed


def judged(mail: Mail, raw: bytes, record: bytes | None) -> tuple[str, set[str]]:
    asked = []

    def lookup(name: str) -> bytes | None:
        asked.append(name)
        return record

    evidence = message_evidence(mail, raw, key_lookup=lookup)
    return verdict(evidence), {finding.rule for finding in evidence.findings}


def test_a_verified_signature_is_proof(mail: Mail, sign: Sign, record: bytes) -> None:
    found, rules = judged(mail, sign(), record)
    assert found == "genuine"
    assert "proof-dkim" in rules


def test_line_ends_and_an_mbox_line_do_not_matter(mail: Mail, sign: Sign, record: bytes) -> None:
    raw = b"From x@y Mon Jun  3 09:12:00 2024\n" + sign().replace(b"\r\n", b"\n")
    assert judged(mail, raw, record)[0] == "genuine"


def test_an_attached_message_is_verified_itself(mail: Mail, sign: Sign, record: bytes) -> None:
    raw = (
        b"From: lucia@example.es\r\nSubject: mira\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n\r\nmira\r\n"
        b"--B\r\nContent-Type: message/rfc822\r\n\r\n" + sign() + b"\r\n--B--\r\n"
    )
    assert judged(mail, raw, record) == ("genuine", judged(mail, raw, record)[1])


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (lambda raw: raw.replace(b"Hola", b"Adios"), "dkim-failed"),
        (lambda raw: raw.replace(b"Su pedido", b"Su cuenta"), "dkim-failed"),
        (lambda raw: b"Subject: Su cuenta\r\n" + raw, "headers-repeated"),
        (lambda raw: raw.replace(b"d=amazon.es", b"d=amazon.de"), "sender-documented"),
    ],
)
def test_changed_messages_are_not_proven(
    mail: Mail, sign: Sign, record: bytes, change: Callable[[bytes], bytes], rule: str
) -> None:
    found, rules = judged(mail, change(sign()), record)
    assert found == "cannot-tell"
    assert rule in rules


def test_a_partial_signature_is_no_proof(mail: Mail, sign: Sign, record: bytes) -> None:
    raw = sign(length=True) + b"<p>more</p>\r\n"
    assert judged(mail, raw, record)[0] == "cannot-tell"
    assert "dkim-partial" in judged(mail, raw, record)[1]


def test_the_subject_must_be_signed(mail: Mail, sign: Sign, record: bytes) -> None:
    raw = sign(headers=[b"From", b"To"])
    assert judged(mail, raw, record) == ("cannot-tell", judged(mail, raw, record)[1])
    assert "dkim-uncovered" in judged(mail, raw, record)[1]


def test_a_signature_of_another_domain_is_no_proof(mail: Mail, sign: Sign, record: bytes) -> None:
    found, rules = judged(mail, sign(domain=b"evil.example"), record)
    assert found == "cannot-tell"
    assert "proof-dkim" not in rules


def test_a_second_sender_undoes_the_proof(mail: Mail, sign: Sign, record: bytes) -> None:
    raw = b"From: Amazon <x@evil.example>\r\n" + sign()
    assert judged(mail, raw, record)[0] == "fraudulent"


def test_without_a_key_nothing_is_proven(mail: Mail, sign: Sign) -> None:
    assert judged(mail, sign(), None)[0] == "cannot-tell"


def test_nothing_is_looked_up_unless_allowed(mail: Mail, sign: Sign) -> None:
    evidence = message_evidence(mail, sign())
    assert verdict(evidence) == "cannot-tell"


def test_what_was_skipped_keeps_it_from_genuine(mail: Mail, sign: Sign, record: bytes) -> None:
    raw = sign(MESSAGE + b"<p>" + b"x" * 5_000_000 + b"</p>\r\n")
    found, rules = judged(mail, raw, record)
    assert found == "cannot-tell"
    assert {"limit-text", "proof-dkim"} <= rules
