"""Signatures that are verified here (RFC 6376), where the user allows the look-ups for it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from ayuda.mail.brand.standard import Standard
from ayuda.mail.raw.headers import Field, Headers
from ayuda.mail.raw.limits import SIGNATURES
from ayuda.mail.raw.message import Message

KeyLookup = Callable[[str], bytes | None]
"""From a name (``selector._domainkey.example.com``) to the text of its TXT record."""

SignatureProof = Literal["proof-dkim", "dkim-partial", "dkim-failed", "dkim-uncovered"]

_ONCE = ("from", "subject", "content-type", "to", "date")
"""Headers that must not stand twice: one of them could be signed and the other shown."""


def verify(
    standard: Standard, raw: bytes, message: Message, domain: str, lookup: KeyLookup
) -> tuple[SignatureProof, Field] | None:
    """What the signatures of the sender's ``domain`` come to: a proof, or the best reason why not.

    A signature counts if its domain and the sender's are under the same documented one.
    """
    ours = standard.documented(domain)
    if ours is None:
        return None
    best: tuple[SignatureProof, Field] | None = None
    signatures = message.headers.all("dkim-signature")
    for index, field in enumerate(signatures[:SIGNATURES]):
        tags = signature_tags(field.text)
        if standard.documented(tags.get("d", "").lower().rstrip(".")) != ours:
            continue
        proof = _judge(raw[message.start : message.end], message.headers, tags, index, lookup)
        if proof == "proof-dkim":
            return proof, field
        best = best or (proof, field)
    return best


def signature_tags(text: str) -> dict[str, str]:
    """The tags of a DKIM-Signature, without white space (RFC 6376, 3.2)."""
    pairs = (piece.partition("=") for piece in text[:16384].split(";"))
    return {name.strip().lower(): re.sub(r"\s", "", value) for name, _, value in pairs}


def _judge(
    raw: bytes, headers: Headers, tags: dict[str, str], index: int, lookup: KeyLookup
) -> SignatureProof:
    signed = tags.get("h", "").lower().split(":")
    if any(len(headers.all(name)) > 1 for name in _ONCE):
        return "dkim-uncovered"
    if "subject" not in signed and headers.first("subject") is not None:
        return "dkim-uncovered"
    if not _verified(raw, index, lookup):
        return "dkim-failed"
    return "dkim-partial" if "l" in tags else "proof-dkim"


def _verified(raw: bytes, index: int, lookup: KeyLookup) -> bool:
    import dkim

    def answer(name: bytes | str, timeout: int = 5) -> bytes | None:
        del timeout
        return lookup((name.decode("ascii") if isinstance(name, bytes) else name).rstrip("."))

    try:
        return bool(dkim.DKIM(raw, minkey=1024).verify(index, dnsfunc=answer))
    except Exception:  # noqa: BLE001  (a hostile key or signature must not end the check)
        return False
