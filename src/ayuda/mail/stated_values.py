"""What a person states as an address or as links, tidied; what then is neither is refused.

People copy, forward and type: a name, brackets, ``From:``, a full stop come along, and a slip of
the fingers says nothing about a message. Every front reads what it is told with ``parse_stated``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from unicodedata import category

from ayuda.engine.stated import parse_value
from ayuda.engine.windows import FactValue, Setting
from ayuda.errors import AyudaError
from ayuda.late_patterns import late
from ayuda.model import Fact

_SHOWN = 80
"""Characters of what was stated that a problem repeats."""
_LONGEST_ADDRESS = 320
"""RFC 5321, 4.5.3.1: 64 characters, the ``@``, and 255."""

_DOTS = str.maketrans("\uff0e\u3002\uff61", "...")
"""What counts as a dot in a domain (RFC 3490, 3.1)."""
_IN_BRACKETS = late(r"<([^<>]*)>")
_QUERY_OF_MAILTO = late(r"(mailto:[^\s?]{0,400})\?\S*+", re.IGNORECASE)
_APART = r"""\s"<>()\[\]{},;:@«»“”„\u2018\u2019…|*"""
"""What ends an address where it has no quotes; an apostrophe inside belongs to it."""
_QUOTE = "'"
_ADDRESS = late(rf"""("[^"\s@]+"|(?<![^{_APART}])[^{_APART}]++)@(\[[0-9A-Fa-f:.]+\]|[\w.-]+)(@?)""")
_DOMAIN = late(r"[^.]+(?:\.[^.]+)*\.[^\W\d][\w-]+|\[.+\]")

_NEVER_IN_A_LINK = late(r"[<>\"«»“”„]|\]\(")
_BETWEEN_LINKS = late(r"\s+|(?<![,;])[,;]++(?=\s|$|[a-z][a-z0-9+.-]*://|www\.)", re.IGNORECASE)
_LABEL = late(r"[^\W\d_]+:(?=https?:|www\.)", re.IGNORECASE)
_BEFORE, _BEHIND = "([{'\u2018*`•·\u2013—-", ".,;:!?'\u2019*`…"
_BRACKETS = {"(": ")", "[": "]", "{": "}"}
_SCHEME = late(r"([a-z][a-z0-9+-]*):", re.IGNORECASE)
_WITH_A_HOST = late(r"[a-z][a-z0-9+-]*:[\\/]{2}[^\\/?#]", re.IGNORECASE)
_WITHOUT_A_HOST = frozenset(
    ["http", "https", "mailto", "tel", "sms", "javascript", "vbscript", "data", "blob", "file"]
)
"""Schemes that are known for one also where no ``//`` follows."""
_HOST = late(
    r"[\\/]*([^\\/?#@]*@)?"
    r"((?:[\w-]+\.)+[^\W\d_][\w-]+|\d{1,3}(?:\.\d{1,3}){3})\.?(?::\d{1,5})?(?=([\\/?#])|$)"
)
_FILES = late(
    r"csv|docx?|eml|gif|heic|html?|jpe?g|mbox|msg|odt|pdf|png|rtf|txt|webp|xlsx?", re.IGNORECASE
)
"""Names of files that end so are no hosts: none of these is a top-level domain."""


def parse_stated(setting: Setting, fact: Fact, text: str, where: str) -> FactValue:
    """The value that a text states for a fact that is no yes/no fact.

    An address is one plain address, links are a tuple of them. Raises AyudaError, naming
    ``where``, for what is neither.
    """
    if fact.kind == "links":
        return stated_links([text], where)
    if fact.kind == "address" and text.strip():
        return _address(text, where)
    return parse_value(setting, fact, text, where)


def stated_links(texts: Iterable[str], where: str) -> tuple[str, ...]:
    """The links that are stated together. Raises AyudaError for what is none."""
    return tuple(link for text in texts for link in _links(text, where))


