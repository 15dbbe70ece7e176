"""What a mail server that the user trusts says it verified (RFC 8601)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

import msgspec

from ayuda.mail.raw.headers import Field, Headers

_STRIPPED = re.compile(r"\"(?:[^\"\\]|\\.)*+\"|\((?:[^()\\]|\\.)*+\)")
_RESULT = re.compile(r"^\s*([a-z][a-z0-9-]*)(?:/\d+)?\s*=\s*([a-z]+)\b", re.IGNORECASE)
_PROPERTY = re.compile(r"\b(header\.[a-z]+|smtp\.[a-z]+)\s*=\s*([^\s;]+)", re.IGNORECASE)
_BY = re.compile(r"\bby\s+([A-Za-z0-9.-]+)", re.IGNORECASE)
_BARE = re.compile(r"[0-9a-f]{0,4}|[0-9.]+")
"""A hop that names itself by an address (IPv6 up to its first colon), as large providers' do."""
_REGISTRY_AT_MOST = 3
_LONGEST = 8192

_BY_SERVERS = frozenset(
    [
        "received",
        "return-path",
        "delivered-to",
        "envelope-to",
        "received-spf",
        "authentication-results",
        "x-received",
        "arc-seal",
        "arc-message-signature",
        "arc-authentication-results",
        "x-original-to",
        "x-envelope-from",
        "x-envelope-to",
        "dkim-filter",
    ]
)
"""Fields that servers put on top. What stands below any other one may be the sender's own."""


class Result(msgspec.Struct, frozen=True):
    """One result: its method, what came of it, and the domain it is about."""

    method: str
    value: str
    domain: str


class Statement(msgspec.Struct, frozen=True):
    """The results that a trusted server wrote, and the field they stand in."""

    field: Field
    results: tuple[Result, ...]


def trusted_results(headers: Headers, servers: Collection[str]) -> Statement | None:
    """The topmost results that one of ``servers`` wrote, if no sender could have put them there.

    Only fields that servers put on top may stand above it, and every server that stands above
    must be the trusted one, or of its domain (RFC 8601, section 5: such a server removes forged
    results from what it receives).
    """
    names = {server.strip().rstrip(".").lower() for server in servers}
    above: list[str] = []
    for field in headers.fields:
        if field.name == "authentication-results":
            server, results = _read(field.text)
            if server in names:
                there = _received_there(above, server)
                return Statement(field, results) if there else None
        if field.name not in _BY_SERVERS and not field.name.startswith("x-"):
            return None
        if field.name == "received":
            by = _BY.search(field.text)
            above.append(by[1].rstrip(".").lower() if by else "")
    return None


def _received_there(above: list[str], server: str) -> bool:
    """Whether the hops above were the server's own; bare addresses are hops inside a house."""
    hosts = [host for host in above if not _BARE.fullmatch(host)]
    house = _house(server)
    return all(host == house or host.endswith("." + house) for host in hosts) and (
        bool(hosts) or not above
    )


def _house(server: str) -> str:
    """The domain that a server's hops share: what it is in, unless that may be a registry.

    Names such as ``example.co.uk`` stand under a registry's, and its parts are short.
    """
    first, _, rest = server.partition(".")
    owner, dot, _ = rest.partition(".")
    return rest if first and dot and len(owner) > _REGISTRY_AT_MOST else server


def _read(text: str) -> tuple[str, tuple[Result, ...]]:
    """The server's name and its results; nothing where quotes or comments do not close."""
    if len(text) > _LONGEST:
        return "", ()
    plain, previous = text, ""
    while plain != previous and ("(" in plain or '"' in plain):  # comments may hold comments
        plain, previous = _STRIPPED.sub(" ", plain), plain
    if not set('"()').isdisjoint(plain):
        return "", ()
    server, *pieces = plain.split(";")
    name = server.split()
    return (name[0].rstrip(".").lower() if name else ""), tuple(_results(pieces))


def _results(pieces: list[str]) -> Iterator[Result]:
    for piece in pieces:
        match = _RESULT.match(piece)
        if match is None:
            continue
        about = {key.lower(): value for key, value in _PROPERTY.findall(piece)}
        method = match[1].lower()
        key = {"dkim": "header.d", "dmarc": "header.from", "spf": "smtp.mailfrom"}.get(method, "")
        domain = about.get(key) or (about.get("header.i", "") if method == "dkim" else "")
        domain = domain.rpartition("@")[2].rstrip(".").lower()
        yield Result(method, match[2].lower(), domain)
