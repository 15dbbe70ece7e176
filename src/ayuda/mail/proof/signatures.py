"""Signatures that are verified here (RFC 6376), where the user allows the look-ups for it.

The library decides, over the very bytes that are judged. What it verified is then held against what
was read here: domain, selector, tags and fields must be the same, or nothing is proven.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import msgspec

from ayuda.late_patterns import late
from ayuda.mail.brand.standard import Standard
from ayuda.mail.proof.header_block import uncovered
from ayuda.mail.proof.signature_tags import Signature, signatures_of
from ayuda.mail.raw.headers import Field, Headers
from ayuda.mail.raw.limits import BLANK_WORK, FOLD_WORK, SIGNED_BYTES, SIGNED_LINES
from ayuda.mail.raw.message import Message

KeyLookup = Callable[[str], bytes | None]
"""From a name (``selector._domainkey.example.com``) to the text of its TXT record."""

SignatureProof = Literal[
    "proof-dkim", "dkim-partial", "dkim-failed", "dkim-uncovered", "dkim-weak", "dkim-too-large"
]

_KEY_BITS = 1024
"""RFC 8301, 3.2: shorter keys are no longer taken."""
_BLANKS = late(rb"[\t ]+")
_TESTING, _STRICT = "y", "s"


def aligned_signatures(
    standard: Standard, headers: Headers, domain: str
) -> list[tuple[int, Field, Signature]]:
    """The signatures of the sender's ``domain``, with their numbers among all of the message.

    A signature counts if its domain and the sender's are under the same documented one.
    """
    ours = standard.documented(domain) if domain else None
    if ours is None:
        return []
    return [
        (index, field, signature)
        for index, (field, signature) in enumerate(signatures_of(headers))
        if signature is not None and standard.documented(signature.domain) == ours
    ]


def fault(headers: Headers, signature: Signature, now: float | None) -> SignatureProof | None:
    """Why a signature would be no proof even if it holds; ``now`` in seconds of Unix time."""
    if signature.is_weak(now):
        return "dkim-weak"
    if signature.partial:
        return "dkim-partial"
    if uncovered(headers, frozenset(signature.names)) is not None:
        return "dkim-uncovered"
    return None


def verify(
    raw: bytes,
    message: Message,
    signatures: list[tuple[int, Field, Signature]],
    lookup: KeyLookup,
    now: float | None,
) -> tuple[SignatureProof, Field] | None:
    """What signatures come to: a proof, or the first reason why not; None where there is none."""
    worst: tuple[SignatureProof, Field] | None = None
    verifier: _Verifier | None = None
    for index, field, signature in signatures:
        found = fault(message.headers, signature, now)
        if found is None and _costs_too_much(raw, message, len(signatures)):
            found = "dkim-too-large"
        if found is None:
            verifier = verifier or _Verifier.of(raw, message)
            found = verifier.verify(index, signature, lookup) if verifier else "dkim-failed"
        if found == "proof-dkim":
            return found, field
        worst = worst or (found, field)
    return worst


def _costs_too_much(raw: bytes, message: Message, times: int) -> bool:
    """Whether the library would take long, or much memory, for the text.

    It makes an object of every line, joins folded lines one by one, and looks at long white space
    once from each of its blanks.
    """
    size = message.end - message.start
    folded = sum(len(one.raw) * one.raw.count(b"\n") for one in message.headers.fields)
    if not message.headers.complete or folded > FOLD_WORK:
        return True
    if size * times > SIGNED_BYTES or raw.count(b"\n", message.start, message.end) > SIGNED_LINES:
        return True
    body = raw[message.start : message.end]
    if b" " * 64 not in body.translate(_TAB_IS_BLANK):
        return False
    return sum(len(run) ** 2 for run in _BLANKS.findall(body)) * times > BLANK_WORK


class _Verifier(msgspec.Struct, frozen=True):
    """A message as the library read it."""

    library: Any
    headers: Headers

    @classmethod
    def of(cls, raw: bytes, message: Message) -> _Verifier | None:
        """The library's reading; None where it is not the one that is judged."""
        import dkim

        judged = raw[message.start : message.end]
        try:
            library = dkim.DKIM(judged, minkey=_KEY_BITS)
        except Exception:  # noqa: BLE001 - the library raises all sorts for a hostile message
            return None
        fields = [(name.lower(), _as_lines(value)) for name, value in library.headers]
        ours = [
            (field.name.encode(), _as_lines(field.raw) + b"\r\n")
            for field in message.headers.fields
        ]
        body = raw[message.headers.end : message.end]
        if fields != ours or library.body != _as_lines(body):
            return None
        return cls(library, message.headers)

    def verify(self, index: int, signature: Signature, lookup: KeyLookup) -> SignatureProof:
        """Whether the signature ``index`` holds, and is the one that was read here."""
        import dkim

        asked: list[tuple[str, bytes | None]] = []

        def answer(name: bytes | str, timeout: int = 5) -> bytes | None:
            del timeout
            text = (name.decode("ascii") if isinstance(name, bytes) else name).removesuffix(".")
            asked.append((text, lookup(text)))
            return asked[-1][1]

        try:
            holds = self.library.verify(index, dnsfunc=answer)
        except dkim.KeyFormatError:
            return "dkim-weak" if 0 < self.library.keysize < _KEY_BITS else "dkim-failed"
        except Exception:  # noqa: BLE001 - a hostile key or signature must not end the check
            return "dkim-failed"
        name = f"{signature.selector}._domainkey.{signature.domain}"
        if holds is not True or len(asked) != 1 or asked[0][0].lower() != name:
            return "dkim-failed"
        if not self._is_what_was_read(signature):
            return "dkim-failed"
        signed = frozenset(
            name.lower().decode("latin-1") for name, _ in self.library.signed_headers
        )
        if uncovered(self.headers, signed) is not None:
            return "dkim-uncovered"
        return _of_key(asked[0][1] or b"", signature)

    def _is_what_was_read(self, signature: Signature) -> bool:
        """Whether the library read the same tags, so that it verified what is said to be proven."""
        verified = self.library.signature_fields
        tags = {name.encode(): _as_lines(value.encode()) for name, value in signature.tags.items()}
        return bool(
            verified == tags
            and self.library.domain == verified.get(b"d")
            and self.library.domain.decode("ascii").lower() == signature.domain
            and self.library.selector.decode("ascii").lower() == signature.selector
            and self.library.include_headers == tuple(name.encode() for name in signature.names)
            and self.library.keysize >= _of_kind(signature)
        )


