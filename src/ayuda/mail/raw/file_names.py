"""The names of attached files as mail clients show them (RFC 2047, RFC 2231 and RFC 5987)."""

from __future__ import annotations

import re
from urllib.parse import unquote

from ayuda.late_patterns import late
from ayuda.mail.raw.encoded_words import decode_words
from ayuda.mail.raw.message import Part

_EXTENDED = late(r"([A-Za-z0-9_-]{0,40})'[^']{0,40}'(.*)", re.DOTALL)
"""A name with its charset and language (RFC 5987)."""
_AT_MOST = 300


def file_names(part: Part) -> list[str]:
    """What a part is to be saved as, and what else it is called; none where it has no name."""
    return [readable_name(one) for one in (part.filename, part.options.get("name", "")) if one]


def readable_name(written: str) -> str:
    """A file's name as a mail client shows it."""
    extended = _EXTENDED.fullmatch(written[:_AT_MOST])
    if extended is not None:
        try:
            return unquote(extended[2], extended[1] or "utf-8", "replace")
        except LookupError:
            return unquote(extended[2])
    return decode_words(written[:_AT_MOST])


def ends_in(part: Part, endings: tuple[str, ...]) -> bool:
    """Whether one of a part's names ends so, in lower case."""
    return any(name.strip().lower().endswith(endings) for name in file_names(part))