def refanged(text: str) -> str:
    """A defanged address or link as it was, so that what was shown can be given back."""
    text = re.sub(r"\bhxxp(s?)(?=:|\[:\])", r"http\1", text, flags=re.IGNORECASE)
    text = re.sub(r"\s?(?:\[at\]|\(at\))\s?", "@", text, flags=re.IGNORECASE)
    text = re.sub(r"\s?(?:\[dot\]|\(dot\))\s?", ".", text, flags=re.IGNORECASE)
    return text.replace("[.]", ".").replace("(.)", ".").replace("[:]", ":").replace("[@]", "@")


def stated_url(text: str) -> str:
    """A link as a person writes it, made a URL: defanged ones are restored, a scheme is added."""
    url = refanged(re.sub(r"[\t\r\n]", "", text.strip()))  # as browsers do (WHATWG URL, 4.4)
    return url if _SCHEME.match(url) else "https://" + url.lstrip("/\\")


def _plain(text: str) -> str:
    """A text without what cannot be seen, its white space made blanks, and refanged."""
    seen = (
        " " if character.isspace() else character
        for character in text
        if character.isspace() or character.isprintable() or category(character) not in ("Cc", "Cf")
    )
    return refanged("".join(seen))


def _shown(text: str) -> str:
    """As much of what was stated as a problem repeats."""
    text = text.strip()
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _address(text: str, where: str) -> str:
    """The one address in a text, whatever stands around it; one in ``<>`` before all others."""
    from ayuda.mail.raw.senders import read_sender

    plain = _QUERY_OF_MAILTO.sub(r"\1", _plain(text)).translate(_DOTS)
    inside = " ".join(_IN_BRACKETS.findall(plain))
    found: dict[str, str] = {}
    for match in _ADDRESS.finditer(inside if "@" in inside else plain):
        domain = match[2].rstrip(".-_")
        address = f"{match[1].lstrip(_QUOTE)}@{domain}"
        faulty = read_sender(address).fault not in (None, "sender-not-ascii")
        if match[3] or faulty or len(address) > _LONGEST_ADDRESS or not _DOMAIN.fullmatch(domain):
            raise AyudaError.of(where, "no-address", value=_shown(text))
        found.setdefault(address.lower(), address)
    if len(found) > 1:
        raise AyudaError.of(where, "several-addresses", value=_shown(", ".join(found.values())))
    if not found:
        raise AyudaError.of(where, "no-address", value=_shown(text))
    return next(iter(found.values()))


def _links(text: str, where: str) -> tuple[str, ...]:
    """The links in a text, whatever words and marks stand around them."""
    if not text.strip():
        raise AyudaError.of(where, "empty-value")
    plain = _NEVER_IN_A_LINK.sub(" ", _plain(text))
    found = [piece for piece in map(_trimmed, _BETWEEN_LINKS.split(plain)) if _may_be_link(piece)]
    if not found or not all(map(_is_link, found)):
        raise AyudaError.of(where, "no-link", value=_shown(text))
    return tuple(found)


def _trimmed(piece: str) -> str:
    """A piece without the marks around it; a bracket that it opens itself belongs to it."""
    piece = piece.lstrip(_BEFORE)
    label = _LABEL.match(piece)
    piece = piece[label.end() :] if label else piece
    closing = (close for opening, close in _BRACKETS.items() if opening not in piece)
    return piece.rstrip(_BEHIND + "".join(closing))


def _may_be_link(piece: str) -> bool:
    """Whether a piece is more than a word that stands beside a link."""
    return not {".", ":", "/", "\\", "@"}.isdisjoint(piece)


def _is_link(piece: str) -> bool:
    """Whether a browser can take a piece for a link, and a person mean it as one."""
    from ayuda.mail.brand.links import opens

    scheme = _SCHEME.match(piece)
    if scheme is None or not (_WITH_A_HOST.match(piece) or scheme[1].lower() in _WITHOUT_A_HOST):
        host = _HOST.match(piece)
        if host is None or (host[1] and not host[3]):
            return False  # a word, or an address for mail
        if not host[3] and _FILES.fullmatch(host[2].rpartition(".")[2]):
            return False
    return opens(stated_url(piece))
