"""One Authentication-Results field read: who wrote it, and what came of each check (RFC 8601)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import msgspec

from ayuda.late_patterns import late
from ayuda.mail.proof.hosts import host_name
from ayuda.mail.proof.structured import Token, clauses, pairs, tokens
from ayuda.mail.raw.headers import Field

_METHOD = late(r"([a-z][a-z0-9-]*)(?:/\d+)?", re.IGNORECASE)
_RESULT = late(r"[a-z][a-z0-9-]*", re.IGNORECASE)
_METHODS = frozenset({"dkim", "dmarc", "spf", "arc"})
_ABOUT: Mapping[str, tuple[str, ...]] = {
    "dkim": ("header.d", "header.i"),
    "dmarc": ("header.from",),
    "spf": ("smtp.mailfrom",),
}
_MARKS = late(r"[\"\\]")
"""Servers repeat addresses in comments; a quoted one could close the comment that it stands in."""
_UNCLEAR = "unclear"
_NAME_AND_VERSION = 2


class MethodResult(msgspec.Struct, frozen=True):
    """What came of one check: its method, the result, the domain it is about, and its properties.

    All but the properties' values are in lower case.
    """

    method: str
    value: str
    domain: str
    properties: Mapping[str, str]
    field: Field


class Results(msgspec.Struct, frozen=True):
    """The results of one field; ``server`` is None where none is named, as some servers do it."""

    server: str | None
    results: tuple[MethodResult, ...]


def read_results(field: Field) -> Results | None:
    """The results that a field states; None where it can be read in two ways, or names no host."""
    found = tokens(field.text)
    if found is None or any(_MARKS.search(one.text) for one in found if one.kind == "comment"):
        return None
    first, *rest = clauses(found)
    unnamed = any("=" in token.text for token in first if token.kind == "word")
    if unnamed:
        return Results(None, tuple(_results(field, [first, *rest])))
    if not 1 <= len(first) <= _NAME_AND_VERSION or (
        len(first) > 1 and not first[1].text.isdecimal()
    ):
        return None
    server = host_name(first[0].text)
    return None if server is None else Results(server, tuple(_results(field, rest)))


def _results(field: Field, pieces: list[tuple[Token, ...]]) -> Iterator[MethodResult]:
    for piece in pieces:
        told = pairs(piece)
        if not told:
            continue
        # Where a semicolon is missing, another method begins another result all the same.
        starts = [at for at, (key, _) in enumerate(told) if at == 0 or key.lower() in _METHODS]
        for start, end in zip(starts, [*starts[1:], len(told)], strict=True):
            result = _result(field, told[start:end])
            if result is not None:
                yield result


def _result(field: Field, told: tuple[tuple[str, str], ...]) -> MethodResult | None:
    method, value = _METHOD.fullmatch(told[0][0]), _RESULT.fullmatch(told[0][1])
    if method is None or value is None:
        return None
    properties: dict[str, str] = {}
    clear = True
    for key, text in told[1:]:
        name = key.lower()
        clear = clear and properties.get(name, text) == text
        properties.setdefault(name, text)
    about = [properties[name] for name in _ABOUT.get(method[1].lower(), ()) if name in properties]
    domains = [text.rpartition("@")[2].removesuffix(".").lower() for text in about]
    if len(domains) > 1 and not f".{domains[1]}".endswith(f".{domains[0]}"):
        clear = False
    return MethodResult(
        method[1].lower(),
        value[0].lower() if clear else _UNCLEAR,
        domains[0] if domains else "",
        properties,
        field,
    )