def _of_kind(signature: Signature) -> int:
    return _KEY_BITS if signature.tags.get("a") == "rsa-sha256" else 0


def _of_key(record: bytes, signature: Signature) -> SignatureProof:
    """What a key's own rules leave of a signature that holds (RFC 6376, 3.6.1)."""
    from dkim.util import InvalidTagValueList, parse_tag_value

    try:
        read = parse_tag_value(record)
    except InvalidTagValueList:
        return "dkim-failed"
    tags = {name.decode("latin-1"): value.decode("latin-1") for name, value in read.items()}
    kind, digest = signature.tags["a"].split("-")
    flags = _listed(tags.get("t", ""))
    if _TESTING in flags:
        return "dkim-weak"
    usable = (
        tags.get("k", "rsa") == kind
        and digest in _listed(tags.get("h", digest))
        and not _listed(tags.get("s", "*")).isdisjoint({"*", "email"})
        and (_STRICT not in flags or signature.identity_domain == signature.domain)
    )
    return "proof-dkim" if usable else "dkim-failed"


def _listed(text: str) -> frozenset[str]:
    return frozenset(word.strip().lower() for word in text.split(":"))


def _as_lines(data: bytes) -> bytes:
    """Lines as the library has them: each ends with a carriage return and a line feed."""
    return data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n").removesuffix(b"\r")


_TAB_IS_BLANK = bytes.maketrans(b"\t", b" ")
