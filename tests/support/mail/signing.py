"""Signed messages with keys of the tests' own, made without the library that verifies them."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, HashAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

SIGNED = ("From", "To", "Subject", "Date", "MIME-Version", "Content-Type")
MESSAGE = (
    b"From: Amazon.es <no-reply@amazon.es>\r\nTo: lucia@example.es\r\nSubject: Su pedido\r\n"
    b"Date: Mon, 3 Jun 2024 09:12:00 +0200\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: text/html; charset=utf-8\r\n\r\n"
    b'<p>Hola</p><a href="https://www.amazon.es/x">x</a>\r\n'
)
_DIGESTS: dict[str, type[HashAlgorithm]] = {"sha256": SHA256, "sha1": SHA1}


SHORT = "short"
"""The name of a key of 768 bits, which is too short for the library that makes the others."""
_PRIMES = (
    0xFADE44B53ECF49F2921CFB87B828FD14E1DED9FB99ABDEE5C79A94B05A36CE3193146FF65FDB156CF3773A07A904CF83,
    0xCB7BDECB1EA9C6B881AE4EA2D67B539581EB2A88717D8EB7C8EF0B7974DEA33FE002E4A96BE2978214FAA983641D1D03,
)
_EXPONENT = 65537
_OF_SHA256 = bytes.fromhex("3031300d060960864801650304020105000420")
"""What stands before a digest in a signature (RFC 8017, 9.2)."""


@cache
def key_of(name: str) -> rsa.RSAPrivateKey:
    """A key, the same for a name in one run."""
    del name
    return rsa.generate_private_key(public_exponent=_EXPONENT, key_size=1024)  # noqa: S505 - a test's


def record_of(name: str, rules: str = "v=DKIM1; k=rsa; ") -> bytes:
    """The TXT record of a key."""
    if name == SHORT:
        encoded = _public_of_short()
    else:
        public = key_of(name).public_key()
        encoded = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return rules.encode() + b"p=" + base64.b64encode(encoded)


def _signed_short(text: bytes) -> bytes:
    one, other = _PRIMES
    size = (one * other).bit_length() // 8
    digest = _OF_SHA256 + hashlib.sha256(text).digest()
    padded = b"\x00\x01".ljust(size - len(digest) - 1, b"\xff") + b"\x00" + digest
    exponent = pow(_EXPONENT, -1, (one - 1) * (other - 1))
    return pow(int.from_bytes(padded), exponent, one * other).to_bytes(size)


def _public_of_short() -> bytes:
    """An RSAPublicKey in DER: a sequence of two integers."""
    numbers = b""
    for number in (_PRIMES[0] * _PRIMES[1], _EXPONENT):
        value = number.to_bytes(number.bit_length() // 8 + 1)
        numbers += bytes([2, len(value)]) + value
    return bytes([0x30, len(numbers)]) + numbers


@dataclass
class Zone:
    """Names with their TXT records, and the names that were asked for: the resolver's seam."""

    records: Mapping[str, bytes] = field(
        default_factory=lambda: {"s1._domainkey.amazon.es": record_of("brand")}
    )
    asked: list[str] = field(default_factory=list)

    def __call__(self, name: str) -> bytes | None:
        self.asked.append(name)
        return self.records.get(name.lower().rstrip("."))


@dataclass(frozen=True)
class Signer:
    """Who signs, and how; ``tags`` are written as they are, after the usual ones."""

    domain: str = "amazon.es"
    selector: str = "s1"
    names: tuple[str, ...] = SIGNED
    canonical: str = "relaxed/relaxed"
    algorithm: str = "rsa-sha256"
    tags: str = ""
    length: int | None = None
    key: str = "brand"

    def sign(self, raw: bytes) -> bytes:
        """The message with its signature on top."""
        return self.header(raw) + raw

    def header(self, raw: bytes) -> bytes:
        """The DKIM-Signature of a message (RFC 6376, 3.7)."""
        head, _, body = raw.partition(b"\r\n\r\n")
        of_headers, of_body = self.canonical.split("/")
        digest = self.algorithm.partition("-")[2]
        hashed = hashlib.new(digest, _body(body, of_body)[: self.length]).digest()
        tags = self.tags if self.length is None else f"{self.tags} l={self.length};"
        value = (
            f" v=1; a={self.algorithm}; c={self.canonical}; d={self.domain};\r\n s={self.selector};"
            f" h={':'.join(self.names)};{tags}\r\n bh={base64.b64encode(hashed).decode()};\r\n b="
        ).encode()
        fields = re.findall(rb"([!-9;-~]+):((?:[^\r\n]|\r\n[ \t])*)", head)
        text = b"".join(
            _field(*one, of_headers) + b"\r\n"
            for name in self.names
            if (one := _last(fields, name.encode())) is not None
        )
        text += _field(b"DKIM-Signature", value, of_headers)
        if self.key == SHORT:
            made = _signed_short(text)
        else:
            made = key_of(self.key).sign(text, padding.PKCS1v15(), _DIGESTS[digest]())
        return b"DKIM-Signature:" + value + base64.b64encode(made) + b"\r\n"


def _last(fields: list[tuple[bytes, bytes]], name: bytes) -> tuple[bytes, bytes] | None:
    """Takes the lowest field of a name that is left."""
    found = [at for at, one in enumerate(fields) if one[0].lower() == name.lower()]
    return fields.pop(found[-1]) if found else None


def _field(name: bytes, value: bytes, how: str) -> bytes:
    if how == "simple":
        return name + b":" + value
    unfolded = re.sub(rb"[ \t]+", b" ", value.replace(b"\r\n", b"")).strip()
    return name.lower() + b":" + unfolded


def _body(body: bytes, how: str) -> bytes:
    if how == "relaxed":
        lines = [re.sub(rb"[ \t]+", b" ", line).rstrip(b" ") for line in body.split(b"\r\n")]
        body = b"\r\n".join(lines)
    body = re.sub(rb"(?:\r\n)*\Z", b"", body)
    return body + b"\r\n" if body or how == "simple" else b""
