"""The tags of a DKIM-Signature, read strictly (RFC 6376, 3.2 and 3.5).

Who verifies a signature may be more lenient; so nothing here proves anything. It tells which
signatures are worth verifying, and what is verified is held against it.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from ayuda.late_patterns import late
from ayuda.mail.raw.headers import Field, Headers
from ayuda.mail.raw.limits import SIGNATURES

LONGEST = 16 * 1024
"""Bytes of a signature that are read; those of real mail have less than two thousand."""
BLANKS = 100
"""White space in a row: a fold is three or four, and readers may take time for more."""

_PLAIN = late(r"[\x20-\x7e\t\r\n]*+")
_NAME = late(r"[A-Za-z][A-Za-z0-9_]*")
_HOST = late(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?)*")
_BLANK = " \t\r\n"
_ALGORITHMS = frozenset({"rsa-sha256", "ed25519-sha256"})
"""RFC 8301, 3.1 and RFC 8463: SHA-1 is no longer taken."""


class Signature(msgspec.Struct, frozen=True):
    """A signature as it is written: its tags, its domain and selector, and what it covers."""

    tags: Mapping[str, str]
    domain: str
    selector: str
    names: tuple[str, ...]

    @property
    def value(self) -> str:
        """The signature itself, in base64."""
        return "".join(self.tags.get("b", "").split())

    @property
    def partial(self) -> bool:
        """Whether it covers only the beginning of the text."""
        return "l" in self.tags

    @property
    def identity_domain(self) -> str:
        """The domain for whom it was signed, in lower case."""
        return self.tags.get("i", f"@{self.domain}").rpartition("@")[2].lower()

    def is_weak(self, now: float | None) -> bool:
        """Whether it is of a kind that no longer counts, or has expired at ``now``.

        Where no time is told, one that can expire counts as expired.
        """
        expires = self.tags.get("x")
        expired = expires is not None and (
            now is None or not expires.isdecimal() or int(expires[:20]) <= now
        )
        return expired or self.tags.get("a", "") not in _ALGORITHMS


def read_signature(raw: bytes) -> Signature | None:
    """The value of a DKIM-Signature; None where it could be read in two ways, or is none."""
    tags = read_tags(raw)
    if tags is None:
        return None
    domain, selector = tags.get("d", "").lower(), tags.get("s", "").lower()
    if not _HOST.fullmatch(domain) or not _HOST.fullmatch(selector) or not tags.get("h"):
        return None
    names = tuple(name.strip(_BLANK).lower() for name in tags["h"].split(":"))
    return Signature(tags, domain, selector, names)


def read_tags(raw: bytes) -> dict[str, str] | None:
    """The tags of a list of them, by name; None where it could be read in two ways."""
    text = raw.decode("latin-1")
    if len(text) > LONGEST or not _PLAIN.fullmatch(text):
        return None
    if " " * BLANKS in text.translate(_BLANKS_ALIKE):
        return None
    pieces = text.strip(_BLANK).split(";")
    if not pieces[-1].strip(_BLANK):
        pieces.pop()
    tags: dict[str, str] = {}
    for piece in pieces:
        name, equals, value = piece.partition("=")
        name = name.strip(_BLANK)
        if not equals or name in tags or not _NAME.fullmatch(name):
            return None
        tags[name] = value.strip(_BLANK)
    return tags


def signatures_of(headers: Headers) -> list[tuple[Field, Signature | None]]:
    """The first signatures of a message, topmost first; unreadable ones as None."""
    fields = headers.all("dkim-signature")
    return [(field, read_signature(field.raw)) for field in fields[:SIGNATURES]]


_BLANKS_ALIKE = str.maketrans("\t\r\n", "   ")
