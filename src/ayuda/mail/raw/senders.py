"""The address in a From header, read strictly: exactly one, well-formed, or a fault.

RFC 5322 section 3.4 allows far more than genuine mail uses, and parsers that are lenient can be
made to answer with an address that no server acts on. What is not plainly one address is a fault
here; the lenient reading is only kept for showing.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from ayuda.late_patterns import late

Fault = Literal[
    "sender-missing",
    "sender-no-address",
    "sender-several",
    "sender-comma",
    "sender-group",
    "sender-contradicts",
    "sender-encoded",
    "sender-not-ascii",
    "sender-control",
    "sender-malformed",
]

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL = late(rf"{_ATOM}(?:\.{_ATOM})*|\"[^\"\\@\s\x00-\x1f\x7f]+\"")
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_DOMAIN = late(rf"{_LABEL}(?:\.{_LABEL})+")
_LITERAL = late(r"\[[0-9A-Fa-f:.]+\]|\[IPv6:[0-9A-Fa-f:.]+\]")
_ENCODED_WORD = late(r"=\?[^?\s]+\?[BbQq]\?[^?]*\?=")
_TOKEN = late(
    r'"(?P<quoted>(?:[^"\\]|\\.)*+)"|\((?P<comment>(?:[^()\\]|\\.)*+)\)|<(?P<angle>[^<>]*+)>'
)
"""Nested comments are not read: genuine mail has none, so they are a fault."""
_FOLD = late(r"\r?\n(?=[ \t])")
_ESCAPE = late(r"\\(.)")
_MARKS = frozenset('"()<>')
_CONTROL = late(r"[\x00-\x08\x0b-\x1f\x7f]")
_LONGEST = 998 * 4
"""Characters of a From header that are looked at: four lines at RFC 5322's limit."""


class Sender(msgspec.Struct, frozen=True):
    """What a From header says. ``domain`` is in lower case; both are empty where unreadable.

    ``address`` and ``domain`` hold the lenient reading where there is a fault.
    """

    display: str
    address: str
    domain: str
    fault: Fault | None = None


class _Pieces(msgspec.Struct, frozen=True):
    """A header's text taken apart: plain text, what is in ``<>``, quotes, comments.

    ``plain`` is without comments and brackets, and its quotes are kept; ``outside`` is without
    quotes too. ``broken``: something is left open, or stands where nothing may.
    """

    plain: str
    outside: str
    inside: str | None
    quoted: tuple[str, ...]
    comments: tuple[str, ...]
    broken: bool


def read_sender(value: str) -> Sender:
    """Reads a From header's value (unfolded or not), or a bare address."""
    text = _FOLD.sub("", value[:_LONGEST]).strip(" \t\r\n")
    if not text:
        return Sender("", "", "", "sender-missing")
    pieces = _split(text)
    if pieces.inside is None:
        return _from_bare(text, pieces)
    display = " ".join(filter(None, (*pieces.quoted, pieces.outside.strip(), *pieces.comments)))
    address = pieces.inside.strip(" \t")
    fault = _text_fault(text, value) or _outside_fault(pieces, address) or _address_fault(address)
    return Sender(display, address, _domain_of(address), fault)


def _from_bare(text: str, pieces: _Pieces) -> Sender:
    """A header without angle brackets: the whole of it must be the address."""
    address = pieces.plain.strip(" \t")
    display = " ".join((*pieces.quoted, *pieces.comments))
    outside = pieces.outside
    fault: Fault | None = _text_fault(text, text)
    if fault is None and "@" not in outside:
        fault = "sender-no-address"
    elif fault is None and ("," in outside or outside.count("@") > 1):
        fault = "sender-several"
    elif fault is None and (":" in outside or ";" in outside) and "[" not in outside:
        fault = "sender-group"
    fault = fault or ("sender-malformed" if pieces.broken else None) or _address_fault(address)
    if "@" not in outside:
        return Sender(text, "", "", fault)
    return Sender(display, address, _domain_of(address), fault)


def _text_fault(text: str, value: str) -> Fault | None:
    if _CONTROL.search(text) or len(value) > _LONGEST:
        return "sender-control"
    return None


def _outside_fault(pieces: _Pieces, address: str) -> Fault | None:
    """What is wrong around the angle brackets."""
    outside = pieces.outside
    if pieces.broken:
        return "sender-several" if outside.count("@") or "," in outside else "sender-malformed"
    if "@" in outside and outside.strip().lower() != address.lower():
        return "sender-contradicts" if "," not in outside else "sender-several"
    if "," in outside:
        return "sender-several" if "@" in pieces.plain else "sender-comma"
    if ":" in outside and ";" in outside:
        return "sender-group"
    return None


def _address_fault(address: str) -> Fault | None:
    """What is wrong with what should be one address."""
    if _ENCODED_WORD.search(address):
        return "sender-encoded"
    local, at, domain = address.rpartition("@")
    if not at or not local or not domain:
        return "sender-no-address"
    if not address.isascii():
        return "sender-not-ascii"
    if not _LOCAL.fullmatch(local):
        return "sender-malformed"
    if not (_DOMAIN.fullmatch(domain) or _LITERAL.fullmatch(domain)):
        return "sender-malformed"
    return None


def _domain_of(address: str) -> str:
    return address.rpartition("@")[2].strip(' \t<>"').rstrip(".").lower()


def _split(text: str) -> _Pieces:
    plain: list[str] = []
    outside: list[str] = []
    found: dict[str, list[str]] = {"quoted": [], "comment": [], "angle": []}
    end, after = 0, False
    for token in _TOKEN.finditer(text):
        gap = text[end : token.start()]
        end = token.end()
        kind = token.lastgroup or "quoted"
        after = after or (bool(found["angle"]) and (bool(gap.strip()) or kind != "comment"))
        inside = token[kind]
        escaped = "\\" in inside
        found[kind].append(_ESCAPE.sub(r"\1", inside) if escaped else inside)
        plain.append(gap + (token[0] if kind == "quoted" else ""))
        outside.append(gap)
    plain.append(text[end:])
    outside.append(text[end:])
    after = after or (bool(found["angle"]) and bool(text[end:].strip()))
    return _Pieces(
        "".join(plain),
        "".join(outside),
        found["angle"][-1] if found["angle"] else None,
        tuple(found["quoted"]),
        tuple(found["comment"]),
        after or not _MARKS.isdisjoint("".join(outside)),
    )
