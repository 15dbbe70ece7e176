"""The hosts that a message came through, as its servers wrote them down (RFC 5321, 4.4)."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import msgspec

from ayuda.late_patterns import late
from ayuda.mail.proof.structured import Token, tokens

if TYPE_CHECKING:
    from ipaddress import IPv4Network, IPv6Network

_LABEL = r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?"
_HOST = late(rf"{_LABEL}(?:\.{_LABEL})*")
_LONGEST_HOST = 253
_ADDRESS = late(r"(?:ipv6:)?([0-9a-f]*:[0-9a-f:.]+|\d{1,3}(?:\.\d{1,3}){3})(?::\d+)?")
_INSIDE_ENDS = (
    ".localhost",
    ".localdomain",
    ".local",
    ".internal",
    ".intranet",
    ".private",
    ".corp",
    ".home",
    ".lan",
    ".home.arpa",
)
"""Names that mean something in one house only (RFC 6762, appendix G; RFC 8375)."""
_PRIVATE = (
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "100.64.0.0/10",
    "fc00::/7",
    "fe80::/10",
    "::1/128",
)


class Hop(msgspec.Struct, frozen=True):
    """One Received field: who wrote it, who handed the message over, and what is said of that one.

    ``by`` and ``source`` are in lower case, empty where nothing is said. ``said`` are the words of
    the comments on the source, which the server writes.
    """

    by: str
    source: str = ""
    said: tuple[str, ...] = ()


def host_name(text: str) -> str | None:
    """A plain host's name in lower case, without a dot at its end; None for anything else."""
    name = text.removesuffix(".").lower()
    return name if len(name) <= _LONGEST_HOST and _HOST.fullmatch(name) else None


def read_hop(text: str) -> Hop | None:
    """What a Received field says, read outside comments and quotes.

    None where its server cannot be told: two ``by`` outside of comments are one of the server and
    one that was put in its mouth.
    """
    found = tokens(text)
    if found is None:
        return None
    if any(token.kind == "end" for token in found):
        found = found[: next(at for at, token in enumerate(found) if token.kind == "end")]
    words = [(at, token) for at, token in enumerate(found) if token.kind != "comment"]
    marks = [
        place for place, (_, token) in enumerate(words) if token.kind == "word" and _is_by(token)
    ]
    if not marks:
        # qmail and others write a comment alone where a message goes from hand to hand inside.
        return None if words else Hop("")
    if len(marks) > 1 or marks[0] + 1 >= len(words):
        return None
    by, source = words[marks[0] + 1][1].text, ""
    before = found[: words[marks[0]][0]]
    if marks[0] and words[0][1].text.lower() != "from":
        return None
    if marks[0] > 1:
        source = words[1][1].text
    said = " ".join(token.text for token in before if token.kind == "comment").lower()
    return Hop(_plain(by), _plain(source), tuple(re.findall(r"[^\s()=,;]+", said)))


def _is_by(token: Token) -> bool:
    return token.text.lower() == "by"


def _plain(text: str) -> str:
    return text.removesuffix(".").lower()


def is_inside(host: str) -> bool:
    """Whether a host's name or address means something in one house only."""
    if not host or host.endswith(_INSIDE_ENDS):
        return True
    address = address_in(host)
    if address is not None:
        return is_private(address)
    return "." not in host and _HOST.fullmatch(host) is not None


def address_in(word: str) -> str | None:
    """The address that a word is, in brackets or without."""
    match = _ADDRESS.fullmatch(word.replace("[", "").replace("]", "").lower())
    return match[1] if match else None


def is_private(text: str) -> bool:
    """Whether an address is one of a house's own; a name in a number's clothes is not."""
    from ipaddress import IPv4Address, IPv6Address, ip_address

    try:
        address: IPv4Address | IPv6Address = ip_address(text)
    except ValueError:
        return False
    if isinstance(address, IPv6Address):
        # Large providers write their own 10.… as 2002:a….
        address = address.ipv4_mapped or address.sixtofour or address
    return any(address in one for one in _networks() if one.version == address.version)


@cache
def _networks() -> tuple[IPv4Network | IPv6Network, ...]:
    from ipaddress import ip_network

    return tuple(map(ip_network, _PRIVATE))
